//! Whether a publicly trusted certificate was made public in enough logs, with signatures that hold (RFC 6962).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::endpoint::{by_certificate, short_name};
use super::x509::{
    Chain, Delivery, Entry, Logs, Promise, Standing, decode, embedded, enough, needed, read_scts,
    stapled,
};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::fact::{Certificate, TlsFact, TlsVersion, VersionState};
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-transparency",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "logged",
        "none",
        "too-few",
        "unknown-logs",
        "bad-signature",
        "malformed",
        "private",
        "before",
        "list-too-old",
        "no-issuer",
        "not-asked",
        "unparsable",
        "not-reached",
    ],
    judge,
};

const DAY_SECONDS: i64 = 86_400;

/// What came beside the certificate: lists of promises from the handshake, and a stapled answer; DER and lists decoded.
#[derive(Debug, Default)]
struct Beside {
    lists: Vec<Vec<u8>>,
    staple: Option<Vec<u8>>,
}

/// Nothing when their absence shows nothing: nobody asked, or the server only speaks TLS 1.3, where they come encrypted
/// (RFC 8446 §4.4.2.1) and are not read.
fn beside(fact: &TlsFact) -> Option<Beside> {
    let picture = fact.picture.as_ref()?;
    let readable = fact
        .versions
        .iter()
        .any(|trial| trial.version < TlsVersion::Tls13 && trial.state == VersionState::Offered);
    if !readable && picture.scts.is_empty() && picture.stapled_ocsp.is_none() {
        return None;
    }
    let decoded = |text: &String| STANDARD.decode(text).ok();
    Some(Beside {
        lists: picture.scts.iter().filter_map(decoded).collect(),
        staple: picture.stapled_ocsp.as_ref().and_then(decoded),
    })
}

/// The promises of one delivery, weighed.
struct Bundle {
    delivery: Delivery,
    promises: Vec<Promise>,
}

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let rules = &context.material.policy.transparency.rules;
        if !fact.issued_publicly() {
            return Judgement::not_applicable("private")
                .with("issuer", short_name(&leaf.issuer))
                .because(observation, format!("{} — {}", fact.address, leaf.issuer));
        }
        if Day::of(leaf.not_before) < rules.required_from {
            return Judgement::not_applicable("before")
                .with("from", rules.required_from)
                .because(observation, format!("notBefore {}", leaf.not_before));
        }
        weigh(context, observation, fact, leaf)
    })
}

fn weigh(
    context: &Context<'_>,
    observation: &Observation,
    fact: &TlsFact,
    leaf: &Certificate,
) -> Judgement {
    let ders = decode(fact);
    let Some((chain, der)) = Chain::read(&ders).zip(ders.first().and_then(Option::as_ref)) else {
        return Judgement::not_observed("unparsable")
            .with("error", "DER")
            .because(observation, format!("SHA-256 {}", leaf.sha256));
    };
    let transparency = &context.material.policy.transparency;
    let logs = Logs::read(&transparency.logs);
    let as_of = context.material.as_of;
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut malformed = false;
    let mut add = |delivery, list: &[u8], entry: Option<&Entry>| match read_scts(list) {
        Some(scts) => bundles.push(Bundle {
            delivery,
            promises: logs.weigh(&scts, entry, observation.at, as_of),
        }),
        None => malformed = true,
    };
    if let Some((list, leaf)) = chain.leaf().and_then(|leaf| Some((embedded(leaf)?, leaf))) {
        let entry = chain
            .issuer(0)
            .and_then(|issuer| Entry::before_embedding(leaf, issuer));
        add(Delivery::Embedded, list, entry.as_ref());
    }
    let delivered = beside(fact);
    let asked = delivered.is_some();
    let delivered = delivered.unwrap_or_default();
    let entry = Entry::Certificate(der.clone());
    for list in &delivered.lists {
        add(Delivery::Beside, list, Some(&entry));
    }
    if let Some(list) = delivered.staple.as_deref().and_then(stapled) {
        add(Delivery::Beside, list, Some(&entry));
    }

    let seconds = leaf.lifetime_seconds();
    let days = seconds.div_euclid(DAY_SECONDS) + i64::from(seconds.rem_euclid(DAY_SECONDS) > 0);
    let rules = &transparency.rules;
    let is_enough = |lenient| {
        bundles
            .iter()
            .any(|bundle| enough(&bundle.promises, rules, bundle.delivery, days, lenient))
    };
    let all = || bundles.iter().flat_map(|bundle| &bundle.promises);
    let with = |standing| all().filter(|promise| promise.standing == standing).count();
    let delivery = bundles
        .iter()
        .map(|bundle| bundle.delivery)
        .next()
        .unwrap_or(Delivery::Embedded);
    let good = with(Standing::Good) + with(Standing::Retired);
    let judgement = if is_enough(false) {
        Judgement::conforms("logged").with("operators", operators(all()))
    } else if with(Standing::Unchecked) > 0 {
        Judgement::not_observed("no-issuer")
    } else if is_enough(true) && logs.may_miss(as_of, leaf.not_after) {
        Judgement::not_observed("list-too-old").with("unknown", with(Standing::Unknown))
    } else if !asked {
        Judgement::not_observed("not-asked")
    } else if malformed {
        Judgement::deviates("malformed")
    } else if with(Standing::Broken) > 0 {
        Judgement::deviates("bad-signature").with("broken", with(Standing::Broken))
    } else if all().next().is_none() {
        Judgement::deviates("none")
    } else if with(Standing::Unknown) > 0 {
        Judgement::deviates("unknown-logs").with("unknown", with(Standing::Unknown))
    } else {
        Judgement::deviates("too-few")
    };
    let quote = all().map(shown).collect::<Vec<_>>().join("; ");
    judgement
        .with("count", good)
        .with("needed", needed(rules, delivery, days))
        .with("date", transparency.logs.list.date)
        .because(
            observation,
            format!(
                "{} — {}",
                fact.address,
                if quote.is_empty() { "SCT: —" } else { &quote }
            ),
        )
}

/// The operators of the promises that count.
fn operators<'a>(promises: impl Iterator<Item = &'a Promise>) -> String {
    let mut names: Vec<&str> = promises
        .filter(|promise| matches!(promise.standing, Standing::Good | Standing::Retired))
        .filter_map(|promise| promise.operator.as_deref())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// One promise for a doubter: the log by name, or by its id as tools print it.
fn shown(promise: &Promise) -> String {
    let log = promise
        .name
        .clone()
        .unwrap_or_else(|| STANDARD.encode(promise.log));
    let standing = match promise.standing {
        Standing::Good => "signature holds",
        Standing::Retired => "signature holds, log retired since",
        Standing::TooLate => "signature holds, log had retired",
        Standing::Unknown => "log not in the list",
        Standing::Broken => "signature does not hold",
        Standing::Future => "dated in the future",
        Standing::Unchecked => "signature not checked, issuer not served",
    };
    format!("{log}: {standing}")
}
