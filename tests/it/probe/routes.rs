//! Lists of validated route origins: as rpki-client and Routinator write them, and as nobody should.

use std::io::Read;
use std::net::IpAddr;
use std::sync::Arc;

use waarborg::domain::fact::RouteOrigins;
use waarborg::domain::observation::{Fact, Probe};
use waarborg::domain::route_origin::{RouteState, state_of};
use waarborg::domain::subject::Subject;
use waarborg::probe::{GeoError, Network, NetworkError, RouteTable, observe};

use super::{clock, fact, settings};
use crate::support::geo;

const RPKI_CLIENT: &str = r#"{
  "metadata": {
    "buildmachine": "rpki.example",
    "buildtime": "2026-11-21T04:05:06Z",
    "elapsedtime": "412",
    "roas": 91000
  },
  "roas": [
    { "asn": 16509, "prefix": "18.184.0.0/15", "maxLength": 16, "ta": "arin", "expires": 1795230000 },
    { "asn": 64500, "prefix": "18.0.0.0/8", "maxLength": 8, "ta": "arin", "expires": 1795230000 },
    { "asn": 16509, "prefix": "2a05:d014::/36", "maxLength": 48, "ta": "ripe", "expires": 1795230000 }
  ],
  "bgpsec_keys": [{ "asn": 15562, "ski": "5D42", "pubkey": "MFkw" }],
  "aspas": [{ "customer_asid": 945, "expires": 1795230000, "providers": [1299, 6939] }]
}"#;

const ROUTINATOR: &str = r#"{"metadata":{"generated":1795147506,"generatedTime":"2026-11-20T04:05:06Z"},"roas":[
{"asn":"AS16509","prefix":"18.184.0.0/15","maxLength":16,"ta":"arin"},
{"asn":"AS0","prefix":"145.100.0.0/16","maxLength":32,"source":[{"type":"roa","uri":"rsync://example/1.roa"}]}
]}"#;

fn read(text: &str) -> Result<RouteTable, GeoError> {
    RouteTable::read("vrps.json", text.as_bytes())
}

/// What the tables say of an address with a list of routes.
fn routes(text: &str, address: &str) -> RouteOrigins {
    let sources = geo::sources(Vec::new()).with_routes(read(text).expect("a list"));
    let address: IpAddr = address.parse().expect("an address");
    let fact = sources.look_up(address).expect("a fact");
    fact.routes.expect("routes")
}

fn shown(origins: &RouteOrigins) -> Vec<String> {
    origins
        .payloads
        .iter()
        .map(|p| format!("{}-{} AS{}", p.prefix, p.max_length, p.asn))
        .collect()
}

#[test]
fn both_programs_are_understood() {
    let origins = routes(RPKI_CLIENT, "18.184.10.1");
    assert_eq!(
        shown(&origins),
        ["18.0.0.0/8-8 AS64500", "18.184.0.0/15-16 AS16509"]
    );
    assert_eq!(&*origins.source, "vrps.json");
    assert_eq!(origins.origin, Some(16509));
    assert_eq!(
        origins.dated.map(|day| day.to_string()).as_deref(),
        Some("2026-11-21")
    );
    let state = |address: &str, origins: &RouteOrigins| {
        state_of(address.parse().expect("an address"), origins)
    };
    assert_eq!(state("18.184.10.1", &origins), Some(RouteState::Valid));
    let mapped = routes(RPKI_CLIENT, "::ffff:18.184.10.1");
    assert_eq!(shown(&mapped), shown(&origins));
    let six = routes(RPKI_CLIENT, "2a05:d014::1");
    assert_eq!(shown(&six), ["2a05:d014::/36-48 AS16509"]);
    assert_eq!((six.origin, state("2a05:d014::1", &six)), (None, None));
    assert!(routes(RPKI_CLIENT, "145.100.1.1").payloads.is_empty());

    let zero = routes(ROUTINATOR, "145.100.1.1");
    assert_eq!(shown(&zero), ["145.100.0.0/16-32 AS0"]);
    assert_eq!(state("145.100.1.1", &zero), Some(RouteState::Invalid));
    assert_eq!(
        zero.dated.map(|day| day.to_string()).as_deref(),
        Some("2026-11-20")
    );
}

#[test]
fn odd_but_right_lists_are_read() {
    for (text, count) in [
        (r#"{"roas":[]}"#, 0),
        ("\n{ \"roas\" : [ ] }\n\n", 0),
        (r#"{"roas":[{"prefix":"192.0.2.0/24","asn":"as64500"}]}"#, 1),
        (
            r#"{"roas":[{"prefix":"192.0.2.0/24","asn":"64500","maxLength":24}]}"#,
            1,
        ),
        // Host bits, twice the same.
        (
            r#"{"roas":[{"prefix":"192.0.2.9/24","asn":1,"maxLength":24},{"prefix":"192.0.2.0/24","asn":1,"maxLength":24}]}"#,
            1,
        ),
        (
            r#"{"metadata":{"buildtime":"yesterday"},"roas":[{"prefix":"::/0","asn":4294967295,"maxLength":128}]}"#,
            1,
        ),
    ] {
        assert_eq!(read(text).expect(text).len(), count, "{text}");
    }
    let table = read(r#"{"roas":[],"metadata":{"generated":1795147506}}"#).expect("a list");
    assert!(table.is_empty() && table.dated().is_some());
}

#[test]
fn hostile_and_broken_lists_are_refused_with_their_place() {
    let deep = format!("{{\"x\":{}", "[".repeat(100_000));
    for (text, line, says) in [
        ("", 1, "EOF"),
        ("not json", 1, "expected"),
        ("[]", 1, "a list of route origins"),
        ("\"roas\"", 1, "a list of route origins"),
        ("{}", 1, "no list `roas`"),
        ("{\"vrps\":[]}", 1, "no list `roas`"),
        ("{\"roas\":{}}", 1, "a list of"),
        ("{\"roas\":null}", 1, "a list of"),
        ("{\"roas\":[1]}", 1, "invalid type"),
        ("{\"roas\":[{}]}", 1, "missing field `asn`"),
        ("{\"roas\":[\n{\"asn\":1}\n]}", 2, "missing field `prefix`"),
        (
            "{\"roas\":[\n\n{\"asn\":-1,\"prefix\":\"192.0.2.0/24\"}]}",
            3,
            "a network number",
        ),
        (
            "{\"roas\":[{\"asn\":4294967296,\"prefix\":\"192.0.2.0/24\"}]}",
            1,
            "a network number",
        ),
        (
            "{\"roas\":[{\"asn\":\"AS\",\"prefix\":\"192.0.2.0/24\"}]}",
            1,
            "a network number",
        ),
        (
            "{\"roas\":[{\"asn\":1.5,\"prefix\":\"192.0.2.0/24\"}]}",
            1,
            "a network number",
        ),
        (
            "{\"roas\":[{\"asn\":1,\"prefix\":\"192.0.2.0/33\"}]}",
            1,
            "address",
        ),
        (
            "{\"roas\":[{\"asn\":1,\"prefix\":\"example\"}]}",
            1,
            "address",
        ),
        ("{\"roas\":[{\"asn\":1,\"prefix\":7}]}", 1, "invalid type"),
        (
            "{\"roas\":[\n{\"asn\":1,\"prefix\":\"192.0.2.0/24\",\"maxLength\":24},\n{\"asn\":1,\"prefix\":\"192.0.2.0/24\",\"maxLength\":23}]}",
            3,
            "a maxLength of 23 for 192.0.2.0/24",
        ),
        (
            "{\"roas\":[{\"asn\":1,\"prefix\":\"192.0.2.0/24\",\"maxLength\":33}]}",
            1,
            "a maxLength of 33",
        ),
        (
            "{\"roas\":[{\"asn\":1,\"prefix\":\"192.0.2.0/24\",\"maxLength\":300}]}",
            1,
            "u8",
        ),
        ("{\"roas\":[]} {}", 1, "trailing"),
        ("{\"roas\":[],\"metadata\":7}", 1, "invalid type"),
        (&deep, 1, "EOF"),
    ] {
        let shown: String = text.chars().take(80).collect();
        match read(text) {
            Err(GeoError::Routes {
                name,
                line: found,
                error,
                ..
            }) => {
                assert_eq!(
                    (name.as_str(), found.max(1)),
                    ("vrps.json", line),
                    "{shown}: {error}"
                );
                assert!(error.contains(says), "{shown}: {error}");
                assert!(error.chars().count() <= 200, "{shown}");
            }
            other => panic!("{shown}: {other:?}"),
        }
    }
}

#[test]
fn a_list_that_is_cut_off_anywhere_is_refused() {
    for end in 0..RPKI_CLIENT.len() {
        assert!(read(&RPKI_CLIENT[..end]).is_err(), "{end}");
    }
    let bytes = [ROUTINATOR.as_bytes(), b"\xff"].concat();
    assert!(RouteTable::read("x", &bytes[..]).is_err());
}

/// The same bytes again and again, until the reader has had enough.
struct Endless {
    bytes: &'static [u8],
    at: usize,
    left: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.left = self
            .left
            .checked_sub(buffer.len())
            .ok_or_else(|| std::io::Error::other("more than the limit"))?;
        for byte in &mut *buffer {
            *byte = self.bytes[self.at % self.bytes.len()];
            self.at += 1;
        }
        Ok(buffer.len())
    }
}

#[test]
fn what_never_ends_is_read_no_further_than_the_reader_gives() {
    let head = br#"{"roas":[{"asn":1,"prefix":"192.0.2.0/24","maxLength":24}"#.as_slice();
    for bytes in [
        br#",{"asn":1,"prefix":"192.0.2.0/24","maxLength":24}"#.as_slice(),
        b" ",
    ] {
        let endless = Endless {
            bytes,
            at: 0,
            left: 4_000_000,
        };
        let reader = std::io::BufReader::new(head.chain(endless));
        match RouteTable::read("x", reader) {
            Err(GeoError::Routes { error, .. }) => {
                assert!(error.contains("more than the limit"), "{error}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn of_very_many_payloads_the_widest_are_kept() {
    let rows: Vec<String> = (1..500)
        .map(|asn| format!("{{\"asn\":{asn},\"prefix\":\"18.184.0.0/15\",\"maxLength\":24}}"))
        .collect();
    let origins = routes(&format!("{{\"roas\":[{}]}}", rows.join(",")), "18.184.0.1");
    assert_eq!(origins.payloads.len(), 64);
    assert!(origins.truncated);
}

#[tokio::test]
async fn every_address_of_a_host_gets_its_payloads() {
    let sources = geo::sources(Vec::new()).with_routes(read(RPKI_CLIENT).expect("a list"));
    let network = Network::new(settings(), Arc::new(sources), clock).expect("a network");
    let host = Subject::host("18.184.0.1");
    let seen = observe(&network, std::slice::from_ref(&host), &|_| {}).await;
    let observation = seen.of(Probe::Hosting, &host.id).next().expect("a look");
    assert!(matches!(
        fact(observation),
        Fact::Hosting(hosting) if hosting.routes.as_ref().is_some_and(|r| r.payloads.len() == 2)
    ));
}

#[test]
fn a_list_from_the_future_is_refused() {
    let text = RPKI_CLIENT.replace("2026-11-21", "2026-11-25");
    let sources = geo::sources(Vec::new()).with_routes(read(&text).expect("a list"));
    let error = Network::new(settings(), Arc::new(sources), clock).expect_err("refused");
    assert!(matches!(
        error,
        NetworkError::Geo(GeoError::FromTheFuture { .. })
    ));
}
