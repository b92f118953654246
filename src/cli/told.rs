//! Stored values in the words that the reports use for them.

use serde::Serialize;

use super::Session;

impl Session {
    /// The word of reports for a stored value, such as an outcome; the value itself when there is none.
    pub(super) fn told(&self, group: &str, value: &impl Serialize) -> String {
        let name = serde_json::to_value(value)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default();
        let key = format!("report.{group}.{name}");
        match self.catalogue.phrases.0.get(&key) {
            Some(text) => text.in_lang(self.lang).to_owned(),
            None => name,
        }
    }

    /// Basis points as a percentage to the last one, so that sums can be checked by hand.
    pub(super) fn exact(&self, basis_points: u32) -> String {
        let (whole, rest) = (basis_points / 100, basis_points % 100);
        match self.lang {
            Lang::En => format!("{whole}.{rest:02}%"),
            Lang::Nl => format!("{whole},{rest:02}%"),
        }
    }

    /// Basis points as a percentage with one decimal, in the way of the language.
    pub(super) fn share(&self, basis_points: u32) -> String {
        crate::report::share(basis_points, self.lang)
    }
}
