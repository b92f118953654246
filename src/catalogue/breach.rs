//! The papers of a breach, read only when there is one.

use serde::de::DeserializeOwned;

use super::Files;
use crate::domain::breach::{FormTemplate, LetterTemplate, RegisterTemplate};
use crate::domain::diagnostic::Diagnostic;

/// What is written when personal data were breached.
#[derive(Debug, Clone)]
pub struct BreachPapers {
    /// The forms of authorities, and the notice of a processor.
    pub forms: Vec<FormTemplate>,
    /// The letter to the people concerned.
    pub letter: LetterTemplate,
    /// The entry in the register.
    pub register: RegisterTemplate,
}

impl BreachPapers {
    /// The form of that id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&FormTemplate> {
        self.forms.iter().find(|form| form.form.id == id)
    }
}

/// Reads the papers of a breach.
///
/// # Errors
/// The first fault of a file.
pub fn load(files: &Files) -> Result<BreachPapers, Diagnostic> {
    let letter = table(files, "breach/letter.toml")?;
    let register = table(files, "breach/register.toml")?;
    let mut forms = Vec::new();
    for path in files.tables("breach/") {
        if path != "breach/letter.toml" && path != "breach/register.toml" {
            forms.push(table(files, &path)?);
        }
    }
    Ok(BreachPapers {
        forms,
        letter,
        register,
    })
}

fn table<T: DeserializeOwned>(files: &Files, path: &str) -> Result<T, Diagnostic> {
    let source = files.source(path)?;
    toml::from_str(&source)
        .map_err(|error| Diagnostic::from_toml(&files.shown(path), &source, &error))
}
