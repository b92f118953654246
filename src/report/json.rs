//! The assessment itself, for machines: nothing left out, nothing worded.

use std::fmt::Write as _;

use super::ReportError;
use crate::domain::assessment::Assessment;

/// The assessment as pretty JSON in a stable order, with a line feed at the end.
pub fn render_json(assessment: &Assessment) -> Result<String, ReportError> {
    let mut text = serde_json::to_string_pretty(assessment).map_err(ReportError::Json)?;
    text.push('\n');
    Ok(tamed(text))
}

/// Characters that JSON lets through but that act on a screen, written as escapes: the value stays the same.
fn tamed(text: String) -> String {
    if !text.contains(acts) {
        return text;
    }
    let mut tame = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(tame, "\\u{unit:04x}");
            }
        } else {
            tame.push(c);
        }
    }
    tame
}

/// Control characters beyond those that JSON escapes itself, and marks that reorder or hide letters.
fn acts(c: char) -> bool {
    matches!(
        c,
        '\u{7f}'..='\u{9f}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The JSON Schema of what [`render_json`] writes.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Assessment).to_value()
}
