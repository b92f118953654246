//! Reads a workbook back: sheets by their mark, columns by their key, rows by their id.

use std::collections::BTreeMap;

use super::super::Desk;
use super::super::intake::{Fill, Intake, Slip, short};
use super::grid::{Found, Grid, open};
use super::{
    ANSWER, BY, COMMENT, CONFIDENTIAL, EVIDENCE, EXPLANATION, ID, NOT_APPLICABLE, PACK_MARK,
    PLANNED, ROW, TABLE_MARK,
};
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::id::EvidenceId;
use crate::domain::pack::QuestionKind;
use crate::domain::text::Text;
use crate::questionnaire::{Typed, TypedFault, accept, read_typed, read_typed_cell};

/// Rows in which the mark and the keys of a sheet are looked for.
const HEAD_ROWS: u32 = 50;

/// Reads what was filled in. Formulas are refused as answers; sheets, rows and columns that are not ours are left alone.
#[must_use]
pub fn read_workbook(file: &str, bytes: &[u8], desk: &Desk<'_>) -> Intake {
    let mut intake = Intake::default();
    let grids = match open(bytes) {
        Ok(grids) => grids,
        Err(refusal) => {
            intake.fault(file, refusal.message, refusal.hint);
            return intake;
        }
    };
    intake.sheets = grids.iter().map(|grid| grid.name.clone()).collect();
    let mut ours = false;
    for grid in &grids {
        let sheet = Sheet { file, grid };
        if let Some(mark) = sheet.mark(PACK_MARK) {
            ours = true;
            let (id, version) = mark.split_once(':').unwrap_or((&mark, ""));
            let known = desk.packs.iter().find(|p| p.pack.pack.id.as_str() == id);
            let place = format!("{file} [{}]", short(&grid.name));
            if version.is_empty()
                || known.is_none_or(|known| intake.pinned(&known.pack, version, &place))
            {
                sheet.read_pack(&mut intake, desk, id);
            }
        } else if let Some(mark) = sheet.mark(TABLE_MARK) {
            ours = true;
            if let Some((pack, question)) = mark.split_once('/') {
                sheet.read_table(&mut intake, desk, pack, question);
            }
        }
    }
    if !ours {
        let names: Vec<String> = intake.sheets.iter().map(|name| short(name)).collect();
        let names = names.join(", ");
        intake.fault(
            file,
            Text::new(
                "in deze werkmap staat geen vragenlijst van waarborg",
                "this workbook holds no questionnaire of waarborg",
            ),
            Some(Text::new(
                format!("bladen in dit bestand: {names}. Maak een werkmap met `waarborg questionnaire export`, of lees een lijst van een ander met --map"),
                format!("sheets in this file: {names}. Make a workbook with `waarborg questionnaire export`, or read someone else's list with --map"),
            )),
        );
    }
    intake
}

struct Sheet<'a> {
    file: &'a str,
    grid: &'a Grid,
}

impl Sheet<'_> {
    /// What stands behind the mark of this kind, if the sheet has one.
    fn mark(&self, kind: &str) -> Option<String> {
        self.grid
            .cells
            .range(..(HEAD_ROWS, 0))
            .find_map(|(_, found)| found.text().strip_prefix(kind).map(str::to_owned))
    }

    /// The row of the keys, and the columns by key.
    fn keys(&self, needed: &str) -> Option<(u32, BTreeMap<String, u32>)> {
        let row = self
            .grid
            .cells
            .range(..(HEAD_ROWS, 0))
            .find(|(_, found)| found.text() == needed)
            .map(|((row, _), _)| *row)?;
        let keys = self
            .grid
            .cells
            .range((row, 0)..(row + 1, 0))
            .map(|((_, column), found)| (found.text(), *column))
            .collect();
        Some((row, keys))
    }

    fn rows_below(&self, row: u32) -> Vec<u32> {
        let mut rows: Vec<u32> = self
            .grid
            .cells
            .range((row + 1, 0)..)
            .map(|((row, _), _)| *row)
            .collect();
        rows.dedup();
        rows
    }

    /// The place of a cell as people name it.
    fn place(&self, row: u32, column: u32) -> String {
        let mut letters = String::new();
        let mut rest = column + 1;
        while rest > 0 {
            let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
            letters.insert(0, char::from(b'A' + digit));
            rest = (rest - 1) / 26;
        }
        let sheet = short(&self.grid.name);
        format!("{} [{sheet}!{letters}{}]", self.file, row + 1)
    }

    fn lost(&self, intake: &mut Intake, key: &str) {
        let sheet = short(&self.grid.name);
        intake.fault(
            &format!("{} [{sheet}]", self.file),
            Text::new(
                format!("de verborgen regel met sleutels is weg: er is geen kolom `{key}`"),
                format!("the hidden row of keys is gone: there is no column `{key}`"),
            ),
            Some(Text::new(
                "neem de antwoorden over in een nieuwe export",
                "copy the answers into a new export",
            )),
        );
    }

    fn read_pack(&self, intake: &mut Intake, desk: &Desk<'_>, pack: &str) {
        let Some((head, keys)) = self.keys(ID) else {
            return self.lost(intake, ID);
        };
        if !keys.contains_key(ANSWER) {
            return self.lost(intake, ANSWER);
        }
        let column = |key: &str| keys.get(key).copied();
        for row in self.rows_below(head) {
            let at = |key: &str| {
                let column = column(key)?;
                let found = self.grid.cells.get(&(row, column))?;
                Some((found, self.place(row, column)))
            };
            let Some((id, place)) = at(ID) else {
                if let Some((_, place)) = at(ANSWER) {
                    // The headings stand below the keys.
                    if row > head + 1 {
                        nameless(intake, &place);
                    }
                }
                continue;
            };
            // The headings say `id` there, in every language.
            let id = id.text();
            if id.trim() == ID {
                continue;
            }
            let Some((pack, question)) = intake.find(desk, pack, id.trim(), &place) else {
                continue;
            };
            let mut fill = Fill::default();
            if question.kind != QuestionKind::Table
                && let Some((found, place)) = at(ANSWER)
                && let Some(typed) = typed(intake, found, &place)
            {
                match read_typed(question, &typed, desk.areas) {
                    Ok(value) => fill.value = value,
                    Err(TypedFault { message, hint }) => intake.fault(&place, message, hint),
                }
            }
            let mut text = |key: &str| {
                let (found, place) = at(key)?;
                let typed = typed(intake, found, &place)?;
                let shown = Found {
                    typed: Some(typed),
                    formula: false,
                };
                intake.remark(&shown.text(), &place)
            };
            fill.comment = text(COMMENT);
            fill.not_applicable = text(NOT_APPLICABLE);
            fill.by = text(BY);
            fill.explanation = text(EXPLANATION);
            let documents = text(EVIDENCE);
            let evidence: Vec<EvidenceId> = match (documents, at(EVIDENCE)) {
                (Some(ids), Some((_, place))) => intake.documents(&ids, &place),
                _ => Vec::new(),
            };
            fill.evidence = evidence;
            if let Some((found, place)) = at(PLANNED) {
                fill.planned =
                    typed(intake, found, &place).and_then(|typed| intake.day(&typed, &place));
            }
            if let Some((found, place)) = at(CONFIDENTIAL) {
                fill.confidential =
                    typed(intake, found, &place).and_then(|typed| intake.flag(&typed, &place));
            }
            intake.add(Slip {
                pack: pack.pack.id.clone(),
                question: question.id.clone(),
                place: at(ANSWER).map_or(place, |(_, place)| place),
                fill,
            });
        }
    }

    fn read_table(&self, intake: &mut Intake, desk: &Desk<'_>, pack: &str, question: &str) {
        let Some((head, keys)) = self.keys(ROW) else {
            return self.lost(intake, ROW);
        };
        let place = self.place(head, 0);
        let Some((pack, question)) = intake.find(desk, pack, question, &place) else {
            return;
        };
        for column in &question.columns {
            if !keys.contains_key(&column.id) {
                self.lost(intake, &column.id);
            }
        }
        let mut rows = Vec::new();
        let mut first = None;
        let before = intake.faults.len();
        for row in self
            .rows_below(head)
            .into_iter()
            .filter(|row| *row > head + 1)
        {
            let mut cells: BTreeMap<String, Cell> = BTreeMap::new();
            for column in &question.columns {
                let Some(number) = keys.get(&column.id) else {
                    continue;
                };
                let place = self.place(row, *number);
                if let Some(found) = self.grid.cells.get(&(row, *number))
                    && let Some(typed) = typed(intake, found, &place)
                    && let Some(cell) = read_typed_cell(column, &typed, desk.areas)
                {
                    cells.insert(column.id.clone(), cell);
                }
            }
            if cells.is_empty() {
                continue;
            }
            // Held against its question row by row, so that a fault has its place.
            let place = self.place(row, 1);
            match accept(question, &AnswerValue::Rows(vec![cells.clone()])) {
                Ok(_) => rows.push(cells),
                Err(TypedFault { message, hint }) => intake.fault(&place, message, hint),
            }
            first.get_or_insert(place);
        }
        if let (Some(place), true) = (first, intake.faults.len() == before) {
            intake.add(Slip {
                pack: pack.pack.id.clone(),
                question: question.id.clone(),
                place,
                fill: Fill {
                    value: Some(AnswerValue::Rows(rows)),
                    ..Fill::default()
                },
            });
        }
    }
}

/// An answer without a question is told, and left out.
fn nameless(intake: &mut Intake, place: &str) {
    let message = Text::new(
        "deze regel hoort bij geen vraag en is overgeslagen",
        "this row belongs to no question and was left out",
    );
    intake
        .remarks
        .push(crate::domain::diagnostic::Diagnostic::new(place, message));
}

/// What someone typed in a cell; what a formula came to is nobody's answer.
fn typed(intake: &mut Intake, found: &Found, place: &str) -> Option<Typed> {
    if found.formula {
        intake.fault(
            place,
            Text::new(
                "hier staat een formule; een antwoord wordt getypt",
                "a formula stands here; an answer is typed",
            ),
            Some(Text::new(
                "plak de uitkomst als tekst (Plakken speciaal, waarden)",
                "paste the result as text (Paste Special, values)",
            )),
        );
        return None;
    }
    if found.typed.is_none() {
        intake.fault(
            place,
            Text::new(
                "hier staat een fout van het rekenblad",
                "an error of the spreadsheet stands here",
            ),
            None,
        );
    }
    found.typed.clone()
}
