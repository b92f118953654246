//! What the answers declare that checks hold what was seen against.

use crate::domain::answer::{AnswerValue, Decision};
use crate::domain::country::Country;
use crate::domain::pack::Pack;
use crate::dossier::Folder;

/// The rule of the questions that ask for the countries from which the service answers.
const REGIONS: &str = "declared-regions";

/// The countries from which the service answers, as the provider says, each once and in order; absent when no answer
/// that counts says so.
pub(super) fn declared_regions(folder: &Folder, packs: &[&Pack]) -> Option<Vec<Country>> {
    let mut countries: Option<Vec<Country>> = None;
    for pack in packs {
        let asked = pack
            .questions
            .iter()
            .filter(|question| question.claim.as_deref() == Some(REGIONS));
        for question in asked {
            let answer = folder
                .answers
                .iter()
                .filter(|set| set.pack == pack.pack.id)
                .find_map(|set| set.answers.get(&question.id));
            let Some(answer) = answer else { continue };
            let rejected = answer
                .review
                .as_ref()
                .is_some_and(|review| review.decision == Decision::Rejected);
            if let Some(AnswerValue::List(codes)) = answer.value.as_ref().filter(|_| !rejected) {
                countries
                    .get_or_insert_default()
                    .extend(codes.iter().filter_map(|code| code.parse::<Country>().ok()));
            }
        }
    }
    let mut countries = countries?;
    countries.sort_unstable();
    countries.dedup();
    Some(countries)
}
