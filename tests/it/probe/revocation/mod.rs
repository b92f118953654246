//! Asking issuers: lists and responders on loopback, honest and hostile.

mod hostile;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use waarborg::domain::fact::{
    CertificateStatus, Freshness, RevocationFact, StatusAnswer, StatusIssuer, StatusKind,
    StatusResult, StatusSignature, StatusState,
};
use waarborg::domain::observation::{Failure, FailureReason, Observation, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::{Network, Settings, observe};

use super::{leading, look};
use crate::support::forwarder::Forwarder;
use crate::support::pki::{INTERMEDIATE, Leaf, Pki, Reply, crl};
use crate::support::tcp::{self, Server, response_of};
use crate::support::tls::{CURRENT, hello};
use crate::support::{certs, geo, ocsp, openssl};

const LIST: &str = "http://crl.example.nl/leaf.crl";
const ROOT_LIST: &str = "http://crl.example.nl/root.crl";
const RESPONDER: &str = "http://ocsp.example.nl/";

/// A site whose certificates name a list and a responder.
struct Site {
    pki: Pki,
    leaf: Leaf,
    server: Server,
}

async fn site(crl: Option<&str>, ocsp: Option<&str>) -> Site {
    let pki = Pki::new(Some(ROOT_LIST));
    let leaf = pki.leaf(crl, ocsp, false);
    let server = hello(&pki.credentials(&leaf), CURRENT).await;
    Site { pki, leaf, server }
}

impl Site {
    /// Leads the names of lists and responders to these addresses.
    fn settings(&self, lists: SocketAddr, responder: SocketAddr) -> Settings {
        let mut settings = leading("www.example.nl", 8443, self.server.address);
        settings.added_anchors = vec![self.pki.root.der().clone()];
        for (host, address) in [("crl.example.nl", lists), ("ocsp.example.nl", responder)] {
            settings.connect_to.insert((host.to_owned(), 80), address);
        }
        settings
    }

    async fn ask(&self, lists: SocketAddr, responder: SocketAddr) -> RevocationFact {
        asked(self.settings(lists, responder)).await
    }

    /// The lists of root and intermediate; `revoked` stands in that of the intermediate.
    async fn lists(&self, revoked: &[&[u8]]) -> Server {
        let leaf = crl(&self.pki.intermediate, revoked);
        let root = crl(&self.pki.root, &[]);
        tcp::service(move |head, _| response_of(if head.contains("root") { &root } else { &leaf }))
            .await
    }
}

fn endpoint() -> Subject {
    Subject::endpoint("www.example.nl", 8443, "/", None)
}

fn seen(observations: &[Observation]) -> RevocationFact {
    let [observation] = observations else {
        panic!("{} observations", observations.len())
    };
    observation.revocation().expect("a fact").clone()
}

async fn asked(settings: Settings) -> RevocationFact {
    let subject = endpoint();
    let observations = look(settings, std::slice::from_ref(&subject)).await;
    let of: Vec<Observation> = observations
        .of(Probe::Revocation, &subject.id)
        .cloned()
        .collect();
    seen(&of)
}

fn result(certificate: &CertificateStatus, kind: StatusKind) -> &StatusResult {
    let mut of = certificate.sources.iter().filter(|s| s.kind == kind);
    &of.next().expect("a source").result
}

fn answer(certificate: &CertificateStatus, kind: StatusKind) -> &StatusAnswer {
    match result(certificate, kind) {
        StatusResult::Answered(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn failure(certificate: &CertificateStatus, kind: StatusKind) -> &Failure {
    match result(certificate, kind) {
        StatusResult::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_certificate_below_the_root_is_asked_about() {
    let site = site(Some(LIST), Some(RESPONDER)).await;
    let lists = site.lists(&[&[9]]).await;
    let reply = Reply::good(&site.leaf.serial).of(&site.pki);
    let responder = tcp::service(move |_, _| response_of(&reply)).await;
    let fact = site.ask(lists.address, responder.address).await;
    let [leaf, intermediate] = &fact.certificates[..] else {
        panic!("{:?}", fact.certificates)
    };
    assert_eq!(fact.address, site.server.address);
    assert_eq!(
        leaf.issuer,
        StatusIssuer::Chain(intermediate.sha256.clone())
    );
    assert!(matches!(&intermediate.issuer, StatusIssuer::Anchor(key) if !key.is_empty()));
    assert_eq!(
        (&leaf.crl_urls[..], &leaf.ocsp_urls[..]),
        (&[LIST.to_owned()][..], &[RESPONDER.to_owned()][..])
    );
    for answer in [
        answer(leaf, StatusKind::Crl),
        answer(leaf, StatusKind::Ocsp),
        answer(intermediate, StatusKind::Crl),
    ] {
        assert_eq!(answer.state, StatusState::Good);
        assert_eq!(answer.signature, StatusSignature::Issuer);
    }
    assert_eq!(answer(leaf, StatusKind::Crl).entries, Some(1));
    assert!(answer(leaf, StatusKind::Ocsp).response.is_some());
    assert!(intermediate.ocsp_urls.is_empty() && intermediate.sources.len() == 1);
}

#[tokio::test]
async fn a_list_that_moved_is_followed() {
    let site = site(Some(LIST), None).await;
    let list = crl(&site.pki.intermediate, &[]);
    let lists = tcp::service(move |head, _| {
        if head.contains("/moved") {
            return response_of(&list);
        }
        b"HTTP/1.1 301 Moved\r\nlocation: /moved\r\ncontent-length: 0\r\n\r\n".to_vec()
    })
    .await;
    let fact = site.ask(lists.address, lists.address).await;
    assert!(
        answer(&fact.certificates[0], StatusKind::Crl)
            .signature
            .holds()
    );
}

#[tokio::test]
async fn what_was_withdrawn_is_told() {
    let site = site(Some(LIST), None).await;
    let (leaf, root) = (
        crl(&site.pki.intermediate, &[&site.leaf.serial]),
        crl(&site.pki.root, &[INTERMEDIATE]),
    );
    let lists =
        tcp::service(move |head, _| response_of(if head.contains("root") { &root } else { &leaf }))
            .await;
    let fact = site.ask(lists.address, lists.address).await;
    for certificate in &fact.certificates {
        let answer = answer(certificate, StatusKind::Crl);
        assert!(matches!(answer.state, StatusState::Revoked { .. }));
        assert!(answer.signature.holds());
    }
}

#[tokio::test]
async fn a_responder_of_openssl_is_understood_and_understands() {
    for revoked in [false, true] {
        let site = site(None, Some(RESPONDER)).await;
        let Some(responder) = ocsp::openssl(&site.pki, &site.leaf, revoked).await else {
            return openssl::skipped();
        };
        let lists = site.lists(&[]).await;
        // That program knows only the true time.
        let network = Network::new(
            site.settings(lists.address, responder.address),
            Arc::new(geo::sources(Vec::new())),
            waarborg::assess::clock::now,
        )
        .expect("a network");
        let subject = endpoint();
        let observations = observe(&network, std::slice::from_ref(&subject), &|_| {}).await;
        let of: Vec<Observation> = observations
            .of(Probe::Revocation, &subject.id)
            .cloned()
            .collect();
        let fact = seen(&of);
        let answer = answer(&fact.certificates[0], StatusKind::Ocsp);
        assert!(answer.signature.holds(), "{:?}", answer.signature);
        match answer.state {
            StatusState::Good => assert!(!revoked),
            StatusState::Revoked { reason, .. } => {
                assert!(revoked && reason.is_some_and(|r| r.name() == "key-compromise"));
            }
            StatusState::Unknown => panic!("unknown"),
        }
        let freshness = answer.freshness(of[0].at);
        assert_eq!(freshness, Freshness::Current);
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_passed_over() {
    let ldap = site(
        Some("ldap://crl.example.nl/x"),
        Some("HTTP://ocsp.example.nl/"),
    )
    .await;
    let closed = tcp::closed_port().await;
    let fact = ldap.ask(closed, closed).await;
    let leaf = &fact.certificates[0];
    assert!(matches!(
        result(leaf, StatusKind::Crl),
        StatusResult::PassedOver(_)
    ));
    assert_eq!(
        failure(leaf, StatusKind::Ocsp).reason,
        FailureReason::Refused
    );
    // Without the certificate of the issuer no answer could be verified: nobody is asked.
    let alone = Pki::new(None);
    let leaf = alone.leaf(Some(LIST), Some(RESPONDER), true);
    let mut credentials = alone.credentials(&leaf);
    credentials.chain.truncate(1);
    let server = hello(&credentials, CURRENT).await;
    let fact = asked(leading("www.example.nl", 8443, server.address)).await;
    let [leaf] = &fact.certificates[..] else {
        panic!("{:?}", fact.certificates)
    };
    assert_eq!(
        (&leaf.issuer, leaf.must_staple),
        (&StatusIssuer::NotSeen, true)
    );
    assert_eq!(leaf.sources.len(), 2);
    for source in &leaf.sources {
        assert!(matches!(source.result, StatusResult::PassedOver(_)));
    }
}

#[tokio::test]
async fn nobody_answers_for_a_certificate_that_signed_itself() {
    let server = hello(&certs::self_signed("www.example.nl"), CURRENT).await;
    let fact = asked(leading("www.example.nl", 8443, server.address)).await;
    assert_eq!(fact.certificates.len(), 1);
    assert!(fact.certificates[0].sources.is_empty());
    // Without a chain there is nothing to ask about.
    let closed = leading("www.example.nl", 8443, tcp::closed_port().await);
    let subject = endpoint();
    let observations = look(closed, std::slice::from_ref(&subject)).await;
    assert_eq!(observations.of(Probe::Revocation, &subject.id).count(), 0);
}

#[tokio::test]
async fn a_list_is_fetched_once_for_all_endpoints() {
    let site = site(Some(LIST), None).await;
    let lists = site.lists(&[]).await;
    let mut settings = site.settings(lists.address, lists.address);
    let subjects: Vec<Subject> = (0..6)
        .map(|n| Subject::endpoint(&format!("n{n}.example.nl"), 8443, "/", None))
        .collect();
    for subject in &subjects {
        settings
            .connect_to
            .insert((subject.name.clone(), 8443), site.server.address);
    }
    let observations = look(settings, &subjects).await;
    for subject in &subjects {
        let of: Vec<Observation> = observations
            .of(Probe::Revocation, &subject.id)
            .cloned()
            .collect();
        let fact = seen(&of);
        assert!(
            answer(&fact.certificates[0], StatusKind::Crl)
                .signature
                .holds()
        );
    }
    assert_eq!(lists.connections(), 2, "one for each of two lists");
}

#[tokio::test]
async fn issuers_are_asked_while_the_server_still_is() {
    let site = site(Some(LIST), None).await;
    let far = Forwarder::far(site.server.address, Duration::from_millis(20)).await;
    let far = Arc::new(far);
    let (list, root) = (crl(&site.pki.intermediate, &[]), crl(&site.pki.root, &[]));
    let then = Arc::new(AtomicUsize::new(usize::MAX));
    let (counting, first) = (Arc::clone(&far), Arc::clone(&then));
    let lists = tcp::service(move |head, _| {
        first.fetch_min(counting.connections(), Ordering::SeqCst);
        response_of(if head.contains("root") { &root } else { &list })
    })
    .await;
    let mut settings = site.settings(lists.address, lists.address);
    settings
        .connect_to
        .insert(("www.example.nl".to_owned(), 8443), far.address);
    let fact = asked(settings).await;
    assert_eq!(
        answer(&fact.certificates[0], StatusKind::Crl).state,
        StatusState::Good
    );
    let (then, all) = (then.load(Ordering::SeqCst), far.connections());
    // Asked after all else, the lists would have come after the last connection.
    assert!(then + 3 < all, "after {then} of {all} connections");
    assert_eq!(lists.connections(), 2, "each list is fetched once");
}
