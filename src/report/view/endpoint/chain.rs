//! A chain of certificates as a drawing of boxes: leaf first, each pointing at its issuer.

use jiff::Timestamp;
use serde::Serialize;

use super::levels::Levels;
use super::revocation::Statuses;
use super::{Badge, Plain, Scribe, shortened};
use crate::domain::fact::{Certificate, ChainEntry, TrustPath};
use crate::domain::rating::SettingKind;

/// One chain as served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ChainView {
    /// When it is shown.
    pub(crate) title: Plain,
    /// Where the same chain was drawn already; then it is empty here.
    pub(crate) same: Option<Plain>,
    pub(crate) boxes: Vec<BoxView>,
    /// The issuer that was not sent along.
    pub(crate) beyond: Option<Plain>,
    /// What each trust store says; empty for a chain of which that was not tried.
    pub(crate) trust: Vec<Plain>,
}

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct BoxView {
    pub(crate) role: Plain,
    pub(crate) name: Plain,
    pub(crate) validity: Plain,
    pub(crate) key: Plain,
    pub(crate) key_level: Option<Badge>,
    pub(crate) signature: Plain,
    pub(crate) signature_level: Option<Badge>,
    pub(crate) fingerprint: Plain,
    pub(crate) problems: Vec<Plain>,
    /// What is no problem but worth knowing.
    pub(crate) remarks: Vec<Plain>,
    /// Whether it was withdrawn, source by source; empty for a root.
    pub(crate) revocation: Vec<Plain>,
    /// How it is tied to the next box; absent for the last.
    pub(crate) arrow: Option<Arrow>,
}

/// From a certificate to the one that follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Arrow {
    /// True when what follows carries the name of the issuer.
    pub(crate) fits: bool,
    pub(crate) text: Plain,
}

/// What a chain is drawn with.
pub(super) struct Pen<'a> {
    pub(super) as_of: Timestamp,
    pub(super) levels: Levels<'a>,
    pub(super) statuses: &'a Statuses<'a>,
    pub(super) scribe: &'a Scribe<'a>,
}

impl Pen<'_> {
    /// Draws a chain; nothing when no certificate was served.
    pub(super) fn chain(
        &self,
        title: Plain,
        chain: &[ChainEntry],
        name_matches: bool,
        trust: &[TrustPath],
    ) -> Option<ChainView> {
        if chain.is_empty() {
            return None;
        }
        let mut boxes: Vec<BoxView> = (0..)
            .zip(chain)
            .map(|(at, entry)| match entry {
                ChainEntry::Parsed(certificate) => self.drawn(at, certificate, chain),
                ChainEntry::Unparsable { sha256, error } => self.unreadable(sha256, error),
            })
            .collect();
        if let (Some(first), false) = (boxes.first_mut(), name_matches)
            && matches!(chain.first(), Some(ChainEntry::Parsed(_)))
        {
            first.problems.push(self.scribe.word("chain.name-differs"));
        }
        let beyond = match chain.last() {
            Some(ChainEntry::Parsed(last)) if last.subject != last.issuer => {
                Some(shortened(&last.issuer))
            }
            _ => None,
        };
        if let Some(last) = boxes.last_mut() {
            last.arrow = beyond.as_ref().map(|_| Arrow {
                fits: true,
                text: self.scribe.word("chain.issued-by"),
            });
        }
        Some(ChainView {
            title,
            same: None,
            boxes,
            beyond,
            trust: trust
                .iter()
                .map(|path| trusted(path, self.scribe))
                .collect(),
        })
    }

    fn drawn(&self, at: usize, certificate: &Certificate, chain: &[ChainEntry]) -> BoxView {
        let scribe = self.scribe;
        let (from, until) = (
            scribe.moment(certificate.not_before),
            scribe.moment(certificate.not_after),
        );
        let key = &certificate.key;
        let curve = key
            .curve
            .as_ref()
            .map_or_else(String::new, |curve| format!(" {}", shortened(curve)));
        BoxView {
            role: scribe.word(if at == 0 {
                "chain.leaf"
            } else if certificate.self_signed {
                "chain.root"
            } else if certificate.is_ca {
                "chain.intermediate"
            } else {
                "chain.other"
            }),
            name: shortened(&certificate.subject),
            validity: scribe.fill(
                "endpoint.from-until",
                &[("from", from.as_str()), ("until", until.as_str())],
            ),
            key: format!(
                "{}{curve}, {} bits",
                shortened(&key.algorithm).as_str().to_uppercase(),
                key.bits
            )
            .into(),
            key_level: self
                .levels
                .badge(SettingKind::Key, None, &key.setting(), scribe),
            signature: shortened(&certificate.signature_algorithm),
            signature_level: self.levels.badge(
                SettingKind::Hash,
                None,
                &certificate.signature_hash,
                scribe,
            ),
            fingerprint: shortened(&certificate.sha256),
            problems: self.problems(at, certificate, chain),
            revocation: if certificate.self_signed {
                Vec::new()
            } else {
                self.statuses.lines(&certificate.sha256, scribe)
            },
            remarks: (at > 0 && certificate.self_signed)
                .then(|| scribe.word("chain.root-sent"))
                .into_iter()
                .collect(),
            arrow: chain
                .get(at + 1)
                .map(|next| self.arrow(certificate, next, chain)),
        }
    }

    fn unreadable(&self, sha256: &str, error: &str) -> BoxView {
        let scribe = self.scribe;
        let none = || Plain::from("–");
        BoxView {
            role: scribe.word("endpoint.unreadable"),
            name: none(),
            validity: none(),
            key: none(),
            key_level: None,
            signature: none(),
            signature_level: None,
            fingerprint: shortened(sha256),
            problems: vec![scribe.fill(
                "chain.unreadable",
                &[(
                    "error",
                    scribe.technical(shortened(error).as_str()).as_str(),
                )],
            )],
            remarks: Vec::new(),
            revocation: Vec::new(),
            arrow: None,
        }
    }

    fn problems(&self, at: usize, certificate: &Certificate, chain: &[ChainEntry]) -> Vec<Plain> {
        let before = chain.get(..at).unwrap_or_default();
        let earlier = || before.iter().filter_map(parsed);
        let mut keys = Vec::new();
        if self.statuses.revoked(&certificate.sha256).is_some() {
            keys.push("chain.revoked");
        }
        if certificate.not_after < certificate.not_before {
            keys.push("chain.dates-reversed");
        } else if certificate.not_after < self.as_of {
            keys.push("chain.expired");
        } else if certificate.not_before > self.as_of {
            keys.push("chain.not-yet");
        }
        if earlier().any(|other| other.sha256 == certificate.sha256) {
            keys.push("chain.duplicate");
        } else if at > 0
            && before.iter().all(|entry| parsed(entry).is_some())
            && !earlier().any(|other| other.issuer == certificate.subject)
        {
            keys.push("chain.extra");
        }
        if at == 0 && certificate.self_signed {
            keys.push("chain.self-signed");
        }
        if at == 0 && certificate.is_ca {
            keys.push("chain.leaf-is-ca");
        }
        if at > 0 && !certificate.is_ca {
            keys.push("chain.no-ca");
        }
        keys.into_iter().map(|key| self.scribe.word(key)).collect()
    }

    fn arrow(&self, certificate: &Certificate, next: &ChainEntry, chain: &[ChainEntry]) -> Arrow {
        let scribe = self.scribe;
        let issuer = shortened(&certificate.issuer);
        let follows = parsed(next);
        if follows.is_some_and(|next| next.subject == certificate.issuer) {
            return Arrow {
                fits: true,
                text: scribe.word("chain.issued-by"),
            };
        }
        if certificate.subject == certificate.issuer {
            return Arrow {
                fits: false,
                text: scribe.word("chain.ends-here"),
            };
        }
        let place = chain.iter().position(|entry| {
            parsed(entry).is_some_and(|other| other.subject == certificate.issuer)
        });
        Arrow {
            fits: false,
            text: match place {
                Some(place) => scribe.fill(
                    "chain.issuer-elsewhere",
                    &[("issuer", issuer.as_str()), ("n", &(place + 1).to_string())],
                ),
                None => scribe.fill("chain.issuer-missing", &[("issuer", issuer.as_str())]),
            },
        }
    }
}

fn parsed(entry: &ChainEntry) -> Option<&Certificate> {
    match entry {
        ChainEntry::Parsed(certificate) => Some(certificate),
        ChainEntry::Unparsable { .. } => None,
    }
}

/// What came of building a path to one store.
pub(super) fn trusted(path: &TrustPath, scribe: &Scribe) -> Plain {
    let key = match (path.trusted, path.only_dates) {
        (true, _) => "endpoint.path.trusted",
        (false, true) => "endpoint.path.dates",
        (false, false) => "endpoint.path.untrusted",
    };
    let line = scribe.fill(key, &[("store", store(path, scribe).as_str())]);
    match &path.error {
        // The line says as much.
        Some(error) if error == TrustPath::NO_PATH => line,
        Some(error) if !path.trusted => {
            let error = scribe.technical(error);
            format!("{line} ({error})").into()
        }
        _ => line,
    }
}

/// The name of a store.
pub(super) fn store(path: &TrustPath, scribe: &Scribe) -> Plain {
    scribe
        .words
        .find(&format!("endpoint.store.{}", path.store))
        .cloned()
        .unwrap_or_else(|| path.store.as_str().into())
}
