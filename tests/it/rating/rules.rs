//! The files behind the letters, names and mail, and old assessments.

use std::collections::BTreeSet;

use waarborg::check::CHECKS;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::finding::Finding;
use waarborg::domain::finding::Outcome::{Conforms, Deviates, NotApplicable, NotObserved, Partial};
use waarborg::domain::party::Parties;
use waarborg::domain::policy::{Condition, Letter};
use waarborg::domain::suite::{all, properties};

use super::*;

fn data() -> Catalogue {
    Catalogue::load(None, "ncsc-2025-05").expect("the shipped data")
}

#[test]
fn every_row_has_its_condition_and_every_condition_a_row() {
    // A row with an unknown condition does not load.
    let catalogue = data();
    let letters = &catalogue.policy.letters;
    let rows: BTreeSet<Condition> = letters.rule.iter().map(|rule| rule.condition).collect();
    assert_eq!(rows, Condition::ALL.into_iter().collect());
    for rule in &letters.rule {
        let id = rule.condition;
        assert!(rule.until.is_none_or(|until| rule.from <= until), "{id:?}");
        assert!(rule.from >= letters.policy.valid_from, "{id:?}");
        assert!(
            !rule.text.nl.is_empty() && !rule.text.en.is_empty(),
            "{id:?}"
        );
        let of_certificate = id.part() == Part::Certificate;
        assert!(
            of_certificate || rule.cap <= Letter::F,
            "{id:?}: {:?}",
            rule.cap
        );
        // At most one row of a condition holds on any day.
        let others = letters
            .rule
            .iter()
            .filter(|other| other.condition == id && *other != rule);
        for other in others {
            assert!(
                !(other.holds_on(rule.from)),
                "{id:?} twice on {}",
                rule.from
            );
        }
    }
    let weights = &letters.weights;
    assert_eq!(weights.protocol + weights.exchange + weights.cipher, 10_000);
    for version in TlsVersion::ALL {
        assert!(letters.versions.contains_key(version.name()), "{version}");
    }
    for steps in [&letters.cipher, &letters.exchange.step] {
        assert!(steps.is_sorted_by(|a, b| a.min_bits > b.min_bits && a.points > b.points));
        assert_eq!(steps.last().map(|step| step.min_bits), Some(0));
    }
    assert!(
        letters
            .letter
            .is_sorted_by(|a, b| a.from_points > b.from_points && a.letter < b.letter)
    );
}

#[test]
fn groups_are_worth_what_their_size_says() {
    let catalogue = data();
    let letters = &catalogue.policy.letters;
    for (name, bits) in [
        ("x25519", Some(3072)),
        ("secp256r1", Some(3072)),
        ("secp384r1", Some(7680)),
        ("secp521r1", Some(15360)),
        ("secp192r1", Some(1024)),
        ("sect163k1", Some(1024)),
        ("brainpoolP384r1tls13", Some(7680)),
        ("ffdhe2048", Some(2048)),
        ("0xfe32", None),
        ("secpfoo", None),
    ] {
        assert_eq!(letters.group(name), bits, "{name}");
    }
}

#[test]
fn rules_of_names_rest_on_checks_that_exist() {
    let catalogue = data();
    for rule in &catalogue.policy.names.rule {
        let check = CHECKS.iter().find(|check| check.id == rule.check);
        let check = check.unwrap_or_else(|| panic!("{}", rule.check));
        for reason in &rule.reasons {
            assert!(check.reasons.contains(&reason.as_str()), "{reason}");
        }
        assert!(rule.cap > Letter::A && rule.cap <= Letter::F);
    }
}

#[test]
fn names_have_a_letter_that_says_what_could_not_be_seen() {
    let catalogue = data();
    let host = Subject::host("a.example");
    let domain = Subject::domain("a.example");
    let mut findings = check_names(&host, &catalogue);
    findings.extend(check_names(&domain, &catalogue));
    let rated = |findings: &[Finding]| {
        rate(
            &[host.clone(), domain.clone()],
            &Material {
                observations: &Observations(vec![dns_look(&host), dns_look(&domain)]),
                findings,
                policy: &catalogue.policy,
                phrases: &catalogue.phrases,
                as_of: TODAY.parse().expect("a day"),
            },
        )
    };
    let of = |findings: &[Finding], part| {
        rated(findings)
            .iter()
            .find_map(|rating| rating.grade(part).cloned())
    };
    let with = |caa, ipv6| {
        let mut findings = findings.clone();
        for finding in &mut findings {
            finding.outcome = match finding.check.as_str() {
                "dns-caa" => caa,
                "dns-ipv6" => ipv6,
                _ => NotApplicable,
            };
        }
        let grade = of(&findings, Part::Dns).expect("a grade");
        let all_seen = caa != NotObserved && ipv6 != NotObserved;
        assert_eq!(
            (grade.complete, grade.not_observed.is_none()),
            (all_seen, all_seen)
        );
        grade.letter
    };
    assert_eq!(with(Conforms, Conforms).as_deref(), Some("A"));
    assert_eq!(with(Conforms, Deviates).as_deref(), Some("A-"));
    assert_eq!(with(Deviates, Deviates).as_deref(), Some("B"));
    assert_eq!(with(Partial, Conforms).as_deref(), Some("B"));
    assert_eq!(with(Conforms, NotObserved).as_deref(), Some("A"));
    assert_eq!(with(NotObserved, NotObserved), None);

    let mail = of(&findings, Part::Mail).expect("a place for mail");
    assert_eq!(
        (mail.letter, mail.level, mail.complete),
        (None, None, false)
    );
    assert!(mail.not_observed.is_some());
    let mut failing = findings.clone();
    for finding in &mut failing {
        finding.outcome = match finding.check.as_str() {
            "mail-spf" => Deviates,
            _ => Conforms,
        };
    }
    let mail = of(&failing, Part::Mail).expect("a grade");
    assert_eq!(mail.letter.as_deref(), Some("C"));
    assert_eq!(
        of(&failing, Part::Dns).and_then(|g| g.letter).as_deref(),
        Some("A")
    );
}

fn dns_look(subject: &Subject) -> Observation {
    Observation {
        id: "o1".to_owned(),
        probe: Probe::DnsAaaa,
        subject: subject.id.clone(),
        at: "2026-06-01T10:00:00Z".parse().expect("a moment"),
        took_ms: 1,
        reading: Reading::Failed(failure()),
    }
}

/// The findings about a name of which nothing was seen.
fn check_names(host: &Subject, catalogue: &Catalogue) -> Vec<Finding> {
    let observations = Observations(vec![dns_look(host)]);
    check::judge(
        std::slice::from_ref(host),
        &CheckMaterial {
            observations: &observations,
            policy: &catalogue.policy,
            areas: &catalogue.areas,
            phrases: &catalogue.phrases,
            sheets: &catalogue.sheets,
            declared: None,
            parties: &Parties::default(),
            regions: None,
            as_of: TODAY.parse().expect("a day"),
        },
    )
    .into_iter()
    .filter(|finding| finding.check.starts_with("dns-") || finding.check.starts_with("mail-"))
    .collect()
}

#[test]
fn ratings_say_everything_in_both_languages_and_name_no_key() {
    let server = Server::new(&[
        (TlsVersion::Tls12, &[GCM_256, RC4, EXPORT, DHE_GCM]),
        (TlsVersion::Ssl2, &[0x01_0080]),
    ])
    .with(|picture| {
        picture.features = Features::default();
        picture.weaknesses.clear();
        picture.groups.clear();
        picture.sessions.early_data = Feature::NotLooked;
    });
    let mut half = server.clone();
    half.fact.versions[1].state = VersionState::Inconclusive(failure());
    for server in [server, half] {
        for rating in server.rate() {
            let words = rating
                .grades
                .iter()
                .flat_map(|grade| grade.reasons.iter().chain(grade.not_observed.iter()));
            for text in words.chain([&rating.title]) {
                for shown in [&text.nl, &text.en] {
                    assert!(!shown.is_empty() && !shown.contains("rating."), "{shown}");
                    assert!(!shown.contains('{'), "{shown}");
                }
            }
        }
    }
}

#[test]
fn any_suite_of_the_registry_can_be_rated() {
    for code in all() {
        let code = u32::from(code);
        let version = if properties(code)
            .is_some_and(|p| p.key_exchange == waarborg::domain::suite::KeyExchange::Tls13)
        {
            TlsVersion::Tls13
        } else {
            TlsVersion::Tls12
        };
        let server = Server::new(&[(version, &[code])]);
        let seen = observations(&[&server]);
        // Only that it does not fail, and never a letter without a word about why it is not complete.
        let grade = &letters_only(&seen);
        assert!(
            grade.letter.is_some() || grade.not_observed.is_some(),
            "{code:04x}"
        );
    }
}

fn letters_only(seen: &Observations) -> Grade {
    use std::sync::OnceLock;
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    let catalogue = CATALOGUE.get_or_init(data);
    let ratings = rate(
        &[subject()],
        &Material {
            observations: seen,
            findings: &[],
            policy: &catalogue.policy,
            phrases: &catalogue.phrases,
            as_of: TODAY.parse().expect("a day"),
        },
    );
    grade(&ratings, LETTERS, Part::Configuration)
}

#[test]
fn an_assessment_from_before_there_were_ratings_still_loads() {
    let stored = r#"{
        "format": "waarborg/assessment/1", "tool": "waarborg",
        "method": {
            "tool_version": "0.1.0", "as_of": "2026-01-01T00:00:00Z", "scoring": "waarborg-score/1",
            "policy": "ncsc-2025-05", "data": [],
            "network": {"offline": true, "resolver": "system", "allow_private": false, "trust_store": "none"}
        },
        "as_of": "2026-01-01T00:00:00Z",
        "subjects": [], "observations": [], "locations": [], "findings": []
    }"#;
    let assessment: Assessment = serde_json::from_str(stored).expect("an old assessment");
    assert!(assessment.ratings.is_empty());
    let again = serde_json::to_string(&assessment).expect("json");
    assert!(!again.contains("ratings"));
}
