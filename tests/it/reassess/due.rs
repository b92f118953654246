//! What is due: each reason alone, on its day and not before, and not twice.

use jiff::Timestamp;
use waarborg::assess::{Sighting, judge};
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY, load_reviews};
use waarborg::domain::assessment::Assessment;
use waarborg::domain::day::Day;
use waarborg::domain::dossier::Contract;
use waarborg::domain::method::NetworkNote;
use waarborg::domain::observation::{
    Failure, FailureReason, Observation, Observations, Probe, Reading,
};
use waarborg::domain::portfolio::AcceptanceTerm;
use waarborg::domain::review::ReviewPolicy;
use waarborg::domain::score::RiskLevel;
use waarborg::domain::subject::Subject;
use waarborg::dossier::{self, Folder};
use waarborg::reassess::{Due, Kind, due};

use crate::cli::Place;

struct Scene {
    catalogue: Catalogue,
    policy: ReviewPolicy,
    folder: Folder,
    last: Assessment,
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn at(day: Day) -> Timestamp {
    format!("{day}T09:00:00Z").parse().expect("a moment")
}

const TODAY: &str = "2026-12-01";

impl Scene {
    fn new() -> Self {
        let catalogue = Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data");
        let place = Place::with_dossier();
        let folder = dossier::read(
            &place.at("acme"),
            &catalogue.packs,
            &catalogue.kinds,
            &catalogue.areas,
        )
        .expect("a dossier");
        let mut scene = Self {
            policy: load_reviews(&catalogue.files).expect("the shipped periods"),
            last: judge(Some(&folder), nothing(), &catalogue, at(day(TODAY))),
            folder,
            catalogue,
        };
        scene.quiet();
        scene
    }

    /// Assesses again, and takes away what would be due within two years whatever the test is about.
    fn quiet(&mut self) {
        self.last = judge(
            Some(&self.folder),
            nothing(),
            &self.catalogue,
            at(day(TODAY)),
        );
        self.last.findings.clear();
        let verdict = self.last.verdict.as_mut().expect("a verdict");
        verdict.valid_until = day("2030-01-01");
        verdict.reasons.clear();
        self.folder.dossier.review_days = 3_650;
        self.last.dossier = Some(self.folder.dossier.clone());
        for row in &mut self.policy.intervals {
            row.days = 3_650;
        }
    }

    fn on(&self, on: Day) -> Due {
        self.accepting(&[], on)
    }

    fn accepting(&self, accepted: &[AcceptanceTerm], on: Day) -> Due {
        due(
            &self.folder,
            Some(&self.last),
            accepted,
            &self.catalogue,
            &self.policy,
            at(on),
        )
    }

    /// Due for this reason alone on these days and on no day before, and then no more once it was assessed.
    fn falls(&mut self, kind: Kind, accepted: &[AcceptanceTerm], days: &[&str]) {
        for text in days {
            let on = day(text);
            let before = self.accepting(accepted, on.plus_days(-1));
            assert!(!before.is_due(), "{kind:?} {text}: {:?}", before.reasons);
            assert_eq!(before.next, Some(on), "{kind:?} {text}");
            let falls = self.accepting(accepted, on);
            let kinds: Vec<Kind> = falls.reasons.iter().map(|reason| reason.kind).collect();
            assert_eq!(kinds, [kind], "{text}");
            // It stays due until somebody looks.
            assert!(self.accepting(accepted, on.plus_days(3)).is_due());
            self.last.as_of = at(on);
            let after = self.accepting(accepted, on);
            assert!(!after.is_due(), "{kind:?} {text}: {:?}", after.reasons);
        }
    }
}

fn nothing() -> Sighting {
    Sighting {
        subjects: Vec::new(),
        observations: Observations::default(),
        network: NetworkNote::default(),
        data: Vec::new(),
    }
}

#[test]
fn what_was_never_assessed_is_due_and_what_was_assessed_today_is_not() {
    let scene = Scene::new();
    let never = due(
        &scene.folder,
        None,
        &[],
        &scene.catalogue,
        &scene.policy,
        at(day(TODAY)),
    );
    assert_eq!(never.reasons.len(), 1);
    assert_eq!(never.reasons.first().map(|r| r.kind), Some(Kind::Never));
    assert!(!scene.on(day(TODAY)).is_due());
}

#[test]
fn the_period_of_review_follows_the_risk_and_the_dossier() {
    let shipped = Scene::new().catalogue;
    let policy = load_reviews(&shipped.files).expect("the shipped periods");
    let on = day(TODAY);
    let days: Vec<Option<u32>> = [
        RiskLevel::Low,
        RiskLevel::Medium,
        RiskLevel::High,
        RiskLevel::VeryHigh,
    ]
    .into_iter()
    .map(|level| policy.days(level, on))
    .collect();
    assert!(days.iter().all(Option::is_some));
    assert!(
        days.is_sorted_by(|a, b| a >= b),
        "more risk, sooner: {days:?}"
    );
    assert_eq!(
        policy.days(RiskLevel::Low, day("2020-01-01")),
        None,
        "dated"
    );
    for row in &policy.intervals {
        for reference in &row.refs {
            let (norm, provision) = reference.split_once(':').expect("norm:provision");
            let file = shipped.norms.get(norm).unwrap_or_else(|| panic!("{norm}"));
            assert!(
                file.provisions.iter().any(|p| p.id == provision),
                "{reference}"
            );
        }
    }

    let mut scene = Scene::new();
    let level = scene.last.score.as_ref().expect("a score").level;
    for row in &mut scene.policy.intervals {
        if row.level == level {
            row.days = 90;
        }
    }
    scene.falls(Kind::Review, &[], &["2027-03-01"]);

    let mut scene = Scene::new();
    scene.folder.dossier.review_days = 31;
    scene.last.dossier = Some(scene.folder.dossier.clone());
    scene.falls(Kind::Review, &[], &["2027-01-01"]);
}

#[test]
fn what_ends_is_due_ahead_of_its_end_and_when_it_has_ended() {
    let mut scene = Scene::new();
    let until = day("2027-06-30");
    let accepted = [AcceptanceTerm {
        finding: "https-hsts@endpoint:a.example:443".to_owned(),
        until,
    }];
    scene.falls(Kind::Acceptance, &accepted, &["2027-06-16", "2027-07-01"]);

    let mut scene = Scene::new();
    scene.last.verdict.as_mut().expect("a verdict").valid_until = until;
    scene.falls(Kind::Lapsed, &[], &["2027-07-01"]);

    let mut scene = Scene::new();
    let register = "[[document]]\nid = \"iso\"\nkind = \"iso27001-2022\"\nexpires = 2027-06-30\n";
    let document: toml::Table = register.parse().expect("TOML");
    let row = document["document"][0].clone();
    scene.folder.evidence = vec![row.try_into().expect("a document")];
    scene.last = judge(
        Some(&scene.folder),
        nothing(),
        &scene.catalogue,
        at(day(TODAY)),
    );
    scene.quiet();
    scene.falls(Kind::Document, &[], &["2027-05-31", "2027-07-01"]);
}

#[test]
fn a_contract_is_due_before_notice_has_to_be_given_every_term_again() {
    let mut scene = Scene::new();
    scene.folder.dossier.contract = Some(Contract {
        starts: Some(day("2026-01-31")),
        ends: Some(day("2027-08-31")),
        notice_days: Some(90),
        renews_months: Some(12),
    });
    scene.quiet();
    // Notice by 2 June: sixty days before that.
    scene.falls(Kind::Contract, &[], &["2027-04-03"]);
    let contract = scene.folder.dossier.contract.expect("a contract");
    assert_eq!(
        contract.notice_by(day("2027-08-31")),
        Some(day("2027-06-02"))
    );
    assert_eq!(contract.end_on(day("2027-09-01")), Some(day("2028-08-31")));
    assert_eq!(contract.end_on(day("2029-02-01")), Some(day("2029-08-31")));
    let ends = Contract {
        renews_months: None,
        ..contract
    };
    assert_eq!(ends.end_on(day("2030-01-01")), Some(day("2027-08-31")));
    // The end of a short month does not shorten those after it.
    let monthly = Contract {
        ends: Some(day("2027-01-31")),
        renews_months: Some(1),
        ..contract
    };
    assert_eq!(monthly.end_on(day("2027-02-01")), Some(day("2027-02-28")));
    assert_eq!(monthly.end_on(day("2027-03-01")), Some(day("2027-03-31")));
    assert_eq!(Contract::default().notice_by(day(TODAY)), None);
}

#[test]
fn an_adequacy_decision_that_ends_is_due_where_it_matters() {
    let mut scene = Scene::new();
    scene.folder.dossier.vendor.country = Some("GB".parse().expect("a country"));
    scene.quiet();
    let ends = scene
        .catalogue
        .areas
        .turns("GB".parse().expect("a country"))
        .into_iter()
        .filter(|(turn, last)| *last && *turn > day(TODAY))
        .map(|(turn, _)| turn)
        .min()
        .expect("the decision on the United Kingdom has a last day");
    // Ninety days before the last day.
    let ahead = ends.plus_days(-1 - i64::from(scene.policy.lead.adequacy));
    // Assessed in between, so that the long periods of this test are not over by then.
    scene.last.as_of = at(ahead.plus_days(-10));
    let verdict = scene.last.verdict.as_mut().expect("a verdict");
    verdict.valid_until = day("2050-01-01");
    let ahead = ahead.to_string();
    let ends = ends.to_string();
    scene.falls(Kind::Adequacy, &[], &[&ahead, &ends]);
}

#[test]
fn changed_facts_and_changed_law_are_due_at_once() {
    let kinds = |due: &Due| -> Vec<Kind> { due.reasons.iter().map(|r| r.kind).collect() };
    let mut scene = Scene::new();
    scene.folder.dossier.vendor.name = "Renamed Ltd".to_owned();
    assert_eq!(kinds(&scene.on(day(TODAY))), [Kind::Changed]);

    let mut scene = Scene::new();
    let judged = &mut scene.last.method.data;
    let mut law = judged.iter_mut().filter(|f| f.path.starts_with("norms/"));
    let file = law.next().expect("a norm");
    file.sha256 = "00".repeat(32);
    let path = file.path.clone();
    let due = scene.on(day(TODAY));
    assert_eq!(kinds(&due), [Kind::Rules]);
    assert!(due.reasons.iter().all(|reason| reason.what == path));

    // Words of reports are no law.
    let mut scene = Scene::new();
    for file in &mut scene.last.method.data {
        if file.path.starts_with("texts/") {
            file.sha256 = "00".repeat(32);
        }
    }
    assert!(!scene.on(day(TODAY)).is_due());
}

#[test]
fn a_look_that_saw_nothing_is_tried_again_the_next_day() {
    let mut scene = Scene::new();
    scene.last.observations = Observations(vec![Observation {
        id: "o1".to_owned(),
        probe: Probe::Tls,
        subject: Subject::endpoint("a.example", 443, "/", None).id,
        at: scene.last.as_of,
        took_ms: 1,
        reading: Reading::Failed(Failure::new(FailureReason::TimedOut, "gone")),
    }]);
    scene.falls(Kind::Blind, &[], &["2026-12-02"]);
    scene.last.as_of = at(day(TODAY));
    scene.last.method.network.offline = true;
    assert!(!scene.on(day("2026-12-02")).is_due(), "nobody looked");
}

#[test]
fn every_reason_has_words() {
    let scene = Scene::new();
    for kind in [
        Kind::Never,
        Kind::Changed,
        Kind::Blind,
        Kind::Unseen,
        Kind::Contract,
        Kind::ContractEnd,
        Kind::Adequacy,
        Kind::Acceptance,
        Kind::Document,
        Kind::Certificate,
        Kind::Norm,
        Kind::Rules,
        Kind::Lapsed,
        Kind::Review,
    ] {
        let reason = waarborg::reassess::Appointment {
            trigger: day(TODAY),
            kind,
            day: day(TODAY),
            what: "X".to_owned(),
        };
        let words = reason.words(&scene.catalogue.phrases);
        assert!(
            !words.nl.starts_with("due.") && !words.en.starts_with("due."),
            "{kind:?}"
        );
        assert!(
            !words.nl.contains('{') && !words.en.contains('{'),
            "{kind:?}"
        );
    }
}
