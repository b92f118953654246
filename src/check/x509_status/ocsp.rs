//! Questions to OCSP responders, and their answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_parser::asn1_rs::Tag;
use x509_parser::certificate::X509Certificate;
use x509_parser::oid_registry::Oid;
use x509_parser::prelude::FromDer as _;

use super::der::{Broken, Element, Reader, element, unsigned};
use super::issuer::Fault;
use super::{Issuer, NO_ISSUER, StatusError, hex, malformed, name_line, sha256, stored};
use crate::domain::fact::{RevocationReason, StatusAnswer, StatusSignature, StatusState};

/// Responses that are kept whole.
const MAX_KEPT: usize = 16 * 1024;
/// Certificates in a response that are looked at.
const MAX_DELEGATES: usize = 10;
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
/// `AlgorithmIdentifier` of SHA-1, the hash that every responder knows (RFC 5019 §2.1.1). It only names the issuer:
/// nothing rests on it.
const SHA1: [u8; 11] = [
    0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00,
];

/// The question about one certificate (DER), ready to be sent: an `OCSPRequest` without nonce. Nothing when the
/// certificate or the key of the issuer cannot be read.
#[must_use]
pub fn ocsp_request(certificate: &[u8], issuer: &Issuer) -> Option<Vec<u8>> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let id = [
        SHA1.to_vec(),
        element(0x04, &Sha1::digest(issuer.name())),
        element(0x04, &Sha1::digest(issuer.key_bits()?)),
        element(0x02, certificate.raw_serial()),
    ]
    .concat();
    let request = element(0x30, &element(0x30, &id));
    Some(element(0x30, &element(0x30, &element(0x30, &request))))
}

/// What an OCSP response (DER) says about a certificate (DER). `at` is the moment of looking: a responder's certificate
/// has to be within its dates then. Without an issuer the signature stays unchecked.
///
/// # Errors
/// The bytes are no response, the responder answers with an error, or the response is about other certificates.
pub fn read_ocsp(
    bytes: &[u8],
    certificate: &[u8],
    issuer: Option<&Issuer>,
    at: Timestamp,
) -> Result<StatusAnswer, StatusError> {
    let (_, subject) = X509Certificate::from_der(certificate)
        .map_err(|_| malformed("the certificate that the response is about"))?;
    let response = Response::read(basic(bytes)?).ok_or(malformed("the OCSP response"))?;
    let answer = response
        .about(&subject, issuer)
        .map_err(|Broken| malformed("the answers in the OCSP response"))?
        .ok_or(StatusError::Irrelevant("it is about another certificate"))?;
    Ok(StatusAnswer {
        state: answer.state,
        this_update: answer.this_update,
        next_update: answer.next_update,
        signature: response.signature(issuer, at),
        signer: response.responder.line(),
        sha256: sha256(bytes),
        bytes: bytes.len() as u64,
        entries: None,
        response: (bytes.len() <= MAX_KEPT).then(|| STANDARD.encode(bytes)),
    })
}

/// The `BasicOCSPResponse` inside an `OCSPResponse`.
fn basic(bytes: &[u8]) -> Result<&[u8], StatusError> {
    let broken = || malformed("the OCSP response");
    let mut outer = Reader::new(bytes);
    let mut parts = outer.take(Tag::Sequence).ok_or_else(broken)?.inside();
    let status = parts
        .take(Tag::Enumerated)
        .and_then(|status| status.number())
        .ok_or_else(broken)?;
    match status {
        0 => {}
        1 => return Err(StatusError::Responder("that the question is malformed")),
        2 => return Err(StatusError::Responder("that it has an internal error")),
        3 => return Err(StatusError::Responder("that one should try later")),
        5 => return Err(StatusError::Responder("that questions must be signed")),
        6 => return Err(StatusError::Responder("that it may not answer this")),
        _ => return Err(broken()),
    }
    let mut response = parts
        .take_context(0)
        .and_then(|explicit| explicit.inside().take(Tag::Sequence))
        .filter(|_| outer.is_empty())
        .ok_or_else(broken)?
        .inside();
    let kind = response.take(Tag::Oid).ok_or_else(broken)?;
    if oid(kind).as_deref() != Some(BASIC) {
        return Err(malformed("a response that is not of the basic kind"));
    }
    let content = response.take(Tag::OctetString).ok_or_else(broken)?;
    Ok(content.content)
}

fn oid(element: Element<'_>) -> Option<String> {
    Oid::from_der(element.whole)
        .ok()
        .map(|(_, oid)| oid.to_id_string())
}

/// Who says that it answers.
enum Responder<'a> {
    Name(&'a [u8]),
    KeyHash(&'a [u8]),
}

impl Responder<'_> {
    fn line(&self) -> String {
        match self {
            Self::Name(name) => name_line(name),
            Self::KeyHash(hash) => format!("key hash {}", hex(hash.get(..20).unwrap_or(hash))),
        }
    }

    fn is(&self, issuer: &Issuer) -> bool {
        match self {
            Self::Name(name) => issuer.name() == *name,
            Self::KeyHash(hash) => issuer
                .key_bits()
                .is_some_and(|bits| Sha1::digest(bits)[..] == **hash),
        }
    }
}

/// The answer about one certificate.
struct Answer {
    state: StatusState,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
}

impl Answer {
    /// A `SingleResponse`: its `CertID`, and the answer.
    fn read(single: Element<'_>) -> Option<(Element<'_>, Self)> {
        let mut parts = single.inside();
        let id = parts.take(Tag::Sequence)?;
        let read = Self {
            state: state(parts.next()?)?,
            this_update: parts.take_time()?,
            next_update: match parts.take_context(0) {
                Some(explicit) => Some(explicit.inside().take_time()?),
                None => None,
            },
        };
        Some((id, read))
    }
}

/// The parts of a basic response.
struct Response<'a> {
    signed: &'a [u8],
    algorithm: Element<'a>,
    signature: &'a [u8],
    responder: Responder<'a>,
    answers: Element<'a>,
    certificates: Vec<&'a [u8]>,
}

impl<'a> Response<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Reader::new(bytes);
        let mut parts = outer.take(Tag::Sequence)?.inside();
        let signed = parts.take(Tag::Sequence)?;
        let algorithm = parts.take(Tag::Sequence)?;
        let signature = parts.next()?.bits()?;
        let mut certificates = Vec::new();
        if let Some(explicit) = parts.take_context(0) {
            let mut list = explicit.inside().take(Tag::Sequence)?.inside();
            while !list.is_empty() && certificates.len() < MAX_DELEGATES {
                certificates.push(list.take(Tag::Sequence)?.whole);
            }
        }
        let mut data = signed.inside();
        data.take_context(0);
        let responder = data.next()?;
        let responder = match responder.context()? {
            1 => Responder::Name(responder.content),
            2 => Responder::KeyHash(responder.inside().take(Tag::OctetString)?.content),
            _ => return None,
        };
        data.take_time()?;
        let answers = data.take(Tag::Sequence)?;
        data.take_context(1);
        let whole = outer.is_empty() && parts.is_empty() && data.is_empty();
        whole.then_some(Self {
            signed: signed.whole,
            algorithm,
            signature,
            responder,
            answers,
            certificates,
        })
    }

    /// The newest answer about a certificate, if there is one.
    fn about(
        &self,
        subject: &X509Certificate<'_>,
        issuer: Option<&Issuer>,
    ) -> Result<Option<Answer>, Broken> {
        let mut newest: Option<Answer> = None;
        let mut answers = self.answers.inside();
        while !answers.is_empty() {
            let single = answers.take(Tag::Sequence).ok_or(Broken)?;
            let (id, answer) = Answer::read(single).ok_or(Broken)?;
            let newer = newest
                .as_ref()
                .is_none_or(|known| answer.this_update > known.this_update);
            if newer && names(id, subject, issuer).ok_or(Broken)? {
                newest = Some(answer);
            }
        }
        Ok(newest)
    }

    /// Whether the response is signed by the issuer, or by a responder that the issuer appointed.
    fn signature(&self, issuer: Option<&Issuer>, at: Timestamp) -> StatusSignature {
        let Some(issuer) = issuer else {
            return StatusSignature::Unchecked(NO_ISSUER.to_owned());
        };
        let verify = |key: &Issuer| key.verify(self.algorithm.whole, self.signature, self.signed);
        let own = match verify(issuer) {
            Ok(()) => return StatusSignature::Issuer,
            Err(fault) => fault,
        };
        let mut refusal = None;
        for bytes in &self.certificates {
            let delegate = Issuer::of_certificate(bytes);
            let Some(delegate) = delegate.filter(|delegate| self.responder.is(delegate)) else {
                continue;
            };
            match appointed(bytes, issuer, at).and_then(|subject| {
                verify(&delegate)
                    .map(|()| subject)
                    .map_err(|fault| match fault {
                        Fault::Wrong => StatusSignature::Invalid(
                            "it is not that of the responder's key".to_owned(),
                        ),
                        unchecked @ Fault::Unchecked(_) => stored(unchecked),
                    })
            }) {
                Ok(subject) => {
                    return StatusSignature::Delegate {
                        subject,
                        sha256: sha256(bytes),
                    };
                }
                Err(why) => refusal = Some(why),
            }
        }
        refusal.unwrap_or_else(|| match own {
            Fault::Wrong if !self.responder.is(issuer) => StatusSignature::Invalid(
                "the response does not show a certificate of its responder".to_owned(),
            ),
            fault => stored(fault),
        })
    }
}

/// The subject of a responder's certificate, if the issuer appointed it (RFC 6960 §4.2.2.2).
fn appointed(
    certificate: &[u8],
    issuer: &Issuer,
    at: Timestamp,
) -> Result<String, StatusSignature> {
    let invalid = |why: &str| StatusSignature::Invalid(why.to_owned());
    let (_, certificate) = X509Certificate::from_der(certificate)
        .map_err(|_| invalid("the certificate of the responder cannot be read"))?;
    match issuer.signed(&certificate) {
        Ok(()) => {}
        Err(Fault::Wrong) => {
            return Err(invalid(
                "the issuer did not sign the responder's certificate",
            ));
        }
        Err(unchecked) => return Err(stored(unchecked)),
    }
    let may_sign = certificate
        .extended_key_usage()
        .ok()
        .flatten()
        .is_some_and(|usage| usage.value.ocsp_signing);
    if !may_sign {
        return Err(invalid("the responder's certificate is not for OCSP"));
    }
    let validity = certificate.validity();
    let dates = validity.not_before.timestamp()..=validity.not_after.timestamp();
    if !dates.contains(&at.as_second()) {
        return Err(invalid("the responder's certificate is out of its dates"));
    }
    Ok(name_line(certificate.subject().as_raw()))
}

/// `CertStatus`.
fn state(element: Element<'_>) -> Option<StatusState> {
    match element.context()? {
        0 => Some(StatusState::Good),
        1 => {
            let mut inside = element.inside();
            let at = inside.take_time()?;
            let reason = match inside.take_context(0) {
                Some(explicit) => {
                    let code = explicit.inside().take(Tag::Enumerated)?.number()?;
                    Some(RevocationReason::from_code(code))
                }
                None => None,
            };
            Some(StatusState::Revoked { at, reason })
        }
        2 => Some(StatusState::Unknown),
        _ => None,
    }
}

/// Whether a `CertID` is that of a certificate; nothing when it cannot be read.
fn names(id: Element<'_>, subject: &X509Certificate<'_>, issuer: Option<&Issuer>) -> Option<bool> {
    let mut parts = id.inside();
    let algorithm = oid(parts.take(Tag::Sequence)?.inside().take(Tag::Oid)?)?;
    let name = parts.take(Tag::OctetString)?.content;
    let key = parts.take(Tag::OctetString)?.content;
    let serial = parts.take(Tag::Integer)?.content;
    let is = |hash: &[u8], of: &[u8]| digest(&algorithm, of).is_some_and(|digest| digest == hash);
    let key_fits = match issuer {
        Some(issuer) => is(key, issuer.key_bits()?),
        None => true,
    };
    Some(
        unsigned(serial) == unsigned(subject.raw_serial())
            && is(name, subject.issuer().as_raw())
            && key_fits,
    )
}

fn digest(algorithm: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        "1.3.14.3.2.26" => Some(Sha1::digest(bytes).to_vec()),
        "2.16.840.1.101.3.4.2.1" => Some(Sha256::digest(bytes).to_vec()),
        "2.16.840.1.101.3.4.2.2" => Some(Sha384::digest(bytes).to_vec()),
        "2.16.840.1.101.3.4.2.3" => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}
