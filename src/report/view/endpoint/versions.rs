//! Versions of the protocol, newest first.

use serde::Serialize;

use super::levels::Levels;
use super::{Badge, Plain, Scribe};
use crate::domain::fact::{TlsFact, TlsVersion, VersionState};
use crate::domain::rating::SettingKind;
use crate::report::view::unseen::why;

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct VersionView {
    pub(crate) name: Plain,
    pub(crate) state: Badge,
    /// Only of a version that is offered.
    pub(crate) level: Option<Badge>,
    /// Why there is no clear answer.
    pub(crate) note: Option<Plain>,
}

/// Every version, also those that nobody asked for.
pub(super) fn versions(tls: &TlsFact, levels: Levels, scribe: &Scribe) -> Vec<VersionView> {
    if tls.versions.is_empty() {
        return Vec::new();
    }
    TlsVersion::ALL
        .into_iter()
        .rev()
        .map(|version| {
            let trial = tls.versions.iter().find(|trial| trial.version == version);
            let (code, sign) = match trial.map(|trial| &trial.state) {
                Some(VersionState::Offered) => ("offered", "●"),
                Some(VersionState::Refused) => ("refused", "–"),
                Some(VersionState::Inconclusive(_)) => ("inconclusive", "?"),
                None => ("not-looked", "?"),
            };
            VersionView {
                name: version.name().into(),
                state: scribe.badge("state", code, sign),
                level: (code == "offered")
                    .then(|| {
                        levels.badge(SettingKind::Version, Some(version), version.name(), scribe)
                    })
                    .flatten(),
                note: match trial.map(|trial| &trial.state) {
                    Some(VersionState::Inconclusive(failure)) => Some(why(failure, scribe)),
                    _ => None,
                },
            }
        })
        .collect()
}

/// The versions in one state on one line, newest first, with their levels.
pub(super) fn line(views: &[VersionView], codes: &[&str]) -> Option<Plain> {
    let names: Vec<String> = views
        .iter()
        .filter(|view| codes.contains(&view.state.code))
        .map(|view| match &view.level {
            Some(level) => format!("{} ({})", view.name, level.word),
            None => view.name.to_string(),
        })
        .collect();
    (!names.is_empty()).then(|| names.join(", ").into())
}
