//! Whether the server holds the key of the certificate that it shows.

use aws_lc_rs::signature as sig;
use aws_lc_rs::signature::{UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;

use super::channel::broken;
use crate::domain::observation::Failure;

/// Signature schemes that a hello offers: all that are in use, weak ones last. What a server picks is a fact.
pub(in crate::probe::tls) const SCHEMES: [u16; 22] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0904,
    0x0905, 0x0906, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203, 0x0201, 0x0202,
];

/// What the signature of a key exchange proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::probe::tls) enum Proof {
    /// The server holds the key of its certificate.
    Holds,
    /// Our library does not know the algorithm or the size of the key.
    Unchecked,
}

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const EC: &str = "1.2.840.10045.2.1";
const ED25519: &str = "1.3.101.112";
const ML_DSA: &str = "2.16.840.1.101.3.4.3.";

/// Checks a signature with the key of a certificate. A signature that does not hold is a failure: then the certificate is
/// somebody else's. One that cannot be checked is let through as such.
pub(in crate::probe::tls) fn check(
    certificate: &[u8],
    scheme: u16,
    signed: &[u8],
    signature: &[u8],
) -> Result<Proof, Failure> {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else {
        return Ok(Proof::Unchecked);
    };
    let info = certificate.public_key();
    let oid = info.algorithm.algorithm.to_id_string();
    let bits = match info.parsed() {
        Ok(PublicKey::RSA(key)) => rsa_bits(key.modulus),
        _ => 0,
    };
    let curve = info
        .algorithm
        .parameters
        .as_ref()
        .and_then(|parameters| parameters.as_oid().ok())
        .map(|oid| oid.to_id_string())
        .unwrap_or_default();
    let Some(algorithm) = algorithm(&oid, &curve, bits, scheme) else {
        return Ok(Proof::Unchecked);
    };
    UnparsedPublicKey::new(algorithm, info.subject_public_key.data.as_ref())
        .verify(signed, signature)
        .map(|()| Proof::Holds)
        .map_err(|_| broken("the server does not hold the key of the certificate that it shows"))
}

fn rsa_bits(modulus: &[u8]) -> usize {
    let significant = modulus.iter().skip_while(|byte| **byte == 0);
    significant.count() * 8
}

fn algorithm(
    oid: &str,
    curve: &str,
    bits: usize,
    scheme: u16,
) -> Option<&'static dyn VerificationAlgorithm> {
    let usual = (2048..=8192).contains(&bits);
    Some(match (oid, scheme) {
        (RSA, 0x0201) if (1024..=8192).contains(&bits) => {
            &sig::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY
        }
        (RSA, 0x0401) if (1024..=8192).contains(&bits) => {
            &sig::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        (RSA, 0x0501) if usual => &sig::RSA_PKCS1_2048_8192_SHA384,
        (RSA, 0x0601) if (1024..=8192).contains(&bits) => {
            &sig::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        (RSA, 0x0804) | (RSA_PSS, 0x0809) if usual => &sig::RSA_PSS_2048_8192_SHA256,
        (RSA, 0x0805) | (RSA_PSS, 0x080a) if usual => &sig::RSA_PSS_2048_8192_SHA384,
        (RSA, 0x0806) | (RSA_PSS, 0x080b) if usual => &sig::RSA_PSS_2048_8192_SHA512,
        (EC, _) => return ecdsa(curve, scheme),
        (ED25519, 0x0807) => &sig::ED25519,
        (oid, 0x0904..=0x0906) => match (oid.strip_prefix(ML_DSA)?, scheme) {
            ("17", 0x0904) => &sig::ML_DSA_44,
            ("18", 0x0905) => &sig::ML_DSA_65,
            ("19", 0x0906) => &sig::ML_DSA_87,
            _ => return None,
        },
        _ => return None,
    })
}

/// Before TLS 1.3 a scheme says only the hash: the curve is that of the key.
fn ecdsa(curve: &str, scheme: u16) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, scheme) {
        ("1.2.840.10045.3.1.7", 0x0203) => &sig::ECDSA_P256_SHA1_ASN1,
        ("1.2.840.10045.3.1.7", 0x0403) => &sig::ECDSA_P256_SHA256_ASN1,
        ("1.2.840.10045.3.1.7", 0x0503) => &sig::ECDSA_P256_SHA384_ASN1,
        ("1.2.840.10045.3.1.7", 0x0603) => &sig::ECDSA_P256_SHA512_ASN1,
        ("1.3.132.0.34", 0x0403) => &sig::ECDSA_P384_SHA256_ASN1,
        ("1.3.132.0.34", 0x0503) => &sig::ECDSA_P384_SHA384_ASN1,
        ("1.3.132.0.34", 0x0603) => &sig::ECDSA_P384_SHA512_ASN1,
        ("1.3.132.0.35", 0x0203) => &sig::ECDSA_P521_SHA1_ASN1,
        ("1.3.132.0.35", 0x0303) => &sig::ECDSA_P521_SHA224_ASN1,
        ("1.3.132.0.35", 0x0403) => &sig::ECDSA_P521_SHA256_ASN1,
        ("1.3.132.0.35", 0x0503) => &sig::ECDSA_P521_SHA384_ASN1,
        ("1.3.132.0.35", 0x0603) => &sig::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}
