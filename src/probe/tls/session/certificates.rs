//! The Certificate message of TLS 1.3, plain or compressed (RFC 8446 §4.4.2, RFC 8879).

use std::io::Read as _;

use ruzstd::decoding::StreamingDecoder;

use super::channel::{MAX_HANDSHAKE, broken};
use super::wire::{Cursor, extensions, find};
use crate::domain::observation::Failure;

/// Certificates that are kept at most.
const MAX_CHAIN: usize = 100;
/// Memory that unpacking may take (RFC 8878 §3.1.1.1.2 recommends 8 MiB).
const MAX_WINDOW: u64 = 8 * 1024 * 1024;
const STATUS_REQUEST: u16 = 5;
const SCT: u16 = 18;

/// What a Certificate message says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::probe::tls) struct Served {
    /// DER, leaf first.
    pub(in crate::probe::tls) chain: Vec<Vec<u8>>,
    /// OCSP responses, DER: one for each certificate that has one, the leaf's first.
    pub(in crate::probe::tls) staples: Vec<Vec<u8>>,
    /// The response stapled for the leaf.
    pub(in crate::probe::tls) leaf_staple: Option<Vec<u8>>,
    /// `SignedCertificateTimestampList` structures.
    pub(in crate::probe::tls) scts: Vec<Vec<u8>>,
}

/// Reads the body of a Certificate message.
pub(super) fn read(body: &[u8]) -> Result<Served, Failure> {
    parse(body).ok_or_else(|| broken("a broken Certificate message"))
}

fn parse(body: &[u8]) -> Option<Served> {
    let mut cursor = Cursor::new(body);
    cursor.vec8()?;
    let mut list = Cursor::new(cursor.vec24()?);
    if !cursor.is_empty() {
        return None;
    }
    let mut served = Served::default();
    while !list.is_empty() {
        let der = list.vec24()?;
        let all = extensions(list.vec16()?)?;
        let leaf = served.chain.is_empty();
        if served.chain.len() >= MAX_CHAIN {
            continue;
        }
        served.chain.push(der.to_vec());
        if let Some(status) = find(&all, STATUS_REQUEST) {
            let mut status = Cursor::new(status);
            if status.u8()? == 1 {
                let response = status.vec24()?.to_vec();
                if leaf {
                    served.leaf_staple = Some(response.clone());
                }
                served.staples.push(response);
            }
        }
        if let Some(list) = find(&all, SCT) {
            served.scts.push(list.to_vec());
        }
    }
    Some(served)
}

/// Unpacks a `CompressedCertificate` message: the algorithm's number and the body of the Certificate message.
pub(super) fn unpack(body: &[u8]) -> Result<(u16, Vec<u8>), Failure> {
    let mut cursor = Cursor::new(body);
    let (Some(algorithm), Some(length), Some(packed)) =
        (cursor.u16(), cursor.u24(), cursor.vec24())
    else {
        return Err(broken("a broken CompressedCertificate message"));
    };
    if length > MAX_HANDSHAKE {
        return Err(broken("a compressed certificate that is too large"));
    }
    let mut plain = Vec::new();
    // One byte more shows that the length was a lie.
    let limit = u64::try_from(length + 1).unwrap_or_default();
    let done = match algorithm {
        1 => flate2::read::ZlibDecoder::new(packed)
            .take(limit)
            .read_to_end(&mut plain)
            .is_ok(),
        2 => brotli_decompressor::Decompressor::new(packed, 4096)
            .take(limit)
            .read_to_end(&mut plain)
            .is_ok(),
        3 => StreamingDecoder::new_with_max_window_size(packed, MAX_WINDOW)
            .is_ok_and(|decoder| decoder.take(limit).read_to_end(&mut plain).is_ok()),
        _ => return Err(broken("a compression that was not offered")),
    };
    if !done || plain.len() != length {
        return Err(broken("a compressed certificate that cannot be unpacked"));
    }
    Ok((algorithm, plain))
}

/// IANA's name of a compression algorithm.
pub(in crate::probe::tls) const fn compression(algorithm: u16) -> &'static str {
    match algorithm {
        1 => "zlib",
        2 => "brotli",
        3 => "zstd",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// Two certificates, the first with a staple and a list of SCTs.
    fn message() -> Vec<u8> {
        let mut list = vec![0, 0, 2, b'a', b'b'];
        let staple = [0, 5, 0, 6, 1, 0, 0, 2, 7, 7];
        let scts = [0, 18, 0, 3, 0, 1, 9];
        list.extend([0, 17]);
        list.extend(staple);
        list.extend(scts);
        list.extend([0, 0, 1, b'c', 0, 0]);
        let mut body = vec![0, 0, 0, u8::try_from(list.len()).expect("short")];
        body.extend(list);
        body
    }

    fn packed(algorithm: u8, length: usize, bytes: &[u8]) -> Vec<u8> {
        let mut body = vec![0, algorithm];
        for number in [length, bytes.len()] {
            let number = u32::try_from(number).expect("short").to_be_bytes();
            body.extend(&number[1..]);
        }
        body.extend(bytes);
        body
    }

    fn zlib(plain: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(plain).expect("packed");
        out.finish().expect("packed")
    }

    #[test]
    fn reads_certificates_and_what_is_stapled() {
        let served = read(&message()).expect("certificates");
        assert_eq!(served.chain, [&b"ab"[..], b"c"]);
        assert_eq!(served.leaf_staple.as_deref(), Some(&[7, 7][..]));
        assert_eq!(served.staples.len(), 1);
        assert_eq!(served.scts, [[0, 1, 9]]);
        assert!(read(&message()[..20]).is_err());
        assert!(read(&[0, 0xff, 0xff, 0xff]).is_err());
    }

    #[test]
    fn unpacks_within_bounds() {
        let plain = message();
        // The same bytes, packed by Node.js and by the zstd program.
        let brotli = vec![
            0x1b, 0x21, 0x00, 0xf8, 0x07, 0x41, 0xcf, 0x6e, 0xc2, 0xe2, 0x24, 0xbf, 0xfb, 0x47,
            0x69, 0x82, 0x51, 0x00, 0x70, 0x38, 0xe4, 0x7d, 0x96, 0x6e, 0x04, 0x59, 0x65, 0x6b,
            0x62, 0xf2, 0x01,
        ];
        let zstd = vec![
            0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x22, 0x11, 0x01, 0x00, 0x00, 0x00, 0x00, 0x1e, 0x00,
            0x00, 0x02, 0x61, 0x62, 0x00, 0x11, 0x00, 0x05, 0x00, 0x06, 0x01, 0x00, 0x00, 0x02,
            0x07, 0x07, 0x00, 0x12, 0x00, 0x03, 0x00, 0x01, 0x09, 0x00, 0x00, 0x01, 0x63, 0x00,
            0x00, 0x9b, 0x72, 0xdc, 0x40,
        ];
        for (algorithm, name, bytes) in [
            (1, "zlib", zlib(&plain)),
            (2, "brotli", brotli),
            (3, "zstd", zstd),
        ] {
            let message = packed(algorithm, plain.len(), &bytes);
            let (number, body) = unpack(&message).unwrap_or_else(|_| panic!("{name}"));
            assert_eq!((compression(number), body), (name, plain.clone()));
            // A length that lies, and bytes that are cut off.
            assert!(unpack(&packed(algorithm, plain.len() - 1, &bytes)).is_err());
            assert!(unpack(&packed(algorithm, plain.len() + 1, &bytes)).is_err());
            assert!(unpack(&packed(algorithm, plain.len(), &bytes[..bytes.len() / 2])).is_err());
        }
        let bomb = zlib(&vec![0; 1 << 24]);
        assert!(unpack(&packed(1, 1000, &bomb)).is_err());
        assert!(unpack(&packed(1, 1 << 23, &bomb)).is_err());
        assert!(unpack(&packed(4, 1, b"x")).is_err());
        assert_eq!(compression(4), "unknown");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, algorithm in 0u8..5, length in 0usize..4000) {
            drop(read(&bytes));
            drop(unpack(&bytes));
            drop(unpack(&packed(algorithm, length, &bytes)));
        }
    }
}
