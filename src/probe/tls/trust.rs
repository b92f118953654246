//! Whether the served chain leads to a trust store, and whether the leaf names the server.

use std::time::Duration;

use jiff::Timestamp;
use tokio_rustls::rustls::crypto::WebPkiSupportedAlgorithms;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage};

use super::AnchorError;
use crate::domain::fact::{ChainEntry, TrustPath};

/// A set of trust anchors.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) name: String,
    pub(super) anchors: Vec<TrustAnchor<'static>>,
}

impl Store {
    /// A store of certificates that are trusted as they are.
    pub(super) fn of(name: &str, anchors: &[CertificateDer<'static>]) -> Result<Self, AnchorError> {
        let anchors = (1..)
            .zip(anchors)
            .map(|(number, der)| {
                webpki::anchor_from_trusted_cert(der)
                    .map(|anchor| anchor.to_owned())
                    .map_err(|error| AnchorError {
                        store: name.to_owned(),
                        number,
                        error: error.to_string(),
                    })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            name: name.to_owned(),
            anchors,
        })
    }
}

/// One entry per store, judged at the time of looking.
pub(super) fn paths(
    stores: &[Store],
    algorithms: &WebPkiSupportedAlgorithms,
    served: &[Vec<u8>],
    entries: &[ChainEntry],
    now: Timestamp,
) -> Vec<TrustPath> {
    if served.is_empty() {
        return Vec::new();
    }
    stores
        .iter()
        .map(|store| {
            let error = path(store, algorithms, served, now);
            TrustPath {
                store: store.name.clone(),
                trusted: error.is_none(),
                only_dates: error.is_some() && only_dates(store, algorithms, served, entries, now),
                error,
            }
        })
        .collect()
}

/// What is wrong with the path at a moment, in the words of the path builder.
fn path(
    store: &Store,
    algorithms: &WebPkiSupportedAlgorithms,
    served: &[Vec<u8>],
    at: Timestamp,
) -> Option<String> {
    let (leaf, rest) = served.split_first()?;
    let leaf = CertificateDer::from(leaf.as_slice());
    let rest: Vec<CertificateDer<'_>> = rest
        .iter()
        .take(20)
        .map(|der| CertificateDer::from(der.as_slice()))
        .collect();
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    let result = EndEntityCert::try_from(&leaf).and_then(|leaf| {
        leaf.verify_for_usage(
            algorithms.all,
            &store.anchors,
            &rest,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            KeyUsage::server_auth(),
            None,
            None,
        )
        .map(|_| ())
    });
    result.err().map(|error| words(&error))
}

/// True when the leaf is out of its dates and the path holds at a moment when it was not.
fn only_dates(
    store: &Store,
    algorithms: &WebPkiSupportedAlgorithms,
    served: &[Vec<u8>],
    entries: &[ChainEntry],
    now: Timestamp,
) -> bool {
    let Some(ChainEntry::Parsed(leaf)) = entries.first() else {
        return false;
    };
    if (leaf.not_before..=leaf.not_after).contains(&now) {
        return false;
    }
    let second = jiff::SignedDuration::from_secs(1);
    [
        leaf.not_before.saturating_add(second),
        leaf.not_after.saturating_sub(second),
    ]
    .into_iter()
    .flatten()
    .any(|moment| path(store, algorithms, served, moment).is_none())
}

/// True when a subjectAltName of the leaf covers the name (RFC 9525).
pub(super) fn names(served: &[Vec<u8>], name: &ServerName<'_>) -> bool {
    served.first().is_some_and(|der| {
        let leaf = CertificateDer::from(der.as_slice());
        EndEntityCert::try_from(&leaf)
            .is_ok_and(|leaf| leaf.verify_is_valid_for_subject_name(name).is_ok())
    })
}

/// The library's words, with dates as people write them.
fn words(error: &webpki::Error) -> String {
    let day = |time: &UnixTime| {
        i64::try_from(time.as_secs())
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .map_or_else(String::new, |moment| moment.to_string())
    };
    match error {
        webpki::Error::CertExpired { not_after, .. } => {
            format!("a certificate expired at {}", day(not_after))
        }
        webpki::Error::CertNotValidYet { not_before, .. } => {
            format!("a certificate is not valid before {}", day(not_before))
        }
        webpki::Error::UnknownIssuer => TrustPath::NO_PATH.to_owned(),
        webpki::Error::CaUsedAsEndEntity => {
            "a certificate of an authority is used as that of a server".to_owned()
        }
        webpki::Error::BadDer => "the certificate cannot be read".to_owned(),
        other => other.to_string().chars().take(200).collect(),
    }
}
