//! Key agreement: elliptic curves, the post-quantum hybrid X25519MLKEM768, and finite fields.

use aws_lc_rs::agreement::{
    Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, PrivateKey, UnparsedPublicKey, X25519, agree,
};
use aws_lc_rs::kem::{AlgorithmId, Ciphertext, DecapsulationKey, ML_KEM_768};
use num_bigint::BigUint;

use super::channel::broken;
use crate::domain::observation::{Failure, FailureReason};

pub(in crate::probe::tls) const SECP256R1: u16 = 0x0017;
pub(in crate::probe::tls) const SECP384R1: u16 = 0x0018;
pub(in crate::probe::tls) const SECP521R1: u16 = 0x0019;
pub(in crate::probe::tls) const CURVE25519: u16 = 0x001d;
pub(in crate::probe::tls) const X25519MLKEM768: u16 = 0x11ec;

/// Bytes of an ML-KEM-768 ciphertext (FIPS 203 table 3).
const CIPHERTEXT: usize = 1088;
/// Bytes of a finite-field prime that is still reckoned with: 8192 bits.
const MAX_PRIME: usize = 1024;

/// Our half of a key agreement.
pub(super) struct Share {
    pub(super) group: u16,
    /// What the server gets to see.
    pub(super) public: Vec<u8>,
    key: PrivateKey,
    kem: Option<DecapsulationKey<AlgorithmId>>,
}

fn curve(group: u16) -> Option<&'static Algorithm> {
    match group {
        SECP256R1 => Some(&ECDH_P256),
        SECP384R1 => Some(&ECDH_P384),
        SECP521R1 => Some(&ECDH_P521),
        CURVE25519 | X25519MLKEM768 => Some(&X25519),
        _ => None,
    }
}

impl Share {
    /// A new share of a group; a failure for a group that was not offered.
    pub(super) fn new(group: u16) -> Result<Self, Failure> {
        let curve = curve(group).ok_or_else(|| broken("a group that was not offered"))?;
        let key = PrivateKey::generate(curve).map_err(|_| local())?;
        let point = key.compute_public_key().map_err(|_| local())?;
        let mut share = Self {
            group,
            public: point.as_ref().to_vec(),
            key,
            kem: None,
        };
        if group == X25519MLKEM768 {
            let kem = DecapsulationKey::generate(&ML_KEM_768).map_err(|_| local())?;
            let public = kem
                .encapsulation_key()
                .and_then(|public| public.key_bytes().map(|bytes| bytes.as_ref().to_vec()))
                .map_err(|_| local())?;
            // The hybrid puts the post-quantum half first (draft-ietf-tls-ecdhe-mlkem §4).
            share.public.splice(0..0, public);
            share.kem = Some(kem);
        }
        Ok(share)
    }

    /// The shared secret with the server's half.
    pub(super) fn agree(&self, theirs: &[u8]) -> Result<Vec<u8>, Failure> {
        let (mut secret, point) = match &self.kem {
            None => (Vec::new(), theirs),
            Some(kem) => {
                let (ciphertext, point) = theirs
                    .split_at_checked(CIPHERTEXT)
                    .ok_or_else(|| broken("a short key share"))?;
                let secret = kem
                    .decapsulate(Ciphertext::from(ciphertext))
                    .map_err(|_| broken("a key share that cannot be used"))?;
                (secret.as_ref().to_vec(), point)
            }
        };
        let curve = curve(self.group).ok_or_else(local)?;
        agree(
            &self.key,
            UnparsedPublicKey::new(curve, point),
            broken("a key share that cannot be used"),
            |shared| {
                secret.extend_from_slice(shared);
                Ok(secret)
            },
        )
    }
}

/// A finite-field agreement: our public value and the shared secret without leading zeros (RFC 5246 §8.1.2). Nothing
/// that is said on this connection is secret, so a short exponent is enough.
pub(super) fn finite_field(
    prime: &[u8],
    generator: &[u8],
    theirs: &[u8],
    exponent: &[u8; 32],
) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let prime = prime
        .iter()
        .position(|byte| *byte != 0)
        .and_then(|start| prime.get(start..))
        .unwrap_or_default();
    let (bits, theirs) = (prime.len(), BigUint::from_bytes_be(theirs));
    let prime = BigUint::from_bytes_be(prime);
    let one = BigUint::from(1u8);
    if bits > MAX_PRIME || prime <= BigUint::from(3u8) || theirs <= one || theirs >= prime {
        return Err(broken("finite-field parameters that cannot be used"));
    }
    let exponent = BigUint::from_bytes_be(exponent);
    let ours = BigUint::from_bytes_be(generator).modpow(&exponent, &prime);
    let shared = theirs.modpow(&exponent, &prime);
    Ok((ours.to_bytes_be(), shared.to_bytes_be()))
}

fn local() -> Failure {
    Failure::new(FailureReason::LocalFault, "no key could be made")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_come_to_the_same_secret() {
        for group in [SECP256R1, SECP384R1, SECP521R1, CURVE25519] {
            let (a, b) = (Share::new(group).expect("a"), Share::new(group).expect("b"));
            assert_eq!(a.agree(&b.public), b.agree(&a.public), "{group}");
            assert!(a.agree(&[4; 9]).is_err(), "{group}");
        }
        let (a, b) = ([3; 32], [5; 32]);
        let prime = BigUint::from(2u8).pow(521) - 1u8;
        let prime = [&[0], &prime.to_bytes_be()[..]].concat();
        let run = |theirs: &[u8], own| finite_field(&prime, &[3], theirs, own).expect("secret");
        let (a_public, b_public) = (run(&[2], &a).0, run(&[2], &b).0);
        assert_eq!(run(&b_public, &a).1, run(&a_public, &b).1);
    }

    #[test]
    fn parameters_that_make_no_sense_are_refused() {
        for (prime, theirs) in [
            (&[][..], &[2][..]),
            (&[0, 0], &[2]),
            (&[3], &[2]),
            (&[0xff; 1025], &[2]),
            (&[23], &[1]),
            (&[23], &[23]),
        ] {
            assert!(finite_field(prime, &[5], theirs, &[9; 32]).is_err());
        }
        assert!(Share::new(0x0100).is_err());
    }
}
