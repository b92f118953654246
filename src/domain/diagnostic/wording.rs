//! What the reader of files says of a value, in words for people: its own are those of a programmer, in English.

use crate::domain::text::Text;

/// What stands between backticks in a message about a day or a moment.
const NOT: &str = "` is not a ";

/// A message about a value in both languages; nothing for one that is about something else.
pub(super) fn told(message: &str) -> Option<Text> {
    let message = message.trim();
    if message.starts_with("data did not match any variant of untagged enum") {
        return Some(if message.ends_with("AnswerValue") {
            Text::new(
                "verwacht: een tekst, een geheel getal, een dag, ja/nee, een lijst of tabelregels",
                "expected a text, a whole number, a day, yes/no, a list or rows of a table",
            )
        } else {
            Text::new(
                "deze waarde heeft een vorm die hier niet past",
                "this value has a form that does not fit here",
            )
        });
    }
    if let Some((found, example)) = message.split_once(NOT) {
        let found = found.strip_prefix('`')?;
        let (kind, example) = example.split_once(" such as ")?;
        let kind = match kind {
            "day" => "dag",
            "moment" => "moment",
            _ => return None,
        };
        return Some(Text::new(
            format!("`{found}` is geen {kind} zoals {example}"),
            message,
        ));
    }
    let (nl, en, rest) = if let Some(rest) = message.strip_prefix("invalid type: ") {
        ("verkeerd soort waarde", "wrong type of value", rest)
    } else {
        let rest = message.strip_prefix("invalid value: ")?;
        (
            "deze waarde kan hier niet",
            "this value cannot be here",
            rest,
        )
    };
    let (found, wanted) = rest.split_once(", expected ")?;
    let (found, wanted) = (named(found), named(wanted));
    Some(Text::new(
        format!("{nl}: {}; verwacht: {}", found.nl, wanted.nl),
        format!("{en}: {}; expected {}", found.en, wanted.en),
    ))
}

/// A kind of value, by itself or before the value.
fn named(words: &str) -> Text {
    let exact = match words {
        "u8" => (
            "een geheel getal van 0 tot en met 255",
            "a whole number from 0 to 255",
        ),
        "u16" | "u32" | "u64" | "usize" => (
            "een geheel getal van 0 of meer",
            "a whole number of 0 or more",
        ),
        "i8" | "i16" | "i32" | "i64" | "isize" => ("een geheel getal", "a whole number"),
        "f32" | "f64" => ("een getal", "a number"),
        "bool" | "a boolean" => ("true of false", "true or false"),
        "a string" | "string" | "str" => ("een tekst", "a text"),
        "a sequence" | "sequence" => ("een lijst", "a list"),
        "a map" | "map" => ("een tabel", "a table"),
        "a datetime" | "datetime" => ("een dag of een moment", "a day or a moment"),
        _ if words.starts_with("struct ") => ("een tabel", "a table"),
        _ => ("", ""),
    };
    if !exact.0.is_empty() {
        return Text::new(exact.0, exact.1);
    }
    for (theirs, nl, en) in [
        ("integer ", "het getal", "the number"),
        ("floating point ", "het getal", "the number"),
        ("boolean ", "de waarde", "the value"),
        ("string ", "de tekst", "the text"),
    ] {
        if let Some(value) = words.strip_prefix(theirs) {
            return Text::new(format!("{nl} {value}"), format!("{en} {value}"));
        }
    }
    Text::same(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_programmer_reaches_a_reader() {
        for (message, nl, en) in [
            (
                "invalid value: integer `-5`, expected u8",
                "deze waarde kan hier niet: het getal `-5`; verwacht: een geheel getal van 0 tot en met 255",
                "this value cannot be here: the number `-5`; expected a whole number from 0 to 255",
            ),
            (
                "invalid type: string \"x\", expected a sequence",
                "verkeerd soort waarde: de tekst \"x\"; verwacht: een lijst",
                "wrong type of value: the text \"x\"; expected a list",
            ),
            (
                "data did not match any variant of untagged enum AnswerValue",
                "verwacht: een tekst, een geheel getal, een dag, ja/nee, een lijst of tabelregels",
                "expected a text, a whole number, a day, yes/no, a list or rows of a table",
            ),
            (
                "`2026-02-30` is not a day such as 2026-01-31",
                "`2026-02-30` is geen dag zoals 2026-01-31",
                "`2026-02-30` is not a day such as 2026-01-31",
            ),
        ] {
            assert_eq!(told(message), Some(Text::new(nl, en)), "{message}");
        }
        assert_eq!(told("unclosed string"), None);
    }
}
