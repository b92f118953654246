//! Whether the private key is used for names that have nothing to do with each other, and how far wildcards reach.

use std::collections::{BTreeMap, BTreeSet};

use super::endpoint::by_certificate;
use super::seen::{group, key_of};
use super::{Check, Context, Judgement};
use crate::domain::finding::Confidence;
use crate::domain::hexadecimal::hex;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-shared",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "own",
        "not-compared",
        "wildcard",
        "shared-key",
        "wildcard-suffix",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let Some(key) = key_of(leaf) else {
            return Judgement::not_observed("unparsable")
                .with("error", "DER")
                .because(observation, format!("SHA-256 {}", leaf.sha256));
        };
        let quote = format!("{} — SPKI SHA-256 {}", fact.address, hex(&key));
        if let Some(name) = leaf.names.iter().find(|name| spans_a_suffix(name)) {
            return Judgement::deviates("wildcard-suffix")
                .with("name", name)
                .because(observation, quote);
        }
        let own = group(&fact.server_name);
        let parties = context.seen.parties(context.material.observations);
        if own
            .as_ref()
            .is_none_or(|own| parties.iter().all(|other| other == own))
        {
            // One target alone, or names of a house network: who else uses the key was not looked at.
            return Judgement::not_applicable("not-compared")
                .with("name", &fact.server_name)
                .because(observation, quote);
        }
        let mut others: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        let mut certificates: BTreeSet<&str> = BTreeSet::from([leaf.sha256.as_str()]);
        for holder in context.seen.holders(context.material.observations, &key) {
            certificates.insert(&holder.certificate);
            let other = group(&holder.host);
            if let (Some(own), Some(other)) = (&own, other)
                && *own != other
            {
                others.entry(other).or_default().insert(&holder.host);
            }
        }
        let judgement = if others.is_empty() {
            let wide = leaf.names.iter().find(|name| spans_a_domain(name));
            match wide {
                Some(name) => Judgement::conforms("wildcard").with("name", name),
                None => Judgement::conforms("own"),
            }
        } else {
            let hosts: BTreeSet<&str> = others.into_values().flatten().collect();
            let judgement = Judgement::partial("shared-key")
                .with("hosts", some_of(&hosts))
                .with("certificates", certificates.len());
            // One certificate for several domains may well be one party's.
            match certificates.len() {
                1 => judgement.confident(Confidence::Medium),
                _ => judgement,
            }
        };
        judgement.because(observation, quote)
    })
}

/// True when a wildcard stands right before a public suffix of the registries: it covers other people's domains.
fn spans_a_suffix(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("*.") else {
        return false;
    };
    psl::suffix(rest.as_bytes()).is_some_and(|suffix| {
        suffix.typ() == Some(psl::Type::Icann) && suffix.as_bytes() == rest.as_bytes()
    })
}

/// True when a wildcard covers every name right below a registered domain.
fn spans_a_domain(name: &str) -> bool {
    name.strip_prefix("*.")
        .is_some_and(|rest| psl::domain_str(rest) == Some(rest))
}

/// At most ten of the names, and how many more there are.
fn some_of(hosts: &BTreeSet<&str>) -> String {
    let shown: Vec<&str> = hosts.iter().copied().take(10).collect();
    match hosts.len().checked_sub(shown.len()) {
        Some(more @ 1..) => format!("{} (+{more})", shown.join(", ")),
        _ => shown.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::{spans_a_domain, spans_a_suffix};

    #[test]
    fn how_far_wildcards_reach() {
        for (name, suffix, domain) in [
            ("*.nl", true, false),
            ("*.co.uk", true, false),
            ("*.example.nl", false, true),
            ("*.a.example.nl", false, false),
            ("example.nl", false, false),
            // A suffix of a company: its owner may have one.
            ("*.github.io", false, false),
            ("*.internal", false, false),
        ] {
            assert_eq!(
                (spans_a_suffix(name), spans_a_domain(name)),
                (suffix, domain),
                "{name}"
            );
        }
    }
}
