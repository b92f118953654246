//! The domains that names are registered under, held against the test data that the public suffix list publishes beside
//! itself: `test_psl.txt`, dedicated to the public domain (CC0), unchanged.

use waarborg::assess::plan::{read_target, subjects};
use waarborg::domain::subject::SubjectKind;

const PUBLISHED: &str = include_str!("test_psl.txt");

/// The name and the domain that it is registered under, of each line that has a name.
fn published() -> Vec<(&'static str, Option<&'static str>)> {
    PUBLISHED
        .lines()
        .filter_map(|line| line.strip_prefix("checkPublicSuffix("))
        .filter_map(|line| line.strip_suffix(");"))
        .filter_map(|line| line.split_once(", "))
        .filter(|(name, _)| *name != "null")
        .map(|(name, domain)| {
            let domain = (domain != "null").then(|| domain.trim_matches('\''));
            (name.trim_matches('\''), domain)
        })
        .collect()
}

/// The domain that a plan derives from a target.
fn derived(name: &str) -> Option<String> {
    let target = read_target(name, None).ok()?;
    let mut domains = subjects(&[target])
        .into_iter()
        .filter(|subject| subject.kind == SubjectKind::Domain);
    let first = domains.next();
    assert!(domains.next().is_none(), "{name}: more than one domain");
    first.map(|subject| subject.name)
}

fn ascii(name: &str) -> String {
    match url::Host::parse(name) {
        Ok(url::Host::Domain(ascii)) => ascii,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn domains_are_those_of_the_published_test_data() {
    let published = published();
    assert!(published.len() > 70, "{}", published.len());
    for (name, domain) in published {
        assert_eq!(derived(name), domain.map(ascii), "{name}");
    }
}
