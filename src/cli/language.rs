//! Which language to speak, known before the arguments are read, since help and errors speak it too.

use std::ffi::OsString;

use crate::domain::text::Lang;

/// `--lang`, else `WAARBORG_LANG`, else the locale; English when none says Dutch.
pub(super) fn of(arguments: &[OsString]) -> Lang {
    let mut given = None;
    let mut words = arguments.iter().skip(1).map(|a| a.to_string_lossy());
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        if word == "--lang" {
            given = words.next().and_then(|value| value.parse().ok());
        } else if let Some(value) = word.strip_prefix("--lang=") {
            given = value.parse().ok();
        }
    }
    given
        .or_else(|| std::env::var("WAARBORG_LANG").ok()?.parse().ok())
        .or_else(|| {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))?;
            locale.starts_with("nl").then_some(Lang::Nl)
        })
        .unwrap_or_default()
}
