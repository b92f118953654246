//! The web servers, by handshakes and requests over real sockets.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion,
};
use waarborg::demo::Case;

use super::{case, served};

async fn handshake(
    case: &Case,
    host: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> Result<(ProtocolVersion, Vec<Vec<u8>>), std::io::Error> {
    let mut roots = RootCertStore::empty();
    for anchor in &case.anchors {
        roots.add(anchor.clone()).expect("anchor");
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(versions)
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(served(case, host, 443)).await?;
    let name = ServerName::try_from(host.to_owned()).expect("name");
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await?;
    let (_, session) = stream.get_ref();
    let chain = session.peer_certificates().unwrap_or_default();
    Ok((
        session.protocol_version().expect("version"),
        chain.iter().map(|c| c.to_vec()).collect(),
    ))
}

fn client(case: &Case) -> reqwest::Client {
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(10))
        .tls_certs_only(
            case.anchors
                .iter()
                .map(|a| reqwest::Certificate::from_der(a).expect("anchor")),
        );
    for ((host, port), address) in &case.connect_to {
        if *port == 443 {
            builder = builder.resolve(host, *address);
        }
    }
    builder.build().expect("client")
}

fn refused(error: &std::io::Error) -> Option<CertificateError> {
    match error.get_ref()?.downcast_ref()? {
        rustls::Error::InvalidCertificate(reason) => Some(reason.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn good_endpoints_offer_the_versions_they_should() {
    let case = case().await;
    for (host, twelve, thirteen) in [
        ("portal.cloud-en-co.example", true, true),
        ("api.cloud-en-co.example", false, true),
        ("support.cloud-en-co.example", true, true),
        ("legacy.cloud-en-co.example", true, false),
    ] {
        let old = handshake(&case, host, &[&TLS12]).await;
        let new = handshake(&case, host, &[&TLS13]).await;
        assert_eq!(old.is_ok(), twelve, "{host} {old:?}");
        assert_eq!(new.is_ok(), thirteen, "{host} {new:?}");
        let (version, chain) = old.or(new).expect("one of them");
        assert_eq!(
            version,
            if twelve {
                ProtocolVersion::TLSv1_2
            } else {
                ProtocolVersion::TLSv1_3
            }
        );
        assert_eq!(chain.len(), 2, "{host} leaf and intermediate");
    }
}

#[tokio::test]
async fn flawed_certificates_are_flawed_in_the_way_they_should() {
    let case = case().await;
    let error = handshake(&case, "backup.cloud-en-co.example", &[&TLS13])
        .await
        .expect_err("expired");
    assert!(
        matches!(
            refused(&error),
            Some(CertificateError::Expired | CertificateError::ExpiredContext { .. })
        ),
        "{error:?}"
    );
    let error = handshake(&case, "www.cloud-en-co.example", &[&TLS13])
        .await
        .expect_err("other name");
    assert!(
        matches!(
            refused(&error),
            Some(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
            )
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn pages_carry_their_headers_and_only_some_ports_80_redirect() {
    let case = case().await;
    let client = client(&case);
    for (host, hsts) in [
        (
            "portal.cloud-en-co.example",
            Some("max-age=63072000; includeSubDomains"),
        ),
        (
            "api.cloud-en-co.example",
            Some("max-age=63072000; includeSubDomains"),
        ),
        ("support.cloud-en-co.example", Some("max-age=86400")),
        ("legacy.cloud-en-co.example", None),
    ] {
        let port = served(&case, host, 443).port();
        let url = format!("https://{host}:{port}/");
        let answer = client.get(&url).send().await.expect(host);
        assert_eq!(answer.status(), 200, "{host}");
        assert_eq!(answer.version(), reqwest::Version::HTTP_2, "{host}");
        let header = answer.headers().get("strict-transport-security");
        assert_eq!(header.and_then(|h| h.to_str().ok()), hsts, "{host}");
        assert!(!answer.text().await.expect("body").is_empty(), "{host}");
        assert_eq!(
            client
                .get(format!("{url}nowhere"))
                .send()
                .await
                .expect(host)
                .status(),
            404
        );
        assert_eq!(client.post(&url).send().await.expect(host).status(), 405);
    }

    let plain = served(&case, "portal.cloud-en-co.example", 80);
    let answer = client
        .get(format!("http://{plain}/a?b=c"))
        .send()
        .await
        .expect("redirect");
    assert_eq!(answer.status(), 308);
    assert_eq!(
        answer.headers()["location"],
        "https://portal.cloud-en-co.example/a?b=c"
    );
    let plain = served(&case, "legacy.cloud-en-co.example", 80);
    let answer = client
        .get(format!("http://{plain}/"))
        .send()
        .await
        .expect("page");
    assert_eq!(answer.status(), 200);
    let error = TcpStream::connect(served(&case, "api.cloud-en-co.example", 80))
        .await
        .expect_err("a closed port");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn mail_hosts_greet_and_offer_tls() {
    let case = case().await;
    for host in ["mx1.mailshield-us.example", "mx2.mailshield-us.example"] {
        let mut line = TcpStream::connect(served(&case, host, 25))
            .await
            .expect("open");
        line.write_all(b"EHLO test.example\r\nSTARTTLS\r\n")
            .await
            .expect("sent");
        let mut said = Vec::new();
        let mut buffer = [0; 512];
        while !said.ends_with(b"220 ready\r\n") {
            let count = line.read(&mut buffer).await.expect("an answer");
            assert_ne!(count, 0, "{}", String::from_utf8_lossy(&said));
            said.extend_from_slice(&buffer[..count]);
        }
        let said = String::from_utf8(said).expect("text");
        assert!(said.starts_with(&format!("220 {host} ")), "{said}");
        assert!(said.contains("250 STARTTLS\r\n"), "{said}");
    }
}

#[tokio::test]
async fn dropping_the_case_stops_the_servers() {
    let case = case().await;
    let addresses: Vec<_> = case.connect_to.values().copied().collect();
    let dns = case.dns;
    let mut open = TcpStream::connect(served(&case, "portal.cloud-en-co.example", 443))
        .await
        .expect("open");
    assert!(TcpStream::connect(dns).await.is_ok());
    drop(case);
    // Aborted tasks let go of their sockets when the runtime gets to them.
    for address in addresses.into_iter().chain([dns]) {
        let mut left = 100;
        while TcpStream::connect(address).await.is_ok() {
            left -= 1;
            assert!(left > 0, "{address} still answers");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let mut left = 100;
    while tokio::net::UdpSocket::bind(dns).await.is_err() {
        left -= 1;
        assert!(left > 0, "the name server still holds its port");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut byte = [0];
    let end = tokio::io::AsyncReadExt::read(&mut open, &mut byte).await;
    assert!(matches!(end, Ok(0) | Err(_)), "open connections end too");
}
