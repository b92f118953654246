//! The questions as a workbook: a sheet for each pack, one for each question that is a table, and one that explains.
//!
//! What a sheet is about stands in its hidden first column and a hidden row of keys, so that rows and columns may be moved
//! or added without harm.

mod grid;
mod looks;
mod read;
mod row;
mod table;
mod write;

use std::collections::BTreeMap;

use super::foreign::Rows;
use crate::domain::text::Text;

pub use read::read_workbook;
pub use write::write_workbook;

/// Begins the mark of a sheet that holds a pack: then the pack and its version.
const PACK_MARK: &str = "waarborg:pack:";
/// Begins the mark of a sheet that holds one table: then the pack, a slash and the question.
const TABLE_MARK: &str = "waarborg:table:";
/// The key of the column that names the question.
const ID: &str = "id";
/// The key of the column that is hidden in the sheet of a table.
const ROW: &str = "row";
/// The columns that someone fills in.
const ANSWER: &str = "answer";
const COMMENT: &str = "comment";
const NOT_APPLICABLE: &str = "not-applicable";
const EVIDENCE: &str = "evidence";
const BY: &str = "by";
const PLANNED: &str = "planned";
const CONFIDENTIAL: &str = "confidential";
const EXPLANATION: &str = "explanation";
/// The column with what there is to reply to.
const SEEN: &str = "seen";
/// Rows and columns in which keys are looked for, and cells are read.
const MAX_ROW: u32 = 20_000;
const MAX_COLUMN: u32 = 200;

/// The rows of one sheet of a workbook that is not ours; formulas count by what they came to.
pub(super) fn foreign_rows(
    bytes: &[u8],
    sheet: Option<&str>,
) -> Result<Rows, (Text, Option<Text>)> {
    let grids = grid::open(bytes).map_err(|refusal| (refusal.message, refusal.hint))?;
    let wanted = match sheet {
        Some(name) => grids.iter().find(|grid| grid.name == name),
        None => grids.first(),
    };
    let Some(grid) = wanted else {
        let names: Vec<&str> = grids.iter().map(|grid| grid.name.as_str()).collect();
        let names = names.join(", ");
        return Err((
            Text::new("dat blad is er niet", "that sheet is not there"),
            Some(Text::new(
                format!("er zijn: {names}"),
                format!("there are: {names}"),
            )),
        ));
    };
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for ((row, column), found) in &grid.cells {
        rows.entry(row + 1)
            .or_default()
            .insert(*column, found.text());
    }
    Ok(rows.into_iter().collect())
}
