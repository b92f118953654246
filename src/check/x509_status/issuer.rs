//! The key that answers about a certificate have to be signed with.

use x509_parser::asn1_rs::BitString;
use x509_parser::certificate::X509Certificate;
use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::verify::verify_signature;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::der::{Reader, element};

/// RSA keys that the library verifies with; others say nothing about the signature.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Name and key of an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The distinguished name, DER.
    name: Vec<u8>,
    /// `SubjectPublicKeyInfo`, DER.
    key: Vec<u8>,
}

/// Why a signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not that of the key.
    Wrong,
    /// It could not be checked.
    Unchecked(&'static str),
}

impl Issuer {
    /// The issuer that has this certificate (DER); nothing when it is no certificate.
    #[must_use]
    pub fn of_certificate(certificate: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
        Some(Self {
            name: certificate.subject().as_raw().to_vec(),
            key: certificate.public_key().raw.to_vec(),
        })
    }

    /// The issuer behind a trust anchor: the contents of `subject` and `subjectPublicKeyInfo`, without their headers, as
    /// webpki keeps them.
    #[must_use]
    pub fn of_anchor(subject: &[u8], key: &[u8]) -> Self {
        Self {
            name: element(0x30, subject),
            key: element(0x30, key),
        }
    }

    /// The issuer that a certificate (DER) names, with a key (`SubjectPublicKeyInfo`, DER) that was kept.
    #[must_use]
    pub fn of_key(certificate: &[u8], key: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
        Some(Self {
            name: certificate.issuer().as_raw().to_vec(),
            key: key.to_vec(),
        })
    }

    /// `SubjectPublicKeyInfo`, DER.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// True when a certificate (DER) names this issuer and its signature does not contradict that.
    #[must_use]
    pub fn issued(&self, certificate: &[u8]) -> bool {
        X509Certificate::from_der(certificate)
            .is_ok_and(|(_, certificate)| self.signed(&certificate) != Err(Fault::Wrong))
    }

    /// Whether a certificate names this issuer and bears its signature.
    pub(super) fn signed(&self, certificate: &X509Certificate<'_>) -> Result<(), Fault> {
        if certificate.issuer().as_raw() != self.name {
            return Err(Fault::Wrong);
        }
        let signature = certificate.signature_value.data.as_ref();
        let signed = certificate.tbs_certificate.as_ref();
        check(
            &self.key,
            &certificate.signature_algorithm,
            signature,
            signed,
        )
    }

    /// Whether these bytes bear its signature; the algorithm in DER.
    pub(super) fn verify(
        &self,
        algorithm: &[u8],
        signature: &[u8],
        signed: &[u8],
    ) -> Result<(), Fault> {
        let (_, algorithm) = AlgorithmIdentifier::from_der(algorithm).map_err(|_| Fault::Wrong)?;
        check(&self.key, &algorithm, signature, signed)
    }

    pub(super) fn name(&self) -> &[u8] {
        &self.name
    }

    /// The bits of the key: what key hashes are made of.
    pub(super) fn key_bits(&self) -> Option<&[u8]> {
        let mut inside = Reader::new(&self.key).next()?.inside();
        inside.next()?;
        inside.next()?.bits()
    }
}

fn check(
    key: &[u8],
    algorithm: &AlgorithmIdentifier<'_>,
    signature: &[u8],
    signed: &[u8],
) -> Result<(), Fault> {
    let Ok((_, key)) = SubjectPublicKeyInfo::from_der(key) else {
        return Err(Fault::Unchecked("the key of the issuer cannot be read"));
    };
    let signature = BitString::new(0, signature);
    match verify_signature(&key, algorithm, &signature, signed) {
        Ok(()) => Ok(()),
        Err(X509Error::SignatureUnsupportedAlgorithm) => {
            Err(Fault::Unchecked("the method of signing is not known here"))
        }
        Err(_) => match key.parsed() {
            Ok(PublicKey::RSA(rsa)) if !RSA_BITS.contains(&rsa.key_size()) => Err(
                Fault::Unchecked("signatures are not checked with a key of this size"),
            ),
            _ => Err(Fault::Wrong),
        },
    }
}
