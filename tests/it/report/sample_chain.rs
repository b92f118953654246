//! Chains of certificates as odd servers send them.

use jiff::Timestamp;
use waarborg::domain::fact::{Certificate, ChainEntry, PublicKey};

/// Gives every certificate of a chain another subject.
pub(super) fn rename(chain: &mut [ChainEntry], subject: &str) {
    for entry in chain {
        if let ChainEntry::Parsed(certificate) = entry {
            subject.clone_into(&mut certificate.subject);
            certificate.sha256 = certificate.sha256.chars().rev().collect();
        }
    }
}

/// A chain with an intermediate, a certificate that is no part of it, one that cannot be read, and a root for ever.
pub(super) fn old_chain(leaf: &[ChainEntry], at: Timestamp) -> Vec<ChainEntry> {
    let mut chain = leaf.to_vec();
    let base = chain.clone();
    let Some(ChainEntry::Parsed(pattern)) = base.first() else {
        return chain;
    };
    let issued = |subject: &str, issuer: &str, mark: &str, days: [i64; 2]| {
        let moment = |days: i64| {
            Timestamp::from_second(at.as_second() + days * 86_400).unwrap_or(Timestamp::MAX)
        };
        ChainEntry::Parsed(Box::new(Certificate {
            sha256: format!("{mark}{}", pattern.sha256.get(2..).unwrap_or_default()),
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            not_before: moment(days[0]),
            not_after: moment(days[1]),
            names: Vec::new(),
            key: PublicKey {
                algorithm: "rsa".to_owned(),
                bits: 4096,
                curve: None,
            },
            signature_algorithm: "sha256WithRSAEncryption".to_owned(),
            is_ca: true,
            self_signed: subject == issuer,
            ..(**pattern).clone()
        }))
    };
    chain.push(issued(
        "CN=Fictieve Tussen-CA (demo)",
        "CN=Fictieve Root CA (demo)",
        "a1",
        [-900, 900],
    ));
    chain.push(issued(
        "CN=Iets heel anders",
        "CN=Fictieve Root CA (demo)",
        "b2",
        [-4000, -3000],
    ));
    chain.push(ChainEntry::Unparsable {
        sha256: "c3".repeat(32),
        error: "unexpected tag".to_owned(),
    });
    chain.push(issued(
        "CN=Fictieve Root CA (demo)",
        "CN=Fictieve Root CA (demo)",
        "d4",
        [-8000, 3_000_000],
    ));
    chain
}
