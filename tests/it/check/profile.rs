//! The profile of certificates as the whole check judges it, and a way for other linters to be held beside ours.

use std::fs;
use std::path::Path;

use waarborg::catalogue::Catalogue;
use waarborg::check::lint_certificate;
use waarborg::domain::certificate_lint::CertificateRole;

use super::{cases, catalogue, judge_case};

#[test]
fn every_lint_stands_on_a_norm() {
    let catalogue: Catalogue = catalogue();
    for row in &catalogue.policy.certificate_lints.lint {
        let (norm, provision) = row.source.split_once(':').expect("norm:provision");
        let found = catalogue.norms.get(norm).is_some_and(|file| {
            file.provisions
                .iter()
                .any(|candidate| candidate.id == provision)
        });
        assert!(found, "{}: {}", row.id, row.source);
    }
}

#[test]
fn a_certificate_served_at_two_addresses_is_shown_once() {
    let catalogue = catalogue();
    let (_, case) = cases("certificate-profile")
        .into_iter()
        .find(|(name, _)| name == "partial")
        .expect("a case");
    let addresses = case
        .observations
        .0
        .iter()
        .filter(|o| o.tls().is_some())
        .count();
    assert_eq!(addresses, 2);
    let findings = judge_case(&case, &catalogue);
    let finding = findings
        .iter()
        .find(|f| f.check == "certificate-profile")
        .expect("a finding");
    let quotes: Vec<&str> = finding
        .evidence
        .iter()
        .map(|e| e.quote.as_str())
        .filter(|quote| quote.contains("authority-key-present"))
        .collect();
    assert_eq!(quotes.len(), 1, "{quotes:?}");
    assert!(quotes[0].starts_with("leaf "), "{quotes:?}");
    assert!(quotes[0].contains("rfc-5280:4.2.1.1"), "{quotes:?}");
}

/// For `tests/peers/lints.py`: prints what the lints say of each certificate in the folder of `WAARBORG_LINTS`, as
/// `file <tab> id <tab> level <tab> detail`. Names of files end in `.leaf.der`, `.intermediate.der` or `.root.der`,
/// with `.public` before that for those of public authorities. Effective dates are left out of it.
#[test]
#[ignore = "needs a folder of certificates"]
fn says_what_it_thinks_of_a_folder() {
    let folder = std::env::var("WAARBORG_LINTS").expect("WAARBORG_LINTS names a folder");
    let mut policy = catalogue().policy.certificate_lints;
    for row in &mut policy.lint {
        row.effective_from = "0001-01-01".parse().expect("a day");
        row.effective_until = None;
    }
    let mut lines = Vec::new();
    let mut files: Vec<_> = fs::read_dir(Path::new(&folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy();
        let Some(stem) = name.strip_suffix(".der") else {
            continue;
        };
        let role = match stem.rsplit_once('.').map(|(_, role)| role) {
            Some("leaf") => CertificateRole::Leaf,
            Some("intermediate") => CertificateRole::Intermediate,
            Some("root") => CertificateRole::Root,
            _ => panic!("{name} says no role"),
        };
        let public = stem.contains(".public.");
        let der = fs::read(&path).expect("a certificate");
        match lint_certificate(&der, role, public, &policy) {
            Ok(failures) => {
                lines.extend(failures.iter().map(|failure| {
                    format!(
                        "{name}\t{}\t{:?}\t{}",
                        failure.id, failure.level, failure.detail
                    )
                }));
            }
            Err(error) => lines.push(format!("{name}\tunreadable\tError\t{error}")),
        }
    }
    fs::write(Path::new(&folder).join("ours.tsv"), lines.join("\n")).expect("a place to write");
}
