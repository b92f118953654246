//! Extensions, sessions, weaknesses and intolerances, each in words.

use serde::Serialize;

use super::levels::Levels;
use super::{Badge, Plain, Row, Scribe, shortened};
use crate::domain::fact::{
    Feature, Intolerance, TlsPicture, Unnamed, Weakness, WeaknessState, WeaknessTrial,
};
use crate::domain::rating::SettingKind;
use crate::report::view::unseen::why;

/// Properties of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PropertiesView {
    pub(crate) heading: Plain,
    /// What one of them is called.
    pub(crate) head: Plain,
    pub(crate) rated: bool,
    pub(crate) list: Vec<PropertyView>,
}

/// One property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PropertyView {
    pub(crate) name: Plain,
    pub(crate) state: Badge,
    pub(crate) level: Option<Badge>,
    pub(crate) note: Option<Plain>,
}

/// Properties, then weaknesses if any was probed for.
pub(super) fn tables(picture: &TlsPicture, levels: Levels, scribe: &Scribe) -> Vec<PropertiesView> {
    let weaknesses = weaknesses(&picture.weaknesses, scribe);
    let mut tables = vec![PropertiesView {
        heading: scribe.word("picture.heading.properties"),
        head: scribe.word("picture.property"),
        rated: levels.known(),
        list: properties(picture, levels, scribe),
    }];
    if !weaknesses.is_empty() {
        tables.push(PropertiesView {
            heading: scribe.word("picture.heading.weaknesses"),
            head: scribe.word("picture.weakness"),
            rated: false,
            list: weaknesses,
        });
    }
    tables
}

/// Properties of hellos and of sessions.
fn properties(picture: &TlsPicture, levels: Levels, scribe: &Scribe) -> Vec<PropertyView> {
    let features = &picture.features;
    let sessions = &picture.sessions;
    let ticket = sessions
        .ticket_seconds
        .map(|seconds| lifetime(seconds, scribe));
    let psk = sessions
        .psk_seconds
        .map(|seconds| lifetime(seconds, scribe));
    let mut early: Vec<Plain> = Vec::new();
    if let Some(bytes) = sessions.early_data_bytes {
        early.push(scribe.fill("picture.early.bytes", &[("n", &bytes.to_string())]));
    }
    if let Some(status) = sessions.early_data_status {
        early.push(scribe.fill("picture.early.status", &[("n", &status.to_string())]));
    }
    let early = (!early.is_empty()).then(|| super::groups::joined(&early));
    [
        (
            "extended-master-secret",
            &features.extended_master_secret,
            None,
        ),
        ("encrypt-then-mac", &features.encrypt_then_mac, None),
        ("secure-renegotiation", &features.secure_renegotiation, None),
        ("client-renegotiation", &features.client_renegotiation, None),
        ("compression", &features.compression, None),
        ("heartbeat", &features.heartbeat, None),
        ("fallback-scsv", &features.fallback_scsv, None),
        ("client-certificate", &features.client_certificate, None),
        ("other-key-kind", &features.other_key_kind, None),
        ("by-id", &sessions.by_id, None),
        ("by-ticket", &sessions.by_ticket, ticket),
        ("by-psk", &sessions.by_psk, psk),
        ("early-data", &sessions.early_data, early),
    ]
    .into_iter()
    // Assessments from before this was looked at do not speak of it.
    .filter(|(name, feature, _)| *name != "other-key-kind" || !feature.is_not_looked())
    .map(|(name, feature, note)| PropertyView {
        name: scribe.word(&format!("feature.{name}")),
        state: state(feature, scribe),
        level: levels.badge(SettingKind::Feature, None, name, scribe),
        note: match feature {
            Feature::Inconclusive(failure) => Some(why(failure, scribe)),
            _ => note,
        },
    })
    .collect()
}

fn state(feature: &Feature, scribe: &Scribe) -> Badge {
    let (code, sign) = match feature {
        Feature::Present => ("present", "●"),
        Feature::Absent => ("absent", "–"),
        Feature::Inconclusive(_) => ("inconclusive", "?"),
        Feature::NotApplicable => ("not-applicable", "–"),
        Feature::NotLooked => ("not-looked", "?"),
    };
    scribe.badge("state", code, sign)
}

/// How long a ticket lasts, in the largest whole unit.
fn lifetime(seconds: u32, scribe: &Scribe) -> Plain {
    if seconds == 0 {
        return scribe.word("picture.lifetime.open");
    }
    let (unit, size) = [("days", 86_400), ("hours", 3_600), ("minutes", 60)]
        .into_iter()
        .find(|(_, size)| seconds.is_multiple_of(*size))
        .unwrap_or(("seconds", 1));
    scribe.count(
        &format!("picture.lifetime.{unit}"),
        (seconds / size) as usize,
    )
}

/// What has no yes or no: names and counts.
pub(super) fn rows(picture: &TlsPicture, scribe: &Scribe) -> Vec<Row> {
    let features = &picture.features;
    let list = |names: &[String]| -> Plain {
        if names.is_empty() {
            return scribe.word("picture.none-seen");
        }
        let names: Vec<Plain> = names.iter().take(12).map(|name| shortened(name)).collect();
        super::groups::joined(&names)
    };
    let mut rows = vec![
        scribe.row("picture.alpn", list(&features.alpn)),
        scribe.row(
            "picture.certificate-compression",
            list(&features.certificate_compression),
        ),
        scribe.row(
            "picture.stapled",
            match (&picture.stapled_ocsp, &picture.staple_trouble) {
                (Some(_), _) => scribe.word("picture.stapled-yes"),
                (None, Some(failure)) => scribe.fill(
                    "picture.stapled-but",
                    &[("why", why(failure, scribe).as_str())],
                ),
                (None, None) => scribe.word("picture.none-seen"),
            },
        ),
        scribe.row("picture.scts", picture.scts.len().to_string()),
        scribe.row("picture.unnamed", unnamed(&picture.without_name, scribe)),
    ];
    if !picture.intolerances.is_empty() {
        let words: Vec<Plain> = picture
            .intolerances
            .iter()
            .map(|intolerance| {
                scribe.word(match intolerance {
                    Intolerance::EmptyKeyShare => "intolerance.empty-key-share",
                    Intolerance::LargeHello => "intolerance.large-hello",
                    Intolerance::ManySuites => "intolerance.many-suites",
                    Intolerance::NewerVersion => "intolerance.newer-version",
                })
            })
            .collect();
        rows.push(scribe.row("picture.intolerances", super::groups::joined(&words)));
    }
    rows
}

fn unnamed(unnamed: &Unnamed, scribe: &Scribe) -> Plain {
    match unnamed {
        Unnamed::Different => scribe.word("unnamed.different"),
        Unnamed::Inconclusive(failure) => scribe.fill(
            "unnamed.inconclusive",
            &[("why", why(failure, scribe).as_str())],
        ),
        Unnamed::NotLooked => scribe.word("state.not-looked"),
        Unnamed::Refused => scribe.word("unnamed.refused"),
        Unnamed::Same => scribe.word("unnamed.same"),
    }
}

/// Weaknesses of server programs that were probed for.
pub(super) fn weaknesses(trials: &[WeaknessTrial], scribe: &Scribe) -> Vec<PropertyView> {
    trials
        .iter()
        .map(|trial| {
            let (code, sign) = match trial.state {
                WeaknessState::Affected => ("affected", "✕"),
                WeaknessState::NotAffected => ("not-affected", "✓"),
                WeaknessState::Inconclusive(_) => ("inconclusive", "?"),
                WeaknessState::NotApplicable => ("not-applicable", "–"),
            };
            let note = match &trial.state {
                WeaknessState::Inconclusive(failure) => Some(why(failure, scribe)),
                WeaknessState::NotApplicable => Some(scribe.word(match trial.weakness {
                    // Nothing older than TLS 1.3 is offered, which none of them can do without.
                    _ if trial.detail.ends_with("TLS 1.3") => "trial.needs-older",
                    Weakness::CcsInjection => "trial.needs-older",
                    Weakness::Heartbleed => "trial.needs-heartbeat",
                    Weakness::Robot => "trial.needs-rsa",
                    Weakness::Ticketbleed => "trial.needs-ticket",
                })),
                _ => (!trial.detail.is_empty())
                    .then(|| scribe.technical(shortened(&trial.detail).as_str())),
            };
            PropertyView {
                name: scribe.word(match trial.weakness {
                    Weakness::CcsInjection => "weakness.ccs-injection",
                    Weakness::Heartbleed => "weakness.heartbleed",
                    Weakness::Robot => "weakness.robot",
                    Weakness::Ticketbleed => "weakness.ticketbleed",
                }),
                state: scribe.badge("state", code, sign),
                level: None,
                note,
            }
        })
        .collect()
}
