//! Certificates with another kind of key. Up to TLS 1.2 the suites bring them out; in TLS 1.3 no suite says what kind of key
//! goes with it, so a hello that takes no signature of the kinds that were shown makes a server show another, or decline.

use super::ask::View;
use super::beside::offer;
use super::certificate;
use super::finds::Finds;
use super::notes::Notes;
use super::session::hello::Offer;
use super::session::newer::Newer;
use super::session::signature::SCHEMES;
use super::session::tls13::{self, Look};
use crate::domain::fact::{ChainEntry, Feature};
use crate::domain::observation::FailureReason;

/// What came of asking.
#[derive(Debug)]
pub(super) struct OtherKeys {
    /// Whole handshakes with other keys.
    pub(super) looks: Vec<Look>,
    pub(super) state: Feature,
}

/// Kinds of keys with the signature schemes that belong to them.
const KINDS: [(&[&str], &[u16]); 4] = [
    (
        &["rsa"],
        &[
            0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201,
        ],
    ),
    (&["ec"], &[0x0403, 0x0503, 0x0603, 0x0303, 0x0203]),
    (&["ed25519", "ed448"], &[0x0807, 0x0808]),
    (&["dsa"], &[0x0202]),
];
/// What belongs to none of those.
const POST_QUANTUM: [u16; 3] = [0x0904, 0x0905, 0x0906];

/// The place of a key in [`KINDS`], by the algorithm of the certificate; behind the last one for any other.
pub(super) fn kind(der: &[u8]) -> Option<usize> {
    let entries = certificate::chain(&[der.to_vec()]);
    let Some(ChainEntry::Parsed(leaf)) = entries.first() else {
        return None;
    };
    let algorithm = leaf.key.algorithm.as_str();
    let place = KINDS
        .iter()
        .position(|(names, _)| names.contains(&algorithm));
    Some(place.unwrap_or(KINDS.len()))
}

/// Every scheme but those of the kinds of keys that are known.
fn left(known: &[usize]) -> Vec<u16> {
    let of = |kind: &usize| {
        KINDS
            .get(*kind)
            .map_or(&POST_QUANTUM[..], |(_, list)| *list)
    };
    SCHEMES
        .into_iter()
        .filter(|scheme| !known.iter().any(|kind| of(kind).contains(scheme)))
        .collect()
}

/// Asks after a handshake of TLS 1.3 that showed one kind of key, and once every suite before TLS 1.3 had its say. Nothing
/// where several kinds showed already, or none.
pub(super) async fn ask(
    view: &View<'_>,
    notes: &Notes,
    newer: &Newer,
    finds: &Finds,
) -> Option<OtherKeys> {
    let look = newer.look.as_ref().ok()?;
    finds.all().await;
    let mut known: Vec<usize> = Vec::new();
    let mut leaves: Vec<Vec<u8>> = look.served.chain.first().cloned().into_iter().collect();
    leaves.extend(
        notes
            .page()
            .chains
            .iter()
            .filter_map(|(_, chain)| chain.first().cloned()),
    );
    for kind in leaves.iter().filter_map(|leaf| kind(leaf)) {
        if !known.contains(&kind) {
            known.push(kind);
        }
    }
    if known.len() != 1 {
        return None;
    }
    let mut found = OtherKeys {
        looks: Vec::new(),
        state: Feature::Absent,
    };
    // Each answer brings a kind that was not known, so this ends.
    loop {
        let schemes = left(&known);
        if schemes.is_empty() {
            return Some(found);
        }
        let offer = Offer {
            schemes: &schemes,
            ..offer(view, view.name)
        };
        match tls13::look(view, &offer, None, view.budget.clone()).await {
            Ok(look) => {
                let new = look.served.chain.first().and_then(|leaf| kind(leaf));
                // A server may show what it has, whatever was asked for (RFC 8446 §4.4.2.2).
                let Some(new) = new.filter(|new| !known.contains(new)) else {
                    return Some(found);
                };
                known.push(new);
                found.state = Feature::Present;
                found.looks.push(look);
            }
            Err(failure) => {
                if found.state != Feature::Present && failure.reason != FailureReason::TlsRejected {
                    found.state = Feature::Inconclusive(failure);
                }
                return Some(found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::peers::{ecdsa, rsa};
    use super::*;

    #[test]
    fn each_kind_of_key_leaves_the_schemes_of_the_others() {
        let (rsa, ec) = (
            kind(&rsa().der).expect("rsa"),
            kind(&ecdsa().der).expect("ec"),
        );
        assert_ne!(rsa, ec);
        assert!(left(&[rsa]).contains(&0x0403) && !left(&[rsa]).contains(&0x0804));
        assert!(left(&[ec]).contains(&0x0804) && !left(&[ec]).contains(&0x0403));
        assert_eq!(left(&[]), SCHEMES);
        assert!(left(&[0, 1, 2, 3, 4]).is_empty());
        assert_eq!(kind(b"no certificate"), None);
    }
}
