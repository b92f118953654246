//! The files: embedded in the program, with a user's folder over them.

#![expect(
    clippy::disallowed_methods,
    reason = "the catalogue is one of the modules that read files"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::domain::diagnostic::{Diagnostic, in_dutch, nearest};
pub(super) use crate::domain::hexadecimal::hex;
use crate::domain::method::DataFile;
use crate::domain::text::Text;

/// The largest data file that is read from a user's folder, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Where a house puts its logo, and of which kind each is.
const LOGOS: [(&str, &str); 2] = [("reports/logo.svg", "svg"), ("reports/logo.png", "png")];

/// How the names of templates end.
const TEMPLATE: [&str; 5] = [".hbs", ".css", ".typ", ".svg", ".png"];

#[derive(RustEmbed)]
#[folder = "data/"]
#[include = "*.toml"]
#[include = "*.mmdb"]
#[include = "*.csv"]
#[include = "*.json"]
#[include = "demo/*"]
#[exclude = "geo/region-countries.toml"]
#[exclude = "geo/sources.toml"]
#[exclude = "geo/edge-networks-by-hand.toml"]
struct Data;

#[derive(RustEmbed)]
#[folder = "questionnaires/"]
#[include = "*.toml"]
#[prefix = "questionnaires/"]
struct Packs;

#[derive(RustEmbed)]
#[folder = "reports/"]
#[exclude = "fonts/*"]
#[prefix = "reports/"]
struct Templates;

/// Where data files are found.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Files of the user's folder, by path with `/`.
    over: BTreeMap<String, PathBuf>,
    /// Files that came with an evidence pack: when there are any, no others are data.
    held: Option<Arc<BTreeMap<String, Vec<u8>>>>,
}

impl Files {
    /// Lists the user's folder, which has the same layout as the embedded one: `policy/`, `checks/`, `norms/`, `texts/`,
    /// `questionnaires/`, `reports/` …
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn open(overlay: Option<&Path>) -> Result<Self, Diagnostic> {
        let mut over = BTreeMap::new();
        if let Some(root) = overlay {
            list(root, "", &mut over)?;
        }
        Ok(Self { over, held: None })
    }

    /// The files of an evidence pack, by path, in place of all that are embedded.
    #[must_use]
    pub fn held(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            over: BTreeMap::new(),
            held: Some(Arc::new(files)),
        }
    }

    /// Lays the templates of a house over those of reports: a folder with the same names.
    ///
    /// # Errors
    /// When the folder cannot be listed, or holds a template that no report has: it would be passed over in silence.
    pub fn dress(&mut self, house: &Path) -> Result<(), Vec<Diagnostic>> {
        let mut found = BTreeMap::new();
        list(house, "reports/", &mut found).map_err(|fault| vec![fault])?;
        let mut known: Vec<String> = Templates::iter().map(Cow::into_owned).collect();
        known.extend(LOGOS.map(|(name, _)| name.to_owned()));
        let mut faults = Vec::new();
        for (name, path) in found {
            if known.contains(&name) {
                self.over.insert(name, path);
            } else if TEMPLATE.iter().any(|end| name.ends_with(end)) {
                faults.push(stranger(&name, &path, &known));
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// The logo of the house, with its kind.
    #[must_use]
    pub fn logo(&self) -> Option<(&'static str, Vec<u8>)> {
        LOGOS.iter().find_map(|(name, kind)| {
            let bytes = self
                .over
                .contains_key(*name)
                .then(|| self.bytes(name).ok())?;
            Some((*kind, bytes?.into_owned()))
        })
    }

    /// Whether there is such a file, the user's or ours.
    #[must_use]
    pub fn exists(&self, path: &str) -> bool {
        self.over.contains_key(path)
            || Templates::get(path).is_some()
            || Packs::get(path).is_some()
            || Data::get(path).is_some()
    }

    /// True when a user's files stand over the embedded ones: what ships was checked, what they wrote was not.
    pub(super) fn is_overlaid(&self) -> bool {
        !self.over.is_empty()
    }

    /// The paths that start with a prefix and end with `.toml`, in order, embedded and user's, each once.
    #[must_use]
    pub fn tables(&self, prefix: &str) -> Vec<String> {
        let all: Vec<String> = match &self.held {
            Some(held) => held.keys().cloned().collect(),
            None => Data::iter()
                .chain(Packs::iter())
                .map(Cow::into_owned)
                .chain(self.over.keys().cloned())
                .collect(),
        };
        let mut paths: Vec<String> = all
            .into_iter()
            .filter(|path| {
                path.starts_with(prefix) && Path::new(path).extension().is_some_and(|e| e == "toml")
            })
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// Every embedded path below a prefix, in order.
    #[must_use]
    pub fn below(&self, prefix: &str) -> Vec<String> {
        let mut paths: Vec<String> = Data::iter()
            .map(Cow::into_owned)
            .filter(|p| p.starts_with(prefix))
            .collect();
        paths.sort();
        paths
    }

    /// The name of a file as its user knows it.
    #[must_use]
    pub fn shown(&self, path: &str) -> String {
        self.over
            .get(path)
            .map_or_else(|| path.to_owned(), |real| real.display().to_string())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When there is no such file, or a user's file cannot be read or is too large.
    pub fn bytes(&self, path: &str) -> Result<Cow<'static, [u8]>, Diagnostic> {
        if let Some(real) = self.over.get(path) {
            return read_file(real, LIMIT).map(Cow::Owned);
        }
        let found = if let Some(held) = &self.held {
            held.get(path).cloned().map(Cow::Owned)
        } else if path.starts_with("questionnaires/") {
            Packs::get(path).map(|file| file.data)
        } else if path.starts_with("reports/") {
            Templates::get(path).map(|file| file.data)
        } else {
            Data::get(path).map(|file| file.data)
        };
        found.ok_or_else(|| {
            Diagnostic::new(
                path,
                Text::new(
                    "dit gegevensbestand bestaat niet",
                    "there is no such data file",
                ),
            )
        })
    }

    /// The SHA-256 of a file in lower-case hexadecimal; for embedded files taken from the build.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes).
    pub fn digest(&self, path: &str) -> Result<String, Diagnostic> {
        if !self.over.contains_key(path) && self.held.is_none() {
            let embedded = if path.starts_with("questionnaires/") {
                Packs::get(path)
            } else {
                Data::get(path)
            };
            if let Some(file) = embedded {
                return Ok(hex(&file.metadata.sha256_hash()));
            }
        }
        Ok(hex(&Sha256::digest(self.bytes(path)?)))
    }

    /// A text file.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes), or when it is not UTF-8.
    pub fn source(&self, path: &str) -> Result<Arc<str>, Diagnostic> {
        let bytes = self.bytes(path)?;
        std::str::from_utf8(&bytes).map(Arc::from).map_err(|error| {
            let at = error.valid_up_to();
            Diagnostic::new(
                self.shown(path),
                Text::new(
                    format!("geen UTF-8-tekst (byte {at})"),
                    format!("not UTF-8 text (byte {at})"),
                ),
            )
        })
    }

    /// A text file, if there is one.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        self.source(path).ok().map(|text| text.to_string())
    }
}

/// A file that the user gave, as the method names it.
#[must_use]
pub fn describe(name: &str, bytes: &[u8]) -> DataFile {
    DataFile {
        path: name.to_owned(),
        version: None,
        sha256: hex(&Sha256::digest(bytes)),
        attribution: None,
    }
}

/// A template under a name that no report asks for.
fn stranger(name: &str, path: &Path, known: &[String]) -> Diagnostic {
    let own = |name: &str| name.trim_start_matches("reports/").to_owned();
    let names: Vec<String> = known.iter().map(|name| own(name)).collect();
    let message = Text::new(
        "geen rapport gebruikt een sjabloon met deze naam",
        "no report uses a template of this name",
    );
    let hint = match nearest(&own(name), names.iter().map(String::as_str)) {
        Some(near) => Text::new(
            format!("bedoelde u `{near}`?"),
            format!("did you mean `{near}`?"),
        ),
        None => Text::new(
            format!("de namen zijn: {}", names.join(", ")),
            format!("the names are: {}", names.join(", ")),
        ),
    };
    Diagnostic::new(path.display().to_string(), message).with_hint(hint)
}

fn list(root: &Path, prefix: &str, over: &mut BTreeMap<String, PathBuf>) -> Result<(), Diagnostic> {
    const DEEPEST: usize = 4;
    let fault = |error: &std::io::Error| {
        Diagnostic::new(
            root.display().to_string(),
            Text::new(
                format!("kan deze map niet lezen: {}", in_dutch(error)),
                format!("cannot read this folder: {error}"),
            ),
        )
    };
    for entry in std::fs::read_dir(root).map_err(|error| fault(&error))? {
        let entry = entry.map_err(|error| fault(&error))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            if name.matches('/').count() < DEEPEST {
                list(&path, &format!("{name}/"), over)?;
            }
        } else {
            over.insert(name, path);
        }
    }
    Ok(())
}

/// Reads a file that the user named: a regular one, up to a limit in bytes, whatever its size was said to be.
///
/// # Errors
/// When it is missing, no regular file, too large, or unreadable.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, Diagnostic> {
    let fault =
        |nl: String, en: String| Diagnostic::new(path.display().to_string(), Text::new(nl, en));
    let unreadable = |error: std::io::Error| {
        fault(
            format!("kan dit bestand niet lezen: {}", in_dutch(&error)),
            format!("cannot read this file: {error}"),
        )
    };
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(fault(
            "dit is geen gewoon bestand".to_owned(),
            "this is no regular file".to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(fault(
            format!("te groot: meer dan {limit} bytes"),
            format!("too large: more than {limit} bytes"),
        ));
    }
    Ok(bytes)
}
