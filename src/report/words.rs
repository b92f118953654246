//! The words of a report in one language, as a tree that templates walk.

use std::collections::BTreeMap;

use serde::Serialize;

use super::plain::Plain;
use crate::domain::phrase::Phrases;
use crate::domain::text::Lang;

/// What every key of a report starts with.
pub(super) const PREFIX: &str = "report.";

/// All words of reports in one language.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Words(BTreeMap<String, Word>);

/// A word, or a group of them.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Word {
    Text(Plain),
    Group(Words),
}

impl Words {
    /// The words below `report.`.
    pub(super) fn new(phrases: &Phrases, lang: Lang) -> Self {
        let mut words = Self::default();
        for (key, text) in &phrases.0 {
            if let Some(path) = key.strip_prefix(PREFIX) {
                words.insert(path, Plain::new(text.in_lang(lang)));
            }
        }
        words
    }

    fn insert(&mut self, path: &str, text: Plain) {
        match path.split_once('.') {
            None => {
                self.0.insert(path.to_owned(), Word::Text(text));
            }
            Some((group, rest)) => {
                let entry = self
                    .0
                    .entry(group.to_owned())
                    .or_insert_with(|| Word::Group(Self::default()));
                if let Word::Group(group) = entry {
                    group.insert(rest, text);
                }
            }
        }
    }

    /// The words of a key below `report.`; a missing key shows itself.
    pub(super) fn get(&self, path: &str) -> Plain {
        self.find(path)
            .cloned()
            .unwrap_or_else(|| Plain::new(format!("{PREFIX}{path}")))
    }

    /// The words of a key below `report.`, when there are any.
    pub(super) fn find(&self, path: &str) -> Option<&Plain> {
        match path.split_once('.') {
            None => match self.0.get(path)? {
                Word::Text(text) => Some(text),
                Word::Group(_) => None,
            },
            Some((group, rest)) => match self.0.get(group)? {
                Word::Group(group) => group.find(rest),
                Word::Text(_) => None,
            },
        }
    }

    /// The names directly below a group.
    pub(super) fn names(&self, group: &str) -> Vec<&str> {
        match self.0.get(group) {
            Some(Word::Group(words)) => words.0.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Text;

    #[test]
    fn nests_keys_and_shows_a_gap() {
        let phrases = Phrases(
            [
                ("report.a.b.c", Text::new("drie", "three")),
                ("report.a.d", Text::new("vier", "four")),
                ("other.a", Text::same("no")),
            ]
            .map(|(key, text)| (key.to_owned(), text))
            .into(),
        );
        let words = Words::new(&phrases, Lang::Nl);
        assert_eq!(words.get("a.b.c").as_str(), "drie");
        assert_eq!(words.get("a.b").as_str(), "report.a.b");
        assert_eq!(words.names("a"), ["b", "d"]);
    }
}
