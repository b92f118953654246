//! What a file would change in a dossier, as a person reads it.

use std::fmt::Write as _;

use crate::cli::{Session, output};
use crate::domain::answer::Answer;
use crate::domain::text::Lang;
use crate::dossier::exchange::{Delta, Turn};
use crate::questionnaire::{ParsedPack, show_typed};

/// Longest answer that is shown, in characters.
const SHOWN: usize = 120;

/// The changes, and how many there are.
pub(super) fn tell(
    session: &Session,
    lang: Lang,
    listed: &[&ParsedPack],
    deltas: &[Delta],
) -> String {
    let mut page = String::new();
    for delta in deltas.iter().filter(|delta| delta.turn != Turn::Same) {
        let question = listed
            .iter()
            .filter(|parsed| parsed.pack.pack.id == delta.slip.pack)
            .flat_map(|parsed| &parsed.pack.questions)
            .find(|question| question.id == delta.slip.question);
        let Some(question) = question else { continue };
        let value = |answer: &Answer| {
            let shown = match (&answer.value, &answer.not_applicable) {
                (Some(value), _) => show_typed(question, value, lang),
                (None, Some(reason)) => session.say("import.not-applicable", &[("reason", reason)]),
                (None, None) => session.say("import.no-answer", &[]),
            };
            let one_line = output::plain(&shown);
            if one_line.chars().count() > SHOWN {
                one_line.chars().take(SHOWN).collect::<String>() + "…"
            } else {
                one_line
            }
        };
        let sign = if delta.turn == Turn::Added { '+' } else { '~' };
        let id = &question.id;
        let text = question.text.in_lang(lang);
        let _ = writeln!(page, "{sign} {id}  {text}");
        if delta.turn == Turn::Changed
            && let Some(before) = &delta.before
        {
            let _ = writeln!(page, "    - {}", value(before));
        }
        let _ = writeln!(page, "    + {}", value(&delta.after));
        beside(session, delta, &mut page);
        if delta.before.as_ref().is_some_and(|b| b.review.is_some()) && delta.after.review.is_none()
        {
            let _ = writeln!(page, "    {}", session.say("import.review-dropped", &[]));
        }
        if delta
            .before
            .as_ref()
            .is_some_and(|b| b.acceptance.is_some())
            && delta.after.acceptance.is_none()
        {
            let told = session.say("import.acceptance-dropped", &[]);
            let _ = writeln!(page, "    {told}");
        }
    }
    let count = |turn: Turn| {
        deltas
            .iter()
            .filter(|delta| delta.turn == turn)
            .count()
            .to_string()
    };
    let (added, changed, same) = (count(Turn::Added), count(Turn::Changed), count(Turn::Same));
    let params = [
        ("added", added.as_str()),
        ("changed", changed.as_str()),
        ("same", same.as_str()),
    ];
    page.push_str(&session.say("import.summary", &params));
    page.push('\n');
    page
}

/// What changes beside the answer: remark, promise, confidentiality and reply.
fn beside(session: &Session, delta: &Delta, page: &mut String) {
    let parts: [(&str, &dyn Fn(&Answer) -> Option<String>); 4] = [
        ("comment", &|answer| answer.comment.clone()),
        ("planned", &|answer| {
            answer.planned.map(|day| day.to_string())
        }),
        ("confidential", &|answer| {
            answer.confidential.then(|| session.say("import.yes", &[]))
        }),
        ("explanation", &|answer| answer.explanation.clone()),
    ];
    for (key, part) in parts {
        let old = delta.before.as_ref().and_then(part);
        let new = part(&delta.after);
        if old == new {
            continue;
        }
        let line = |text: Option<String>| {
            let text = text.map(|text| output::plain(&text));
            text.unwrap_or_else(|| "—".to_owned())
        };
        let (old, new) = (line(old), line(new));
        let params = [("old", old.as_str()), ("new", new.as_str())];
        let told = session.say(&format!("import.{key}"), &params);
        let _ = writeln!(page, "    {told}");
    }
}
