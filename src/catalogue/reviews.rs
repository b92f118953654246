//! The periods of re-assessment, read only by what assesses again. They judge nothing: no assessment depends on them.

use super::Files;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::review::ReviewPolicy;

/// The file, below the data folders.
const PATH: &str = "policy/review-intervals.toml";

/// Reads the periods of re-assessment.
///
/// # Errors
/// When the file, perhaps one of the user's, is not what it should be.
pub fn load(files: &Files) -> Result<ReviewPolicy, Diagnostic> {
    let source = files.source(PATH)?;
    toml::from_str(&source)
        .map_err(|error| Diagnostic::from_toml(&files.shown(PATH), &source, &error))
}
