//! Texts in both languages, and the filling-in of their parameters.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language that people read.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Dutch.
    Nl,
}

impl Lang {
    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Lang {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "en" => Ok(Self::En),
            "nl" => Ok(Self::Nl),
            _ => Err(format!("`{text}` is not a language here: use nl or en")),
        }
    }
}

/// Parameters of a text: `{name}` is replaced by the value.
pub type Params = BTreeMap<String, Text>;

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from both languages.
    pub fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            nl: nl.into(),
            en: en.into(),
        }
    }

    /// The same words in both languages: for names and raw values.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            nl: text.clone(),
            en: text,
        }
    }

    /// Several texts as one, language by language.
    #[must_use]
    pub fn join(parts: &[Self], separator: &str) -> Self {
        let join = |lang| {
            let parts: Vec<&str> = parts.iter().map(|part| part.in_lang(lang)).collect();
            parts.join(separator)
        };
        Self::new(join(Lang::Nl), join(Lang::En))
    }

    /// The text with the same words before it in both languages.
    #[must_use]
    pub fn after(&self, words: &str) -> Self {
        Self::new(format!("{words}{}", self.nl), format!("{words}{}", self.en))
    }

    /// The text in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Nl => &self.nl,
        }
    }

    /// Both languages with every `{name}` replaced. A name without a value stays visible, braces and all.
    #[must_use]
    pub fn fill(&self, params: &Params) -> Self {
        Self {
            nl: fill(&self.nl, params, Lang::Nl),
            en: fill(&self.en, params, Lang::En),
        }
    }

    /// The parameter names that the Dutch and English texts use, each once.
    #[must_use]
    pub fn placeholders(&self) -> (Vec<String>, Vec<String>) {
        (placeholders(&self.nl), placeholders(&self.en))
    }
}

impl From<&str> for Text {
    /// The same words in both languages.
    fn from(text: &str) -> Self {
        Self::same(text)
    }
}

impl From<String> for Text {
    /// The same words in both languages.
    fn from(text: String) -> Self {
        Self::same(text)
    }
}

impl From<&String> for Text {
    /// The same words in both languages.
    fn from(text: &String) -> Self {
        Self::same(text.as_str())
    }
}

fn fill(template: &str, params: &Params, lang: Lang) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        let Some(close) = tail.find('}') else {
            out.push_str(tail);
            return out;
        };
        match params.get(&tail[1..close]) {
            Some(value) => out.push_str(value.in_lang(lang)),
            None => out.push_str(&tail[..=close]),
        }
        rest = &tail[close + 1..];
    }
    out.push_str(rest);
    out
}

fn placeholders(template: &str) -> Vec<String> {
    let mut names: Vec<String> = template
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_known_names_and_leaves_unknown_ones_visible() {
        let params = Params::from([("days".to_owned(), Text::same("{x}"))]);
        let text = Text::new("nog {days} dagen {y}", "{days} days left {").fill(&params);
        assert_eq!(text, Text::new("nog {x} dagen {y}", "{x} days left {"));
    }
}
