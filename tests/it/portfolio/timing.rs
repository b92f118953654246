//! What is due when: the calendar and the metrics.

use std::collections::{BTreeMap, BTreeSet};

use super::{Run, Yard};
use crate::support::calendar::events;

fn calendar(yard: &Yard, options: &[&str]) -> Vec<BTreeMap<String, String>> {
    let mut all = vec!["--format", "ics"];
    all.extend(options);
    events(&yard.show(&all).ends(0).out)
}

#[test]
fn every_obligation_is_an_event_on_its_day() {
    let yard = Yard::full();
    let events = calendar(&yard, &[]);
    let shown: Vec<(&str, &str)> = events
        .iter()
        .map(|event| {
            (
                event["DTSTART;VALUE=DATE"].as_str(),
                event["SUMMARY"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("20261101", "Review: Berichtenbus\\, Dienst roosters"),
            (
                "20261101",
                "ISO 27001 certificate\\, 2022 edition expires (iso-certificate): Berichtenbus\\, Dienst roosters"
            ),
            (
                "20261129",
                "Assess: there is no usable assessment: Nieuwkomer S.A.\\, Dienst nieuw"
            ),
            (
                "20261215",
                "ISO 27001 certificate\\, 2022 edition expires (iso-certificate): Berichtenbus B.V.\\, Dienst berichtenbus"
            ),
            (
                "20261220",
                "The assessment lapses: Kassa en Co. N.V.\\, Dienst kassa"
            ),
            ("20261230", "Review: Kassa en Co. N.V.\\, Dienst kassa"),
            (
                "20270810",
                "Review: Berichtenbus B.V.\\, Dienst berichtenbus"
            ),
        ]
    );
    for event in &events {
        assert_eq!(event["DTSTAMP"], "20261129T000000Z");
        assert_eq!(event["TRANSP"], "TRANSPARENT");
        assert!(
            event["DTEND;VALUE=DATE"] > event["DTSTART;VALUE=DATE"],
            "the day after"
        );
    }
    let end = events
        .iter()
        .find(|event| event["DTSTART;VALUE=DATE"] == "20261230");
    assert_eq!(
        end.map(|event| event["DTEND;VALUE=DATE"].as_str()),
        Some("20261231")
    );
    assert_eq!(calendar(&yard, &["--due-before", "2026-11-29"]).len(), 2);
}

#[test]
fn an_event_keeps_its_id_when_its_day_moves_or_the_folder_is_elsewhere() {
    let ids = |yard: &Yard, lang: &str| -> BTreeSet<String> {
        let events = calendar(yard, &["--lang", lang]);
        let count = events.len();
        let ids: BTreeSet<String> = events
            .into_iter()
            .map(|event| event["UID"].clone())
            .collect();
        assert_eq!(ids.len(), count, "no id twice");
        ids
    };
    let yard = Yard::full();
    let before = ids(&yard, "en");
    assert_eq!(before, ids(&yard, "nl"));
    yard.place.edit(
        "all/mail/berichtenbus/evidence/evidence.toml",
        "2026-12-15",
        "2027-12-15",
    );
    let renewed = Run::new("2026-11-01T09:00:00Z", "go", (1_000, 1_000)).assessment("Berichtenbus");
    let json = waarborg::report::render_json(&renewed).expect("JSON");
    let root = yard.place.at("all/roosters");
    waarborg::dossier::store(&root, renewed.as_of, &[("assessment.json", json)]).expect("stored");
    assert_eq!(before, ids(&yard, "en"), "the days moved, the ids did not");
    let alone = yard.place.run([
        "portfolio",
        "all/mail",
        "--as-of",
        "2026-11-29",
        "--format",
        "ics",
    ]);
    for event in events(&alone.ends(0).out) {
        assert!(
            before.contains(&event["UID"]),
            "the same from a folder higher up"
        );
    }
}

#[test]
fn contracts_adequacy_decisions_and_acceptances_have_their_days() {
    let yard = Yard::empty();
    let run = Run::new("2026-10-01T09:00:00Z", "go", (0, 100));
    let contract = |folder: &str, text: &str| {
        yard.dossier(folder, folder, "low", std::slice::from_ref(&run));
        let path = format!("all/{folder}/dossier.toml");
        let head = yard.place.read(&path);
        yard.place
            .write(&path, format!("{head}\n[contract]\n{text}\n"));
    };
    contract(
        "a",
        "ends = 2027-01-31\nnotice_days = 60\nrenews_months = 12",
    );
    contract("b", "starts = 2026-01-01\nends = 2027-06-30");
    contract("c", "ends = 2026-10-31\nnotice_days = 30");
    yard.dossier("d", "d", "low", std::slice::from_ref(&run));
    yard.place
        .edit("all/d/dossier.toml", "country = \"DE\"", "country = \"GB\"");
    let accept = "format = 1\n[[accept]]\ncheck = \"https-hsts\"\nsubject = \"endpoint:a.example:443\"\n\
                  reason = \"r\"\nby = \"b\"\nuntil = 2027-03-01\n";
    yard.place.write("all/d/baseline.toml", accept);
    let on = |day: &str| -> Vec<(String, String, String)> {
        let options = ["portfolio", "all", "--format", "ics", "--as-of", day];
        let mut all: Vec<(String, String, String)> = events(&yard.place.run(options).ends(0).out)
            .into_iter()
            .filter(|event| !event["SUMMARY"].starts_with("Review"))
            .map(|event| {
                let what = event["SUMMARY"]
                    .split(':')
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                (
                    event["DTSTART;VALUE=DATE"].clone(),
                    what,
                    event["UID"].clone(),
                )
            })
            .collect();
        all.sort();
        all
    };
    let shown = |day: &str| -> Vec<String> {
        on(day)
            .iter()
            .map(|(day, what, _)| format!("{day} {what}"))
            .collect()
    };
    assert_eq!(
        shown("2026-11-29"),
        [
            "20261031 The contract ends",
            "20261202 Last day to give notice of the contract",
            "20270301 The acceptance of https-hsts@endpoint",
            "20270630 The contract ends",
            "20311227 The adequacy decision for United Kingdom ends",
        ]
    );
    // The day of notice has passed: the contract goes on, and the next one counts, under the same id.
    let later = shown("2026-12-03");
    assert!(
        later.contains(&"20271202 Last day to give notice of the contract".to_owned()),
        "{later:?}"
    );
    let ids =
        |day: &str| -> BTreeSet<String> { on(day).into_iter().map(|(_, _, id)| id).collect() };
    assert_eq!(ids("2026-11-29"), ids("2026-12-03"));
}

#[test]
fn a_higher_risk_is_reviewed_sooner() {
    let yard = Yard::empty();
    for (folder, worst) in [("low", 1_000), ("high", 7_000), ("very-high", 9_000)] {
        let run = Run::new("2026-11-01T09:00:00Z", "go", (0, worst));
        yard.dossier(folder, folder, "low", &[run]);
    }
    let days: Vec<String> = calendar(&yard, &[])
        .iter()
        .map(|event| event["DTSTART;VALUE=DATE"].clone())
        .collect();
    assert_eq!(
        days,
        ["20270130", "20270430", "20271101"],
        "90, 180 and 365 days"
    );
}

#[test]
fn long_names_are_folded_between_characters() {
    let yard = Yard::empty();
    let long = "Überlänge日本語 ".repeat(20);
    yard.dossier("lang", &long, "high", &[]);
    let events = calendar(&yard, &[]);
    assert!(events[0]["SUMMARY"].contains(&"Überlänge日本語 ".repeat(19)));
}

fn samples(text: &str) -> BTreeMap<String, String> {
    let mut samples = BTreeMap::new();
    let mut typed = BTreeSet::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            typed.insert(rest.split(' ').next().unwrap_or_default().to_owned());
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').expect("a sample");
            let metric = name.split('{').next().unwrap_or_default();
            assert!(typed.contains(metric), "{metric} has no type before it");
            assert!(
                samples.insert(name.to_owned(), value.to_owned()).is_none(),
                "{name} twice"
            );
        }
    }
    samples
}

#[test]
fn metrics_say_what_the_dossiers_say() {
    let yard = Yard::full();
    let samples = samples(&yard.show(&["--format", "prometheus"]).ends(0).out);
    let kassa = "dossier=\"kassa\",vendor=\"Kassa en Co. N.V.\",service=\"Dienst kassa\"";
    let nieuw = "dossier=\"nieuw\",vendor=\"Nieuwkomer S.A.\",service=\"Dienst nieuw\"";
    for (name, value) in [
        ("waarborg_portfolio_dossiers".to_owned(), Some("4")),
        ("waarborg_portfolio_providers".to_owned(), Some("3")),
        ("waarborg_portfolio_unread".to_owned(), Some("0")),
        (
            format!("waarborg_verdict{{{kassa},verdict=\"no-go\"}}"),
            Some("1"),
        ),
        (
            format!("waarborg_verdict{{{kassa},verdict=\"go\"}}"),
            Some("0"),
        ),
        (
            format!("waarborg_verdict{{{nieuw},verdict=\"unassessed\"}}"),
            Some("1"),
        ),
        (
            format!("waarborg_residual_risk_ratio{{{kassa},bound=\"best\"}}"),
            Some("0.5100"),
        ),
        (
            format!("waarborg_residual_risk_ratio{{{kassa},bound=\"worst\"}}"),
            Some("0.8850"),
        ),
        (
            format!("waarborg_residual_risk_ratio{{{nieuw},bound=\"worst\"}}"),
            None,
        ),
        (
            format!("waarborg_coverage_ratio{{{kassa}}}"),
            Some("0.4300"),
        ),
        // From 1 October, nine in the morning, to 29 November at noon, in UTC.
        (
            format!("waarborg_assessment_age_seconds{{{kassa}}}"),
            Some("5108400"),
        ),
        // The end of 20 December.
        (
            format!("waarborg_next_due_timestamp_seconds{{{kassa},kind=\"lapse\"}}"),
            Some("1797811200"),
        ),
        (format!("waarborg_contradictions{{{nieuw}}}"), None),
    ] {
        assert_eq!(samples.get(&name).map(String::as_str), value, "{name}");
    }
    for (severity, outcome, n) in [
        ("high", "deviates", "1"),
        ("critical", "deviates", "0"),
        ("low", "partial", "1"),
    ] {
        let labels = format!("severity=\"{severity}\",outcome=\"{outcome}\"");
        let name = format!("waarborg_findings{{{kassa},{labels}}}");
        assert_eq!(samples.get(&name).map(String::as_str), Some(n), "{name}");
    }
}
