//! Record protection of TLS 1.2: AEAD suites, and AES in CBC mode with a MAC.

use aws_lc_rs::aead::{Aad, LessSafeKey, UnboundKey};
use aws_lc_rs::cipher::{
    DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey,
};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

use super::channel::Protection;
use super::random;
use super::schedule::mask;
use super::suite12::Cipher;
use super::wire::{Cursor, record};
use crate::domain::observation::{Failure, FailureReason};

const VERSION: u16 = 0x0303;
const BLOCK: usize = 16;

/// Protection for the client's and the server's records.
pub(super) type Pair = (Box<dyn Protection>, Box<dyn Protection>);

/// Cuts the key block (RFC 5246 §6.3) into protection for the client's and the server's records.
pub(super) fn pair(cipher: Cipher, block: &[u8]) -> Result<Pair, Failure> {
    let (mac, key, iv) = cipher.lengths();
    let mut cursor = Cursor::new(block);
    let mut cut = |length| cursor.take(length).ok_or_else(local);
    let (client_mac, server_mac) = (cut(mac)?, cut(mac)?);
    let (client_key, server_key) = (cut(key)?, cut(key)?);
    let (client_iv, server_iv) = (cut(iv)?, cut(iv)?);
    Ok((
        one(cipher, client_mac, client_key, client_iv)?,
        one(cipher, server_mac, server_key, server_iv)?,
    ))
}

fn one(
    cipher: Cipher,
    mac_key: &[u8],
    key: &[u8],
    iv: &[u8],
) -> Result<Box<dyn Protection>, Failure> {
    if let Cipher::Cbc { cipher, mac, .. } = cipher {
        let bound = || UnboundCipherKey::new(cipher, key).map_err(|_| local());
        return Ok(Box::new(Cbc {
            mac: hmac::Key::new(mac, mac_key),
            encrypt: EncryptingKey::cbc(bound()?).map_err(|_| local())?,
            decrypt: DecryptingKey::cbc(bound()?).map_err(|_| local())?,
            sequence: 0,
        }));
    }
    let aead = cipher.aead().ok_or_else(local)?;
    let key = UnboundKey::new(aead, key).map_err(|_| local())?;
    Ok(Box::new(Aead {
        key: LessSafeKey::new(key),
        iv: iv.to_vec(),
        explicit: matches!(cipher, Cipher::Gcm(_)),
        sequence: 0,
    }))
}

fn local() -> Failure {
    Failure::new(FailureReason::LocalFault, "a key that cannot be used")
}

/// What goes with a record into its MAC (RFC 5246 §6.2.3.1).
fn additional(sequence: u64, kind: u8, length: usize) -> Option<Vec<u8>> {
    let mut out = sequence.to_be_bytes().to_vec();
    out.push(kind);
    out.extend(VERSION.to_be_bytes());
    out.extend(u16::try_from(length).ok()?.to_be_bytes());
    Some(out)
}

struct Aead {
    key: LessSafeKey,
    iv: Vec<u8>,
    /// The nonce is the fixed part followed by eight bytes of the record.
    explicit: bool,
    sequence: u64,
}

impl Protection for Aead {
    fn open(&mut self, kind: u8, _version: u16, body: Vec<u8>) -> Option<(u8, Vec<u8>)> {
        let mut cursor = Cursor::new(&body);
        let nonce = if self.explicit {
            let whole = [&self.iv, cursor.take(8)?].concat();
            mask(&whole, 0)?
        } else {
            mask(&self.iv, self.sequence)?
        };
        let rest = body.len() - if self.explicit { 8 } else { 0 };
        let mut sealed = cursor.take(rest)?.to_vec();
        let length = rest.checked_sub(self.key.algorithm().tag_len())?;
        let additional = additional(self.sequence, kind, length)?;
        self.sequence = self.sequence.checked_add(1)?;
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(additional), &mut sealed)
            .ok()?;
        Some((kind, plain.to_vec()))
    }

    fn seal(&mut self, kind: u8, content: &[u8]) -> Option<Vec<u8>> {
        let explicit = self.sequence.to_be_bytes();
        let (nonce, mut body) = if self.explicit {
            let whole = [&self.iv, &explicit[..]].concat();
            (mask(&whole, 0)?, explicit.to_vec())
        } else {
            (mask(&self.iv, self.sequence)?, Vec::new())
        };
        let additional = additional(self.sequence, kind, content.len())?;
        self.sequence = self.sequence.checked_add(1)?;
        let mut sealed = content.to_vec();
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(additional), &mut sealed)
            .ok()?;
        body.extend(sealed);
        Some(record(kind, VERSION, &body))
    }
}

struct Cbc {
    mac: hmac::Key,
    encrypt: EncryptingKey,
    decrypt: DecryptingKey,
    sequence: u64,
}

impl Cbc {
    fn tag(&mut self, kind: u8, content: &[u8]) -> Option<hmac::Tag> {
        let additional = additional(self.sequence, kind, content.len())?;
        self.sequence = self.sequence.checked_add(1)?;
        Some(hmac::sign(&self.mac, &[&additional, content].concat()))
    }
}

impl Protection for Cbc {
    fn open(&mut self, kind: u8, _version: u16, body: Vec<u8>) -> Option<(u8, Vec<u8>)> {
        let mut cursor = Cursor::new(&body);
        let iv: [u8; BLOCK] = cursor.take(BLOCK)?.try_into().ok()?;
        let mut plain = cursor.take(body.len() - BLOCK)?.to_vec();
        let context = DecryptionContext::Iv128(FixedLength::from(iv));
        self.decrypt.decrypt(&mut plain, context).ok()?;
        // What is said here is not secret and goes one way: the time that this takes tells nobody anything.
        let padding = usize::from(plain.last().copied()?);
        let tag = self.mac.algorithm().tag_len();
        let length = plain.len().checked_sub(padding + 1 + tag)?;
        let (content, rest) = plain.split_at_checked(length)?;
        let wanted = self.tag(kind, content)?;
        (rest.get(..tag)? == wanted.as_ref()).then(|| (kind, content.to_vec()))
    }

    fn seal(&mut self, kind: u8, content: &[u8]) -> Option<Vec<u8>> {
        let tag = self.tag(kind, content)?;
        let mut plain = [content, tag.as_ref()].concat();
        let padding = BLOCK - 1 - plain.len() % BLOCK;
        plain.extend(vec![u8::try_from(padding).ok()?; padding + 1]);
        let iv: [u8; BLOCK] = random().ok()?;
        let context = EncryptionContext::Iv128(FixedLength::from(iv));
        self.encrypt.less_safe_encrypt(&mut plain, context).ok()?;
        Some(record(kind, VERSION, &[&iv[..], &plain].concat()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite12::{KNOWN, Suite};
    use super::*;

    /// The same keys in both directions.
    fn both(code: u16) -> Pair {
        let cipher = Suite::of(code).expect("known").cipher;
        pair(cipher, &[7; 200]).expect("keys")
    }

    #[test]
    fn what_is_sealed_opens_as_what_it_is() {
        for code in KNOWN {
            let (mut one, mut other) = both(code);
            for content in [&b"hello"[..], b"", &[9; 64]] {
                let record = one.seal(22, content).expect("sealed");
                let body = record.get(5..).expect("a body").to_vec();
                let opened = other.open(22, VERSION, body.clone());
                assert_eq!(opened, Some((22, content.to_vec())), "{code:04x}");
                // It is bound to its kind.
                assert_eq!(both(code).0.open(23, VERSION, body), None, "{code:04x}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            for code in [0xc02f, 0xcca8, 0xc013, 0xc028] {
                proptest::prop_assert_eq!(both(code).1.open(22, VERSION, bytes.clone()), None);
            }
        }
    }
}
