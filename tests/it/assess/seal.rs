//! Evidence that lasts: what was stored judges the same again, and a pack tells of everything that was done to it.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use waarborg::assess::{Cause, Judges, LeftOut, Signer, changes, rejudge, verify};
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::assessment::Assessment;
use waarborg::report::render_json;
use waarborg::report::seal::{Contents, Seal, SealFault, SigningKey, new_key};

use super::{catalogue, offline};
use crate::support::container::Container;

pub(super) static ASSESSMENT: LazyLock<Assessment> = LazyLock::new(|| {
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(offline::assessed())
});
pub(super) static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(catalogue()));
pub(super) static PACK: LazyLock<Vec<u8>> = LazyLock::new(|| pack(&ASSESSMENT, &CATALOGUE, None));

fn seal(assessment: &Assessment, catalogue: &Catalogue, public_key: Option<String>) -> Seal {
    let contents = Contents {
        json: render_json(assessment).expect("JSON").into_bytes(),
        reports: [("report.md".to_owned(), b"# A report\n".to_vec())].into(),
        data: catalogue.judging_files().expect("files"),
        readme: "Read me.\n".to_owned(),
        public_key,
        ..Contents::default()
    };
    Seal::new(assessment, contents).expect("a seal")
}

pub(super) fn pack(
    assessment: &Assessment,
    catalogue: &Catalogue,
    key: Option<&SigningKey>,
) -> Vec<u8> {
    let public = key.map(|key| key.public().expect("a public key"));
    let mut seal = seal(assessment, catalogue, public);
    if let Some(key) = key {
        let signature = key.sign(seal.manifest(), "a test").expect("a signature");
        seal.sign(signature);
    }
    seal.into_bytes().expect("a pack")
}

pub(super) fn faults(bytes: &[u8]) -> Vec<SealFault> {
    verify(bytes, &Judges::new(Arc::clone(&CATALOGUE)), None).faults
}

/// The whole of the demonstration: judged again byte for byte, sealed, and judged again from the pack alone.
pub(super) fn outlives(assessment: &Assessment, catalogue: &Catalogue) {
    let json = render_json(assessment).expect("JSON");
    let stored: Assessment = serde_json::from_str(&json).expect("an assessment");
    let again = rejudge(&stored, catalogue, stored.as_of);
    assert_eq!(again.left_out, []);
    assert!(
        render_json(&again.assessment).expect("JSON") == json,
        "judging again gives other bytes"
    );
    let change = changes(&stored, &again.assessment);
    assert!(change.is_none() && change.causes.is_empty(), "{change:?}");

    let sealed = pack(&stored, catalogue, None);
    assert!(sealed == pack(&stored, catalogue, None), "the same bytes");
    // With the data of this run, and with those that travel in the pack.
    for (policy, shipped) in [(DEFAULT_POLICY, true), ("mozilla-intermediate", false)] {
        let own = Catalogue::load(None, policy).expect("the shipped data");
        let checked = verify(&sealed, &Judges::new(Arc::new(own)), None);
        assert_eq!(checked.faults, [], "{policy}");
        assert_eq!((checked.shipped, checked.signer), (shipped, Signer::Nobody));
    }
    let container = Container::read(&sealed);
    let has = |start: &str| container.names().iter().any(|name| name.starts_with(start));
    for start in [
        "observations/certificates/",
        "observations/dns.txt",
        "observations/headers.txt",
        "observations/handshakes.txt",
        "answers/quick.answers.json",
        "evidence/SHA256SUMS",
        "method/data/policy/ncsc-2025-05.toml",
    ] {
        assert!(has(start), "{start}");
    }

    // Another policy and another day: what changes has a cause, and the cause has a name.
    let other = Catalogue::load(None, "mozilla-intermediate").expect("the shipped data");
    let later = stored.as_of + jiff::SignedDuration::from_hours(24 * 400);
    let change = changes(&stored, &rejudge(&stored, &other, later).assessment);
    assert!(matches!(change.causes[0], Cause::AsOf(..)));
    assert!(change.causes.iter().any(|c| matches!(c, Cause::Policy(..))));
    assert!(
        change.causes.iter().any(
            |c| matches!(c, Cause::Data(path, None, Some(_)) if path == "policy/mozilla-intermediate.toml")
        ),
        "{:?}",
        change.causes
    );
    assert!(!change.findings.is_empty());
    for finding in &change.findings {
        assert!(!finding.because.is_empty(), "{}", finding.id);
    }
}

#[test]
fn what_the_data_no_longer_know_is_told() {
    let mut stored = ASSESSMENT.clone();
    let dossier = stored.dossier.as_mut().expect("a dossier");
    dossier.packs.push("gone".parse().expect("an id"));
    let set = &mut stored.answers[0];
    let pack = set.pack.clone();
    let answer = set.answers.values().next().expect("an answer").clone();
    set.answers
        .insert("no.such".parse().expect("an id"), answer);
    let left_out = rejudge(&stored, &CATALOGUE, stored.as_of).left_out;
    let gone = LeftOut::Pack("gone".parse().expect("an id"));
    let question = LeftOut::Question(pack, "no.such".parse().expect("an id"));
    assert!(
        left_out.contains(&gone) && left_out.contains(&question),
        "{left_out:?}"
    );
    let scan = Assessment {
        dossier: None,
        ..ASSESSMENT.clone()
    };
    let left_out = rejudge(&scan, &CATALOGUE, scan.as_of).left_out;
    assert_eq!(left_out, [LeftOut::Dossier]);
}

#[test]
fn a_whole_pack_holds() {
    assert_eq!(faults(&PACK), []);
}

#[test]
fn what_is_no_zip_is_no_pack() {
    for bytes in [&b""[..], b"not a zip", b"<html>"] {
        let found = faults(bytes);
        assert_eq!(found, [SealFault::NoArchive]);
        assert!(found[0].is_foreign());
    }
}

#[test]
fn tricks_are_named() {
    let name = |name: &str| name.to_owned();
    let mut cases: Vec<(&str, Vec<u8>, SealFault)> = Vec::new();
    let with = |change: &dyn Fn(&mut Container)| {
        let mut container = Container::read(&PACK);
        change(&mut container);
        container.write()
    };
    let renamed = |to: &'static str| {
        with(&move |c| {
            c.entries
                .iter_mut()
                .find(|e| e.name == "README.txt")
                .expect("it")
                .name = to.to_owned();
        })
    };
    for to in [
        "../DME.txt",
        "/EADME.txt",
        "C:ADME.txt",
        "R\\ADME.txt",
        "R//DME.txt",
    ] {
        cases.push(("name", renamed(to), SealFault::Name(name(to))));
    }
    let twice = with(&|c| {
        let entry = c.entries[0].clone();
        c.entries.insert(0, entry);
    });
    cases.push(("twice", twice, SealFault::Twice(name("README.txt"))));
    let link = with(&|c| c.entries[0].attributes = 0o120_777 << 16);
    cases.push(("link", link, SealFault::NoFile(name("README.txt"))));
    let bomb = with(&|c| c.entries[1].size = 7);
    cases.push(("bomb", bomb, SealFault::Bomb(name("SHA256SUMS"))));
    let large = with(&|c| c.entries[1].size = u32::MAX);
    cases.push(("large", large, SealFault::Bomb(name("SHA256SUMS"))));
    let sum = with(&|c| c.entries[1].crc ^= 1);
    cases.push(("crc", sum, SealFault::Checksum(name("SHA256SUMS"))));
    let secret = with(&|c| c.entries[1].flags |= 1);
    cases.push(("encrypted", secret, SealFault::Header(name("SHA256SUMS"))));
    let order = with(&|c| c.entries.swap(0, 1));
    cases.push(("order", order, SealFault::Table(name("README.txt"))));
    let mut trailing = PACK.clone();
    trailing.extend(b"hidden");
    cases.push(("trailing", trailing, SealFault::Trailing(6)));
    let cut = PACK[..PACK.len() - 30].to_vec();
    cases.push(("cut", cut, SealFault::CutOff(String::new())));
    let mut before = b"PK".to_vec();
    before.extend(PACK.iter());
    cases.push(("before", before, SealFault::Table(String::new())));
    let dropped = with(&|c| c.entries.retain(|e| e.name != "report.md"));
    cases.push(("dropped", dropped, SealFault::Dropped(name("report.md"))));
    let added = with(&|c| {
        let mut entry = c.entries[0].clone();
        entry.name = name("zzz.txt");
        c.entries.push(entry);
    });
    cases.push(("added", added, SealFault::Added(name("zzz.txt"))));
    for (what, bytes, wanted) in cases {
        let found = faults(&bytes);
        assert!(found.contains(&wanted), "{what}: {found:?}");
        let text = wanted.text();
        assert!(text.nl != text.en && !text.nl.is_empty(), "{what}");
    }
}

/// Whoever changes the content and makes a new manifest has a pack of which every digest is right.
#[test]
fn a_pack_that_was_made_anew_does_not_hold() {
    let mut kinder = ASSESSMENT.clone();
    let score = kinder.score.as_mut().expect("a score");
    score.residual = 100;
    let found = faults(&pack(&kinder, &CATALOGUE, None));
    let judged = |f: &SealFault| matches!(f, SealFault::Judgement(text) if text.en.contains("residual risk"));
    assert!(found.iter().any(judged), "{found:?}");

    let mut softer = ASSESSMENT.clone();
    softer.findings[0].severity = waarborg::domain::finding::Severity::Info;
    let found = faults(&pack(&softer, &CATALOGUE, None));
    let id = softer.findings[0].id.clone();
    let judged = |f: &SealFault| matches!(f, SealFault::Judgement(text) if text.en.contains(&id));
    assert!(found.iter().any(judged), "{found:?}");

    // Other data than the method names.
    let mut contents = Contents {
        json: render_json(&ASSESSMENT).expect("JSON").into_bytes(),
        data: CATALOGUE.judging_files().expect("files"),
        ..Contents::default()
    };
    let policy = contents
        .data
        .get_mut("policy/waarborg-score-1.toml")
        .expect("it");
    policy.extend(b"\n# changed\n");
    let sealed = Seal::new(&ASSESSMENT, contents).and_then(Seal::into_bytes);
    let found = faults(&sealed.expect("a pack"));
    let named = |f: &SealFault| matches!(f, SealFault::Judgement(text) if text.en.contains("waarborg-score-1"));
    assert!(found.iter().any(named), "{found:?}");
}

#[test]
fn a_signature_says_who() {
    let key = |password: Option<&str>| {
        let new = new_key(password).expect("a key");
        let open = SigningKey::open(&new.secret, password).expect("opened");
        (new, open)
    };
    let (mine, signer) = key(None);
    let (other, _) = key(None);
    let judges = Judges::new(Arc::clone(&CATALOGUE));
    let signed = pack(&ASSESSMENT, &CATALOGUE, Some(&signer));
    let known = verify(&signed, &judges, Some(&mine.public));
    assert_eq!(known.faults, []);
    assert!(matches!(known.signer, Signer::Known(_)));
    let someone = verify(&signed, &judges, None);
    assert_eq!(someone.faults, []);
    assert!(matches!(someone.signer, Signer::Unknown(_)));
    for (what, bytes, key) in [
        ("another key", &signed, Some(&other.public)),
        ("no signature", &*PACK, Some(&mine.public)),
    ] {
        let found = verify(bytes, &judges, key.map(String::as_str)).faults;
        assert!(
            matches!(found[..], [SealFault::Signature(_)]),
            "{what}: {found:?}"
        );
    }
    // The signature itself: dropped, or with words that nobody signed.
    let mut dropped = Container::read(&signed);
    dropped
        .entries
        .retain(|e| e.name != "manifest.json.minisig");
    let found = faults(&dropped.write());
    assert!(matches!(found[..], [SealFault::Signature(_)]), "{found:?}");
}

#[test]
fn a_password_guards_a_key() {
    let new = new_key(Some("right")).expect("a key");
    assert!(SigningKey::open(&new.secret, Some("right")).is_ok());
    for wrong in [None, Some("wrong")] {
        assert!(SigningKey::open(&new.secret, wrong).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_can_change(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mut bytes = PACK.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(!faults(&bytes).is_empty(), "byte {at}, bit {bit}");
    }

    #[test]
    fn no_file_can_go_or_come(at in any::<prop::sample::Index>(), name in "[a-z]{1,8}/[a-z]{1,8}") {
        let mut container = Container::read(&PACK);
        let entry = container.entries.remove(at.index(container.entries.len()));
        let found = faults(&container.write());
        prop_assert!(
            found.contains(&SealFault::Dropped(entry.name.clone()))
                || matches!(found[..], [SealFault::Manifest(_)]) && entry.name == "manifest.json",
            "{}: {found:?}", entry.name
        );
        let mut container = Container::read(&PACK);
        let copy = waarborg_entry(&entry, &name);
        let place = container.entries.partition_point(|e| e.name < name);
        container.entries.insert(place, copy);
        prop_assert!(faults(&container.write()).contains(&SealFault::Added(name)));
    }

    #[test]
    fn a_cut_is_seen(at in any::<prop::sample::Index>()) {
        let at = at.index(PACK.len());
        prop_assert!(!faults(&PACK[..at]).is_empty(), "{at}");
    }
}

fn waarborg_entry(
    entry: &crate::support::container::Entry,
    name: &str,
) -> crate::support::container::Entry {
    let mut copy = entry.clone();
    name.clone_into(&mut copy.name);
    copy
}
