//! Word processing files (ECMA-376): the paragraphs of `word/document.xml`, tables included as they read. Text that was
//! deleted, struck through or hidden is no part of the agreement: it is left out, and counted.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{MOST_TEXT, Refusal};
use crate::domain::agreement::{Agreement, Form, LeftOut, Passage};

/// The most bytes that the main part may unpack to.
const MOST_XML: u64 = 64 * 1024 * 1024;
/// The most parts of an archive.
const MOST_PARTS: usize = 5_000;
/// The deepest nesting of elements.
const DEEPEST: usize = 500;
const MAIN: &str = "word/document.xml";

pub(super) fn read(bytes: &[u8]) -> Result<Agreement, Refusal> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| Refusal::broken(&error))?;
    if archive.len() > MOST_PARTS {
        return Err(Refusal::bomb(MOST_XML));
    }
    if archive.by_name(MAIN).is_err() {
        let encrypted = archive.index_for_name("EncryptedPackage").is_some();
        return Err(if encrypted { locked() } else { other() });
    }
    let part = archive
        .by_name(MAIN)
        .map_err(|error| Refusal::broken(&error))?;
    if part.encrypted() {
        return Err(locked());
    }
    // What the archive says of the size cannot be trusted: it is counted while unpacking.
    let mut xml = Vec::new();
    part.take(MOST_XML + 1)
        .read_to_end(&mut xml)
        .map_err(|error| Refusal::broken(&error))?;
    if xml.len() as u64 > MOST_XML {
        return Err(Refusal::bomb(MOST_XML));
    }
    let read = paragraphs(&xml)?;
    Ok(Agreement {
        form: Form::Docx,
        passages: passages(&read.list),
        left_out: read.left_out,
        ..Agreement::default()
    })
}

fn locked() -> Refusal {
    Refusal::new(
        (
            "dit bestand heeft een wachtwoord",
            "this file has a password",
        ),
        ("bewaar het zonder wachtwoord", "save it without a password"),
    )
}

fn other() -> Refusal {
    Refusal::new(
        (
            "dit is een archief, maar geen Word-bestand (.docx)",
            "this is an archive, but no Word file (.docx)",
        ),
        (
            "bewaar de overeenkomst als .docx of PDF",
            "save the agreement as .docx or PDF",
        ),
    )
}

/// Why words of the file are no words of the agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    Deleted,
    Hidden,
    Struck,
}

/// A document on its way into paragraphs.
#[derive(Default)]
struct Reading {
    list: Vec<String>,
    left_out: LeftOut,
    open: String,
    mark: &'static str,
    deep: usize,
    in_text: bool,
    total: usize,
    /// Elements around the place that hold what a tracked change took away.
    deleted: usize,
    /// True within the properties of a paragraph: those of its mark are not those of its words.
    of_paragraph: bool,
    /// What the properties of the run say of its words.
    run: Option<Gone>,
}

impl Reading {
    fn start(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "del" | "moveFrom" => self.deleted += 1,
            "numPr" if self.mark.is_empty() => self.mark = "• ",
            "pPr" => self.of_paragraph = true,
            "r" => self.run = None,
            _ => self.property(name, element),
        }
        // `delText` holds what was deleted; it is counted as that even where no `del` stands around it.
        self.in_text = matches!(name, "delText" | "t");
        if name == "delText" {
            self.run = Some(Gone::Deleted);
        }
    }

    fn empty(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "br" | "cr" | "tab" => self.open.push(' '),
            "noBreakHyphen" => self.open.push('-'),
            "pStyle" if is_heading(element) => self.mark = "# ",
            _ => self.property(name, element),
        }
    }

    /// A property that takes words out of sight; it may also be switched off.
    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        let gone = match name {
            "vanish" | "specVanish" => Gone::Hidden,
            "dstrike" | "strike" => Gone::Struck,
            _ => return,
        };
        let off = value(element).is_some_and(|value| matches!(&*value, "0" | "false" | "off"));
        if !self.of_paragraph && !off {
            self.run = Some(gone);
        }
    }

    fn end(&mut self, name: &str) {
        self.in_text = false;
        match name {
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "pPr" => self.of_paragraph = false,
            "r" => self.run = None,
            "p" => {
                let words: Vec<&str> = self.open.split_whitespace().collect();
                self.list.push(format!("{}{}", self.mark, words.join(" ")));
                self.open.clear();
                self.mark = "";
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.total += text.len();
        let gone = match self.deleted {
            0 => self.run,
            _ => Some(Gone::Deleted),
        };
        let words = u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX);
        let count = match gone {
            None => {
                self.open.push_str(text);
                return;
            }
            Some(Gone::Deleted) => &mut self.left_out.deleted,
            Some(Gone::Hidden) => &mut self.left_out.hidden,
            Some(Gone::Struck) => &mut self.left_out.struck,
        };
        *count = count.saturating_add(words);
    }
}

/// The text of each paragraph. Text that tracked changes inserted is read.
fn paragraphs(xml: &[u8]) -> Result<Reading, Refusal> {
    let mut reader = Reader::from_reader(xml);
    let mut reading = Reading::default();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Err(error) => return Err(Refusal::broken(&error)),
            Ok(Event::Eof) => break,
            // A document type can hold entities that grow; word processors write none.
            Ok(Event::DocType(_)) => return Err(Refusal::broken(&"DOCTYPE")),
            Ok(Event::Start(element)) => {
                reading.deep += 1;
                if reading.deep > DEEPEST {
                    return Err(Refusal::broken(&"nesting"));
                }
                reading.start(local(element.name().as_ref()), &element);
            }
            Ok(Event::Empty(element)) => {
                reading.empty(local(element.name().as_ref()), &element);
            }
            Ok(Event::End(element)) => {
                reading.deep = reading.deep.saturating_sub(1);
                reading.end(local(element.name().as_ref()));
            }
            Ok(Event::Text(text)) if reading.in_text => reading.text(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) if reading.in_text => match name.resolve_char_ref() {
                Ok(Some(c)) => reading.text(c.encode_utf8(&mut [0; 4])),
                _ => reading.text(entity(&name.xml10_content())),
            },
            Ok(_) => {}
        }
        if reading.total > MOST_TEXT {
            return Err(Refusal::bomb(MOST_TEXT as u64));
        }
        buffer.clear();
    }
    Ok(reading)
}

/// The name of an element without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    }
}

/// The value of an element, as `w:val` gives it.
fn value<'a>(element: &'a BytesStart<'_>) -> Option<Cow<'a, str>> {
    let mut attributes = element.attributes().flatten();
    attributes
        .find(|attribute| local(attribute.key.as_ref()) == "val")
        .map(|attribute| attribute.value)
}

/// True of a paragraph style that is a heading, in Dutch or English.
fn is_heading(style: &BytesStart<'_>) -> bool {
    value(style).is_some_and(|name| {
        let name = name.to_lowercase();
        ["heading", "kop", "title", "titel"]
            .iter()
            .any(|known| name.starts_with(known))
    })
}

/// Passages numbered by paragraph, those without text not counted.
fn passages(paragraphs: &[String]) -> Vec<Passage> {
    let told: Vec<&str> = paragraphs
        .iter()
        .map(String::as_str)
        .filter(|text| text.chars().any(char::is_alphanumeric))
        .collect();
    // A line for each paragraph, with an empty one between: the line says which paragraph it was.
    let mut list = Passage::split(&told.join("\n\n"), None, &mut None);
    for passage in &mut list {
        passage.number = passage.number.div_ceil(2);
    }
    list
}
