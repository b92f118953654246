//! Names by their end, on label boundaries: `mail.example.nl` is below `example.nl`, `notexample.nl` is not.

use std::borrow::Cow;
use std::collections::HashMap;

/// The longest name that is looked up, in bytes: one of the domain name system (RFC 1035 §2.3.4), escapes included.
const LONGEST: usize = 1_024;

/// Values by the end of a name. A look-up costs one hash for each label of the name, however many rows there are.
#[derive(Debug, Clone)]
pub struct SuffixTable<T> {
    rows: HashMap<Box<str>, T>,
}

impl<T> Default for SuffixTable<T> {
    fn default() -> Self {
        Self {
            rows: HashMap::new(),
        }
    }
}

impl<T: Copy> SuffixTable<T> {
    /// Adds a row; the pattern is in lower case without a leading or trailing dot. A row that was there stays, and is
    /// given back.
    pub fn insert(&mut self, pattern: &str, value: T) -> Option<T> {
        if let Some(there) = self.rows.get(pattern) {
            return Some(*there);
        }
        self.rows.insert(pattern.into(), value);
        None
    }

    /// The longest row that the name is or lies below. Case and one trailing dot make no difference; a dot inside a label
    /// (`\.`) is no boundary.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<T> {
        let name = fold(name)?;
        let mut rest: &str = &name;
        loop {
            if let Some(value) = self.rows.get(rest) {
                return Some(*value);
            }
            rest = parent(rest)?;
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A name as rows are kept: lower case, without the trailing dot; nothing for what is no name.
pub(super) fn fold(name: &str) -> Option<Cow<'_, str>> {
    let name = match name.strip_suffix('.') {
        Some(rest) if !ends_in_escape(rest) => rest,
        _ => name,
    };
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    Some(if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    })
}

/// The name above: everything after the first dot that ends a label.
fn parent(name: &str) -> Option<&str> {
    name.match_indices('.')
        .find(|(at, _)| !ends_in_escape(&name[..*at]))
        .map(|(at, _)| &name[at + 1..])
        .filter(|rest| !rest.is_empty())
}

/// True when what follows is escaped: an odd number of backslashes stands before it (RFC 1035 §5.1).
fn ends_in_escape(text: &str) -> bool {
    text.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

/// True for the pattern of a row: at least two labels of the characters that names of hosts and services have.
pub(super) fn is_pattern(text: &str) -> bool {
    let fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_row_on_a_label_boundary_counts() {
        let mut table = SuffixTable::default();
        assert_eq!(table.insert("example.com", 1), None);
        assert_eq!(table.insert("mail.example.com", 2), None);
        assert_eq!(table.insert("example.com", 3), Some(1));
        assert_eq!(table.len(), 2);
        for (name, found) in [
            ("example.com", Some(1)),
            ("EXAMPLE.com.", Some(1)),
            ("a.b.example.com", Some(1)),
            ("x.mail.example.com", Some(2)),
            ("email.example.com", Some(1)),
            ("notexample.com", None),
            ("example.com.nl", None),
            ("com", None),
            ("", None),
            (".", None),
            ("..", None),
            (".example.com", Some(1)),
            ("%{ir}.%{v}.spf.example.com", Some(1)),
            // One label `a.example` and one `com`, as an attacker may write it.
            ("a\\.example.com", None),
            ("a\\\\.example.com", Some(1)),
            ("example.com\\.", None),
        ] {
            assert_eq!(table.find(name), found, "{name}");
        }
    }

    #[test]
    fn patterns_are_names_of_two_labels_or_more() {
        for good in ["example.com", "a-b.c_d.example", "1.example"] {
            assert!(is_pattern(good), "{good}");
        }
        for bad in [
            "com",
            ".example.com",
            "example.com.",
            "Example.com",
            "a..b",
            "*.a.b",
            "a b.c",
            "",
        ] {
            assert!(!is_pattern(bad), "{bad}");
        }
    }
}
