//! "No sub-processor is in a country outside the EEA", or: only in the countries that the answer names.
//!
//! Contradicted by a party that takes in mail or traffic now and has its seat elsewhere, unless the provider's list gives
//! it another place of processing: then, and when only its parent is elsewhere, it is a question. Never confirmed: where
//! people sit who can see data does not show from outside.

use super::party::{at_work, settle};
use super::{Match, Rule, Sight};
use crate::domain::answer::AnswerValue;
use crate::domain::country::Country;
use crate::domain::location::AreaKind;
use crate::domain::party::{DeclaredPart, Hit, Party, Standing};

pub(super) static RULE: Rule = Rule {
    id: "no-third-country-sub-processors",
    hold,
};

fn hold(value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let allowed: Vec<Country> = match value {
        AnswerValue::List(codes) => codes.iter().filter_map(|code| code.parse().ok()).collect(),
        AnswerValue::Text(code) => code.parse().into_iter().collect(),
        _ => Vec::new(),
    };
    let elsewhere = |country: Option<Country>, area: Option<AreaKind>| {
        country.is_some_and(|country| !allowed.contains(&country))
            && area.is_some_and(|area| {
                !matches!(area, AreaKind::Eea | AreaKind::Eu | AreaKind::EuOutermost)
            })
    };
    // Not the provider itself, nor its parent: the answer is about others.
    let others = || {
        let itself = |party: &&Party| {
            party
                .declared
                .iter()
                .any(|row| row.part != DeclaredPart::SubProcessor)
        };
        sight.parties.iter().filter(move |party| !itself(party))
    };
    let refuting: Vec<(&Party, Vec<&Hit>)> = others()
        .filter(|party| {
            let listed = &party.declared;
            if listed.iter().any(|row| row.country.is_some()) {
                listed.iter().any(|row| elsewhere(row.country, row.area))
            } else {
                elsewhere(party.country, party.area)
            }
        })
        .map(|party| (party, at_work(party)))
        .filter(|(_, hits)| !hits.is_empty())
        .collect();
    let open: Vec<(&Party, Vec<&Hit>)> = others()
        .filter(|party| party.standing != Standing::DeclaredNotSeen)
        .filter(|party| {
            elsewhere(party.country, party.area)
                || elsewhere(party.ultimate_parent_country, party.ultimate_parent_area)
        })
        .map(|party| {
            (
                party,
                party
                    .hits
                    .iter()
                    .filter(|hit| hit.is_worth_asking())
                    .collect(),
            )
        })
        .filter(|(_, hits): &(&Party, Vec<&Hit>)| !hits.is_empty())
        .collect();
    settle(
        &refuting,
        &open,
        ("claim.parties-abroad", "claim.parties-none-abroad"),
        sight,
    )
}
