//! Signed certificate timestamps (RFC 6962 §3.2 and §3.3): a log's promise to publish a certificate.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use x509_parser::asn1_rs::{BitString, FromDer as _, Oid, oid};
use x509_parser::certificate::X509Certificate;
use x509_parser::verify::verify_signature;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::der::{self, OBJECT_ID, OCTET_STRING, SEQUENCE};

/// The extension of a certificate that holds its timestamps.
const EMBEDDED: Oid<'static> = oid!(1.3.6.1.4.1.11129.2.4.2);
/// The extension of an OCSP answer that holds them.
const STAPLED: Oid<'static> = oid!(1.3.6.1.4.1.11129.2.4.5);
/// More timestamps than this in one list are not read.
const MAX_SCTS: usize = 64;
const SHA256: u8 = 4;
const RSA: u8 = 1;
const ECDSA: u8 = 3;

/// One timestamp, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Sct<'a> {
    /// SHA-256 of the log's key.
    pub(in crate::check) log: [u8; 32],
    /// Milliseconds since 1970.
    pub(in crate::check) time: u64,
    pub(super) extensions: &'a [u8],
    pub(super) hash: u8,
    pub(super) algorithm: u8,
    pub(super) signature: &'a [u8],
}

/// What the log signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) enum Entry {
    /// The certificate itself: for timestamps from the handshake or a stapled answer.
    Certificate(Vec<u8>),
    /// The certificate before its timestamps were put in, and SHA-256 of its issuer's key.
    Precertificate {
        /// SHA-256 of the issuer's `SubjectPublicKeyInfo`.
        issuer_key_hash: [u8; 32],
        /// The part that was to be signed.
        tbs: Vec<u8>,
    },
}

impl Entry {
    /// What a log signed before these timestamps were embedded; nothing when the bytes cannot be taken apart.
    pub(in crate::check) fn before_embedding(
        certificate: &X509Certificate<'_>,
        issuer: &X509Certificate<'_>,
    ) -> Option<Self> {
        Some(Self::Precertificate {
            issuer_key_hash: Sha256::digest(issuer.public_key().raw).into(),
            tbs: without_timestamps(certificate.tbs_certificate.as_ref())?,
        })
    }

    /// The entry as it stands in what a log signs: type and bytes.
    fn signed(&self) -> Option<Vec<u8>> {
        let (kind, head, body): (u16, &[u8], _) = match self {
            Self::Certificate(der) => (0, &[], der),
            Self::Precertificate {
                issuer_key_hash,
                tbs,
            } => (1, issuer_key_hash, tbs),
        };
        let [0, length @ ..] = u32::try_from(body.len()).ok()?.to_be_bytes() else {
            return None;
        };
        Some([&kind.to_be_bytes(), head, &length, body].concat())
    }
}

impl Sct<'_> {
    /// When the log saw the certificate.
    pub(in crate::check) fn at(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(i64::try_from(self.time).ok()?).ok()
    }

    /// True when the log with this key (`SubjectPublicKeyInfo`, DER) signed the entry at that time.
    pub(in crate::check) fn is_signed_by(&self, key: &[u8], entry: &Entry) -> bool {
        let Ok(([], key)) = SubjectPublicKeyInfo::from_der(key) else {
            return false;
        };
        let algorithm = match (self.hash, self.algorithm) {
            (SHA256, ECDSA) => oid!(1.2.840.10045.4.3.2),
            (SHA256, RSA) => oid!(1.2.840.113549.1.1.11),
            _ => return false,
        };
        let Some(signed) = self.signed(entry) else {
            return false;
        };
        let algorithm = AlgorithmIdentifier::new(algorithm, None);
        let signature = BitString::new(0, self.signature);
        verify_signature(&key, &algorithm, &signature, &signed).is_ok()
    }

    /// The bytes under the signature.
    pub(super) fn signed(&self, entry: &Entry) -> Option<Vec<u8>> {
        let length = u16::try_from(self.extensions.len()).ok()?;
        // Version 1, signature of a certificate timestamp.
        let head: [u8; 2] = [0, 0];
        Some(
            [
                &head[..],
                &self.time.to_be_bytes(),
                &entry.signed()?,
                &length.to_be_bytes(),
                self.extensions,
            ]
            .concat(),
        )
    }
}

/// The list that is embedded in a certificate; nothing when there is none.
pub(in crate::check) fn embedded<'a>(certificate: &X509Certificate<'a>) -> Option<&'a [u8]> {
    let extension = certificate
        .extensions()
        .iter()
        .find(|extension| extension.oid == EMBEDDED)?;
    Some(der::only(extension.value, OCTET_STRING)?.content)
}

/// The list in a stapled OCSP response; nothing when there is none. Whether it is about the certificate at hand, the
/// signatures of the logs show.
pub(in crate::check) fn stapled(response: &[u8]) -> Option<&[u8]> {
    // OCSPResponse { status, [0] { ResponseBytes { type, OCTET STRING } } }
    let outer = der::elements(der::only(response, SEQUENCE)?.content)?;
    let bytes = outer.iter().find(|e| e.tag == der::context(0))?;
    let bytes = der::elements(der::only(bytes.content, SEQUENCE)?.content)?;
    let basic = bytes.iter().find(|e| e.tag == OCTET_STRING)?;
    let basic = der::elements(der::only(basic.content, SEQUENCE)?.content)?;
    // ResponseData { [0] version?, responder [1] or [2], time, SEQUENCE OF SingleResponse, [1] extensions? }
    let data = der::elements(basic.first()?.content)?;
    let answers = data.iter().find(|e| e.tag == SEQUENCE)?;
    for answer in der::elements(answers.content)? {
        for part in der::elements(answer.content)? {
            // [1] singleExtensions; [0] is the next update and [1] of `revoked` stands inside the status.
            if part.tag == der::context(1)
                && let Some(list) = der::only(part.content, SEQUENCE)
                && let Some(found) = find(list.content, &STAPLED)
            {
                return Some(der::only(found, OCTET_STRING)?.content);
            }
        }
    }
    None
}

/// The value of an extension in a list of extensions.
fn find<'a>(extensions: &'a [u8], wanted: &Oid<'_>) -> Option<&'a [u8]> {
    der::elements(extensions)?
        .into_iter()
        .find(|extension| is_extension(extension.content, wanted))
        .and_then(|extension| {
            let parts = der::elements(extension.content)?;
            Some(parts.last().filter(|e| e.tag == OCTET_STRING)?.content)
        })
}

fn is_extension(content: &[u8], wanted: &Oid<'_>) -> bool {
    der::split(content)
        .is_some_and(|(id, _)| id.tag == OBJECT_ID && id.content == wanted.as_bytes())
}

/// Reads a `SignedCertificateTimestampList`, at most 64 timestamps. Timestamps of an unknown version are left out
/// (RFC 6962 §3.3 lets clients skip them); nothing at all when the list is malformed.
pub(in crate::check) fn read(list: &[u8]) -> Option<Vec<Sct<'_>>> {
    let (mut list, []) = prefixed(list)? else {
        return None;
    };
    let mut scts = Vec::new();
    while !list.is_empty() {
        let (bytes, rest) = prefixed(list)?;
        list = rest;
        if *bytes.first()? == 0 {
            scts.push(one(bytes)?);
        }
        if scts.len() > MAX_SCTS {
            return None;
        }
    }
    Some(scts)
}

/// A log's promise, for who looks at lists of them on their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPromise {
    /// SHA-256 of the log's key, its id.
    pub log: [u8; 32],
    /// When the log made the promise; absent outside the years that a date can have.
    pub at: Option<Timestamp>,
}

/// Reads a `SignedCertificateTimestampList` (RFC 6962 §3.3), as it stands in a certificate, a handshake or an OCSP
/// answer; nothing when it is malformed. Any bytes may be given. Signatures are not looked at.
#[must_use]
pub fn read_promises(list: &[u8]) -> Option<Vec<LogPromise>> {
    let promises = read(list)?.into_iter().map(|sct| LogPromise {
        log: sct.log,
        at: sct.at(),
    });
    Some(promises.collect())
}

fn one(bytes: &[u8]) -> Option<Sct<'_>> {
    let (log, rest) = bytes.get(1..)?.split_first_chunk::<32>()?;
    let (time, rest) = rest.split_first_chunk::<8>()?;
    let (extensions, rest) = prefixed(rest)?;
    let ([hash, algorithm], rest) = rest.split_first_chunk::<2>()?;
    let (signature, []) = prefixed(rest)? else {
        return None;
    };
    Some(Sct {
        log: *log,
        time: u64::from_be_bytes(*time),
        extensions,
        hash: *hash,
        algorithm: *algorithm,
        signature,
    })
}

/// Bytes with their length, two bytes, in front; and what comes after.
fn prefixed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

/// The to-be-signed part without the extension that holds the timestamps (RFC 6962 §3.2); everything else stays
/// byte by byte.
fn without_timestamps(tbs: &[u8]) -> Option<Vec<u8>> {
    let mut fields = Vec::new();
    for field in der::elements(der::only(tbs, SEQUENCE)?.content)? {
        if field.tag != der::context(3) {
            fields.extend_from_slice(field.whole);
            continue;
        }
        let list = der::only(field.content, SEQUENCE)?;
        let kept: Vec<u8> = der::elements(list.content)?
            .into_iter()
            .filter(|extension| !is_extension(extension.content, &EMBEDDED))
            .flat_map(|extension| extension.whole)
            .copied()
            .collect();
        let list = der::encode(SEQUENCE, &kept);
        fields.extend(der::encode(der::context(3), &list));
    }
    Some(der::encode(SEQUENCE, &fields))
}
