//! Where in a TOML text something stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A key of a table.
    Key(String),
    /// A place in an array, counted from 0.
    Item(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Item(index)
    }
}

/// A TOML text that was read with the places of its values.
pub(super) struct Document<'s>(Option<Spanned<DeTable<'s>>>);

impl<'s> Document<'s> {
    /// Reads a text; one that is not TOML has no places.
    pub(super) fn read(source: &'s str) -> Self {
        Self(DeTable::parse(source).ok())
    }

    /// The bytes of the value at the end of the way, or of the last thing on the way that exists.
    pub(super) fn value(&self, way: &[Step]) -> Option<Range<usize>> {
        self.follow(way).map(|(_, value)| value)
    }

    /// The bytes of the key at the end of the way, or of the last thing on the way that exists.
    pub(super) fn key(&self, way: &[Step]) -> Option<Range<usize>> {
        self.follow(way).map(|(key, value)| key.unwrap_or(value))
    }

    /// True when there is something at the end of the way.
    pub(super) fn holds(&self, way: &[Step]) -> bool {
        let Some((Step::Key(first), rest)) = way.split_first() else {
            return false;
        };
        let mut value = self
            .0
            .as_ref()
            .and_then(|document| document.get_ref().get(first.as_str()));
        for step in rest {
            value = match (step, value.map(Spanned::get_ref)) {
                (Step::Key(name), Some(DeValue::Table(table))) => table.get(name.as_str()),
                (Step::Item(index), Some(DeValue::Array(array))) => array.get(*index),
                _ => None,
            };
        }
        value.is_some()
    }

    fn follow(&self, way: &[Step]) -> Option<(Option<Range<usize>>, Range<usize>)> {
        let (first, rest) = way.split_first()?;
        let Step::Key(first) = first else { return None };
        let (key, mut value) = self.0.as_ref()?.get_ref().get_key_value(first.as_str())?;
        let mut found = (Some(key.span()), value.span());
        for step in rest {
            let next = match (step, value.get_ref()) {
                (Step::Key(name), DeValue::Table(table)) => table
                    .get_key_value(name.as_str())
                    .map(|(key, value)| (Some(key.span()), value)),
                (Step::Item(index), DeValue::Array(array)) => {
                    array.get(*index).map(|value| (None, value))
                }
                _ => None,
            };
            let Some((key, inner)) = next else { break };
            value = inner;
            // Tables written with dotted keys have no text of their own worth showing: keep the last that has.
            found = (key, value.span());
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_values_keys_and_what_is_nearest() {
        let source = "[[question]]\nid = \"a\"\ntext.nl = \"b\"\n[[question]]\nid = \"c\"\n";
        let document = Document::read(source);
        let at = |range: Option<Range<usize>>| range.and_then(|range| source.get(range));
        let way = |index: usize, key: &str| vec!["question".into(), index.into(), key.into()];
        assert_eq!(at(document.value(&way(1, "id"))), Some("\"c\""));
        assert_eq!(at(document.key(&way(0, "id"))), Some("id"));
        let mut text = way(0, "text");
        text.push("nl".into());
        assert_eq!(at(document.value(&text)), Some("\"b\""));
        assert!(at(document.value(&way(1, "nothing"))).is_some());
        assert_eq!(document.value(&["nothing".into()]), None);
        assert!(document.holds(&way(1, "id")) && !document.holds(&way(1, "text")));
    }
}
