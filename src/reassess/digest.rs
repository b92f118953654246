//! What a run came to, for people who were not there: the news of each dossier, what is due, and what went wrong.

use jiff::Timestamp;

use super::outcome::{Assessed, DossierOutcome, Outcome, State};
use crate::domain::delta::{Delta, FindingChange, SeenChange, Shift};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::finding::FindingSource;
use crate::domain::notice::{Change, Digest, Due, Trouble};
use crate::domain::phrase::Phrases;
use crate::domain::subject::SubjectId;
use crate::domain::text::{Params, Text};

/// The most sentences about one dossier.
const LINES: usize = 12;
/// The most places that are named in one sentence.
const PLACES: usize = 3;

/// The digest of a run: dossiers with news, what is due ahead, and trouble. `name` is that of the portfolio.
#[must_use]
pub fn digest(outcome: &Outcome, name: &str, at: Timestamp, phrases: &Phrases) -> Digest {
    let mut digest = Digest {
        portfolio: name.to_owned(),
        at,
        assessed: 0,
        changes: Vec::new(),
        due: Vec::new(),
        troubles: Vec::new(),
    };
    for dossier in &outcome.dossiers {
        match &dossier.state {
            State::Assessed(done) => {
                digest.assessed = digest.assessed.saturating_add(1);
                digest
                    .changes
                    .extend(change(outcome, dossier, done, phrases));
                digest
                    .due
                    .extend(
                        done.reasons
                            .iter()
                            .filter(|r| r.kind.is_deadline())
                            .map(|reason| Due {
                                dossier: dossier.dossier.clone(),
                                vendor: dossier.vendor.clone().unwrap_or_default(),
                                service: dossier.service.clone().unwrap_or_default(),
                                what: reason.words(phrases),
                                on: reason.day,
                            }),
                    );
            }
            State::Broken { faults } => {
                // The first: the others are in the output of the run, and often follow from it.
                digest.troubles.extend(faults.first().map(|fault| Trouble {
                    dossier: dossier.dossier.clone(),
                    what: placed(fault),
                }));
            }
            State::Current { .. } | State::Due { .. } => {}
        }
    }
    digest
}

/// The news of a dossier; nothing when there is none. A first assessment is news.
fn change(
    outcome: &Outcome,
    dossier: &DossierOutcome,
    done: &Assessed,
    phrases: &Phrases,
) -> Option<Change> {
    let lines = match &done.delta {
        None => vec![phrases.text("due.line.first")],
        Some(delta) if delta.is_news() => lines(delta, phrases),
        Some(_) => return None,
    };
    let below = done.folder.strip_prefix(&outcome.portfolio).ok();
    let report = below.map(|below| {
        let steps: Vec<String> = below
            .components()
            .map(|step| step.as_os_str().to_string_lossy().into_owned())
            .chain(["report.html".to_owned()])
            .collect();
        steps.join("/")
    });
    Some(Change {
        dossier: dossier.dossier.clone(),
        vendor: dossier.vendor.clone().unwrap_or_default(),
        service: dossier.service.clone().unwrap_or_default(),
        before: done.before.and_then(|standing| standing.advice),
        after: done.standing.advice?,
        as_of: done.standing.as_of,
        lines,
        report,
    })
}

/// A fault with its place.
fn placed(fault: &Diagnostic) -> Text {
    let place = match fault.position() {
        Some((line, column)) => format!("{}:{line}:{column}", fault.file),
        None => fault.file.clone(),
    };
    Text::new(
        format!("{place}: {}", fault.message.nl),
        format!("{place}: {}", fault.message.en),
    )
}

/// What changed, a sentence each: what got worse, what was seen otherwise, what got better; and in one sentence at the end
/// what could not be looked at.
fn lines(delta: &Delta, phrases: &Phrases) -> Vec<Text> {
    let mut lines = Vec::new();
    let tell = |change: &FindingChange| {
        let subject = place(&change.subject, phrases);
        let title = change.title.clone();
        sentence(
            phrases,
            change.shift.as_str(),
            [("what", title), ("where", subject)],
        )
    };
    let told = |shift: Shift| delta.shifted(shift).map(tell);
    lines.extend([Shift::New, Shift::Worsened].into_iter().flat_map(told));
    lines.extend(
        delta
            .seen
            .iter()
            .filter(|change| !change.ours)
            .map(|change| seen(change, phrases)),
    );
    let (blind, open): (Vec<_>, Vec<_>) = delta
        .shifted(Shift::OutOfSight)
        .partition(|change| change.source == FindingSource::Check);
    lines.extend(open.into_iter().map(tell));
    lines.extend(
        [Shift::Improved, Shift::Resolved]
            .into_iter()
            .flat_map(told),
    );
    let room = LINES - usize::from(!blind.is_empty());
    let over = lines.len().saturating_sub(room);
    if over > 0 {
        lines.truncate(room);
        lines.push(sentence(
            phrases,
            "more",
            [("n", Text::same(over.to_string()))],
        ));
    }
    if !blind.is_empty() {
        lines.push(unseen(&blind, phrases));
    }
    if lines.is_empty() {
        // The verdict or a claim turned, and nothing else.
        lines.push(phrases.text("due.line.verdict"));
    }
    lines
}

/// Checks that could not be made: how many, and where.
fn unseen(blind: &[&FindingChange], phrases: &Phrases) -> Text {
    let mut places: Vec<Text> = Vec::new();
    for change in blind {
        let place = place(&change.subject, phrases);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let more = places.len().saturating_sub(PLACES);
    places.truncate(PLACES);
    if more > 0 {
        places.push(Text::same(format!("+{more}")));
    }
    let joined = |read: fn(&Text) -> &str| places.iter().map(read).collect::<Vec<_>>().join(", ");
    let places = Text::new(joined(|text| &text.nl), joined(|text| &text.en));
    let n = Text::same(blind.len().to_string());
    sentence(phrases, "unseen", [("n", n), ("where", places)])
}

/// A subject as people know it: the kind that its id begins with says nothing to them.
fn place(id: &SubjectId, phrases: &Phrases) -> Text {
    match id.0.split_once(':') {
        Some((_, name)) => Text::same(name),
        None => phrases.text("due.line.vendor"),
    }
}

fn seen(change: &SeenChange, phrases: &Phrases) -> Text {
    let list = |values: &[String]| {
        Text::same(if values.is_empty() {
            "–".to_owned()
        } else {
            values.join(", ")
        })
    };
    let what = phrases.text(&format!("report.since.seen.{}", change.kind.as_str()));
    sentence(
        phrases,
        "seen",
        [
            ("what", what),
            ("where", place(&change.subject, phrases)),
            ("then", list(&change.then)),
            ("now", list(&change.now)),
        ],
    )
}

fn sentence<const N: usize>(phrases: &Phrases, key: &str, params: [(&str, Text); N]) -> Text {
    let params: Params = params
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    phrases.text(&format!("due.line.{key}")).fill(&params)
}
