//! The fictional case: its servers answer as their part demands, and its files are what the program reads.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::rr::{RData, RecordType};
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::{Resolver, TokioResolver};
use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion,
};
use waarborg::demo::{self, Case};
use waarborg::domain::answer::{AnswerSet, AnswerValue, Evidence};
use waarborg::domain::day::Day;
use waarborg::domain::dossier::Dossier;
use waarborg::domain::fact::address_scope;

fn now() -> Timestamp {
    Timestamp::now()
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo")
}

/// The template files of the dossier, by path below it.
fn template() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            let name = path
                .strip_prefix(data())
                .expect("below")
                .to_str()
                .expect("text")
                .replace('\\', "/");
            if name == "init" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((name, std::fs::read(path).expect("file")));
            }
        }
    }
    files.sort();
    files
}

async fn case() -> Case {
    demo::start(now(), template()).await.expect("case")
}

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

fn served(case: &Case, host: &str, port: u16) -> SocketAddr {
    case.connect_to[&(host.to_owned(), port)]
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
    for (host, port) in [
        ("api.cloud-en-co.example", 80),
        ("mx1.mailshield-us.example", 25),
    ] {
        let error = TcpStream::connect(served(&case, host, port))
            .await
            .expect_err(host);
        assert_eq!(
            error.kind(),
            std::io::ErrorKind::ConnectionRefused,
            "{host}"
        );
    }
}

fn resolver(case: &Case, tcp: bool) -> TokioResolver {
    let mut server = if tcp {
        NameServerConfig::tcp(case.dns.ip())
    } else {
        NameServerConfig::udp(case.dns.ip())
    };
    for connection in &mut server.connections {
        connection.port = case.dns.port();
    }
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        .build()
        .expect("resolver")
}

async fn ask(resolver: &TokioResolver, name: &str, kind: RecordType) -> Vec<RData> {
    match resolver.lookup(format!("{name}."), kind).await {
        Ok(found) => found.answers().iter().map(|r| r.data.clone()).collect(),
        Err(e) if e.is_no_records_found() => Vec::new(),
        Err(e) => panic!("{name} {kind}: {e}"),
    }
}

#[tokio::test]
async fn the_zone_answers_over_udp_and_tcp() {
    let case = case().await;
    for tcp in [false, true] {
        let dns = resolver(&case, tcp);
        let shown = |name: &'static str, kind| {
            let dns = &dns;
            async move {
                ask(dns, name, kind)
                    .await
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
            }
        };
        let apex = "cloud-en-co.example";
        assert_eq!(
            shown("support.cloud-en-co.example", RecordType::A).await,
            ["3.108.50.60"]
        );
        assert_eq!(
            shown("portal.cloud-en-co.example", RecordType::AAAA).await,
            ["2a05:d014:1a2b:3c00::10"]
        );
        assert_eq!(
            shown("api.cloud-en-co.example", RecordType::AAAA).await,
            [""; 0]
        );
        assert_eq!(
            shown("nowhere.cloud-en-co.example", RecordType::A).await,
            [""; 0]
        );
        assert!(
            shown("www.cloud-en-co.example", RecordType::A)
                .await
                .contains(&"104.18.40.50".to_owned())
        );
        assert_eq!(
            shown(apex, RecordType::MX).await[0],
            "10 mx1.mailshield-us.example."
        );
        assert_eq!(shown(apex, RecordType::NS).await.len(), 2);
        assert_eq!(
            shown(apex, RecordType::TXT).await,
            ["v=spf1 include:spf.mailshield-us.example -all"]
        );
        let caa: Vec<_> = ask(&dns, apex, RecordType::CAA)
            .await
            .into_iter()
            .filter_map(|data| match data {
                RData::CAA(caa) => {
                    Some((caa.tag.clone(), String::from_utf8(caa.value.clone()).ok()?))
                }
                _ => None,
            })
            .collect();
        assert_eq!(
            caa,
            [
                ("issue".to_owned(), "fictieve-ca.example".to_owned()),
                (
                    "iodef".to_owned(),
                    "mailto:beveiliging@cloud-en-co.example".to_owned()
                ),
            ]
        );
    }
}

/// Whoever follows the names of the case must end on loopback: the public addresses belong to others.
#[tokio::test]
async fn every_endpoint_of_the_dossier_is_led_to_loopback() {
    let case = case().await;
    let dossier: Dossier = parse(&case, "dossier.toml");
    let dns = resolver(&case, false);
    for endpoint in &dossier.endpoints {
        let url = url::Url::from_str(&endpoint.target).expect("URL");
        let host = url.host_str().expect("host");
        for port in [80, 443] {
            assert!(
                served(&case, host, port).ip().is_loopback(),
                "{host}:{port}"
            );
        }
        let addresses: Vec<_> = ask(&dns, host, RecordType::A)
            .await
            .iter()
            .filter_map(RData::ip_addr)
            .collect();
        assert!(!addresses.is_empty(), "{host}");
        for address in addresses {
            assert_eq!(address_scope(address), "public", "{host}");
        }
    }
    let names: BTreeSet<_> = case
        .connect_to
        .keys()
        .filter(|(_, port)| *port == 443)
        .map(|(host, _)| host)
        .collect();
    assert_eq!(
        names.len(),
        dossier.endpoints.len(),
        "each endpoint served is in the dossier"
    );
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
    let mut byte = [0];
    let end = tokio::io::AsyncReadExt::read(&mut open, &mut byte).await;
    assert!(matches!(end, Ok(0) | Err(_)), "open connections end too");
}

fn text<'a>(case: &'a Case, path: &str) -> &'a str {
    let (_, content) = case
        .files
        .iter()
        .find(|(p, _)| p == path)
        .unwrap_or_else(|| panic!("{path}"));
    std::str::from_utf8(content).expect("UTF-8")
}

fn parse<T: serde::de::DeserializeOwned>(case: &Case, path: &str) -> T {
    toml::from_str(text(case, path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    evidence: Vec<Evidence>,
}

#[tokio::test]
async fn the_dossier_holds_together() {
    let case = case().await;
    let today = Day::of(now());
    let dossier: Dossier = parse(&case, "dossier.toml");
    let register: Register = parse(&case, "evidence/evidence.toml");

    let ids: BTreeSet<_> = register.evidence.iter().map(|e| e.id.clone()).collect();
    assert_eq!(ids.len(), register.evidence.len(), "ids are unique");
    for evidence in &register.evidence {
        if let Some(issued) = evidence.issued {
            assert!(issued <= today, "{} is of the future", evidence.id);
        }
        let Some(file) = &evidence.file else { continue };
        let content = text(&case, &format!("evidence/{file}"));
        let digest: String =
            sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(content))
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
        assert_eq!(evidence.sha256.as_deref(), Some(&*digest), "{file}");
    }
    let pentest = register
        .evidence
        .iter()
        .find(|e| e.kind.as_str() == "pentest-report")
        .expect("pentest");
    assert!(
        pentest.issued.expect("date").days_until(today) > 365,
        "older than a year"
    );

    assert_eq!(dossier.packs.len(), 2);
    let mut open = 0;
    let mut not_applicable = 0;
    for pack in &dossier.packs {
        let set: AnswerSet = parse(&case, &format!("answers/{pack}.toml"));
        assert_eq!(set.pack, *pack);
        for (question, answer) in &set.answers {
            for id in &answer.evidence {
                assert!(ids.contains(id), "{question} refers to {id}");
            }
            assert!(answer.at.is_none_or(|at| at <= today), "{question}");
            if answer.not_applicable.is_some() {
                not_applicable += 1;
                assert!(
                    answer.value.is_none() && answer.review.is_none(),
                    "{question} awaits a reviewer"
                );
            } else if answer.value.is_none() {
                open += 1;
                assert!(answer.comment.is_some(), "{question} says why it is open");
            }
        }
    }
    assert_eq!(not_applicable, 1);
    assert!(open >= 2, "{open} open");
}

#[tokio::test]
async fn the_provider_says_what_its_servers_refute() {
    let case = case().await;
    let quick: AnswerSet = parse(&case, "answers/quick.toml");
    for question in ["loc.endpoints", "tls.certificates", "tls.versions"] {
        assert_eq!(
            quick.answers[question].value,
            Some(AnswerValue::Flag(true)),
            "{question}"
        );
    }
}

#[test]
fn the_files_for_a_new_dossier_are_valid_as_they_are() {
    let init = data().join("init");
    let read = |name: &str| {
        std::fs::read_to_string(init.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    let mut parsed = Vec::new();
    for lang in ["nl", "en"] {
        let dossier: Dossier = toml::from_str(&read(&format!("dossier.{lang}.toml"))).expect(lang);
        assert_eq!(dossier.language.tag(), lang);
        assert!(!dossier.endpoints.is_empty() && !dossier.packs.is_empty());
        let register: Register =
            toml::from_str(&read(&format!("evidence.{lang}.toml"))).expect(lang);
        assert!(!register.evidence.is_empty());
        assert!(
            read(&format!("README.{lang}.md")).contains("waarborg assess"),
            "{lang}"
        );
        parsed.push((
            keys(&read(&format!("dossier.{lang}.toml"))),
            keys(&read(&format!("evidence.{lang}.toml"))),
        ));
    }
    assert_eq!(parsed[0], parsed[1], "both languages explain the same keys");
    // Every key that a dossier can hold is shown, set or commented out.
    let schema = serde_json::to_value(schemars::schema_for!(Dossier)).expect("schema");
    let mut known = BTreeSet::new();
    collect_properties(&schema, &mut known);
    for key in known {
        assert!(
            parsed[0].0.contains(&key),
            "dossier.*.toml does not show `{key}`"
        );
    }
    let schema = serde_json::to_value(schemars::schema_for!(Evidence)).expect("schema");
    let mut known = BTreeSet::new();
    collect_properties(&schema, &mut known);
    for key in known {
        assert!(
            parsed[0].1.contains(&key),
            "evidence.*.toml does not show `{key}`"
        );
    }
}

/// The keys and table names in a TOML file, those in comments included.
fn keys(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| {
            let line = line.trim_start_matches(['#', ' ', '[']);
            let end = line.find(['=', ']'])?;
            let key = line[..end].trim();
            (!key.is_empty()
                && key
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b)))
            .then(|| key.to_owned())
        })
        .collect()
}

fn collect_properties(schema: &serde_json::Value, out: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                if key == "properties"
                    && let Some(properties) = value.as_object()
                {
                    out.extend(properties.keys().cloned());
                }
                collect_properties(value, out);
            }
        }
        serde_json::Value::Array(items) => {
            items.iter().for_each(|item| collect_properties(item, out))
        }
        _ => {}
    }
}
