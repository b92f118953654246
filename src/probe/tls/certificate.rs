//! From DER bytes to the facts of a certificate.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio_rustls::rustls::pki_types::CertificateDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::objects::{oid_registry, oid2sn};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey as RawKey;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::time::ASN1Time;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Name};

use super::names;
use crate::domain::fact::{Certificate, ChainEntry, PublicKey};
pub(super) use crate::domain::hexadecimal::hex;

const MAX_CHAIN: usize = 20;
const MAX_BYTES: usize = 64 * 1024;
const MAX_NAMES: usize = 500;
const MAX_LINE: usize = 1000;
const RSA_PSS: &str = "1.2.840.113549.1.1.10";

/// The chain as served, within bounds.
pub(super) fn chain(served: &[Vec<u8>]) -> Vec<ChainEntry> {
    served
        .iter()
        .take(MAX_CHAIN)
        .map(|der| entry(der))
        .collect()
}

fn entry(der: &[u8]) -> ChainEntry {
    let unparsable = |error: String| ChainEntry::Unparsable {
        sha256: sha256(der),
        error: line(&error),
    };
    if der.len() > MAX_BYTES {
        return unparsable(format!("{} bytes are more than the read limit", der.len()));
    }
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => ChainEntry::Parsed(Box::new(read(der, &certificate))),
        Ok(_) => unparsable("bytes left over after the certificate".to_owned()),
        Err(error) => unparsable(error.to_string()),
    }
}

fn read(der: &[u8], certificate: &X509Certificate<'_>) -> Certificate {
    let algorithm = &certificate.signature_algorithm;
    let oid = algorithm.algorithm.to_id_string();
    Certificate {
        der: STANDARD.encode(der),
        sha256: sha256(der),
        subject: name(certificate.subject()),
        issuer: name(certificate.issuer()),
        serial: serial(certificate.raw_serial()),
        not_before: moment(certificate.validity().not_before),
        not_after: moment(certificate.validity().not_after),
        names: alternative_names(certificate),
        key: key(certificate.public_key()),
        signature_algorithm: names::signature(&oid)
            .map(str::to_owned)
            .or_else(|| {
                oid2sn(&algorithm.algorithm, oid_registry())
                    .map(str::to_owned)
                    .ok()
            })
            .unwrap_or_else(|| oid.clone()),
        signature_hash: hash(algorithm, &oid).to_owned(),
        is_ca: certificate.is_ca(),
        self_signed: certificate.subject().as_raw() == certificate.issuer().as_raw()
            && certificate.verify_signature(None).is_ok(),
    }
}

/// True when the key has a size that signatures are checked for here: anything but a very short or very long RSA key.
pub(super) fn has_usual_key(der: &[u8]) -> bool {
    X509Certificate::from_der(der).is_ok_and(|(_, certificate)| {
        let key = key(certificate.public_key());
        key.algorithm != "rsa" || (2048..=8192).contains(&key.bits)
    })
}

/// Subject and SHA-256 on one line: how a trust anchor is noted.
pub(super) fn shown(der: &[u8]) -> String {
    let subject = X509Certificate::from_der(der)
        .map(|(_, certificate)| name(certificate.subject()))
        .unwrap_or_default();
    format!("{subject} (SHA-256 {})", sha256(der))
}

/// A whole store on one line: its name, how many anchors it holds, and SHA-256 over all of them.
pub(super) fn shown_together(name: &str, anchors: &[CertificateDer<'_>]) -> String {
    let all: Vec<u8> = anchors.iter().flat_map(|der| der.iter().copied()).collect();
    format!(
        "{name}, {} anchors (SHA-256 {})",
        anchors.len(),
        sha256(&all)
    )
}

fn key(info: &SubjectPublicKeyInfo<'_>) -> PublicKey {
    let oid = info.algorithm.algorithm.to_id_string();
    let plain = |algorithm: &str, bits| PublicKey {
        algorithm: algorithm.to_owned(),
        bits,
        curve: None,
    };
    match oid.as_str() {
        "1.3.101.112" => return plain("ed25519", 256),
        "1.3.101.113" => return plain("ed448", 456),
        // An RSA key that may only be used with PSS: the parser knows its content but not its name.
        RSA_PSS => {
            let bits =
                x509_parser::public_key::RSAPublicKey::from_der(&info.subject_public_key.data)
                    .map_or(0, |(_, rsa)| size(rsa.modulus));
            return plain("rsa", bits);
        }
        _ => {}
    }
    match info.parsed() {
        Ok(RawKey::RSA(rsa)) => plain("rsa", size(rsa.modulus)),
        Ok(RawKey::DSA(value)) => plain("dsa", size(value)),
        Ok(RawKey::EC(point)) => {
            let oid = info
                .algorithm
                .parameters
                .as_ref()
                .and_then(|parameters| parameters.as_oid().ok())
                .map(|oid| oid.to_id_string());
            let known = oid.as_deref().and_then(names::curve);
            PublicKey {
                algorithm: "ec".to_owned(),
                bits: known.map_or_else(
                    || u32::try_from(point.key_size()).unwrap_or(0),
                    |(_, bits)| bits,
                ),
                curve: known.map(|(name, _)| name.to_owned()).or(oid),
            }
        }
        _ => plain("unknown", 0),
    }
}

/// Bits of a positive integer.
fn size(integer: &[u8]) -> u32 {
    let significant: &[u8] = match integer.iter().position(|byte| *byte != 0) {
        Some(start) => integer.get(start..).unwrap_or_default(),
        None => return 0,
    };
    let zeros = significant.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(significant.len() * 8).map_or(0, |bits| bits - zeros)
}

fn hash(algorithm: &AlgorithmIdentifier<'_>, oid: &str) -> &'static str {
    if oid != RSA_PSS {
        return names::signature_hash(oid);
    }
    algorithm
        .parameters
        .as_ref()
        .and_then(|parameters| RsaSsaPssParams::try_from(parameters).ok())
        .map_or("unknown", |parameters| {
            names::hash(&parameters.hash_algorithm_oid().to_id_string())
        })
}

fn alternative_names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    extension
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(line(name)),
            GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
            _ => None,
        })
        .take(MAX_NAMES)
        .collect()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

fn name(name: &X509Name<'_>) -> String {
    line(&name.to_string())
}

/// One bounded line without control characters.
fn line(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(MAX_LINE)
        .collect()
}

/// The calendar ends a little before the year that "no end" is written with.
fn moment(time: ASN1Time) -> Timestamp {
    let seconds = time.timestamp();
    let edge = if seconds > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    };
    Timestamp::from_second(seconds).unwrap_or(edge)
}

fn serial(bytes: &[u8]) -> String {
    let digits = match bytes {
        [0, rest @ ..] if !rest.is_empty() => rest,
        digits => digits,
    };
    line(&hex(digits))
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SanType};

    use super::*;

    fn parsed(der: &[u8]) -> Certificate {
        match entry(der) {
            ChainEntry::Parsed(certificate) => *certificate,
            ChainEntry::Unparsable { error, .. } => panic!("{error}"),
        }
    }

    #[test]
    fn reads_keys_names_and_the_far_end_of_time() {
        let mut params = CertificateParams::new(vec!["www.example.nl".to_owned()]).expect("name");
        params
            .subject_alt_names
            .push(SanType::IpAddress("192.0.2.1".parse().expect("address")));
        params.not_after = rcgen::date_time_ymd(9999, 12, 31);
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("key");
        let der = params.self_signed(&key).expect("certificate");
        let certificate = parsed(der.der());
        assert_eq!(certificate.names, ["www.example.nl", "192.0.2.1"]);
        assert_eq!(certificate.key.curve.as_deref(), Some("secp384r1"));
        assert_eq!(certificate.key.bits, 384);
        assert_eq!(certificate.signature_hash, "sha384");
        assert_eq!(certificate.signature_algorithm, "ecdsa-with-SHA384");
        assert!(certificate.self_signed && !certificate.is_ca);
        assert_eq!(certificate.not_after, Timestamp::MAX);
        assert!(has_usual_key(der.der()));
        let key = KeyPair::generate_for(&PKCS_ED25519).expect("key");
        let der = params.self_signed(&key).expect("certificate");
        let certificate = parsed(der.der());
        assert_eq!(
            (
                certificate.key.algorithm.as_str(),
                certificate.signature_hash.as_str()
            ),
            ("ed25519", "none")
        );
        assert!(certificate.self_signed);
    }

    #[test]
    fn keeps_what_it_cannot_read_apart() {
        let key = KeyPair::generate().expect("key");
        let params = CertificateParams::new(vec!["x.nl".to_owned()]).expect("name");
        let good = params
            .self_signed(&key)
            .expect("certificate")
            .der()
            .to_vec();
        let longer = [&good[..], b"x"].concat();
        let served = [vec![1, 2, 3], good, longer, vec![0x30; MAX_BYTES + 1]];
        let kinds: Vec<bool> = chain(&served)
            .iter()
            .map(|entry| matches!(entry, ChainEntry::Parsed(_)))
            .collect();
        assert_eq!(kinds, [false, true, false, false]);
        assert_eq!(chain(&vec![vec![1]; 50]).len(), MAX_CHAIN);
    }

    #[test]
    fn counts_bits_and_not_bytes() {
        assert_eq!(size(&[0, 0x80, 0]), 16);
        assert_eq!(size(&[0x01, 0]), 9);
        assert_eq!(size(&[0, 0]), 0);
    }

    #[test]
    fn a_serial_has_no_sign_byte() {
        assert_eq!(serial(&[0, 0xc3, 1]), "c301");
        assert_eq!(serial(&[0]), "00");
    }
}
