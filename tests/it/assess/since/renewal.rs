//! A certificate that was renewed as usual is one calm line; anything else about it is said as such.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{Span, Timestamp};
use rcgen::{CertificateParams, CertifiedIssuer, DistinguishedName, DnType, KeyPair, SerialNumber};
use sha2::{Digest as _, Sha256};
use waarborg::assess::compare;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::day::Day;
use waarborg::domain::delta::{Delta, SeenKind};
use waarborg::domain::fact::{Certificate, ChainEntry};
use waarborg::domain::observation::{Fact, Reading};

use super::scene::{Scene, facts};

/// What a server shows: who issued it, with which key, for whom, and since how many days.
struct Shown<'a> {
    authority: &'a str,
    key: &'a KeyPair,
    name: &'a str,
    serial: u8,
    since: i64,
}

/// The same certificate in the words of a fact. Every one of them is valid for as long.
fn put(certificate: &mut Certificate, shown: &Shown<'_>, now: Timestamp) {
    let mut authority = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, shown.authority);
    authority.distinguished_name = name;
    let issuer = CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a key"))
        .expect("an authority");
    let mut params = CertificateParams::new(vec![shown.name.to_owned()]).expect("a name");
    params.serial_number = Some(SerialNumber::from_slice(&[shown.serial]));
    let signed = params.signed_by(shown.key, &issuer).expect("a certificate");
    let der = signed.der().to_vec();
    certificate.sha256 = Sha256::digest(&der)
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    certificate.der = STANDARD.encode(&der);
    certificate.names = vec![shown.name.to_owned()];
    certificate.not_before = now - Span::new().hours(24 * shown.since);
    certificate.not_after = certificate.not_before + Span::new().hours(24 * 90);
}

fn showing(scene: &Scene, shown: &Shown<'_>) -> Assessment {
    let now = scene.then.as_of;
    scene.now(0, |_, sighting| {
        for (look, _) in facts(sighting) {
            if let Reading::Observed(fact) = &mut look.reading
                && let Fact::Tls(tls) = fact.as_mut()
                && let Some(ChainEntry::Parsed(certificate)) = tls.chain.first_mut()
            {
                put(certificate, shown, now);
            }
        }
    })
}

fn kinds(delta: &Delta) -> Vec<SeenKind> {
    let mut kinds: Vec<SeenKind> = delta.seen.iter().map(|change| change.kind).collect();
    kinds.dedup();
    kinds
}

pub(super) fn certificates_are_renewed_calmly(scene: &Scene) {
    let (key, other) = (
        KeyPair::generate().expect("a key"),
        KeyPair::generate().expect("a key"),
    );
    let old = Shown {
        authority: "Example Trust",
        key: &key,
        name: "a.example",
        serial: 1,
        since: 40,
    };
    let then = showing(scene, &old);
    let since = |shown: &Shown<'_>| compare(&then, &showing(scene, shown), &scene.catalogue);
    let renewed = Shown {
        serial: 2,
        since: 10,
        ..old
    };
    for (key, kind) in [
        (&key, SeenKind::CertificateRenewed),
        (&other, SeenKind::CertificateRekeyed),
    ] {
        let delta = since(&Shown { key, ..renewed });
        assert_eq!(kinds(&delta), [kind], "{:?}", delta.seen);
        let last = |days: i64| vec![Day::of(scene.then.as_of).plus_days(days).to_string()];
        for change in &delta.seen {
            assert_eq!((&change.then, &change.now), (&last(50), &last(80)));
            assert!(!change.ours);
        }
        assert!(delta.findings.is_empty(), "{:?}", delta.findings);
        assert!(!delta.is_news(), "upkeep is no news");
        assert!(!delta.is_empty(), "and is told to whoever asks");
    }

    let delta = since(&Shown {
        authority: "Another Trust",
        key: &other,
        ..renewed
    });
    assert_eq!(
        kinds(&delta),
        [SeenKind::CertificateIssuer, SeenKind::CertificateKey]
    );
    assert!(delta.is_news(), "another issuer is");

    let delta = since(&Shown {
        name: "b.example",
        ..renewed
    });
    assert_eq!(kinds(&delta), [SeenKind::CertificateNames]);
    for change in &delta.seen {
        assert_eq!(change.then, ["a.example"]);
        assert_eq!(change.now, ["b.example"]);
    }
}
