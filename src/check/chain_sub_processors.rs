//! Which parties the records of a domain and its hosts show, and whether the provider named them.
//!
//! A party that was not named is a reason to ask, never a fault by itself: so the worst that this check says is "partial".
//! What pages fetch is judged apart, by `chain-third-party-resources`.

use super::party::{Shown, because, names};
use super::{Check, Context, Judgement};
use crate::domain::finding::Confidence;
use crate::domain::observation::Probe;
use crate::domain::party::{HitStrength, KnownBy, Standing};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "chain-sub-processors",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsMx, Probe::DnsNs, Probe::DnsTxt],
    reasons: &[
        "declared",
        "none",
        "not-declared",
        "not-looked",
        "seen",
        "unrecognised",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let shown: Vec<Shown<'_>> = context
        .material
        .parties
        .of_domain(&context.subject.name)
        .into_iter()
        .map(|(party, mut hits)| {
            hits.retain(|hit| !hit.way.is_on_page());
            (party, hits)
        })
        .filter(|(_, hits)| !hits.is_empty())
        .collect();
    let asked: Vec<&Shown<'_>> = shown
        .iter()
        .filter(|(party, hits)| {
            party.standing == Standing::SeenNotDeclared
                && hits.iter().any(|hit| hit.is_worth_asking())
        })
        .collect();
    let unseen = CHECK.needs.iter().find(|probe| {
        let mut looks = context.of(**probe);
        // A look that was never made and one that failed are the same: something may have been missed.
        looks.next().is_none_or(|o| o.dns().is_none()) || looks.any(|o| o.failure().is_some())
    });
    if !asked.is_empty() {
        let recognised = asked
            .iter()
            .any(|(party, _)| party.known_by != KnownBy::Domain);
        let judgement = if recognised {
            Judgement::partial("not-declared")
        } else {
            // A name that no table knows may be the provider's own.
            Judgement::partial("unrecognised").confident(Confidence::Low)
        };
        let judgement = judgement
            .with_text("parties", names(context, &asked))
            .confident(if unseen.is_some() {
                Confidence::Medium
            } else {
                Confidence::High
            });
        return because(judgement, asked.iter().copied());
    }
    if let Some(probe) = unseen {
        return context.unseen("not-looked", *probe);
    }
    let in_use: Vec<&Shown<'_>> = shown
        .iter()
        .filter(|(_, hits)| {
            hits.iter()
                .any(|hit| hit.strength > HitStrength::AccountOnceVerified)
        })
        .collect();
    let nothing = CHECK
        .needs
        .iter()
        .flat_map(|probe| context.of(*probe))
        .all(|o| o.dns().is_none_or(|dns| dns.records.is_empty()));
    let judgement = match (in_use.is_empty(), context.material.declared) {
        // A domain without any record that could show somebody shows nothing.
        (true, _) if nothing => {
            let words = context.material.phrases.text("failure.no-observation");
            Judgement::not_observed("not-looked").with_text("failure", words)
        }
        (true, _) => Judgement::conforms("none"),
        // With nothing to compare with, what shows is a question.
        (false, None) => Judgement::not_observed("seen"),
        (false, Some(_)) => Judgement::conforms("declared"),
    };
    let judgement = judgement.with_text("parties", names(context, &in_use));
    let judgement = because(judgement, in_use.iter().copied());
    if !judgement.evidence.is_empty() {
        return judgement;
    }
    CHECK
        .needs
        .iter()
        .flat_map(|probe| context.of(*probe))
        .fold(judgement, |judgement, observation| {
            match observation.dns() {
                Some(dns) => {
                    let records = dns.records.len();
                    judgement.because(
                        observation,
                        format!("{} {}: {records}", dns.name, dns.record_type),
                    )
                }
                None => judgement,
            }
        })
}
