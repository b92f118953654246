//! The plan of the annexes, read only when someone asks for them.

use super::Files;
use crate::domain::annex::AnnexPlan;
use crate::domain::diagnostic::Diagnostic;

/// Where the plan stands below the data folders.
const PATH: &str = "annex/annexes.toml";

/// Reads what stands in the annexes of a processor agreement.
///
/// # Errors
/// When the file is not what it should be.
pub fn load(files: &Files) -> Result<AnnexPlan, Diagnostic> {
    let source = files.source(PATH)?;
    toml::from_str(&source)
        .map_err(|error| Diagnostic::from_toml(&files.shown(PATH), &source, &error))
}
