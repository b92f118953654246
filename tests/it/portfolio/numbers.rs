//! Maximum and never mean; what many share; what a selection holds.

use proptest::prelude::*;
use serde_json::Value;
use waarborg::domain::dossier::{Criticality, Dossier, Intake};
use waarborg::domain::portfolio::{
    AssessmentSummary, DossierHead, FindingCounts, NetworkNamed, PortfolioEntry, Rank, Standing,
    concentration, providers,
};
use waarborg::domain::verdict::Advice;

use super::Yard;

const ADVICE: [Advice; 4] = [
    Advice::NoGo,
    Advice::Hold,
    Advice::GoWithConditions,
    Advice::Go,
];

fn head(vendor: &str, criticality: Option<Criticality>) -> DossierHead {
    let text = format!(
        "format = 1\n[controller]\nname = \"P\"\n[vendor]\nname = \"{vendor}\"\n[service]\nname = \"S\"\n\
         model = \"saas\"\n[intake]\n"
    );
    let dossier: Dossier = toml::from_str(&text).expect("a dossier");
    DossierHead {
        intake: Intake {
            criticality,
            ..Intake::default()
        },
        ..dossier.into()
    }
}

fn entry(number: usize, vendor: &str, latest: Option<Standing>) -> PortfolioEntry {
    PortfolioEntry {
        folder: format!("d{number}"),
        head: head(vendor, Some(Criticality::Low)),
        latest: latest.map(|standing| AssessmentSummary {
            format: String::new(),
            bytes: 0,
            as_of: "2026-11-22T08:00:00Z".parse().expect("a moment"),
            tool_version: String::new(),
            policy: String::new(),
            offline: false,
            standing,
            inherent: None,
            confidence: None,
            contradictions: 0,
            valid_until: None,
            knock_outs: Vec::new(),
            deviates: FindingCounts::default(),
            partial: FindingCounts::default(),
            unknown: 0,
            agreement: None,
            exit_plan: None,
            parties: Vec::new(),
            networks: Vec::new(),
            places: Vec::new(),
            accepted: Vec::new(),
            certificates: Vec::new(),
        }),
        history: Vec::new(),
        older: 0,
        unreadable: false,
        documents: Vec::new(),
        accepted: Vec::new(),
        breaches: Vec::new(),
        due: Vec::new(),
    }
}

fn standing(advice: usize, best: u32, worst: u32, coverage: u32) -> Standing {
    Standing {
        advice: Some(ADVICE[advice]),
        residual: Some(worst.max(best)),
        residual_best: Some(best.min(worst)),
        level: None,
        coverage: Some(coverage),
    }
}

prop_compose! {
    fn standings()(
        all in prop::collection::vec(
            (prop::option::of((0..4_usize, 0..=10_000_u32, 0..=10_000_u32, 0..=10_000_u32)), 0..3_usize),
            1..30,
        ),
    ) -> Vec<PortfolioEntry> {
        // One provider, spelled in three ways.
        let names = ["Acme B.V.", "ACME", "acme bv"];
        all.into_iter()
            .enumerate()
            .map(|(number, (numbers, name))| {
                entry(number, names[name], numbers.map(|(a, b, c, d)| standing(a, b, c, d)))
            })
            .collect()
    }
}

proptest! {
    #[test]
    fn a_provider_is_as_bad_as_its_worst_dossier(entries in standings()) {
        let found = providers_of(&entries);
        prop_assert_eq!(found.len(), 1);
        let one = &found[0];
        let known: Vec<Standing> = entries.iter().filter_map(|e| Some(e.latest.as_ref()?.standing)).collect();
        prop_assert!(entries.iter().all(|e| one.rank <= e.rank()));
        prop_assert!(entries.iter().any(|e| one.rank == e.rank()));
        prop_assert!(known.iter().all(|s| one.residual >= s.residual && one.residual_best >= s.residual_best));
        prop_assert!(known.iter().all(|s| one.coverage <= s.coverage));
        prop_assert!(known.is_empty() || known.iter().any(|s| one.residual == s.residual));
        prop_assert_eq!(one.unassessed, entries.len() - known.len());
        prop_assert!(one.unassessed == 0 || one.rank <= Rank::Unassessed, "unknown is never a pass");
        // One more dossier never makes a provider look better.
        let mut more = entries.clone();
        more.push(entry(99, "Acme", Some(standing(3, 0, 0, 10_000))));
        let after = &providers_of(&more)[0];
        prop_assert!(after.rank <= one.rank && after.residual >= one.residual);
    }
}

fn providers_of(entries: &[PortfolioEntry]) -> Vec<waarborg::domain::portfolio::Provider> {
    providers(entries, super::yard::TODAY.parse().expect("a day"))
}

#[test]
fn the_mean_is_nowhere() {
    let entries = [
        entry(0, "Acme", Some(standing(3, 1_000, 2_000, 9_000))),
        entry(1, "Acme N.V.", Some(standing(0, 4_000, 8_000, 5_000))),
    ];
    let providers = providers_of(&entries);
    let one = &providers[0];
    assert_eq!((one.rank, one.residual), (Rank::NoGo, Some(8_000)));
    assert_eq!(
        (one.residual_best, one.coverage),
        (Some(4_000), Some(5_000))
    );
}

#[test]
fn breaches_of_all_dossiers_of_a_provider_are_counted_by_year() {
    let yard = Yard::full();
    let register = |folder: &str, entries: &[(&str, &str)]| {
        let mut text = "format = 1\n".to_owned();
        for (id, at) in entries {
            let entry = format!("[[entry]]\nid = \"{id}\"\nrecorded_at = {at}\ndecided = []\n");
            text.push_str(&entry);
        }
        yard.place
            .write(&format!("all/{folder}/breaches/register.toml"), text);
    };
    // One breach with a follow-up counts once, on its first day; one after today not at all.
    let first = ("2026-1", "2026-03-01T10:00:00Z");
    register(
        "roosters",
        &[
            ("2026-1", "2026-03-09T10:00:00Z"),
            first,
            ("2027", "2027-01-01T00:00:00Z"),
        ],
    );
    register(
        "mail/berichtenbus",
        &[("a", "2026-11-29T23:00:00Z"), ("b", "2025-06-01T10:00:00Z")],
    );
    let ran = yard.show(&["--format", "md"]).ends(0);
    let row = ran
        .out
        .lines()
        .find(|line| line.starts_with("| Berichtenbus"))
        .expect("a row");
    assert!(row.contains("| 2 (year before 1) |"), "{row}");
    yard.place
        .write("all/kassa/breaches/register.toml", "format = 7\n");
    yard.show(&[])
        .ends(3)
        .blames(&["kassa/breaches/register.toml"]);
}

#[test]
fn a_missing_importance_counts_as_the_highest() {
    let mut unsaid = entry(0, "Acme", None);
    unsaid.head.intake.criticality = None;
    assert!(unsaid.is_critical());
    let with = providers_of(&[unsaid, entry(1, "Acme", None)]);
    assert_eq!(
        with[0].criticality, None,
        "not the low of the other dossier"
    );
}

#[test]
fn what_is_shared_is_counted_once_a_dossier_and_by_group() {
    let network = |name: &str| NetworkNamed {
        name: name.to_owned(),
        ultimate_parent: Some("Nimbus Holdings, Inc.".to_owned()),
        country: "US".parse().ok(),
    };
    let mut entries: Vec<PortfolioEntry> = ["Acme", "Acme", "Bravo", "Charlie"]
        .iter()
        .enumerate()
        .map(|(number, vendor)| entry(number, vendor, Some(standing(3, 0, 0, 10_000))))
        .collect();
    for one in &mut entries[..3] {
        let latest = one.latest.as_mut().expect("assessed");
        // Two names of one group in one dossier.
        latest.networks = vec![network("Nimbus Europe"), network("Nimbus Edge")];
    }
    entries[2].head.intake.criticality = Some(Criticality::Vital);
    entries.push(entry(9, "Nooit B.V.", None));
    let refs: Vec<&PortfolioEntry> = entries.iter().collect();
    let found = concentration(&refs);
    assert_eq!(
        (found.dossiers, found.critical),
        (4, 1),
        "only what was assessed shows anything"
    );
    let [one] = found.networks.as_slice() else {
        panic!("one group: {:?}", found.networks)
    };
    assert_eq!((one.providers, one.dossiers, one.share), (2, 3, 7_500));
    assert_eq!((one.critical, one.critical_share), (1, 10_000));
    assert_eq!(concentration(&[]).networks, []);
}

fn shown(yard: &Yard, options: &[&str]) -> Vec<String> {
    let mut all = vec!["--format", "json"];
    all.extend(options);
    let json: Value = serde_json::from_str(&yard.show(&all).ends(0).out).expect("JSON");
    let entries = json["entries"].as_array().expect("a list").iter();
    entries
        .map(|entry| entry["folder"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn selections_narrow_and_orders_order() {
    let yard = Yard::full();
    let mail = "mail/berichtenbus";
    for (options, folders) in [
        (vec![], vec!["kassa", "nieuw", mail, "roosters"]),
        (vec!["--verdict", "no-go,none"], vec!["kassa", "nieuw"]),
        (
            vec!["--verdict", "go", "--verdict", "conditions"],
            vec![mail, "roosters"],
        ),
        (vec!["--criticality", "vital"], vec!["kassa", "nieuw"]),
        (vec!["--criticality", "low,high"], vec![mail, "roosters"]),
        (vec!["--country", "US"], vec!["kassa", mail]),
        (
            vec!["--country", "us,nl", "--criticality", "low"],
            vec!["roosters"],
        ),
        (vec!["--due-before", "2026-11-29"], vec!["roosters"]),
        (
            vec!["--due-before", "2026-11-30"],
            vec!["nieuw", "roosters"],
        ),
        (
            vec!["--sort", "folder"],
            vec!["kassa", mail, "nieuw", "roosters"],
        ),
        (
            vec!["--sort", "vendor"],
            vec!["roosters", mail, "kassa", "nieuw"],
        ),
        (
            vec!["--sort", "risk"],
            vec!["nieuw", "kassa", mail, "roosters"],
        ),
        (
            vec!["--sort", "coverage"],
            vec!["nieuw", "kassa", mail, "roosters"],
        ),
        (
            vec!["--sort", "due"],
            vec!["roosters", "nieuw", mail, "kassa"],
        ),
        (
            vec!["--sort", "criticality"],
            vec!["kassa", "nieuw", mail, "roosters"],
        ),
        (vec!["--country", "JP"], vec![]),
    ] {
        assert_eq!(shown(&yard, &options), folders, "{options:?}");
    }
}

#[test]
fn a_selection_does_not_hide_the_worst_of_a_provider() {
    let yard = Yard::full();
    // Of Berichtenbus only the good dossier is selected; the provider keeps the verdict of the other.
    let ran = yard
        .show(&["--format", "md", "--criticality", "low"])
        .ends(0);
    let row = ran
        .out
        .lines()
        .find(|line| line.starts_with("| Berichtenbus"))
        .expect("a row");
    assert!(
        row.contains("On conditions") && row.contains("41.0%"),
        "{row}"
    );
    assert!(ran.out.contains("dossiers: 1 of 4"), "{}", ran.out);
}

#[test]
fn wrong_options_are_refused_with_the_choices() {
    let yard = Yard::full();
    for (option, value, choices) in [
        ("--verdict", "bad", "no-go, hold, conditions, go, none"),
        ("--criticality", "bad", "low, medium, high, vital"),
        ("--country", "bad", "two-letter country code"),
        ("--due-before", "2026-02-31", "2026-01-31"),
        ("--sort", "bad", "vendor"),
        ("--format", "pdf", "prometheus"),
    ] {
        yard.show(&[option, value]).ends(2).blames(&[choices]);
    }
}
