//! Reading lists and OCSP answers: what they say, whose they are, and bytes that are neither.

use jiff::Timestamp;
use proptest::prelude::*;
use rcgen::CrlScope;
use rcgen::ExtendedKeyUsagePurpose::{OcspSigning, ServerAuth};
use waarborg::check::x509_status::{
    Issuer, Pointers, StatusError, ocsp_request, read_crl, read_ocsp,
};
use waarborg::domain::fact::{
    Freshness, RevocationReason, StatusAnswer, StatusSignature, StatusState,
};

use crate::support::pki::{INTERMEDIATE, Pki, Reply, crl, crl_of, now, part, tlv};

const LIST: &str = "http://crl.example.nl/x.crl";
const RESPONDER: &str = "http://ocsp.example.nl/";

struct World {
    pki: Pki,
    leaf: crate::support::pki::Leaf,
    issuer: Issuer,
}

fn world() -> World {
    let pki = Pki::new(Some("http://crl.example.nl/root.crl"));
    World {
        leaf: pki.leaf(Some(LIST), Some(RESPONDER), true),
        issuer: Issuer::of_certificate(pki.intermediate.der()).expect("issuer"),
        pki,
    }
}

impl World {
    fn list(&self, bytes: &[u8]) -> Result<StatusAnswer, StatusError> {
        read_crl(bytes, &self.leaf.der, Some(&self.issuer))
    }

    fn reply(&self, reply: &Reply<'_>) -> Result<StatusAnswer, StatusError> {
        self.response(&reply.of(&self.pki))
    }

    fn response(&self, bytes: &[u8]) -> Result<StatusAnswer, StatusError> {
        read_ocsp(bytes, &self.leaf.der, Some(&self.issuer), now())
    }
}

fn why(answer: &StatusAnswer) -> &str {
    match &answer.signature {
        StatusSignature::Invalid(why) | StatusSignature::Unchecked(why) => why,
        holds => panic!("{holds:?}"),
    }
}

fn irrelevant(result: Result<StatusAnswer, StatusError>) -> &'static str {
    match result {
        Err(StatusError::Irrelevant(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_certificate_says_where_to_ask() {
    let world = world();
    let pointers = Pointers::of(&world.leaf.der).expect("a certificate");
    assert_eq!(pointers.crl, [LIST]);
    assert_eq!(pointers.ocsp, [RESPONDER]);
    assert!(pointers.must_staple);
    let bare = world.pki.leaf(None, None, false);
    let pointers = Pointers::of(&bare.der).expect("a certificate");
    assert!(pointers.is_empty() && !pointers.must_staple);
    assert_eq!(Pointers::of(b"no certificate"), None);
}

#[test]
fn a_list_tells_good_from_revoked() {
    let world = world();
    let clean = world
        .list(&crl(&world.pki.intermediate, &[&[9]]))
        .expect("a list");
    assert_eq!(clean.state, StatusState::Good);
    assert_eq!(
        (clean.entries, clean.signature),
        (Some(1), StatusSignature::Issuer)
    );
    assert_eq!(clean.signer, "CN=Test intermediate");
    let list = crl(
        &world.pki.intermediate,
        &[&[9], &world.leaf.serial, &[0x11]],
    );
    let revoked = world.list(&list).expect("a list");
    let at: Timestamp = "2026-03-04T00:00:00Z".parse().expect("a moment");
    let reason = Some(RevocationReason::KeyCompromise);
    assert_eq!(revoked.state, StatusState::Revoked { at, reason });
    assert_eq!(revoked.entries, Some(3));
    let empty = world
        .list(&crl(&world.pki.intermediate, &[]))
        .expect("a list");
    assert_eq!((empty.state, empty.entries), (StatusState::Good, Some(0)));
}

#[test]
fn a_list_of_another_issuer_or_part_does_not_count() {
    let world = world();
    let of_root = crl(&world.pki.root, &[&world.leaf.serial]);
    assert_eq!(
        irrelevant(world.list(&of_root)),
        "the list is of another issuer"
    );
    let part = |url, scope| world.list(&part(&world.pki.intermediate, url, scope));
    let other = irrelevant(part("http://crl.example.nl/other.crl", None));
    assert!(other.contains("another part"), "{other}");
    let other = irrelevant(part(LIST, Some(CrlScope::CaCertsOnly)));
    assert!(other.contains("another kind"), "{other}");
    assert!(part(LIST, Some(CrlScope::UserCertsOnly)).is_ok() && part(LIST, None).is_ok());
    // The same name with another key.
    let twin = Pki::new(None);
    let forged = world.list(&crl(&twin.intermediate, &[])).expect("a list");
    assert!(why(&forged).contains("not that of the issuer's key"));
    let unknown = read_crl(&crl(&world.pki.intermediate, &[]), &world.leaf.der, None);
    assert!(why(&unknown.expect("a list")).contains("was not seen"));
}

#[test]
fn a_list_is_current_between_its_dates() {
    let world = world();
    for (years, fresh) in [
        ((2024, 2025), Freshness::Expired),
        ((2026, 2028), Freshness::Current),
        ((2029, 2030), Freshness::NotYet),
    ] {
        let list = crl_of(&world.pki.intermediate, &[], years);
        assert_eq!(world.list(&list).expect("a list").freshness(now()), fresh);
    }
}

#[test]
fn a_long_list_is_walked_to_its_end() {
    let world = world();
    let serials: Vec<[u8; 4]> = (0x1000_0000_u32..0x1001_8000)
        .map(u32::to_be_bytes)
        .collect();
    let mut revoked: Vec<&[u8]> = serials.iter().map(<[u8; 4]>::as_slice).collect();
    revoked.push(&world.leaf.serial);
    let list = crl(&world.pki.intermediate, &revoked);
    assert!(list.len() > 3 << 20, "{}", list.len());
    let answer = world.list(&list).expect("a list");
    assert_eq!(answer.entries, Some(0x1_8001));
    assert!(matches!(answer.state, StatusState::Revoked { .. }) && answer.signature.holds());
}

#[test]
fn the_root_answers_for_the_intermediate() {
    let pki = Pki::new(None);
    let issuer = Issuer::of_certificate(pki.root.der()).expect("issuer");
    let anchor = webpki::anchor_from_trusted_cert(pki.root.der()).expect("anchor");
    assert_eq!(
        issuer,
        Issuer::of_anchor(&anchor.subject, &anchor.subject_public_key_info)
    );
    assert!(issuer.issued(pki.intermediate.der()));
    assert!(!issuer.issued(&pki.leaf(None, None, false).der));
    let list = crl(&pki.root, &[INTERMEDIATE]);
    let answer = read_crl(&list, pki.intermediate.der(), Some(&issuer)).expect("a list");
    assert!(matches!(answer.state, StatusState::Revoked { .. }) && answer.signature.holds());
}

#[test]
fn an_answer_tells_good_revoked_and_unknown() {
    let world = world();
    let serial = &world.leaf.serial;
    let good = world.reply(&Reply::good(serial)).expect("an answer");
    assert_eq!(
        (good.state, &good.signature),
        (StatusState::Good, &StatusSignature::Issuer)
    );
    assert_eq!(good.freshness(now()), Freshness::Current);
    assert!(good.response.is_some() && good.signer.starts_with("key hash "));
    let revoked = world.reply(&Reply::revoked(serial)).expect("an answer");
    let at: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a moment");
    let reason = Some(RevocationReason::KeyCompromise);
    assert_eq!(revoked.state, StatusState::Revoked { at, reason });
    let unknown = Reply {
        state: vec![0x82, 0],
        next_update: None,
        ..Reply::good(serial)
    };
    let unknown = world.reply(&unknown).expect("an answer");
    assert_eq!(unknown.state, StatusState::Unknown);
    assert_eq!(unknown.freshness(now()), Freshness::Open);
    let other = world.reply(&Reply::good(&[0x7f, 9]));
    assert_eq!(irrelevant(other), "it is about another certificate");
}

#[test]
fn only_the_issuer_and_whom_it_appointed_may_answer() {
    let world = world();
    let serial = &world.leaf.serial;
    let by = |leaf: &crate::support::pki::Leaf| {
        let reply = Reply {
            delegate: Some(leaf),
            ..Reply::good(serial)
        };
        world.reply(&reply).expect("an answer")
    };
    let appointed = by(&world.pki.delegate(OcspSigning, (2026, 2028)));
    let StatusSignature::Delegate { subject, .. } = &appointed.signature else {
        panic!("{:?}", appointed.signature)
    };
    assert_eq!(subject, "CN=Test responder");
    let server = by(&world.pki.delegate(ServerAuth, (2026, 2028)));
    assert!(why(&server).contains("not for OCSP"));
    let expired = by(&world.pki.delegate(OcspSigning, (2024, 2025)));
    assert!(why(&expired).contains("out of its dates"));
    let stranger = by(&Pki::new(None).delegate(OcspSigning, (2026, 2028)));
    assert!(why(&stranger).contains("did not sign"));
    let delegate = world.pki.delegate(OcspSigning, (2026, 2028));
    let hidden = Reply {
        delegate: Some(&delegate),
        hidden: true,
        ..Reply::good(serial)
    };
    let hidden = world.reply(&hidden).expect("an answer");
    assert!(why(&hidden).contains("does not show a certificate"));
}

#[test]
fn a_changed_answer_does_not_hold() {
    let world = world();
    let bytes = Reply::revoked(&world.leaf.serial).of(&world.pki);
    let at = bytes
        .windows(15)
        .position(|window| window == b"20261101000000Z")
        .expect("the date");
    let mut changed = bytes;
    changed[at + 3] = b'5';
    let answer = world.response(&changed).expect("an answer");
    assert!(why(&answer).contains("not that of the issuer's key"));
}

#[test]
fn a_responder_that_declines_is_an_error_answer() {
    let world = world();
    for (code, words) in [(1, "malformed"), (3, "later"), (6, "may not")] {
        let bytes = tlv(0x30, &tlv(0x0a, &[code]));
        let error = world.response(&bytes).expect_err("no answer").to_string();
        assert!(error.contains(words), "{error}");
    }
    let nonsense = world.response(&tlv(0x30, &tlv(0x0a, &[4])));
    assert!(matches!(nonsense, Err(StatusError::Malformed(_))));
}

#[test]
fn every_shortened_answer_is_an_error() {
    let world = world();
    let list = crl(&world.pki.intermediate, &[&world.leaf.serial]);
    let response = Reply::good(&world.leaf.serial).of(&world.pki);
    for (bytes, is_list) in [(list, true), (response, false)] {
        for length in 0..bytes.len() {
            let short = &bytes[..length];
            let read = if is_list {
                world.list(short)
            } else {
                world.response(short)
            };
            assert!(matches!(read, Err(StatusError::Malformed(_))), "{length}");
        }
    }
    assert!(world.list(b"-----BEGIN X509 CRL-----").is_err());
}

#[test]
fn a_question_names_the_certificate() {
    let world = world();
    let question = ocsp_request(&world.leaf.der, &world.issuer).expect("a question");
    assert!(question.windows(4).any(|w| w == world.leaf.serial));
    assert_eq!(ocsp_request(b"no certificate", &world.issuer), None);
}

/// Bytes of a real list or answer with some of them changed: deeper than random bytes get.
fn disturbed(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8);
    (Just(bytes), changes).prop_map(|(mut bytes, changes)| {
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

#[test]
fn no_bytes_make_the_readers_panic() {
    let world = world();
    let list = part(&world.pki.intermediate, LIST, None);
    let delegate = world.pki.delegate(OcspSigning, (2026, 2028));
    let response = Reply {
        delegate: Some(&delegate),
        ..Reply::revoked(&world.leaf.serial)
    }
    .of(&world.pki);
    let certificate = world.leaf.der.to_vec();
    let any_bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        disturbed(list),
        disturbed(response),
        disturbed(certificate),
    ];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&any_bytes, |bytes| {
            // A changed list or answer may still be readable, but its signature cannot hold, unless nothing was changed.
            let _ = world.list(&bytes);
            let _ = world.response(&bytes);
            let _ = read_crl(&bytes, &bytes, None);
            let _ = read_ocsp(&bytes, &bytes, None, now());
            let _ = Pointers::of(&bytes);
            let _ = Issuer::of_certificate(&bytes).map(|issuer| ocsp_request(&bytes, &issuer));
            Ok(())
        })
        .expect("no panic");
}
