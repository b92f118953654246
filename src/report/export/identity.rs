//! Identifiers that are the same whenever the same thing is exported.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// The namespace of our identifiers: a random UUID, fixed for ever.
const NAMESPACE: [u8; 16] = [
    0x6f, 0x2b, 0x8c, 0x51, 0x93, 0x0e, 0x4d, 0x7a, 0x9b, 0x64, 0x1d, 0xe2, 0x57, 0xc8, 0x3a, 0xf0,
];

/// A UUID of version 5: the digest of a kind and a name (RFC 9562 §5.5).
pub(super) fn uuid(kind: &str, name: &str) -> String {
    let digest = Sha1::new()
        .chain_update(NAMESPACE)
        .chain_update(kind)
        .chain_update(b"\0")
        .chain_update(name)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x50;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The SHA-256 of a name, lower-case hexadecimal: says that two runs tell of the same thing.
pub(super) fn fingerprint(name: &str) -> String {
    Sha256::digest(name)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_gives_the_same_identifier() {
        let one = uuid("finding", "tls-versions@endpoint:example.nl:443");
        assert_eq!(one, uuid("finding", "tls-versions@endpoint:example.nl:443"));
        assert_ne!(one, uuid("risk", "tls-versions@endpoint:example.nl:443"));
        assert_eq!(one.len(), 36);
        assert_eq!(&one[14..15], "5");
        assert!("89ab".contains(&one[19..20]));
        assert_eq!(fingerprint("").len(), 64);
    }
}
