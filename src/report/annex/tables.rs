//! Tables of what the dossier and the observations hold.

use super::super::edition::Desk;
use super::super::paper::{Cell, Chapter, Line};
use super::super::view::{place, sentence};
use crate::domain::annex::AnnexTable;
use crate::domain::answer::AnswerValue;
use crate::domain::party::Party;

/// Adds a table, or an open point when there is nothing to put in it.
pub(super) fn add(table: AnnexTable, caption: &str, chapter: &mut Chapter, desk: &Desk) {
    match table {
        AnnexTable::Addresses => addresses(caption, chapter, desk),
        AnnexTable::PartiesSeen => parties(caption, chapter, desk),
        AnnexTable::SubProcessors => sub_processors(caption, chapter, desk),
    }
}

fn sub_processors(caption: &str, chapter: &mut Chapter, desk: &Desk) {
    let declared = &desk.dossier.sub_processors;
    if declared.is_empty() {
        let none = desk.assessment.answers.iter().any(|set| {
            let answer = set.answers.get("sub.authorisation");
            let value = answer.and_then(|answer| answer.value.as_ref());
            matches!(value, Some(AnswerValue::Text(text)) if text == "none-used")
        });
        chapter.text(if none {
            Line::plain(desk.word("annex.table.no-sub-processors").as_str())
        } else {
            Line::open(desk.word("annex.table.sub-processors-missing").as_str())
        });
        return;
    }
    let missing = || Line::open(desk.word("annex.blank").as_str());
    let rows = declared
        .iter()
        .map(|party| {
            let task = if party.task.trim().is_empty() {
                missing()
            } else {
                Line::plain(party.task.as_str())
            };
            let country = party.country.map_or_else(missing, |country| {
                Line::plain(place(country, &desk.scribe).as_str())
            });
            let since = party
                .since
                .map_or_else(missing, |day| Line::plain(desk.scribe.day(day).as_str()));
            vec![
                vec![Line::strong(party.name.as_str())],
                vec![task],
                vec![country],
                vec![since],
            ]
        })
        .collect();
    let columns = [
        (desk.word("annex.column.name"), 27),
        (desk.word("annex.column.task"), 30),
        (desk.word("annex.column.country"), 26),
        (desk.word("annex.column.since"), 17),
    ];
    chapter.table(caption, &columns, rows);
    chapter.text(Line::small(
        desk.word("annex.source.sub-processors").as_str(),
    ));
}

/// Those to ask about: a name that shows is no proof that it processes.
fn parties(caption: &str, chapter: &mut Chapter, desk: &Desk) {
    let ask: Vec<&Party> = desk
        .assessment
        .parties
        .iter()
        .filter(|party| party.is_question())
        .collect();
    if desk.assessment.observations.saw_nothing() {
        chapter.text(Line::open(desk.word("annex.table.not-looked").as_str()));
        return;
    }
    if ask.is_empty() {
        chapter.text(Line::plain(desk.word("annex.table.no-parties").as_str()));
        return;
    }
    let rows = ask
        .into_iter()
        .map(|party| {
            let country = match party.country {
                Some(country) => place(country, &desk.scribe),
                None => desk.scribe.word("word.not-established"),
            };
            let names = party.hits.iter().map(|hit| hit.name.as_str());
            let name = [("name", party.name.as_str())];
            let seen: Cell = vec![Line::small(desk.ids(names))];
            vec![
                vec![Line::strong(party.name.as_str())],
                vec![Line::plain(country.as_str())],
                vec![Line::open(desk.fill("annex.table.ask", &name).as_str())],
                seen,
            ]
        })
        .collect();
    let columns = [
        (desk.word("annex.column.party"), 22),
        (desk.word("annex.column.seat"), 25),
        (desk.word("annex.column.ask"), 30),
        (desk.word("annex.column.seen-in"), 23),
    ];
    chapter.table(caption, &columns, rows);
}

fn addresses(caption: &str, chapter: &mut Chapter, desk: &Desk) {
    if desk.assessment.locations.is_empty() {
        chapter.text(Line::open(desk.word("annex.table.not-looked").as_str()));
        return;
    }
    let rows = desk
        .assessment
        .locations
        .iter()
        .map(|located| {
            let host = desk.scribe.subject(&located.subject.0);
            let shown = sentence(located, &desk.scribe);
            let source = [("ids", located.observation.as_str())];
            vec![
                vec![
                    Line::plain(host.as_str()),
                    Line::small(located.fact.address.to_string()),
                ],
                vec![Line::plain(shown.as_str())],
                vec![Line::small(
                    desk.fill("annex.source.seen", &source).as_str(),
                )],
            ]
        })
        .collect();
    let columns = [
        (desk.word("annex.column.host"), 32),
        (desk.word("annex.column.published"), 46),
        (desk.word("annex.column.source"), 22),
    ];
    chapter.table(caption, &columns, rows);
}
