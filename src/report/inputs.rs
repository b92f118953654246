//! What a report is made of beside the assessment: with it, anyone who has the same program can make the report again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::delta::DeltaView;
use super::{ReportError, Resources, View, render_html, render_markdown};
use crate::domain::assessment::Assessment;
use crate::domain::delta::Delta;
use crate::domain::hexadecimal::hex;
use crate::domain::text::Lang;

/// The version of the form of [`ReportInputs`].
const FORMAT: u32 = 1;

/// What a report was made of beside the assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportInputs {
    /// Version of this form: 1.
    pub format: u32,
    /// The language.
    pub lang: Lang,
    /// SHA-256 over words, templates, style sheet, logo and map, in lower-case hexadecimal.
    pub look: String,
    /// What changed since the assessment before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Delta>,
    /// The findings that a baseline accepts, by id, with who, why and until when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub accepted: BTreeMap<String, String>,
}

impl ReportInputs {
    /// The inputs of a report that is made with these resources.
    #[must_use]
    pub fn new(
        lang: Lang,
        resources: &Resources,
        since: Option<Delta>,
        accepted: BTreeMap<String, String>,
    ) -> Self {
        Self {
            format: FORMAT,
            lang,
            look: look(resources),
            since,
            accepted,
        }
    }

    /// Reads what [`Self::to_bytes`] wrote; nothing when it is something else, or of a later form.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes)
            .ok()
            .filter(|inputs: &Self| inputs.format == FORMAT)
    }

    /// The inputs as JSON, for programs.
    ///
    /// # Errors
    /// When something in it is no JSON: a fault of this program.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ReportError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(ReportError::Json)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The view that the report shows.
    #[must_use]
    pub fn view(&self, assessment: &Assessment, resources: &Resources) -> View {
        let since = self.since.as_ref();
        let since = since.map(|delta| DeltaView::new(delta, assessment, resources, self.lang));
        View::new(assessment, resources, self.lang)
            .with_since(since)
            .with_accepted(&self.accepted)
    }

    /// Those of the given reports, by file name, that are not what comes out when they are made again. Only
    /// `report.html` and `report.md` are looked at.
    ///
    /// # Errors
    /// When a template cannot be filled in.
    pub fn strays(
        &self,
        assessment: &Assessment,
        resources: &Resources,
        reports: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Vec<String>, ReportError> {
        let view = self.view(assessment, resources);
        let mut strays = Vec::new();
        for (name, bytes) in reports {
            let made = match name.as_str() {
                "report.html" => render_html(&view, resources)?,
                "report.md" => render_markdown(&view, resources)?,
                _ => continue,
            };
            if made.as_bytes() != bytes {
                strays.push(name.clone());
            }
        }
        Ok(strays)
    }
}

/// A digest over everything beside the assessment that gives the page and the Markdown report their words and look.
#[must_use]
pub fn look(resources: &Resources) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    };
    for (key, text) in &resources.phrases.0 {
        for part in [key, &text.nl, &text.en] {
            add(part.as_bytes());
        }
    }
    for part in [
        resources.html,
        resources.markdown,
        resources.css,
        resources.map,
    ] {
        add(part.as_bytes());
    }
    if let Some(logo) = resources.papers.logo {
        add(logo.extension.as_bytes());
        add(logo.bytes);
    }
    hex(&hash.finalize())
}
