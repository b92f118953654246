//! Promises of logs, real ones and some made here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData as _, SigningKey as _};
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::FromDer as _;

use super::super::logs::{Delivery, Logs, Promise, Standing, enough, needed};
use super::super::parse;
use super::super::sct::{Entry, Sct, embedded, read as read_scts, stapled};
use super::{authority, foreign, issue};
use crate::domain::day::Day;
use crate::domain::transparency::{
    CtLog, EmbeddedStep, LogList, LogListHead, LogState, TransparencyRules,
};

/// Keys of two logs of 2018, from the list that Chromium shipped in October 2021.
const ICARUS: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETtK8v7MICve56qTHHDhhBOuV4IlUaESxZryCfk9QbG9co/CqPvTsgPDbCpp6oFtyAHwlDhnvr7JijXRD9Cb2FA==";
const MAMMOTH: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE7+R9dC4VFbbpuyOL+yy14ceAmEf7QGlo/EmtYU6DRzwat43f/3swtLr/L8ugFOOt1YU/RFmMjGCL17ixv66MZw==";

fn shipped() -> LogList {
    toml::from_str(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/ct/logs.toml"
    )))
    .expect("the shipped list")
}

fn rules() -> TransparencyRules {
    toml::from_str(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/policy/transparency.toml"
    )))
    .expect("the shipped rules")
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn standings(list: &LogList, leaf: &[u8], issuer: &[u8], seen: &str) -> Vec<Standing> {
    let (leaf, issuer) = (parse(leaf).expect("leaf"), parse(issuer).expect("issuer"));
    let entry = Entry::before_embedding(&leaf, &issuer);
    let scts = read_scts(embedded(&leaf).expect("a list")).expect("promises");
    let seen = moment(seen);
    Logs::read(list)
        .weigh(&scts, entry.as_ref(), seen, Day::of(seen))
        .into_iter()
        .map(|promise| promise.standing)
        .collect()
}

#[test]
fn promises_in_certificates_of_today_hold_with_the_shipped_keys() {
    let list = shipped();
    for (leaf, issuer, count) in [
        (
            &foreign!("letsencrypt-2026-1")[..],
            &foreign!("letsencrypt-2026-2")[..],
            2,
        ),
        (foreign!("amazon-2025-1"), foreign!("amazon-2025-2"), 3),
    ] {
        let found = standings(&list, leaf, issuer, "2026-09-01T00:00:00Z");
        assert_eq!(found, vec![Standing::Good; count]);
        // Another issuer's key is part of what was signed.
        let found = standings(
            &list,
            leaf,
            foreign!("letsencrypt-2018-2"),
            "2026-09-01T00:00:00Z",
        );
        assert_eq!(found, vec![Standing::Broken; count]);
        let found = standings(&list, leaf, issuer, "2025-01-01T00:00:00Z");
        assert_eq!(found, vec![Standing::Future; count]);
    }
}

#[test]
fn what_the_logs_signed_in_2018_is_put_together_again() {
    let leaf = parse(foreign!("letsencrypt-2018-1")).expect("leaf");
    let issuer = parse(foreign!("letsencrypt-2018-2")).expect("issuer");
    let entry = Entry::before_embedding(&leaf, &issuer).expect("an entry");
    let Entry::Precertificate { tbs, .. } = &entry else {
        panic!("a precertificate");
    };
    assert_eq!(tbs, foreign!("letsencrypt-2018-tbs"));
    let scts = read_scts(embedded(&leaf).expect("a list")).expect("promises");
    let signed: Vec<bool> = scts
        .iter()
        .zip([ICARUS, MAMMOTH])
        .map(|(sct, key)| sct.is_signed_by(&STANDARD.decode(key).expect("key"), &entry))
        .collect();
    assert_eq!(signed, [true, true]);
    let other = STANDARD.decode(MAMMOTH).expect("key");
    assert!(!scts[0].is_signed_by(&other, &entry));
    assert!(!scts[0].is_signed_by(b"no key", &entry));
}

#[test]
fn a_stapled_answer_gives_its_promises() {
    let list = stapled(foreign!("ocsp-with-scts")).expect("a list");
    assert!(!read_scts(list).expect("promises").is_empty());
    let response = foreign!("ocsp-with-scts");
    for length in 0..response.len() {
        let _ = stapled(&response[..length]);
    }
}

#[test]
fn bytes_that_are_no_list_are_refused() {
    let leaf = parse(foreign!("amazon-2025-1")).expect("leaf");
    let list = embedded(&leaf).expect("a list");
    for length in 0..list.len() {
        assert_eq!(read_scts(&list[..length]), None, "{length}");
    }
    assert_eq!(read_scts(&[0, 0]), Some(Vec::new()));
    assert_eq!(read_scts(&[0, 0, 0]), None);
    // A version that we do not know is left out.
    assert_eq!(read_scts(&[0, 3, 0, 1, 9]), Some(Vec::new()));
    assert_eq!(read_scts(&[0, 3, 0, 1, 0]), None);
}

/// Each byte of a real certificate changed in turn: read, refused or misread, but never a panic.
#[test]
fn damaged_certificates_do_no_harm() {
    let original = foreign!("letsencrypt-2026-1");
    let issuer = parse(foreign!("letsencrypt-2026-2")).expect("issuer");
    let mut read = 0;
    for position in 0..original.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut der = original.to_vec();
            der[position] ^= change;
            let Some(leaf) = parse(&der) else {
                continue;
            };
            read += 1;
            let _ = Entry::before_embedding(&leaf, &issuer);
            let _ = embedded(&leaf).map(read_scts);
            let _ = super::super::outside(&leaf, &issuer);
            let _ = super::super::issuer_url(&leaf);
            let _ = super::super::policies(&leaf);
        }
    }
    assert!(read > 100, "{read} of them were certificates still");
}

#[test]
fn every_shipped_log_has_a_key_of_its_own() {
    let list = shipped();
    let mut ids = std::collections::BTreeSet::new();
    for log in &list.log {
        let key = STANDARD.decode(&log.key).expect("base64");
        assert!(ids.insert(Sha256::digest(&key).to_vec()), "{}", log.name);
        // An empty entry under a wrong signature: refused, and the key was read on the way.
        let (rest, key) = x509_parser::prelude::SubjectPublicKeyInfo::from_der(&key).expect("SPKI");
        assert!(rest.is_empty() && key.parsed().is_ok(), "{}", log.name);
        assert!(log.since <= list.list.date, "{}", log.name);
    }
    assert_eq!(
        list.log.iter().map(|log| log.since).max(),
        Some(list.list.date)
    );
}

/// A log of our own.
struct TestLog(KeyPair);

impl TestLog {
    fn new() -> Self {
        Self(KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("key"))
    }

    fn row(&self, name: &str, operator: &str, state: LogState, since: &str) -> CtLog {
        CtLog {
            name: name.to_owned(),
            operator: operator.to_owned(),
            state,
            since: since.parse().expect("a day"),
            key: STANDARD.encode(self.0.subject_public_key_info()),
        }
    }

    /// A timestamp over an entry, with its length in front.
    fn promise(&self, entry: &Entry, at: &str) -> Vec<u8> {
        let log: [u8; 32] = Sha256::digest(self.0.subject_public_key_info()).into();
        let time = u64::try_from(moment(at).as_millisecond()).expect("after 1970");
        let signed = Sct {
            log,
            time,
            extensions: &[],
            hash: 4,
            algorithm: 3,
            signature: &[],
        }
        .signed(entry)
        .expect("bytes");
        let signature = self.0.sign(&signed).expect("signature");
        let body = [
            &[0][..],
            &log,
            &time.to_be_bytes(),
            &[0, 0, 4, 3],
            &u16::try_from(signature.len()).expect("short").to_be_bytes(),
            &signature,
        ]
        .concat();
        [
            &u16::try_from(body.len()).expect("short").to_be_bytes()[..],
            &body,
        ]
        .concat()
    }
}

fn list_of(promises: &[Vec<u8>]) -> Vec<u8> {
    let body = promises.concat();
    [
        &u16::try_from(body.len()).expect("short").to_be_bytes()[..],
        &body,
    ]
    .concat()
}

#[test]
fn a_promise_is_worth_what_its_log_is() {
    let issuer = authority("Fictieve CA");
    let key = KeyPair::generate().expect("key");
    let bare = issue(&issuer, &key, None);
    let entry = Entry::before_embedding(
        &parse(&bare).expect("leaf"),
        &parse(issuer.der()).expect("issuer"),
    )
    .expect("an entry");
    let logs: Vec<TestLog> = (0..4).map(|_| TestLog::new()).collect();
    let list = LogList {
        list: LogListHead {
            version: "1".to_owned(),
            date: "2026-10-14".parse().expect("a day"),
            source: "made here".to_owned(),
            max_age_days: 70,
        },
        log: vec![
            logs[0].row("Eén", "A", LogState::Admissible, "2025-01-01"),
            logs[1].row("Twee", "B", LogState::Retired, "2026-06-01"),
            logs[2].row("Drie", "C", LogState::Retired, "2026-02-01"),
        ],
    };
    let at = "2026-03-01T00:00:00Z";
    let promises: Vec<Vec<u8>> = logs.iter().map(|log| log.promise(&entry, at)).collect();
    let leaf = issue(&issuer, &key, Some(&list_of(&promises)));
    let found = standings(&list, &leaf, issuer.der(), "2026-11-22T00:00:00Z");
    assert_eq!(
        found,
        [
            Standing::Good,
            Standing::Retired,
            Standing::TooLate,
            Standing::Unknown
        ]
    );
    // On a day before the logs retired, all three were accepted.
    let found = standings(&list, &leaf, issuer.der(), "2026-03-02T00:00:00Z");
    assert!(matches!(
        found[..],
        [
            Standing::Good,
            Standing::Good,
            Standing::TooLate,
            Standing::Unknown
        ]
    ));

    let known = Logs::read(&list);
    assert!(!known.may_miss(
        "2026-12-23".parse().expect("a day"),
        moment("2026-12-31T00:00:00Z")
    ));
    assert!(known.may_miss(
        "2026-12-24".parse().expect("a day"),
        moment("2026-12-31T00:00:00Z")
    ));
    assert!(known.may_miss(
        "2026-11-22".parse().expect("a day"),
        moment("2026-10-01T00:00:00Z")
    ));

    // From the handshake the certificate itself is signed, and a retired log counts no more.
    let whole = Entry::Certificate(bare.clone());
    let delivered = list_of(&[logs[0].promise(&whole, at), logs[1].promise(&whole, at)]);
    let scts = read_scts(&delivered).expect("promises");
    let seen = moment("2026-11-22T00:00:00Z");
    let weighed = known.weigh(&scts, Some(&whole), seen, Day::of(seen));
    assert!(enough(&weighed, &rules(), Delivery::Embedded, 90, false));
    assert!(!enough(&weighed, &rules(), Delivery::Beside, 90, false));
    assert!(
        known
            .weigh(&scts, Some(&entry), seen, Day::of(seen))
            .iter()
            .all(|promise| promise.standing == Standing::Broken)
    );
    assert!(
        known
            .weigh(&scts, None, seen, Day::of(seen))
            .iter()
            .all(|promise| promise.standing == Standing::Unchecked)
    );
}

#[test]
fn how_many_are_enough() {
    let rules = rules();
    let promise = |log: u8, operator: Option<&str>, standing| Promise {
        log: [log; 32],
        name: operator.map(str::to_owned),
        operator: operator.map(str::to_owned),
        standing,
    };
    let a = || promise(1, Some("A"), Standing::Good);
    let b = || promise(2, Some("B"), Standing::Good);
    let retired = || promise(3, Some("C"), Standing::Retired);
    let unknown = || promise(4, None, Standing::Unknown);
    for (promises, days, lenient, expected) in [
        (vec![a(), b()], 180, false, true),
        (vec![a(), b()], 181, false, false),
        (vec![a(), b(), retired()], 398, false, true),
        (vec![a(), a()], 90, false, false),
        (
            vec![a(), promise(5, Some("A"), Standing::Good)],
            90,
            false,
            false,
        ),
        (
            vec![retired(), promise(6, Some("D"), Standing::Retired)],
            90,
            false,
            false,
        ),
        (vec![a(), unknown()], 90, false, false),
        (vec![a(), unknown()], 90, true, true),
        (
            vec![unknown(), promise(5, None, Standing::Unknown)],
            90,
            true,
            true,
        ),
        (
            vec![a(), promise(2, Some("B"), Standing::Broken)],
            90,
            true,
            false,
        ),
        (vec![], 90, true, false),
    ] {
        assert_eq!(
            enough(&promises, &rules, Delivery::Embedded, days, lenient),
            expected,
            "{promises:?} {days}"
        );
    }
    assert_eq!(needed(&rules, Delivery::Beside, 398), 2);
    let none = TransparencyRules {
        embedded: vec![EmbeddedStep {
            max_days: Some(10),
            promises: 2,
        }],
        ..rules
    };
    assert_eq!(needed(&none, Delivery::Embedded, 11), 0);
}
