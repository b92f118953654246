//! The region that the provider of an address publishes for it, beside the countries that were declared.

use super::place::{addresses, quote, unresolved};
use super::{Check, Context, Judgement};
use crate::domain::fact::{DeliveryClass, GeoClaim, GeoKind, HostingFact};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "hosting-region",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "declared",
        "published",
        "not-declared",
        "not-published",
        "edge",
        "not-resolved",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let found = addresses(context);
    if found.is_empty() {
        return unresolved(context);
    }
    let declared = context.material.regions;
    let (mut regions, mut elsewhere): (Vec<Text>, Vec<Text>) = Default::default();
    let (mut edges, mut open): (Vec<String>, Vec<String>) = Default::default();
    for (_, fact) in &found {
        let is_edge = matches!(
            fact.delivery.class,
            DeliveryClass::Anycast | DeliveryClass::Cdn
        );
        match published(fact) {
            _ if is_edge => edges.push(fact.canonical.to_string()),
            None => open.push(fact.canonical.to_string()),
            Some(claim) => {
                let region = describe(context, fact, claim);
                let known = declared.is_none_or(|countries| {
                    claim
                        .country
                        .is_some_and(|country| countries.contains(&country))
                });
                let list = if known { &mut regions } else { &mut elsewhere };
                if !list.contains(&region) {
                    list.push(region);
                }
            }
        }
    }
    let complete = context
        .material
        .observations
        .located_completely(&context.subject.id);
    let judgement = if !elsewhere.is_empty() {
        let names: Vec<Text> = declared
            .unwrap_or_default()
            .iter()
            .map(|country| context.material.areas.name(*country))
            .collect();
        Judgement::partial("not-declared")
            .with_text("regions", Context::list(&elsewhere))
            .with_text("declared", Context::list(&names))
    } else if !open.is_empty() || (!complete && edges.is_empty()) {
        Judgement::not_observed("not-published").with("addresses", shown(&open, context))
    } else if !edges.is_empty() {
        Judgement::not_applicable("edge").with("addresses", edges.join(", "))
    } else {
        let judgement = match declared {
            Some(_) => Judgement::conforms("declared"),
            // With nothing to compare with, what shows is a question.
            None => Judgement::not_observed("published"),
        };
        judgement.with_text("regions", Context::list(&regions))
    };
    found
        .iter()
        .fold(judgement, |judgement, (observation, fact)| {
            judgement.because(observation, quote(fact))
        })
}

/// The addresses that are open; when the look-ups left some out, the name itself.
fn shown(open: &[String], context: &Context<'_>) -> String {
    if open.is_empty() {
        context.subject.name.clone()
    } else {
        open.join(", ")
    }
}

fn published(fact: &HostingFact) -> Option<&GeoClaim> {
    fact.claims
        .iter()
        .find(|claim| claim.kind == GeoKind::ProviderRegion && claim.country.is_some())
}

/// "Amazon Web Services eu-central-1 (Germany)".
fn describe(context: &Context<'_>, fact: &HostingFact, claim: &GeoClaim) -> Text {
    let control = fact.control.as_ref();
    let provider = match (&claim.provider, control) {
        (Some(id), Some(control)) if control.operator.as_ref() == Some(id) => {
            control.operator_name.as_deref().unwrap_or(id)
        }
        (Some(id), _) => id,
        (None, _) => &claim.source,
    };
    let mut words = provider.to_owned();
    for part in [&claim.region, &claim.zone].into_iter().flatten() {
        words.push(' ');
        words.push_str(part);
    }
    let place = claim
        .country
        .map(|country| context.material.areas.name(country))
        .unwrap_or_default();
    Text::new(
        format!("{words} ({})", place.nl),
        format!("{words} ({})", place.en),
    )
}
