//! Each protocol as its document has it: TLS is reached, or the server says no.

use waarborg::domain::observation::FailureReason;
use waarborg::domain::service::Service;

use super::{met, observed, seen, tls};
use crate::support::talk::Step::{Hear, Tls};
use crate::support::talk::{Step, say, scripted};
use crate::support::tls::CURRENT;

const FEATURES: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' id='1' from='mx.example.nl' version='1.0'>\
    <stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>\
    <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>\
    </stream:features>";
const STARTTLS: &str = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
/// How the number that asks a database for TLS ends; the bytes before it are no text.
const SSL_REQUEST_END: &str = "\u{16}/";
const LDAP_REQUEST: &str = "1.3.6.1.4.1.1466.20037";
const LDAP_DONE: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

fn smtp() -> Vec<Step> {
    vec![
        say("220-mx.example.nl ESMTP\r\n220 welcome\r\n"),
        Hear("EHLO waarborg.invalid\r\n"),
        say("250-mx.example.nl\r\n250-SIZE 10240000\r\n250-StartTls\r\n250 8BITMIME\r\n"),
        Hear("STARTTLS\r\n"),
        say("220 2.0.0 go ahead\r\n"),
        Tls,
    ]
}

fn every_protocol() -> Vec<(Service, Vec<Step>)> {
    vec![
        (Service::Smtp, smtp()),
        (
            Service::Imap,
            vec![
                say("* OK ready\r\n"),
                Hear("a1 CAPABILITY\r\n"),
                say("* CAPABILITY IMAP4rev2 STARTTLS LOGINDISABLED\r\na1 OK done\r\n"),
                Hear("a2 STARTTLS\r\n"),
                say("* NOTICE of nothing\r\na2 OK begin\r\n"),
                Tls,
            ],
        ),
        (
            // What the server can do stands in its greeting: one question less.
            Service::Imap,
            vec![
                say("* OK [CAPABILITY IMAP4rev1 IDLE STARTTLS] ready\r\n"),
                Hear("a2 STARTTLS\r\n"),
                say("a2 OK begin\r\n"),
                Tls,
            ],
        ),
        (
            Service::Pop3,
            vec![
                say("+OK ready\r\n"),
                Hear("STLS\r\n"),
                say("+OK begin\r\n"),
                Tls,
            ],
        ),
        (
            Service::Ftp,
            vec![
                say("220-Welcome\r\n 226 is no end\r\n220 ready\r\n"),
                Hear("AUTH TLS\r\n"),
                say("234 go\r\n"),
                Tls,
            ],
        ),
        (
            Service::Ldap,
            vec![Hear(LDAP_REQUEST), say(LDAP_DONE), Tls],
        ),
        (
            // The long form of a length, as one directory sends it.
            Service::Ldap,
            vec![
                Hear(LDAP_REQUEST),
                say(b"\x30\x84\x00\x00\x00\x10\x02\x01\x01\x78\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00"),
                Tls,
            ],
        ),
        (
            Service::Postgresql,
            vec![Hear(SSL_REQUEST_END), say("S"), Tls],
        ),
        (
            Service::Xmpp,
            vec![
                Hear("to='mx.example.nl' version='1.0'>"),
                say(FEATURES),
                Hear(STARTTLS),
                say("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
                Tls,
            ],
        ),
        (
            // Another prefix for the same names.
            Service::XmppServer,
            vec![
                Hear("version='1.0'>"),
                say("<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:server'>\
                     <s:features><t:starttls xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'/></s:features>"),
                Hear(STARTTLS),
                say("<t:proceed xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'></t:proceed>"),
                Tls,
            ],
        ),
    ]
}

#[tokio::test]
async fn every_protocol_leads_to_the_same_picture() {
    for (service, steps) in every_protocol() {
        let (_server, seen) = met(service, steps).await;
        let fact = seen.unwrap_or_else(|failure| panic!("{service}: {failure:?}"));
        assert!(fact.negotiated.is_some(), "{service}: {fact:?}");
        assert!(fact.name_matches, "{service}");
    }
}

#[tokio::test]
async fn services_that_begin_with_tls_get_a_hello_at_once() {
    let credentials =
        crate::support::certs::Authority::new().issue(super::HOST, crate::support::certs::VALID);
    let server = crate::support::tls::hello(&credentials, CURRENT).await;
    for service in [
        Service::Ftps,
        Service::Imaps,
        Service::Ldaps,
        Service::Pop3s,
        Service::Smtps,
        Service::Tls,
    ] {
        let fact = seen(service, &server).await;
        assert!(fact.is_ok_and(|fact| fact.name_matches), "{service}");
    }
}

#[tokio::test]
async fn a_server_without_starttls_is_told_apart_from_one_that_says_no() {
    use FailureReason::{Declined, NotOffered};
    let ldap = |code: u8| {
        let mut answer = LDAP_DONE.to_vec();
        answer[9] = code;
        say(answer)
    };
    let ehlo = Hear("EHLO waarborg.invalid\r\n");
    let stream_head = "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>";
    let cases: Vec<(Service, Vec<Step>, FailureReason)> = vec![
        (
            Service::Smtp,
            vec![
                say("220 hi\r\n"),
                ehlo.clone(),
                say("250-mx\r\n250 SIZE\r\n"),
                Hear("QUIT\r\n"),
            ],
            NotOffered,
        ),
        (
            Service::Smtp,
            vec![say("220 hi\r\n"), ehlo.clone(), say("250 STARTTLS\r\n")],
            NotOffered,
        ),
        (
            Service::Smtp,
            vec![say("220 hi\r\n"), ehlo.clone(), say("502 what\r\n")],
            NotOffered,
        ),
        (
            Service::Smtp,
            vec![say("554-not for\r\n554 you\r\n")],
            Declined,
        ),
        (Service::Smtp, vec![say("421 too busy\r\n")], Declined),
        (
            Service::Smtp,
            vec![
                say("220 hi\r\n"),
                ehlo.clone(),
                say("250-mx\r\n250 STARTTLS\r\n"),
                Hear("STARTTLS\r\n"),
                say("454 not now\r\n"),
            ],
            Declined,
        ),
        (
            Service::Imap,
            vec![
                say("* OK hi\r\n"),
                Hear("\r\n"),
                say("* CAPABILITY IMAP4rev1 XSTARTTLS\r\na1 OK\r\n"),
                Hear("LOGOUT\r\n"),
            ],
            NotOffered,
        ),
        (Service::Imap, vec![say("* PREAUTH hi\r\n")], NotOffered),
        (Service::Imap, vec![say("* BYE too many\r\n")], Declined),
        (
            Service::Imap,
            vec![
                say("* OK [CAPABILITY STARTTLS] hi\r\n"),
                Hear("\r\n"),
                say("a2 BAD no\r\n"),
            ],
            Declined,
        ),
        (
            Service::Pop3,
            vec![
                say("+OK hi\r\n"),
                Hear("\r\n"),
                say("-ERR what\r\n"),
                Hear("CAPA\r\n"),
                say("+OK\r\nUIDL\r\nTOP\r\n.\r\n"),
            ],
            NotOffered,
        ),
        (
            Service::Pop3,
            vec![
                say("+OK hi\r\n"),
                Hear("\r\n"),
                say("-ERR what\r\n"),
                Hear("CAPA\r\n"),
                say("-ERR what\r\n"),
            ],
            NotOffered,
        ),
        (
            Service::Pop3,
            vec![
                say("+OK hi\r\n"),
                Hear("\r\n"),
                say("-ERR no\r\n"),
                Hear("CAPA\r\n"),
                say("+OK\r\nSTLS\r\n.\r\n"),
            ],
            Declined,
        ),
        (Service::Pop3, vec![say("-ERR busy\r\n")], Declined),
        (
            Service::Ftp,
            vec![
                say("220 hi\r\n"),
                Hear("\r\n"),
                say("530 log in first\r\n"),
                Hear("QUIT\r\n"),
            ],
            NotOffered,
        ),
        (
            Service::Ftp,
            vec![say("220 hi\r\n"), Hear("\r\n"), say("431 not now\r\n")],
            Declined,
        ),
        (Service::Ftp, vec![say("421 busy\r\n")], Declined),
        (Service::Ldap, vec![Hear(LDAP_REQUEST), ldap(2)], NotOffered),
        (Service::Ldap, vec![Hear(LDAP_REQUEST), ldap(52)], Declined),
        (
            Service::Postgresql,
            vec![Hear(SSL_REQUEST_END), say("N")],
            NotOffered,
        ),
        (
            Service::Xmpp,
            vec![
                Hear(">"),
                say(format!("{stream_head}<stream:features/>")),
                Hear("</stream:stream>"),
            ],
            NotOffered,
        ),
        (
            Service::Xmpp,
            vec![
                Hear(">"),
                say(format!(
                    "{stream_head}<stream:error><host-unknown/></stream:error></stream:stream>"
                )),
            ],
            Declined,
        ),
        (
            Service::Xmpp,
            vec![
                Hear("version='1.0'>"),
                say(FEATURES),
                Hear(STARTTLS),
                say("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"),
            ],
            Declined,
        ),
    ];
    let tls = tls();
    let looks = cases.into_iter().map(|(service, steps, reason)| {
        let tls = tls.clone();
        async move {
            let shown = format!("{service}: {steps:?}");
            let server = scripted(steps, &tls).await;
            let failure = seen(service, &server).await.err();
            assert_eq!(
                failure.as_ref().map(|f| f.reason),
                Some(reason),
                "{shown} {failure:?}"
            );
            // A no may be for the moment, and is asked about once more; that there is nothing to ask for stays so.
            let tries = if reason == Declined { 2 } else { 1 };
            assert_eq!(server.connections(), tries, "{shown}");
        }
    });
    futures::future::join_all(looks).await;
}

#[tokio::test]
async fn a_mail_server_gets_one_connection_at_a_time() {
    let (server, seen) = met(Service::Smtp, smtp()).await;
    assert!(seen.is_ok());
    assert!(server.connections() > 2);
    // The server notices the end of a connection a little late; without the bound it would see four.
    assert!(server.most_at_once() < 3);
    let direct = scripted(vec![Tls], &tls()).await;
    observed(Service::Smtps, &direct, std::time::Duration::from_secs(3)).await;
    assert!(direct.connections() > 2 && direct.most_at_once() < 3);
}
