//! What the provider declares that checks hold what was seen against: the parties that it names and the countries from
//! which its service answers.

use std::collections::BTreeMap;

use crate::domain::answer::{AnswerValue, Cell, Decision};
use crate::domain::country::Country;
use crate::domain::pack::{Pack, QuestionKind};
use crate::domain::party::{DeclaredPart, DeclaredParty};
use crate::dossier::Folder;

/// The rule of the questions that ask for the countries from which the service answers.
const REGIONS: &str = "declared-regions";

/// The countries from which the service answers, as the provider says, each once and in order; absent when no answer
/// that counts says so.
pub(super) fn declared_regions(folder: &Folder, packs: &[&Pack]) -> Option<Vec<Country>> {
    let mut countries: Option<Vec<Country>> = None;
    for pack in packs {
        let asked = pack
            .questions
            .iter()
            .filter(|question| question.claim.as_deref() == Some(REGIONS));
        for question in asked {
            let answer = folder
                .answers
                .iter()
                .filter(|set| set.pack == pack.pack.id)
                .find_map(|set| set.answers.get(&question.id));
            let Some(answer) = answer else { continue };
            let rejected = answer
                .review
                .as_ref()
                .is_some_and(|review| review.decision == Decision::Rejected);
            if let Some(AnswerValue::List(codes)) = answer.value.as_ref().filter(|_| !rejected) {
                countries
                    .get_or_insert_default()
                    .extend(codes.iter().filter_map(|code| code.parse::<Country>().ok()));
            }
        }
    }
    let mut countries = countries?;
    countries.sort_unstable();
    countries.dedup();
    Some(countries)
}

/// The parties that the provider names, each row once: itself, its parent, and the sub-processors in the dossier and in
/// tables of its answers.
pub(super) fn declared_parties(folder: &Folder, packs: &[&Pack]) -> Vec<DeclaredParty> {
    let dossier = &folder.dossier;
    let vendor = &dossier.vendor;
    let itself = DeclaredParty::new(DeclaredPart::Vendor, &vendor.name, vendor.country, "");
    let parent = vendor
        .parent
        .as_ref()
        .map(|name| DeclaredParty::new(DeclaredPart::Parent, name, vendor.parent_country, ""));
    let listed = dossier.sub_processors.iter().map(|party| {
        let part = DeclaredPart::SubProcessor;
        DeclaredParty::new(part, &party.name, party.country, &party.task)
    });
    let mut rows: Vec<DeclaredParty> = Vec::new();
    for row in std::iter::once(itself)
        .chain(parent)
        .chain(listed)
        .chain(packs.iter().flat_map(|pack| answered_parties(folder, pack)))
    {
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

/// The rows of the tables of sub-processors that were filled in.
fn answered_parties(folder: &Folder, pack: &Pack) -> Vec<DeclaredParty> {
    let tables = pack
        .questions
        .iter()
        .filter(|q| q.kind == QuestionKind::Table && q.topic.as_str() == "sub-processors");
    let answers = folder.answers.iter().filter(|set| set.pack == pack.pack.id);
    let values = answers.flat_map(|set| {
        tables
            .clone()
            .filter_map(|question| set.answers.get(&question.id)?.value.as_ref())
    });
    values
        .filter_map(|value| match value {
            AnswerValue::Rows(rows) => Some(rows),
            _ => None,
        })
        .flatten()
        .filter_map(|row| {
            let country = text(row, "country").and_then(|code| code.parse().ok());
            let task = text(row, "task").unwrap_or_default();
            Some(DeclaredParty::new(
                DeclaredPart::SubProcessor,
                text(row, "name")?,
                country,
                task,
            ))
        })
        .collect()
}

fn text<'a>(row: &'a BTreeMap<String, Cell>, column: &str) -> Option<&'a str> {
    match row.get(column) {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    }
}
