//! The curves of TLS 1.2 and older that did not show while suites were looked for.

use super::ask::{Lane, Reply, View};
use super::hello::Hello;
use super::message::ExchangeKind;
use super::notes::Notes;
use super::older::alpn;
use super::{certificate, registry};
use crate::domain::fact::{ChainEntry, GroupList, Order, TlsVersion};
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::suite::{KeyExchange, properties};

/// Offers the curves that were not seen, with suites that need one, until the server declines. Nothing when no suite
/// of these versions takes a curve.
pub(super) async fn hunt(
    view: &View<'_>,
    notes: &Notes,
    version: TlsVersion,
    codes: &[u16],
) -> Option<GroupList> {
    let of = |by_ecdsa: bool| -> Vec<u16> {
        codes
            .iter()
            .copied()
            .filter(|code| {
                properties(u32::from(*code)).is_some_and(|suite| {
                    suite.key_exchange == KeyExchange::Ecdhe
                        && suite.ecdsa == by_ecdsa
                        && (suite.ecdsa || suite.rsa || suite.anonymous)
                })
            })
            .collect()
    };
    // With an RSA certificate the curve is free; one for ECDSA needs its own curve to be offered.
    let (free, bound) = (of(false), of(true));
    let (suites, anchored) = if free.is_empty() {
        (bound, true)
    } else {
        (free, false)
    };
    if suites.is_empty() {
        return None;
    }
    let mut incomplete = None;
    let mut by_client = notes.page().curves_by_client;
    loop {
        let known = notes.page().curves.clone();
        let mut groups: Vec<u16> = registry::OLDER_GROUPS
            .iter()
            .copied()
            .filter(|code| !known.contains(code))
            .collect();
        if groups.is_empty() {
            break;
        }
        let anchors: Vec<u16> = if anchored { anchors(notes) } else { Vec::new() };
        let unseen = anchored && notes.page().chains.is_empty();
        // Behind the others: chosen only by a server that takes none of those, or that follows its own order.
        groups.retain(|code| !anchors.contains(code));
        groups.extend(&anchors);
        let hello = Hello {
            suites: suites.clone(),
            groups,
            alpn: alpn(view, true),
            ..Hello::new(version, view.name)
        };
        match view.ask(&hello, Lane::Aside).await {
            // With the curve of the certificate on offer this is no answer about the others; without it neither.
            Reply::Declined(_) if unseen || !anchors.is_empty() => {
                incomplete = Some(hidden());
                break;
            }
            Reply::Declined(_) => break,
            Reply::Failed(failure) => {
                incomplete = Some(failure);
                break;
            }
            Reply::Chosen(answer) => {
                let kind = answer.exchange.as_ref().map(|exchange| &exchange.kind);
                let Some(ExchangeKind::Curve(code)) = kind else {
                    incomplete = Some(odd());
                    break;
                };
                if known.contains(code) {
                    // Only the curve of the certificate can be chosen again. Others stood before it.
                    if notes.page().curve_order() != Order::Client {
                        incomplete = Some(hidden());
                    }
                    break;
                }
                if !hello.groups.contains(code) {
                    incomplete = Some(odd());
                    break;
                }
                notes.take(version, &answer, false);
                // Seen with only unknown ones on offer: that says nothing about whose order counts. Preferred to a known
                // one that stood behind it, it does.
                by_client |= anchors.iter().any(|anchor| known.contains(anchor));
                notes.page().curves_by_client = by_client;
            }
        }
    }
    let page = notes.page();
    if page.curves.is_empty() {
        return None;
    }
    Some(GroupList {
        version: TlsVersion::Tls12,
        groups: page.curves.iter().copied().map(registry::group).collect(),
        order: page.curve_order(),
        incomplete,
    })
}

/// The curves of the certificates for ECDSA that were shown.
fn anchors(notes: &Notes) -> Vec<u16> {
    let page = notes.page();
    let leaves: Vec<Vec<u8>> = page
        .chains
        .iter()
        .filter_map(|(_, chain)| chain.first().cloned())
        .collect();
    let names: Vec<String> = certificate::chain(&leaves)
        .into_iter()
        .filter_map(|entry| match entry {
            ChainEntry::Parsed(leaf) => leaf.key.curve,
            ChainEntry::Unparsable { .. } => None,
        })
        .collect();
    registry::OLDER_GROUPS
        .into_iter()
        .filter(|code| names.contains(&registry::group(*code).name))
        .collect()
}

fn odd() -> Failure {
    Failure::new(
        FailureReason::ProtocolError,
        "the server showed no curve that was offered",
    )
}

fn hidden() -> Failure {
    Failure::new(
        FailureReason::TlsRejected,
        "the server prefers the curve of its certificate, which every hello has to offer",
    )
}
