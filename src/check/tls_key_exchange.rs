//! With which groups and parameters keys are agreed, by the levels of the policy.

use super::picture::{Gap, Sight, by_level, by_picture, shortlist};
use super::{Check, Context, Judgement};
use crate::domain::fact::{DhParameters, TlsVersion};
use crate::domain::observation::Probe;
use crate::domain::policy::Level;
use crate::domain::subject::SubjectKind;
use crate::domain::suite::KeyExchange;
use crate::domain::text::Text;

/// Finite-field primes up to this size are within reach of a large attacker (Logjam, 2015).
pub(super) const SHORT_BITS: u32 = 1024;

pub(super) static CHECK: Check = Check {
    id: "tls-key-exchange",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "sufficient",
        "phase-out",
        "insufficient",
        "short-prime",
        "unrated",
        "no-exchange",
        "inconclusive",
        "not-looked",
        "light",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_picture(context, judge_address)
}

/// The name of the prime that the server sent, as far as it is a known one.
fn prime_name<'a>(sight: &'a Sight<'_>, parameters: &'a DhParameters) -> Option<&'a str> {
    parameters.known.as_deref().or_else(|| {
        sight
            .context
            .material
            .policy
            .dh_primes
            .name(&parameters.prime_sha256)
    })
}

fn judge_address(sight: &Sight<'_>) -> Judgement {
    let levels = &sight.context.material.policy.levels;
    let mut rated: Vec<(String, Option<Level>)> = Vec::new();
    let mut add = |name: String, level| {
        if !rated.contains(&(name.clone(), level)) {
            rated.push((name, level));
        }
    };
    for group in sight.picture.groups.iter().flat_map(|list| &list.groups) {
        add(group.name.clone(), levels.group(&group.name));
    }
    for parameters in &sight.picture.dh_parameters {
        let bits = parameters.bits;
        match prime_name(sight, parameters) {
            Some(name) => {
                let level = levels.groups.get(name).copied();
                add(name.to_owned(), level.or(Some(Level::Insufficient)));
            }
            None => add(format!("DHE {bits}"), Some(Level::Insufficient)),
        }
    }
    let shown = |judgement: Judgement| {
        let of = |level: Option<Level>| {
            rated
                .iter()
                .filter(|(_, other)| *other == level)
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let parts: Vec<Text> = [
            Some(Level::Good),
            Some(Level::Sufficient),
            Some(Level::PhaseOut),
            Some(Level::Insufficient),
            None,
        ]
        .into_iter()
        .map(|level| (of(level), level))
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, level)| {
            let word = level.map_or_else(
                || sight.context.quote("quote.unrated"),
                |level| sight.words(level),
            );
            Text::join(&[word, Text::same(names)], ": ")
        })
        .collect();
        sight.show(judgement, Text::join(&parts, "; "))
    };
    let named = |wanted: Level| {
        shortlist(
            rated
                .iter()
                .filter(move |(_, level)| *level == Some(wanted))
                .map(|(name, _)| name.as_str()),
        )
    };
    let shortest = sight.picture.dh_parameters.iter().map(|p| p.bits).min();
    if let Some(bits) = shortest.filter(|bits| *bits <= SHORT_BITS) {
        return shown(Judgement::deviates("short-prime").with("bits", bits));
    }
    let worst = rated.iter().filter_map(|(_, level)| *level).max();
    if let Some(level @ (Level::PhaseOut | Level::Insufficient)) = worst {
        let reason = if level == Level::PhaseOut {
            "phase-out"
        } else {
            "insufficient"
        };
        return shown(by_level(level, reason).with_text("groups", named(level)));
    }
    if let Some(gap) = gap(sight) {
        return sight.gapped(&gap);
    }
    if rated.is_empty() {
        return Judgement::not_applicable("no-exchange");
    }
    let judgement = match worst {
        Some(_) => Judgement::conforms("sufficient"),
        None => Judgement::not_observed("unrated"),
    };
    let all = shortlist(rated.iter().map(|(name, _)| name.as_str()));
    shown(judgement.with_text("groups", all))
}

/// Why there may be more groups or parameters than were seen.
fn gap<'a>(sight: &Sight<'a>) -> Option<Gap<'a>> {
    let older = [
        TlsVersion::Tls12,
        TlsVersion::Tls11,
        TlsVersion::Tls10,
        TlsVersion::Ssl3,
    ];
    if let Some(list) = sight
        .picture
        .groups
        .iter()
        .find(|list| list.incomplete.is_some())
    {
        return Some(Gap(list.incomplete.as_ref()));
    }
    let seen = |version| sight.picture.groups.iter().any(|l| l.version == version);
    let uses = |wanted: KeyExchange| {
        sight.known().any(|(version, _, properties)| {
            older.contains(&version) && properties.key_exchange == wanted
        })
    };
    let missing = (sight.offers(TlsVersion::Tls13) && !seen(TlsVersion::Tls13))
        || (uses(KeyExchange::Ecdhe) && !seen(TlsVersion::Tls12))
        || (uses(KeyExchange::Dhe) && sight.picture.dh_parameters.is_empty());
    if missing {
        return Some(Gap(None));
    }
    // A suite that was not seen may bring a key exchange of its own.
    sight.gap(&TlsVersion::ALL)
}
