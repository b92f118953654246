//! The picture beyond versions and certificate, put together from all answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ask::View;
use super::beside::Nameless;
use super::look::Seen;
use super::notes::{Notes, Page};
use super::older::Suites;
use super::sequel::Sequel;
use super::{certificate, keys, registry, server_name, trust};
use crate::domain::fact::{
    CipherSuite, Feature, Features, GroupList, Intolerance, Occasion, Order, OtherChain, SuiteList,
    TlsPicture, TlsVersion, Unnamed, VersionState,
};
use crate::domain::suite;

/// Puts everything together.
pub(super) fn paint(view: &View<'_>, notes: &Notes, seen: &Seen, sequel: Sequel) -> TlsPicture {
    let older = seen.older();
    let mut page = notes.page();
    sequel.show(&mut page);
    let (without_name, unnamed_chain) = compare(&sequel.unnamed, &page);
    TlsPicture {
        suites: suites(seen, &older),
        groups: groups(seen, sequel.curves.clone()),
        dh_parameters: page.primes.clone(),
        signatures: page.signatures.iter().cloned().collect(),
        features: features(&page, seen, &sequel),
        sessions: sequel.sessions(seen),
        stapled_ocsp: page.staple.as_ref().map(|der| STANDARD.encode(der)),
        staple_trouble: match page.staple {
            Some(_) => None,
            None => page.staple_trouble.clone(),
        },
        scts: page.scts.iter().cloned().collect(),
        other_chains: other_chains(view, &page, &seen.shake.chain, &unnamed_chain),
        without_name,
        weaknesses: sequel.weaknesses,
        intolerances: intolerances(seen, &older),
        connections: view.connections(),
    }
}

fn suites(seen: &Seen, older: &[&Suites]) -> Vec<SuiteList> {
    let named = |code: u32| CipherSuite {
        code,
        name: suite::name(code),
    };
    let modern = &seen.modern.suites;
    let mut lists = Vec::new();
    if !modern.codes.is_empty() {
        lists.push(SuiteList {
            version: TlsVersion::Tls13,
            suites: modern.codes.iter().map(|c| named(u32::from(*c))).collect(),
            order: modern.order,
            incomplete: modern.incomplete.clone(),
        });
    }
    for list in older {
        lists.push(SuiteList {
            version: list.version,
            suites: list.codes.iter().map(|c| named(u32::from(*c))).collect(),
            order: list.order,
            incomplete: list.incomplete.clone(),
        });
    }
    if seen.ssl2.state == VersionState::Offered {
        lists.push(SuiteList {
            version: TlsVersion::Ssl2,
            suites: seen.ssl2.suites.iter().map(|code| named(*code)).collect(),
            order: Order::Client,
            incomplete: None,
        });
    }
    lists.sort_by_key(|list| std::cmp::Reverse(list.version));
    lists
}

fn groups(seen: &Seen, curves: Option<GroupList>) -> Vec<GroupList> {
    let modern = &seen.modern.groups;
    let first = (!modern.codes.is_empty()).then(|| GroupList {
        version: TlsVersion::Tls13,
        groups: modern.codes.iter().copied().map(registry::group).collect(),
        order: modern.order,
        incomplete: modern.incomplete.clone(),
    });
    first.into_iter().chain(curves).collect()
}

fn features(page: &Page, seen: &Seen, sequel: &Sequel) -> Features {
    let mut features = page.features.clone();
    let agreed = seen.shake.negotiated.as_ref();
    features.alpn = page
        .alpn
        .iter()
        .cloned()
        .chain(agreed.and_then(|agreed| agreed.alpn.clone()))
        .collect();
    features.alpn.sort();
    features.alpn.dedup();
    features.fallback_scsv = sequel.fallback.clone();
    features.client_renegotiation = sequel.renegotiation();
    features.certificate_compression = sequel.compression();
    if sequel.asks_certificate() {
        features.client_certificate = Feature::Present;
    } else if seen.has_no_older_version() && sequel.has_completed() {
        features.client_certificate = Feature::Absent;
    }
    features.other_key_kind = other_key_kind(page, seen, sequel);
    if features.encrypt_then_mac == Feature::NotLooked {
        features.encrypt_then_mac = mac_order(seen);
    }
    // Without any older version these cannot occur. With one of unknown state nobody can say.
    if seen.has_no_older_version() {
        for feature in [
            &mut features.extended_master_secret,
            &mut features.encrypt_then_mac,
            &mut features.secure_renegotiation,
            &mut features.client_renegotiation,
            &mut features.compression,
            &mut features.heartbeat,
        ] {
            *feature = Feature::NotApplicable;
        }
    }
    features
}

/// Whether certificates have keys of several kinds. Only where every suite was seen, and TLS 1.3 was asked, one kind is all.
fn other_key_kind(page: &Page, seen: &Seen, sequel: &Sequel) -> Feature {
    let leaves = page.chains.iter().filter_map(|(_, chain)| chain.first());
    let mut kinds: Vec<usize> = leaves.filter_map(|leaf| keys::kind(leaf)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() {
        return Feature::NotLooked;
    }
    if kinds.len() > 1 {
        return Feature::Present;
    }
    let unclear = seen
        .trials()
        .into_iter()
        .find_map(|trial| match trial.state {
            VersionState::Inconclusive(failure) if trial.version > TlsVersion::Ssl2 => {
                Some(failure)
            }
            _ => None,
        });
    let lists = seen.older();
    let incomplete = || lists.iter().find_map(|list| list.incomplete.clone());
    if let Some(failure) = unclear.or_else(incomplete) {
        return Feature::Inconclusive(failure);
    }
    match (&seen.modern.state, &sequel.keys, &sequel.newer) {
        (VersionState::Offered, Some(keys), _) => keys.state.clone(),
        (VersionState::Offered, None, Some(newer)) => match &newer.look {
            Err(failure) => Feature::Inconclusive(failure.clone()),
            Ok(_) => Feature::NotLooked,
        },
        (VersionState::Offered, None, None) => Feature::NotLooked,
        _ => Feature::Absent,
    }
}

/// Encrypt-then-MAC where no block cipher was chosen: it cannot occur when none is taken, and nobody knows while some of
/// the suites are not known.
fn mac_order(seen: &Seen) -> Feature {
    const VERSIONS: [TlsVersion; 3] = [TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12];
    let unknown = seen
        .trials()
        .into_iter()
        .find_map(|trial| match trial.state {
            VersionState::Inconclusive(failure) if VERSIONS.contains(&trial.version) => {
                Some(failure)
            }
            _ => None,
        });
    let lists = seen.older();
    let mut lists = lists.iter().filter(|list| VERSIONS.contains(&list.version));
    match unknown.or_else(|| lists.find_map(|list| list.incomplete.clone())) {
        Some(failure) => Feature::Inconclusive(failure),
        None => Feature::NotApplicable,
    }
}

fn intolerances(seen: &Seen, older: &[&Suites]) -> Vec<Intolerance> {
    let mut out: Vec<Intolerance> = older
        .iter()
        .filter_map(|list| list.intolerance)
        .chain(seen.modern.intolerance)
        .collect();
    // A hello for TLS 1.2 that got no clear answer, from a server that talks an older version.
    let stumbles = matches!(seen.tls12.state, VersionState::Inconclusive(_));
    if stumbles && !seen.ladder.suites.is_empty() {
        out.push(Intolerance::NewerVersion);
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn compare(shown: &Nameless, page: &Page) -> (Unnamed, Vec<Vec<u8>>) {
    match shown {
        Nameless::NotAsked => (Unnamed::NotLooked, Vec::new()),
        Nameless::Refused => (Unnamed::Refused, Vec::new()),
        Nameless::Unclear(failure) => (Unnamed::Inconclusive(failure.clone()), Vec::new()),
        Nameless::Chain(shown) => {
            let leaf = shown.first();
            let known = page.chains.iter().any(|(_, chain)| chain.first() == leaf);
            if known {
                (Unnamed::Same, Vec::new())
            } else {
                (Unnamed::Different, shown.clone())
            }
        }
    }
}

/// Chains with another leaf than the one of the completed handshake.
fn other_chains(
    view: &View<'_>,
    page: &Page,
    shown: &[Vec<u8>],
    unnamed: &[Vec<u8>],
) -> Vec<OtherChain> {
    let server = server_name(view.host).ok();
    let other = |occasion: Occasion, chain: &[Vec<u8>]| OtherChain {
        occasion,
        name_matches: server
            .as_ref()
            .is_some_and(|server| trust::names(chain, server)),
        chain: certificate::chain(chain),
    };
    let newest = page.chains.iter().map(|(version, _)| *version).max();
    let mut leaves: Vec<&Vec<u8>> = shown.first().into_iter().collect();
    let mut out = Vec::new();
    for (version, chain) in &page.chains {
        let Some(leaf) = chain.first().filter(|leaf| !leaves.contains(leaf)) else {
            continue;
        };
        leaves.push(leaf);
        let occasion = if Some(*version) == newest {
            Occasion::OtherKey
        } else {
            Occasion::OlderVersion
        };
        out.push(other(occasion, chain));
    }
    if !unnamed.is_empty() {
        out.push(other(Occasion::NoName, unnamed));
    }
    out
}
