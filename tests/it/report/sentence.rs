//! The sentence for everyone: the same in every format, and never more than was seen.

use jiff::Timestamp;
use waarborg::domain::fact::{ChainEntry, TlsFact, VersionState};
use waarborg::domain::observation::{Fact, Failure, FailureReason, Reading};
use waarborg::domain::text::Lang;

use super::page::{change, leaf, part, words};
use super::stage::Stage;
use super::{sample, sample_picture, sample_revocation};

/// What is done to a handshake before it is worded.
type Change<'a> = &'a dyn Fn(&mut TlsFact);

#[test]
fn one_sentence_tells_everyone_the_same_in_every_format() {
    let stage = Stage::new();
    let scan = sample_picture::scan(stage.areas());
    for (lang, sentence, open) in [
        (
            Lang::Nl,
            "Op deze verbinding is TLS 1.2 de nieuwste en SSL 3.0 de oudste versie die is gezien; niet elk adres antwoordt hetzelfde;",
            "Niet bekeken of zonder duidelijk antwoord: TLS 1.1;",
        ),
        (
            Lang::En,
            "On this connection, TLS 1.2 is the newest and SSL 3.0 the oldest version that was seen; not every address answers the same;",
            "Not looked at or without a clear answer: TLS 1.1;",
        ),
    ] {
        for (format, text) in stage.all(&scan, lang) {
            let text = words(&text);
            assert!(text.contains(sentence), "{format} ({lang})");
            assert!(text.contains(open), "{format} ({lang})");
        }
    }
}

#[test]
fn the_sentence_never_says_more_than_was_seen() {
    let stage = Stage::new();
    let api = "api.cloud-en-co.example";
    let said = |with: &dyn Fn(&mut TlsFact)| {
        let mut scan = sample::scan(stage.areas());
        change(&mut scan, api, with);
        let [(_, html), ..] = stage.all(&scan, Lang::En);
        words(part(&html, api, "<h4>"))
    };
    let day = 86_400;
    let at: Timestamp = "2026-11-22T08:00:00Z".parse().expect("a moment");
    let moment = |days: i64| Timestamp::from_second(at.as_second() + days * day).expect("a moment");
    let plain = said(&|_| {});
    assert!(plain.contains(
        "the certificate is trusted (the added issuers) and valid until 21 January 2027."
    ));
    assert!(plain.contains("SSL 2.0, SSL 3.0, TLS 1.1; suites, groups and properties"));
    assert!(plain.contains("whether the certificate was revoked"));
    let cases: [(&str, Change); 8] = [
        (
            "the certificate does not lead to a trusted issuer",
            &|tls| tls.trust[0].trusted = false,
        ),
        (
            "whether the certificate is trusted was not looked at",
            &|tls| tls.trust.clear(),
        ),
        ("the certificate does not name this name", &|tls| {
            tls.name_matches = false;
        }),
        ("no certificate was seen", &|tls| tls.chain.clear()),
        (
            "the certificate is not valid before 22 December 2026",
            &|tls| {
                leaf(tls, |leaf| leaf.not_before = moment(30));
            },
        ),
        ("the certificate expired on 21 November 2026", &|tls| {
            leaf(tls, |leaf| leaf.not_after = moment(-1));
        }),
        ("the certificate could not be read", &|tls| {
            tls.chain = vec![ChainEntry::Unparsable {
                sha256: "00".repeat(32),
                error: "not a certificate".to_owned(),
            }];
        }),
        (
            "the server gave no clear answer about any version",
            &|tls| {
                for trial in &mut tls.versions {
                    trial.state =
                        VersionState::Inconclusive(Failure::new(FailureReason::Closed, ""));
                }
            },
        ),
    ];
    for (shown, with) in cases {
        let page = said(with);
        assert!(page.contains(shown), "{shown}\n{page}");
        assert!(
            !page.contains("the certificate is trusted (") || shown.contains("version"),
            "{shown}"
        );
    }
}

#[test]
fn only_a_source_whose_signature_holds_is_believed() {
    let stage = Stage::new();
    let page = |forged: bool| {
        let mut scan = sample_picture::scan(stage.areas());
        let at = scan.as_of;
        let (subject, mut fact) = scan
            .observations
            .0
            .iter()
            .find_map(|look| {
                let tls = look.tls()?;
                let fact = sample_revocation::revocation(tls, true, at);
                Some((look.subject.clone(), fact))
            })
            .expect("a handshake");
        if forged {
            sample_revocation::forge(&mut fact);
        }
        for look in &mut scan.observations.0 {
            if look.subject == subject && look.revocation().is_some() {
                look.reading = Reading::Observed(Box::new(Fact::Revocation(fact.clone())));
            }
        }
        let [(_, html), ..] = stage.all(&scan, Lang::En);
        words(part(&html, "portal.cloud-en-co.example", "<h4>"))
    };
    let revoked = page(false);
    assert!(
        revoked.contains("the certificate was revoked on 2 November 2026."),
        "{revoked}"
    );
    assert!(
        revoked.contains("revoked on 2 November 2026 (key leaked)"),
        "{revoked}"
    );
    let forged = page(true);
    assert!(forged.contains("the certificate is trusted ("), "{forged}");
    assert!(forged.contains("it does not count"), "{forged}");
    assert!(
        forged.contains("whether the certificate was revoked"),
        "{forged}"
    );
}
