//! Handshakes with servers that work as they should, apart from their certificates.

use waarborg::domain::fact::{ChainEntry, TlsFact, TlsVersion, VersionState};
use waarborg::domain::observation::FailureReason;

use super::tls_of;
use crate::support::certs::{self, Authority, Credentials, EXPIRED, NOT_YET, VALID};
use crate::support::tls::{CURRENT, ONLY_12, hello};

const NAME: &str = "www.example.nl";

fn states(fact: &TlsFact) -> Vec<(TlsVersion, &VersionState)> {
    fact.versions
        .iter()
        .map(|trial| (trial.version, &trial.state))
        .collect()
}

fn path<'a>(fact: &'a TlsFact, store: &str) -> (bool, bool, Option<&'a str>) {
    fact.trust
        .iter()
        .find(|path| path.store == store)
        .map(|path| (path.trusted, path.only_dates, path.error.as_deref()))
        .expect("the store")
}

#[tokio::test]
async fn a_good_server_shows_versions_chain_and_trust() {
    let authority = Authority::new();
    let server = hello(&authority.issue(NAME, VALID), CURRENT).await;
    let fact = tls_of(server.address, |settings| {
        settings.added_anchors = vec![authority.root()];
    })
    .await;
    assert_eq!(
        states(&fact),
        [
            (TlsVersion::Ssl2, &VersionState::Refused),
            (TlsVersion::Ssl3, &VersionState::Refused),
            (TlsVersion::Tls10, &VersionState::Refused),
            (TlsVersion::Tls11, &VersionState::Refused),
            (TlsVersion::Tls12, &VersionState::Offered),
            (TlsVersion::Tls13, &VersionState::Offered),
        ]
    );
    let negotiated = fact.negotiated.as_ref().expect("a handshake");
    assert_eq!(negotiated.version, TlsVersion::Tls13);
    assert_eq!(negotiated.cipher_suite, "TLS_AES_256_GCM_SHA384");
    assert_eq!(negotiated.group.as_deref(), Some("X25519MLKEM768"));
    assert_eq!(fact.handshake_failure, None);
    assert_eq!(fact.server_name, NAME);
    assert_eq!(fact.address, server.address);
    assert_eq!(fact.dialled, Some(server.address));
    assert_eq!(fact.chain.len(), 2);
    let leaf = fact.leaf().expect("a leaf");
    assert_eq!(leaf.names, [NAME]);
    assert_eq!(leaf.subject, "CN=www.example.nl");
    assert_eq!(leaf.issuer, "CN=Test authority");
    assert_eq!(leaf.key.curve.as_deref(), Some("secp256r1"));
    assert_eq!(leaf.signature_hash, "sha256");
    assert!(!leaf.self_signed && !leaf.is_ca);
    assert!(fact.name_matches);
    assert_eq!(path(&fact, "added"), (true, false, None));
    assert_eq!(
        path(&fact, "mozilla"),
        (false, false, Some("no path to a trusted issuer"))
    );
    assert!(!fact.issued_publicly());
    let picture = fact.picture.as_ref().expect("a full look");
    let named = |index: usize| -> Vec<&str> {
        picture.suites[index]
            .suites
            .iter()
            .map(|suite| suite.name.as_str())
            .collect()
    };
    assert_eq!(picture.suites.len(), 2);
    assert_eq!(named(0).len(), 3, "{:?}", named(0));
    assert_eq!(named(1).len(), 3, "ECDSA only: {:?}", named(1));
    // Three GETs besides: this server hangs up after each.
    assert_eq!(server.connections(), picture.connections as usize + 3);
}

#[tokio::test]
async fn each_store_of_the_user_gives_its_own_answer() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = hello(&authority.issue(NAME, VALID), CURRENT).await;
    let fact = tls_of(server.address, |settings| {
        settings.added_anchors = vec![other.root()];
        settings
            .stores
            .insert("house".to_owned(), vec![other.root(), authority.root()]);
        settings
            .stores
            .insert("neighbour".to_owned(), vec![other.root()]);
    })
    .await;
    let stores: Vec<(&str, bool)> = fact
        .trust
        .iter()
        .map(|path| (path.store.as_str(), path.trusted))
        .collect();
    assert_eq!(
        stores,
        [
            ("mozilla", false),
            ("added", false),
            ("house", true),
            ("neighbour", false)
        ]
    );
    assert!(!fact.issued_publicly(), "a store of the user is not public");
}

#[tokio::test]
async fn dates_are_told_apart_from_trust() {
    let authority = Authority::new();
    for years in [EXPIRED, NOT_YET] {
        let server = hello(&authority.issue(NAME, years), CURRENT).await;
        let fact = tls_of(server.address, |settings| {
            settings.added_anchors = vec![authority.root()];
        })
        .await;
        let (trusted, only_dates, error) = path(&fact, "added");
        assert!(!trusted && only_dates, "{years:?}");
        let error = error.expect("an objection");
        assert!(
            error.contains("expired at 2025-01-01")
                || error.contains("not valid before 2030-01-01")
        );
        assert!(
            !path(&fact, "mozilla").1,
            "an unknown issuer is no matter of dates"
        );
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_does_not_match() {
    let authority = Authority::new();
    let server = hello(&authority.issue("*.other.example", VALID), CURRENT).await;
    let fact = tls_of(server.address, |settings| {
        settings.added_anchors = vec![authority.root()];
    })
    .await;
    assert!(!fact.name_matches);
    assert!(path(&fact, "added").0, "trust and name are two questions");
}

#[tokio::test]
async fn a_self_signed_certificate_says_so() {
    let server = hello(&certs::self_signed(NAME), CURRENT).await;
    let fact = tls_of(server.address, |_| {}).await;
    assert!(fact.leaf().is_some_and(|leaf| leaf.self_signed));
    assert!(fact.name_matches);
    assert_eq!(fact.trust.len(), 1, "no store but the public one");
    assert!(!path(&fact, "mozilla").0);
}

#[tokio::test]
async fn the_chain_of_the_older_version_will_do() {
    let authority = Authority::new();
    let server = hello(&authority.issue(NAME, VALID), ONLY_12).await;
    let fact = tls_of(server.address, |_| {}).await;
    assert_eq!(
        states(&fact)[4..],
        [
            (TlsVersion::Tls12, &VersionState::Offered),
            (TlsVersion::Tls13, &VersionState::Refused),
        ]
    );
    let negotiated = fact.negotiated.as_ref().expect("a handshake");
    assert_eq!(negotiated.version, TlsVersion::Tls12);
    assert_eq!(
        negotiated.cipher_suite,
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    );
    assert_eq!(fact.chain.len(), 2);
}

#[tokio::test]
async fn bytes_that_are_no_certificate_are_kept_as_such() {
    let mut credentials = certs::self_signed(NAME);
    credentials.chain = vec![vec![0x30, 0x03, 1, 2, 3].into()];
    let server = hello(&credentials, CURRENT).await;
    let fact = tls_of(server.address, |_| {}).await;
    assert!(
        matches!(&fact.chain[..], [ChainEntry::Unparsable { sha256, .. }] if sha256.len() == 64)
    );
    assert!(!fact.name_matches && fact.leaf().is_none());
    assert_eq!(
        path(&fact, "mozilla").2,
        Some("the certificate cannot be read")
    );
}

#[tokio::test]
async fn somebody_elses_certificate_is_not_this_servers() {
    let authority = Authority::new();
    let credentials = Credentials {
        chain: authority.issue(NAME, VALID).chain,
        key: certs::self_signed("thief.example").key,
    };
    let server = hello(&credentials, CURRENT).await;
    let fact = tls_of(server.address, |settings| {
        settings.added_anchors = vec![authority.root()];
    })
    .await;
    assert!(fact.chain.is_empty() && fact.trust.is_empty() && !fact.name_matches);
    let failure = fact.handshake_failure.expect("no handshake");
    assert_eq!(failure.reason, FailureReason::ProtocolError);
}
