//! The curves of TLS 1.2 and older that did not show while suites were looked for.

use super::ask::{Reply, View};
use super::hello::Hello;
use super::message::ExchangeKind;
use super::notes::Notes;
use super::older::{Suites, alpn};
use super::registry;
use crate::domain::fact::{GroupList, Order, TlsVersion};
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::suite::{KeyExchange, properties};

/// Offers the curves that were not seen, with suites that need one, until the server declines. Nothing when no suite
/// of these versions takes a curve.
pub(super) async fn hunt(view: &View<'_>, notes: &Notes, list: &Suites) -> Option<GroupList> {
    let of = |by_ecdsa: bool| -> Vec<u16> {
        list.codes
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
        if anchored {
            groups.extend(known.iter().filter(|code| matches!(code, 23..=25)));
        }
        let hello = Hello {
            suites: suites.clone(),
            groups,
            alpn: alpn(view, true),
            ..Hello::new(list.version, view.name)
        };
        match view.ask(&hello).await {
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
                notes.take(list.version, &answer, false);
                // Seen with only unknown ones on offer: that says nothing about whose order counts.
                if !anchored && known.len() == 1 {
                    notes.page().curves_by_client = false;
                }
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
