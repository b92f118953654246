//! Elements of DER as they stand in the bytes.
//!
//! The certificate parser reads leniently and keeps values; lints about encoding need what it lets pass: the lengths, the
//! order and the form of each element.

/// One element: identifier, length and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// The first identifier octet: class, "constructed" and number.
    pub(super) tag: u8,
    /// What the length counts.
    pub(super) content: &'a [u8],
    /// All of its bytes.
    pub(super) whole: &'a [u8],
    /// True when the length is written as short as it can be.
    pub(super) shortest: bool,
}

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const NUMERIC_STRING: u8 = 0x12;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const TELETEX_STRING: u8 = 0x14;
pub(super) const IA5_STRING: u8 = 0x16;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const VISIBLE_STRING: u8 = 0x1a;
pub(super) const BMP_STRING: u8 = 0x1e;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

const CONSTRUCTED: u8 = 0x20;
const LONG_TAG: u8 = 0x1f;

impl<'a> Element<'a> {
    /// The first element of some bytes, and the bytes after it.
    pub(super) fn first(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&tag, mut rest) = bytes.split_first()?;
        if tag & LONG_TAG == LONG_TAG {
            let end = rest.iter().position(|octet| octet & 0x80 == 0)?;
            rest = rest.get(end + 1..)?;
        }
        let (&first, mut rest) = rest.split_first()?;
        let (length, shortest) = if first < 0x80 {
            (usize::from(first), true)
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 8 {
                return None;
            }
            let (octets, tail) = rest.split_at_checked(count)?;
            rest = tail;
            let length = octets.iter().fold(0u64, |l, o| (l << 8) | u64::from(*o));
            let shortest = length >= 0x80 && octets.first() != Some(&0);
            (usize::try_from(length).ok()?, shortest)
        };
        let (content, rest) = rest.split_at_checked(length)?;
        let whole = bytes.get(..bytes.len() - rest.len())?;
        let element = Self {
            tag,
            content,
            whole,
            shortest,
        };
        Some((element, rest))
    }

    /// The element that the bytes are, and nothing besides.
    pub(super) fn only(bytes: &'a [u8]) -> Option<Self> {
        match Self::first(bytes) {
            Some((element, [])) => Some(element),
            _ => None,
        }
    }

    /// The elements of its content; stops at what cannot be read.
    pub(super) fn children(self) -> impl Iterator<Item = Self> + use<'a> {
        let mut rest = self.content;
        std::iter::from_fn(move || {
            let (element, tail) = Self::first(rest)?;
            rest = tail;
            Some(element)
        })
    }

    /// The child at a place, from 0.
    pub(super) fn child(self, place: usize) -> Option<Self> {
        self.children().nth(place)
    }

    /// The first child with this tag.
    pub(super) fn tagged(self, tag: u8) -> Option<Self> {
        self.children().find(|child| child.tag == tag)
    }

    pub(super) fn is(self, tag: u8) -> bool {
        self.tag == tag
    }

    /// Itself and everything inside it. Each element has bytes of its own, so the work is bounded by their number.
    pub(super) fn descend(self) -> impl Iterator<Item = Self> + use<'a> {
        let mut open = vec![self.whole];
        std::iter::from_fn(move || {
            loop {
                let Some((element, rest)) = Self::first(open.last()?) else {
                    open.pop();
                    continue;
                };
                if let Some(last) = open.last_mut() {
                    *last = rest;
                }
                if element.tag & CONSTRUCTED != 0 {
                    open.push(element.content);
                }
                return Some(element);
            }
        })
    }

    /// The text of a string type; characters of the 8-bit types as Latin-1.
    pub(super) fn text(self) -> Option<String> {
        match self.tag {
            UTF8_STRING | PRINTABLE_STRING | IA5_STRING | NUMERIC_STRING | VISIBLE_STRING => {
                std::str::from_utf8(self.content).map(str::to_owned).ok()
            }
            TELETEX_STRING => Some(
                self.content
                    .iter()
                    .map(|&octet| char::from(octet))
                    .collect(),
            ),
            BMP_STRING => {
                let units = self.content.chunks(2).map(|pair| match pair {
                    [high, low] => u16::from_be_bytes([*high, *low]),
                    _ => 0xfffd,
                });
                Some(
                    char::decode_utf16(units)
                        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                        .collect(),
                )
            }
            _ => None,
        }
    }
}

/// Octets as lower-case hexadecimal, at most 40 of them.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = bytes.iter().take(40).fold(String::new(), |mut out, byte| {
        // Writing to a text cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    });
    if bytes.len() > 40 {
        out.push('…');
    }
    out
}

/// The dotted form of an object identifier's content.
pub(super) fn dotted(content: &[u8]) -> String {
    let mut arcs = Vec::new();
    let mut arc = 0u128;
    for octet in content.iter().take(64) {
        arc = (arc << 7) | u128::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            if arcs.is_empty() {
                let top = (arc / 40).min(2);
                arcs.push(top.to_string());
                arc -= top * 40;
            }
            arcs.push(arc.to_string());
            arc = 0;
        }
    }
    arcs.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lengths_in_every_form_and_refuses_lies() {
        let (element, rest) = Element::first(&[0x04, 0x01, 0xaa, 0xbb]).expect("an element");
        assert_eq!((element.content, rest), (&[0xaa][..], &[0xbb][..]));
        assert!(element.shortest);
        let long = Element::only(&[0x04, 0x81, 0x01, 0xaa]).expect("an element");
        assert!(!long.shortest);
        let padded = Element::only(&[0x04, 0x83, 0, 0, 1, 0xaa]).expect("an element");
        assert!(!padded.shortest);
        for bad in [
            &[][..],
            &[0x04],
            &[0x04, 0x02, 0xaa],
            &[0x30, 0x80, 0, 0],
            &[0x04, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x1f, 0x80],
        ] {
            assert_eq!(Element::first(bad), None, "{bad:02x?}");
        }
        assert_eq!(Element::only(&[0x05, 0x00, 0x05, 0x00]), None);
    }

    #[test]
    fn descends_into_what_is_constructed() {
        let bytes = [0x30, 0x06, 0x31, 0x02, 0x05, 0x00, 0x04, 0x00];
        let tags: Vec<u8> = Element::only(&bytes)
            .expect("an element")
            .descend()
            .map(|e| e.tag)
            .collect();
        assert_eq!(tags, [SEQUENCE, SET, 0x05, OCTET_STRING]);
    }

    #[test]
    fn writes_identifiers_with_dots() {
        assert_eq!(dotted(&[0x55, 0x1d, 0x0f]), "2.5.29.15");
        assert_eq!(
            dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]),
            "1.2.840.113549.1.1.1"
        );
        assert_eq!(dotted(&[0x88, 0x37, 0x03]), "2.999.3");
    }

    #[test]
    fn reads_texts_of_two_octets() {
        let bytes = [0x1e, 0x04, 0x00, 0x41, 0x20, 0xac];
        assert_eq!(
            Element::only(&bytes).and_then(Element::text).as_deref(),
            Some("A€")
        );
    }
}
