//! Reading a dossier: every fault is found before anything is done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::answers::read_answers;
use super::bounded::read_bytes;
use super::{MAIN, register, term};
use crate::domain::answer::{AnswerSet, Evidence};
use crate::domain::country::Country;
use crate::domain::diagnostic::{Diagnostic, locate, nearest};
use crate::domain::dossier::Dossier;
use crate::domain::id::KindId;
use crate::domain::location::Areas;
use crate::domain::pack::EvidenceKind;
use crate::domain::text::Text;
use crate::questionnaire::ParsedPack;

/// The largest text file of a dossier, in bytes.
const LIMIT: u64 = 8 * 1024 * 1024;
/// The format that this version reads.
const FORMAT: u32 = 1;

/// A dossier as it stands on disk.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where it is.
    pub root: PathBuf,
    /// `dossier.toml`.
    pub dossier: Dossier,
    /// `answers/*.toml`, in the order of the packs.
    pub answers: Vec<AnswerSet>,
    /// `evidence/evidence.toml`.
    pub evidence: Vec<Evidence>,
    pub(super) source: Arc<str>,
}

impl Folder {
    /// A fault, placed at a key of `dossier.toml`.
    #[must_use]
    pub fn place(&self, fault: Diagnostic, path: &[&str]) -> Diagnostic {
        let file = self.root.join(MAIN).display().to_string();
        let message = Text::new(
            format!("{}: {}", fault.file, fault.message.nl),
            format!("{}: {}", fault.file, fault.message.en),
        );
        Diagnostic {
            file,
            message,
            ..fault
        }
        .at(&self.source, locate(&self.source, path))
    }
}

/// Reads and checks a dossier against the packs and areas there are.
///
/// # Errors
/// Every fault that was found, with file, line and column.
pub fn read(
    root: &Path,
    packs: &[ParsedPack],
    kinds: &BTreeMap<KindId, EvidenceKind>,
    areas: &Areas,
) -> Result<Folder, Vec<Diagnostic>> {
    let (dossier, source) = read_main(root)?;
    let shown = root.join(MAIN).display().to_string();
    let mut faults = check(&dossier, &shown, &source, packs, areas);
    let evidence = register::read(root, kinds, &mut faults);
    let answers = read_answers(root, &dossier, packs, &evidence, &mut faults);
    if faults.is_empty() {
        Ok(Folder {
            root: root.to_path_buf(),
            dossier,
            answers,
            evidence,
            source,
        })
    } else {
        Err(faults)
    }
}

/// Reads `dossier.toml` alone: what the answers hold does not matter here.
///
/// # Errors
/// When there is none, or it is not what such a file is.
pub fn read_main(root: &Path) -> Result<(Dossier, Arc<str>), Vec<Diagnostic>> {
    let main = root.join(MAIN);
    if !main.is_file() {
        let shown = root.display();
        return Err(vec![
            Diagnostic::new(
                main.display().to_string(),
                Text::new("dit bestand bestaat niet", "this file does not exist"),
            )
            .with_hint(Text::new(
                format!("maak een dossier met: waarborg init {shown}"),
                format!("make a dossier with: waarborg init {shown}"),
            )),
        ]);
    }
    let source = read_text(&main).map_err(|f| vec![f])?;
    let shown = main.display().to_string();
    refuse_newer(&shown, &source).map_err(|f| vec![f])?;
    let dossier: Dossier = toml::from_str(&source)
        .map_err(|error| vec![Diagnostic::from_toml(&shown, &source, &error)])?;
    Ok((dossier, source))
}

/// A format number above ours is said before any key of a newer format is called unknown.
pub(super) fn refuse_newer(shown: &str, source: &Arc<str>) -> Result<(), Diagnostic> {
    let format = source
        .parse::<toml::Table>()
        .ok()
        .and_then(|table| table.get("format")?.as_integer());
    match format {
        Some(format) if format > i64::from(FORMAT) => {
            let message = Text::new(
                format!(
                    "dit dossier heeft formaat {format}; deze versie leest tot en met {FORMAT}"
                ),
                format!("this dossier has format {format}; this version reads up to {FORMAT}"),
            );
            let hint = Text::new(
                "gebruik een nieuwere versie van waarborg",
                "use a newer version of waarborg",
            );
            Err(Diagnostic::new(shown, message)
                .at(source, locate(source, &["format"]))
                .with_hint(hint))
        }
        _ => Ok(()),
    }
}

/// What is wrong with a `dossier.toml` that can be read.
pub(super) fn check(
    dossier: &Dossier,
    shown: &str,
    source: &Arc<str>,
    packs: &[ParsedPack],
    areas: &Areas,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut report = |path: &[&str], message: Text, hint: Option<Text>| {
        let mut diagnostic = Diagnostic::new(shown, message).at(source, locate(source, path));
        diagnostic.hint = hint;
        faults.push(diagnostic);
    };
    if dossier.format == 0 {
        report(
            &["format"],
            Text::new("het formaat is 1", "the format is 1"),
            None,
        );
    }
    if dossier.review_days == 0 || dossier.review_days > 3_650 {
        report(
            &["review_days"],
            Text::new(
                "verwacht 1 tot en met 3650 dagen",
                "expected 1 to 3650 days",
            ),
            None,
        );
    }
    let names = [
        (["controller", "name"], &dossier.controller.name),
        (["vendor", "name"], &dossier.vendor.name),
        (["service", "name"], &dossier.service.name),
    ];
    for (path, name) in names {
        if name.trim().is_empty() || name.chars().count() > 300 {
            report(
                &path,
                Text::new(
                    "vul een naam in van hoogstens 300 tekens",
                    "give a name of at most 300 characters",
                ),
                None,
            );
        }
    }
    let mut countries: Vec<(Vec<String>, Country)> = Vec::new();
    let fixed = [
        ("controller", "country", dossier.controller.country),
        ("vendor", "country", dossier.vendor.country),
        ("vendor", "parent_country", dossier.vendor.parent_country),
    ];
    countries.extend(
        fixed
            .into_iter()
            .filter_map(|(table, key, c)| Some((vec![table.to_owned(), key.to_owned()], c?))),
    );
    for (number, party) in dossier.sub_processors.iter().enumerate() {
        let path = vec![
            "sub_processor".to_owned(),
            number.to_string(),
            "country".to_owned(),
        ];
        countries.extend(party.country.map(|country| (path, country)));
    }
    for (path, country) in countries {
        if !areas.knows(country) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            report(
                &path,
                Text::new(
                    format!("`{country}` is geen landcode"),
                    format!("`{country}` is no country code"),
                ),
                Some(Text::new(
                    "gebruik ISO 3166-1, zoals NL, DE of IE",
                    "use ISO 3166-1, such as NL, DE or IE",
                )),
            );
        }
    }
    let known: Vec<&str> = packs
        .iter()
        .map(|parsed| parsed.pack.pack.id.as_str())
        .collect();
    let mut seen = BTreeSet::new();
    for pack in &dossier.packs {
        if !known.contains(&pack.as_str()) {
            let hint = nearest(pack.as_str(), known.iter().copied()).map_or_else(
                || {
                    Text::new(
                        format!("er zijn: {}", known.join(", ")),
                        format!("there are: {}", known.join(", ")),
                    )
                },
                |near| {
                    Text::new(
                        format!("bedoelde u `{near}`?"),
                        format!("did you mean `{near}`?"),
                    )
                },
            );
            let message = Text::new(
                format!("onbekende vragenlijst `{pack}`"),
                format!("unknown questionnaire `{pack}`"),
            );
            report(&["packs"], message, Some(hint));
        } else if !seen.insert(pack) {
            let message = Text::new(
                format!("`{pack}` staat er twee keer"),
                format!("`{pack}` stands here twice"),
            );
            report(&["packs"], message, None);
        }
    }
    term::check(dossier, shown, source, &mut faults);
    faults
}

pub(super) fn read_text(path: &Path) -> Result<Arc<str>, Diagnostic> {
    let bytes = read_bytes(path, LIMIT)?;
    String::from_utf8(bytes).map(Arc::from).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.split(|b| *b == b'\n').count();
        Diagnostic::new(
            format!("{}:{line}", path.display()),
            Text::new(
                "geen UTF-8-tekst; sla het bestand op als UTF-8",
                "not UTF-8 text; save the file as UTF-8",
            ),
        )
    })
}
