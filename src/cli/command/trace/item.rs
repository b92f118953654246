//! Pages about one check, question, finding, document or observation.

use super::Page;
use crate::domain::answer::{Answer, Source};
use crate::domain::assessment::JudgedEvidence;
use crate::domain::finding::Finding;
use crate::domain::score::{Contribution, Score};

/// Basis points of a whole.
const FULL: u64 = 10_000;

impl Page<'_> {
    /// A check with its subjects, or a question with its answer: what it earns, why, and on what evidence.
    pub(super) fn item(mut self, id: &str) -> String {
        let assessment = self.assessment;
        let own = |finding: &&Finding| finding.id.split('@').next() == Some(id);
        let findings: Vec<&Finding> = assessment.findings.iter().filter(own).collect();
        let title = findings
            .first()
            .map_or_else(String::new, |f| self.say(&f.title));
        self.title(id, &title);
        if let Some(score) = &assessment.score {
            if let Some(contribution) = score.contributions.iter().find(|c| c.item == id) {
                self.contribution(contribution, score);
            } else {
                let words = self.session.say("trace.not-counted", &[]);
                self.line(&words);
            }
        }
        self.answer(id);
        let heading = self.session.say("trace.found", &[]);
        self.heading(&heading);
        for finding in findings {
            self.finding(finding);
        }
        for claim in assessment.claims.iter().filter(|claim| claim.id == id) {
            let heading = self.session.say("trace.claim", &[]);
            self.heading(&heading);
            let status = self.session.told("claim", &claim.status);
            let (said, seen) = (self.say(&claim.said), self.say(&claim.seen));
            let words = [("said", said.as_str()), ("seen", seen.as_str())];
            let words = self.session.say("trace.said-and-seen", &words);
            self.line(&format!("{words} → {status}"));
            self.evidence(&claim.evidence);
        }
        self.reasons(id);
        self.text
    }

    /// A finding of a check about one subject.
    pub(super) fn one_finding(mut self, finding: &Finding) -> String {
        let title = self.say(&finding.title);
        self.title(&finding.id, &title);
        self.finding(finding);
        let check = finding.check.as_str();
        if let Some(score) = &self.assessment.score
            && let Some(contribution) = score.contributions.iter().find(|c| c.item == check)
        {
            let heading = self.session.say("trace.of-check", &[("check", check)]);
            self.heading(&heading);
            self.contribution(contribution, score);
        }
        self.reasons(&finding.id);
        self.text
    }

    /// Value × strength = credit, and what that takes off the risk.
    pub(super) fn contribution(&mut self, contribution: &Contribution, score: &Score) {
        let session = self.session;
        let topic = score
            .topics
            .iter()
            .find(|topic| topic.topic == contribution.topic);
        let topic = topic.map_or_else(|| contribution.topic.to_string(), |t| self.say(&t.title));
        let (credit, weight) = (
            session.exact(contribution.credit),
            contribution.weight.to_string(),
        );
        match (contribution.value, contribution.strength) {
            (Some(value), Some(strength)) => {
                // What the strength counts for here: less after a contradiction elsewhere, or when it was carried over.
                let counts = (u64::from(contribution.credit) * FULL)
                    .checked_div(u64::from(value))
                    .and_then(|share| u32::try_from(share).ok())
                    .filter(|_| contribution.credit > 0)
                    .map_or_else(|| "–".to_owned(), |share| session.exact(share));
                let words = [
                    ("value", session.exact(value)),
                    ("strength", session.told("strength", &strength)),
                    ("counts", counts),
                    ("credit", credit),
                ];
                let words = words.each_ref().map(|(key, text)| (*key, text.as_str()));
                self.line(&session.say("trace.earns", &words));
                if contribution.credit == 0 && value > 0 {
                    self.line(&session.say("trace.refuted", &[]));
                }
            }
            _ => self.line(&session.say("trace.unknown", &[])),
        }
        let (points, potential) = (
            session.exact(contribution.points),
            session.exact(contribution.potential),
        );
        let words = [
            ("topic", topic.as_str()),
            ("weight", weight.as_str()),
            ("points", points.as_str()),
            ("potential", potential.as_str()),
        ];
        self.line(&session.say("trace.takes-off", &words));
    }

    /// The answer to a question, with who gave it, when, and what a reviewer said.
    fn answer(&mut self, id: &str) {
        let Some((pack, question)) = id.split_once('/') else {
            return;
        };
        let sets = self.assessment.answers.iter();
        let answer = sets
            .filter(|set| set.pack.as_str() == pack)
            .flat_map(|set| &set.answers)
            .find(|(id, _)| id.as_str() == question);
        let Some((_, answer)) = answer else { return };
        let heading = self.session.say("trace.answer", &[]);
        self.heading(&heading);
        let answer: Answer = answer.clone();
        if let Some(value) = &answer.value {
            let value = serde_json::to_string(value).unwrap_or_default();
            self.line(value.trim_matches('"'));
        }
        let source = answer.source.as_ref().map(|source| match source {
            Source::CarriedFrom(day) => day.to_string(),
            Source::Document(text) | Source::Import(text) | Source::Provider(text) => text.clone(),
        });
        let carried = matches!(answer.source, Some(Source::CarriedFrom(_)));
        let label = |key: &str| self.session.say(&format!("trace.{key}"), &[]);
        let fields = [
            (label("not-applicable"), answer.not_applicable),
            (label("comment"), answer.comment),
            (label("explanation"), answer.explanation),
            (label("by"), answer.by),
            (label("at"), answer.at.map(|day| day.to_string())),
            (
                label(if carried { "carried-from" } else { "source" }),
                source,
            ),
            (
                label("review"),
                answer.review.map(|review| {
                    let decision = serde_json::to_string(&review.decision).unwrap_or_default();
                    let decision = decision.trim_matches('"').to_owned();
                    format!(
                        "{decision}, {}, {}: {}",
                        review.by, review.at, review.reason
                    )
                }),
            ),
        ];
        for (label, value) in fields {
            self.field(&label, &value.unwrap_or_default());
        }
        for id in &answer.evidence {
            let judged = self
                .assessment
                .evidence
                .iter()
                .find(|e| e.evidence.id == *id);
            if let Some(judged) = judged {
                self.worth(judged);
            }
        }
    }

    /// A document of the register, and which answers rest on it.
    pub(super) fn document(mut self, judged: &JudgedEvidence) -> String {
        let title = self.say(&judged.title);
        self.title(judged.evidence.id.as_str(), &title);
        self.worth(judged);
        let heading = self.session.say("trace.rests-on-it", &[]);
        self.heading(&heading);
        for set in &self.assessment.answers {
            for (question, answer) in &set.answers {
                if answer.evidence.contains(&judged.evidence.id) {
                    self.line(&format!("{}/{question}", set.pack));
                }
            }
        }
        self.text
    }

    fn worth(&mut self, judged: &JudgedEvidence) {
        let strength = self.session.told("strength", &judged.strength);
        let (title, note) = (self.say(&judged.title), self.say(&judged.note));
        let document = &judged.evidence;
        let until = document
            .expires
            .map_or_else(String::new, |day| format!(" … {day}"));
        let from = document
            .issued
            .map_or_else(String::new, |day| format!(", {day}"));
        self.line(&format!(
            "← {} ({title}{from}{until}): {strength}. {note}",
            document.id
        ));
        if let Some(sum) = &document.sha256 {
            self.line(&format!("  SHA-256 {sum}"));
        }
    }

    /// What was seen, word for word, and which findings rest on it.
    pub(super) fn observation(mut self, number: usize) -> String {
        let assessment = self.assessment;
        let Some(observation) = assessment.observations.0.get(number) else {
            return self.text;
        };
        let title = format!(
            "{} · {} · {} · {} ms",
            observation.probe, observation.subject.0, observation.at, observation.took_ms
        );
        self.title(&observation.id, &crate::cli::output::plain(&title));
        let json = serde_json::to_string_pretty(&observation.reading).unwrap_or_default();
        self.text.push_str(&crate::cli::output::plain_lines(&json));
        self.text.push('\n');
        let heading = self.session.say("trace.rests-on-it", &[]);
        self.heading(&heading);
        let rests = |evidence: &[crate::domain::finding::EvidenceItem]| {
            evidence.iter().any(|item| item.id == observation.id)
        };
        for finding in assessment.findings.iter().filter(|f| rests(&f.evidence)) {
            let outcome = self.session.told("outcome", &finding.outcome);
            self.line(&format!("{}: {outcome}", finding.id));
        }
        self.text
    }

    /// The reasons of the verdict that are about this.
    fn reasons(&mut self, id: &str) {
        let Some(verdict) = &self.assessment.verdict else {
            return;
        };
        let about = |item: &str| item == id || item.split('@').next() == Some(id);
        let reasons: Vec<_> = verdict.reasons.iter().filter(|r| about(&r.item)).collect();
        if reasons.is_empty() {
            return;
        }
        let heading = self.session.say("trace.in-verdict", &[]);
        self.heading(&heading);
        for reason in reasons {
            let (text, cap) = (
                self.say(&reason.text),
                self.session.told("advice", &reason.caps_at),
            );
            self.line(&format!("{text} → {cap}"));
        }
    }
}
