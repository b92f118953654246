//! Whether the host answers from an edge that can be anywhere: then its address says nothing about a place.

use super::place::{addresses, unresolved};
use super::{Check, Context, Judgement};
use crate::domain::fact::DeliveryClass;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "hosting-anycast",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &["unicast", "edge", "unknown", "not-resolved"],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let found = addresses(context);
    if found.is_empty() {
        return unresolved(context);
    }
    let of_class = |wanted: &[DeliveryClass]| -> Vec<String> {
        let mut names: Vec<String> = found
            .iter()
            .filter(|(_, fact)| wanted.contains(&fact.delivery.class))
            .map(|(_, fact)| match fact.delivery.class {
                DeliveryClass::Unknown => fact.canonical.to_string(),
                DeliveryClass::Origin => fact.delivery.basis.join(", "),
                _ => fact.delivery.operator.as_deref().unwrap_or("—").to_owned(),
            })
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let edges = of_class(&[DeliveryClass::Anycast, DeliveryClass::Cdn]);
    let unknown = of_class(&[DeliveryClass::Unknown]);
    let judgement = if !edges.is_empty() {
        Judgement::partial("edge").with("operators", edges.join(", "))
    } else if !unknown.is_empty() {
        Judgement::not_observed("unknown").with("addresses", unknown.join(", "))
    } else {
        Judgement::conforms("unicast").with("basis", of_class(&[DeliveryClass::Origin]).join(", "))
    };
    found
        .iter()
        .fold(judgement, |judgement, (observation, fact)| {
            let class = context.quote(match fact.delivery.class {
                DeliveryClass::Anycast => "quote.anycast",
                DeliveryClass::Cdn => "quote.cdn",
                DeliveryClass::Origin => "quote.one-place",
                DeliveryClass::Unknown => "quote.unknown",
            });
            let mut parts = vec![class.after(&format!("{} — ", fact.canonical))];
            if !fact.delivery.basis.is_empty() {
                parts.push(Text::same(fact.delivery.basis.join(", ")));
            }
            judgement.because(observation, Text::join(&parts, "; "))
        })
}
