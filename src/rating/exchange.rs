//! Points of versions, key exchange and encryption.

use super::sight::Sight;
use super::unseen::Unseen;
use crate::domain::fact::{TlsPicture, TlsVersion};
use crate::domain::policy::{LetterPolicy, points_of};
use crate::domain::suite::{KeyExchange, SuiteProperties};

const FULL: u32 = 10_000;

/// Points, and what was not seen of them.
pub(super) struct Points {
    /// The weighted sum; nothing when one of the categories was not seen at all.
    pub(super) total: Option<u32>,
    pub(super) unseen: Vec<Unseen>,
}

/// The points of one address.
pub(super) fn points(sight: &Sight<'_>, picture: &TlsPicture, policy: &LetterPolicy) -> Points {
    let mut unseen = sight.suite_gaps(&TlsVersion::ALL);
    unseen.extend(sight.exchange_gaps());
    let protocol = mean(
        TlsVersion::ALL
            .into_iter()
            .filter(|version| sight.offers(*version))
            .map(|version| policy.versions.get(version.name()).copied().unwrap_or(0)),
    );
    let cipher = mean(
        sight
            .known()
            .map(|(_, suite)| points_of(&policy.cipher, u32::from(suite.bits))),
    );
    let exchange = weakest(sight, picture, policy, &mut unseen);
    let total = protocol
        .zip(exchange)
        .zip(cipher)
        .map(|((protocol, exchange), cipher)| {
            let weights = &policy.weights;
            if protocol == 0 || exchange == 0 || cipher == 0 {
                return 0;
            }
            (weights.protocol * protocol + weights.exchange * exchange + weights.cipher * cipher)
                / FULL
        });
    Points { total, unseen }
}

/// The mean of the best and the worst.
fn mean(points: impl Iterator<Item = u32>) -> Option<u32> {
    let (best, worst) = points.fold(None, |range, points| {
        let (best, worst) = range.unwrap_or((points, points));
        Some((best.max(points), worst.min(points)))
    })?;
    Some(u32::midpoint(best, worst))
}

/// The weakest key exchange of all that were seen.
fn weakest(
    sight: &Sight<'_>,
    picture: &TlsPicture,
    policy: &LetterPolicy,
    unseen: &mut Vec<Unseen>,
) -> Option<u32> {
    let table = &policy.exchange;
    let by_bits = |bits: u32| points_of(&table.step, bits);
    let mut found: Vec<u32> = Vec::new();
    for group in picture.groups.iter().flat_map(|list| &list.groups) {
        match policy.group(&group.name) {
            Some(bits) => found.push(by_bits(bits)),
            None => unseen.push(Unseen::Unrated(group.name.clone())),
        }
    }
    for parameters in &picture.dh_parameters {
        found.push(if parameters.export {
            table.export.min(by_bits(parameters.bits))
        } else {
            by_bits(parameters.bits)
        });
    }
    for (_, suite) in sight.known() {
        if suite.export {
            found.push(table.export);
        }
        found.extend(own(sight, &suite, policy, unseen));
    }
    found.into_iter().min()
}

/// What a suite brings of its own: nothing when groups or parameters decide.
fn own(
    sight: &Sight<'_>,
    suite: &SuiteProperties,
    policy: &LetterPolicy,
    unseen: &mut Vec<Unseen>,
) -> Option<u32> {
    if suite.anonymous || suite.key_exchange == KeyExchange::Null {
        return Some(policy.exchange.anonymous);
    }
    match suite.key_exchange {
        // The key of the certificate is what the exchange rests on.
        KeyExchange::Rsa => {
            let bits = sight
                .leaves()
                .filter(|leaf| leaf.key.algorithm == "rsa")
                .map(|leaf| leaf.key.bits)
                .min();
            if bits.is_none() {
                unseen.push(Unseen::Exchange);
            }
            bits.map(|bits| points_of(&policy.exchange.step, bits))
        }
        KeyExchange::Dhe | KeyExchange::Ecdhe | KeyExchange::Null | KeyExchange::Tls13 => None,
        KeyExchange::Dh
        | KeyExchange::Ecdh
        | KeyExchange::Eccpwd
        | KeyExchange::Kerberos
        | KeyExchange::Psk
        | KeyExchange::Srp
        | KeyExchange::Unknown => {
            unseen.push(Unseen::Exchange);
            None
        }
    }
}
