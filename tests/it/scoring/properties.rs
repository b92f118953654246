//! Properties of the score, over arbitrary items.

use proptest::prelude::*;
use waarborg::domain::dossier::{Access, Criticality, DataKind, Exposure, Intake, LockIn, Volume};
use waarborg::domain::item::{Item, ItemReading};
use waarborg::domain::pack::{Importance, Strength};
use waarborg::domain::score::Score;
use waarborg::scoring::score;

use super::{item, policy};

const STRENGTHS: [Strength; 4] = [
    Strength::Asserted,
    Strength::Documented,
    Strength::Attested,
    Strength::Observed,
];

fn readings() -> impl Strategy<Value = ItemReading> {
    let known = (
        0..=100u32,
        0..4usize,
        any::<bool>(),
        proptest::bool::weighted(0.15),
    )
        .prop_map(
            |(value, strength, carried, contradicted)| ItemReading::Known {
                value: value * 100,
                strength: STRENGTHS[strength],
                indicated: false,
                carried,
                contradicted,
            },
        );
    prop_oneof![1 => (0..=100u32).prop_map(|best| ItemReading::Unknown { best: best * 100 }), 3 => known]
}

fn importances() -> impl Strategy<Value = Importance> {
    prop_oneof![
        Just(Importance::Minor),
        Just(Importance::Normal),
        Just(Importance::Major),
        Just(Importance::Critical)
    ]
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let topics = policy().topic.len();
    prop::collection::vec((0..topics, importances(), readings()), 1..40).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(n, (topic, importance, reading))| {
                item(
                    &format!("q{n:02}"),
                    policy().topic[topic].id.as_str(),
                    importance,
                    reading,
                )
            })
            .collect()
    })
}

fn intakes() -> impl Strategy<Value = Intake> {
    (
        prop::collection::vec(0..DataKind::ALL.len(), 0..4),
        0..Volume::ALL.len(),
        0..Criticality::ALL.len(),
        0..Access::ALL.len(),
        0..Exposure::ALL.len(),
        0..LockIn::ALL.len(),
        prop::option::of(any::<bool>()),
    )
        .prop_map(
            |(kinds, volume, criticality, access, exposure, lock_in, dpia_required)| Intake {
                data_kinds: Some(kinds.into_iter().map(|k| DataKind::ALL[k]).collect()),
                volume: Some(Volume::ALL[volume]),
                criticality: Some(Criticality::ALL[criticality]),
                access: Some(Access::ALL[access]),
                third_country_exposure: Some(Exposure::ALL[exposure]),
                lock_in: Some(LockIn::ALL[lock_in]),
                dpia_required,
                ..Intake::default()
            },
        )
}

fn of(items: &[Item], intake: &Intake) -> Score {
    score(items, intake, policy())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn bounds_hold_and_contributions_sum_exactly(items in items(), intake in intakes()) {
        let s = of(&items, &intake);
        prop_assert!(s.residual_best <= s.residual && s.residual <= s.inherent.value && s.inherent.value <= 10_000);
        let points: u32 = s.contributions.iter().map(|c| c.points).sum();
        prop_assert_eq!(points, s.inherent.value - s.residual);
        prop_assert!(s.coverage <= 10_000 && s.confidence <= s.coverage);
        prop_assert_eq!(s.contributions.len(), items.len());
    }

    #[test]
    fn a_better_answer_is_never_worse(items in items(), intake in intakes(), at in any::<prop::sample::Index>(), more in 0..=10_000u32) {
        let before = of(&items, &intake);
        let mut better = items.clone();
        let spot = at.index(better.len());
        if let ItemReading::Known { value, .. } = &mut better[spot].reading { *value = (*value + more).min(10_000); }
        let after = of(&better, &intake);
        prop_assert!(after.residual <= before.residual && after.residual_best <= before.residual_best);
    }

    #[test]
    fn stronger_evidence_is_never_worse(items in items(), intake in intakes(), at in any::<prop::sample::Index>(), stronger in 0..4usize) {
        let before = of(&items, &intake);
        let mut better = items.clone();
        let spot = at.index(better.len());
        if let ItemReading::Known { strength, .. } = &mut better[spot].reading { *strength = (*strength).max(STRENGTHS[stronger]); }
        prop_assert!(of(&better, &intake).residual <= before.residual);
    }

    #[test]
    fn an_honest_answer_is_never_worse_than_silence_and_stays_inside_the_interval(
        items in items(), intake in intakes(), at in any::<prop::sample::Index>(), value in 0..=100u32, strength in 0..4usize,
    ) {
        let mut silent = items.clone();
        let spot = at.index(silent.len());
        silent[spot].reading = ItemReading::Unknown { best: 10_000 };
        let before = of(&silent, &intake);
        silent[spot].reading = ItemReading::Known { value: value * 100, strength: STRENGTHS[strength], indicated: false, carried: false, contradicted: false };
        let after = of(&silent, &intake);
        prop_assert!(after.residual <= before.residual);
        prop_assert!(after.residual_best >= before.residual_best);
        prop_assert!(after.coverage >= before.coverage);
    }

    #[test]
    fn a_contradiction_is_never_better(items in items(), intake in intakes(), at in any::<prop::sample::Index>()) {
        let before = of(&items, &intake);
        let mut worse = items.clone();
        let spot = at.index(worse.len());
        if let ItemReading::Known { contradicted, .. } = &mut worse[spot].reading { *contradicted = true; }
        let after = of(&worse, &intake);
        prop_assert!(after.residual >= before.residual && after.residual_best >= before.residual_best && after.trust <= before.trust);
    }

    #[test]
    fn more_sensitive_data_never_lowers_the_risk(items in items(), intake in intakes(), kind in 0..DataKind::ALL.len()) {
        let before = of(&items, &intake);
        let mut more = intake.clone();
        more.data_kinds.get_or_insert_with(Vec::new).push(DataKind::ALL[kind]);
        let after = of(&items, &more);
        prop_assert!(after.inherent.value >= before.inherent.value && after.residual >= before.residual);
    }

    #[test]
    fn the_order_of_items_changes_nothing(items in items(), intake in intakes(), seed in any::<u64>()) {
        let before = of(&items, &intake);
        let mut shuffled = items.clone();
        let length = shuffled.len();
        for i in 0..length {
            let j = usize::try_from(seed.rotate_left(u32::try_from(i % 64).unwrap_or(0)) % length as u64).unwrap_or(0);
            shuffled.swap(i, j);
        }
        prop_assert_eq!(of(&shuffled, &intake), before);
    }

    #[test]
    fn scaling_all_weights_changes_no_share(items in items(), intake in intakes(), factor in 2..50u32) {
        let before = of(&items, &intake);
        let mut scaled = items.clone();
        for item in &mut scaled { item.weight *= factor; }
        let after = of(&scaled, &intake);
        prop_assert_eq!(after.residual, before.residual);
        prop_assert_eq!(after.residual_best, before.residual_best);
        prop_assert_eq!(after.coverage, before.coverage);
        let points = |s: &Score| s.contributions.iter().map(|c| c.points).collect::<Vec<_>>();
        for (a, b) in points(&after).into_iter().zip(points(&before)) { prop_assert!(a.abs_diff(b) <= 1); }
    }

    #[test]
    fn the_potential_of_an_item_is_what_full_credit_takes_away(items in items(), intake in intakes(), at in any::<prop::sample::Index>()) {
        // Without contradictions: curing one would also restore trust, which "other things equal" leaves out.
        let mut items = items;
        for item in &mut items {
            if let ItemReading::Known { contradicted, .. } = &mut item.reading { *contradicted = false; }
        }
        let before = of(&items, &intake);
        let mut full = items.clone();
        let spot = at.index(full.len());
        full[spot].reading = ItemReading::Known { value: 10_000, strength: Strength::Observed, indicated: false, carried: false, contradicted: false };
        let gained = before.residual - of(&full, &intake).residual;
        let stated = before.contributions.iter().find(|c| c.item == items[spot].id).map_or(0, |c| c.potential);
        prop_assert_eq!(gained, stated);
    }
}
