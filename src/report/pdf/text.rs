//! Text made fit for paper: nothing that a font cannot show, nothing that runs off the page.

use std::fmt::Write as _;

use serde_json::Value;

use super::fonts::Shelf;

/// Letters of one text that are shown; a page holds about three thousand.
const LONGEST: usize = 20_000;

/// What the end of a line takes of that: an answer of line ends would fill a binder.
const EMPTY: usize = 50;

/// The longest word that is left whole: Dutch has words of 28 letters.
const WORD: usize = 30;

/// How far a place to break is from the next in a longer one.
const STEP: usize = 11;

/// Signs that join the parts of a name; a line may end behind one.
const JOINTS: &str = "./-_@:;=&?%#+|\\";

/// A place to break that shows nothing.
const BREAK: char = '\u{200b}';

/// Fields that programs read.
const EXACT: [&str; 2] = ["code", "link"];

/// Makes every string of the data fit for paper. `cut` is said where a text is cut off.
pub(super) fn fit(value: &mut Value, cut: &str, shelf: &Shelf) {
    match value {
        Value::String(text) => *text = fitted(text, cut, shelf),
        Value::Array(list) => list.iter_mut().for_each(|value| fit(value, cut, shelf)),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, _)| !EXACT.contains(&key.as_str()))
            .for_each(|(_, value)| fit(value, cut, shelf)),
        Value::Bool(_) | Value::Null | Value::Number(_) => {}
    }
}

fn fitted(text: &str, cut: &str, shelf: &Shelf) -> String {
    let mut line = Line::default();
    let mut room = LONGEST;
    let mut taken = 0;
    'parts: for part in text.split_inclusive([' ', '\n']) {
        let mut runs = part.trim_end().split(|c| JOINTS.contains(c));
        line.long = runs.any(|run| run.chars().nth(WORD).is_some());
        for c in part.chars() {
            if room == 0 {
                break 'parts;
            }
            room = room.saturating_sub(if c == '\n' { EMPTY } else { 1 });
            taken += 1;
            line.put(c, shelf);
        }
    }
    line.close();
    let more = text.chars().skip(taken).count();
    if more > 0 {
        line.text.push(' ');
        line.text.push_str(&cut.replace("{n}", &more.to_string()));
    }
    line.text
}

/// A text in the making.
#[derive(Default)]
struct Line {
    text: String,
    /// The last letter with the marks on it.
    cluster: Vec<char>,
    /// Letters since the last place to break.
    run: usize,
    /// True within a word that is too long for a narrow column.
    long: bool,
    /// True within a list of code points.
    coded: bool,
}

impl Line {
    fn put(&mut self, c: char, shelf: &Shelf) {
        if c == '\n' || c == ' ' {
            self.close();
            self.text.push(c);
            self.run = 0;
            self.cluster.clear();
            return;
        }
        if is_selector(c) {
            return;
        }
        let mark = is_mark(c);
        if !mark {
            self.cluster.clear();
        }
        self.cluster.push(c);
        let plain = c.is_ascii_graphic();
        let known = plain || (shown(c) && shelf.has(&self.cluster));
        if !known {
            self.cluster.pop();
            self.code(c);
            return;
        }
        self.close();
        if !mark {
            self.pace(c);
        }
        self.text.push(c);
    }

    /// Offers a place to break before a letter: behind a sign that joins parts of a name, or anywhere in a word that is
    /// too long.
    fn pace(&mut self, c: char) {
        let behind_joint = c.is_alphanumeric()
            && self.run > 3
            && self.text.ends_with(|last| JOINTS.contains(last));
        if behind_joint || self.long && self.run >= STEP {
            self.text.push(BREAK);
            self.run = 0;
        }
        self.run += 1;
    }

    /// A letter that cannot be shown, by its number.
    fn code(&mut self, c: char) {
        self.text.push_str(if self.coded { " " } else { "⟨" });
        self.coded = true;
        let _ = write!(self.text, "U+{:04X}", u32::from(c));
        self.run = 0;
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.coded) {
            self.text.push('⟩');
        }
    }
}

/// Letters that may be shown at all: no control characters, nothing private, nothing without a meaning.
const fn shown(c: char) -> bool {
    !matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{fffc}'
            | '\u{e0000}'..='\u{10ffff}'
    )
}

/// Selectors choose between colour and black: here is only black.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{200d}')
}

/// Marks that stand on the letter before them; only those that a font here has matter.
const fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'
            | '\u{5c1}'..='\u{5c2}'
            | '\u{5c4}'..='\u{5c5}'
            | '\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6dc}'
            | '\u{6df}'..='\u{6e4}'
            | '\u{6e7}'..='\u{6e8}'
            | '\u{6ea}'..='\u{6ed}'
            | '\u{8d3}'..='\u{8ff}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20f0}'
            | '\u{2de0}'..='\u{2dff}'
            | '\u{a66f}'..='\u{a69f}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{1f3fb}'..='\u{1f3ff}'
    )
}

#[cfg(test)]
mod tests {
    use super::super::fonts::SHELF;
    use super::*;

    #[test]
    fn letters_without_a_font_show_their_number_and_long_words_can_break() {
        for (text, fit) in [
            ("Zoë €", "Zoë €"),
            ("שלום مرحبا 🙂", "שלום مرحبا 🙂"),
            ("日本 x", "⟨U+65E5 U+672C⟩ x"),
            ("a\u{7}b", "a⟨U+0007⟩b"),
            ("☎\u{fe0f}", "☎"),
            (
                "EU-VS-gegevensbeschermingskader",
                "EU-VS-\u{200b}gegevensbeschermingskader",
            ),
            (
                "portal.klant.example",
                "portal.\u{200b}klant.\u{200b}example",
            ),
        ] {
            assert_eq!(fitted(text, "", &SHELF), fit, "{text:?}");
        }
        let long = fitted(&"x".repeat(300), "", &SHELF);
        assert!(long.split(BREAK).all(|part| part.len() <= STEP), "{long}");
        assert_eq!(long.replace(BREAK, ""), "x".repeat(300));
    }

    #[test]
    fn what_is_too_long_says_how_much_is_left_out() {
        let text = fitted(&"y ".repeat(15_000), "({n} more)", &SHELF);
        assert!(text.ends_with(" (10000 more)"));
        let word = fitted(&"z".repeat(1 << 20), "({n} more)", &SHELF);
        assert!(word.ends_with("z (1028576 more)"));
        let lines = fitted(&"\n".repeat(5_000), "({n} more)", &SHELF);
        assert_eq!(lines.trim(), "(4600 more)");
    }

    #[test]
    fn fields_for_programs_stay_as_they_are() {
        let link = "https://example.org/a-very-long-address-without-any-space";
        let mut value = serde_json::json!({"link": link, "text": link, "code": "x"});
        fit(&mut value, "", &SHELF);
        assert_eq!(value["link"], link);
        assert_ne!(value["text"], link);
    }
}
