//! Everything about sessions at once, against servers of other people.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests stand between server and probe"
)]

use super::hello::{CLASSICAL, Offer};
use super::peers::{Direct, NAME, Program, budget, ecdsa, liar, rsa, short};
use super::signature::SCHEMES;
use super::suite12::KNOWN;
use super::tls12::Ask;
use super::tls13::Request;
use super::{newer, older};
use crate::domain::fact::Feature;

const OFFER: Offer<'static> = Offer {
    name: Some(NAME),
    alpn: &["h2", "http/1.1"],
    groups: &CLASSICAL,
    schemes: &SCHEMES,
};
const ASK: Ask<'static> = Ask {
    offer: OFFER,
    suites: &KNOWN,
    ticket: false,
    renegotiate: false,
};
const REQUEST: Request<'static> = Request {
    host: NAME,
    agent: "waarborg",
};

#[tokio::test]
async fn nginx_is_seen_in_six_connections() {
    let directives = "ssl_protocols TLSv1.2 TLSv1.3; ssl_early_data on; ssl_session_timeout 17m;
        ssl_session_cache shared:a:1m; location / { return 425; }";
    let Some(server) = Program::nginx(&ecdsa(), directives).await else {
        return;
    };
    let seen = newer::see(&server.lines, &OFFER, Some(&REQUEST), &budget()).await;
    assert!(seen.look.is_ok());
    assert_eq!(
        (seen.by_psk, seen.psk_seconds),
        (Feature::Present, Some(1020))
    );
    assert_eq!(
        (seen.early_data, seen.early_data_bytes),
        (Feature::Present, Some(16_384))
    );
    assert_eq!(seen.early_data_status, Some(425));
    let seen = older::see(&server.lines, &ASK, &budget()).await;
    assert!(seen.look.is_ok_and(|look| look.extended_master_secret));
    assert_eq!(
        (seen.by_id, seen.by_ticket),
        (Feature::Present, Feature::Present)
    );
    assert_eq!(seen.client_renegotiation, Feature::Absent);
    assert_eq!(seen.ticket_seconds, Some(1020));
    assert_eq!(server.lines.opened(), 6);
}

#[tokio::test]
async fn a_server_without_sessions_has_none() {
    let directives = "ssl_protocols TLSv1.2; ssl_session_tickets off; ssl_session_cache off;";
    let Some(server) = Program::nginx(&ecdsa(), directives).await else {
        return;
    };
    let seen = older::see(&server.lines, &ASK, &budget()).await;
    assert_eq!(
        (seen.by_id, seen.by_ticket),
        (Feature::Absent, Feature::Absent)
    );
    assert_eq!(seen.ticket_seconds, None);
    // TLS 1.3 is not there: that is a failure to look, and no feature is called absent.
    let seen = newer::see(&server.lines, &OFFER, Some(&REQUEST), &budget()).await;
    assert!(seen.look.is_err());
    assert!(matches!(seen.by_psk, Feature::Inconclusive(_)));
    let options = ["-www", "-tls1_3", "-num_tickets", "0"];
    let server = Program::openssl(&ecdsa(), &options)
        .await
        .expect("installed");
    let seen = newer::see(&server.lines, &OFFER, Some(&REQUEST), &budget()).await;
    assert_eq!(
        (seen.by_psk, seen.early_data),
        (Feature::Absent, Feature::Absent)
    );
}

#[tokio::test]
async fn java_is_understood() {
    let Some(server) = Program::java(&rsa()).await else {
        return;
    };
    let seen = newer::see(&server.lines, &OFFER, None, &budget()).await;
    assert_eq!(
        (seen.by_psk, seen.early_data),
        (Feature::Present, Feature::Absent)
    );
    let seen = older::see(&server.lines, &ASK, &budget()).await;
    assert!(seen.look.is_ok(), "{:?}", seen.look);
    assert!(
        !matches!(seen.by_ticket, Feature::Inconclusive(_)),
        "{:?}",
        seen.by_ticket
    );
    assert!(
        !matches!(seen.by_id, Feature::Inconclusive(_)),
        "{:?}",
        seen.by_id
    );
}

#[tokio::test]
async fn silence_and_resets_are_never_absence() {
    let silent = liar(|stream| async move {
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        drop(stream);
    })
    .await;
    let abrupt = liar(|_| async {}).await;
    // Suites that we cannot do say nothing about the server either.
    let camellia = Ask {
        suites: &[0x0041],
        ..ASK
    };
    let seen = older::see(&abrupt, &camellia, &short()).await;
    assert!(matches!(seen.by_id, Feature::Inconclusive(_)));
    assert_eq!(abrupt.opened(), 0);
    for lines in [silent, abrupt] {
        let old = older::see(&lines, &ASK, &short()).await;
        let new = newer::see(&lines, &OFFER, Some(&REQUEST), &short()).await;
        for feature in [
            old.by_id,
            old.by_ticket,
            old.client_renegotiation,
            new.by_psk,
            new.early_data,
        ] {
            assert!(matches!(feature, Feature::Inconclusive(_)), "{feature:?}");
        }
    }
}

/// Hands the server's answer on byte by byte, until `limit` bytes have gone through; then nothing more comes.
async fn dripping(server: &Direct, limit: usize) -> Direct {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = server.address;
    liar(move |mut client| async move {
        let Ok(mut server) = tokio::net::TcpStream::connect(address).await else {
            return;
        };
        drop(client.set_nodelay(true));
        let (mut from, mut to) = server.split();
        let (mut read, mut write) = client.split();
        let there = tokio::io::copy(&mut read, &mut to);
        let back = async {
            for _ in 0..limit {
                let Ok(byte) = from.read_u8().await else {
                    return;
                };
                if write.write_all(&[byte]).await.is_err() {
                    return;
                }
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        };
        tokio::select! {
            _ = there => {}
            () = back => {}
        }
    })
    .await
}

#[tokio::test]
async fn answers_in_single_bytes_are_read_and_hanging_anywhere_is_a_failure() {
    let directives = "ssl_protocols TLSv1.2 TLSv1.3;";
    let Some(server) = Program::nginx(&ecdsa(), directives).await else {
        return;
    };
    let slow = dripping(&server.lines, usize::MAX).await;
    let ask = Ask {
        ticket: true,
        ..ASK
    };
    assert!(super::tls12::look(&slow, &ask, budget()).await.is_ok());
    let look = super::tls13::look(&slow, &OFFER, None, budget()).await;
    assert!(look.is_ok_and(|look| look.ticket.is_some()));
    let cuts = [0, 1, 4, 5, 9, 60, 100, 133, 300, 500, 600, 650];
    let cut = cuts.map(|limit| {
        let lines = &server.lines;
        async move {
            let hanging = dripping(lines, limit).await;
            let old = super::tls12::look(&hanging, &ask, short()).await;
            let new = super::tls13::look(&hanging, &OFFER, None, short()).await;
            assert!(old.is_err() && new.is_err(), "{limit}");
        }
    });
    futures::future::join_all(cut).await;
}
