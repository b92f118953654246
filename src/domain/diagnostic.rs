//! What is wrong with an input, where, and what to do about it.

mod wording;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::text::Text;

/// A fault in a file or argument that the user gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, as the user knows it.
    pub file: String,
    /// The text of the file, for showing the line.
    pub source: Option<Arc<str>>,
    /// The bytes at fault.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Option<Text>,
    /// True when the command line itself is wrong, whatever stands in any file.
    pub misuse: bool,
}

/// What the system says of a read or write that failed, for a Dutch sentence: in Dutch for what happens most, and its own
/// English words behind that, marked as such.
#[must_use]
pub fn in_dutch(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let words = match error.kind() {
        ErrorKind::FileTooLarge => "het is te groot",
        ErrorKind::InvalidData => "de inhoud is geen leesbare tekst",
        ErrorKind::IsADirectory => "het is een map",
        ErrorKind::NotADirectory => "een deel van het pad is geen map",
        ErrorKind::NotFound => "het bestaat niet",
        ErrorKind::PermissionDenied => "geen toegang",
        ErrorKind::ReadOnlyFilesystem => "er mag daar niets worden geschreven",
        ErrorKind::StorageFull => "de schijf is vol",
        _ => return format!("technische melding: {error}"),
    };
    format!("{words} (technische melding: {error})")
}

impl Diagnostic {
    /// A fault of a whole file.
    pub fn new(file: impl Into<String>, message: Text) -> Self {
        Self {
            file: file.into(),
            source: None,
            span: None,
            message,
            hint: None,
            misuse: false,
        }
    }

    /// A fault of the command line itself: an option whose value, or whose company, is wrong whatever stands in any file.
    pub fn misuse(option: impl Into<String>, message: Text) -> Self {
        Self {
            misuse: true,
            ..Self::new(option, message)
        }
    }

    /// The same fault, placed.
    #[must_use]
    pub fn at(mut self, source: &Arc<str>, span: Option<Range<usize>>) -> Self {
        self.source = Some(Arc::clone(source));
        self.span = span;
        self
    }

    /// The same fault with advice.
    #[must_use]
    pub fn with_hint(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Line and column of the fault, both counted from 1, columns in characters.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        let before = self.source.as_ref()?.get(..self.span.as_ref()?.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |last| last.chars().count())
            + 1;
        Some((line, column))
    }

    /// A fault that the TOML reader found: unknown keys come with the nearest known one.
    #[must_use]
    pub fn from_toml(file: &str, source: &Arc<str>, error: &toml::de::Error) -> Self {
        let (message, hint) = explain(error.message());
        Self {
            file: file.to_owned(),
            source: Some(Arc::clone(source)),
            span: error.span(),
            message,
            hint,
            misuse: false,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position() {
            Some((line, column)) => {
                write!(f, "{}:{line}:{column}: {}", self.file, self.message.en)?;
            }
            None => write!(f, "{}: {}", self.file, self.message.en)?,
        }
        match &self.hint {
            Some(hint) => write!(f, " ({})", hint.en),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

/// Renders the reader's own words in both languages and adds advice where there is some to give.
fn explain(message: &str) -> (Text, Option<Text>) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let (nl, en) = if message.starts_with("unknown field") {
            ("onbekende sleutel", "unknown key")
        } else {
            ("onbekende waarde", "unknown value")
        };
        let found = quoted.first().copied().unwrap_or_default();
        let known = quoted.get(1..).unwrap_or_default();
        let hint = nearest(found, known.iter().copied()).map_or_else(
            || {
                let list = known.join(", ");
                Text::new(
                    format!("bekend zijn: {list}"),
                    format!("known here: {list}"),
                )
            },
            |near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            },
        );
        return (
            Text::new(format!("{nl} `{found}`"), format!("{en} `{found}`")),
            Some(hint),
        );
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return (
            Text::new(
                format!("sleutel {field} ontbreekt"),
                format!("key {field} is missing"),
            ),
            None,
        );
    }
    if let Some(told) = wording::told(message) {
        return (told, None);
    }
    if message.starts_with("duplicate key") || message.starts_with("duplicate field") {
        return (
            Text::new(
                "deze sleutel staat er twee keer",
                "this key stands here twice",
            ),
            None,
        );
    }
    (
        Text::new(
            format!("kan dit niet lezen: {}", message.trim()),
            format!("cannot read this: {}", message.trim()),
        ),
        None,
    )
}

/// The bytes of a key in a TOML text, found by the path of tables that leads to it; of the deepest table that is there
/// when the key itself is not. An element of an array of tables is named by its number.
#[must_use]
pub fn locate(source: &str, path: &[&str]) -> Option<Range<usize>> {
    let root = toml::de::DeTable::parse(source).ok()?.into_inner();
    let mut table = &root;
    let mut found = None;
    let mut steps = path.iter().peekable();
    while let Some(step) = steps.next() {
        let (key, value) = table.iter().find(|(key, _)| key.get_ref() == *step)?;
        found = Some(key.span());
        let mut value = value.get_ref();
        if let (toml::de::DeValue::Array(rows), Some(number)) =
            (value, steps.peek().and_then(|n| n.parse::<usize>().ok()))
        {
            steps.next();
            let row = rows.get(number)?;
            found = Some(row.span());
            value = row.get_ref();
        }
        match value {
            toml::de::DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    found
}

/// The known word nearest to a mistyped one, if any is near.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|word| (strsim::damerau_levenshtein(found, word), word))
        .filter(|(distance, word)| *distance <= 1 + word.len().max(found.len()) / 4)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[expect(dead_code, reason = "only its name matters here")]
        language: Option<String>,
    }

    #[test]
    fn locates_keys_through_tables_and_rows() {
        let source = "a = 1\n[b]\nc = 2\n[[d]]\ne = 1\n[[d]]\ne = 2\n";
        let text = |path: &[&str]| {
            locate(source, path)
                .and_then(|span| source.get(span))
                .map(str::to_owned)
        };
        assert_eq!(text(&["a"]).as_deref(), Some("a"));
        assert_eq!(text(&["b", "c"]).as_deref(), Some("c"));
        assert_eq!(
            locate(source, &["d", "1", "e"]).map(|span| span.start),
            source.rfind('e')
        );
        assert_eq!(text(&["x"]), None);
    }

    #[test]
    fn points_at_an_unknown_key_and_names_the_nearest() {
        let source: Arc<str> = "\n  langauge = 'nl'\n".into();
        let error = toml::from_str::<File>(&source).expect_err("unknown key");
        let diagnostic = Diagnostic::from_toml("dossier.toml", &source, &error);
        assert_eq!(
            diagnostic.to_string(),
            "dossier.toml:2:3: unknown key `langauge` (did you mean `language`?)"
        );
    }
}
