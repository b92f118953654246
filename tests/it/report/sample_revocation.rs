//! What the fictional issuers say about their certificates.

use jiff::Timestamp;
use waarborg::domain::fact::{
    CertificateStatus, ChainEntry, RevocationFact, RevocationReason, StatusAnswer, StatusIssuer,
    StatusKind, StatusResult, StatusSignature, StatusSource, StatusState, TlsFact,
};
use waarborg::domain::observation::{Failure, FailureReason};

/// A list that holds the leaf or not, a responder that did not answer, and a source that was passed over.
pub(super) fn revocation(tls: &TlsFact, revoked: bool, at: Timestamp) -> RevocationFact {
    let day = 86_400;
    let moment = |days: i64| Timestamp::from_second(at.as_second() + days * day).expect("a moment");
    let answer = StatusAnswer {
        state: if revoked {
            StatusState::Revoked {
                at: moment(-20),
                reason: Some(RevocationReason::KeyCompromise),
            }
        } else {
            StatusState::Good
        },
        this_update: moment(-1),
        next_update: Some(moment(6)),
        signature: StatusSignature::Issuer,
        signer: "CN=Fictieve Tussen-CA (demo)".to_owned(),
        sha256: "0a".repeat(32),
        bytes: 900,
        entries: Some(3),
        response: None,
    };
    let source = |kind, url: &str, result| StatusSource {
        kind,
        url: url.to_owned(),
        result,
    };
    let leaf = match tls.chain.first() {
        Some(ChainEntry::Parsed(leaf)) => leaf.sha256.clone(),
        _ => panic!("no certificate"),
    };
    RevocationFact {
        address: tls.address,
        certificates: vec![CertificateStatus {
            sha256: leaf,
            issuer: StatusIssuer::NotSeen,
            must_staple: false,
            crl_urls: Vec::new(),
            ocsp_urls: Vec::new(),
            sources: vec![
                source(
                    StatusKind::Crl,
                    "http://crl.demo-ca.example/1.crl",
                    StatusResult::Answered(Box::new(answer)),
                ),
                source(
                    StatusKind::Ocsp,
                    "http://ocsp.demo-ca.example/",
                    StatusResult::Failed(Failure::new(FailureReason::TimedOut, "")),
                ),
                source(
                    StatusKind::Crl,
                    "ldap://ldap.demo-ca.example/",
                    StatusResult::PassedOver("not HTTP".to_owned()),
                ),
            ],
        }],
    }
}

/// Makes every answer one whose signature does not hold.
pub(super) fn forge(fact: &mut RevocationFact) {
    for source in fact.certificates.iter_mut().flat_map(|c| &mut c.sources) {
        if let StatusResult::Answered(answer) = &mut source.result {
            answer.signature = StatusSignature::Invalid("another key".to_owned());
        }
    }
}
