//! Secrets: where they are, and the values themselves, which no output shows.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::fmt;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::domain::diagnostic::{Diagnostic, in_dutch};
use crate::domain::text::Text;

/// The longest secret, in bytes.
const LONGEST: u64 = 16 * 1024;
/// What stands in the place of a secret.
const MASK: &str = "[…]";

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// A variable of the environment.
    Environment(String),
    /// A file; its first line counts.
    File(String),
}

/// A secret. It is shown nowhere: not by `Debug`, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Secret {
    /// A secret of these words.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The words, for the one who needs them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A text of someone else in which the secret, or the secret as SMTP writes it, may stand: without it, in whatever case
    /// it was repeated.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let encoded = STANDARD.encode(&self.0);
        without(&without(text, &self.0), &encoded)
    }
}

fn without(text: &str, secret: &str) -> String {
    if secret.is_empty() {
        return text.to_owned();
    }
    // Lower case of ASCII keeps every byte in its place.
    let (low, secret) = (text.to_ascii_lowercase(), secret.to_ascii_lowercase());
    let (mut out, mut from) = (String::new(), 0);
    for (at, found) in low.match_indices(&secret) {
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(MASK);
        from = at + found.len();
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// Reads a secret where it is. Faults name the place, never what stands there.
pub(super) fn read(origin: &Origin, root: &Path) -> Result<Secret, (Text, Text)> {
    let words = match origin {
        Origin::Environment(name) => std::env::var(name).map_err(|_| {
            (
                Text::new(
                    format!("de omgevingsvariabele {name} is niet gezet"),
                    format!("the environment variable {name} is not set"),
                ),
                Text::new(
                    "zet haar voordat waarborg begint, of noem een bestand met `_file`",
                    "set it before waarborg starts, or name a file with `_file`",
                ),
            )
        })?,
        Origin::File(name) => first_line(&root.join(name)).map_err(|error| {
            (
                Text::new(
                    format!("kan het geheim niet lezen uit {name}: {error}"),
                    format!("cannot read the secret from {name}: {error}"),
                ),
                Text::new(
                    "controleer het pad en de rechten; het pad geldt vanaf de map van de portefeuille",
                    "check the path and the permissions; the path counts from the portfolio folder",
                ),
            )
        })?,
    };
    let words = words.trim_end_matches(['\r', '\n']);
    if words.is_empty() || words.chars().any(char::is_control) {
        return Err((
            Text::new(
                "het geheim is leeg of bevat stuurtekens",
                "the secret is empty or holds control characters",
            ),
            Text::new(
                "het staat op één regel, als gewone tekst",
                "it stands on one line, as plain text",
            ),
        ));
    }
    Ok(Secret(words.to_owned()))
}

fn first_line(path: &Path) -> std::io::Result<String> {
    // A pipe would make us wait for ever.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    let mut text = String::new();
    std::fs::File::open(path)?
        .take(LONGEST)
        .read_to_string(&mut text)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// The bytes of a file with trust anchors.
pub(super) fn anchors(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let bytes = std::fs::metadata(path)
        .and_then(|there| {
            if there.is_file() {
                Ok(())
            } else {
                Err(std::io::Error::other("not a regular file"))
            }
        })
        .and_then(|()| std::fs::File::open(path))
        .and_then(|file| {
            let mut bytes = Vec::new();
            file.take(1024 * 1024).read_to_end(&mut bytes)?;
            Ok(bytes)
        });
    bytes.map_err(|error| {
        Diagnostic::new(
            path.display().to_string(),
            Text::new(
                format!("kan dit bestand niet lezen: {}", in_dutch(&error)),
                format!("cannot read this file: {error}"),
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nowhere() {
        let secret = Secret::new("hunter2-and-more");
        assert_eq!(format!("{secret:?}"), MASK);
        let echo = format!(
            "535 no: Hunter2-AND-more {}",
            STANDARD.encode("hunter2-and-more")
        );
        assert_eq!(secret.masked(&echo), "535 no: […] […]");
    }
}
