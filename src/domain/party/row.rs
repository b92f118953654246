//! Rows of the tables of providers with where they stand, and what can be wrong with them.

use std::collections::HashMap;
use std::sync::Arc;

use super::company::Company;
use super::signature::Signature;
use super::third_party::ThirdParty;
use crate::domain::diagnostic::nearest;
use crate::domain::geo::Operator;
use crate::domain::text::Text;

/// A row and where it stands.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The file, by its path below `data/`.
    pub file: Arc<str>,
    /// The number of the row in its file, from 0.
    pub index: usize,
    /// The row.
    pub row: T,
}

/// What is wrong with a row, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The file, by its path below `data/`.
    pub file: Arc<str>,
    /// `company`, `signature` or `operator`; for the file of domains, `line`.
    pub table: &'static str,
    /// The number of the row in its file, from 0.
    pub index: usize,
    /// The key at fault.
    pub key: &'static str,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Option<Text>,
}

/// The rows of all tables.
#[derive(Debug, Clone, Default)]
pub struct TableRows {
    /// `providers/companies*.toml`.
    pub companies: Vec<Sourced<Company>>,
    /// `providers/signatures*.toml`.
    pub signatures: Vec<Sourced<Signature>>,
    /// `providers/third-parties.csv`, whose lines start at 2.
    pub third_parties: Vec<ThirdParty>,
    /// `providers/operators.toml`.
    pub operators: Vec<Sourced<Operator>>,
}

impl<T> Sourced<T> {
    pub(super) fn fault(&self, table: &'static str, key: &'static str, message: Text) -> RowFault {
        RowFault {
            file: Arc::clone(&self.file),
            table,
            index: self.index,
            key,
            message,
            hint: None,
        }
    }

    pub(super) fn unknown_company(
        &self,
        table: &'static str,
        id: &str,
        ids: &HashMap<String, usize>,
    ) -> RowFault {
        let mut known: Vec<&str> = ids.keys().map(String::as_str).collect();
        known.sort_unstable();
        let hint = nearest(id, known.into_iter()).map(|near| {
            Text::new(
                format!("bedoelde u `{near}`?"),
                format!("did you mean `{near}`?"),
            )
        });
        let message = Text::new(
            format!("onbekend bedrijf `{id}`"),
            format!("unknown company `{id}`"),
        );
        RowFault {
            hint,
            ..self.fault(table, "company", message)
        }
    }
}

pub(super) fn twice(pattern: &str) -> Text {
    Text::new(
        format!("`{pattern}` staat er twee keer"),
        format!("`{pattern}` stands here twice"),
    )
}

pub(super) fn no_name(pattern: &str) -> Text {
    let pattern: String = pattern.chars().take(80).collect();
    Text::new(
        format!(
            "`{pattern}` is niet bruikbaar: een naam in kleine letters met ten minste één punt, of een begin van drie tekens of meer"
        ),
        format!(
            "`{pattern}` cannot be used: a name in lower case with at least one dot, or a beginning of three characters or more"
        ),
    )
}
