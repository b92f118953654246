//! Servers that break the conversation: bounded in time and bytes, and never taken for what they are not.

use std::time::{Duration, Instant};

use waarborg::domain::observation::FailureReason::{
    self, Closed, ProtocolError, TimedOut, TooLarge,
};
use waarborg::domain::service::Service;

use super::{met, observed, tls};
use crate::support::talk::Step::{self, Drip, Hear, Hush, Pause, Repeat, Tls};
use crate::support::talk::{say, scripted};

/// Every service that begins with a conversation.
fn talkers() -> impl Iterator<Item = Service> {
    Service::ALL
        .into_iter()
        .filter(|service| service.asks_for_tls())
}

/// What each of these scripts comes to, all at once.
async fn come_to(cases: Vec<(Service, Vec<Step>, FailureReason)>) {
    let tls = tls();
    let looks = cases.into_iter().map(|(service, steps, reason)| {
        let tls = tls.clone();
        async move {
            let shown = format!("{service}: {steps:?}");
            let server = scripted(steps, &tls).await;
            let start = Instant::now();
            let seen = observed(service, &server, Duration::from_millis(600)).await;
            let failure = seen.failure();
            assert_eq!(
                failure.map(|f| f.reason),
                Some(reason),
                "{shown}: {failure:?}"
            );
            assert!(failure.is_some_and(|f| !f.detail.contains(char::is_control)));
            assert!(start.elapsed() < Duration::from_secs(6), "{shown}");
        }
    });
    futures::future::join_all(looks).await;
}

#[tokio::test]
async fn silence_ends_in_time() {
    come_to(talkers().map(|s| (s, vec![Hush], TimedOut)).collect()).await;
}

#[tokio::test]
async fn a_greeting_is_waited_for_no_longer_than_the_patience_of_the_run() {
    // A server that keeps senders waiting greets in the end, long after we left.
    let late = vec![
        Pause(Duration::from_mins(1)),
        say("220 mx.example.nl ESMTP\r\n"),
    ];
    come_to(vec![(Service::Smtp, late, TimedOut)]).await;
    // One that takes a moment is heard out: it comes to what it says, and not to silence.
    let moment = vec![
        Pause(Duration::from_millis(200)),
        say("220 mx.example.nl ESMTP\r\n"),
        Hear("\r\n"),
        say("250 mx.example.nl\r\n"),
    ];
    come_to(vec![(Service::Smtp, moment, FailureReason::NotOffered)]).await;
}

#[tokio::test]
async fn garbage_is_no_protocol() {
    let garbage: [&[u8]; 4] = [
        b"\0\0\0\0\r\n\0\0\r\n",
        b"SSH-2.0-other\r\n\r\n",
        b"\xff\xfe<<<&&&>>>\x1b[31m\r\n",
        b"\x30\x80\x80\x80\x80\r\n\r\n",
    ];
    let cases = talkers().flat_map(|service| {
        garbage
            .into_iter()
            .map(move |bytes| (service, vec![say(bytes)]))
    });
    // For XML some of it is text before anything was said, after which the stream just ends.
    let (xml, lines): (Vec<_>, Vec<_>) =
        cases.partition(|(service, _)| matches!(service, Service::Xmpp | Service::XmppServer));
    come_to(
        lines
            .into_iter()
            .map(|(service, steps)| (service, steps, ProtocolError))
            .collect(),
    )
    .await;
    for (service, steps) in xml {
        let (_server, seen) = met(service, steps).await;
        let reason = seen.err().map(|failure| failure.reason);
        assert!(matches!(reason, Some(Closed | ProtocolError)), "{reason:?}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_is_no_answer() {
    come_to(talkers().map(|s| (s, vec![], Closed)).collect()).await;
}

#[tokio::test]
async fn endless_talk_is_cut_off() {
    let cases = [
        (Service::Smtp, b"220-and so on\r\n".as_slice()),
        (Service::Smtp, b"no end of line "),
        (Service::Smtp, b"\0"),
        (Service::Ftp, b"220-and so on\r\n"),
        (Service::Imap, b"* OK without end "),
        (Service::Pop3, b"+OK without end "),
        (Service::Xmpp, b"<a>"),
        (Service::Xmpp, b"<a a='"),
        (Service::Xmpp, b" "),
        (Service::XmppServer, b"<!-- "),
    ];
    let mut cases: Vec<_> = cases
        .into_iter()
        .map(|(service, words)| (service, vec![Repeat(words)], TooLarge))
        .collect();
    cases.push((
        Service::Imap,
        vec![
            say("* OK hi\r\n"),
            Hear("\r\n"),
            Repeat(b"* CAPABILITY\r\n"),
        ],
        TooLarge,
    ));
    cases.push((
        Service::Pop3,
        vec![
            say("+OK hi\r\n"),
            Hear("\r\n"),
            say("-ERR\r\n"),
            Hear("\r\n"),
            Repeat(b"+OK X\r\n"),
        ],
        TooLarge,
    ));
    // A length that is a lie, and one that is absurd.
    let lie = b"\x30\x82\xff\xf0\x02\x01\x01";
    cases.push((Service::Ldap, vec![say(lie), Repeat(b"\0")], TooLarge));
    let absurd = b"\x30\x84\xff\xff\xff\xff";
    cases.push((Service::Ldap, vec![say(absurd), Hush], TooLarge));
    come_to(cases).await;
}

#[tokio::test]
async fn bytes_after_the_go_ahead_are_no_tls() {
    let smtp = |go: &str| {
        vec![
            say("220 hi\r\n"),
            Hear("EHLO waarborg.invalid\r\n"),
            say("250-mx\r\n250 STARTTLS\r\n"),
            Hear("STARTTLS\r\n"),
            say(go),
            Tls,
        ]
    };
    come_to(vec![
        (
            Service::Smtp,
            smtp("220 go\r\n250 injected\r\n"),
            ProtocolError,
        ),
        (Service::Smtp, smtp("220 go\r\n\0"), ProtocolError),
        (
            Service::Imap,
            vec![
                say("* OK [CAPABILITY STARTTLS] hi\r\n"),
                Hear("\r\n"),
                say("a2 OK go\r\na3 OK injected\r\n"),
                Tls,
            ],
            ProtocolError,
        ),
        (
            Service::Pop3,
            vec![say("+OK\r\n"), Hear("\r\n"), say("+OK\r\n+OK\r\n"), Tls],
            ProtocolError,
        ),
        (
            Service::Ftp,
            vec![
                say("220 hi\r\n"),
                Hear("\r\n"),
                say("234 go\r\n230 in\r\n"),
                Tls,
            ],
            ProtocolError,
        ),
        (
            Service::Ldap,
            vec![
                Hear("20037"),
                say(b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00\x30"),
                Tls,
            ],
            ProtocolError,
        ),
        (
            Service::Postgresql,
            vec![Hear("\u{16}/"), say("SR"), Tls],
            ProtocolError,
        ),
        (
            Service::Xmpp,
            vec![
                Hear("version='1.0'>"),
                say(
                    "<s:stream xmlns:s='http://etherx.jabber.org/streams'><s:features>\
                     <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></s:features>",
                ),
                Hear("/>"),
                say("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><message/>"),
                Tls,
            ],
            ProtocolError,
        ),
    ])
    .await;
}

#[tokio::test]
async fn one_byte_at_a_time_is_understood() {
    let drip = |words: &str| Drip(words.as_bytes().to_vec());
    for (service, steps) in [
        (
            Service::Smtp,
            vec![
                drip("220-mx\r\n220 hi\r\n"),
                Hear("\r\n"),
                drip("250-mx\r\n250 STARTTLS\r\n"),
                Hear("\r\n"),
                drip("220 go\r\n"),
                Tls,
            ],
        ),
        (
            Service::Ldap,
            vec![
                Hear("20037"),
                Drip(b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec()),
                Tls,
            ],
        ),
        (
            Service::Xmpp,
            vec![
                Hear("version='1.0'>"),
                drip(
                    "<s:stream xmlns:s='http://etherx.jabber.org/streams'><s:features>\
                      <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></s:features>",
                ),
                Hear("/>"),
                drip("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
                Tls,
            ],
        ),
    ] {
        let (_server, seen) = met(service, steps).await;
        assert!(seen.is_ok_and(|fact| fact.name_matches), "{service}");
    }
}

#[tokio::test]
async fn a_drip_without_end_does_not_stretch_the_time() {
    let endless = vec![Drip(vec![b'2'; 10_000])];
    come_to(vec![
        (Service::Smtp, endless.clone(), TimedOut),
        (Service::Xmpp, endless, TimedOut),
    ])
    .await;
}

#[tokio::test]
async fn codes_that_change_half_way_are_no_reply() {
    come_to(vec![
        (
            Service::Smtp,
            vec![say("220-hi\r\n250 mixed\r\n")],
            ProtocolError,
        ),
        (Service::Smtp, vec![say("2200 hi\r\n")], ProtocolError),
        (Service::Smtp, vec![say("220\0hi\r\n")], ProtocolError),
        (Service::Smtp, vec![say("334 hi\r\n")], ProtocolError),
        (
            Service::Imap,
            vec![say("* OK hi\r\n"), Hear("\r\n"), say("b7 OK\r\n")],
            ProtocolError,
        ),
    ])
    .await;
}
