//! Findings as tables: by endpoint and host for a scan, what needs attention for an assessment.

use super::page::Page;
use super::{Cell, View, tally};
use crate::report::view::{EndpointView, FindingView, GradeView};

/// The picture of each endpoint in short: the sentence, then what each address shows.
pub(super) fn pictures(view: &View, page: &mut Page) {
    for endpoint in &view.endpoints {
        if endpoint.sentence.is_some() {
            picture(endpoint, view, page);
        }
    }
}

fn picture(endpoint: &EndpointView, view: &View, page: &mut Page) {
    page.heading(endpoint.name.as_str());
    for text in endpoint.sentence.iter().chain(&endpoint.reserve) {
        page.paragraph(text.as_str());
    }
    let head = ["part-name", "by-policy", "grade"]
        .map(|key| view.words.get(&format!("picture.{key}")).to_string());
    if !endpoint.grades.is_empty() {
        page.gap();
        page.table(
            &head,
            endpoint.grades.iter().map(|grade| {
                vec![
                    Cell::plain(grade.part.as_str()),
                    Cell::plain(grade.policy.as_str()),
                    mark(grade),
                ]
            }),
        );
    }
    for address in &endpoint.addresses {
        if address.headline.is_empty() {
            continue;
        }
        page.gap();
        page.paragraph(address.title.as_str());
        page.pairs(
            address
                .headline
                .iter()
                .map(|row| (row.label.as_str(), row.value.as_str())),
        );
    }
}

/// The grades of names.
pub(super) fn names(view: &View, page: &mut Page) {
    let graded = view.names.iter().filter(|name| !name.grades.is_empty());
    if graded.clone().next().is_none() {
        return;
    }
    page.heading(view.words.get("seen.names").as_str());
    page.table(
        &["seen.name", "picture.part-name", "picture.grade"]
            .map(|key| view.words.get(key).to_string()),
        graded.flat_map(|name| {
            name.grades.iter().map(|grade| {
                vec![
                    Cell::plain(name.name.as_str()),
                    Cell::plain(grade.part.as_str()),
                    mark(grade),
                ]
            })
        }),
    );
}

/// A letter or level, with what keeps it from being certain; without one, why there is none.
fn mark(grade: &GradeView) -> Cell {
    match (&grade.mark, &grade.reserve) {
        (Some(mark), Some(reserve)) => Cell {
            text: format!("{} {}, {reserve}", mark.sign, mark.word),
            code: mark.code,
        },
        (Some(mark), None) => Cell::badge(mark),
        (None, reserve) => Cell::plain(reserve.as_ref().map_or("–", |reserve| reserve.as_str())),
    }
}

/// A table for each endpoint, host and domain.
pub(super) fn subjects(view: &View, page: &mut Page) {
    let mut groups: Vec<(&str, Vec<&FindingView>)> = view
        .subjects
        .iter()
        .map(|name| (name.as_str(), Vec::new()))
        .collect();
    for finding in by_urgency(all(view)) {
        let subject = finding.subject.as_str();
        match groups.iter_mut().find(|(name, _)| *name == subject) {
            Some((_, list)) => list.push(finding),
            None => groups.push((subject, vec![finding])),
        }
    }
    for (subject, findings) in groups {
        if findings.is_empty() {
            continue;
        }
        page.heading(subject);
        page.table(
            &head(
                view,
                &["findings.outcome", "findings.check", "findings.seen"],
            ),
            findings.into_iter().map(|finding| {
                vec![
                    Cell::badge(&finding.outcome),
                    Cell::plain(finding.title.as_str()),
                    seen(finding),
                ]
            }),
        );
    }
    counts(view, page);
}

/// The findings that ask for action, and how many do not.
pub(super) fn attention(view: &View, page: &mut Page) {
    let findings = by_urgency(asking(view));
    if view.findings.families.is_empty() {
        return;
    }
    page.heading(view.words.get("heading.findings").as_str());
    if !findings.is_empty() {
        page.table(
            &head(
                view,
                &[
                    "findings.outcome",
                    "findings.check",
                    "findings.subject",
                    "findings.seen",
                ],
            ),
            findings.into_iter().map(|finding| {
                vec![
                    Cell::badge(&finding.outcome),
                    Cell::plain(finding.title.as_str()),
                    Cell::plain(finding.subject.as_str()),
                    seen(finding),
                ]
            }),
        );
    }
    counts(view, page);
}

fn counts(view: &View, page: &mut Page) {
    if !view.findings.counts.is_empty() {
        page.gap();
        page.paragraph(&tally(&view.findings.counts, " · "));
    }
}

/// What was seen, and who accepted it.
fn seen(finding: &FindingView) -> Cell {
    match &finding.accepted {
        Some(accepted) => Cell::plain(&format!("{}\n{accepted}", finding.detail)),
        None => Cell::plain(finding.detail.as_str()),
    }
}

/// The findings that ask for attention.
fn asking(view: &View) -> impl Iterator<Item = &FindingView> {
    view.findings.families.iter().flat_map(|family| {
        let groups = family.attention.iter().flat_map(|group| &group.findings);
        groups.chain(&family.unseen)
    })
}

fn all(view: &View) -> impl Iterator<Item = &FindingView> {
    let fine = view.findings.families.iter().flat_map(|f| &f.fine);
    asking(view).chain(fine)
}

fn by_urgency<'a>(findings: impl Iterator<Item = &'a FindingView>) -> Vec<&'a FindingView> {
    let mut list: Vec<&FindingView> = findings.collect();
    list.sort_by_key(|finding| finding.urgency);
    list
}

fn head(view: &View, keys: &[&str]) -> Vec<String> {
    keys.iter()
        .map(|key| view.words.get(key).to_string())
        .collect()
}
