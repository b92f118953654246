//! What goes beside an answer: a promise for later, and a reply to what was seen or decided.

use inquire::Text;
use inquire::validator::Validation;

use super::menu::{Step, keep_then_ask};
use super::{Asked, Halt, Talk};
use crate::domain::day::Day;

/// The day by which the provider promises what the answer does not give yet; blank takes a promise back.
pub(super) fn planned(talk: &Talk<'_>, asked: &Asked) -> Result<Step, Halt> {
    let odd = talk.phrase("attach.no-day", &[]);
    let check = move |text: &str| {
        let text = text.trim();
        Ok(if text.is_empty() || text.parse::<Day>().is_ok() {
            Validation::Valid
        } else {
            Validation::Invalid(odd.clone().into())
        })
    };
    let mut answer = asked.answer.clone().unwrap_or_default();
    let present = answer.planned.map(|day| day.to_string());
    let text = Text::new(&talk.phrase("planned", &[]))
        .with_initial_value(&present.unwrap_or_default())
        .with_validator(check)
        .with_help_message(&talk.phrase("keys.planned", &[]))
        .prompt_skippable()?;
    let Some(text) = text else {
        return Ok(Step::Again);
    };
    answer.planned = text.trim().parse().ok();
    Ok(keep_then_ask(asked, answer))
}

/// What the provider says to what was seen, or to a decision not to accept the answer.
pub(super) fn reply(talk: &Talk<'_>, asked: &Asked) -> Result<Step, Halt> {
    let mut answer = asked.answer.clone().unwrap_or_default();
    let present = answer.explanation.clone().unwrap_or_default();
    let text = Text::new(&talk.phrase("reply", &[]))
        .with_initial_value(&present)
        .with_help_message(&talk.phrase("keys.reply", &[]))
        .prompt_skippable()?;
    let Some(words) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(Step::Again);
    };
    answer.reply(words.trim().to_owned());
    Ok(keep_then_ask(asked, answer))
}
