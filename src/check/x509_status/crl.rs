//! Revocation lists.

use x509_parser::asn1_rs::Tag;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::X509Extension;
use x509_parser::prelude::FromDer as _;

use super::der::{Broken, Element, Reader, unsigned};
use super::{Issuer, NO_ISSUER, Pointers, StatusError, malformed, name_line, sha256, stored};
use crate::domain::fact::{RevocationReason, StatusAnswer, StatusSignature, StatusState};

const AUTHORITY_KEY: &str = "2.5.29.35";
const CRL_NUMBER: &str = "2.5.29.20";
const ISSUING_POINT: &str = "2.5.29.28";
const REASON: &str = "2.5.29.21";

/// What a revocation list (DER) says about a certificate (DER).
///
/// Entries are walked, not kept: a list of many megabytes costs no memory beyond its own bytes. Without an issuer the
/// signature stays unchecked. Nothing is judged by time: that is for [`StatusAnswer::freshness`].
///
/// # Errors
/// The bytes are no list, or the list does not cover the certificate: another issuer, another part of a divided list
/// (RFC 5280 §5.2.5), an indirect or delta list, a critical extension that is not known here.
pub fn read_crl(
    bytes: &[u8],
    certificate: &[u8],
    issuer: Option<&Issuer>,
) -> Result<StatusAnswer, StatusError> {
    let (_, subject) = X509Certificate::from_der(certificate)
        .map_err(|_| malformed("the certificate that the list is about"))?;
    if bytes.starts_with(b"-----BEGIN") {
        return Err(malformed(
            "the list: it is text, where RFC 5280 asks for DER",
        ));
    }
    let list = List::read(bytes).ok_or(malformed("the revocation list"))?;
    if list.issuer.whole != subject.issuer().as_raw() {
        return Err(StatusError::Irrelevant("the list is of another issuer"));
    }
    let some_reasons = list.covers(certificate, subject.is_ca())?;
    let (entries, found) = list
        .find(subject.raw_serial())
        .ok_or(malformed("the entries of the revocation list"))?;
    let state = match found {
        Some(state) => state,
        // A list of some reasons shows only that those do not apply.
        None if some_reasons => StatusState::Unknown,
        None => StatusState::Good,
    };
    Ok(StatusAnswer {
        state,
        this_update: list.this_update,
        next_update: list.next_update,
        signature: match issuer {
            None => StatusSignature::Unchecked(NO_ISSUER.to_owned()),
            Some(issuer) => issuer
                .verify(list.algorithm.whole, list.signature, list.signed)
                .map_or_else(stored, |()| StatusSignature::Issuer),
        },
        signer: name_line(list.issuer.whole),
        sha256: sha256(bytes),
        bytes: bytes.len() as u64,
        entries: Some(entries),
        response: None,
    })
}

/// The parts of a list.
struct List<'a> {
    signed: &'a [u8],
    algorithm: Element<'a>,
    signature: &'a [u8],
    issuer: Element<'a>,
    this_update: jiff::Timestamp,
    next_update: Option<jiff::Timestamp>,
    entries: Option<Element<'a>>,
    extensions: Option<Element<'a>>,
}

impl<'a> List<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Reader::new(bytes);
        let mut parts = outer.take(Tag::Sequence)?.inside();
        let signed = parts.take(Tag::Sequence)?;
        let algorithm = parts.take(Tag::Sequence)?;
        let signature = parts.next()?.bits()?;
        let mut list = signed.inside();
        list.take(Tag::Integer);
        // What is signed has to name the method that the signature is of.
        if list.take(Tag::Sequence)?.whole != algorithm.whole {
            return None;
        }
        let read = Self {
            signed: signed.whole,
            algorithm,
            signature,
            issuer: list.take(Tag::Sequence)?,
            this_update: list.take_time()?,
            next_update: list.optional_time().ok()?,
            entries: list.take(Tag::Sequence),
            extensions: list.take_context(0),
        };
        (outer.is_empty() && parts.is_empty() && list.is_empty()).then_some(read)
    }

    /// Whether the list speaks for a certificate; true when only for some reasons of revocation.
    fn covers(&self, certificate: &[u8], is_ca: bool) -> Result<bool, StatusError> {
        let Some(extensions) = self.extensions else {
            return Ok(false);
        };
        let mut some_reasons = false;
        for extension in extensions_of(extensions.content).ok_or(malformed("its extensions"))? {
            match extension.oid.to_id_string().as_str() {
                ISSUING_POINT => {
                    let scope = Scope::read(extension.value).ok_or(malformed("its scope"))?;
                    some_reasons |= scope.some_reasons;
                    scope.covers(certificate, is_ca)?;
                }
                AUTHORITY_KEY | CRL_NUMBER => {}
                _ if extension.critical => {
                    let why = "the list has a critical extension that is not known here";
                    return Err(StatusError::Irrelevant(why));
                }
                _ => {}
            }
        }
        Ok(some_reasons)
    }

    /// The number of entries, and the status of a serial number if it is among them.
    fn find(&self, serial: &[u8]) -> Option<(u64, Option<StatusState>)> {
        let (mut count, mut found) = (0, None);
        let mut entries = match self.entries {
            Some(entries) => entries.inside(),
            None => return Some((0, None)),
        };
        while !entries.is_empty() {
            let mut entry = entries.take(Tag::Sequence)?.inside();
            let number = entry.take(Tag::Integer)?;
            count += 1;
            if unsigned(number.content) == unsigned(serial) {
                let at = entry.take_time()?;
                let reason = match entry.take(Tag::Sequence) {
                    Some(extensions) => reason(extensions.whole).ok()?,
                    None => None,
                };
                found = Some(match reason {
                    Some(RevocationReason::RemoveFromCrl) => StatusState::Good,
                    reason => StatusState::Revoked { at, reason },
                });
            }
        }
        Some((count, found))
    }
}

/// The extensions in a `SEQUENCE OF Extension`.
fn extensions_of(bytes: &[u8]) -> Option<Vec<X509Extension<'_>>> {
    let mut inside = Reader::new(bytes).take(Tag::Sequence)?.inside();
    let mut found = Vec::new();
    while !inside.is_empty() {
        let whole = inside.take(Tag::Sequence)?.whole;
        found.push(X509Extension::from_der(whole).ok()?.1);
    }
    Some(found)
}

/// The reason among the extensions of an entry, when one is given.
fn reason(bytes: &[u8]) -> Result<Option<RevocationReason>, Broken> {
    for extension in extensions_of(bytes).ok_or(Broken)? {
        if extension.oid.to_id_string() == REASON {
            let code = Reader::new(extension.value)
                .take(Tag::Enumerated)
                .and_then(|code| code.number())
                .ok_or(Broken)?;
            return Ok(Some(RevocationReason::from_code(code)));
        }
    }
    Ok(None)
}

/// Which certificates a list is for (`issuingDistributionPoint`).
#[derive(Default)]
struct Scope {
    /// The URLs of this part of the list; nothing when it is not divided that way.
    urls: Option<Vec<String>>,
    /// The only kind of certificates that it is for.
    only: Option<Holder>,
    some_reasons: bool,
    indirect: bool,
}

/// A kind of certificates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Attribute,
    Authority,
    User,
}

impl Scope {
    fn read(value: &[u8]) -> Option<Self> {
        let mut inside = Reader::new(value).take(Tag::Sequence)?.inside();
        let mut scope = Self::default();
        while !inside.is_empty() {
            let part = inside.next()?;
            let set = part.content.first().is_some_and(|byte| *byte != 0);
            match part.context()? {
                0 => {
                    // A name relative to the issuer has no URLs: nothing matches it.
                    let mut urls = Vec::new();
                    if let Some(names) = part.inside().take_context(0) {
                        let mut names = names.inside();
                        while !names.is_empty() {
                            let name = names.next()?;
                            if name.context() == Some(6) {
                                urls.push(String::from_utf8_lossy(name.content).into_owned());
                            }
                        }
                    }
                    scope.urls = Some(urls);
                }
                1 if set => scope.only = Some(Holder::User),
                2 if set => scope.only = Some(Holder::Authority),
                3 => scope.some_reasons = true,
                4 => scope.indirect = set,
                5 if set => scope.only = Some(Holder::Attribute),
                1 | 2 | 5 => {}
                _ => return None,
            }
        }
        Some(scope)
    }

    fn covers(&self, certificate: &[u8], is_ca: bool) -> Result<(), StatusError> {
        let named = |urls: &[String]| {
            Pointers::of(certificate)
                .is_some_and(|pointers| pointers.crl.iter().any(|url| urls.contains(url)))
        };
        let own = if is_ca {
            Holder::Authority
        } else {
            Holder::User
        };
        let why = if self.indirect {
            "the list is an indirect one"
        } else if self.only.is_some_and(|only| only != own) {
            "the list is for another kind of certificates"
        } else if self.urls.as_deref().is_some_and(|urls| !named(urls)) {
            "the list is another part than the certificate names"
        } else {
            return Ok(());
        };
        Err(StatusError::Irrelevant(why))
    }
}
