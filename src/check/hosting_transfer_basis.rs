//! On which basis personal data could go to the countries of the addresses, by the law of the day that is judged for.

use super::place::{Address, addresses, quote, undetermined, unresolved, verdict};
use super::{Check, Context, Judgement};
use crate::domain::country::Country;
use crate::domain::finding::Confidence;
use crate::domain::location::{AreaKind, LocationStatus};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::{Lang, Text};

pub(super) static CHECK: Check = Check {
    id: "hosting-transfer-basis",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "no-transfer",
        "adequacy",
        "conditional",
        "no-decision",
        "not-determinable",
        "not-resolved",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let found = addresses(context);
    if found.is_empty() {
        return unresolved(context);
    }
    let mut worst = LocationStatus::InEea;
    let (mut bases, mut confidence): (Vec<Text>, _) = (Vec::new(), Confidence::High);
    let mut rung = None;
    for address in &found {
        let verdict = verdict(context, *address);
        if verdict.status == LocationStatus::NotDeterminable {
            rung = Some(verdict.rung);
        } else {
            confidence = confidence.min(verdict.confidence);
            let basis = basis(context, verdict.country, verdict.status);
            if !bases.contains(&basis) {
                bases.push(basis);
            }
        }
        worst = worst.max(verdict.status);
    }
    let complete = context
        .material
        .observations
        .located_completely(&context.subject.id);
    let judgement = match worst {
        LocationStatus::InEea if complete => Judgement::conforms("no-transfer"),
        LocationStatus::Adequacy if complete => Judgement::conforms("adequacy"),
        LocationStatus::AdequacyConditional => Judgement::partial("conditional"),
        LocationStatus::Outside => Judgement::deviates("no-decision"),
        LocationStatus::InEea | LocationStatus::Adequacy | LocationStatus::NotDeterminable => {
            Judgement::not_observed("not-determinable")
                .with_text("reason", undetermined(context, rung))
        }
    };
    tell(judgement, &bases, &found).confident(confidence)
}

fn tell(judgement: Judgement, bases: &[Text], found: &[Address<'_>]) -> Judgement {
    found.iter().fold(
        judgement.with_text("bases", joined(bases)),
        |judgement, (observation, fact)| judgement.because(observation, quote(fact)),
    )
}

/// Sentences after one another.
fn joined(bases: &[Text]) -> Text {
    let join = |lang| {
        let parts: Vec<&str> = bases.iter().map(|basis| basis.in_lang(lang)).collect();
        parts.join(" ")
    };
    Text::new(join(Lang::Nl), join(Lang::En))
}

/// "United Kingdom: adequacy decision (Decision (EU) 2021/1772), until 2031-12-27".
fn basis(context: &Context<'_>, country: Option<Country>, status: LocationStatus) -> Text {
    let phrases = context.material.phrases;
    let Some(country) = country else {
        // The databases name different countries on the same side of every legal border.
        return phrases.text(match status {
            LocationStatus::InEea => "place.basis-eea-undivided",
            _ => "place.basis-undivided",
        });
    };
    let (areas, on) = (context.material.areas, context.material.as_of);
    let row = areas.at(country, on);
    let key = match areas.kind(country, on) {
        AreaKind::Eu | AreaKind::Eea | AreaKind::EuOutermost => "place.basis-eea",
        AreaKind::Adequacy => "place.basis-adequacy",
        AreaKind::AdequacyConditional => "place.basis-conditional",
        AreaKind::Check | AreaKind::Outside => "place.basis-none",
    };
    let text = |text: Option<Text>| text.unwrap_or_default();
    let until = match row.and_then(|row| row.until) {
        Some(day) => phrases.fill("place.until", &[("day", &day.to_string())]),
        None => phrases.text("place.without-end"),
    };
    let decision = row
        .and_then(|row| row.legal_ref.clone())
        .unwrap_or_default();
    phrases.text(key).fill(
        &[
            ("place".to_owned(), areas.name(country)),
            ("decision".to_owned(), Text::same(decision)),
            ("until".to_owned(), until),
            (
                "scope".to_owned(),
                text(row.and_then(|row| row.scope.clone())),
            ),
            (
                "note".to_owned(),
                text(row.and_then(|row| row.note.clone())),
            ),
        ]
        .into(),
    )
}
