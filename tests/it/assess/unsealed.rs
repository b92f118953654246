//! Packs that were taken apart and zipped or made again: everything that was done to them is named.

use waarborg::report::render_json;
use waarborg::report::seal::{Contents, Seal, SealFault, SigningKey, new_key};

use super::seal::{ASSESSMENT, CATALOGUE, PACK, faults, pack};
use crate::support::container::Container;

/// A pack that another program zipped is no pack any more; what was done to its files is named all the same.
#[test]
fn all_that_was_done_is_named_whatever_zipped_it() {
    let mut container = Container::read(&PACK);
    let place = |c: &Container, name: &str| {
        let at = c.entries.iter().position(|e| e.name == name);
        at.expect("a file")
    };
    container.entries.retain(|e| e.name != "report.md");
    let (from, to) = (
        place(&container, "README.txt"),
        place(&container, "SHA256SUMS"),
    );
    let other = container.entries[from].clone();
    let changed = &mut container.entries[to];
    (changed.packed, changed.size, changed.crc) = (other.packed.clone(), other.size, other.crc);
    (changed.method, changed.flags) = (other.method, other.flags);
    for (name, attributes) in [
        ("../../evil", other.attributes),
        ("link", 0o120_777 << 16),
        ("extra.txt", other.attributes),
        ("assessment.json", other.attributes),
    ] {
        let mut copy = other.clone();
        (copy.name, copy.attributes) = (name.to_owned(), attributes);
        container.entries.push(copy);
    }
    // The flags of another program, in the very first file.
    container.entries[0].flags = 0;
    let found = faults(&container.write());
    let name = |name: &str| name.to_owned();
    for wanted in [
        SealFault::Header(name("README.txt")),
        SealFault::Name(name("../../evil")),
        SealFault::NoFile(name("link")),
        SealFault::Twice(name("assessment.json")),
        SealFault::Added(name("extra.txt")),
        SealFault::Changed(name("SHA256SUMS")),
        SealFault::Dropped(name("report.md")),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} of {found:?}");
    }
    let told = |f: &SealFault| matches!(f, SealFault::Changed(path) if path != "SHA256SUMS");
    assert!(!found.iter().any(told), "{found:?}");
}

/// The signature in a pack that another program zipped is there, and is not said to be missing.
#[test]
fn a_signature_is_not_overlooked() {
    let new = new_key(None).expect("a key");
    let signer = SigningKey::open(&new.secret, None).expect("opened");
    let mut container = Container::read(&pack(&ASSESSMENT, &CATALOGUE, Some(&signer)));
    for entry in &mut container.entries {
        entry.flags = 0;
    }
    let found = faults(&container.write());
    assert_eq!(found, [SealFault::Header("README.txt".to_owned())]);
    container.entries.clear();
    let cut = &container.write()[..10];
    assert!(
        !faults(cut)
            .iter()
            .any(|f| matches!(f, SealFault::Signature(_)))
    );
}

#[test]
fn a_file_that_no_pack_has_is_named_though_the_manifest_lists_it() {
    let contents = Contents {
        json: render_json(&ASSESSMENT).expect("JSON").into_bytes(),
        reports: [
            ("evil.exe".to_owned(), b"MZ".to_vec()),
            ("report.pdf".to_owned(), b"%PDF-1.7 made up".to_vec()),
        ]
        .into(),
        data: CATALOGUE.judging_files().expect("files"),
        ..Contents::default()
    };
    let sealed = Seal::new(&ASSESSMENT, contents).and_then(Seal::into_bytes);
    let found = faults(&sealed.expect("a pack"));
    for wanted in [
        SealFault::Added("evil.exe".to_owned()),
        SealFault::Derived("report.pdf".to_owned()),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} of {found:?}");
    }
}
