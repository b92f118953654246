//! Who operates the networks of a host: legal control, a different question from where an address lies.

use super::place::{addresses, unresolved};
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::ownership::{describe, same_party};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "hosting-network-operator",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "identified",
        "not-compared",
        "not-declared",
        "unknown",
        "not-resolved",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let found = addresses(context);
    if found.is_empty() {
        return unresolved(context);
    }
    let (mut operators, mut undeclared, mut unknown): (Vec<Text>, Vec<Text>, Vec<String>) =
        Default::default();
    for (_, fact) in &found {
        match fact
            .control
            .as_ref()
            .and_then(|control| Some((control, control.operator_name.as_ref()?)))
        {
            Some((control, name)) => {
                let shown = describe(control, context.material.areas)
                    .unwrap_or_else(|| Text::same(&**name));
                let declared = context.material.declared.is_none_or(|parties| {
                    parties.iter().any(|party| {
                        same_party(party, name)
                            || control
                                .ultimate_parent
                                .as_ref()
                                .is_some_and(|p| same_party(party, p))
                    })
                });
                if !declared && !undeclared.contains(&shown) {
                    undeclared.push(shown.clone());
                }
                if !operators.contains(&shown) {
                    operators.push(shown);
                }
            }
            None => unknown.push(fact.canonical.to_string()),
        }
    }
    let judgement = if !undeclared.is_empty() {
        Judgement::partial("not-declared").with_text("operators", Context::list(&undeclared))
    } else if !unknown.is_empty() {
        Judgement::not_observed("unknown").with("addresses", unknown.join(", "))
    } else {
        let judgement = match context.material.declared {
            Some(_) => Judgement::conforms("identified"),
            // With nothing to compare with, who it is is a question.
            None => Judgement::not_observed("not-compared"),
        };
        judgement.with_text("operators", Context::list(&operators))
    };
    found
        .iter()
        .fold(judgement, |judgement, (observation, fact)| {
            let control = fact.control.as_ref();
            let asn = control
                .and_then(|c| c.asn)
                .map_or_else(|| "—".to_owned(), |asn| format!("AS{asn}"));
            let holder = control.and_then(|c| c.holder.as_deref()).unwrap_or("—");
            judgement.because(observation, format!("{} — {asn} {holder}", fact.canonical))
        })
}
