//! The text of PDF files, page by page.
//!
//! The reader of a page gives up by panicking on much that files of this world hold, and trusts what it is given. So it
//! runs on a thread of its own with a deadline, page by page, after everything that could make it grow or circle was
//! taken out: pictures, forms that contain themselves, pages that are their own parent.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use pdf_extract::{Document, Object, ObjectId, PlainTextOutput, output_doc_page};

use super::bounds::refuse_bombs;
use super::{MOST_TEXT, Refusal};
use crate::domain::agreement::{Agreement, Form, Passage};

/// The most pages that are read.
const MOST_PAGES: usize = 1_500;
/// How long reading may take.
const DEADLINE: Duration = Duration::from_mins(1);
/// The stack of the reader: it calls itself for nested forms.
const STACK: usize = 64 * 1024 * 1024;
/// The deepest nesting of forms and of the tree of pages.
const DEEPEST: usize = 30;
/// Letters on a page below which it counts as a picture.
const FEW: usize = 15;
const THREAD: &str = "agreement-pdf";

/// What the thread found.
type Pages = Vec<Option<String>>;

pub(super) fn read(bytes: &[u8]) -> Result<Agreement, Refusal> {
    refuse_bombs(bytes)?;
    hush();
    let owned = bytes.to_vec();
    let (sender, receiver) = channel();
    std::thread::Builder::new()
        .name(THREAD.to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let result =
                catch_unwind(|| pages(&owned)).unwrap_or_else(|_| Err(Refusal::broken(&"PDF")));
            // Nobody listens any more when the deadline has passed.
            let _ = sender.send(result);
        })
        .map_err(|error| Refusal::broken(&error))?;
    let pages = match receiver.recv_timeout(DEADLINE) {
        Ok(result) => result?,
        Err(RecvTimeoutError::Timeout) => return Err(slow()),
        Err(RecvTimeoutError::Disconnected) => return Err(Refusal::broken(&"PDF")),
    };
    assemble(&pages)
}

fn slow() -> Refusal {
    Refusal::new(
        (
            "het lezen van dit bestand duurt langer dan een minuut",
            "reading this file takes longer than a minute",
        ),
        (
            "vraag de overeenkomst als .docx of als PDF van de tekst alleen",
            "ask for the agreement as .docx, or as a PDF of the text alone",
        ),
    )
}

fn locked() -> Refusal {
    Refusal::new(
        ("deze PDF heeft een wachtwoord", "this PDF has a password"),
        (
            "bewaar een kopie zonder wachtwoord en geef die op",
            "save a copy without the password and give that",
        ),
    )
}

/// Text of every page; none where a page could not be read.
fn pages(bytes: &[u8]) -> Result<Pages, Refusal> {
    let encrypted = bytes.windows(8).any(|window| window == b"/Encrypt");
    let mut document = Document::load_mem(bytes).map_err(|error| {
        if encrypted {
            locked()
        } else {
            Refusal::broken(&error)
        }
    })?;
    // A file that only restricts printing opens with an empty password.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(locked());
    }
    let numbers: BTreeMap<u32, ObjectId> = document.get_pages();
    // Of a file that stays locked nothing can be found, not even its pages.
    if encrypted && numbers.is_empty() {
        return Err(locked());
    }
    if numbers.len() > MOST_PAGES {
        return Err(Refusal::new(
            ("meer dan 1500 bladzijden", "more than 1500 pages"),
            (
                "geef alleen de bladzijden van de overeenkomst",
                "give the pages of the agreement alone",
            ),
        ));
    }
    defuse(&mut document);
    let mut list = Vec::with_capacity(numbers.len());
    let mut total = 0;
    for (number, id) in numbers {
        let text = if is_rooted(&document, id) {
            page(&document, number)
        } else {
            None
        };
        total += text.as_ref().map_or(0, String::len);
        if total > MOST_TEXT {
            return Err(Refusal::bomb(MOST_TEXT as u64));
        }
        list.push(text);
    }
    Ok(list)
}

fn page(document: &Document, number: u32) -> Option<String> {
    let mut text = String::new();
    let told = catch_unwind(AssertUnwindSafe(|| {
        let mut output = PlainTextOutput::new(&mut text);
        output_doc_page(document, &mut output, number).is_ok()
    }));
    // What came before it gave up is text of the page too, but not all of it: such a page is told as unread.
    told.is_ok_and(|whole| whole).then_some(text)
}

/// True when the way up from a page ends.
fn is_rooted(document: &Document, page: ObjectId) -> bool {
    let mut at = page;
    for _ in 0..DEEPEST {
        let parent = document
            .get_dictionary(at)
            .ok()
            .and_then(|dictionary| dictionary.get(b"Parent").ok())
            .and_then(|parent| parent.as_reference().ok());
        match parent {
            Some(parent) => at = parent,
            None => return true,
        }
    }
    false
}

/// Empties pictures, and forms that contain themselves or are nested too deeply.
fn defuse(document: &mut Document) {
    let mut empty = BTreeSet::new();
    let mut forms: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for (id, object) in &document.objects {
        let Object::Stream(stream) = object else {
            continue;
        };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => {
                empty.insert(*id);
            }
            Ok(b"Form") => {
                forms.insert(*id, inner(document, &stream.dict));
            }
            _ => {}
        }
    }
    for id in forms.keys() {
        if !ends(&forms, *id, 0) {
            empty.insert(*id);
        }
    }
    for id in empty {
        if let Some(Object::Stream(stream)) = document.objects.get_mut(&id) {
            stream.dict.remove(b"Filter");
            stream.dict.remove(b"DecodeParms");
            stream.set_content(Vec::new());
        }
    }
}

/// The forms that a form names. One without resources of its own uses those of its page, and could name anything.
fn inner(document: &Document, form: &pdf_extract::Dictionary) -> Vec<ObjectId> {
    let resolve = |object: &Object| match object {
        Object::Reference(id) => document.get_dictionary(*id).ok().cloned(),
        Object::Dictionary(dictionary) => Some(dictionary.clone()),
        _ => None,
    };
    let named = form
        .get(b"Resources")
        .ok()
        .and_then(&resolve)
        .and_then(|resources| resources.get(b"XObject").ok().and_then(&resolve));
    named
        .map(|named| {
            named
                .iter()
                .filter_map(|(_, object)| object.as_reference().ok())
                .collect()
        })
        .unwrap_or_default()
}

fn ends(forms: &BTreeMap<ObjectId, Vec<ObjectId>>, id: ObjectId, deep: usize) -> bool {
    deep < DEEPEST
        && forms
            .get(&id)
            .is_none_or(|list| list.iter().all(|next| ends(forms, *next, deep + 1)))
}

/// The reader's panics are expected and caught: they are no news for the user.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() != Some(THREAD) {
                before(panic);
            }
        }));
    });
}

fn assemble(pages: &[Option<String>]) -> Result<Agreement, Refusal> {
    let mut passages = Vec::new();
    let mut unread = Vec::new();
    let mut heading = None;
    for (number, text) in (1_u32..).zip(pages) {
        let text = text.as_deref().unwrap_or_default();
        if text.chars().filter(|c| c.is_alphabetic()).count() < FEW {
            unread.push(number);
            continue;
        }
        passages.extend(Passage::split(text, Some(number), &mut heading));
    }
    if pages.is_empty() {
        return Err(Refusal::broken(&"PDF without pages"));
    }
    if passages.is_empty() {
        return Err(Refusal::new(
            (
                "deze PDF bevat geen tekst: het is een scan, of de letters zijn niet te lezen",
                "this PDF holds no text: it is a scan, or its letters cannot be read",
            ),
            (
                "vraag de overeenkomst als .docx of PDF met tekst, of laat er tekstherkenning (OCR) op los",
                "ask for the agreement as .docx or as a PDF with text, or run text recognition (OCR) on it",
            ),
        ));
    }
    Ok(Agreement {
        form: Form::Pdf,
        pages: u32::try_from(pages.len()).ok(),
        unread,
        passages,
        ..Agreement::default()
    })
}
