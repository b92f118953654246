//! "These are all the sub-processors."
//!
//! What cannot be seen from outside is no sign that a list is complete: this rule never confirms. It contradicts when a
//! party that is not on the list takes in mail or traffic now. A token, a page, a right to send mail, an edge that was
//! recognised by its address alone: these are questions.

use super::party::{at_work, settle};
use super::{Match, Rule, Sight};
use crate::domain::answer::AnswerValue;
use crate::domain::party::{Hit, Party, Standing};

pub(super) static RULE: Rule = Rule {
    id: "sub-processors-complete",
    hold,
};

fn hold(_value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let undeclared = || {
        sight
            .parties
            .iter()
            .filter(|party| party.standing == Standing::SeenNotDeclared)
    };
    let refuting: Vec<(&Party, Vec<&Hit>)> = undeclared()
        .map(|party| (party, at_work(party)))
        .filter(|(_, hits)| !hits.is_empty())
        .collect();
    let open: Vec<(&Party, Vec<&Hit>)> = undeclared()
        .filter(|party| party.is_question())
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
        .collect();
    settle(
        &refuting,
        &open,
        ("claim.parties-ask", "claim.parties-none"),
        sight,
    )
}
