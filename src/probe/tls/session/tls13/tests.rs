use super::super::hello::{CLASSICAL, HYBRID};
use super::super::peers::{Direct, NAME, Pair, Program, budget, ecdsa, liar, rsa, short};
use super::super::signature::SCHEMES;
use super::super::wire::record;
use super::resume::Resumed;
use super::*;

const OFFER: Offer<'static> = Offer {
    name: Some(NAME),
    alpn: &["h2", "http/1.1"],
    groups: &CLASSICAL,
    schemes: &SCHEMES,
};
const REQUEST: Request<'static> = Request {
    host: NAME,
    agent: "waarborg",
};

async fn see(lines: &Direct, offer: &Offer<'_>) -> Look {
    look(lines, offer, None, budget()).await.expect("a look")
}

async fn again(lines: &Direct, look: &Look, request: Option<&Request<'_>>) -> Resumed {
    let ticket = look.ticket.as_ref().expect("ticket");
    resume(lines, &OFFER, ticket, request, budget())
        .await
        .expect("an answer")
}

#[tokio::test]
async fn openssl_shows_chain_ticket_and_resumption() {
    for pair in [ecdsa(), rsa()] {
        let Some(server) = Program::openssl(&pair, &["-www", "-alpn", "http/1.1"]).await else {
            return;
        };
        let look = see(&server.lines, &OFFER).await;
        assert_eq!(look.served.chain, std::slice::from_ref(&pair.der));
        assert_eq!(look.proof, Proof::Holds);
        assert_eq!(look.alpn.as_deref(), Some("http/1.1"));
        assert_eq!((look.suite, look.group, look.retried), (0x1302, 29, false));
        assert_eq!(look.scheme, if pair.is_rsa { 0x0804 } else { 0x0403 });
        assert_eq!(look.compression, None);
        assert!(!look.client_certificate && look.trouble.is_none());
        let ticket = look.ticket.as_ref().expect("ticket");
        assert_eq!((ticket.lifetime, ticket.early_data), (7200, None));
        let expected = Resumed {
            taken: true,
            early_data: None,
            status: None,
        };
        assert_eq!(again(&server.lines, &look, Some(&REQUEST)).await, expected);
        assert_eq!(server.lines.opened(), 2);
    }
}

#[tokio::test]
async fn every_suite_and_a_request_for_another_group_lead_to_the_end() {
    let pair = ecdsa();
    for (suite, group, retried) in [
        ("TLS_AES_128_GCM_SHA256", "P-384", true),
        ("TLS_AES_256_GCM_SHA384", "P-521", true),
        ("TLS_CHACHA20_POLY1305_SHA256", "P-256", false),
    ] {
        let options = ["-www", "-ciphersuites", suite, "-groups", group];
        let Some(server) = Program::openssl(&pair, &options).await else {
            return;
        };
        let look = see(&server.lines, &OFFER).await;
        assert_eq!(look.retried, retried, "{group}");
        assert_eq!(look.proof, Proof::Holds);
        assert!(again(&server.lines, &look, None).await.taken, "{suite}");
    }
}

#[tokio::test]
async fn openssl_takes_early_data_or_sends_no_ticket() {
    let pair = ecdsa();
    let options = ["-early_data", "-no_anti_replay"];
    let Some(server) = Program::openssl(&pair, &options).await else {
        return;
    };
    let look = see(&server.lines, &OFFER).await;
    assert_eq!(
        look.ticket.as_ref().and_then(|t| t.early_data),
        Some(16_384)
    );
    // Without a request only the offer is made.
    let resumed = again(&server.lines, &look, None).await;
    assert_eq!((resumed.early_data, resumed.status), (Some(true), None));
    let options = ["-www", "-num_tickets", "0"];
    let server = Program::openssl(&pair, &options).await.expect("installed");
    let look = look_with_request(&server.lines).await;
    assert!(look.ticket.is_none() && look.trouble.is_none(), "{look:?}");
}

async fn look_with_request(lines: &Direct) -> Look {
    look(lines, &OFFER, Some(&REQUEST), budget())
        .await
        .expect("a look")
}

#[tokio::test]
async fn nginx_answers_early_data_in_both_protocols() {
    let pair = ecdsa();
    let directives = "ssl_protocols TLSv1.3; ssl_early_data on; ssl_session_cache shared:a:1m;
        location / { return 425; }";
    let Some(server) = Program::nginx(&pair, directives).await else {
        return;
    };
    for (alpn, chosen) in [
        (&["h2"][..], Some("h2")),
        (&["http/1.1"], Some("http/1.1")),
        (&[], None),
    ] {
        let offer = Offer { alpn, ..OFFER };
        let look = see(&server.lines, &offer).await;
        assert_eq!(look.alpn.as_deref(), chosen);
        let resumed = again(&server.lines, &look, Some(&REQUEST)).await;
        let expected = Resumed {
            taken: true,
            early_data: Some(true),
            status: Some(425),
        };
        assert_eq!(resumed, expected, "{chosen:?}");
    }
    let directives = "ssl_protocols TLSv1.3; return 200 'x';";
    let server = Program::nginx(&pair, directives).await.expect("installed");
    let look = see(&server.lines, &OFFER).await;
    assert_eq!(
        again(&server.lines, &look, Some(&REQUEST)).await.early_data,
        None
    );
}

#[tokio::test]
async fn other_programs_are_understood() {
    let pair = rsa();
    let gnutls = Program::gnutls(&pair, "NORMAL:-VERS-ALL:+VERS-TLS1.3").await;
    let node = Program::node(&pair, "minVersion:'TLSv1.3'").await;
    for server in [gnutls, node].into_iter().flatten() {
        let look = look_with_request(&server.lines).await;
        assert_eq!(look.served.chain, std::slice::from_ref(&pair.der));
        assert_eq!(look.proof, Proof::Holds);
        assert!(again(&server.lines, &look, Some(&REQUEST)).await.taken);
    }
}

#[tokio::test]
async fn a_request_for_a_client_certificate_is_seen() {
    let pair = ecdsa();
    for (option, trouble) in [("-verify", false), ("-Verify", true)] {
        let options = ["-www", option, "1"];
        let Some(server) = Program::openssl(&pair, &options).await else {
            return;
        };
        let look = see(&server.lines, &OFFER).await;
        assert!(look.client_certificate);
        assert_eq!(look.trouble.is_some(), trouble, "{:?}", look.trouble);
    }
}

/// A server of our own library, which also speaks the hybrid group and compresses certificates.
async fn ours(pair: &Pair, cut: usize) -> Direct {
    use std::sync::Arc;

    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::crypto::aws_lc_rs::{default_provider, kx_group};
    use tokio_rustls::rustls::pki_types::pem::PemObject as _;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

    let mut provider = default_provider();
    provider.kx_groups = vec![kx_group::X25519MLKEM768];
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).expect("key");
    let mut chain = vec![CertificateDer::from(pair.der.clone())];
    // Looks like a certificate of the same server, but its key is another.
    if cut > 0 {
        chain = vec![CertificateDer::from(ecdsa().der)];
    }
    let key = provider.key_provider.load_private_key(key).expect("key");
    let certified = tokio_rustls::rustls::sign::CertifiedKey::new(chain, key);
    let resolver = tokio_rustls::rustls::sign::SingleCertAndKey::from(certified);
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(resolver));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    liar(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut buffer = [0; 100];
                drop(tokio::io::AsyncReadExt::read(&mut stream, &mut buffer).await);
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_server_with_only_the_hybrid_group_is_seen_when_it_is_offered() {
    let pair = ecdsa();
    let lines = ours(&pair, 0).await;
    let offer = Offer {
        groups: &HYBRID,
        ..OFFER
    };
    let look = see(&lines, &offer).await;
    assert_eq!((look.group, look.proof), (0x11ec, Proof::Holds));
    assert_eq!(look.served.chain, std::slice::from_ref(&pair.der));
    let resumed = resume(
        &lines,
        &offer,
        look.ticket.as_ref().expect("ticket"),
        None,
        budget(),
    )
    .await;
    assert!(resumed.expect("answer").taken);
    let refused = super::look(&lines, &OFFER, None, budget()).await;
    assert!(refused.is_err_and(|failure| failure.reason == FailureReason::TlsRejected));
}

#[tokio::test]
async fn somebody_elses_certificate_is_no_chain() {
    let lines = ours(&ecdsa(), 1).await;
    let offer = Offer {
        groups: &HYBRID,
        ..OFFER
    };
    let failure = look(&lines, &offer, None, budget())
        .await
        .expect_err("no look");
    assert_eq!(failure.reason, FailureReason::ProtocolError);
    assert!(failure.detail.contains("does not hold the key"));
}

#[tokio::test]
async fn hostile_answers_end_in_a_failure() {
    let hello = |random: [u8; 32], session: &[u8], extensions: &[u8]| {
        let mut body = vec![3, 3];
        body.extend(random);
        body.extend(super::super::wire::block8(session));
        body.extend([0x13, 0x01, 0]);
        body.extend(super::super::wire::block16(extensions));
        record(22, 0x0303, &super::super::wire::message(2, &body))
    };
    let version = [0, 43, 0, 2, 3, 4];
    let retry = {
        let mut all = version.to_vec();
        all.extend([0, 51, 0, 2, 0, 24]);
        all
    };
    let retry_random = *b"\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";
    let answers: Vec<(Vec<u8>, FailureReason)> = vec![
        (
            hello([9; 32], &[1, 2], &version),
            FailureReason::ProtocolError,
        ),
        (
            hello(retry_random, &[1], &retry),
            FailureReason::ProtocolError,
        ),
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            FailureReason::ProtocolError,
        ),
        (
            record(22, 0x0303, &[2, 0xff, 0xff, 0xff]),
            FailureReason::TooLarge,
        ),
        (record(21, 0x0303, &[2, 40]), FailureReason::TlsRejected),
        (
            record(21, 0x0303, &[1, 112]).repeat(40),
            FailureReason::ProtocolError,
        ),
        (
            record(22, 0x0303, &[]).repeat(40),
            FailureReason::ProtocolError,
        ),
        (vec![22, 3, 3, 0xff, 0xff], FailureReason::ProtocolError),
        (vec![], FailureReason::Closed),
        (vec![22, 3], FailureReason::Closed),
    ];
    for (answer, reason) in answers {
        let sent = answer.clone();
        let lines = liar(move |mut stream| {
            let sent = sent.clone();
            async move {
                use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
                let mut buffer = vec![0; 4096];
                drop(stream.read(&mut buffer).await);
                drop(stream.write_all(&sent).await);
                drop(stream.shutdown().await);
                drop(stream.read(&mut buffer).await);
            }
        })
        .await;
        let failure = look(&lines, &OFFER, None, budget())
            .await
            .expect_err("no look");
        assert_eq!(failure.reason, reason, "{failure:?} {answer:?}");
    }
    let silent = liar(|stream| async move {
        tokio::time::sleep(Duration::from_secs(2)).await;
        drop(stream);
    })
    .await;
    let failure = look(&silent, &OFFER, None, short())
        .await
        .expect_err("no look");
    assert_eq!(failure.reason, FailureReason::TimedOut);
}
