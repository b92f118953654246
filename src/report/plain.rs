//! Text without anything that acts: what every string of a view is made of.

use std::fmt;

use serde::Serialize;

/// Text that shows what it says: no control or escape characters, nothing that reorders or hides letters.
/// Line feeds stay. Markup is not its business: every renderer escapes in its own way.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct Plain(String);

impl Plain {
    /// Cleans a text.
    pub(crate) fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().chars().filter_map(shown).collect())
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: AsRef<str>> From<T> for Plain {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// The character as it may be shown, or nothing.
fn shown(c: char) -> Option<char> {
    match c {
        '\n' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        // Marks that change the order or the look of what follows, and letters that cannot be seen.
        '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_what_acts_and_keeps_what_reads() {
        for (dirty, clean) in [
            ("a\u{1b}[31mb", "a[31mb"),
            ("a\u{9b}31mb\u{7}", "a31mb"),
            ("user\u{202e}fdp.exe", "userfdp.exe"),
            ("\u{2066}x\u{2069}\u{200f}", "x"),
            ("one\r\ntwo\tthree\u{2028}four", "one\ntwo three\nfour"),
            ("Zoë € 日本 é", "Zoë € 日本 é"),
        ] {
            assert_eq!(Plain::new(dirty).as_str(), clean);
        }
    }
}
