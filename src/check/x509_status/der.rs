//! Element by element through DER, without copying and without trusting a length.

use jiff::Timestamp;
use x509_parser::asn1_rs::{Class, FromDer as _, Header, Tag};
use x509_parser::time::ASN1Time;

/// One element: its kind, what is in it, and its whole encoding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    class: Class,
    tag: u32,
    pub(crate) content: &'a [u8],
    pub(crate) whole: &'a [u8],
}

impl<'a> Element<'a> {
    pub(crate) fn is(&self, tag: Tag) -> bool {
        self.class == Class::Universal && self.tag == tag.0
    }

    /// The number of a context-specific tag.
    pub(crate) fn context(&self) -> Option<u32> {
        (self.class == Class::ContextSpecific).then_some(self.tag)
    }

    pub(crate) const fn inside(&self) -> Reader<'a> {
        Reader(self.content)
    }

    /// A small number that is not negative.
    pub(crate) fn number(&self) -> Option<u64> {
        let digits = unsigned(self.content);
        if self.content.is_empty() || digits.len() > 7 {
            return None;
        }
        Some(
            digits
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    }

    /// The bytes of a bit string that fills them.
    pub(crate) fn bits(&self) -> Option<&'a [u8]> {
        match self.content.split_first() {
            Some((0, bits)) if self.is(Tag::BitString) => Some(bits),
            _ => None,
        }
    }

    /// A point in time, written either way.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        let (_, time) = ASN1Time::from_der(self.whole).ok()?;
        let seconds = time.timestamp();
        // The calendar ends a little before the year that "no end" is written with.
        let edge = if seconds > 0 {
            Timestamp::MAX
        } else {
            Timestamp::MIN
        };
        Some(Timestamp::from_second(seconds).unwrap_or(edge))
    }
}

/// Something is there, and cannot be read.
#[derive(Debug)]
pub(crate) struct Broken;

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next element; nothing at the end, and nothing when the bytes are no DER.
    pub(crate) fn next(&mut self) -> Option<Element<'a>> {
        let (after, header) = Header::from_der(self.0).ok()?;
        let length = header.length().definite().ok()?;
        let content = after.get(..length)?;
        let rest = after.get(length..)?;
        let whole = self.0.get(..self.0.len().checked_sub(rest.len())?)?;
        self.0 = rest;
        Some(Element {
            class: header.class(),
            tag: header.tag().0,
            content,
            whole,
        })
    }

    /// The next element if it is of this kind; otherwise nothing, and nothing is read.
    pub(crate) fn take(&mut self, tag: Tag) -> Option<Element<'a>> {
        self.take_if(|element| element.is(tag))
    }

    /// The next element if it has this context-specific tag; otherwise nothing, and nothing is read.
    pub(crate) fn take_context(&mut self, number: u32) -> Option<Element<'a>> {
        self.take_if(|element| element.context() == Some(number))
    }

    /// The next element, which has to be a time.
    pub(crate) fn take_time(&mut self) -> Option<Timestamp> {
        self.optional_time().ok()?
    }

    /// The next element if it is a time; otherwise nothing, and nothing is read.
    pub(crate) fn optional_time(&mut self) -> Result<Option<Timestamp>, Broken> {
        match self.take_if(|next| next.is(Tag::UtcTime) || next.is(Tag::GeneralizedTime)) {
            Some(element) => element.time().map(Some).ok_or(Broken),
            None => Ok(None),
        }
    }

    fn take_if(&mut self, wanted: impl FnOnce(&Element<'a>) -> bool) -> Option<Element<'a>> {
        let before = self.0;
        match self.next() {
            Some(element) if wanted(&element) => Some(element),
            _ => {
                self.0 = before;
                None
            }
        }
    }
}

/// A number without the zeros in front: how serial numbers are compared.
pub(crate) fn unsigned(bytes: &[u8]) -> &[u8] {
    let start = bytes
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}

/// Encodes one element.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if let Ok(short @ 0..=127) = u8::try_from(content.len()) {
        out.push(short);
    } else {
        let bytes = content.len().to_be_bytes();
        let digits = unsigned(&bytes);
        out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
        out.extend_from_slice(digits);
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
            let bytes = element(0x04, &vec![7; length]);
            let mut reader = Reader::new(&bytes);
            let read = reader.take(Tag::OctetString).expect("an element");
            assert_eq!((read.content.len(), read.whole), (length, &bytes[..]));
            assert!(reader.is_empty());
        }
    }

    #[test]
    fn a_length_that_lies_is_no_element() {
        for bytes in [
            &[0x30, 5, 0][..],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x30, 0x80, 0, 0],
        ] {
            assert!(Reader::new(bytes).next().is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn looking_for_another_kind_reads_nothing() {
        let mut reader = Reader::new(&[0x02, 1, 9]);
        assert!(reader.take(Tag::Sequence).is_none());
        assert_eq!(reader.take(Tag::Integer).and_then(|e| e.number()), Some(9));
    }
}
