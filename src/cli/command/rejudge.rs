//! `waarborg rejudge ASSESSMENT`

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use super::assess::unrendered;
use super::{Faults, Outcome};
use crate::assess::{self, Cause, Change, Edition, LeftOut, Rejudged};
use crate::catalogue::Catalogue;
use crate::cli::arguments::{Rejudge, RejudgeFormat};
use crate::cli::{Exit, Session, output};
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::finding::{Outcome as Result_, Severity};
use crate::domain::text::Text;
use crate::dossier;
use crate::report::render_json;

pub(super) fn run(session: &Session, options: &Rejudge) -> Outcome {
    let stored = dossier::read_assessment(&options.assessment)?;
    let as_of = options.as_of.unwrap_or(stored.as_of);
    not_before_the_look(&stored, as_of)?;
    let catalogue = data_of(session, &stored)?;
    let again = assess::rejudge(&stored, &catalogue, as_of);
    let text = match options.format {
        RejudgeFormat::Json => {
            render_json(&again.assessment).map_err(|error| unrendered(session, &error))?
        }
        RejudgeFormat::Text => Page::new(session).tell(&stored, &again),
    };
    output::deliver(&text, options.output.as_deref())?;
    Ok(Exit::Done)
}

/// The data to judge an assessment by: those of this run, with the TLS policy of then unless another was asked for.
pub(super) fn data_of(session: &Session, stored: &Assessment) -> Result<Arc<Catalogue>, Faults> {
    let then = stored.method.policy.as_str();
    if session.policy.is_some() || then == session.catalogue.policy.levels.policy.id {
        return Ok(Arc::clone(&session.catalogue));
    }
    Ok(Arc::new(Catalogue::load(session.data.as_deref(), then)?))
}

/// What was seen on a day says nothing about an earlier one.
fn not_before_the_look(stored: &Assessment, as_of: Timestamp) -> Result<(), Diagnostic> {
    let seen = stored.observations.0.iter();
    let seen = seen
        .filter(|o| o.failure().is_none())
        .map(|o| Day::of(o.at))
        .max();
    match seen {
        Some(day) if Day::of(as_of).days_until(day) > 0 => Err(Diagnostic::new(
            format!("--as-of {as_of}"),
            Text::new(
                format!("er is gekeken op {day}; dat zegt niets over een eerdere dag"),
                format!("what was seen on {day} says nothing about an earlier day"),
            ),
        )),
        _ => Ok(()),
    }
}

struct Page<'a> {
    session: &'a Session,
    text: String,
}

impl<'a> Page<'a> {
    fn new(session: &'a Session) -> Self {
        Self {
            session,
            text: String::new(),
        }
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{}", output::plain(line));
    }

    fn heading(&mut self, words: &str) {
        let _ = writeln!(self.text, "\n{words}");
    }

    fn tell(mut self, stored: &Assessment, again: &Rejudged) -> String {
        let session = self.session;
        let change = assess::changes(stored, &again.assessment);
        for left in &again.left_out {
            let words = left_out(session, left);
            self.line(&words);
        }
        self.totals(&change, &again.assessment);
        if change.is_none() {
            self.line(&session.say("rejudge.same", &[]));
        }
        self.causes(&change);
        self.findings(&change);
        if !change.claims.is_empty() {
            self.heading(&session.say("rejudge.claims", &[]));
        }
        for claim in &change.claims {
            let status = |status: &Option<_>| match status {
                Some(status) => session.told("claim", status),
                None => session.say("rejudge.absent", &[]),
            };
            self.line(&format!(
                "  {}: {} → {}",
                claim.id,
                status(&claim.then),
                status(&claim.now)
            ));
        }
        let (gone, new) = &change.reasons;
        let lists = [
            (gone, session.say("rejudge.reasons-gone", &[])),
            (new, session.say("rejudge.reasons-new", &[])),
        ];
        for (list, heading) in lists {
            if !list.is_empty() {
                self.heading(&heading);
            }
            for text in list {
                self.line(&format!("  · {}", text.in_lang(session.lang)));
            }
        }
        self.text
    }

    /// The verdict, the risk and the coverage: as they are now, and as they were when that differs.
    fn totals(&mut self, change: &Change, again: &Assessment) {
        let session = self.session;
        let was = |text: String| format!(" {}", session.say("rejudge.was", &[("value", &text)]));
        if let Some(verdict) = &again.verdict {
            let now = session.told("advice", &verdict.advice);
            let before = change
                .advice
                .map(|(then, _)| was(session.told("advice", &then)));
            let label = session.say("rejudge.verdict", &[]);
            self.line(&format!("{label}: {now}{}", before.unwrap_or_default()));
        }
        if let Some(score) = &again.score {
            let interval =
                |best, worst| format!("{}–{}", session.share(best), session.share(worst));
            let now = interval(score.residual_best, score.residual);
            let before = change
                .residual
                .map(|((best, worst), _)| was(interval(best, worst)));
            let label = session.say("rejudge.residual", &[]);
            self.line(&format!("{label}: {now}{}", before.unwrap_or_default()));
            let now = session.share(score.coverage);
            let before = change.coverage.map(|(then, _)| was(session.share(then)));
            let label = session.say("rejudge.coverage", &[]);
            self.line(&format!("{label}: {now}{}", before.unwrap_or_default()));
        }
    }

    fn causes(&mut self, change: &Change) {
        let session = self.session;
        if change.causes.is_empty() {
            self.line(&session.say("rejudge.same-data", &[]));
            return;
        }
        self.heading(&session.say("rejudge.causes", &[]));
        for (number, cause) in (1..).zip(&change.causes) {
            let words = match cause {
                Cause::AsOf(then, now) => {
                    format!("{}: {then} → {now}", session.say("rejudge.as-of", &[]))
                }
                Cause::Policy(then, now) => {
                    format!("{}: {then} → {now}", session.say("rejudge.policy", &[]))
                }
                Cause::Scoring(then, now) => {
                    format!("{}: {then} → {now}", session.say("rejudge.scoring", &[]))
                }
                Cause::Tool(then, now) => format!("waarborg {then} → {now}"),
                Cause::Data(path, then, now) => {
                    format!(
                        "{path}: {} → {}",
                        self.edition(then.as_ref()),
                        self.edition(now.as_ref())
                    )
                }
            };
            self.line(&format!("  [{number}] {words}"));
        }
    }

    /// A version with the start of its digest: two files may state the same version.
    fn edition(&self, edition: Option<&Edition>) -> String {
        match edition {
            None => self.session.say("rejudge.absent", &[]),
            Some(edition) => {
                let digest: String = edition.sha256.chars().take(12).collect();
                match &edition.version {
                    Some(version) => format!("{version} ({digest})"),
                    None => digest,
                }
            }
        }
    }

    fn findings(&mut self, change: &Change) {
        let session = self.session;
        if !change.findings.is_empty() {
            let count = change.findings.len().to_string();
            self.heading(&session.say("rejudge.findings", &[("count", &count)]));
        }
        for finding in &change.findings {
            let side = |side: Option<(Result_, Severity)>| match side {
                None => session.say("rejudge.absent", &[]),
                Some((outcome @ (Result_::Deviates | Result_::Partial), severity)) => format!(
                    "{} ({})",
                    session.told("outcome", &outcome),
                    session.told("severity", &severity)
                ),
                Some((outcome, _)) => session.told("outcome", &outcome),
            };
            let because: Vec<String> = finding
                .because
                .iter()
                .map(|n| format!("[{}]", n + 1))
                .collect();
            self.line(&format!(
                "  {}: {} → {} {}",
                finding.id,
                side(finding.before),
                side(finding.after),
                because.join(" ")
            ));
            self.line(&format!(
                "    {}. {}",
                finding.title.in_lang(session.lang),
                finding.detail.in_lang(session.lang)
            ));
        }
        if change.reworded > 0 {
            let count = change.reworded.to_string();
            self.line("");
            self.line(&session.say("rejudge.reworded", &[("count", &count)]));
        }
    }
}

/// What could not be judged again, and what that means.
fn left_out(session: &Session, left: &LeftOut) -> String {
    match left {
        LeftOut::Dossier => session.say("rejudge.no-dossier", &[]),
        LeftOut::Kind(document, kind) => session.say(
            "rejudge.no-kind",
            &[("document", document.as_str()), ("kind", kind.as_str())],
        ),
        LeftOut::Pack(pack) => session.say("rejudge.no-pack", &[("pack", pack.as_str())]),
        LeftOut::Question(pack, question) => session.say(
            "rejudge.no-question",
            &[("pack", pack.as_str()), ("question", question.as_str())],
        ),
    }
}
