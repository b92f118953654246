//! The assessment itself, for machines: nothing left out, nothing worded.

use super::ReportError;
use crate::domain::assessment::Assessment;

/// The assessment as pretty JSON in a stable order, with a line feed at the end.
pub fn render_json(assessment: &Assessment) -> Result<String, ReportError> {
    let mut text = serde_json::to_string_pretty(assessment).map_err(ReportError::Json)?;
    text.push('\n');
    Ok(text)
}

/// The JSON Schema of what [`render_json`] writes.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Assessment).to_value()
}
