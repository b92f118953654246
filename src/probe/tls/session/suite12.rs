//! The cipher suites of TLS 1.2 that a full handshake can be made with.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Algorithm, CHACHA20_POLY1305};
use aws_lc_rs::{cipher, hmac};

use super::hash::Hash;

/// How the keys are agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::probe::tls) enum Exchange {
    /// Finite fields.
    Dhe,
    /// Elliptic curves.
    Ecdhe,
    /// The client chooses and encrypts with the server's key.
    Rsa,
}

/// How records are protected.
#[derive(Clone, Copy)]
pub(super) enum Cipher {
    /// With the explicit part of the nonce in the record (RFC 5288).
    Gcm(&'static Algorithm),
    /// RFC 7905.
    ChaCha,
    /// MAC first, then CBC (RFC 5246 §6.2.3.2).
    Cbc {
        cipher: &'static cipher::Algorithm,
        key: usize,
        mac: hmac::Algorithm,
    },
}

/// A suite.
#[derive(Clone, Copy)]
pub(super) struct Suite {
    pub(super) exchange: Exchange,
    pub(super) cipher: Cipher,
    pub(super) hash: Hash,
}

const CHACHA: &Algorithm = &CHACHA20_POLY1305;

const GCM_128: (Cipher, Hash) = (Cipher::Gcm(&AES_128_GCM), Hash::Sha256);
const GCM_256: (Cipher, Hash) = (Cipher::Gcm(&AES_256_GCM), Hash::Sha384);
const POLY: (Cipher, Hash) = (Cipher::ChaCha, Hash::Sha256);

const fn cbc(key: usize, mac: hmac::Algorithm, hash: Hash) -> (Cipher, Hash) {
    let cipher = if key == 16 {
        &cipher::AES_128
    } else {
        &cipher::AES_256
    };
    (Cipher::Cbc { cipher, key, mac }, hash)
}

const SHA1: hmac::Algorithm = hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY;
const SHA256: hmac::Algorithm = hmac::HMAC_SHA256;
const SHA384: hmac::Algorithm = hmac::HMAC_SHA384;

/// All of them, in the order in which they are offered: cheap and certain ones first.
#[cfg(test)]
pub(in crate::probe::tls) const KNOWN: [u16; 30] = [
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0xccaa, 0x009c, 0x009d, 0xc023,
    0xc027, 0xc024, 0xc028, 0xc009, 0xc013, 0xc00a, 0xc014, 0x0067, 0x006b, 0x0033, 0x0039, 0x003c,
    0x003d, 0x002f, 0x0035, 0x0032, 0x0038, 0x00a2,
];

impl Suite {
    pub(super) const fn of(code: u16) -> Option<Self> {
        use Exchange::{Dhe, Ecdhe, Rsa};
        let (exchange, (cipher, hash)) = match code {
            0xc02b | 0xc02f => (Ecdhe, GCM_128),
            0xc02c | 0xc030 => (Ecdhe, GCM_256),
            0xcca8 | 0xcca9 => (Ecdhe, POLY),
            0x009e | 0x00a2 => (Dhe, GCM_128),
            0x009f => (Dhe, GCM_256),
            0xccaa => (Dhe, POLY),
            0x009c => (Rsa, GCM_128),
            0x009d => (Rsa, GCM_256),
            0xc023 | 0xc027 => (Ecdhe, cbc(16, SHA256, Hash::Sha256)),
            0xc024 | 0xc028 => (Ecdhe, cbc(32, SHA384, Hash::Sha384)),
            0xc009 | 0xc013 => (Ecdhe, cbc(16, SHA1, Hash::Sha256)),
            0xc00a | 0xc014 => (Ecdhe, cbc(32, SHA1, Hash::Sha256)),
            0x0067 => (Dhe, cbc(16, SHA256, Hash::Sha256)),
            0x006b => (Dhe, cbc(32, SHA256, Hash::Sha256)),
            0x0033 | 0x0032 => (Dhe, cbc(16, SHA1, Hash::Sha256)),
            0x0039 | 0x0038 => (Dhe, cbc(32, SHA1, Hash::Sha256)),
            0x003c => (Rsa, cbc(16, SHA256, Hash::Sha256)),
            0x003d => (Rsa, cbc(32, SHA256, Hash::Sha256)),
            0x002f => (Rsa, cbc(16, SHA1, Hash::Sha256)),
            0x0035 => (Rsa, cbc(32, SHA1, Hash::Sha256)),
            _ => return None,
        };
        Some(Self {
            exchange,
            cipher,
            hash,
        })
    }
}

impl Cipher {
    /// Bytes of key block for one direction: MAC key, key, fixed part of the nonce.
    pub(super) fn lengths(self) -> (usize, usize, usize) {
        match self {
            Self::Gcm(aead) => (0, aead.key_len(), 4),
            Self::ChaCha => (0, CHACHA.key_len(), 12),
            Self::Cbc { key, mac, .. } => (mac.tag_len(), key, 0),
        }
    }

    pub(super) const fn aead(self) -> Option<&'static Algorithm> {
        match self {
            Self::Gcm(aead) => Some(aead),
            Self::ChaCha => Some(CHACHA),
            Self::Cbc { .. } => None,
        }
    }
}

/// True when a whole handshake can be made with a suite.
pub(in crate::probe::tls) fn is_known(code: u16) -> bool {
    Suite::of(code).is_some()
}

/// The suites of a list that exchange keys with RSA, for what needs that.
pub(in crate::probe::tls) fn with_rsa(suites: &[u16]) -> Vec<u16> {
    // Every number of this kind in IANA's registry that a server may still take, whatever its cipher.
    const RSA: [u16; 23] = [
        0x0035, 0x002f, 0x003d, 0x003c, 0x009d, 0x009c, 0x000a, 0x0005, 0x0004, 0x0041, 0x0084,
        0x0096, 0x0007, 0x00ba, 0x00c0, 0xc09c, 0xc09d, 0xc0a0, 0xc0a1, 0xc07a, 0xc07b, 0xc050,
        0xc051,
    ];
    suites
        .iter()
        .copied()
        .filter(|code| RSA.contains(code))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offered_suite_is_known() {
        for code in KNOWN {
            let suite = Suite::of(code).expect("known");
            assert!(suite.cipher.lengths().1 >= 16);
        }
        assert!(Suite::of(0x0005).is_none());
        assert_eq!(with_rsa(&[0xc02f, 0x0035]), [0x0035]);
    }
}
