//! The levels of one guideline at one address.

use super::Material;
use super::mark::{Mark, Reason};
use super::sight::{Sight, feature_gap};
use super::unseen::{Unseen, shortlist};
use crate::domain::fact::{Feature, TlsVersion, VersionState};
use crate::domain::phrase::Phrases;
use crate::domain::policy::{Level, LevelPolicy};
use crate::domain::rating::{Grade, Part, RatedSetting, SettingKind};
use crate::domain::suite::{self, KeyExchange};
use crate::domain::text::{Params, Text};

/// "Too early" (RFC 8470 §5.2): early data is taken up but not acted on.
const TOO_EARLY: u16 = 425;

/// What one guideline says about one address.
pub(super) struct Rated {
    pub(super) levels: Vec<RatedSetting>,
    configuration: Mark,
    certificate: Option<Mark>,
}

impl Rated {
    pub(super) fn mark(&self, part: Part) -> Option<Mark> {
        match part {
            Part::Configuration => Some(self.configuration.clone()),
            Part::Certificate => self.certificate.clone(),
            Part::Dns | Part::Mail => None,
        }
    }

    pub(super) fn grades(&self, phrases: &Phrases) -> Vec<Grade> {
        [Part::Configuration, Part::Certificate]
            .into_iter()
            .filter_map(|part| Some(self.mark(part)?.grade(part, phrases)))
            .collect()
    }
}

/// Settings as they are found.
#[derive(Default)]
struct Found {
    levels: Vec<RatedSetting>,
    unseen: Vec<Unseen>,
}

impl Found {
    fn add(&mut self, kind: SettingKind, version: Option<TlsVersion>, name: &str, level: Level) {
        let rated = RatedSetting {
            kind,
            version,
            name: name.to_owned(),
            level,
        };
        if !self.levels.contains(&rated) {
            self.levels.push(rated);
        }
    }

    /// A setting that the guideline may not know.
    fn add_known(&mut self, kind: SettingKind, name: &str, level: Option<Level>) {
        match level {
            Some(level) => self.add(kind, None, name, level),
            None => self.unseen.push(Unseen::Unrated(name.to_owned())),
        }
    }

    /// One mark for all of them.
    fn mark(&self, phrases: &Phrases) -> Mark {
        let worst = self.levels.iter().map(|rated| rated.level).max();
        let reasons = [Level::Insufficient, Level::PhaseOut]
            .into_iter()
            .flat_map(|level| reasons(&self.levels, level, phrases))
            .map(Reason::plain)
            .collect();
        Mark {
            level: worst,
            reasons,
            unseen: self.unseen.clone(),
            ..Mark::default()
        }
    }
}

/// Rates one address.
pub(super) fn rate(sight: &Sight<'_>, policy: &LevelPolicy, material: &Material<'_>) -> Rated {
    let mut configuration = Found::default();
    versions(sight, policy, &mut configuration);
    if sight.picture.is_some() {
        suites(sight, policy, &mut configuration);
        exchange(sight, policy, material, &mut configuration);
        hashes(sight, policy, &mut configuration);
        features(sight, policy, &mut configuration);
    } else {
        configuration.unseen.push(Unseen::Light);
    }
    let mut mark = configuration.mark(material.phrases);
    // Versions alone are no ground for a good level.
    if sight.picture.is_none() && mark.level <= Some(Level::Sufficient) {
        mark.level = None;
    }
    let mut found = Found::default();
    certificates(sight, policy, &mut found);
    let certificate = (!found.levels.is_empty() || !found.unseen.is_empty())
        .then(|| found.mark(material.phrases));
    let mut levels = configuration.levels;
    levels.extend(found.levels);
    Rated {
        levels,
        configuration: mark,
        certificate,
    }
}

fn versions(sight: &Sight<'_>, policy: &LevelPolicy, found: &mut Found) {
    for trial in &sight.fact.versions {
        if trial.state == VersionState::Offered {
            let name = trial.version.name();
            found.add(SettingKind::Version, None, name, policy.version(name));
        }
    }
    found.unseen.extend(sight.version_gaps(&TlsVersion::ALL));
}

fn suites(sight: &Sight<'_>, policy: &LevelPolicy, found: &mut Found) {
    for (_, suite) in sight.suites() {
        if suite::properties(suite.code).is_some() {
            let level = policy.cipher_suites.level(&suite.name);
            found.add(SettingKind::Suite, None, &suite.name, level);
        }
    }
    found.unseen.extend(sight.suite_gaps(&TlsVersion::ALL));
}

fn exchange(sight: &Sight<'_>, policy: &LevelPolicy, material: &Material<'_>, found: &mut Found) {
    let Some(picture) = sight.picture else {
        return;
    };
    for group in picture.groups.iter().flat_map(|list| &list.groups) {
        found.add_known(SettingKind::Group, &group.name, policy.group(&group.name));
    }
    for parameters in &picture.dh_parameters {
        let known = parameters
            .known
            .as_deref()
            .or_else(|| material.policy.dh_primes.name(&parameters.prime_sha256));
        let level = known.and_then(|name| policy.groups.get(name).copied());
        found.add(
            SettingKind::Dh,
            None,
            &parameters.setting(),
            level.unwrap_or(Level::Insufficient),
        );
    }
    found.unseen.extend(sight.exchange_gaps());
}

/// Before TLS 1.2 the version fixes the hash, which is rated with the version.
fn hashes(sight: &Sight<'_>, policy: &LevelPolicy, found: &mut Found) {
    let Some(picture) = sight.picture else {
        return;
    };
    let mut seen = Vec::new();
    for signature in &picture.signatures {
        if signature.version >= TlsVersion::Tls12 {
            seen.push(signature.version);
            found.add(
                SettingKind::Hash,
                Some(signature.version),
                &signature.hash,
                policy.exchange_hash(&signature.hash),
            );
        }
    }
    let signs = sight.known().any(|(version, properties)| {
        version == TlsVersion::Tls12
            && !properties.anonymous
            && (properties.rsa || properties.ecdsa)
            && matches!(
                properties.key_exchange,
                KeyExchange::Dhe | KeyExchange::Ecdhe
            )
    });
    let missing = (signs && !seen.contains(&TlsVersion::Tls12))
        || (sight.offers(TlsVersion::Tls13) && !seen.contains(&TlsVersion::Tls13));
    if missing {
        found.unseen.push(Unseen::Signature);
    }
}

fn features(sight: &Sight<'_>, policy: &LevelPolicy, found: &mut Found) {
    let Some(picture) = sight.picture else {
        return;
    };
    let (features, sessions) = (&picture.features, &picture.sessions);
    let settings = &policy.settings;
    let mut add = |name: &'static str, feature: &Feature, present: Level, absent: Level| {
        match feature {
            Feature::Present => found.add(SettingKind::Feature, None, name, present),
            Feature::Absent => found.add(SettingKind::Feature, None, name, absent),
            Feature::NotApplicable | Feature::Inconclusive(_) | Feature::NotLooked => {}
        }
        found.unseen.extend(feature_gap(feature, name));
    };
    add(
        "client-renegotiation",
        &features.client_renegotiation,
        settings.client_renegotiation,
        Level::Good,
    );
    add(
        "compression",
        &features.compression,
        settings.compression,
        Level::Good,
    );
    add(
        "extended-master-secret",
        &features.extended_master_secret,
        Level::Good,
        settings.no_extended_master_secret,
    );
    let early_data = match (&sessions.early_data, sessions.early_data_status) {
        // The web server sends the client back; without an answer nobody saw what it does.
        (Feature::Present, Some(TOO_EARLY)) => &Feature::Absent,
        (Feature::Present, None) => &Feature::NotLooked,
        (feature, _) => feature,
    };
    add("early-data", early_data, settings.early_data, Level::Good);
    match (
        &features.secure_renegotiation,
        &features.client_renegotiation,
    ) {
        (Feature::Absent, Feature::Present) => found.add(
            SettingKind::Feature,
            None,
            "secure-renegotiation",
            settings.insecure_renegotiation,
        ),
        (Feature::Present, _) => found.add(
            SettingKind::Feature,
            None,
            "secure-renegotiation",
            Level::Good,
        ),
        // Nothing to protect.
        (_, Feature::Absent | Feature::NotApplicable) | (Feature::NotApplicable, _) => {}
        _ => found.unseen.push(Unseen::Feature("secure-renegotiation")),
    }
}

fn certificates(sight: &Sight<'_>, policy: &LevelPolicy, found: &mut Found) {
    for leaf in sight.leaves() {
        match policy.key(&leaf.key) {
            Some(level) => found.add(SettingKind::Key, None, &leaf.key.setting(), level),
            None => found.unseen.push(Unseen::Key),
        }
    }
    for certificate in sight.signed() {
        match certificate.signature_hash.as_str() {
            "unknown" => found.unseen.push(Unseen::Signature),
            // Ed25519 and Ed448 hash by themselves; the key has the level.
            "none" => {}
            hash => found.add(SettingKind::Hash, None, hash, policy.signature_hash(hash)),
        }
    }
    if sight.has_unreadable() {
        found.unseen.push(Unseen::Certificate);
    }
}

/// The settings of one level, by kind, in words.
fn reasons(levels: &[RatedSetting], level: Level, phrases: &Phrases) -> Vec<Text> {
    let word = phrases.text(match level {
        Level::Good => "level.good",
        Level::Sufficient => "level.sufficient",
        Level::PhaseOut => "level.phase-out",
        Level::Insufficient => "level.insufficient",
    });
    let kinds = [
        (SettingKind::Version, "version"),
        (SettingKind::Suite, "suite"),
        (SettingKind::Dh, "dh"),
        (SettingKind::Group, "group"),
        (SettingKind::Hash, "hash"),
        (SettingKind::Key, "key"),
        (SettingKind::Feature, "feature"),
    ];
    kinds
        .into_iter()
        .filter_map(|(kind, key)| {
            let mut names: Vec<Text> = Vec::new();
            for rated in levels {
                if rated.kind == kind && rated.level == level {
                    let name = if kind == SettingKind::Feature {
                        phrases.text(&format!("rating.feature.{}", rated.name))
                    } else {
                        Text::same(rated.name.as_str())
                    };
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            let names = shortlist(&names, phrases)?;
            if kind == SettingKind::Feature {
                return Some(names);
            }
            let params = Params::from([("names".to_owned(), names)]);
            Some(phrases.text(&format!("rating.setting.{key}")).fill(&params))
        })
        .map(|what| {
            phrases.text("rating.by-level").fill(&Params::from([
                ("level".to_owned(), word.clone()),
                ("what".to_owned(), what),
            ]))
        })
        .collect()
}
