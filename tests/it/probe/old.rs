//! Servers of yesteryear, by `openssl s_server`.

use waarborg::domain::fact::{TlsFact, TlsVersion, VersionState};

use super::tls_of;
use crate::support::certs::{Authority, VALID};
use crate::support::openssl::{Server, skipped};

async fn seen(options: &[&str]) -> Option<TlsFact> {
    let credentials = Authority::new().issue("www.example.nl", VALID);
    let server = Server::start(&credentials, options).await;
    let Some(server) = server else {
        skipped();
        return None;
    };
    Some(tls_of(server.address, |_| {}).await)
}

fn offered(fact: &TlsFact) -> Vec<TlsVersion> {
    fact.versions
        .iter()
        .filter(|trial| trial.state == VersionState::Offered)
        .map(|trial| trial.version)
        .collect()
}

fn inconclusive(fact: &TlsFact) -> bool {
    fact.versions
        .iter()
        .any(|trial| matches!(trial.state, VersionState::Inconclusive(_)))
}

const WEAK: [&str; 2] = ["-cipher", "ALL:@SECLEVEL=0"];

#[tokio::test]
async fn tls_1_0_alone_is_seen_with_its_certificate() {
    let Some(fact) = seen(&[&["-tls1"], &WEAK[..]].concat()).await else {
        return;
    };
    assert_eq!(offered(&fact), [TlsVersion::Tls10]);
    assert!(!inconclusive(&fact), "{:?}", fact.versions);
    assert_eq!(fact.negotiated, None);
    assert!(fact.handshake_failure.is_some());
    assert!(
        fact.name_matches,
        "the chain is read from the old handshake"
    );
}

#[tokio::test]
async fn tls_1_1_alone_is_seen() {
    let Some(fact) = seen(&[&["-tls1_1"], &WEAK[..]].concat()).await else {
        return;
    };
    assert_eq!(offered(&fact), [TlsVersion::Tls11]);
    assert!(!inconclusive(&fact), "{:?}", fact.versions);
}

#[tokio::test]
async fn all_four_versions_are_seen() {
    let Some(fact) = seen(&WEAK).await else {
        return;
    };
    assert_eq!(
        offered(&fact),
        [
            TlsVersion::Tls10,
            TlsVersion::Tls11,
            TlsVersion::Tls12,
            TlsVersion::Tls13
        ]
    );
    assert!(fact.negotiated.is_some());
}

#[tokio::test]
async fn tls_1_2_with_suites_that_we_cannot_speak_is_offered_all_the_same() {
    let Some(fact) = seen(&["-tls1_2", "-cipher", "ECDHE-ECDSA-CAMELLIA128-SHA256"]).await else {
        return;
    };
    assert_eq!(offered(&fact), [TlsVersion::Tls12]);
    assert_eq!(fact.chain.len(), 1);
    assert_eq!(fact.negotiated, None);
    assert!(fact.handshake_failure.is_some());
}

#[tokio::test]
async fn tls_1_3_with_a_group_that_we_cannot_speak_is_offered_all_the_same() {
    let Some(fact) = seen(&["-tls1_3", "-groups", "X448"]).await else {
        return;
    };
    assert_eq!(offered(&fact), [TlsVersion::Tls13]);
    assert!(fact.chain.is_empty() && fact.negotiated.is_none());
}

#[tokio::test]
async fn current_defaults_offer_no_old_version() {
    let Some(fact) = seen(&["-cipher", "DEFAULT:@SECLEVEL=2"]).await else {
        return;
    };
    assert_eq!(offered(&fact), [TlsVersion::Tls12, TlsVersion::Tls13]);
    assert!(!inconclusive(&fact), "{:?}", fact.versions);
}
