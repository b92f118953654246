//! Words of the user interface and the reports, by key, in both languages.

use std::collections::BTreeMap;

use super::text::{Lang, Params, Text};

/// Texts by key, read from `data/texts/*.toml` (nested tables joined with `.`).
#[derive(Debug, Clone, Default)]
pub struct Phrases(pub BTreeMap<String, Text>);

impl Phrases {
    /// The text of a key; a missing key shows itself, so that a gap is seen and not guessed.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str, lang: Lang) -> &'a str {
        self.0.get(key).map_or(key, |text| text.in_lang(lang))
    }

    /// The text of a key in both languages.
    #[must_use]
    pub fn text(&self, key: &str) -> Text {
        self.0.get(key).cloned().unwrap_or_else(|| Text::same(key))
    }

    /// The text of a key with its parameters filled in.
    #[must_use]
    pub fn fill(&self, key: &str, params: &[(&str, &str)]) -> Text {
        let params: Params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Text::same(*value)))
            .collect();
        self.text(key).fill(&params)
    }

    /// A text about a number of things, with `{n}` for the number: `<key>.one` for one of them, else `<key>.many`. The one
    /// way in which a text knows singular and plural.
    #[must_use]
    pub fn count(&self, key: &str, n: usize, params: &[(&str, &str)]) -> Text {
        let form = if n == 1 { "one" } else { "many" };
        let n = n.to_string();
        let params: Vec<(&str, &str)> = [("n", n.as_str())]
            .into_iter()
            .chain(params.iter().copied())
            .collect();
        self.fill(&format!("{key}.{form}"), &params)
    }
}
