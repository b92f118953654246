//! What decision tables come to, in words.

use super::table::{Decided, Step};
use super::words::{Words, join, sentence};
use crate::domain::finding::{Confidence, Finding, FindingSource, Outcome, Severity};
use crate::domain::moment::Moment;
use crate::domain::subject::SubjectId;
use crate::domain::text::Text;

/// What a decision table comes to, for information: it says nothing about the provider.
pub(super) fn told(decided: &Decided, words: Words) -> Finding {
    let pack = &decided.pack.pack;
    let mut lines: Vec<Text> = decided
        .steps
        .iter()
        .map(|step| told_step(step, words))
        .collect();
    let (outcome, reason) = if decided.settled && !decided.steps.is_empty() {
        (Outcome::Informs, "decided")
    } else {
        let open = decided.awaits.iter().map(|question| question.text.clone());
        let open = join(open, " ");
        let key = if !open.nl.is_empty() {
            "decision.awaits"
        } else if decided.settled {
            "decision.nothing"
        } else {
            "decision.untold"
        };
        lines.push(words.fill(key, &[("questions", open)]));
        (Outcome::NotAnswered, "undecided")
    };
    let mut refs: Vec<String> = Vec::new();
    for reference in decided.steps.iter().flat_map(|step| &step.rule.refs) {
        if !refs.contains(reference) {
            refs.push(reference.clone());
        }
    }
    Finding {
        id: format!("{}/decision", pack.id),
        source: FindingSource::Decision,
        check: pack.id.to_string(),
        subject: SubjectId("vendor".to_owned()),
        outcome,
        severity: Severity::Info,
        confidence: Confidence::High,
        reason: reason.to_owned(),
        title: pack.title.clone(),
        detail: join(lines.into_iter(), "\n"),
        remediation: None,
        clause: None,
        refs,
        evidence: Vec::new(),
    }
}

fn told_step(step: &Step, words: Words) -> Text {
    let mut parts = vec![sentence(&step.rule.outcome), sentence(&step.rule.action)];
    if let Some(at) = step.due.as_ref().and_then(|due| due.at) {
        let moment = [("moment", words.moment(Moment::of(at)))];
        parts.push(words.fill("decision.due", &moment));
    }
    join(parts.into_iter(), " ")
}
