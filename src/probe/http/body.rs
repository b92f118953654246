//! The body of a page, unpacked within bounds.

use std::io::Read as _;

/// Encodings that a page is asked for in: those that [`unpack`] reads.
pub(super) const ACCEPTED: &str = "gzip, deflate, br";

/// A body as it was sent, and what could be unpacked of it.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Bytes that came, up to the limit.
    pub(super) sent: u64,
    /// True when there was more than the limit.
    pub(super) more: bool,
    /// True when it did not come to its end.
    pub(super) cut: bool,
    /// The bytes, unpacked, up to the limit; nothing when the encoding is not known or not kept to.
    pub(super) plain: Option<Vec<u8>>,
}

/// Unpacks at most `limit` bytes; true when there were more or the end was missing.
///
/// `encoding` is the value of `Content-Encoding`. Several encodings, one over the other, are not read: no browser asks for
/// them.
pub(super) fn unpack(packed: Vec<u8>, encoding: &str, limit: usize) -> Option<(Vec<u8>, bool)> {
    let cap = u64::try_from(limit).ok()?.checked_add(1)?;
    let mut plain = Vec::new();
    // What was unpacked before a fault is kept: a body that was cut short ends in one.
    let whole = match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => {
            plain = packed;
            true
        }
        "gzip" | "x-gzip" => flate2::read::MultiGzDecoder::new(packed.as_slice())
            .take(cap)
            .read_to_end(&mut plain)
            .is_ok(),
        // RFC 9110 §8.4.1.2 means zlib; some servers send the bare stream.
        "deflate" => {
            let zlib = flate2::read::ZlibDecoder::new(packed.as_slice())
                .take(cap)
                .read_to_end(&mut plain)
                .is_ok();
            zlib || plain.is_empty()
                && flate2::read::DeflateDecoder::new(packed.as_slice())
                    .take(cap)
                    .read_to_end(&mut plain)
                    .is_ok()
        }
        "br" => brotli_decompressor::Decompressor::new(packed.as_slice(), 4096)
            .take(cap)
            .read_to_end(&mut plain)
            .is_ok(),
        _ => return None,
    };
    let more = plain.len() > limit;
    plain.truncate(limit);
    (whole || !plain.is_empty()).then_some((plain, more || !whole))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(plain).expect("memory");
        out.finish().expect("memory")
    }

    #[test]
    fn what_browsers_unpack_is_unpacked_and_nothing_beyond_the_limit() {
        let text = b"<p>hello</p>".repeat(10);
        assert_eq!(
            unpack(gzip(&text), " GZIP ", 1000),
            Some((text.clone(), false))
        );
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(&text).expect("memory");
        let zlib = zlib.finish().expect("memory");
        assert_eq!(
            unpack(zlib.clone(), "deflate", 1000),
            Some((text.clone(), false))
        );
        let bare = zlib[2..zlib.len() - 4].to_vec();
        assert_eq!(unpack(bare, "deflate", 1000), Some((text.clone(), false)));
        assert_eq!(
            unpack(text.clone(), "", 20),
            Some((text[..20].to_vec(), true))
        );
        let bomb = gzip(&vec![0; 64 << 20]);
        let (plain, more) = unpack(bomb, "gzip", 1 << 20).expect("gzip");
        assert_eq!((plain.len(), more), (1 << 20, true));
    }

    #[test]
    fn what_is_cut_short_is_read_as_far_as_it_goes() {
        let text: Vec<u8> = (0..20_000_u32).flat_map(u32::to_le_bytes).collect();
        let packed = gzip(&text);
        let half = packed[..packed.len() / 2].to_vec();
        let (plain, cut) = unpack(half, "gzip", 1 << 20).expect("the beginning");
        assert!(cut && !plain.is_empty() && text.starts_with(&plain));
        assert_eq!(unpack(b"<p>".to_vec(), "gzip", 100), None);
        assert_eq!(unpack(b"<p>".to_vec(), "br", 100), None);
        assert_eq!(unpack(b"<p>".to_vec(), "rot13", 100), None);
    }
}
