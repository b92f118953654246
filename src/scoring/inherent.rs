//! Inherent risk: what is at stake before any measure of the provider.

use super::{FULL, level};
use crate::domain::dossier::{Criticality, DataKind, Intake, Regime, Volume};
use crate::domain::policy::{Factor, ScorePolicy};
use crate::domain::score::{FactorValue, InherentRisk};

/// `1 − Π(1 − weight × value)`, so that a single extreme factor is enough and every factor only raises; then the legal floors.
#[must_use]
pub fn assess(intake: &Intake, policy: &ScorePolicy) -> InherentRisk {
    const ONE: u128 = 1_000_000_000_000;
    let scale = u128::from(FULL) * u128::from(FULL);
    let factors: Vec<FactorValue> = policy
        .inherent
        .factor
        .iter()
        .map(|factor| value(factor, intake))
        .collect();
    let mut spared = ONE;
    for factor in &factors {
        let taken = u128::from(factor.weight.min(FULL)) * u128::from(factor.value.min(FULL));
        spared = spared * (scale - taken) / scale;
    }
    // Rounded up: rounding never lowers what is at stake.
    let risk = u32::try_from(((ONE - spared) * u128::from(FULL)).div_ceil(ONE)).unwrap_or(FULL);
    let raised = is_floored(intake) && risk < policy.inherent.floor;
    let value = if raised { policy.inherent.floor } else { risk };
    InherentRisk {
        value,
        level: level(value, policy),
        factors,
        raised,
    }
}

/// The value of a factor: that of the worst answer; without an answer, the worst there is.
fn value(factor: &Factor, intake: &Intake) -> FactorValue {
    let given: Option<Vec<&str>> = match factor.id.as_str() {
        "data_kinds" => intake
            .data_kinds
            .as_ref()
            .map(|kinds| kinds.iter().map(|k| k.as_str()).collect()),
        "volume" => intake.volume.map(|v| vec![v.as_str()]),
        "criticality" => intake.criticality.map(|v| vec![v.as_str()]),
        "access" => intake.access.map(|v| vec![v.as_str()]),
        "third_country_exposure" => intake.third_country_exposure.map(|v| vec![v.as_str()]),
        "lock_in" => intake.lock_in.map(|v| vec![v.as_str()]),
        _ => None,
    };
    let worst = given.as_ref().map(|answers| {
        answers
            .iter()
            .map(|a| factor.values.get(*a).copied().unwrap_or(FULL))
            .max()
            .unwrap_or(0)
    });
    FactorValue {
        id: factor.id.clone(),
        title: factor.title.clone(),
        weight: factor.weight,
        value: worst.unwrap_or(FULL).min(FULL),
        answered: given.is_some(),
    }
}

/// Special categories or citizen numbers at scale, an impact assessment that is required (or that nobody has ruled out), or
/// a vital function under NIS2 or DORA.
fn is_floored(intake: &Intake) -> bool {
    let special = intake.data_kinds.as_ref().is_some_and(|k| {
        k.iter().any(|k| {
            matches!(
                k,
                DataKind::Bsn | DataKind::Criminal | DataKind::Health | DataKind::Special
            )
        })
    });
    let at_scale = intake
        .volume
        .is_none_or(|volume| volume >= Volume::Under100000);
    let vital = intake.criticality == Some(Criticality::Vital)
        && intake
            .regimes
            .iter()
            .any(|regime| matches!(regime, Regime::Nis2 | Regime::Dora));
    (special && at_scale) || intake.dpia_required != Some(false) || vital
}
