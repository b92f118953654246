//! The words of a pack: both languages, different from each other, and easy to answer.

use super::{Desk, Remark, Step, option_way, way};
use crate::domain::pack::Question;
use crate::domain::text::Text;

/// Words that deny, by language. Two in one sentence make people answer the wrong way round.
const DENIALS: [(&str, &[&str]); 2] = [
    (
        "nl",
        &[
            "geen",
            "geenszins",
            "nergens",
            "niemand",
            "niet",
            "niets",
            "noch",
            "nooit",
            "tenzij",
            "zonder",
        ],
    ),
    (
        "en",
        &[
            "cannot", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing",
            "nowhere", "unless", "without",
        ],
    ),
];

/// Fewer words than this may be the same in both languages: names and terms often are.
const SAME_FROM: usize = 5;

pub(super) fn question(desk: &mut Desk, index: usize, question: &Question) {
    let texts = [
        ("text", &question.text),
        ("why", &question.why),
        ("help", &question.help),
    ];
    for (key, text) in texts {
        both(desk, &way(index, &[key]), text, true);
    }
    let labels = question
        .choices
        .iter()
        .enumerate()
        .map(|(place, choice)| ("choices", place, Text::new(&choice.nl, &choice.en)));
    let headings = question
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| ("columns", place, Text::new(&column.nl, &column.en)));
    for (key, place, text) in labels.chain(headings) {
        let mut way = way(index, &[key]);
        way.push(place.into());
        both(desk, &way, &text, false);
    }
    for (place, option) in question.options.iter().enumerate() {
        for (key, text) in [("fix", &option.fix), ("clause", &option.clause)] {
            if let Some(text) = text {
                both(desk, &option_way(index, place, key), text, true);
            }
        }
    }
    for (lang, denials) in DENIALS {
        let text = if lang == "nl" {
            &question.text.nl
        } else {
            &question.text.en
        };
        if let Some(found) = double_negative(text, denials) {
            desk.say(
                &way(index, &["text", lang]),
                Remark::warning(
                    "double-negative",
                    format!("dubbele ontkenning in de vraag: {found}"),
                    format!("double negative in the question: {found}"),
                )
                .hint(
                    "vraag zo dat ja het goede antwoord is",
                    "ask so that yes is the good answer",
                ),
            );
        }
    }
}

/// Looks at a text in both languages; a sentence that is the same in both was probably not translated.
pub(super) fn both(desk: &mut Desk, place: &[Step], text: &Text, sentence: bool) {
    for (lang, words) in [("nl", &text.nl), ("en", &text.en)] {
        if words.trim().is_empty() {
            let mut way = place.to_vec();
            way.push(lang.into());
            desk.say(
                &way,
                Remark::error(
                    "empty-text",
                    format!("deze tekst is leeg (`{lang}`)"),
                    format!("this text is empty (`{lang}`)"),
                ),
            );
        }
    }
    for (lang, words) in [("nl", &text.nl), ("en", &text.en)] {
        if let Some(hidden) = words.chars().find(|c| is_hidden(*c)) {
            let mut way = place.to_vec();
            way.push(lang.into());
            let code = format!("U+{:04X}", u32::from(hidden));
            desk.say(
                &way,
                Remark::error(
                    "hidden-character",
                    format!("in deze tekst staat een teken dat niet te zien is ({code})"),
                    format!("in this text stands a character that cannot be seen ({code})"),
                )
                .hint(
                    "haal het weg: het stuurt een scherm aan of keert de leesrichting om",
                    "take it out: it steers a screen or turns the direction of reading",
                ),
            );
        }
    }
    let words = text.nl.split_whitespace().count();
    if text.nl.trim() == text.en.trim() && words > 0 && (sentence || words >= SAME_FROM) {
        let mut way = place.to_vec();
        way.push("en".into());
        desk.say(
            &way,
            Remark::warning(
                "same-text",
                "de Nederlandse en de Engelse tekst zijn gelijk",
                "the Dutch and the English text are the same",
            ),
        );
    }
}

/// True for what steers a terminal or the direction of reading (Unicode bidirectional algorithm, UAX 9).
fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n')
}

/// The denials of the first sentence that holds two or more.
fn double_negative(text: &str, denials: &[&str]) -> Option<String> {
    text.split(['.', '?', '!', ';']).find_map(|sentence| {
        let found: Vec<String> = sentence
            .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
            .map(str::to_lowercase)
            .filter(|word| {
                denials.contains(&word.as_str()) || word.ends_with("n't") || word.ends_with("n’t")
            })
            .collect();
        (found.len() > 1).then(|| found.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_two_denials_in_one_sentence_only() {
        let en = DENIALS[1].1;
        assert_eq!(
            double_negative("Is it not true that you don't log?", en).as_deref(),
            Some("not, don't")
        );
        assert_eq!(double_negative("Is it not so? Never mind.", en), None);
        let nl = DENIALS[0].1;
        assert_eq!(
            double_negative(
                "Komt het niet voor dat gegevens zonder reden blijven staan?",
                nl
            )
            .as_deref(),
            Some("niet, zonder")
        );
        assert_eq!(double_negative("Is nietmachine een woord?", nl), None);
    }
}
