use super::super::hello::CLASSICAL;
use super::super::peers::{Direct, NAME, Program, budget, ecdsa, rsa};
use super::super::signature::Proof;
use super::super::signature::SCHEMES;
use super::super::suite12::KNOWN;
use super::*;
use crate::domain::fact::Feature;

const ASK: Ask<'static> = Ask {
    offer: Offer {
        name: Some(NAME),
        alpn: &["http/1.1"],
        groups: &CLASSICAL,
        schemes: &SCHEMES,
    },
    suites: &KNOWN,
    ticket: true,
    renegotiate: false,
};

async fn see(lines: &Direct, ask: &Ask<'_>) -> Look {
    look(lines, ask, budget()).await.expect("a look")
}

async fn by_ticket(lines: &Direct, look: &Look) -> Feature {
    Resumption::feature(resume_ticket(lines, &ASK, look, &[7; 32], budget()).await)
}

async fn by_id(lines: &Direct, look: &Look) -> Feature {
    Resumption::feature(resume_id(lines, &ASK, look, budget()).await)
}

#[tokio::test]
async fn every_suite_comes_to_the_end_with_openssl() {
    let (ecdsa, rsa) = (ecdsa(), rsa());
    let options = &["-www", "-tls1_2", "-cipher", "ALL:@SECLEVEL=0"];
    let (Some(with_ecdsa), Some(with_rsa)) = (
        Program::openssl(&ecdsa, options).await,
        Program::openssl(&rsa, options).await,
    ) else {
        return;
    };
    for code in KNOWN {
        // No DSA certificate is at hand.
        if matches!(code, 0x0032 | 0x0038 | 0x00a2) {
            continue;
        }
        let elliptic = matches!(
            code,
            0xc02b | 0xc02c | 0xcca9 | 0xc023 | 0xc024 | 0xc009 | 0xc00a
        );
        let (server, pair) = if elliptic {
            (&with_ecdsa, &ecdsa)
        } else {
            (&with_rsa, &rsa)
        };
        let ask = Ask {
            suites: &[code],
            ..ASK
        };
        let look = look(&server.lines, &ask, budget()).await;
        let look = look.unwrap_or_else(|failure| panic!("{code:04x}: {failure:?}"));
        assert_eq!(look.suite, code);
        assert_eq!(look.proof, Proof::Holds, "{code:04x}");
        assert_eq!(look.chain, std::slice::from_ref(&pair.der));
        assert_eq!(
            look.group.is_some(),
            code >= 0xc000 && code != 0xccaa,
            "{code:04x}"
        );
        assert_eq!(look.alpn, None);
        assert!(look.extended_master_secret && look.secure_renegotiation);
        assert_eq!(
            look.ticket.as_ref().map(|ticket| ticket.lifetime),
            Some(7200)
        );
    }
}

#[tokio::test]
async fn openssl_resumes_by_ticket_and_by_id() {
    let pair = ecdsa();
    let Some(server) = Program::openssl(&pair, &["-www", "-tls1_2"]).await else {
        return;
    };
    let look = see(&server.lines, &ASK).await;
    assert_eq!(by_ticket(&server.lines, &look).await, Feature::Present);
    let plain = Ask {
        ticket: false,
        ..ASK
    };
    let look = see(&server.lines, &plain).await;
    assert!(look.ticket.is_none());
    assert_eq!(look.session.len(), 32);
    assert_eq!(by_id(&server.lines, &look).await, Feature::Present);
    assert_eq!(server.lines.opened(), 4);
    let forgetful = ["-www", "-tls1_2", "-no_ticket", "-no_cache"];
    let server = Program::openssl(&pair, &forgetful)
        .await
        .expect("installed");
    let look = see(&server.lines, &ASK).await;
    assert!(look.ticket.is_none() && look.session.is_empty());
}

#[tokio::test]
async fn a_renegotiation_is_taken_up_or_declined() {
    let pair = ecdsa();
    let ask = Ask {
        renegotiate: true,
        ..ASK
    };
    for (options, expected) in [
        (&["-www", "-tls1_2"][..], Feature::Absent),
        (
            &["-www", "-tls1_2", "-client_renegotiation"],
            Feature::Present,
        ),
        (&["-www", "-tls1_2", "-no_renegotiation"], Feature::Absent),
    ] {
        let Some(server) = Program::openssl(&pair, options).await else {
            return;
        };
        let look = see(&server.lines, &ask).await;
        assert_eq!(look.renegotiation, expected, "{options:?}");
        // A ticket is worth as much as before.
        assert_eq!(by_ticket(&server.lines, &look).await, Feature::Present);
    }
}

#[tokio::test]
async fn nginx_keeps_what_it_is_told_to_keep() {
    let pair = ecdsa();
    let ask = Ask {
        renegotiate: true,
        ..ASK
    };
    let plain = Ask {
        ticket: false,
        ..ASK
    };
    for (directives, ticket, id) in [
        ("ssl_session_cache shared:a:1m;", true, true),
        (
            "ssl_session_cache shared:a:1m; ssl_session_tickets off; ssl_session_timeout 9m;",
            false,
            true,
        ),
        ("ssl_session_cache off;", true, false),
        ("ssl_session_tickets off;", false, false),
    ] {
        let directives = format!("ssl_protocols TLSv1.2; {directives}");
        let Some(server) = Program::nginx(&pair, &directives).await else {
            return;
        };
        let look = see(&server.lines, &ask).await;
        assert_eq!(look.renegotiation, Feature::Absent);
        assert_eq!(
            (look.alpn.as_deref(), look.scheme),
            (Some("http/1.1"), Some(0x0403))
        );
        assert_eq!(look.ticket.is_some(), ticket, "{directives}");
        if ticket {
            assert_eq!(by_ticket(&server.lines, &look).await, Feature::Present);
        }
        let look = see(&server.lines, &plain).await;
        let resumed =
            !look.session.is_empty() && by_id(&server.lines, &look).await == Feature::Present;
        assert_eq!(resumed, id, "{directives}");
    }
}

#[tokio::test]
async fn other_programs_are_understood() {
    let pair = rsa();
    let gnutls = Program::gnutls(&pair, "NORMAL:-VERS-ALL:+VERS-TLS1.2").await;
    let node = Program::node(&pair, "maxVersion:'TLSv1.2'").await;
    let ask = Ask {
        renegotiate: true,
        ..ASK
    };
    for server in [gnutls, node].into_iter().flatten() {
        let look = see(&server.lines, &ask).await;
        assert_eq!(
            (&look.chain, look.proof),
            (&vec![pair.der.clone()], Proof::Holds)
        );
        assert!(
            matches!(look.renegotiation, Feature::Absent | Feature::Present),
            "{:?}",
            look.renegotiation
        );
        assert_eq!(by_ticket(&server.lines, &look).await, Feature::Present);
    }
}

#[tokio::test]
async fn a_client_certificate_is_asked_for() {
    let options = ["-www", "-tls1_2", "-verify", "1"];
    let Some(server) = Program::openssl(&ecdsa(), &options).await else {
        return;
    };
    assert!(see(&server.lines, &ASK).await.client_certificate);
}
