//! Levels and letters of the fictional endpoints, in the manner of real guidelines; the real ones are data.

use std::net::SocketAddr;

use waarborg::domain::fact::{Feature, TlsFact, TlsVersion, VersionState};
use waarborg::domain::policy::Level;
use waarborg::domain::rating::{Grade, Part, RatedSetting, Rating, SettingKind};
use waarborg::domain::subject::SubjectId;
use waarborg::domain::text::Text;

/// Levels in the manner of a guideline; the real ones are data.
pub(super) fn levels(subject: &SubjectId, address: Option<SocketAddr>, fact: &TlsFact) -> Rating {
    let mut levels: Vec<RatedSetting> = Vec::new();
    let mut add = |kind, version, name: &str, level| {
        levels.push(RatedSetting {
            kind,
            version,
            name: name.to_owned(),
            level,
        });
    };
    for trial in &fact.versions {
        let level = match trial.version {
            TlsVersion::Tls13 => Level::Good,
            TlsVersion::Tls12 => Level::Sufficient,
            _ => Level::Insufficient,
        };
        if trial.state == VersionState::Offered {
            add(
                SettingKind::Version,
                Some(trial.version),
                trial.version.name(),
                level,
            );
        }
    }
    if let Some(certificate) = fact.leaf() {
        add(
            SettingKind::Key,
            None,
            &certificate.key.setting(),
            Level::Sufficient,
        );
        add(
            SettingKind::Hash,
            None,
            &certificate.signature_hash,
            Level::Good,
        );
    }
    if let Some(picture) = &fact.picture {
        for list in &picture.suites {
            for suite in &list.suites {
                let level = match suite.name.as_str() {
                    name if name.starts_with("TLS_AES_256") => Level::Good,
                    name if name.starts_with("TLS_CHACHA20") => Level::Good,
                    name if name.starts_with("TLS_AES_128") => Level::Sufficient,
                    name if name.contains("ECDHE")
                        && !name.contains("CBC")
                        && !name.contains("RC4") =>
                    {
                        Level::Sufficient
                    }
                    name if name.contains("CBC_SHA256") || name.contains("CBC_SHA384") => {
                        Level::PhaseOut
                    }
                    _ => Level::Insufficient,
                };
                add(SettingKind::Suite, Some(list.version), &suite.name, level);
            }
        }
        for group in picture.groups.iter().flat_map(|list| &list.groups) {
            let level = match group.name.as_str() {
                "X25519MLKEM768" => Level::Good,
                "secp224r1" => Level::PhaseOut,
                "secp192r1" => Level::Insufficient,
                _ => Level::Sufficient,
            };
            add(SettingKind::Group, None, &group.name, level);
        }
        for dh in &picture.dh_parameters {
            add(SettingKind::Dh, None, &dh.setting(), Level::Insufficient);
        }
        for signature in &picture.signatures {
            let level = if signature.hash == "sha256" {
                Level::Good
            } else {
                Level::Insufficient
            };
            add(
                SettingKind::Hash,
                Some(signature.version),
                &signature.hash,
                level,
            );
        }
        if picture.features.compression == Feature::Present {
            add(
                SettingKind::Feature,
                None,
                "compression",
                Level::Insufficient,
            );
        }
    }
    let worst = levels.iter().map(|rated| rated.level).max();
    Rating {
        subject: subject.clone(),
        address,
        policy: "ncsc-2025-05".to_owned(),
        title: Text::new(
            "NCSC-richtlijn voor TLS, mei 2025",
            "NCSC-NL guidelines for TLS, May 2025",
        ),
        grades: vec![
            Grade {
                part: Part::Configuration,
                letter: None,
                level: worst,
                score: None,
                reasons: vec![Text::new("TLS 1.0 wordt aangeboden", "TLS 1.0 is offered")]
                    .into_iter()
                    .filter(|_| worst == Some(Level::Insufficient))
                    .collect(),
                complete: worst != Some(Level::Insufficient),
                not_observed: (worst == Some(Level::Insufficient))
                    .then(|| Text::new("TLS 1.1", "TLS 1.1")),
            },
            Grade {
                part: Part::Certificate,
                letter: None,
                level: Some(Level::Sufficient),
                score: None,
                reasons: Vec::new(),
                complete: true,
                not_observed: None,
            },
        ],
        levels,
    }
}

/// Letters for all addresses together.
pub(super) fn letters(subject: &SubjectId) -> Rating {
    let grade = |part, letter: Option<&str>, score, reason: Option<(&str, &str)>| Grade {
        part,
        letter: letter.map(str::to_owned),
        level: None,
        score,
        reasons: reason.iter().map(|(nl, en)| Text::new(*nl, *en)).collect(),
        complete: letter.is_some(),
        not_observed: None,
    };
    Rating {
        subject: subject.clone(),
        address: None,
        policy: "letters-2025".to_owned(),
        title: Text::new(
            "Letters, regels van 2025-05-16",
            "Letters, rules of 2025-05-16",
        ),
        grades: vec![
            grade(
                Part::Configuration,
                Some("F"),
                Some(2050),
                Some((
                    "SSL 3.0 wordt op één adres aangenomen",
                    "SSL 3.0 is accepted at one address",
                )),
            ),
            grade(
                Part::Certificate,
                Some("T"),
                None,
                Some(("het certificaat is verlopen", "the certificate has expired")),
            ),
            grade(Part::Dns, None, None, None),
        ],
        levels: Vec::new(),
    }
}
