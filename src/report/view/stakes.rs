//! What is at stake: the intake in words.

use super::{Plain, Row, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::dossier::Intake;

/// The intake, question by question; what the controller did not say is named as such.
pub(super) fn rows(assessment: &Assessment, scribe: &Scribe) -> Vec<Row> {
    let Some(dossier) = &assessment.dossier else {
        return Vec::new();
    };
    let Intake {
        data_kinds,
        data_subjects,
        volume,
        criticality,
        access,
        third_country_exposure,
        lock_in,
        dpia_required,
        regimes,
    } = &dossier.intake;
    let one = |group: &str, value: Option<&'static str>| match value {
        Some(value) => scribe.word(&format!("intake.{group}.{value}")),
        None => scribe.word("intake.unsaid"),
    };
    let many = |group: &str, values: Vec<&'static str>| -> Plain {
        values
            .into_iter()
            .map(|value| one(group, Some(value)).to_string())
            .collect::<Vec<_>>()
            .join(", ")
            .into()
    };
    let kinds = match data_kinds {
        Some(kinds) if !kinds.is_empty() => many(
            "data-kind",
            kinds.iter().map(|kind| kind.as_str()).collect(),
        ),
        _ => scribe.word("intake.unsaid"),
    };
    let subjects = if data_subjects.is_empty() {
        scribe.word("intake.unsaid")
    } else {
        data_subjects.join(", ").into()
    };
    let dpia = match dpia_required {
        Some(required) => scribe.yes_no(*required),
        None => scribe.word("intake.unsaid"),
    };
    let mut rows = vec![
        scribe.row("intake.label.data-kinds", kinds.as_str()),
        scribe.row("intake.label.data-subjects", subjects.as_str()),
        scribe.row(
            "intake.label.volume",
            one("volume", volume.map(crate::domain::dossier::Volume::as_str)).as_str(),
        ),
        scribe.row(
            "intake.label.criticality",
            one(
                "criticality",
                criticality.map(crate::domain::dossier::Criticality::as_str),
            )
            .as_str(),
        ),
        scribe.row(
            "intake.label.access",
            one("access", access.map(crate::domain::dossier::Access::as_str)).as_str(),
        ),
        scribe.row(
            "intake.label.exposure",
            one(
                "exposure",
                third_country_exposure.map(crate::domain::dossier::Exposure::as_str),
            )
            .as_str(),
        ),
        scribe.row(
            "intake.label.lock-in",
            one(
                "lock-in",
                lock_in.map(crate::domain::dossier::LockIn::as_str),
            )
            .as_str(),
        ),
        scribe.row("intake.label.dpia", dpia.as_str()),
    ];
    if !regimes.is_empty() {
        let names = many("regime", regimes.iter().map(|r| r.as_str()).collect());
        rows.push(scribe.row("intake.label.regimes", names.as_str()));
    }
    rows
}
