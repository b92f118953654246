//! Plain text and Markdown, in UTF-8 or UTF-16.

use super::{MOST_TEXT, Refusal};
use crate::domain::agreement::{Agreement, Form, Passage};

pub(super) fn read(bytes: &[u8]) -> Result<Agreement, Refusal> {
    let text = decode(bytes)?;
    if text.len() > MOST_TEXT {
        return Err(Refusal::bomb(MOST_TEXT as u64));
    }
    let mut heading = None;
    Ok(Agreement {
        form: Form::Text,
        passages: Passage::split(&text, None, &mut heading),
        ..Agreement::default()
    })
}

fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let refusal = || {
        Refusal::new(
            (
                "dit is geen PDF, geen Word-bestand (.docx) en geen tekst in UTF-8",
                "this is no PDF, no Word file (.docx) and no text in UTF-8",
            ),
            (
                "bewaar de overeenkomst als PDF, .docx of tekst in UTF-8",
                "save the agreement as PDF, .docx or text in UTF-8",
            ),
        )
    };
    let wide = |pair: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..]
            .chunks_exact(2)
            .map(|two| pair([two[0], two[1]]))
            .collect();
        String::from_utf16(&units).map_err(|_| refusal())
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes)?,
        _ => std::str::from_utf8(bytes)
            .map_err(|_| refusal())?
            .trim_start_matches('\u{feff}')
            .to_owned(),
    };
    // Text of people holds no such characters; files of programs do.
    if text.contains('\0') {
        return Err(refusal());
    }
    Ok(text)
}
