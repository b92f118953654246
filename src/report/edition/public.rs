//! For anyone: what the assessment comes to, and nothing that helps who means harm.
//!
//! The page is built from what may be told, not made by striking out: what nobody thought of stays out.

use std::collections::BTreeSet;

use super::super::paper::{Chapter, Line, Paper};
use super::super::scribe::Row;
use super::Desk;
use crate::domain::answer::Confidentiality;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::{Finding, FindingSource, Outcome};
use crate::domain::pack::Audience;

/// The page.
pub(super) fn page(desk: &Desk) -> Paper {
    let mut paper = desk.paper("public");
    paper.about = about(desk);
    paper.notices = vec![desk.word("public.left-out")];
    paper.chapters.extend(advice(desk));
    paper.chapters.push(looked(desk));
    paper.chapters.extend(topics(desk));
    paper.chapters.extend(answers(desk));
    paper.chapters.extend(documents(desk));
    paper.chapters.push(method(desk));
    paper
}

fn about(desk: &Desk) -> Vec<Row> {
    let row = |key: &str, value: &str| Row {
        label: desk.word(&format!("about.{key}")),
        value: value.into(),
    };
    let mut rows = vec![
        row("controller", &desk.dossier.controller.name),
        row("vendor", &desk.dossier.vendor.name),
        row("service", &desk.dossier.service.name),
        row("as-of", desk.scribe.day(desk.scribe.as_of).as_str()),
    ];
    if let Some(verdict) = &desk.view.verdict {
        rows.push(row("valid-until", verdict.valid_until.as_str()));
    }
    rows
}

fn advice(desk: &Desk) -> Option<Chapter> {
    let verdict = desk.view.verdict.as_ref()?;
    let mut chapter = Chapter::new("advice", desk.word("public.advice"));
    chapter.text(Line::strong(format!(
        "{} {}",
        verdict.advice.sign, verdict.advice.word
    )));
    chapter.text(Line::plain(verdict.sentence.as_str()));
    let rows = verdict
        .figures
        .iter()
        .map(|figure| {
            vec![
                vec![Line::plain(figure.label.as_str())],
                vec![Line::strong(figure.value.as_str())],
                vec![Line::small(figure.note.as_str())],
            ]
        })
        .collect();
    let columns = [
        (desk.word("public.figure"), 34),
        (desk.word("public.value"), 22),
        (desk.word("public.meaning"), 44),
    ];
    chapter.table(desk.word("public.figures"), &columns, rows);
    Some(chapter)
}

/// How much was looked at, in numbers alone.
fn looked(desk: &Desk) -> Chapter {
    let mut chapter = Chapter::new("looked", desk.word("public.looked"));
    let mut lines: Vec<Line> = Vec::new();
    if let Some(summary) = &desk.view.summary {
        lines.extend(summary.looked.iter().map(|l| Line::plain(l.as_str())));
    }
    for count in &desk.view.findings.counts {
        let params = [
            ("outcome", count.outcome.word.as_str()),
            ("n", &count.n.to_string()),
        ];
        lines.push(Line::plain(desk.fill("public.outcome", &params).as_str()));
    }
    for count in &desk.view.hosting.counts {
        let params = [
            ("outcome", count.outcome.word.as_str()),
            ("n", &count.n.to_string()),
        ];
        lines.push(Line::plain(desk.fill("public.place", &params).as_str()));
    }
    chapter.items(lines);
    chapter
}

fn topics(desk: &Desk) -> Option<Chapter> {
    let score = desk.view.score.as_ref()?;
    let mut chapter = Chapter::new("topics", desk.word("public.topics"));
    let rows = score
        .topics
        .iter()
        .map(|topic| {
            vec![
                vec![Line::plain(topic.title.as_str())],
                vec![Line::plain(topic.credit.as_str())],
                vec![Line::plain(topic.best.as_str())],
                vec![Line::plain(topic.coverage.as_str())],
            ]
        })
        .collect();
    let columns = [
        (desk.word("public.topic"), 40),
        (desk.word("public.credit"), 20),
        (desk.word("public.best"), 20),
        (desk.word("public.coverage"), 20),
    ];
    chapter.table(desk.word("public.topics"), &columns, rows);
    Some(chapter)
}

/// Answers of the provider that are neither confidential nor free text, and are no measures of security.
fn answers(desk: &Desk) -> Option<Chapter> {
    let guarded: BTreeSet<&str> = desk
        .kit
        .plan
        .list
        .iter()
        .flat_map(|annex| &annex.parts)
        .filter(|part| part.guarded)
        .flat_map(|part| &part.lines)
        .flat_map(|line| &line.questions)
        .map(String::as_str)
        .collect();
    let shown = |finding: &&Finding| {
        let Some((pack, _)) = finding.id.split_once('/') else {
            return false;
        };
        let known = desk.kit.packs.iter().find(|p| p.pack.id.as_str() == pack);
        let theirs = known.is_some_and(|known| known.pack.audience == Audience::Provider);
        let told = matches!(
            finding.outcome,
            Outcome::Conforms | Outcome::Partial | Outcome::Deviates
        );
        finding.source == FindingSource::Question
            && theirs
            && told
            && !guarded.contains(finding.id.as_str())
    };
    let refuted: BTreeSet<&str> = desk
        .assessment
        .claims
        .iter()
        .filter(|claim| claim.status == ClaimStatus::Contradicted)
        .map(|claim| claim.id.as_str())
        .collect();
    let rows: Vec<_> = desk
        .assessment
        .findings
        .iter()
        .filter(shown)
        .filter_map(|finding| {
            let mut answer = vec![Line::plain(desk.openly(finding)?.as_str())];
            if refuted.contains(finding.id.as_str()) {
                answer.push(Line::strong(desk.word("public.refuted").as_str()));
            }
            Some(vec![
                vec![Line::plain(desk.scribe.text(&finding.title).as_str())],
                answer,
            ])
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut chapter = Chapter::new("answers", desk.word("public.answers"));
    let columns = [
        (desk.word("provider.question"), 50),
        (desk.word("public.answer"), 50),
    ];
    chapter.table(desk.word("public.answers"), &columns, rows);
    Some(chapter)
}

/// Documents that anyone may see.
fn documents(desk: &Desk) -> Option<Chapter> {
    let rows: Vec<_> = desk
        .assessment
        .evidence
        .iter()
        .filter(|document| document.evidence.confidentiality == Confidentiality::Public)
        .map(|document| {
            let expires = document.evidence.expires;
            let expires = expires.map_or_else(
                || desk.scribe.word("word.not-stated"),
                |day| desk.scribe.day(day),
            );
            vec![
                vec![Line::plain(desk.scribe.text(&document.title).as_str())],
                vec![Line::plain(expires.as_str())],
            ]
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut chapter = Chapter::new("documents", desk.word("public.documents"));
    let columns = [
        (desk.word("public.document"), 70),
        (desk.word("public.expires"), 30),
    ];
    chapter.table(desk.word("public.documents"), &columns, rows);
    Some(chapter)
}

fn method(desk: &Desk) -> Chapter {
    let method = &desk.assessment.method;
    let mut chapter = Chapter::new("method", desk.word("public.method"));
    let params = [
        ("version", method.tool_version.as_str()),
        ("scoring", method.scoring.as_str()),
        ("policy", method.policy.as_str()),
    ];
    chapter.text(Line::plain(
        desk.fill("public.method-text", &params).as_str(),
    ));
    chapter
}
