//! One line of an annex: what answers and observations say about it, and what is still open.

use std::collections::BTreeMap;

use super::super::edition::Desk;
use super::super::paper::Line;
use super::fact;
use super::told::{State, Told, state};
use crate::domain::annex::AnnexLine;
use crate::domain::answer::{Answer, Confidentiality, Decision, Source};
use crate::domain::claim::{Claim, ClaimStatus};
use crate::domain::day::Day;
use crate::domain::finding::{Confidence, Finding, FindingSource, Outcome};

/// Reads the assessment line by line, and keeps count of what no questionnaire of the dossier asks.
pub(super) struct Reader<'a> {
    desk: &'a Desk<'a>,
    findings: BTreeMap<&'a str, &'a Finding>,
    checks: BTreeMap<&'a str, Vec<&'a Finding>>,
    claims: BTreeMap<&'a str, &'a Claim>,
    /// Open points by the questionnaire that would fill them.
    pub(super) wanted: BTreeMap<String, usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(desk: &'a Desk<'a>) -> Self {
        let mut checks: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &desk.assessment.findings {
            if finding.source == FindingSource::Check {
                checks.entry(&finding.check).or_default().push(finding);
            }
        }
        Self {
            desk,
            findings: desk
                .assessment
                .findings
                .iter()
                .filter(|finding| finding.source == FindingSource::Question)
                .map(|finding| (finding.id.as_str(), finding))
                .collect(),
            checks,
            claims: desk
                .assessment
                .claims
                .iter()
                .map(|claim| (claim.id.as_str(), claim))
                .collect(),
            wanted: BTreeMap::new(),
        }
    }

    /// What the line comes to. It says something, or it is open.
    pub(super) fn line(&mut self, line: &AnnexLine) -> Told {
        let mut told = Told {
            lines: Vec::new(),
            sources: Vec::new(),
            state: State::NotApplicable,
        };
        if line.blank {
            told.open(self.desk.word("annex.blank").as_str());
            told.sources
                .push(Line::small(self.desk.word("annex.source.parties").as_str()));
            return told;
        }
        if let Some(text) = line.fact.and_then(|fact| fact::say(fact, self.desk)) {
            told.say(State::InPlace, Line::plain(text));
            told.sources
                .push(Line::small(self.desk.word("annex.source.dossier").as_str()));
        }
        let mut hidden = false;
        for id in &line.questions {
            if let Some(finding) = self.findings.get(id.as_str()).copied() {
                hidden = hidden || finding.reason == "hidden";
                self.question(finding, &mut told);
            }
        }
        self.seen(line, &mut told);
        if told.lines.is_empty() && hidden {
            let text = self.desk.word("annex.hidden");
            told.say(State::NotApplicable, Line::small(text.as_str()));
        }
        if told.lines.is_empty() {
            self.missing(line, &mut told);
        }
        if let Some(limit) = &line.limit {
            let limit = limit.in_lang(self.desk.scribe.lang);
            let text = self.desk.fill("annex.limit", &[("limit", limit)]);
            told.lines.push(Line::small(text.as_str()));
        }
        if !line.refs.is_empty() {
            let refs = self.desk.scribe.references(&line.refs);
            let refs: Vec<&str> = refs.iter().map(|r| r.text.as_str()).collect();
            told.sources.push(Line::small(refs.join(" · ")));
        }
        told
    }

    /// Nothing says anything about the line: which question would.
    fn missing(&mut self, line: &AnnexLine, told: &mut Told) {
        let desk = self.desk;
        let Some(id) = line.questions.first() else {
            let label = line.label.in_lang(desk.scribe.lang);
            let key = if line.fact.is_some() {
                "annex.missing-fact"
            } else {
                "annex.missing-look"
            };
            told.open(desk.fill(key, &[("label", label)]).as_str());
            return;
        };
        let (pack, question) = id.split_once('/').unwrap_or(("", id));
        let known = desk
            .kit
            .packs
            .iter()
            .filter(|known| known.pack.id.as_str() == pack)
            .flat_map(|known| &known.questions)
            .find(|known| known.id.as_str() == question);
        let text = known.map_or(question, |known| known.text.in_lang(desk.scribe.lang));
        told.open(desk.fill("annex.missing", &[("question", text)]).as_str());
        let source = desk.fill("annex.source.question", &[("id", id)]);
        told.sources.push(Line::small(source.as_str()));
        *self.wanted.entry(pack.to_owned()).or_default() += 1;
    }

    fn answer(&self, finding: &Finding) -> Option<&'a Answer> {
        let (pack, question) = finding.id.split_once('/')?;
        self.desk
            .assessment
            .answers
            .iter()
            .find(|set| set.pack.as_str() == pack)?
            .answers
            .get(question)
    }

    fn question(&self, finding: &Finding, told: &mut Told) {
        let desk = self.desk;
        let answer = self.answer(finding);
        let title = desk.scribe.text(&finding.title);
        let open = desk.is_public().then(|| desk.openly(finding));
        let kept = matches!(open, Some(None));
        let detail = open.flatten();
        let detail = detail.unwrap_or_else(|| desk.scribe.text(&finding.detail));
        let fill = |key: &str| {
            let params = [("question", title.as_str()), ("answer", detail.as_str())];
            desk.fill(key, &params)
        };
        let planned = answer.and_then(|answer| answer.planned);
        match finding.outcome {
            Outcome::NotApplicable if finding.reason == "hidden" => return,
            Outcome::NotApplicable if kept => {
                told.say(
                    State::NotApplicable,
                    Line::small(desk.word("annex.kept").as_str()),
                );
            }
            Outcome::NotApplicable => {
                told.say(
                    State::NotApplicable,
                    Line::small(fill("annex.set-aside").as_str()),
                );
            }
            Outcome::NotAnswered | Outcome::NotObserved | Outcome::Informs => {
                told.open(
                    desk.fill("annex.missing", &[("question", title.as_str())])
                        .as_str(),
                );
                if finding.outcome == Outcome::NotAnswered && !desk.is_public() {
                    told.lines.push(Line::small(detail.as_str()));
                }
                self.promise(planned, told);
            }
            Outcome::Conforms | Outcome::Partial | Outcome::Deviates if kept => {
                told.say(
                    state(finding.outcome),
                    Line::small(desk.word("annex.kept").as_str()),
                );
            }
            Outcome::Conforms | Outcome::Partial | Outcome::Deviates => {
                self.answered(finding, answer, told, fill("annex.answer").as_str());
            }
        }
        told.sources.push(self.source(finding));
    }

    fn answered(&self, finding: &Finding, given: Option<&Answer>, told: &mut Told, answer: &str) {
        let desk = self.desk;
        let claim = self.claims.get(finding.id.as_str()).copied();
        if let Some(claim) = claim.filter(|claim| claim.status == ClaimStatus::Contradicted) {
            // What was seen refutes it: it can be no promise until someone explains or repairs it.
            told.lines.push(Line::small(answer));
            told.state = told.state.max(State::Contradicted);
            if desk.is_public() {
                // What was seen names servers and addresses.
                let text = desk.word("annex.contradicted-kept");
                told.lines.push(Line::open(text.as_str()));
                return;
            }
            let seen = desk.scribe.text(&claim.seen);
            let text = desk.fill("annex.contradicted", &[("seen", seen.as_str())]);
            told.lines.push(Line::open(text.as_str()));
            let ids = desk.ids(claim.evidence.iter().map(|item| item.id.as_str()));
            let source = desk.fill("annex.source.seen", &[("ids", &ids)]);
            told.sources.push(Line::small(source.as_str()));
            return;
        }
        match &finding.clause {
            Some(clause) => {
                let clause = desk.scribe.text(clause);
                told.say(state(finding.outcome), Line::plain(clause.as_str()));
                told.lines.push(Line::small(answer));
            }
            None => told.say(state(finding.outcome), Line::plain(answer)),
        }
        if let Some(claim) =
            claim.filter(|claim| claim.status == ClaimStatus::Explained && !desk.is_public())
        {
            let explanation = claim.explanation.as_deref().unwrap_or_default();
            let text = desk.fill("annex.explained", &[("explanation", explanation)]);
            told.lines.push(Line::small(text.as_str()));
        }
        if let Some(day) = given.and_then(unconfirmed) {
            // What held then may not hold now: a contract needs it said again.
            let day = desk.scribe.day(day);
            told.open(
                desk.fill("annex.confirm", &[("day", day.as_str())])
                    .as_str(),
            );
        }
        if finding.outcome == Outcome::Conforms {
            return;
        }
        self.promise(given.and_then(|answer| answer.planned), told);
        if let Some(fix) = &finding.remediation {
            let fix = desk.scribe.text(fix);
            told.lines.push(Line::open(
                desk.fill("annex.agree", &[("fix", fix.as_str())]).as_str(),
            ));
        }
    }

    /// What the provider promised for later.
    fn promise(&self, planned: Option<Day>, told: &mut Told) {
        if let Some(day) = planned {
            let text = self.desk.scribe.day(day);
            let text = self.desk.fill("annex.planned", &[("day", text.as_str())]);
            told.lines.push(Line::plain(text.as_str()));
            if told.state != State::Contradicted {
                told.state = State::Planned(day);
            }
        }
    }

    /// Where an answer comes from: the question, its documents, and how strong that is.
    fn source(&self, finding: &Finding) -> Line {
        let desk = self.desk;
        let id = finding.id.as_str();
        let mut parts = vec![
            desk.fill("annex.source.question", &[("id", id)])
                .to_string(),
        ];
        let shown = |id: &str| {
            let document = desk
                .assessment
                .evidence
                .iter()
                .find(|document| document.evidence.id.as_str() == id);
            !desk.is_public()
                || document.is_some_and(|document| {
                    document.evidence.confidentiality == Confidentiality::Public
                })
        };
        let documents = finding.evidence.iter().map(|item| item.id.as_str());
        let ids = desk.ids(documents.filter(|id| shown(id)));
        if !ids.is_empty() {
            let text = desk.fill("annex.source.documents", &[("ids", &ids)]);
            parts.push(text.to_string());
        }
        if matches!(finding.outcome, Outcome::Conforms | Outcome::Partial) {
            let key = match finding.confidence {
                Confidence::Low => "asserted",
                Confidence::Medium => "documented",
                Confidence::High => "attested",
            };
            parts.push(desk.word(&format!("annex.strength.{key}")).to_string());
        }
        Line::small(parts.join("; "))
    }

    /// What checks saw of it.
    fn seen(&self, line: &AnnexLine, told: &mut Told) {
        if self.desk.is_public() {
            return;
        }
        let mut unseen: Vec<String> = Vec::new();
        for check in &line.checks {
            let Some(findings) = self.checks.get(check.as_str()) else {
                continue;
            };
            self.check(findings, told, &mut unseen);
        }
        if !unseen.is_empty() {
            let names = unseen.join(", ");
            told.open(
                self.desk
                    .fill("annex.unseen", &[("names", &names)])
                    .as_str(),
            );
        }
    }

    fn check(&self, findings: &[&Finding], told: &mut Told, unseen: &mut Vec<String>) {
        let desk = self.desk;
        let Some(first) = findings.first() else {
            return;
        };
        let title = desk.scribe.text(&first.title);
        let of = |outcomes: &[Outcome]| -> Vec<&Finding> {
            let chosen = findings.iter().filter(|f| outcomes.contains(&f.outcome));
            chosen.copied().collect()
        };
        let good = of(&[Outcome::Conforms]);
        let bad = of(&[Outcome::Deviates, Outcome::Partial]);
        if good.is_empty() && bad.is_empty() {
            if !of(&[Outcome::NotObserved]).is_empty() {
                unseen.push(title.to_string());
            }
            return;
        }
        let day = desk.scribe.day(desk.scribe.as_of);
        let (n, total) = (good.len().to_string(), (good.len() + bad.len()).to_string());
        let params = [
            ("title", title.as_str()),
            ("day", day.as_str()),
            ("n", n.as_str()),
            ("total", total.as_str()),
        ];
        let state = match (good.is_empty(), bad.is_empty()) {
            (_, true) => State::InPlace,
            (true, false) => State::NotInPlace,
            (false, false) => State::Partly,
        };
        told.say(
            state,
            Line::small(desk.fill("annex.seen", &params).as_str()),
        );
        if !bad.is_empty() {
            let names: Vec<String> = bad
                .iter()
                .map(|finding| desk.scribe.subject(&finding.subject.0).to_string())
                .collect();
            let names = desk.ids(names.iter().map(String::as_str));
            let params = [("title", title.as_str()), ("names", names.as_str())];
            told.lines
                .push(Line::open(desk.fill("annex.repair", &params).as_str()));
        }
        let id = [("id", first.check.as_str()), ("n", total.as_str())];
        let source = desk.fill("annex.source.check", &id);
        told.sources.push(Line::small(source.as_str()));
    }
}

/// The day that an answer was carried over from, unless a reviewer confirmed it later.
fn unconfirmed(answer: &Answer) -> Option<Day> {
    let Some(Source::CarriedFrom(day)) = answer.source else {
        return None;
    };
    let confirmed = answer
        .review
        .as_ref()
        .is_some_and(|review| review.decision == Decision::Confirmed && review.at > day);
    (!confirmed).then_some(day)
}
