//! `waarborg explain --in ASSESSMENT ID…`: where every number and judgement of a report comes from.

mod item;
mod total;

use std::fmt::Write as _;
use std::path::Path;

use super::explain::{RULE, wrap};
use super::{Faults, Outcome};
use crate::cli::{Exit, Session, output};
use crate::domain::assessment::Assessment;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::finding::{EvidenceItem, Finding};
use crate::domain::text::Text;
use crate::dossier;

/// The numbers of the whole assessment, by the names they have in `assessment.json`.
const TOTALS: [&str; 6] = [
    "confidence",
    "coverage",
    "inherent",
    "residual",
    "trust",
    "verdict",
];

pub(super) fn run(session: &Session, path: &Path, ids: &[String]) -> Outcome {
    let assessment = dossier::read_assessment(path)?;
    let (mut pages, mut faults) = (Vec::new(), Vec::new());
    for id in ids {
        match page(session, &assessment, id) {
            Some(page) => pages.push(page),
            None => faults.push(unknown(&assessment, id)),
        }
    }
    if !faults.is_empty() {
        return Err(Faults::Input(faults));
    }
    output::result(&pages.join(&format!("\n{RULE}\n\n")))?;
    Ok(Exit::Done)
}

fn page(session: &Session, assessment: &Assessment, id: &str) -> Option<String> {
    let page = Page {
        session,
        assessment,
        text: String::new(),
    };
    if TOTALS.contains(&id) && assessment.score.is_some() {
        return page.total(id);
    }
    if let Some(number) = assessment.observations.0.iter().position(|o| o.id == id) {
        return Some(page.observation(number));
    }
    if let Some(finding) = assessment.findings.iter().find(|f| f.id == id)
        && finding.id.contains('@')
    {
        return Some(page.one_finding(finding));
    }
    let topics = assessment.score.iter().flat_map(|score| &score.topics);
    if let Some(topic) = topics.clone().find(|topic| topic.topic.as_str() == id) {
        return Some(page.topic(topic));
    }
    if let Some(judged) = assessment
        .evidence
        .iter()
        .find(|e| e.evidence.id.as_str() == id)
    {
        return Some(page.document(judged));
    }
    let full = items(assessment)
        .into_iter()
        .find(|item| *item == id || item.split_once('/').is_some_and(|(_, name)| name == id))?;
    Some(page.item(full))
}

/// Every check and question that the assessment has something on, by the id of its finding without the subject.
fn items(assessment: &Assessment) -> Vec<&str> {
    let mut items: Vec<&str> = assessment
        .findings
        .iter()
        .map(|finding| finding.id.split('@').next().unwrap_or_default())
        .collect();
    items.sort_unstable();
    items.dedup();
    items
}

fn unknown(assessment: &Assessment, id: &str) -> Diagnostic {
    let mut known = items(assessment);
    known.extend(
        known
            .clone()
            .iter()
            .filter_map(|item| Some(item.split_once('/')?.1)),
    );
    known.extend(TOTALS);
    known.extend(assessment.findings.iter().map(|f| f.id.as_str()));
    known.extend(assessment.observations.0.iter().map(|o| o.id.as_str()));
    known.extend(assessment.evidence.iter().map(|e| e.evidence.id.as_str()));
    let topics = assessment.score.iter().flat_map(|score| &score.topics);
    known.extend(topics.map(|topic| topic.topic.as_str()));
    let hint = nearest(id, known.into_iter()).map_or_else(
        || {
            let list = TOTALS.join(", ");
            Text::new(
                format!("probeer {list}, of een naam uit het rapport"),
                format!("try {list}, or a name from the report"),
            )
        },
        |near| {
            Text::new(
                format!("bedoelde u `{near}`?"),
                format!("did you mean `{near}`?"),
            )
        },
    );
    let shown: String = id.chars().take(200).collect();
    Diagnostic::new(
        format!("`{}`", output::plain(&shown)),
        Text::new(
            "hierover staat niets in deze beoordeling",
            "there is nothing about this in the assessment",
        ),
    )
    .with_hint(hint)
}

/// A page about one thing.
struct Page<'a> {
    session: &'a Session,
    assessment: &'a Assessment,
    text: String,
}

impl Page<'_> {
    fn say(&self, text: &Text) -> String {
        output::plain(text.in_lang(self.session.lang))
    }

    fn title(&mut self, id: &str, title: &str) {
        let rule = "─".repeat(title.chars().count().clamp(1, 100));
        let _ = writeln!(self.text, "{}\n{title}\n{rule}", output::plain(id));
    }

    fn heading(&mut self, words: &str) {
        let _ = writeln!(self.text, "\n{words}");
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{}", wrap(&output::plain(line), "  "));
    }

    /// What someone else wrote, behind a label.
    fn field(&mut self, label: &str, value: &str) {
        if !value.trim().is_empty() {
            self.line(&format!("{label}: {value}"));
        }
    }

    /// What a finding comes to, and what it rests on.
    fn finding(&mut self, finding: &Finding) {
        let session = self.session;
        let subject = finding
            .subject
            .0
            .split_once(':')
            .map_or("", |(_, name)| name);
        let outcome = session.told("outcome", &finding.outcome);
        let severity = session.told("severity", &finding.severity);
        let confidence = session.told("confidence", &finding.confidence);
        let place = if subject.is_empty() {
            String::new()
        } else {
            format!("{subject}: ")
        };
        let words = session.say("trace.finding", &[("confidence", &confidence)]);
        self.line(&format!("{place}{outcome} ({severity}; {words})"));
        let detail = self.say(&finding.detail);
        self.line(&format!("  {detail}"));
        self.evidence(&finding.evidence);
    }

    /// Observations and documents by their ids, with what they show.
    fn evidence(&mut self, evidence: &[EvidenceItem]) {
        for item in evidence {
            let seen = self
                .assessment
                .observations
                .0
                .iter()
                .find(|o| o.id == item.id);
            let source = match seen {
                Some(observation) => {
                    format!("{} ({}, {})", item.id, observation.probe, observation.at)
                }
                None => item.id.clone(),
            };
            let mut quote = item.in_lang(self.session.lang);
            let mut register = self.assessment.evidence.iter();
            let judged = register.find(|judged| judged.evidence.id.as_str() == item.id);
            if item.told.is_none()
                && let Some(note) = judged.and_then(|judged| judged.noted(&item.quote))
            {
                quote = note.in_lang(self.session.lang);
            }
            let quote = if quote.is_empty() {
                String::new()
            } else {
                format!(": {quote}")
            };
            self.line(&format!("  ← {source}{quote}"));
        }
    }
}
