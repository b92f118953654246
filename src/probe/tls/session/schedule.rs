//! The key schedule of TLS 1.3 (RFC 8446 §7) and its record protection (§5.2).

use aws_lc_rs::aead::{
    AES_128_GCM, AES_256_GCM, Aad, Algorithm, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey,
};
use aws_lc_rs::hkdf::Prk;

use super::channel::{DATA, Protection};
use super::hash::{Hash, expand_label};
use crate::domain::observation::{Failure, FailureReason};

/// A suite of TLS 1.3.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suite {
    pub(super) hash: Hash,
    aead: &'static Algorithm,
}

/// The suites that we can do, in the order that we offer them.
pub(super) const SUITES: [u16; 3] = [0x1302, 0x1303, 0x1301];

impl Suite {
    pub(super) const fn of(code: u16) -> Option<Self> {
        let (hash, aead) = match code {
            0x1301 => (Hash::Sha256, &AES_128_GCM),
            0x1302 => (Hash::Sha384, &AES_256_GCM),
            0x1303 => (Hash::Sha256, &CHACHA20_POLY1305),
            _ => return None,
        };
        Some(Self { hash, aead })
    }

    /// Record protection with a traffic secret.
    pub(super) fn protection(self, secret: &[u8]) -> Result<Box<dyn Protection>, Failure> {
        let secret = self.hash.secret(secret);
        let key = expand_label(&secret, "key", &[], self.aead.key_len())?;
        let iv = expand_label(&secret, "iv", &[], 12)?;
        let key = UnboundKey::new(self.aead, &key)
            .map_err(|_| Failure::new(FailureReason::LocalFault, "a key that cannot be used"))?;
        Ok(Box::new(Keys {
            key: LessSafeKey::new(key),
            iv,
            sequence: 0,
        }))
    }

    /// `verify_data` of a Finished message, made with a handshake traffic secret (RFC 8446 §4.4.4).
    pub(super) fn finished(self, secret: &[u8], transcript: &[u8]) -> Result<Vec<u8>, Failure> {
        let secret = self.hash.secret(secret);
        let key = expand_label(&secret, "finished", &[], self.hash.len())?;
        Ok(self.hash.hmac(&key, transcript))
    }
}

/// One stage of the key schedule.
pub(super) struct Stage {
    hash: Hash,
    secret: Prk,
}

impl Stage {
    /// The first stage: from a pre-shared key, or from zeros.
    pub(super) fn early(hash: Hash, psk: Option<&[u8]>) -> Self {
        let zeros = vec![0; hash.len()];
        Self {
            hash,
            secret: hash.extract(&zeros, psk.unwrap_or(&zeros)),
        }
    }

    /// The next stage, with the agreed secret; or with zeros for the last.
    pub(super) fn next(&self, agreed: Option<&[u8]>) -> Result<Self, Failure> {
        let salt = self.derive("derived", &[])?;
        let zeros = vec![0; self.hash.len()];
        Ok(Self {
            hash: self.hash,
            secret: self.hash.extract(&salt, agreed.unwrap_or(&zeros)),
        })
    }

    /// `Derive-Secret` over the messages so far.
    pub(super) fn derive(&self, label: &str, messages: &[u8]) -> Result<Vec<u8>, Failure> {
        let context = self.hash.digest(messages);
        expand_label(&self.secret, label, &context, self.hash.len())
    }
}

/// Record protection in one direction.
struct Keys {
    key: LessSafeKey,
    iv: Vec<u8>,
    sequence: u64,
}

impl Keys {
    fn nonce(&mut self) -> Option<Nonce> {
        let nonce = mask(&self.iv, self.sequence)?;
        self.sequence = self.sequence.checked_add(1)?;
        Some(nonce)
    }
}

/// The nonce of a record: the sequence number laid over the IV.
pub(super) fn mask(iv: &[u8], sequence: u64) -> Option<Nonce> {
    let mut nonce: [u8; 12] = iv.try_into().ok()?;
    for (byte, over) in nonce.iter_mut().skip(4).zip(sequence.to_be_bytes()) {
        *byte ^= over;
    }
    Some(Nonce::assume_unique_for_key(nonce))
}

impl Protection for Keys {
    fn open(&mut self, kind: u8, version: u16, mut body: Vec<u8>) -> Option<(u8, Vec<u8>)> {
        if kind != DATA {
            // An alert may come in the clear from a server that could not read our keys.
            return (kind == super::channel::ALERT).then_some((kind, body));
        }
        let header = header(version, body.len())?;
        let nonce = self.nonce()?;
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(header), &mut body)
            .ok()?;
        let end = plain.iter().rposition(|byte| *byte != 0)?;
        let kind = plain.get(end).copied()?;
        Some((kind, plain.get(..end)?.to_vec()))
    }

    fn seal(&mut self, kind: u8, content: &[u8]) -> Option<Vec<u8>> {
        let mut body = content.to_vec();
        body.push(kind);
        let header = header(0x0303, body.len() + self.key.algorithm().tag_len())?;
        let nonce = self.nonce()?;
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(header), &mut body)
            .ok()?;
        Some([&header[..], &body].concat())
    }
}

fn header(version: u16, length: usize) -> Option<[u8; 5]> {
    let [major, minor] = version.to_be_bytes();
    let [high, low] = u16::try_from(length).ok()?.to_be_bytes();
    Some([DATA, major, minor, high, low])
}
