//! The name server, asked by a real resolver.

use std::str::FromStr;

use hickory_proto::rr::{RData, RecordType};
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::{Resolver, TokioResolver};
use std::collections::BTreeSet;
use waarborg::demo::Case;
use waarborg::domain::dossier::Dossier;
use waarborg::domain::fact::address_scope;

use super::{case, parse, served};

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
        .filter(|(host, port)| *port == 443 && !host.starts_with("mta-sts."))
        .map(|(host, _)| host)
        .collect();
    assert_eq!(
        names.len(),
        dossier.endpoints.len(),
        "each endpoint served is in the dossier"
    );
}
