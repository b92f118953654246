//! What the rules of the configuration's letter look at.

use super::sight::{CLASSIC, Sight, State, feature_gap};
use super::unseen::Unseen;
use crate::domain::fact::{Feature, Hsts, TlsPicture, TlsVersion, Weakness, WeaknessState};
use crate::domain::observation::{Observation, Probe};
use crate::domain::policy::Condition;
use crate::domain::service::Service;
use crate::domain::subject::Subject;
use crate::domain::suite::{Cipher, KeyExchange, SuiteProperties};

/// Fewer bits than this are none.
const WEAK_BITS: u16 = 112;

/// What the web server says about HSTS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Web {
    /// The service is no website, or it goes by an address, for which browsers keep no HSTS (RFC 6797 §8.1.1).
    NotApplicable,
    /// It gave no answer.
    Unseen,
    /// There is no header.
    Missing,
    /// The header cannot be read.
    Broken,
    /// The header.
    Seen(Hsts),
}

impl Web {
    /// By the first answer over HTTPS and the first of its headers, as RFC 6797 §8.1 asks.
    pub(super) fn of(subject: &Subject, observations: &[&Observation]) -> Self {
        if subject.service() != Service::Https || subject.is_literal() {
            return Self::NotApplicable;
        }
        let hop = observations
            .iter()
            .filter(|observation| observation.probe == Probe::Https)
            .find_map(|observation| observation.http()?.first());
        let Some(hop) = hop else {
            return Self::Unseen;
        };
        match hop.header("strict-transport-security").next() {
            None => Self::Missing,
            Some(header) => Hsts::parse(header).map_or(Self::Broken, Self::Seen),
        }
    }
}

/// Whether a condition of the configuration holds.
pub(super) fn state(
    condition: Condition,
    sight: &Sight<'_>,
    picture: &TlsPicture,
    web: &Web,
    hsts_min_seconds: u64,
) -> State {
    use TlsVersion::{Ssl2, Ssl3, Tls10, Tls11, Tls12, Tls13};
    let features = &picture.features;
    match condition {
        Condition::AnonymousSuite => sight.any_suite(&CLASSIC, |suite| suite.anonymous),
        Condition::Beast => sight.any_suite(&[Ssl3, Tls10], |suite| suite.cbc),
        Condition::Crime => present(&features.compression, "compression"),
        Condition::DhBelow1024 => primes(sight, picture, 1024),
        Condition::DhBelow2048 => primes(sight, picture, 2048),
        Condition::CcsInjection => probed(picture, Weakness::CcsInjection),
        Condition::Heartbleed => probed(picture, Weakness::Heartbleed),
        Condition::Robot => probed(picture, Weakness::Robot),
        Condition::Ticketbleed => probed(picture, Weakness::Ticketbleed),
        Condition::HstsBroken | Condition::HstsShort | Condition::WithoutHsts => {
            hsts(condition, web, hsts_min_seconds)
        }
        Condition::InsecureRenegotiation => insecure_renegotiation(picture),
        Condition::NoSecureRenegotiation => {
            absent(&features.secure_renegotiation, "secure-renegotiation")
        }
        Condition::NoFallbackSignal => fallback(sight, picture),
        Condition::NoAead => sight.no_suite(|suite| suite.aead),
        Condition::NoForwardSecrecy => sight.no_suite(SuiteProperties::forward_secret),
        Condition::NoTls12 => none_of(sight, &[Tls12, Tls13]),
        Condition::NoTls13 => none_of(sight, &[Tls13]),
        Condition::OldTlsOffered => any_of(sight, &[Tls10, Tls11]),
        Condition::Poodle => sight.any_suite(&[Ssl3], |suite| suite.cbc),
        Condition::Rc4Offered => sight.any_suite(&CLASSIC, |suite| suite.cipher == Cipher::Rc4),
        Condition::Rc4Only => sight.no_suite(better_than_rc4),
        Condition::Rc4WithTls11 => {
            sight.any_suite(&[Tls11, Tls12], |suite| suite.cipher == Cipher::Rc4)
        }
        Condition::SmallBlocksWithTls11 => sight.any_suite(&[Tls11, Tls12], |suite| {
            matches!(
                suite.cipher,
                Cipher::Des | Cipher::Idea | Cipher::Rc2 | Cipher::TripleDes
            )
        }),
        Condition::Ssl2Offered => sight.offered(Ssl2),
        Condition::Ssl3Best => none_of(sight, &[Tls10, Tls11, Tls12, Tls13]),
        Condition::Ssl3Offered => sight.offered(Ssl3),
        Condition::WeakSuite => {
            sight.any_suite(&CLASSIC, |suite| suite.export || suite.bits < WEAK_BITS)
        }
        Condition::IncompleteChain
        | Condition::KeyBelow1024
        | Condition::KeyBelow2048
        | Condition::Md5Signature
        | Condition::NameMismatch
        | Condition::NotTrusted
        | Condition::OutsideDates
        | Condition::Revoked
        | Condition::Sha1Signature
        | Condition::WeakKey => State::Not,
    }
}

fn better_than_rc4(suite: &SuiteProperties) -> bool {
    suite.cipher != Cipher::Rc4 && !suite.export && suite.bits >= WEAK_BITS
}

/// Whether any of the versions is offered.
fn any_of(sight: &Sight<'_>, versions: &[TlsVersion]) -> State {
    if versions.iter().any(|version| sight.offers(*version)) {
        return State::Holds;
    }
    State::unless(sight.version_gaps(versions))
}

/// Whether each of the versions is refused.
fn none_of(sight: &Sight<'_>, versions: &[TlsVersion]) -> State {
    match any_of(sight, versions) {
        State::Holds => State::Not,
        State::Not => State::Holds,
        unseen @ State::Unseen(_) => unseen,
    }
}

fn present(feature: &Feature, name: &'static str) -> State {
    match feature_gap(feature, name) {
        Some(gap) => State::Unseen(vec![gap]),
        None => State::when(*feature == Feature::Present),
    }
}

fn absent(feature: &Feature, name: &'static str) -> State {
    match feature_gap(feature, name) {
        Some(gap) => State::Unseen(vec![gap]),
        None => State::when(*feature == Feature::Absent),
    }
}

fn primes(sight: &Sight<'_>, picture: &TlsPicture, bits: u32) -> State {
    if picture.dh_parameters.iter().any(|p| p.bits < bits) {
        return State::Holds;
    }
    let mut gaps = sight.suite_gaps(&CLASSIC);
    if sight.uses(KeyExchange::Dhe) && picture.dh_parameters.is_empty() {
        gaps.push(Unseen::Primes);
    }
    State::unless(gaps)
}

fn probed(picture: &TlsPicture, weakness: Weakness) -> State {
    let trial = picture
        .weaknesses
        .iter()
        .find(|trial| trial.weakness == weakness);
    match trial.map(|trial| &trial.state) {
        Some(WeaknessState::Affected) => State::Holds,
        Some(WeaknessState::NotAffected | WeaknessState::NotApplicable) => State::Not,
        Some(WeaknessState::Inconclusive(_)) | None => {
            State::Unseen(vec![Unseen::Weakness(weakness)])
        }
    }
}

fn insecure_renegotiation(picture: &TlsPicture) -> State {
    let features = &picture.features;
    match (
        &features.secure_renegotiation,
        &features.client_renegotiation,
    ) {
        (Feature::Present | Feature::NotApplicable, _)
        | (_, Feature::Absent | Feature::NotApplicable) => State::Not,
        (Feature::Absent, Feature::Present) => State::Holds,
        (signal, client) => State::Unseen(
            feature_gap(signal, "secure-renegotiation")
                .into_iter()
                .chain(feature_gap(client, "client-renegotiation"))
                .collect(),
        ),
    }
}

/// Only where a stranger could make a client fall back to another version of TLS 1.2 and older.
fn fallback(sight: &Sight<'_>, picture: &TlsPicture) -> State {
    let offered = CLASSIC
        .iter()
        .filter(|version| sight.offers(**version))
        .count();
    match absent(&picture.features.fallback_scsv, "fallback-scsv") {
        State::Holds if offered >= 2 => State::Holds,
        State::Holds => State::unless(sight.version_gaps(&CLASSIC)),
        other => other,
    }
}

fn hsts(condition: Condition, web: &Web, least: u64) -> State {
    match (web, condition) {
        (Web::NotApplicable, _) => State::when(condition == Condition::WithoutHsts),
        (_, Condition::WithoutHsts) => State::Not,
        (Web::Unseen, _) => State::Unseen(vec![Unseen::Hsts]),
        (Web::Missing, _) => State::when(condition == Condition::HstsShort),
        (Web::Broken, _) => State::when(condition == Condition::HstsBroken),
        (Web::Seen(hsts), Condition::HstsBroken) => State::when(hsts.max_age == 0),
        (Web::Seen(hsts), _) => State::when(hsts.max_age > 0 && hsts.max_age < least),
    }
}
