//! One line out of what someone else wrote.

use crate::report::plain::Plain;

/// Characters of a name.
pub(super) const NAME: usize = 120;
/// Characters of a sentence.
pub(super) const SENTENCE: usize = 500;

/// A text as one line of at most so many characters, without anything that acts; a cut shows.
pub(super) fn line(text: &str, most: usize) -> String {
    let clean = Plain::new(text).to_string();
    let mut out = String::new();
    for (number, word) in clean.split_whitespace().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
    if out.chars().count() > most {
        out = out.chars().take(most.saturating_sub(1)).collect();
        out.truncate(out.trim_end().len());
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_is_one_line_of_a_length() {
        for (text, most, expected) in [
            (
                "Cloud\r\nBcc: all@example.org",
                99,
                "Cloud Bcc: all@example.org",
            ),
            ("  a\u{202e}b \u{2028} c\u{0} ", 99, "ab c"),
            ("abcdef", 4, "abc…"),
            ("ab cdef", 4, "ab…"),
            ("abcd", 4, "abcd"),
        ] {
            assert_eq!(line(text, most), expected, "{text:?}");
        }
        assert_eq!(line(&"é".repeat(300), 120).chars().count(), 120);
    }
}
