//! The hash that a cipher suite brings: transcripts, HKDF (RFC 8446 §7.1) and the PRF of TLS 1.2 (RFC 5246 §5).

use aws_lc_rs::{digest, hkdf, hmac, tls_prf};

use super::wire::block8;
use crate::domain::observation::{Failure, FailureReason};

/// A hash of cipher suites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
}

impl Hash {
    pub(super) const fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
        };
        digest::digest(algorithm, bytes).as_ref().to_vec()
    }

    pub(super) fn hmac(self, key: &[u8], bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha384 => hmac::HMAC_SHA384,
        };
        let key = hmac::Key::new(algorithm, key);
        hmac::sign(&key, bytes).as_ref().to_vec()
    }

    const fn hkdf(self) -> hkdf::Algorithm {
        match self {
            Self::Sha256 => hkdf::HKDF_SHA256,
            Self::Sha384 => hkdf::HKDF_SHA384,
        }
    }

    pub(super) fn extract(self, salt: &[u8], secret: &[u8]) -> hkdf::Prk {
        hkdf::Salt::new(self.hkdf(), salt).extract(secret)
    }

    /// A secret that was derived before, to derive more from.
    pub(super) fn secret(self, bytes: &[u8]) -> hkdf::Prk {
        hkdf::Prk::new_less_safe(self.hkdf(), bytes)
    }

    /// `PRF(secret, label, seed)` of TLS 1.2.
    pub(super) fn prf(
        self,
        secret: &[u8],
        label: &[u8],
        seed: &[u8],
        length: usize,
    ) -> Result<Vec<u8>, Failure> {
        let algorithm = match self {
            Self::Sha256 => &tls_prf::P_SHA256,
            Self::Sha384 => &tls_prf::P_SHA384,
        };
        tls_prf::Secret::new(algorithm, secret)
            .and_then(|secret| secret.derive(label, seed, length))
            .map(|derived| derived.as_ref().to_vec())
            .map_err(|_| local())
    }
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// `HKDF-Expand-Label` (RFC 8446 §7.1).
pub(super) fn expand_label(
    secret: &hkdf::Prk,
    label: &str,
    context: &[u8],
    length: usize,
) -> Result<Vec<u8>, Failure> {
    let size = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
    let label = block8(&[b"tls13 ", label.as_bytes()].concat());
    let context = block8(context);
    let mut out = vec![0; length];
    secret
        .expand(&[&size, &label, &context], Length(length))
        .and_then(|okm| okm.fill(&mut out))
        .map_err(|_| local())?;
    Ok(out)
}

fn local() -> Failure {
    Failure::new(FailureReason::LocalFault, "no key could be derived")
}
