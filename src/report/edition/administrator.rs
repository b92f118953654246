//! For who repairs: what asks for action, by endpoint, worst first, with what to do and how to see it.

use std::collections::BTreeMap;

use super::super::paper::{Cell, Chapter, Line, Paper};
use super::super::plain::Plain;
use super::super::scribe::Row;
use super::Desk;
use crate::domain::finding::{Finding, FindingSource, Outcome, Severity};

/// Exhibits that are shown of one finding.
const SHOWN: usize = 3;
/// Chapters that a list of contents may have.
const CHAPTERS: usize = 40;
/// Severities, worst first.
const SEVERITIES: [Severity; 5] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
    Severity::Info,
];

/// What asks for action at one subject.
struct Work<'a> {
    subject: &'a str,
    findings: Vec<&'a Finding>,
}

/// The list of work.
pub(super) fn list(desk: &Desk) -> Paper {
    let mut paper = desk.paper("administrator");
    paper.notices = desk.notices();
    let work = sort(desk);
    paper.about = about(&work, desk);
    // The overview lists them all; a list of hundreds of chapters before it helps nobody.
    paper.contents = (2..=CHAPTERS).contains(&work.len());
    if !work.is_empty() {
        paper.chapters.push(overview(&work, desk));
    }
    for (at, work) in work.iter().enumerate() {
        paper.chapters.push(chapter(at, work, desk));
    }
    if work.is_empty() {
        let mut chapter = Chapter::new("nothing", desk.word("administrator.nothing-title"));
        chapter.text(Line::plain(desk.word("administrator.nothing").as_str()));
        paper.chapters.push(chapter);
    }
    paper.chapters.extend(unseen(desk));
    paper
}

fn sort<'a>(desk: &Desk<'a>) -> Vec<Work<'a>> {
    let mut by: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &desk.assessment.findings {
        let act = matches!(finding.outcome, Outcome::Deviates | Outcome::Partial);
        if finding.source == FindingSource::Check && act {
            by.entry(&finding.subject.0).or_default().push(finding);
        }
    }
    let urgency = |finding: &Finding| {
        let partial = finding.outcome == Outcome::Partial;
        (std::cmp::Reverse(finding.severity), partial)
    };
    let mut work: Vec<Work> = by
        .into_iter()
        .map(|(subject, mut findings)| {
            findings.sort_by(|a, b| (urgency(a), &a.check).cmp(&(urgency(b), &b.check)));
            Work { subject, findings }
        })
        .collect();
    // Worst first: how many of the worst severity, then of the next.
    work.sort_by(|a, b| (b.counts(), a.subject).cmp(&(a.counts(), b.subject)));
    work
}

impl Work<'_> {
    /// How many findings of each severity, worst first.
    fn counts(&self) -> [usize; SEVERITIES.len()] {
        SEVERITIES.map(|severity| {
            let same = self.findings.iter().filter(|f| f.severity == severity);
            same.count()
        })
    }
}

/// A name, with what it is when it is no endpoint: a host and its endpoint have the same name.
fn name(subject: &str, desk: &Desk) -> Plain {
    let name = desk.scribe.subject(subject);
    let kind = match subject.split_once(':') {
        Some(("domain", _)) => "domain",
        Some(("host", _)) => "host",
        _ => return name,
    };
    desk.fill(
        &format!("administrator.kind.{kind}"),
        &[("name", name.as_str())],
    )
}

fn about(work: &[Work], desk: &Desk) -> Vec<Row> {
    let n: usize = work.iter().map(|work| work.findings.len()).sum();
    vec![
        Row {
            label: desk.word("about.service"),
            value: desk.dossier.service.name.as_str().into(),
        },
        Row {
            label: desk.word("about.as-of"),
            value: desk.scribe.moment(desk.assessment.as_of),
        },
        Row {
            label: desk.word("administrator.to-do"),
            value: desk.count("administrator.findings", n),
        },
    ]
}

fn overview(work: &[Work], desk: &Desk) -> Chapter {
    let mut chapter = Chapter::new("overview", desk.word("administrator.overview"));
    let mut columns = vec![(desk.word("administrator.where"), 40)];
    for severity in SEVERITIES {
        columns.push((desk.scribe.severity(severity).word, 12));
    }
    let rows = work
        .iter()
        .map(|work| {
            let name = name(work.subject, desk);
            let mut row: Vec<Cell> = vec![vec![Line::plain(name.as_str())]];
            row.extend(work.counts().map(|n| vec![Line::plain(n.to_string())]));
            row
        })
        .collect();
    chapter.table(desk.word("administrator.caption"), &columns, rows);
    chapter
}

fn chapter(at: usize, work: &Work, desk: &Desk) -> Chapter {
    let name = name(work.subject, desk);
    let mut chapter = Chapter::new(&format!("work-{}", at + 1), name.as_str());
    let columns = [
        (desk.word("administrator.severity"), 15),
        (desk.word("administrator.what"), 28),
        (desk.word("administrator.remedy"), 31),
        (desk.word("administrator.proof"), 26),
    ];
    let rows = work.findings.iter().map(|f| row(f, desk)).collect();
    chapter.table(name.as_str(), &columns, rows);
    chapter
}

fn row(finding: &Finding, desk: &Desk) -> Vec<Cell> {
    let scribe = &desk.scribe;
    let severity = scribe.severity(finding.severity);
    let remedy = finding.remediation.as_ref().map_or_else(Vec::new, |text| {
        vec![Line::plain(scribe.text(text).as_str())]
    });
    let mut proof: Cell = Vec::new();
    for exhibit in scribe.exhibits(&finding.evidence).iter().take(SHOWN) {
        proof.push(Line::small(exhibit.quote.as_str()));
        proof.push(Line::small(exhibit.source.as_str()));
    }
    let more = finding.evidence.len().saturating_sub(SHOWN);
    if more > 0 {
        proof.push(Line::small(desk.count("more", more).as_str()));
    }
    proof.retain(|line| !line.text.as_str().is_empty());
    proof.push(Line::small(finding.id.as_str()));
    vec![
        vec![
            Line::strong(severity.word.as_str()),
            Line::small(severity.sign),
        ],
        vec![
            Line::strong(scribe.text(&finding.title).as_str()),
            Line::plain(scribe.text(&finding.detail).as_str()),
        ],
        remedy,
        proof,
    ]
}

/// What could not be seen, in short: it may hide work.
fn unseen(desk: &Desk) -> Option<Chapter> {
    let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in &desk.assessment.findings {
        if finding.source == FindingSource::Check && finding.outcome == Outcome::NotObserved {
            let title = desk.scribe.text(&finding.title).to_string();
            by.entry(&finding.subject.0).or_default().push(title);
        }
    }
    if by.is_empty() {
        return None;
    }
    let mut chapter = Chapter::new("unseen", desk.word("administrator.unseen"));
    chapter.text(Line::plain(desk.word("administrator.unseen-note").as_str()));
    let rows = by
        .into_iter()
        .map(|(subject, titles)| {
            let name = name(subject, desk);
            vec![
                vec![Line::plain(name.as_str())],
                vec![Line::plain(titles.join("; "))],
            ]
        })
        .collect();
    let columns = [
        (desk.word("administrator.where"), 35),
        (desk.word("administrator.not-seen"), 65),
    ];
    chapter.table(desk.word("administrator.unseen"), &columns, rows);
    Some(chapter)
}
