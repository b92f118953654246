//! Ways to a better verdict: they lead there, and nothing in them can be left out.

use proptest::prelude::*;
use waarborg::domain::day::Day;
use waarborg::domain::item::{Item, ItemReading};
use waarborg::domain::pack::{Importance, KnockOutKind, Strength};
use waarborg::domain::score::RiskLevel;
use waarborg::domain::verdict::{Advice, Verdict};
use waarborg::scoring::{Grounds, decide, score};

use super::verdict::knock_out;
use super::{CATALOGUE, all_topics, item, known, patient_file, policy};

fn verdict(items: &[Item], kinds: &[KnockOutKind], blind: bool) -> Verdict {
    let knock_outs: Vec<_> = kinds.iter().map(|kind| knock_out(*kind)).collect();
    decide(&Grounds {
        score: &score(items, &patient_file(), policy()),
        items,
        knock_outs: &knock_outs,
        claims: &[],
        findings: &[],
        blind,
        valid_until: "2027-01-01".parse::<Day>().expect("a day"),
        policy: policy(),
        phrases: &CATALOGUE.phrases,
    })
}

/// The items after the fixes that are not left out.
fn fixed(items: &[Item], fixes: &[&str]) -> Vec<Item> {
    let mend = |item: &Item| match item.reading {
        ItemReading::Unknown { .. } => known(10_000, Strength::Asserted),
        ItemReading::Known {
            value, strength, ..
        } if value < 10_000 => known(10_000, strength),
        ItemReading::Known {
            contradicted: true,
            strength,
            ..
        } => known(10_000, strength),
        ItemReading::Known {
            strength: Strength::Asserted,
            ..
        } => known(10_000, Strength::Documented),
        reading @ ItemReading::Known { .. } => reading,
    };
    let mut items = items.to_vec();
    for item in &mut items {
        if fixes.contains(&item.id.as_str()) {
            item.reading = mend(item);
        }
    }
    items
}

#[test]
fn there_is_no_way_from_a_go_and_none_in_the_dark() {
    let good = all_topics(known(10_000, Strength::Observed));
    assert_eq!(verdict(&good, &[], false).ways, []);
    let dark = all_topics(ItemReading::Unknown { best: 10_000 });
    assert_eq!(verdict(&dark, &[], true).ways, []);
}

#[test]
fn a_knock_out_is_a_way_of_one_step() {
    let good = all_topics(known(10_000, Strength::Observed));
    let kinds = [KnockOutKind::Legal, KnockOutKind::Soft];
    for (kinds, leads) in [
        (&kinds[..1], vec![Advice::Go]),
        (&kinds[..], vec![Advice::Go]),
    ] {
        let verdict = verdict(&good, kinds, false);
        let reached: Vec<Advice> = verdict.ways.iter().map(|way| way.advice).collect();
        assert_eq!(reached, leads, "{:?}", verdict.ways);
        let fixes = &verdict.ways[0].fixes;
        assert_eq!(
            (fixes.len(), fixes[0].item.as_str()),
            (1, "quick/con.agreement")
        );
        assert!(!fixes[0].text.nl.is_empty());
    }
}

#[test]
fn a_high_risk_is_lowered_by_a_small_set() {
    let weak = all_topics(known(10_000, Strength::Asserted));
    let verdict = verdict(&weak, &[], false);
    assert_eq!(verdict.advice, Advice::GoWithConditions);
    assert!(!verdict.ways.is_empty() && verdict.ways.len() <= 2);
    for way in &verdict.ways {
        assert_eq!(way.advice, Advice::Go);
        assert!(way.fixes.len() < weak.len(), "not simply everything");
    }
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let topics = policy().topic.len();
    let strengths = prop_oneof![
        Just(Strength::Asserted),
        Just(Strength::Documented),
        Just(Strength::Attested)
    ];
    let reading = prop_oneof![
        1 => Just(ItemReading::Unknown { best: 10_000 }),
        4 => (0..=4_u32, strengths).prop_map(|(value, strength)| known(value * 2_500, strength)),
    ];
    let importance = prop_oneof![Just(Importance::Normal), Just(Importance::Critical)];
    prop::collection::vec((0..topics, importance, reading), 4..40).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(n, (topic, importance, reading))| {
                let topic = policy().topic[topic].id.as_str();
                item(&format!("quick/q{n:02}"), topic, importance, reading)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn a_way_leads_where_it_says_and_nothing_in_it_is_idle(items in items()) {
        let before = verdict(&items, &[], false);
        for way in &before.ways {
            prop_assert!(way.advice > before.advice);
            let all: Vec<&str> = way.fixes.iter().map(|fix| fix.item.as_str()).collect();
            let after = fixed(&items, &all);
            let result = score(&after, &patient_file(), policy());
            prop_assert_eq!(result.residual, way.residual);
            prop_assert!(verdict(&after, &[], false).advice >= way.advice);
            for left_out in &all {
                let rest: Vec<&str> = all.iter().copied().filter(|fix| fix != left_out).collect();
                let less = verdict(&fixed(&items, &rest), &[], false);
                prop_assert!(less.advice < way.advice, "{} is not needed", left_out);
            }
            prop_assert!(way.advice != Advice::Go || result.level < RiskLevel::High);
        }
    }
}
