//! One sentence for everyone, and what it leaves open.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::levels::Levels;
use super::revocation::Statuses;
use super::{Plain, Scribe, chain};
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::fact::{ChainEntry, Feature, TlsFact, TlsVersion, VersionState, WeaknessState};
use crate::domain::observation::Observation;

/// What is said about one endpoint.
pub(super) struct Said {
    pub(super) sentence: Plain,
    pub(super) reserve: Option<Plain>,
}

/// Says what matters; nothing when nobody looked at TLS.
pub(super) fn sentence(
    looks: &[&Observation],
    differ: bool,
    statuses: &Statuses,
    assessment: &Assessment,
    scribe: &Scribe,
) -> Option<Said> {
    let facts: Vec<(&TlsFact, Levels)> = looks
        .iter()
        .filter_map(|look| {
            let tls = look.tls()?;
            Some((tls, Levels::of(assessment, &look.subject, tls.address)))
        })
        .collect();
    if looks.is_empty() {
        return None;
    }
    if facts.is_empty() {
        return Some(Said {
            sentence: scribe.word("sentence.unseen"),
            reserve: None,
        });
    }
    let clauses: Vec<Plain> = [
        Some(versions(&facts, scribe)),
        differ.then(|| scribe.word("sentence.differ")),
        levels(&facts, scribe),
        Some(certificate(&facts, statuses, assessment.as_of, scribe)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let clauses: Vec<&str> = clauses.iter().map(Plain::as_str).collect();
    let open = open(looks, &facts, statuses, scribe);
    let open: Vec<&str> = open.iter().map(Plain::as_str).collect();
    Some(Said {
        sentence: format!("{}.", clauses.join("; ")).into(),
        reserve: (!open.is_empty())
            .then(|| scribe.fill("sentence.open", &[("what", &open.join("; "))])),
    })
}

fn versions(facts: &[(&TlsFact, Levels)], scribe: &Scribe) -> Plain {
    let trials = || facts.iter().flat_map(|(tls, _)| &tls.versions);
    let offered: BTreeSet<TlsVersion> = trials()
        .filter(|trial| trial.state == VersionState::Offered)
        .map(|trial| trial.version)
        .collect();
    match (offered.first(), offered.last()) {
        (Some(oldest), Some(newest)) if oldest == newest => {
            scribe.fill("sentence.one", &[("version", newest.name())])
        }
        (Some(oldest), Some(newest)) => scribe.fill(
            "sentence.versions",
            &[("oldest", oldest.name()), ("newest", newest.name())],
        ),
        _ if trials().any(|trial| trial.state == VersionState::Refused) => {
            scribe.word("sentence.none")
        }
        _ => scribe.word("sentence.unclear"),
    }
}

/// Whether something is accepted that the policy does not allow; nothing without levels.
fn levels(facts: &[(&TlsFact, Levels)], scribe: &Scribe) -> Option<Plain> {
    let policy = facts.iter().find_map(|(_, levels)| levels.policy(scribe))?;
    let bad: BTreeSet<_> = facts
        .iter()
        .flat_map(|(_, levels)| levels.insufficient())
        .collect();
    let key = match bad.len() {
        0 => "sentence.level.none",
        1 => "sentence.level.one",
        _ => "sentence.level.many",
    };
    Some(scribe.fill(
        key,
        &[("n", &bad.len().to_string()), ("policy", policy.as_str())],
    ))
}

/// The certificate that is worst off, and until when it is valid.
fn certificate(
    facts: &[(&TlsFact, Levels)],
    statuses: &Statuses,
    as_of: Timestamp,
    scribe: &Scribe,
) -> Plain {
    let worst = facts
        .iter()
        .map(|(tls, _)| (rank(tls, statuses, as_of), *tls))
        .min_by_key(|(rank, tls)| (*rank, tls.leaf().map(|leaf| leaf.not_after)));
    let Some((rank, tls)) = worst else {
        return scribe.word("sentence.certificate.absent");
    };
    let until = tls
        .leaf()
        .map_or_else(Plain::default, |leaf| scribe.day(Day::of(leaf.not_after)));
    let from = tls
        .leaf()
        .map_or_else(Plain::default, |leaf| scribe.day(Day::of(leaf.not_before)));
    let revoked = tls
        .leaf()
        .and_then(|leaf| statuses.revoked(&leaf.sha256))
        .map_or_else(Plain::default, |at| scribe.day(Day::of(at)));
    let stores: Vec<Plain> = tls
        .trust
        .iter()
        .filter(|path| path.trusted)
        .map(|path| chain::store(path, scribe))
        .collect();
    let stores = super::groups::joined(&stores);
    let key = match rank {
        Rank::Other => "sentence.certificate.name",
        Rank::Revoked => "sentence.certificate.revoked",
        Rank::Expired => "sentence.certificate.expired",
        Rank::Future => "sentence.certificate.future",
        Rank::Untrusted => "sentence.certificate.untrusted",
        Rank::Unreadable => "sentence.certificate.unreadable",
        Rank::Absent => "sentence.certificate.absent",
        Rank::Untried => "sentence.certificate.untried",
        Rank::Trusted => "sentence.certificate.trusted",
    };
    scribe.fill(
        key,
        &[
            ("until", until.as_str()),
            ("from", from.as_str()),
            ("store", stores.as_str()),
            ("revoked", revoked.as_str()),
        ],
    )
}

/// How a certificate is off, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Revoked,
    Expired,
    Future,
    Other,
    Untrusted,
    Unreadable,
    Absent,
    Untried,
    Trusted,
}

fn rank(tls: &TlsFact, statuses: &Statuses, as_of: Timestamp) -> Rank {
    match tls.chain.first() {
        None => Rank::Absent,
        Some(ChainEntry::Unparsable { .. }) => Rank::Unreadable,
        Some(ChainEntry::Parsed(leaf)) if statuses.revoked(&leaf.sha256).is_some() => Rank::Revoked,
        Some(ChainEntry::Parsed(leaf)) if leaf.not_after < as_of => Rank::Expired,
        Some(ChainEntry::Parsed(leaf)) if leaf.not_before > as_of => Rank::Future,
        Some(ChainEntry::Parsed(_)) if !tls.name_matches => Rank::Other,
        Some(ChainEntry::Parsed(_)) if tls.trust.is_empty() => Rank::Untried,
        Some(ChainEntry::Parsed(_)) if tls.trust.iter().any(|path| path.trusted) => Rank::Trusted,
        Some(ChainEntry::Parsed(_)) => Rank::Untrusted,
    }
}

/// What was not looked at, or gave no clear answer.
fn open(
    looks: &[&Observation],
    facts: &[(&TlsFact, Levels)],
    statuses: &Statuses,
    scribe: &Scribe,
) -> Vec<Plain> {
    let mut open = Vec::new();
    let unseen = looks.len() - facts.len();
    if unseen > 0 {
        open.push(scribe.count("sentence.addresses", unseen));
    }
    let unclear: Vec<&str> = TlsVersion::ALL
        .into_iter()
        .filter(|version| facts.iter().any(|(tls, _)| is_open(tls, *version)))
        .map(TlsVersion::name)
        .collect();
    if !unclear.is_empty() {
        open.push(unclear.join(", ").into());
    }
    let pictures: Vec<_> = facts
        .iter()
        .filter_map(|(tls, _)| tls.picture.as_ref())
        .collect();
    if pictures.len() < facts.len() {
        open.push(scribe.word("sentence.picture"));
    }
    let lists = pictures.iter().any(|picture| {
        picture.suites.iter().any(|list| list.incomplete.is_some())
            || picture.groups.iter().any(|list| list.incomplete.is_some())
    });
    if lists {
        open.push(scribe.word("sentence.lists"));
    }
    let properties = pictures.iter().any(|picture| {
        let features = &picture.features;
        let sessions = &picture.sessions;
        let trials = picture.weaknesses.iter();
        [
            &features.extended_master_secret,
            &features.encrypt_then_mac,
            &features.secure_renegotiation,
            &features.client_renegotiation,
            &features.compression,
            &features.heartbeat,
            &features.fallback_scsv,
            &features.client_certificate,
            &sessions.by_id,
            &sessions.by_ticket,
            &sessions.by_psk,
            &sessions.early_data,
        ]
        .iter()
        .any(|feature| matches!(feature, Feature::Inconclusive(_) | Feature::NotLooked))
            || matches!(features.other_key_kind, Feature::Inconclusive(_))
            || trials
                .map(|trial| &trial.state)
                .any(|state| matches!(state, WeaknessState::Inconclusive(_)))
    });
    if properties {
        open.push(scribe.word("sentence.properties"));
    }
    if facts.iter().any(|(_, levels)| !levels.known()) {
        open.push(scribe.word("sentence.levels"));
    }
    let unsettled = facts
        .iter()
        .filter_map(|(tls, _)| tls.leaf())
        .any(|leaf| !statuses.settled(&leaf.sha256));
    if unsettled {
        open.push(scribe.word("sentence.revocation"));
    }
    open
}

/// True when it is not known whether this address offers a version.
fn is_open(tls: &TlsFact, version: TlsVersion) -> bool {
    tls.versions
        .iter()
        .find(|trial| trial.version == version)
        .is_none_or(|trial| matches!(trial.state, VersionState::Inconclusive(_)))
}
