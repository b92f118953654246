//! The evidence register: documents are there, unchanged and inside the folder.

use std::fmt::Write as _;

use sha2::Digest as _;

use super::{refused_at, refused_file};
use crate::cli::Place;

const REGISTER: &str = "acme/evidence/evidence.toml";
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn digest(text: &str) -> String {
    sha2::Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a String");
            hex
        })
}

/// A dossier with one document in its register.
fn registered(rows: &str) -> Place {
    let place = Place::with_dossier();
    place.write(
        REGISTER,
        format!("[[evidence]]\nid = \"dpa\"\nkind = \"processor-agreement\"\n{rows}"),
    );
    place.write("acme/evidence/dpa.txt", "signed");
    place
}

#[test]
fn a_document_that_is_unchanged_counts_and_one_without_a_digest_gets_it() {
    for row in [
        format!("file = \"dpa.txt\"\nsha256 = \"{}\"\n", digest("signed")),
        format!(
            "file = \"dpa.txt\"\nsha256 = \"{}\"\n",
            digest("signed").to_uppercase()
        ),
        "file = \"dpa.txt\"\n".to_owned(),
    ] {
        let place = registered(&row);
        place.run(["assess", "acme", "--offline"]).ends(0);
        let [document] = &place.assessment().evidence[..] else {
            panic!("one document")
        };
        assert_eq!(document.evidence.sha256.as_ref(), Some(&digest("signed")));
    }
}

#[test]
fn a_document_that_changed_is_refused() {
    let place = registered(&format!("file = \"dpa.txt\"\nsha256 = \"{NOTHING}\"\n"));
    let now = digest("signed");
    refused_at(
        &place,
        REGISTER,
        "file = ",
        &["dpa.txt has changed", &now, "put the original file back"],
    );
}

#[test]
fn a_document_that_is_not_there_is_refused() {
    let place = registered("file = \"gone.txt\"\n");
    refused_at(
        &place,
        REGISTER,
        "file = ",
        &["cannot read document gone.txt"],
    );
    let place = registered("file = \"sub\"\n");
    place.write("acme/evidence/sub/a.txt", "a folder is no document");
    refused_at(&place, REGISTER, "file = ", &["cannot read document sub"]);
}

#[test]
fn a_document_outside_the_folder_is_refused() {
    for path in [
        "../dossier.toml",
        "/etc/hostname",
        "sub/../../dossier.toml",
        "",
        ".",
    ] {
        let place = registered(&format!("file = \"{path}\"\n"));
        refused_at(
            &place,
            REGISTER,
            "file = ",
            &["outside the evidence folder"],
        );
    }
    let place = registered("file = \"sub/dpa.txt\"\n");
    place.write("acme/evidence/sub/dpa.txt", "signed");
    place.run(["assess", "acme", "--offline"]).ends(0);
}

#[cfg(unix)]
#[test]
fn a_link_to_outside_the_folder_is_refused() {
    let place = registered("file = \"link.txt\"\n");
    std::os::unix::fs::symlink("../dossier.toml", place.at("acme/evidence/link.txt"))
        .expect("a link");
    refused_at(
        &place,
        REGISTER,
        "file = ",
        &["a link to outside the evidence folder"],
    );
    let place = registered("file = \"link.txt\"\n");
    std::os::unix::fs::symlink("dpa.txt", place.at("acme/evidence/link.txt")).expect("a link");
    place.run(["assess", "acme", "--offline"]).ends(0);
}

#[test]
fn a_register_with_faults_is_refused() {
    let place = registered("");
    let twice = format!(
        "{}[[evidence]]\nid = \"dpa\"\nkind = \"soc2-t1\"\n",
        place.read(REGISTER)
    );
    place.write(REGISTER, twice);
    refused_file(&place, &["evidence.toml", "`dpa` stands here twice"]);
    let place = registered("issued = \"last year\"\n");
    refused_at(&place, REGISTER, "\"last year\"", &[]);
    let place = registered("isued = 2026-01-31\n");
    refused_at(&place, REGISTER, "isued", &["did you mean `issued`?"]);
}

#[test]
fn a_document_of_an_unknown_kind_is_refused() {
    let place = registered("");
    place.edit(REGISTER, "processor-agreement", "love-letter");
    refused_at(&place, REGISTER, "kind = ", &["`love-letter`"]);
}
