//! Why an address table cannot be used.

use crate::domain::day::Day;

/// A table that cannot be used. Embedded tables are our fault, tables given with `--geo` the user's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GeoError {
    /// Some of its records cannot be read.
    #[error("read {name}: the file is damaged ({error})")]
    Damaged {
        /// The table.
        name: String,
        /// Words of the reader.
        error: String,
    },
    /// The build date lies ahead: the file or the clock is wrong.
    #[error("use {name}: it says it was built on {built}, which is in the future")]
    FromTheFuture {
        /// The table.
        name: String,
        /// The build date that it states.
        built: Day,
    },
    /// A line of a geofeed that is no row.
    #[error("read {name}, line {line}: {error}")]
    Geofeed {
        /// The feed.
        name: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        error: String,
    },
    /// A well-formed file without countries.
    #[error(
        "use {name}: it holds no countries (looked for `country.iso_code`, `country_code` and `country`)"
    )]
    NoCountries {
        /// The table.
        name: String,
    },
    /// Not a `MaxMind` DB file at all, or cut off.
    #[error("read {name}: not a complete MaxMind DB file ({error})")]
    NotADatabase {
        /// The table.
        name: String,
        /// Words of the reader.
        error: String,
    },
    /// A list of validated payloads that cannot be read.
    #[error("read {name}, line {line}, column {column}: {error}")]
    Routes {
        /// The list.
        name: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong there.
        error: String,
    },
    /// A row that names a number, operator or list that is not there.
    #[error("use {name}: {error}")]
    Table {
        /// The table.
        name: String,
        /// What is wrong with it.
        error: String,
    },
}
