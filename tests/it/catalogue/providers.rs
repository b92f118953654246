//! The tables of parties: what ships is sound, and a fault of a user's table is shown where it stands.

use std::fs;

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};

use super::catalogue;

#[test]
fn the_shipped_tables_are_named_with_version_and_digest() {
    let catalogue = catalogue();
    let (companies, signatures) = catalogue.parties.size();
    assert!(
        companies >= 3 && signatures >= 3,
        "{companies}, {signatures}"
    );
    for path in [
        "providers/companies-demo.toml",
        "providers/operators.toml",
        "providers/signatures-demo.toml",
        "providers/third-parties.csv",
    ] {
        assert_eq!(
            catalogue
                .data
                .iter()
                .filter(|file| file.path == path)
                .count(),
            1,
            "{path}"
        );
    }
    let demo = catalogue
        .data
        .iter()
        .find(|file| file.path == "providers/signatures-demo.toml");
    assert_eq!(demo.and_then(|file| file.version.as_deref()), Some("1.0.0"));
}

#[test]
fn what_is_made_up_for_the_demonstration_matches_nothing_in_the_world() {
    let source = catalogue().text("providers/signatures-demo.toml");
    let file: waarborg::domain::party::SignatureFile = toml::from_str(&source).expect("signatures");
    for signature in file.rows {
        assert!(signature.issuer.is_empty() && signature.asn.is_empty());
        for (_, patterns) in signature.names() {
            for pattern in patterns {
                assert!(pattern.ends_with(".example"), "{pattern}");
            }
        }
    }
}

/// The faults of a user's tables, as they are shown.
fn faults(companies: &str, signatures: &str, third_parties: Option<&str>) -> Vec<String> {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("providers");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("companies-own.toml"), companies).expect("a file");
    fs::write(folder.join("signatures-own.toml"), signatures).expect("a file");
    if let Some(text) = third_parties {
        fs::write(folder.join("third-parties.csv"), text).expect("a file");
    }
    match Catalogue::load(Some(root.path()), DEFAULT_POLICY) {
        Ok(_) => Vec::new(),
        Err(faults) => faults
            .iter()
            .map(|fault| {
                fault
                    .to_string()
                    .replace(&format!("{}/", folder.display()), "")
            })
            .collect(),
    }
}

const COMPANIES: &str = "[companies]
version = '1'
verified_on = 2026-11-01
[[company]]
id = 'own-one'
name = 'Own One'
source = 'https://one.example/'
checked_on = 2026-11-01
";
const SIGNATURES: &str = "[signatures]
version = '1'
verified_on = 2026-11-01
[[signature]]
company = 'own-one'
role = 'mail'
service = 'One Mail'
mx = ['mail.one.example']
source = 'https://one.example/'
checked_on = 2026-11-01
";

#[test]
fn tables_of_a_house_stand_beside_the_shipped_ones() {
    assert_eq!(faults(COMPANIES, SIGNATURES, None), [""; 0]);
}

#[test]
fn faults_are_shown_where_they_stand() {
    let company = |from: &str, to: &str| faults(&COMPANIES.replace(from, to), SIGNATURES, None);
    let signature = |from: &str, to: &str| faults(COMPANIES, &SIGNATURES.replace(from, to), None);
    let one = |found: Vec<String>, wanted: &str| assert_eq!(found, [wanted.to_owned()]);
    one(
        company("name", "nmae"),
        "companies-own.toml:6:1: unknown key `nmae` (did you mean `name`?)",
    );
    one(
        company("checked_on = 2026-11-01", "checked_on = 2026-11-02"),
        "companies-own.toml:8:1: later than `verified_on` of this file (2026-11-01)",
    );
    one(
        company("'Own One'", "'MailShield'"),
        "companies-own.toml:6:1: name `MailShield` is also that of `demo-mailshield`",
    );
    one(
        signature("'own-one'", "'own-oen'"),
        "signatures-own.toml:5:1: unknown company `own-oen` (did you mean `own-one`?)",
    );
    one(
        signature("'mail'\n", "'post'\n")
            .iter()
            .map(|fault| fault.split(" (").next().unwrap_or_default().to_owned())
            .collect(),
        "signatures-own.toml:6:8: unknown value `post`",
    );
    one(
        signature("mail.one.example", "mailshield-us.example"),
        "signatures-own.toml:8:1: `mailshield-us.example` stands here twice",
    );
    for bad in [
        "com",
        "Mail.one.example",
        ".one.example",
        "https://one.example",
        "*.one.example",
    ] {
        let found = signature("mail.one.example", bad);
        assert!(
            found.len() == 1
                && found[0]
                    .starts_with(&format!("signatures-own.toml:8:1: `{bad}` cannot be used")),
            "{found:?}"
        );
    }
    one(
        signature("mx = ['mail.one.example']\n", ""),
        "signatures-own.toml:5:1: there is nothing here to recognise it by",
    );
    let lines = faults(
        COMPANIES,
        SIGNATURES,
        Some("entity,category,domain\nA,ad,a.example\nB,bad,b.example\n"),
    );
    one(lines, "third-parties.csv:3:1: unknown category");
    let lines = faults(
        COMPANIES,
        SIGNATURES,
        Some("entity,category,domain\nA,ad,a.example\nB,ad,a.example\n"),
    );
    one(
        lines,
        "third-parties.csv:3:1: `a.example` stands here twice",
    );
}
