//! Where the addresses of a host are registered or published. The worst address counts; an address, not data.

use super::place::{addresses, quote, unresolved};
use super::{Check, Context, Judgement};
use crate::domain::fact::HostingFact;
use crate::domain::finding::Confidence;
use crate::domain::location::{LocationStatus, LocationVerdict, Rung};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "hosting-location",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "in-eea",
        "adequate",
        "conditional",
        "outside",
        "not-determinable",
        "not-resolved",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let (areas, on) = (context.material.areas, context.material.as_of);
    let found = addresses(context);
    let judged: Vec<(&HostingFact, LocationVerdict)> = found
        .iter()
        .map(|(_, fact)| (*fact, areas.judge(fact, on)))
        .collect();
    let Some(worst) = judged.iter().map(|(_, verdict)| verdict.status).max() else {
        return unresolved(context);
    };
    let complete = context
        .material
        .observations
        .located_completely(&context.subject.id);
    let mut places: Vec<Text> = Vec::new();
    let mut scopes: Vec<Text> = Vec::new();
    let mut confidence = Confidence::High;
    for (_, verdict) in judged.iter().filter(|(_, verdict)| verdict.status == worst) {
        confidence = confidence.min(verdict.confidence);
        let country = verdict.country;
        let place = country.map_or_else(
            || context.material.phrases.text("place.undivided"),
            |country| areas.name(country),
        );
        if !places.contains(&place) {
            places.push(place);
        }
        if let Some(scope) = country
            .and_then(|country| areas.at(country, on))
            .and_then(|area| area.scope.clone())
            && !scopes.contains(&scope)
        {
            scopes.push(scope);
        }
    }
    let places = Context::list(&places);
    let scope = if scopes.is_empty() {
        context.material.phrases.text("place.whole")
    } else {
        Context::list(&scopes)
    };
    let judgement = match worst {
        LocationStatus::InEea if complete => {
            Judgement::conforms("in-eea").with_text("places", places)
        }
        LocationStatus::Adequacy if complete => Judgement::conforms("adequate")
            .with_text("places", places)
            .with_text("scope", scope),
        LocationStatus::AdequacyConditional => Judgement::partial("conditional")
            .with_text("places", places)
            .with_text("scope", scope),
        LocationStatus::Outside => Judgement::deviates("outside").with_text("places", places),
        LocationStatus::NotDeterminable | LocationStatus::InEea | LocationStatus::Adequacy => {
            let rung = judged
                .iter()
                .find(|(_, v)| v.status == LocationStatus::NotDeterminable)
                .map_or(Rung::None, |(_, v)| v.rung);
            let key = format!("rung.{rung:?}").to_lowercase();
            Judgement::not_observed("not-determinable")
                .with_text("reason", context.material.phrases.text(&key))
        }
    };
    found.iter().fold(
        judgement.confident(confidence),
        |judgement, (observation, fact)| judgement.because(observation, quote(fact)),
    )
}
