//! One address that spoke TLS: what it offers, and where the picture has gaps.

use super::unseen::Unseen;
use crate::domain::fact::{
    Certificate, ChainEntry, CipherSuite, Feature, Occasion, TlsFact, TlsPicture, TlsVersion,
    VersionState,
};
use crate::domain::suite::{self, KeyExchange, SuiteProperties};

/// Versions whose suites bring their own key exchange.
pub(super) const CLASSIC: [TlsVersion; 4] = [
    TlsVersion::Ssl3,
    TlsVersion::Tls10,
    TlsVersion::Tls11,
    TlsVersion::Tls12,
];

/// One address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) fact: &'a TlsFact,
    pub(super) picture: Option<&'a TlsPicture>,
}

/// Whether something is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It was seen.
    Holds,
    /// It was seen to be otherwise.
    Not,
    /// It was not seen.
    Unseen(Vec<Unseen>),
}

impl State {
    pub(super) fn when(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Not }
    }

    /// Not so, unless something is missing.
    pub(super) fn unless(gaps: Vec<Unseen>) -> Self {
        if gaps.is_empty() {
            Self::Not
        } else {
            Self::Unseen(gaps)
        }
    }
}

impl<'a> Sight<'a> {
    /// An address with which some version of TLS was agreed.
    pub(super) fn of(fact: &'a TlsFact) -> Option<Self> {
        fact.versions
            .iter()
            .any(|trial| trial.state == VersionState::Offered)
            .then_some(Self {
                fact,
                picture: fact.picture.as_deref(),
            })
    }

    pub(super) fn state(&self, version: TlsVersion) -> Option<&'a VersionState> {
        self.fact
            .versions
            .iter()
            .find(|trial| trial.version == version)
            .map(|trial| &trial.state)
    }

    pub(super) fn offers(&self, version: TlsVersion) -> bool {
        self.state(version) == Some(&VersionState::Offered)
    }

    /// Whether a version is offered.
    pub(super) fn offered(&self, version: TlsVersion) -> State {
        match self.state(version) {
            Some(VersionState::Offered) => State::Holds,
            Some(VersionState::Refused) => State::Not,
            Some(VersionState::Inconclusive(_)) | None => {
                State::Unseen(vec![Unseen::Version(version)])
            }
        }
    }

    /// The versions that gave no clear answer or were not asked for.
    pub(super) fn version_gaps(&self, versions: &[TlsVersion]) -> Vec<Unseen> {
        versions
            .iter()
            .filter_map(|version| match self.offered(*version) {
                State::Unseen(_) => Some(Unseen::Version(*version)),
                State::Holds | State::Not => None,
            })
            .collect()
    }

    pub(super) fn suites(&self) -> impl Iterator<Item = (TlsVersion, &'a CipherSuite)> + use<'a> {
        self.picture
            .into_iter()
            .flat_map(|picture| &picture.suites)
            .flat_map(|list| list.suites.iter().map(move |suite| (list.version, suite)))
    }

    /// The suites of the registry, with what they are made of.
    pub(super) fn known(&self) -> impl Iterator<Item = (TlsVersion, SuiteProperties)> + use<'a> {
        self.suites().filter_map(|(version, suite)| {
            suite::properties(suite.code).map(|properties| (version, properties))
        })
    }

    /// What keeps the suites of these versions from being known to the last.
    pub(super) fn suite_gaps(&self, versions: &[TlsVersion]) -> Vec<Unseen> {
        let mut gaps = self.version_gaps(versions);
        for version in versions.iter().filter(|version| self.offers(**version)) {
            let list = self
                .picture
                .and_then(|picture| picture.suites.iter().find(|list| list.version == *version));
            match list {
                Some(list) if list.incomplete.is_none() && !list.suites.is_empty() => {
                    let unknown = list
                        .suites
                        .iter()
                        .filter(|suite| suite::properties(suite.code).is_none());
                    gaps.extend(unknown.map(|suite| Unseen::Unrated(suite.name.clone())));
                }
                _ => gaps.push(Unseen::Suites(*version)),
            }
        }
        gaps
    }

    /// Whether any suite of these versions has the property.
    pub(super) fn any_suite(
        &self,
        versions: &[TlsVersion],
        has: impl Fn(&SuiteProperties) -> bool,
    ) -> State {
        if self
            .known()
            .any(|(version, properties)| versions.contains(&version) && has(&properties))
        {
            return State::Holds;
        }
        State::unless(self.suite_gaps(versions))
    }

    /// Whether no suite at all has the property.
    pub(super) fn no_suite(&self, has: impl Fn(&SuiteProperties) -> bool) -> State {
        match self.any_suite(&TlsVersion::ALL, has) {
            State::Holds => State::Not,
            State::Not => State::Holds,
            unseen @ State::Unseen(_) => unseen,
        }
    }

    /// True when a suite before TLS 1.3 agrees its keys this way.
    pub(super) fn uses(&self, exchange: KeyExchange) -> bool {
        self.known().any(|(version, properties)| {
            version < TlsVersion::Tls13 && properties.key_exchange == exchange
        })
    }

    /// What keeps groups and parameters from being known to the last, suites apart.
    pub(super) fn exchange_gaps(&self) -> Vec<Unseen> {
        let Some(picture) = self.picture else {
            return vec![Unseen::Light];
        };
        let mut gaps: Vec<Unseen> = picture
            .groups
            .iter()
            .filter(|list| list.incomplete.is_some())
            .map(|list| Unseen::Groups(list.version))
            .collect();
        let seen = |version| {
            picture
                .groups
                .iter()
                .any(|list| list.version == version && !list.groups.is_empty())
        };
        if self.offers(TlsVersion::Tls13) && !seen(TlsVersion::Tls13) {
            gaps.push(Unseen::Groups(TlsVersion::Tls13));
        }
        if self.uses(KeyExchange::Ecdhe) && !seen(TlsVersion::Tls12) {
            gaps.push(Unseen::Groups(TlsVersion::Tls12));
        }
        if self.uses(KeyExchange::Dhe) && picture.dh_parameters.is_empty() {
            gaps.push(Unseen::Primes);
        }
        gaps
    }

    /// The chains that a client gets who asks for this name.
    pub(super) fn chains(&self) -> impl Iterator<Item = &'a [ChainEntry]> + use<'a> {
        let others = self
            .picture
            .into_iter()
            .flat_map(|picture| &picture.other_chains)
            .filter(|other| other.occasion != Occasion::NoName)
            .map(|other| other.chain.as_slice());
        std::iter::once(self.fact.chain.as_slice())
            .chain(others)
            .filter(|chain| !chain.is_empty())
    }

    /// The certificates of the server itself.
    pub(super) fn leaves(&self) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.chains().filter_map(|chain| match chain.first() {
            Some(ChainEntry::Parsed(certificate)) => Some(certificate.as_ref()),
            _ => None,
        })
    }

    /// Every certificate whose signature counts: roots do not, nobody relies on theirs.
    pub(super) fn signed(&self) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.chains().flat_map(|chain| {
            chain
                .iter()
                .enumerate()
                .filter_map(|(position, entry)| match entry {
                    ChainEntry::Parsed(certificate)
                        if position == 0 || !certificate.self_signed =>
                    {
                        Some(certificate.as_ref())
                    }
                    _ => None,
                })
        })
    }

    /// True when something was served that cannot be read, or nothing at all.
    pub(super) fn has_unreadable(&self) -> bool {
        let mut chains = self.chains().peekable();
        chains.peek().is_none()
            || chains
                .flatten()
                .any(|entry| matches!(entry, ChainEntry::Unparsable { .. }))
    }
}

/// What a property leaves open.
pub(super) fn feature_gap(feature: &Feature, name: &'static str) -> Option<Unseen> {
    match feature {
        Feature::Inconclusive(_) | Feature::NotLooked => Some(Unseen::Feature(name)),
        Feature::Absent | Feature::NotApplicable | Feature::Present => None,
    }
}
