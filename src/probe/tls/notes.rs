//! What flights of the server show in passing: certificates, curves, primes, signatures, extensions.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::SetOnce;

use super::answer::Answer;
use super::message::{ExchangeKind, ServerHello};
use super::registry;
use crate::domain::fact::{DhParameters, Feature, Features, Order, SignatureUse, TlsVersion};
use crate::domain::observation::Failure;
use crate::domain::suite::properties;

/// Chains that are kept at most.
const MAX_CHAINS: usize = 8;

/// The notes of one address, taken by several questions at once.
#[derive(Debug)]
pub(super) struct Notes {
    page: Mutex<Page>,
    shown: Shown,
}

/// The first chain that any address of an endpoint shows, there long before all else is known; empty when none did.
pub(in crate::probe) type Shown = Arc<SetOnce<Vec<Vec<u8>>>>;

#[derive(Debug, Default)]
pub(super) struct Page {
    /// Distinct chains, with the version in which each was first shown.
    pub(super) chains: Vec<(TlsVersion, Vec<Vec<u8>>)>,
    pub(super) staple: Option<Vec<u8>>,
    /// Why a staple was not kept.
    pub(super) staple_trouble: Option<Failure>,
    pub(super) scts: BTreeSet<String>,
    pub(super) signatures: BTreeSet<SignatureUse>,
    pub(super) primes: Vec<DhParameters>,
    publics: BTreeSet<String>,
    /// Curves of TLS 1.2 and older, in the order of discovery.
    pub(super) curves: Vec<u16>,
    /// The server picked a curve it had not yet picked over known ones: the client's order counts.
    pub(super) curves_by_client: bool,
    pub(super) alpn: BTreeSet<String>,
    /// Properties of hellos, by what the newest version among TLS 1.2 and older showed.
    pub(super) features: Features,
    newest: Option<TlsVersion>,
    /// The newest version in which a block cipher was chosen.
    newest_cbc: Option<TlsVersion>,
}

impl Notes {
    pub(super) fn new(shown: Shown) -> Self {
        Self {
            page: Mutex::default(),
            shown,
        }
    }

    pub(super) fn page(&self) -> MutexGuard<'_, Page> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells of a chain that the server showed, when it is the first of all.
    pub(super) fn show(&self, chain: &[Vec<u8>]) {
        if !chain.is_empty() && !self.shown.initialized() {
            // Another address may have been first by now.
            drop(self.shown.set(chain.to_vec()));
        }
    }

    /// Curves in the order to offer them: those not seen yet first, likeliest first or last. A known one is never left
    /// out, since a certificate may need it.
    pub(super) fn curves_to_offer(&self, likeliest_first: bool) -> Vec<u16> {
        let page = self.page();
        let mut unseen: Vec<u16> = registry::OLDER_GROUPS
            .iter()
            .copied()
            .filter(|code| !page.curves.contains(code))
            .collect();
        if !likeliest_first {
            unseen.reverse();
        }
        unseen.extend(page.curves.iter().rev());
        unseen
    }

    /// Takes in one answer; `odd` when compression and heartbeats were offered. A server may answer an `asked` version with
    /// an older one: what it shows then belongs to that.
    pub(super) fn take(&self, asked: TlsVersion, answer: &Answer, odd: bool) {
        let Some(hello) = &answer.hello else {
            return;
        };
        let version = TlsVersion::from_number(hello.version).unwrap_or(asked);
        self.show(&answer.chain);
        let mut page = self.page();
        page.alpn.extend(hello.alpn.clone());
        let known = page.chains.iter().any(|(_, chain)| *chain == answer.chain);
        if !answer.chain.is_empty() && !known && page.chains.len() < MAX_CHAINS {
            page.chains.push((version, answer.chain.clone()));
        }
        if let Some(staple) = &answer.staple {
            page.staple(staple.clone());
        }
        if let Some(list) = &hello.scts {
            page.scts.insert(STANDARD.encode(list));
        }
        if version < TlsVersion::Tls13 {
            page.exchange(version, answer);
            page.properties(version, answer, odd);
        }
    }
}

impl Page {
    /// Marks the primes that the server picked from the groups that were offered.
    pub(super) fn picked(&mut self, digests: &[String]) {
        for known in &mut self.primes {
            known.picked |= digests.contains(&known.prime_sha256);
        }
    }

    /// Takes in a stapled response: the first one counts.
    pub(super) fn staple(&mut self, staple: Result<Vec<u8>, Failure>) {
        match staple {
            Ok(response) if self.staple.is_none() => self.staple = Some(response),
            Err(failure) if self.staple_trouble.is_none() => self.staple_trouble = Some(failure),
            _ => {}
        }
    }

    fn exchange(&mut self, version: TlsVersion, answer: &Answer) {
        let (Some(hello), Some(exchange)) = (&answer.hello, &answer.exchange) else {
            return;
        };
        let suite = properties(u32::from(hello.suite));
        if let Some(scheme) = exchange.scheme {
            self.signatures.insert(registry::signature(version, scheme));
        } else if exchange.signed_of_old {
            let (algorithm, hash) = match suite {
                Some(suite) if suite.rsa => ("rsa_md5_sha1", "md5-sha1"),
                Some(suite) if suite.ecdsa => ("ecdsa_sha1", "sha1"),
                _ => ("dsa_sha1", "sha1"),
            };
            self.signatures.insert(SignatureUse {
                version,
                algorithm: algorithm.to_owned(),
                hash: hash.to_owned(),
            });
        }
        match &exchange.kind {
            ExchangeKind::Curve(code) => {
                if !self.curves.contains(code) {
                    self.curves_by_client |= !self.curves.is_empty();
                    self.curves.push(*code);
                }
            }
            ExchangeKind::Prime {
                bits,
                prime,
                public,
            } => {
                let reused = !self.publics.insert(public.clone());
                let export = suite.is_some_and(|suite| suite.export);
                match self.primes.iter_mut().find(|p| p.prime_sha256 == *prime) {
                    Some(known) => {
                        known.reused |= reused;
                        known.export |= export;
                        known.suites.insert(u32::from(hello.suite));
                        known.version = known.version.max(version);
                    }
                    None => self.primes.push(DhParameters {
                        version,
                        bits: *bits,
                        prime_sha256: prime.clone(),
                        known: None,
                        export,
                        reused,
                        picked: false,
                        suites: BTreeSet::from([u32::from(hello.suite)]),
                    }),
                }
            }
            ExchangeKind::Other => {}
        }
    }

    fn properties(&mut self, version: TlsVersion, answer: &Answer, odd: bool) {
        let Some(hello) = &answer.hello else {
            return;
        };
        self.mac_order(version, hello);
        // What an older version lacks says nothing about the newest one.
        if self.newest.is_some_and(|newest| version < newest) {
            return;
        }
        if self.newest.is_none_or(|newest| version > newest) {
            self.newest = Some(version);
            self.features = Features {
                compression: self.features.compression.clone(),
                encrypt_then_mac: self.features.encrypt_then_mac.clone(),
                ..Features::default()
            };
        }
        let features = &mut self.features;
        lower(
            &mut features.extended_master_secret,
            hello.extended_master_secret,
        );
        lower(
            &mut features.secure_renegotiation,
            hello.secure_renegotiation,
        );
        if odd {
            raise(&mut features.heartbeat, hello.heartbeat);
            raise(&mut features.compression, hello.compression != 0);
        }
        if answer.whole || answer.asks_certificate {
            raise(&mut features.client_certificate, answer.asks_certificate);
        }
    }

    /// Encrypt-then-MAC shows only where a block cipher was chosen (RFC 7366 §3), and SSL 3.0 knows no extensions.
    fn mac_order(&mut self, version: TlsVersion, hello: &ServerHello) {
        let cbc = properties(u32::from(hello.suite)).is_some_and(|suite| suite.cbc);
        if !cbc || version < TlsVersion::Tls10 || self.newest_cbc.is_some_and(|n| version < n) {
            return;
        }
        if self.newest_cbc.is_some_and(|newest| version > newest) {
            self.features.encrypt_then_mac = Feature::NotLooked;
        }
        self.newest_cbc = Some(version);
        lower(&mut self.features.encrypt_then_mac, hello.encrypt_then_mac);
    }

    /// The first chain of the newest version that showed one; empty when none did.
    pub(super) fn newest_chain(&self) -> Vec<Vec<u8>> {
        let newest = self.chains.iter().map(|(version, _)| *version).max();
        self.chains
            .iter()
            .find(|(version, _)| Some(*version) == newest)
            .map(|(_, chain)| chain.clone())
            .unwrap_or_default()
    }

    /// Whose order of curves counts, as far as it showed.
    pub(super) fn curve_order(&self) -> Order {
        match self.curves.len() {
            0 => Order::Unknown,
            1 => Order::Single,
            _ if self.curves_by_client => Order::Client,
            _ => Order::Server,
        }
    }
}

/// Present only as long as every answer has it.
fn lower(feature: &mut Feature, there: bool) {
    match (&feature, there) {
        (_, false) => *feature = Feature::Absent,
        (Feature::NotLooked, true) => *feature = Feature::Present,
        _ => {}
    }
}

/// Present as soon as one answer has it.
fn raise(feature: &mut Feature, there: bool) {
    match (&feature, there) {
        (_, true) => *feature = Feature::Present,
        (Feature::NotLooked, false) => *feature = Feature::Absent,
        _ => {}
    }
}
