//! The picture beyond versions and certificate: the questions that build on the first answers, and the putting together.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ask::{Reply, View};
use super::hello::Hello;
use super::look::Seen;
use super::notes::{Notes, Page};
use super::older::{Suites, alpn};
use super::{certificate, curves, ladder, registry, server_name, trust};
use crate::domain::fact::{
    CipherSuite, Feature, Features, GroupList, Intolerance, Occasion, Order, OtherChain, SuiteList,
    TlsPicture, TlsVersion, Unnamed, VersionState,
};
use crate::domain::suite;

/// Asks what is left to ask and puts everything together.
pub(super) async fn paint(view: &View<'_>, notes: &Notes, seen: &Seen) -> TlsPicture {
    let older: Vec<&Suites> = std::iter::once(&seen.tls12)
        .chain(&seen.ladder.suites)
        .filter(|list| !list.codes.is_empty())
        .collect();
    let newest_older = older.iter().copied().max_by_key(|list| list.version);
    let (curves, fallback, unnamed) = tokio::join!(
        async {
            match newest_older {
                Some(list) => curves::hunt(view, notes, list).await,
                None => None,
            }
        },
        async {
            match seen.newest() {
                Some(newest) => ladder::fallback(view, newest, &older).await,
                None => Feature::NotLooked,
            }
        },
        without_name(view, newest_older),
    );
    let page = notes.page();
    let mut features = features(&page, seen, newest_older.is_some());
    features.fallback_scsv = fallback;
    let (without_name, unnamed_chain) = compare(unnamed, &page);
    TlsPicture {
        suites: suites(seen, &older),
        groups: groups(seen, curves),
        dh_parameters: page.primes.clone(),
        signatures: page.signatures.iter().cloned().collect(),
        features,
        stapled_ocsp: page.staple.as_ref().map(|der| STANDARD.encode(der)),
        scts: page.scts.iter().cloned().collect(),
        other_chains: other_chains(view, &page, &seen.shake.chain, &unnamed_chain),
        without_name,
        intolerances: intolerances(seen, &older),
        connections: view.connections(),
        ..TlsPicture::default()
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

fn features(page: &Page, seen: &Seen, older: bool) -> Features {
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
    // Without any older version these cannot occur. With one of unknown state nobody can say.
    let settled = matches!(seen.tls12.state, VersionState::Refused)
        && seen
            .ladder
            .trials
            .iter()
            .all(|trial| trial.state == VersionState::Refused);
    if !older && settled {
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

/// The answer to a hello that names no server, where there is a name to leave out.
async fn without_name(view: &View<'_>, list: Option<&Suites>) -> Option<Reply> {
    let list = list.filter(|_| view.name.is_some())?;
    let hello = Hello {
        suites: list.codes.clone(),
        groups: registry::OLDER_GROUPS.to_vec(),
        alpn: alpn(view, true),
        ..Hello::new(list.version, None)
    };
    Some(view.ask(&hello).await)
}

fn compare(reply: Option<Reply>, page: &Page) -> (Unnamed, Vec<Vec<u8>>) {
    match reply {
        None => (Unnamed::NotLooked, Vec::new()),
        Some(Reply::Declined(_)) => (Unnamed::Refused, Vec::new()),
        Some(Reply::Failed(failure)) if failure.detail.contains("unrecognized_name") => {
            (Unnamed::Refused, Vec::new())
        }
        Some(Reply::Failed(failure)) => (Unnamed::Inconclusive(failure), Vec::new()),
        Some(Reply::Chosen(answer)) => {
            let leaf = answer.chain.first();
            let known = page.chains.iter().any(|(_, chain)| chain.first() == leaf);
            if known {
                (Unnamed::Same, Vec::new())
            } else {
                (Unnamed::Different, answer.chain)
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
        // With nothing shown before, the first one is the chain of the fact itself.
        if !(shown.is_empty() && Some(*version) == newest && out.is_empty()) {
            out.push(other(occasion, chain));
        }
    }
    if !unnamed.is_empty() {
        out.push(other(Occasion::NoName, unnamed));
    }
    out
}
