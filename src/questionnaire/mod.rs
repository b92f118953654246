//! F1: packs: reading, linting, visibility and judging of answers.
//!
//! A pack is read by [`parse_pack`] and held to its rules by [`lint()`]; a file of answers is read by [`parse_answers`];
//! [`judge()`] turns answers into findings, scored items, knock-outs and assertions; [`decide_tables()`] reads decision
//! tables. Conditions are CEL, cut down to
//! what always ends: no arithmetic, no functions but a few, two loops inside one another at most.

mod answers;
mod decide;
mod entry;
mod evidence;
mod expression;
mod judge;
mod lint;
mod migration;
mod outcome;
mod overlay;
mod pack;
mod places;
mod raw;
mod refute;
mod sheet;
mod standing;
mod support;
mod table;
mod typed;
mod value;
mod words;

pub use answers::{parse_answers, parse_earlier};
pub use judge::{Catalog, Judged, judge};
pub use lint::{Lint, LintLevel, Vocabulary, lint};
pub use migration::{Migrated, Move, carry_over, migrate};
pub use overlay::{ParsedOverlay, is_overlay, parse_overlay};
pub use pack::{ParsedPack, later, parse_pack, same_major};
pub use standing::{Standing, Stands, standings};
pub use table::{Decided, Law, Step, decide_tables};
pub use typed::{
    Typed, TypedFault, accept, label, read_flag, read_typed, read_typed_cell, show_cell, show_typed,
};
pub use words::Words;
