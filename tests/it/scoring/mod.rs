//! The score: worked examples, and the properties that nobody may break.

mod acceptance;
mod properties;
mod verdict;
mod way;

use std::sync::LazyLock;

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::dossier::{Access, Criticality, DataKind, Exposure, Intake, LockIn, Volume};
use waarborg::domain::finding::FindingSource;
use waarborg::domain::item::{Item, ItemReading};
use waarborg::domain::pack::{Importance, Strength};
use waarborg::domain::policy::ScorePolicy;
use waarborg::domain::score::RiskLevel;
use waarborg::domain::text::Text;
use waarborg::scoring::{assess_inherent, score};

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data"));

fn policy() -> &'static ScorePolicy {
    &CATALOGUE.policy.score
}

fn known(value: u32, strength: Strength) -> ItemReading {
    ItemReading::Known {
        value,
        strength,
        indicated: false,
        carried: false,
        contradicted: false,
    }
}

fn item(id: &str, topic: &str, importance: Importance, reading: ItemReading) -> Item {
    Item {
        id: id.to_owned(),
        source: FindingSource::Question,
        topic: topic.parse().expect("a topic"),
        weight: importance.weight(),
        title: Text::same(id),
        remedy: None,
        importance,
        reading,
    }
}

/// A hospital that puts its patient file in the cloud.
fn patient_file() -> Intake {
    Intake {
        data_kinds: Some(vec![DataKind::Health, DataKind::Bsn]),
        volume: Some(Volume::Under1000000),
        criticality: Some(Criticality::Vital),
        access: Some(Access::Support),
        third_country_exposure: Some(Exposure::None),
        lock_in: Some(LockIn::Medium),
        dpia_required: Some(false),
        ..Intake::default()
    }
}

/// A shop that sends a newsletter.
fn newsletter() -> Intake {
    Intake {
        data_kinds: Some(vec![DataKind::Contact]),
        volume: Some(Volume::Under10000),
        criticality: Some(Criticality::Low),
        access: Some(Access::Support),
        third_country_exposure: Some(Exposure::None),
        lock_in: Some(LockIn::Low),
        dpia_required: Some(false),
        ..Intake::default()
    }
}

fn all_topics(reading: ItemReading) -> Vec<Item> {
    policy()
        .topic
        .iter()
        .map(|t| {
            item(
                &format!("q.{}", t.id),
                t.id.as_str(),
                Importance::Major,
                reading,
            )
        })
        .collect()
}

#[test]
fn inherent_risk_follows_the_formula() {
    // 1 − (1 − .6×1)(1 − .5×1)(1 − .4×.8)(1 − .3×.6)(1 − 0)(1 − .25×.5) = 0.9024…, rounded up.
    let risk = assess_inherent(&patient_file(), policy());
    assert_eq!(
        (risk.value, risk.level, risk.raised),
        (9_025, RiskLevel::VeryHigh, false)
    );
    // 1 − (1 − .6×.2)(1 − .5×.1)(1 − .4×.3)(1 − .3×.6)(1 − 0)(1 − .25×.1) = 0.4118…, rounded up.
    assert_eq!(assess_inherent(&newsletter(), policy()).value, 4_119);
}

#[test]
fn a_missing_intake_answer_counts_as_the_worst() {
    let mut intake = newsletter();
    let before = assess_inherent(&intake, policy()).value;
    intake.data_kinds = None;
    let risk = assess_inherent(&intake, policy());
    assert!(risk.value > before);
    assert!(
        risk.factors
            .iter()
            .any(|f| f.id == "data_kinds" && f.value == 10_000 && !f.answered)
    );
}

#[test]
fn a_legal_floor_raises_what_the_formula_leaves_low() {
    let intake = Intake {
        dpia_required: Some(true),
        ..newsletter()
    };
    let risk = assess_inherent(&intake, policy());
    assert_eq!(
        (risk.value, risk.raised, risk.level),
        (5_000, true, RiskLevel::High)
    );
}

#[test]
fn stronger_evidence_leaves_less_risk_in_the_known_proportions() {
    // All answers good: residual = I × (1 − 0.85 × strength).
    let at = |reading| score(&all_topics(reading), &patient_file(), policy()).residual;
    assert_eq!(at(ItemReading::Unknown { best: 10_000 }), 9_025);
    assert_eq!(at(known(10_000, Strength::Asserted)), 9_025 - 3_835);
    assert_eq!(at(known(10_000, Strength::Documented)), 9_025 - 5_369);
    assert_eq!(at(known(10_000, Strength::Attested)), 9_025 - 6_904);
    // Never zero, even when we saw everything ourselves.
    assert_eq!(at(known(10_000, Strength::Observed)), 9_025 - 7_671);
}

#[test]
fn the_weakest_topic_drags_the_rest_down() {
    let mut items = all_topics(known(10_000, Strength::Attested));
    let before = score(&items, &newsletter(), policy());
    items[0].reading = known(0, Strength::Attested);
    let after = score(&items, &newsletter(), policy());
    // The topic weighs 4 of 27 in the mean, and is the weakest besides.
    let expected_drop =
        u64::from(before.inherent.value) * 85 * 90 * (70 * 4 * 100 / 27 + 30 * 100) / 100_000_000;
    let drop = u64::from(after.residual - before.residual);
    assert!(
        drop.abs_diff(expected_drop) <= 1,
        "{drop} against {expected_drop}"
    );
}

#[test]
fn a_contradiction_costs_its_own_credit_and_trust_in_bare_words() {
    let mut items = all_topics(known(10_000, Strength::Asserted));
    items.push(item(
        "claim",
        "location",
        Importance::Critical,
        known(10_000, Strength::Asserted),
    ));
    let before = score(&items, &newsletter(), policy());
    let Some(last) = items.last_mut() else {
        panic!("no item")
    };
    last.reading = ItemReading::Known {
        value: 10_000,
        strength: Strength::Asserted,
        indicated: false,
        carried: false,
        contradicted: true,
    };
    let after = score(&items, &newsletter(), policy());
    assert_eq!(
        (before.trust, after.trust, after.contradictions),
        (10_000, 6_000, 1)
    );
    assert!(after.residual > before.residual);
    let credit = |s: &waarborg::domain::score::Score, id: &str| {
        s.contributions
            .iter()
            .find(|c| c.item == id)
            .map(|c| c.credit)
    };
    assert_eq!(credit(&after, "claim"), Some(0));
    assert_eq!(
        credit(&after, "q.exit"),
        Some(3_000),
        "5,000 of strength at 60 % of trust"
    );
}

#[test]
fn an_answer_carried_over_keeps_half_of_a_statement() {
    let carried = ItemReading::Known {
        value: 10_000,
        strength: Strength::Attested,
        indicated: false,
        carried: true,
        contradicted: false,
    };
    let scored = score(
        &[item("q", "exit", Importance::Major, carried)],
        &newsletter(),
        policy(),
    );
    assert_eq!(scored.contributions[0].credit, 2_500);
}

#[test]
fn nothing_to_judge_leaves_all_the_risk_and_no_coverage() {
    let scored = score(&[], &newsletter(), policy());
    assert_eq!(
        (scored.residual, scored.residual_best, scored.coverage),
        (4_119, 4_119, 0)
    );
}
