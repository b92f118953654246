//! A harmless request, and the status of its answer: in HTTP/1.1, or in HTTP/2 when that was chosen.

use super::super::channel::{Channel, Event};

/// Bytes of an answer that are read at most to find its status.
const MAX_ANSWER: usize = 64 * 1024;
/// Pieces of an answer that are read at most.
const MAX_PIECES: u32 = 64;

/// A request for the root of a site.
#[derive(Debug, Clone, Copy)]
pub(in crate::probe::tls) struct Request<'a> {
    /// Host, with the port when it is not 443.
    pub(in crate::probe::tls) host: &'a str,
    /// What we call ourselves.
    pub(in crate::probe::tls) agent: &'a str,
}

impl Request<'_> {
    /// The bytes of the request in the protocol that was chosen.
    pub(super) fn bytes(&self, alpn: Option<&str>) -> Vec<u8> {
        if alpn == Some("h2") {
            return self.http2();
        }
        let Self { host, agent } = self;
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nAccept: */*\r\n\r\n")
            .into_bytes()
    }

    /// Preface, empty SETTINGS, and one HEADERS frame on stream 1 (RFC 9113 §3.4, §6.2; RFC 7541).
    fn http2(&self) -> Vec<u8> {
        // :method GET, :scheme https, :path / stand in the static table.
        let mut block = vec![0x82, 0x87, 0x84];
        // :authority and user-agent: name from the static table, value in plain octets, not indexed.
        literal(&mut block, &[0x01], self.host);
        literal(&mut block, &[0x0f, 58 - 15], self.agent);
        let mut out = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        frame(&mut out, 4, 0, 0, &[]);
        // END_STREAM and END_HEADERS.
        frame(&mut out, 1, 0x05, 1, &block);
        out
    }
}

/// A header whose value stays short: longer ones are cut.
fn literal(out: &mut Vec<u8>, name: &[u8], value: &str) {
    let value: Vec<u8> = value.bytes().take(126).collect();
    out.extend(name);
    out.push(u8::try_from(value.len()).unwrap_or_default());
    out.extend(value);
}

fn frame(out: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, body: &[u8]) {
    let length = u32::try_from(body.len()).unwrap_or_default().to_be_bytes();
    out.extend(length.iter().skip(1));
    out.extend([kind, flags]);
    out.extend(stream.to_be_bytes());
    out.extend(body);
}

/// Reads until the status of the answer is known; nothing when it does not become clear.
pub(super) async fn status(channel: &mut Channel<'_>, alpn: Option<&str>) -> Option<u16> {
    let mut answer = Vec::new();
    for _ in 0..MAX_PIECES {
        match channel.next("answer to the request").await.ok()? {
            Event::Data(data) => {
                answer.extend(data);
                let found = if alpn == Some("h2") {
                    http2(&answer)
                } else {
                    http1(&answer)
                };
                if found.is_some() || answer.len() > MAX_ANSWER {
                    return found;
                }
            }
            Event::Message(_) | Event::ChangeCipherSpec | Event::Alert { fatal: false, .. } => {}
            Event::Alert { .. } | Event::Closed | Event::Heartbeat { .. } => return None,
        }
    }
    None
}

fn http1(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|byte| *byte == b'\n').next()?;
    // The line has to be there whole.
    answer.get(line.len())?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|word| word.starts_with("HTTP/1."))?;
    number(words.next()?)
}

fn number(digits: &str) -> Option<u16> {
    let whole = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| whole)
}

/// The status in the first HEADERS frame of stream 1.
fn http2(mut answer: &[u8]) -> Option<u16> {
    while let [a, b, c, kind, flags, stream @ ..] = answer {
        let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let (stream, rest) = stream.split_first_chunk::<4>()?;
        let body = rest.get(..length)?;
        if *kind == 1 && *stream == [0, 0, 0, 1] {
            return headers(*flags, body);
        }
        answer = rest.get(length..)?;
    }
    None
}

fn headers(flags: u8, body: &[u8]) -> Option<u16> {
    const PADDED: u8 = 0x08;
    const PRIORITY: u8 = 0x20;
    let skipped = usize::from(flags & PADDED != 0) + if flags & PRIORITY == 0 { 0 } else { 5 };
    let mut block = body.get(skipped..)?;
    // Changes of the table size come first and are no header (RFC 7541 §6.3).
    while let [first, rest @ ..] = block
        && first & 0xe0 == 0x20
    {
        block = rest;
    }
    // `:status` with these values stands in the static table (RFC 7541 appendix A).
    match *block {
        [first @ 0x88..=0x8e, ..] => [200, 204, 206, 304, 400, 404, 500]
            .get(usize::from(first - 0x88))
            .copied(),
        // A literal whose name is the one of entry 8 to 14, in one of three forms.
        [0x48..=0x4e | 0x08..=0x0e | 0x18..=0x1e, 3, a, b, c, ..] => {
            number(std::str::from_utf8(&[a, b, c]).ok()?)
        }
        [
            0x48..=0x4e | 0x08..=0x0e | 0x18..=0x1e,
            length @ 0x80..=0x83,
            ..,
        ] => huffman(block.get(2..2 + usize::from(length & 0x7f))?),
        _ => None,
    }
}

/// Three digits in the Huffman code of RFC 7541 appendix B: `0` to `2` take five bits, the others six.
fn huffman(bytes: &[u8]) -> Option<u16> {
    let mut bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |place| u16::from(byte >> place & 1)));
    let mut value = 0;
    for _ in 0..3 {
        let five = (0..5).try_fold(0, |code, _| Some(code << 1 | bits.next()?))?;
        let digit = if five <= 2 {
            five
        } else {
            (five << 1 | bits.next()?).checked_sub(0x19)? + 3
        };
        if digit > 9 {
            return None;
        }
        value = value * 10 + digit;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_status_in_both_protocols() {
        assert_eq!(http1(b"HTTP/1.1 425 Too Early\r\nx"), Some(425));
        assert_eq!(http1(b"HTTP/1.1 425 Too E"), None);
        assert_eq!(http1(b"SSH-2.0 425 x\r\n"), None);
        let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        let answer = |flags: u8, block: &[u8]| {
            let mut out = settings.to_vec();
            frame(&mut out, 1, flags, 1, block);
            out
        };
        // 425 in Huffman code: 011010 00010 011011.
        let packed = [0x48, 0x83, 0b0110_1000, 0b0100_1101, 0b1111_1111];
        for (flags, block, status) in [
            (4, &[0x88][..], Some(200)),
            (4, &[0x20, 0x8d], Some(404)),
            (0x2c, &[0, 0, 0, 0, 0, 0, 0x8c], Some(400)),
            (4, &[0x08, 3, b'4', b'2', b'5'], Some(425)),
            (4, &packed, Some(425)),
            (4, &[0x48, 0x82, 0b0110_1000, 0b0100_1101], None),
            (4, &[0x82], None),
            (4, &[], None),
        ] {
            assert_eq!(http2(&answer(flags, block)), status, "{block:?}");
        }
        assert_eq!(http2(&settings), None);
        assert_eq!(huffman(&[0xff; 3]), None);
    }
}
