//! todo
use std::collections::{BTreeMap, BTreeSet};
use crate::domain::diagnostic::Diagnostic;
use super::pack::ParsedPack;
/// v
pub struct Vocabulary<'a> {
    /// c
    pub checks: BTreeSet<&'a str>,
    /// c
    pub norms: BTreeMap<&'a str, BTreeSet<&'a str>>,
}
/// l
pub enum LintLevel { /// e
    Error, /// w
    Warning }
/// l
pub struct Lint { /// l
    pub level: LintLevel, /// r
    pub rule: &'static str, /// d
    pub diagnostic: Diagnostic }
/// l
pub fn lint(_packs: &[&ParsedPack], _v: &Vocabulary) -> Vec<Lint> { vec![] }
