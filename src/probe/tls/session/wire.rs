//! Numbers and blocks of TLS messages: put together, and taken apart without trusting a length.

/// Reads from the front; nothing is returned when bytes are missing.
#[derive(Debug, Clone, Copy)]
pub(in crate::probe::tls) struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    pub(in crate::probe::tls) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(in crate::probe::tls) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::probe::tls) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn number(&mut self, bytes: usize) -> Option<u32> {
        let head = self.take(bytes)?;
        Some(
            head.iter()
                .fold(0, |value, byte| value << 8 | u32::from(*byte)),
        )
    }

    pub(in crate::probe::tls) fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(in crate::probe::tls) fn u16(&mut self) -> Option<u16> {
        u16::try_from(self.number(2)?).ok()
    }

    pub(in crate::probe::tls) fn u24(&mut self) -> Option<usize> {
        usize::try_from(self.number(3)?).ok()
    }

    pub(in crate::probe::tls) fn u32(&mut self) -> Option<u32> {
        self.number(4)
    }

    /// Bytes behind their length in one byte.
    pub(in crate::probe::tls) fn vec8(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(self.u8()?);
        self.take(length)
    }

    /// Bytes behind their length in two bytes.
    pub(in crate::probe::tls) fn vec16(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(self.u16()?);
        self.take(length)
    }

    /// Bytes behind their length in three bytes.
    pub(in crate::probe::tls) fn vec24(&mut self) -> Option<&'a [u8]> {
        let length = self.u24()?;
        self.take(length)
    }
}

/// The extensions in a block, in order; nothing when a length does not fit.
pub(in crate::probe::tls) fn extensions(block: &[u8]) -> Option<Vec<(u16, &[u8])>> {
    let mut cursor = Cursor::new(block);
    let mut found = Vec::new();
    while !cursor.is_empty() {
        found.push((cursor.u16()?, cursor.vec16()?));
    }
    Some(found)
}

/// The body of one extension.
pub(in crate::probe::tls) fn find<'a>(all: &[(u16, &'a [u8])], kind: u16) -> Option<&'a [u8]> {
    all.iter()
        .find(|(number, _)| *number == kind)
        .map(|(_, body)| *body)
}

/// Bytes behind their length in one byte. What is longer does not occur here and is cut.
pub(in crate::probe::tls) fn block8(bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    let mut out = vec![length];
    out.extend(bytes.iter().take(usize::from(length)));
    out
}

/// Bytes behind their length in two bytes. What is longer does not occur here and is cut.
pub(in crate::probe::tls) fn block16(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut out = length.to_be_bytes().to_vec();
    out.extend(bytes.iter().take(usize::from(length)));
    out
}

/// Numbers of two bytes, one after the other.
pub(in crate::probe::tls) fn numbers(values: &[u16]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect()
}

/// Appends an extension.
pub(in crate::probe::tls) fn extension(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    out.extend(kind.to_be_bytes());
    out.extend(block16(body));
}

/// A handshake message with its header.
pub(in crate::probe::tls) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut out = vec![kind];
    out.extend(length.iter().skip(1));
    out.extend(body);
    out
}

/// A record.
pub(in crate::probe::tls) fn record(kind: u8, version: u16, body: &[u8]) -> Vec<u8> {
    let mut out = vec![kind];
    out.extend(version.to_be_bytes());
    out.extend(block16(body));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_together_comes_apart() {
        let mut block = Vec::new();
        extension(&mut block, 10, &block16(&numbers(&[29, 23])));
        extension(&mut block, 0xff01, &block8(&[]));
        let all = extensions(&block).expect("extensions");
        assert_eq!(find(&all, 10), Some(&[0, 4, 0, 29, 0, 23][..]));
        assert_eq!(find(&all, 0xff01), Some(&[0][..]));
        assert_eq!(find(&all, 11), None);
        assert_eq!(
            record(22, 0x0303, &message(1, &[7])),
            [22, 3, 3, 0, 5, 1, 0, 0, 1, 7]
        );
    }

    #[test]
    fn a_length_that_lies_gives_nothing() {
        assert_eq!(extensions(&[0, 10, 0, 5, 1]), None);
        assert_eq!(Cursor::new(&[0xff, 0xff, 0xff, 0]).vec24(), None);
        let mut cursor = Cursor::new(&[1, 2, 3]);
        assert_eq!(cursor.u32(), None);
        assert_eq!(cursor.u24(), Some(0x01_0203));
        assert!(cursor.is_empty());
    }
}
