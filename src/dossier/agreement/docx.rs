//! Word processing files (ECMA-376): the paragraphs of `word/document.xml`, tables and deleted text included as they read.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{MOST_TEXT, Refusal};
use crate::domain::agreement::{Agreement, Form, Passage};

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
    Ok(Agreement {
        form: Form::Docx,
        passages: passages(&paragraphs(&xml)?),
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

/// The text of each paragraph. Text that tracked changes deleted is left out, inserted text is read.
fn paragraphs(xml: &[u8]) -> Result<Vec<String>, Refusal> {
    let mut reader = Reader::from_reader(xml);
    let mut list = Vec::new();
    let (mut open, mut mark) = (String::new(), "");
    let (mut deep, mut in_text, mut total) = (0_usize, false, 0_usize);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Err(error) => return Err(Refusal::broken(&error)),
            Ok(Event::Eof) => break,
            // A document type can hold entities that grow; word processors write none.
            Ok(Event::DocType(_)) => return Err(Refusal::broken(&"DOCTYPE")),
            Ok(Event::Start(element)) => {
                deep += 1;
                if deep > DEEPEST {
                    return Err(Refusal::broken(&"nesting"));
                }
                in_text = local(element.name().as_ref()) == "t";
                if local(element.name().as_ref()) == "numPr" && mark.is_empty() {
                    mark = "• ";
                }
            }
            Ok(Event::Empty(element)) => match local(element.name().as_ref()) {
                "br" | "cr" | "tab" => open.push(' '),
                "noBreakHyphen" => open.push('-'),
                "pStyle" if is_heading(&element) => mark = "# ",
                _ => {}
            },
            Ok(Event::End(element)) => {
                deep = deep.saturating_sub(1);
                in_text = false;
                if local(element.name().as_ref()) == "p" {
                    list.push(format!(
                        "{mark}{}",
                        open.split_whitespace().collect::<Vec<_>>().join(" ")
                    ));
                    open.clear();
                    mark = "";
                }
            }
            Ok(Event::Text(text)) if in_text => {
                let text = text.xml10_content();
                total += text.len();
                open.push_str(&text);
            }
            Ok(Event::GeneralRef(name)) if in_text => match name.resolve_char_ref() {
                Ok(Some(c)) => open.push(c),
                _ => open.push_str(entity(&name.xml10_content())),
            },
            Ok(_) => {}
        }
        if total > MOST_TEXT {
            return Err(Refusal::bomb(MOST_TEXT as u64));
        }
        buffer.clear();
    }
    Ok(list)
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

/// True of a paragraph style that is a heading, in Dutch or English.
fn is_heading(style: &quick_xml::events::BytesStart<'_>) -> bool {
    style
        .attributes()
        .flatten()
        .filter(|attribute| local(attribute.key.as_ref()) == "val")
        .any(|attribute| {
            let name = attribute.value.to_lowercase();
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
