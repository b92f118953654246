//! What a file would change in a dossier, as a person reads it.

use std::fmt::Write as _;

use crate::cli::{Session, output};
use crate::domain::answer::Answer;
use crate::domain::id::EvidenceId;
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
            let given = answer
                .value
                .as_ref()
                .map(|value| show_typed(question, value, lang));
            let declined = answer
                .not_applicable
                .as_ref()
                .map(|reason| session.say("import.not-applicable", &[("reason", reason)]));
            let parts: Vec<String> = given
                .into_iter()
                .chain(declined)
                .map(|part| short(&part))
                .collect();
            if parts.is_empty() {
                session.say("import.no-answer", &[])
            } else {
                parts.join("; ")
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
        lapsed(session, delta, &mut page);
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

/// One line, cut.
fn short(text: &str) -> String {
    let line = output::plain(text);
    if line.chars().count() > SHOWN {
        line.chars().take(SHOWN).collect::<String>() + "…"
    } else {
        line
    }
}

/// What was decided about the earlier answer and goes with it, in full: nobody will see it again.
fn lapsed(session: &Session, delta: &Delta, page: &mut String) {
    let Some(before) = &delta.before else { return };
    let mut tell = |key: &str, params: &[(&str, &str)]| {
        let told = session.say(&format!("import.{key}"), params);
        let _ = writeln!(page, "    {told}");
    };
    if let Some(review) = before
        .review
        .as_ref()
        .filter(|_| delta.after.review.is_none())
    {
        let decision = session.say(
            &format!("import.decision.{}", review.decision.as_str()),
            &[],
        );
        let (by, reason) = (output::plain(&review.by), output::plain(&review.reason));
        let at = review.at.to_string();
        tell(
            "review-dropped",
            &[
                ("decision", &decision),
                ("by", &by),
                ("date", &at),
                ("reason", &reason),
            ],
        );
    }
    let accepted = before.acceptance.as_ref();
    if let Some(taken) = accepted.filter(|_| delta.after.acceptance.is_none()) {
        let (owner, reason) = (output::plain(&taken.owner), output::plain(&taken.reason));
        let until = taken.until.to_string();
        tell(
            "acceptance-dropped",
            &[("owner", &owner), ("date", &until), ("reason", &reason)],
        );
    }
}

/// How one thing beside an answer reads.
type Part<'a> = &'a dyn Fn(&Answer) -> Option<String>;

/// What changes beside the answer: who gave it, documents, remark, promise, confidentiality and reply.
fn beside(session: &Session, delta: &Delta, page: &mut String) {
    let parts: [(&str, Part<'_>); 6] = [
        ("by", &|answer| answer.by.clone()),
        ("evidence", &|answer| {
            let ids: Vec<&str> = answer.evidence.iter().map(EvidenceId::as_str).collect();
            (!ids.is_empty()).then(|| ids.join(", "))
        }),
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
