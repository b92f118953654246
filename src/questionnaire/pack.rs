//! Reads a pack file.

use std::sync::Arc;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::pack::Pack;

/// A pack with the text it was read from, so that faults can be pointed at.
#[derive(Debug, Clone)]
pub struct ParsedPack {
    /// The file, as the user knows it.
    pub file: String,
    /// Its text.
    pub source: Arc<str>,
    /// The pack.
    pub pack: Pack,
}

/// Reads a pack. Whether it makes sense is for [`lint`](super::lint()) to say.
pub fn parse_pack(file: &str, source: &Arc<str>) -> Result<ParsedPack, Diagnostic> {
    let pack =
        toml::from_str(source).map_err(|error| Diagnostic::from_toml(file, source, &error))?;
    Ok(ParsedPack {
        file: file.to_owned(),
        source: Arc::clone(source),
        pack,
    })
}

/// The major number of a version `major.minor.patch`, if it is one.
pub(super) fn major(version: &str) -> Option<u64> {
    let mut parts = version.split('.').map(|part| {
        let plain =
            part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
        part.parse::<u64>().ok().filter(|_| plain)
    });
    let (major, minor, patch) = (parts.next()??, parts.next()??, parts.next()??);
    let _ = (minor, patch);
    parts.next().is_none().then_some(major)
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
