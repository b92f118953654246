//! DER taken apart and put together again, without trusting a length.

use x509_parser::asn1_rs::{FromDer as _, Header};

/// One element: its first byte, what is in it, and its whole encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    pub(super) whole: &'a [u8],
}

pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_ID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;

/// The constructed, context-specific tag of this number, 0 to 30.
pub(super) const fn context(number: u8) -> u8 {
    0xa0 | (number & 0x1f)
}

/// The first element of some bytes, and the bytes after it.
pub(super) fn split(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let tag = *bytes.first()?;
    let (after, header) = Header::from_der(bytes).ok()?;
    let length = header.length().definite().ok()?;
    let content = after.get(..length)?;
    let rest = after.get(length..)?;
    let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
    Some((
        Element {
            tag,
            content,
            whole,
        },
        rest,
    ))
}

/// All elements one after another; nothing when the bytes are not just that.
pub(super) fn elements(mut bytes: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (element, rest) = split(bytes)?;
        found.push(element);
        bytes = rest;
    }
    Some(found)
}

/// The one element that the bytes are, if it has this tag.
pub(super) fn only(bytes: &[u8], tag: u8) -> Option<Element<'_>> {
    match split(bytes)? {
        (element, []) if element.tag == tag => Some(element),
        _ => None,
    }
}

/// One element, encoded.
pub(super) fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if let Ok(short @ 0..=127) = u8::try_from(content.len()) {
        out.push(short);
    } else {
        let digits: Vec<u8> = content
            .len()
            .to_be_bytes()
            .into_iter()
            .skip_while(|byte| *byte == 0)
            .collect();
        // At most the eight bytes of a length.
        out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
        out.extend(digits);
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_again() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let bytes = encode(OCTET_STRING, &vec![7; length]);
            let element = only(&bytes, OCTET_STRING).expect("an element");
            assert_eq!((element.content.len(), element.whole), (length, &bytes[..]));
        }
    }

    #[test]
    fn lengths_are_not_trusted() {
        for bytes in [
            &b""[..],
            b"\x30",
            b"\x30\x05\x01",
            b"\x30\x84\xff\xff\xff\xff",
            b"\x30\x80\x00\x00",
        ] {
            assert!(split(bytes).is_none(), "{bytes:02x?}");
        }
        assert!(elements(b"\x04\x01a\x04").is_none());
        assert!(only(b"\x04\x01a\x04\x00", OCTET_STRING).is_none());
    }
}
