//! For who was assessed: a letter with a right of reply. It asks, and says what was seen; it accuses nobody.

use super::super::paper::{Cell, Chapter, Line, Paper};
use super::super::scribe::Row;
use super::{Desk, paragraphs};
use crate::domain::claim::{Claim, ClaimStatus};
use crate::domain::day::Day;
use crate::domain::finding::{Finding, FindingSource, Outcome, Severity};
use crate::domain::pack::Audience;

/// The letter.
pub(super) fn letter(desk: &Desk) -> Paper {
    let mut paper = desk.paper("provider");
    let by = desk.order.reply_by.unwrap_or_else(|| {
        let days = desk.kit.plan.annexes.reply_days;
        desk.scribe.as_of.plus_days(days)
    });
    let by = desk.scribe.day(by);
    paper.about = about(desk, by.as_str());
    let day = desk.scribe.day(desk.scribe.as_of);
    let params = [
        ("service", desk.dossier.service.name.as_str()),
        ("controller", desk.dossier.controller.name.as_str()),
        ("day", day.as_str()),
        ("by", by.as_str()),
    ];
    let mut opening = Chapter::new("why", desk.word("provider.why"));
    for line in paragraphs(
        desk,
        &["provider.greeting", "provider.reason", "provider.request"],
        &params,
    ) {
        opening.text(line);
    }
    paper.chapters.push(opening);
    let asked = [
        contradictions(desk),
        parties(desk),
        questions(desk),
        findings(desk),
    ];
    let nothing = asked.iter().all(Option::is_none);
    paper.chapters.extend(asked.into_iter().flatten());
    let mut closing = Chapter::new("reply", desk.word("provider.reply"));
    if nothing {
        closing.text(Line::plain(desk.word("provider.nothing").as_str()));
    }
    closing.items(paragraphs(
        desk,
        &["provider.how-1", "provider.how-2", "provider.how-3"],
        &params,
    ));
    for line in paragraphs(desk, &["provider.regards", "provider.sender"], &params) {
        closing.text(line);
    }
    paper.chapters.push(closing);
    paper
}

fn about(desk: &Desk, by: &str) -> Vec<Row> {
    let row = |key: &str, value: String| Row {
        label: desk.word(&format!("about.{key}")),
        value: value.into(),
    };
    let with = |name: &str, contact: Option<&String>| match contact {
        Some(contact) => format!("{name} ({contact})"),
        None => name.to_owned(),
    };
    let (controller, vendor) = (&desk.dossier.controller, &desk.dossier.vendor);
    vec![
        row("to", with(&vendor.name, vendor.contact.as_ref())),
        row("from", with(&controller.name, controller.contact.as_ref())),
        row("subject", desk.dossier.service.name.clone()),
        row(
            "date",
            desk.scribe.day(Day::of(desk.assessment.as_of)).to_string(),
        ),
        row("reply-by", by.to_owned()),
    ]
}

fn contradictions(desk: &Desk) -> Option<Chapter> {
    let mut claims: Vec<&Claim> = desk
        .assessment
        .claims
        .iter()
        .filter(|claim| claim.status == ClaimStatus::Contradicted)
        .collect();
    if claims.is_empty() {
        return None;
    }
    claims.sort_by_key(|claim| std::cmp::Reverse(claim.importance));
    let mut chapter = Chapter::new("differences", desk.word("provider.differences"));
    chapter.text(Line::plain(desk.word("provider.differences-note").as_str()));
    let rows = claims
        .into_iter()
        .map(|claim| {
            let mut said: Cell = vec![Line::plain(desk.scribe.text(&claim.said).as_str())];
            if let Some(response) = &claim.response {
                let text = desk.fill("provider.responded", &[("words", response)]);
                said.push(Line::small(text.as_str()));
            }
            said.push(Line::small(claim.id.as_str()));
            let ids = desk.ids(claim.evidence.iter().map(|item| item.id.as_str()));
            let seen = desk.scribe.text(&claim.seen);
            vec![
                said,
                vec![Line::plain(seen.as_str()), Line::small(ids)],
                vec![Line::plain(desk.word("provider.ask-difference").as_str())],
            ]
        })
        .collect();
    let columns = [
        (desk.word("provider.said"), 35),
        (desk.word("provider.seen"), 38),
        (desk.word("provider.question"), 27),
    ];
    chapter.table(desk.word("provider.differences"), &columns, rows);
    Some(chapter)
}

fn parties(desk: &Desk) -> Option<Chapter> {
    let lines: Vec<Line> = desk
        .assessment
        .parties
        .iter()
        .filter(|party| party.is_question())
        .map(|party| {
            let seen = desk.ids(party.hits.iter().map(|hit| hit.name.as_str()));
            let params = [("name", party.name.as_str()), ("seen", seen.as_str())];
            Line::plain(desk.fill("provider.ask-party", &params).as_str())
        })
        .collect();
    (!lines.is_empty()).then(|| {
        let mut chapter = Chapter::new("parties", desk.word("provider.parties"));
        chapter.text(Line::plain(desk.word("provider.parties-note").as_str()));
        chapter.items(lines);
        chapter
    })
}

/// Questions without an answer that are the provider's to answer.
fn questions(desk: &Desk) -> Option<Chapter> {
    let theirs = |finding: &Finding| {
        let pack = finding.id.split_once('/').map_or("", |(pack, _)| pack);
        let known = desk.kit.packs.iter().find(|p| p.pack.id.as_str() == pack);
        known.is_none_or(|known| known.pack.audience == Audience::Provider)
    };
    let mut open: Vec<&Finding> = desk
        .assessment
        .findings
        .iter()
        .filter(|f| f.source == FindingSource::Question && f.outcome == Outcome::NotAnswered)
        .filter(|finding| theirs(finding))
        .collect();
    if open.is_empty() {
        return None;
    }
    open.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut chapter = Chapter::new("questions", desk.word("provider.questions"));
    chapter.text(Line::plain(desk.word("provider.questions-note").as_str()));
    let rows = open
        .into_iter()
        .enumerate()
        .map(|(at, finding)| {
            let question = desk.scribe.text(&finding.title);
            let help = finding.remediation.as_ref();
            let help = help.map_or_else(Vec::new, |text| {
                vec![Line::small(desk.scribe.text(text).as_str())]
            });
            vec![
                vec![Line::plain((at + 1).to_string())],
                vec![
                    Line::plain(question.as_str()),
                    Line::small(finding.id.as_str()),
                ],
                help,
            ]
        })
        .collect();
    let columns = [
        (desk.word("provider.number"), 7),
        (desk.word("provider.question"), 48),
        (desk.word("provider.help"), 45),
    ];
    chapter.table(desk.word("provider.questions"), &columns, rows);
    Some(chapter)
}

/// What was seen that weighs most: the provider may say that it is otherwise.
fn findings(desk: &Desk) -> Option<Chapter> {
    let mut heavy: Vec<&Finding> = desk
        .assessment
        .findings
        .iter()
        .filter(|f| f.source == FindingSource::Check && f.outcome == Outcome::Deviates)
        .filter(|finding| finding.severity >= Severity::High)
        .collect();
    if heavy.is_empty() {
        return None;
    }
    heavy.sort_by(|a, b| (b.severity, &a.id).cmp(&(a.severity, &b.id)));
    let mut chapter = Chapter::new("findings", desk.word("provider.findings"));
    chapter.text(Line::plain(desk.word("provider.findings-note").as_str()));
    let rows = heavy
        .into_iter()
        .map(|finding| {
            let subject = desk.scribe.subject(&finding.subject.0);
            vec![
                vec![Line::plain(subject.as_str())],
                vec![
                    Line::plain(desk.scribe.text(&finding.title).as_str()),
                    Line::small(finding.id.as_str()),
                ],
                vec![Line::plain(desk.scribe.text(&finding.detail).as_str())],
            ]
        })
        .collect();
    let columns = [
        (desk.word("provider.where"), 28),
        (desk.word("provider.what"), 32),
        (desk.word("provider.seen"), 40),
    ];
    chapter.table(desk.word("provider.findings"), &columns, rows);
    Some(chapter)
}
