//! Typst as a library: a world of files in memory.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use serde_json::json;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::fonts::{FAMILIES, MONO, SHELF, SIGNS};
use super::{Attachment, Paper, text};
use crate::report::ReportError;

/// The document around every template: who and when, the fonts, and the files that travel inside.
const FRAME: &str = include_str!("frame.typ");
const FRAME_NAME: &str = "frame.typ";

/// With cells that head a row: without them a list of labels is a table without heads to who cannot see it.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

/// Makes a PDF.
pub(super) fn compose(mut paper: Paper) -> Result<Vec<u8>, ReportError> {
    text::fit(&mut paper.data, &paper.meta.cut, &SHELF);
    let name = paper.name.to_owned();
    let options = options(&paper)?;
    let desk = Desk::new(paper)?;
    let document = typst::compile::<PagedDocument>(&desk);
    let made = document
        .output
        .and_then(|document| typst_pdf::pdf(&document, &options));
    // What was remembered for this document is of no use to the next one.
    typst::comemo::evict(0);
    made.map_err(|errors| match errors.first() {
        Some(error) => desk.refuse(error, &name),
        None => broken(&name, "no document"),
    })
}

fn options(paper: &Paper) -> Result<PdfOptions, ReportError> {
    let utc = paper.meta.as_of.to_zoned(TimeZone::UTC);
    let part = |n: i8| u8::try_from(n).unwrap_or_default();
    let timestamp = Datetime::from_ymd_hms(
        i32::from(utc.year()),
        part(utc.month()),
        part(utc.day()),
        part(utc.hour()),
        part(utc.minute()),
        part(utc.second()),
    );
    // A-3a: archived with attachments and tagged; UA-1: what the tags must say to be of use.
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| broken(paper.name, error.message()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(paper.meta.ident.clone()),
        creator: Smart::Custom(Some(format!("waarborg {}", env!("CARGO_PKG_VERSION")))),
        timestamp: timestamp.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

/// The files of one document, in memory.
struct Desk {
    main: FileId,
    sources: BTreeMap<&'static str, Source>,
    files: BTreeMap<String, Bytes>,
}

impl Desk {
    fn new(paper: Paper) -> Result<Self, ReportError> {
        let attached: Vec<serde_json::Value> = paper.attachments.iter().map(described).collect();
        let mono: Vec<&str> = [MONO].into_iter().chain(FAMILIES).chain([SIGNS]).collect();
        let meta = json!({
            "title": paper.meta.title,
            "author": paper.meta.author,
            "description": paper.meta.description,
            "lang": paper.meta.lang,
            "template": format!("/{}", paper.name),
            "attachments": attached,
            "fonts": FAMILIES,
            "signs": SIGNS,
            "mono": mono,
        });
        let mut desk = Self {
            main: file(FRAME_NAME)?,
            sources: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        desk.lay(FRAME_NAME, FRAME.to_owned())?;
        desk.lay(paper.name, paper.source.to_owned())?;
        for (name, bytes) in paper.files {
            match String::from_utf8(bytes) {
                Ok(source) if has_extension(&name, "typ") => desk.lay(&name, source)?,
                Ok(text) => desk.put(name, text.into_bytes()),
                Err(error) => desk.put(name, error.into_bytes()),
            }
        }
        for attachment in paper.attachments {
            desk.put(attached_at(&attachment.name), attachment.bytes);
        }
        let written = |value| serde_json::to_vec(value).map_err(ReportError::Json);
        desk.put("data.json".to_owned(), written(&paper.data)?);
        desk.put("meta.json".to_owned(), written(&meta)?);
        Ok(desk)
    }

    /// Adds a source.
    fn lay(&mut self, name: &str, text: String) -> Result<(), ReportError> {
        let id = file(name)?;
        let source = Source::new(id, text);
        self.sources
            .insert(id.get().vpath().get_without_slash(), source);
        Ok(())
    }

    fn put(&mut self, name: String, bytes: Vec<u8>) {
        self.files.insert(name, Bytes::new(bytes));
    }

    /// A fault of Typst as one of ours, with its place.
    fn refuse(&self, error: &SourceDiagnostic, name: &str) -> ReportError {
        let place = error.span.id().and_then(|id| {
            let path = id.get().vpath().get_without_slash();
            let (line, column) = match (self.sources.get(path), self.range(error.span)) {
                (Some(source), Some(range)) => {
                    if source.text().get(range.clone())?.contains("\"/logo.") {
                        // The template is right: the image of the house is not.
                        let logo = self.files.keys().find(|name| name.starts_with("logo."))?;
                        return Some((logo.as_str(), 1, 1));
                    }
                    source.lines().byte_to_line_column(range.start)?
                }
                _ => self.files.contains_key(path).then_some((0, 0))?,
            };
            Some((path, line + 1, column + 1))
        });
        let mut reason = error.message.to_string();
        for hint in &error.hints {
            reason = format!("{reason}; {}", hint.v);
        }
        let (name, line, column) = place.unwrap_or((name, 0, 0));
        ReportError::Template {
            name: name.to_owned(),
            line,
            column,
            reason,
        }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let path = id.get().vpath().get_without_slash();
        let known = self.sources.get(path).cloned();
        known.ok_or_else(|| FileError::NotFound(PathBuf::from(path)))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_without_slash();
        let known = self.files.get(path).cloned();
        known.ok_or_else(|| FileError::NotFound(PathBuf::from(path)))
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    /// There is no clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(name: &str) -> Result<FileId, ReportError> {
    let path = VirtualPath::new(name).map_err(|error| broken(name, &error.to_string()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn has_extension(name: &str, extension: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|found| found == extension)
}

/// Attachments live apart, so that none can pass for data of the template.
fn attached_at(name: &str) -> String {
    format!("attached/{name}")
}

fn described(attachment: &Attachment) -> serde_json::Value {
    json!({
        "name": attachment.name,
        "path": format!("/{}", attached_at(&attachment.name)),
        "kind": attachment.kind,
        "description": attachment.description,
    })
}

fn broken(name: &str, reason: &str) -> ReportError {
    ReportError::Template {
        name: name.to_owned(),
        line: 0,
        column: 0,
        reason: reason.to_owned(),
    }
}
