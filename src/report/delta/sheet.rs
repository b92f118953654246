//! The tables of a difference: each list in words.

use super::cause::cause;
use super::table::Sheet;
use crate::domain::answer::AnswerValue;
use crate::domain::claim::ClaimStatus;
use crate::domain::country::Country;
use crate::domain::delta::{
    AnswerTurn, Delta, DocumentTurn, FindingChange, FindingState, SeenChange, SeenKind, Shift,
};
use crate::domain::pack::Strength;
use crate::domain::subject::SubjectId;
use crate::report::plain::Plain;
use crate::report::scribe::Scribe;

/// Every table that has rows, worst news first.
pub(super) fn all(delta: &Delta, scribe: &Scribe) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    let bad = [
        Shift::New,
        Shift::Worsened,
        Shift::Changed,
        Shift::OutOfSight,
    ];
    sheets.extend(
        bad.into_iter()
            .filter_map(|shift| findings(delta, shift, scribe)),
    );
    sheets.extend(seen(delta, scribe));
    sheets.extend(claims(delta, scribe));
    let good = [Shift::Improved, Shift::Resolved, Shift::InSight];
    sheets.extend(
        good.into_iter()
            .filter_map(|shift| findings(delta, shift, scribe)),
    );
    sheets.extend(answers(delta, scribe));
    sheets.extend(documents(delta, scribe));
    sheets.extend(stated(delta, scribe));
    sheets.extend(lost(delta, scribe));
    sheets.extend(rules(delta, scribe));
    sheets
}

fn findings(delta: &Delta, shift: Shift, scribe: &Scribe) -> Option<Sheet> {
    let head = [
        "since.finding.what",
        "since.then",
        "since.now",
        "since.finding.detail",
        "since.finding.why",
    ]
    .map(|key| scribe.word(key));
    let rows = delta
        .shifted(shift)
        .map(|change| finding(change, scribe))
        .collect();
    let key = shift.as_str();
    Sheet::new(
        key,
        scribe.word(&format!("since.shift.{key}.title")),
        Some(scribe.word(&format!("since.shift.{key}.note"))),
        &head,
        rows,
    )
}

fn finding(change: &FindingChange, scribe: &Scribe) -> Vec<Plain> {
    let title = scribe.text(&change.title);
    let subject = subject(&change.subject, scribe);
    let state = |state: &Option<FindingState>| match state {
        None => Plain::new("–"),
        Some(state) => {
            let outcome = scribe.outcome(state.outcome);
            let severity = scribe.severity(state.severity);
            Plain::new(format!(
                "{} {}, {}",
                outcome.sign, outcome.word, severity.word
            ))
        }
    };
    let causes: Vec<String> = change
        .causes
        .iter()
        .map(|c| cause(*c, scribe).to_string())
        .collect();
    let why = if causes.is_empty() {
        scribe.word("word.not-established")
    } else {
        causes.join(", ").into()
    };
    vec![
        format!("{title} ({subject})").into(),
        state(&change.then),
        state(&change.now),
        scribe.text(&change.detail),
        why,
    ]
}

fn subject(id: &SubjectId, scribe: &Scribe) -> Plain {
    if id.0 == "vendor" {
        scribe.word("cover.vendor")
    } else {
        scribe.subject(&id.0)
    }
}

fn seen(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    let head = [
        "since.seen.what",
        "since.seen.subject",
        "since.then",
        "since.now",
    ]
    .map(|key| scribe.word(key));
    let rows = delta
        .seen
        .iter()
        .map(|change| {
            let what = scribe.word(&format!("since.seen.{}", change.kind.as_str()));
            let what = if change.ours {
                format!("{what} ({})", scribe.word("since.seen.ours")).into()
            } else {
                what
            };
            vec![
                what,
                subject(&change.subject, scribe),
                listed(change, &change.then, scribe),
                listed(change, &change.now, scribe),
            ]
        })
        .collect();
    let title = scribe.word("since.seen.title");
    let note = scribe.word("since.seen.note");
    Sheet::new("seen", title, Some(note), &head, rows)
}

fn listed(change: &SeenChange, values: &[String], scribe: &Scribe) -> Plain {
    if values.is_empty() {
        return "–".into();
    }
    let words: Vec<String> = values
        .iter()
        .map(|value| match (change.kind, value.as_str()) {
            (_, "?") => scribe.word("word.unknown").to_string(),
            (_, "") => scribe.word("since.none").to_string(),
            (SeenKind::HostingCountry, code) => code.parse::<Country>().map_or_else(
                |_| code.to_owned(),
                |country| scribe.country(country).to_string(),
            ),
            (SeenKind::CertificateRekeyed | SeenKind::CertificateRenewed, day) => day
                .parse()
                .map_or_else(|_| day.to_owned(), |day| scribe.day(day).to_string()),
            (SeenKind::TlsLevelDropped | SeenKind::TlsLevelRaised, level) => scribe
                .words
                .find(&format!("since.level.{level}"))
                .map_or_else(|| level.to_owned(), ToString::to_string),
            (_, value) => value.to_owned(),
        })
        .collect();
    words.join(", ").into()
}

fn claims(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    let head = [
        "since.claim.said",
        "since.claim.seen",
        "since.then",
        "since.now",
    ]
    .map(|key| scribe.word(key));
    let status = |status: Option<ClaimStatus>| match status {
        None => Plain::new("–"),
        Some(status) => {
            let code = match status {
                ClaimStatus::Confirmed => "confirmed",
                ClaimStatus::Contradicted => "contradicted",
                ClaimStatus::Explained => "explained",
                ClaimStatus::NotObservable => "not-observable",
            };
            scribe.word(&format!("claim.{code}"))
        }
    };
    let rows = delta
        .claims
        .iter()
        .map(|change| {
            vec![
                scribe.text(&change.said),
                scribe.text(&change.seen),
                status(change.then),
                status(change.now),
            ]
        })
        .collect();
    Sheet::new("said", scribe.word("since.claim.title"), None, &head, rows)
}

fn answers(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    let head = [
        "since.answer.what",
        "since.answer.turn",
        "since.then",
        "since.now",
    ]
    .map(|key| scribe.word(key));
    let rows = delta
        .answers
        .iter()
        .map(|change| {
            let id = format!("{}/{}", change.pack, change.question);
            let title = change
                .title
                .as_ref()
                .map_or_else(|| Plain::new(&id), |t| scribe.text(t));
            let turn = match change.turn {
                AnswerTurn::Given => "since.answer.given",
                AnswerTurn::Changed => "since.answer.changed",
                AnswerTurn::Withdrawn => "since.answer.withdrawn",
                AnswerTurn::Support => "since.answer.support",
            };
            vec![
                format!("{title} ({})", change.question).into(),
                scribe.word(turn),
                value(change.then.as_ref(), scribe),
                value(change.now.as_ref(), scribe),
            ]
        })
        .collect();
    Sheet::new(
        "replies",
        scribe.word("since.answer.title"),
        None,
        &head,
        rows,
    )
}

fn value(value: Option<&AnswerValue>, scribe: &Scribe) -> Plain {
    match value {
        None => "–".into(),
        Some(AnswerValue::Flag(flag)) => scribe.yes_no(*flag),
        Some(AnswerValue::Number(number)) => number.to_string().into(),
        Some(AnswerValue::Day(day)) => scribe.day(*day),
        Some(AnswerValue::Text(text)) => text.into(),
        Some(AnswerValue::List(words)) => words.join(", ").into(),
        Some(AnswerValue::Rows(rows)) => scribe.count("since.answer.rows", rows.len()),
    }
}

fn documents(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    let head = [
        "since.document.what",
        "since.document.turn",
        "since.then",
        "since.now",
    ]
    .map(|key| scribe.word(key));
    let strength = |strength: Option<Strength>| match strength {
        None => Plain::new("–"),
        Some(strength) => scribe.word(match strength {
            Strength::Asserted => "strength.asserted",
            Strength::Documented => "strength.documented",
            Strength::Attested => "strength.attested",
            Strength::Observed => "strength.observed",
        }),
    };
    let rows = delta
        .documents
        .iter()
        .map(|change| {
            let turn = match change.turn {
                DocumentTurn::Weaker => "since.document.weaker",
                DocumentTurn::Removed => "since.document.removed",
                DocumentTurn::Added => "since.document.added",
                DocumentTurn::Changed => "since.document.changed",
                DocumentTurn::Stronger => "since.document.stronger",
            };
            vec![
                format!("{} ({})", scribe.text(&change.title), change.id).into(),
                scribe.word(turn),
                strength(change.then),
                strength(change.now),
            ]
        })
        .collect();
    Sheet::new(
        "papers",
        scribe.word("since.document.title"),
        None,
        &head,
        rows,
    )
}

fn stated(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    let head = ["since.stated.what", "since.then", "since.now"].map(|key| scribe.word(key));
    let shown = |value: &Option<String>| value.as_ref().map_or_else(|| "–".into(), Plain::new);
    let rows = delta
        .stated
        .iter()
        .map(|change| {
            vec![
                (&change.key).into(),
                shown(&change.then),
                shown(&change.now),
            ]
        })
        .collect();
    Sheet::new(
        "stated",
        scribe.word("since.stated.title"),
        None,
        &head,
        rows,
    )
}

fn lost(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    let head = ["since.lost.subject", "since.lost.looks"].map(|key| scribe.word(key));
    let rows = delta
        .lost
        .iter()
        .map(|sight| {
            let looks: Vec<String> = sight
                .probes
                .iter()
                .map(|probe| scribe.word(&format!("probe.{probe}")).to_string())
                .collect();
            vec![subject(&sight.subject, scribe), looks.join(", ").into()]
        })
        .collect();
    let note = scribe.word("since.lost.note");
    Sheet::new(
        "lost",
        scribe.word("since.lost.title"),
        Some(note),
        &head,
        rows,
    )
}

fn rules(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    let head = ["since.rule.what", "since.then", "since.now"].map(|key| scribe.word(key));
    let shown = |value: &Option<String>| value.as_ref().map_or_else(|| "–".into(), Plain::new);
    let rows = delta
        .rules
        .iter()
        .map(|change| {
            vec![
                (&change.what).into(),
                shown(&change.then),
                shown(&change.now),
            ]
        })
        .collect();
    let note = scribe.word("since.rule.note");
    Sheet::new(
        "rules",
        scribe.word("since.rule.title"),
        Some(note),
        &head,
        rows,
    )
}
