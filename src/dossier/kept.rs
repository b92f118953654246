//! A dossier as an assessment keeps it.

use std::path::PathBuf;
use std::sync::Arc;

use super::Folder;
use crate::domain::assessment::Assessment;

impl Folder {
    /// The dossier of an assessment, as it was that day; it is nowhere on disk. A scan has none.
    #[must_use]
    pub fn kept(assessment: &Assessment) -> Option<Self> {
        Some(Self {
            root: PathBuf::new(),
            dossier: assessment.dossier.clone()?,
            answers: assessment.answers.clone(),
            evidence: assessment
                .evidence
                .iter()
                .map(|judged| judged.evidence.clone())
                .collect(),
            source: Arc::from(""),
        })
    }
}
