//! Time stamps by a third party over the manifest (RFC 3161): proof that the pack was there at a moment.
//!
//! Only digests leave the machine. What is kept is the whole answer of the authority, as `openssl ts` reads it.

use std::time::Duration;

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage};
use x509_parser::asn1_rs::Tag;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::SealFault;
use crate::check::x509_status::der::{Element, Reader, element};
use crate::domain::text::Text;

// Object identifiers, as they are encoded.
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const STAMP_CONTENT: &[u8] = &[
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04,
];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
/// `id-kp-timeStamping`.
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
const OCTETS: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
/// A set, as it is signed; in the token it is tagged otherwise.
const SET: u8 = 0x31;
/// The largest answer that is read, in bytes.
const LARGEST: usize = 256 * 1024;

/// A time stamp whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When the authority saw the digest.
    pub at: Timestamp,
    /// Who says so, by its own certificate.
    pub authority: String,
    signer: Vec<u8>,
    certificates: Vec<Vec<u8>>,
}

/// The question to an authority: the digest of the manifest, and its certificates with the answer (RFC 3161 §2.4.1).
#[must_use]
pub fn stamp_request(manifest: &[u8]) -> Vec<u8> {
    let algorithm = [element(0x06, SHA256), element(0x05, &[])].concat();
    let imprint = [
        element(SEQUENCE, &algorithm),
        element(OCTETS, &Sha256::digest(manifest)),
    ]
    .concat();
    let version = element(0x02, &[1]);
    let with_certificates = element(0x01, &[0xff]);
    let request = [version, element(SEQUENCE, &imprint), with_certificates].concat();
    element(SEQUENCE, &request)
}

/// Reads the answer of an authority about a manifest, and checks it but for who the authority is.
///
/// # Errors
/// When it is no time stamp, one of something else, or its signature does not hold.
pub fn read_stamp(answer: &[u8], manifest: &[u8]) -> Result<Stamp, SealFault> {
    if answer.len() > LARGEST {
        return Err(wrong("te groot", "too large"));
    }
    let unreadable = || wrong("niet te lezen", "it cannot be read");
    let Answer::Stamped(token) = response(answer).ok_or_else(unreadable)? else {
        return Err(wrong(
            "de instantie wees het verzoek af",
            "the authority refused the request",
        ));
    };
    let info = stamp_info(token.info).ok_or_else(unreadable)?;
    if info.algorithm != SHA256 || info.digest != Sha256::digest(manifest).as_slice() {
        return Err(wrong(
            "het gaat over iets anders",
            "it is about something else",
        ));
    }
    let content = attribute(token.attributes.content, CONTENT_TYPE, Tag::Oid);
    let digest = attribute(token.attributes.content, MESSAGE_DIGEST, Tag::OctetString);
    let right = content == Some(STAMP_CONTENT)
        && digest.is_some_and(|digest| hash(token.digest, token.info).as_deref() == Some(digest));
    if !right {
        return Err(wrong(
            "er is iets anders ondertekend",
            "something else was signed",
        ));
    }
    // In the token the attributes are tagged by their place; signed they are a plain set.
    let signed = element(SET, token.attributes.content);
    let signer = token
        .certificates
        .iter()
        .find(|der| is_signed_by(der, &token, &signed))
        .ok_or_else(|| wrong("de handtekening klopt niet", "the signature does not hold"))?;
    let authority = X509Certificate::from_der(signer)
        .map(|(_, certificate)| certificate.subject().to_string())
        .unwrap_or_default();
    Ok(Stamp {
        at: info.at,
        authority,
        signer: signer.to_vec(),
        certificates: token.certificates.iter().map(|der| der.to_vec()).collect(),
    })
}

impl Stamp {
    /// Holds the certificate of the authority against anchors that the user trusts, at the moment of the stamp.
    ///
    /// # Errors
    /// When no path leads there, or the certificate is not meant for time stamps.
    pub fn trusted_by(&self, anchors: &[CertificateDer<'static>]) -> Result<(), SealFault> {
        let words = |error: webpki::Error| {
            wrong(
                &format!("de instantie is niet te vertrouwen ({error})"),
                &format!("the authority is not to be trusted ({error})"),
            )
        };
        let anchors = anchors
            .iter()
            .map(webpki::anchor_from_trusted_cert)
            .collect::<Result<Vec<_>, _>>()
            .map_err(words)?;
        let signer = CertificateDer::from(self.signer.as_slice());
        let others: Vec<CertificateDer<'_>> = self
            .certificates
            .iter()
            .map(|der| CertificateDer::from(der.as_slice()))
            .collect();
        let algorithms = default_provider().signature_verification_algorithms;
        let seconds = u64::try_from(self.at.as_second()).unwrap_or(0);
        EndEntityCert::try_from(&signer)
            .and_then(|signer| {
                signer
                    .verify_for_usage(
                        algorithms.all,
                        &anchors,
                        &others,
                        UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
                        KeyUsage::required(TIME_STAMPING),
                        None,
                        None,
                    )
                    .map(|_| ())
            })
            .map_err(words)
    }
}

/// What an authority answers.
#[derive(Debug)]
enum Answer<'a> {
    Refused,
    Stamped(Token<'a>),
}

/// What is signed, and by whom.
#[derive(Debug)]
struct Token<'a> {
    /// The content: who saw which digest when.
    info: &'a [u8],
    certificates: Vec<&'a [u8]>,
    /// The digest algorithm of the signer.
    digest: &'a [u8],
    attributes: Element<'a>,
    signature: &'a [u8],
}

/// What the authority says.
#[derive(Debug)]
struct Info<'a> {
    algorithm: &'a [u8],
    digest: &'a [u8],
    at: Timestamp,
}

/// `TimeStampResp` (RFC 3161 §2.4.2).
fn response(bytes: &[u8]) -> Option<Answer<'_>> {
    let mut outer = Reader::new(bytes);
    let mut response = outer.take(Tag::Sequence)?.inside();
    let status = response.take(Tag::Sequence)?.inside().take(Tag::Integer)?;
    if status.number()? > 1 {
        return Some(Answer::Refused);
    }
    let token = token(response.take(Tag::Sequence)?)?;
    (response.is_empty() && outer.is_empty()).then_some(Answer::Stamped(token))
}

/// `ContentInfo` with `SignedData` (RFC 5652 §5.1).
fn token(content: Element<'_>) -> Option<Token<'_>> {
    let mut content = content.inside();
    is(content.take(Tag::Oid)?, SIGNED_DATA)?;
    let mut signed = content
        .take_context(0)?
        .inside()
        .take(Tag::Sequence)?
        .inside();
    signed.take(Tag::Integer)?;
    signed.take(Tag::Set)?;
    let mut inner = signed.take(Tag::Sequence)?.inside();
    is(inner.take(Tag::Oid)?, STAMP_CONTENT)?;
    let info = inner
        .take_context(0)?
        .inside()
        .take(Tag::OctetString)?
        .content;
    let mut certificates = Vec::new();
    if let Some(list) = signed.take_context(0) {
        let mut list = list.inside();
        while let Some(certificate) = list.next() {
            certificates.push(certificate.whole);
        }
    }
    // Revocation lists are not asked for.
    signed.take_context(1);
    let mut signers = signed.take(Tag::Set)?.inside();
    let mut signer = signers.take(Tag::Sequence)?.inside();
    if !signers.is_empty() {
        return None;
    }
    signer.take(Tag::Integer)?;
    // Who signed: it is found by the signature.
    signer.next()?;
    let digest = algorithm(signer.take(Tag::Sequence)?)?;
    let attributes = signer.take_context(0)?;
    signer.take(Tag::Sequence)?;
    Some(Token {
        info,
        certificates,
        digest,
        attributes,
        signature: signer.take(Tag::OctetString)?.content,
    })
}

/// `TSTInfo` (RFC 3161 §2.4.2), up to the time.
fn stamp_info(bytes: &[u8]) -> Option<Info<'_>> {
    let mut info = Reader::new(bytes).take(Tag::Sequence)?.inside();
    info.take(Tag::Integer)?;
    info.take(Tag::Oid)?;
    let mut imprint = info.take(Tag::Sequence)?.inside();
    let algorithm = algorithm(imprint.take(Tag::Sequence)?)?;
    let digest = imprint.take(Tag::OctetString)?.content;
    info.take(Tag::Integer)?;
    Some(Info {
        algorithm,
        digest,
        at: info.take_time()?,
    })
}

/// The object identifier of an algorithm; its parameters are skipped.
fn algorithm(element: Element<'_>) -> Option<&[u8]> {
    Some(element.inside().take(Tag::Oid)?.content)
}

fn is(found: Element<'_>, wanted: &[u8]) -> Option<()> {
    (found.content == wanted).then_some(())
}

/// The single value of a signed attribute, which has to be there once.
fn attribute<'a>(attributes: &'a [u8], wanted: &[u8], kind: Tag) -> Option<&'a [u8]> {
    let mut all = Reader::new(attributes);
    let mut found = None;
    while let Some(attribute) = all.take(Tag::Sequence) {
        let mut attribute = attribute.inside();
        if attribute.take(Tag::Oid)?.content == wanted {
            let mut values = attribute.take(Tag::Set)?.inside();
            let value = values.take(kind)?.content;
            if found.is_some() || !values.is_empty() {
                return None;
            }
            found = Some(value);
        }
    }
    found
}

fn hash(algorithm: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        SHA256 => Some(Sha256::digest(bytes).to_vec()),
        SHA384 => Some(Sha384::digest(bytes).to_vec()),
        SHA512 => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}

/// Whether the key of a certificate made the signature over the attributes.
fn is_signed_by(der: &[u8], token: &Token<'_>, signed: &[u8]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return false;
    };
    let key = certificate.public_key();
    let curve = key
        .algorithm
        .parameters
        .as_ref()
        .and_then(|p| p.as_oid().ok());
    let curve = curve.map(|oid| oid.to_id_string());
    let kind = key.algorithm.algorithm.to_id_string();
    let algorithm: &'static dyn VerificationAlgorithm =
        match (kind.as_str(), curve.as_deref(), token.digest) {
            ("1.2.840.113549.1.1.1", _, SHA256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            ("1.2.840.113549.1.1.1", _, SHA384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            ("1.2.840.113549.1.1.1", _, SHA512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (_, Some("1.2.840.10045.3.1.7"), SHA256) => &signature::ECDSA_P256_SHA256_ASN1,
            (_, Some("1.2.840.10045.3.1.7"), SHA384) => &signature::ECDSA_P256_SHA384_ASN1,
            (_, Some("1.3.132.0.34"), SHA256) => &signature::ECDSA_P384_SHA256_ASN1,
            (_, Some("1.3.132.0.34"), SHA384) => &signature::ECDSA_P384_SHA384_ASN1,
            (_, Some("1.3.132.0.35"), SHA512) => &signature::ECDSA_P521_SHA512_ASN1,
            _ => return false,
        };
    UnparsedPublicKey::new(algorithm, &*key.subject_public_key.data)
        .verify(signed, token.signature)
        .is_ok()
}

fn wrong(nl: &str, en: &str) -> SealFault {
    SealFault::Stamp(Text::new(nl, en))
}
