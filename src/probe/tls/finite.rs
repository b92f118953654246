//! Finite-field groups before TLS 1.3 (RFC 7919). A server that knows of them picks one that the client offers; one that
//! does not sends its own prime, whatever is offered. The hunt for suites leaves these groups out, so that each server shows
//! its own prime there; here they are offered, one less each time.

use super::ask::{Lane, Reply, View};
use super::hello::Hello;
use super::message::ExchangeKind;
use super::notes::Notes;
use super::older::alpn;
use super::registry::{FINITE_GROUPS, finite_group};
use crate::domain::fact::TlsVersion;
use crate::domain::suite::{KeyExchange, properties};

/// Offers the groups with suites that need one, and notes those that the server picks.
pub(super) async fn hunt(view: &View<'_>, notes: &Notes, version: TlsVersion, codes: &[u16]) {
    let suites: Vec<u16> = codes
        .iter()
        .copied()
        .filter(|code| {
            properties(u32::from(*code))
                .is_some_and(|suite| suite.key_exchange == KeyExchange::Dhe && !suite.export)
        })
        .collect();
    // SSL 3.0 has no extension to offer a group in.
    if suites.is_empty() || version < TlsVersion::Tls10 {
        return;
    }
    let mut left: Vec<u16> = FINITE_GROUPS.iter().map(|(code, _)| *code).collect();
    let mut picked: Vec<String> = Vec::new();
    while !left.is_empty() {
        let hello = Hello {
            suites: suites.clone(),
            groups: left.clone(),
            alpn: alpn(view, true),
            ..Hello::new(version, view.name)
        };
        let Reply::Chosen(answer) = view.ask(&hello, Lane::Aside).await else {
            break;
        };
        let kind = answer.exchange.as_ref().map(|exchange| &exchange.kind);
        let Some(ExchangeKind::Prime { prime, .. }) = kind else {
            break;
        };
        notes.take(version, &answer, false);
        let Some(code) = finite_group(prime).filter(|code| left.contains(code)) else {
            // A prime that was not offered is the server's own. When it looked like a pick before, it was none.
            picked.retain(|known| known != prime);
            break;
        };
        left.retain(|other| *other != code);
        picked.push(prime.clone());
    }
    notes.page().picked(&picked);
}
