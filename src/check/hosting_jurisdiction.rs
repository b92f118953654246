//! Who has the last word at the operator of the networks, and under which country's law: legal control, apart from the
//! place of an address.

use super::place::{addresses, places, quote, unresolved};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::fact::HostingFact;
use crate::domain::finding::Confidence;
use crate::domain::location::LocationStatus;
use crate::domain::observation::Probe;
use crate::domain::ownership::{describe, is_dated, seat_of_control};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "hosting-jurisdiction",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "in-eea",
        "adequate",
        "conditional",
        "outside",
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
    let (areas, on) = (context.material.areas, context.material.as_of);
    let mut worst: Option<LocationStatus> = None;
    let mut operators: Vec<(LocationStatus, Text)> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    let mut checked: Option<Day> = None;
    let mut confidence = Confidence::High;
    for (_, fact) in &found {
        let known = fact.control.as_ref().and_then(|control| {
            let (_, status) = seat_of_control(control, areas, on)?;
            Some((control, status, describe(control, areas)?))
        });
        let Some((control, status, operator)) = known else {
            unknown.push(fact.canonical.to_string());
            continue;
        };
        if is_dated(control, on) {
            confidence = Confidence::Medium;
        }
        checked = match (checked, control.checked_on) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        worst = worst.max(Some(status));
        let entry = (status, operator);
        if !operators.contains(&entry) {
            operators.push(entry);
        }
    }
    let judgement = match worst {
        Some(LocationStatus::Outside) => Judgement::deviates("outside"),
        Some(LocationStatus::AdequacyConditional) => Judgement::partial("conditional"),
        Some(LocationStatus::Adequacy) if unknown.is_empty() => Judgement::conforms("adequate"),
        Some(LocationStatus::InEea) if unknown.is_empty() => Judgement::conforms("in-eea"),
        _ => {
            let addresses = if unknown.is_empty() {
                context.subject.name.clone()
            } else {
                unknown.join(", ")
            };
            Judgement::not_observed("unknown").with("addresses", addresses)
        }
    };
    let told: Vec<Text> = operators
        .into_iter()
        .filter(|(status, _)| Some(*status) == worst)
        .map(|(_, operator)| operator)
        .collect();
    found.iter().fold(
        judgement
            .with_text("operators", Context::list(&told))
            .with_text("places", places(context, &found))
            .with(
                "checked",
                checked.map_or("—".to_owned(), |day| day.to_string()),
            )
            .confident(confidence),
        |judgement, (observation, fact)| judgement.because(observation, line(fact)),
    )
}

/// Control and place of an address side by side.
fn line(fact: &HostingFact) -> String {
    let Some(control) = &fact.control else {
        return quote(fact);
    };
    let asn = control
        .asn
        .map_or_else(|| "—".to_owned(), |asn| format!("AS{asn}"));
    let parent = control.ultimate_parent.as_deref().unwrap_or("—");
    let country = control
        .ultimate_parent_country
        .map_or_else(|| "—".to_owned(), |country| country.to_string());
    let checked = control
        .checked_on
        .map_or_else(|| "—".to_owned(), |day| day.to_string());
    format!("{asn} — {parent}, {country} ({checked}); {}", quote(fact))
}
