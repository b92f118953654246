//! Reads a pack file.

use std::sync::Arc;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::id::QuestionId;
use crate::domain::pack::Pack;

/// A pack with the text it was read from, so that faults can be pointed at.
#[derive(Debug, Clone)]
pub struct ParsedPack {
    /// The file, as the user knows it.
    pub file: String,
    /// Its text.
    pub source: Arc<str>,
    /// The pack, with overlays over it.
    pub pack: Pack,
    /// Questions that overlays dropped: an answer to one is left where it is, and counts for nothing.
    pub(super) dropped: Vec<QuestionId>,
    /// Overlays that lie over it.
    pub(super) parts: Vec<Part>,
    /// Where each question stands: in the file of the pack (0) or of an overlay (from 1), and its place there. Empty
    /// without overlays: then all stand in the pack, in order.
    pub(super) places: Vec<(usize, usize)>,
    /// The same of sections.
    pub(super) section_places: Vec<(usize, usize)>,
}

impl ParsedPack {
    /// The files that it was read from: its own, and those of the overlays over it.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let parts = self.parts.iter().map(|part| part.file.as_str());
        parts.chain([self.file.as_str()])
    }
}

/// The text of an overlay.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) file: String,
    pub(super) source: Arc<str>,
}

/// Reads a pack. Whether it makes sense is for [`lint`](super::lint()) to say.
pub fn parse_pack(file: &str, source: &Arc<str>) -> Result<ParsedPack, Diagnostic> {
    let pack =
        toml::from_str(source).map_err(|error| Diagnostic::from_toml(file, source, &error))?;
    Ok(ParsedPack {
        file: file.to_owned(),
        source: Arc::clone(source),
        pack,
        dropped: Vec::new(),
        parts: Vec::new(),
        places: Vec::new(),
        section_places: Vec::new(),
    })
}

/// The numbers of a version `major.minor.patch`, if it is one.
pub(super) fn version(text: &str) -> Option<(u64, u64, u64)> {
    let mut parts = text.split('.').map(|part| {
        let plain =
            part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
        part.parse::<u64>().ok().filter(|_| plain)
    });
    let numbers = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(numbers)
}

/// True when a version comes after another.
#[must_use]
pub fn later(one: &str, other: &str) -> bool {
    version(one) > version(other)
}

/// True when two versions are versions, and mean the same by every question.
#[must_use]
pub fn same_major(one: &str, other: &str) -> bool {
    major(one).is_some() && major(one) == major(other)
}

/// The major number of a version, if it is one.
pub(super) fn major(text: &str) -> Option<u64> {
    version(text).map(|(major, _, _)| major)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_three_plain_numbers() {
        assert_eq!(major("1.20.3"), Some(1));
        for bad in [
            "", "1", "1.2", "1.2.3.4", "1.2.x", "01.2.3", "1.2.-3", "1.2.3-rc",
        ] {
            assert_eq!(major(bad), None, "{bad}");
        }
    }

    #[test]
    fn points_at_a_key_that_does_not_belong() {
        let source: Arc<str> = "[pack]\nid = \"a\"\nverison = \"1.0.0\"\n".into();
        let fault = parse_pack("a.toml", &source).expect_err("unknown key");
        assert_eq!(fault.position(), Some((3, 1)));
    }
}
