//! What the checks of the full TLS picture share: who was looked at how thoroughly, levels, and lists that fit in a sentence.

use super::endpoint::by_address;
use super::{Context, Judgement};
use crate::domain::fact::{
    CipherSuite, Feature, SuiteList, TlsFact, TlsPicture, TlsVersion, VersionState,
};
use crate::domain::observation::{Failure, Observation};
use crate::domain::policy::Level;
use crate::domain::suite::{self, SuiteProperties};
use crate::domain::text::Text;

/// Names in a sentence; the rest is counted.
const NAMED: usize = 6;

/// One address that was looked at in full.
pub(super) struct Sight<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) observation: &'a Observation,
    pub(super) fact: &'a TlsFact,
    pub(super) picture: &'a TlsPicture,
}

/// Judges the full picture of each address that speaks TLS. One that was only looked at lightly was not observed.
pub(super) fn by_picture(
    context: &Context<'_>,
    judge: impl Fn(&Sight<'_>) -> Judgement,
) -> Judgement {
    by_address(context, |observation, fact| {
        if !fact
            .versions
            .iter()
            .any(|trial| trial.state == VersionState::Offered)
        {
            return None;
        }
        let Some(picture) = fact.picture.as_deref() else {
            return Some(Judgement::not_observed("light"));
        };
        Some(judge(&Sight {
            context,
            observation,
            fact,
            picture,
        }))
    })
}

impl<'a> Sight<'a> {
    /// Adds what the judgement rests on, with the address before it.
    pub(super) fn show(&self, judgement: Judgement, quote: impl Into<Text>) -> Judgement {
        let address = format!("{} — ", self.fact.address);
        judgement.because(self.observation, quote.into().after(&address))
    }

    /// True when the server chose the version.
    pub(super) fn offers(&self, version: TlsVersion) -> bool {
        self.fact
            .versions
            .iter()
            .any(|trial| trial.version == version && trial.state == VersionState::Offered)
    }

    /// True when the version was asked for and declined.
    pub(super) fn refuses(&self, version: TlsVersion) -> bool {
        self.fact
            .versions
            .iter()
            .any(|trial| trial.version == version && trial.state == VersionState::Refused)
    }

    /// The suites that a version takes.
    pub(super) fn list(&self, version: TlsVersion) -> Option<&'a SuiteList> {
        self.picture
            .suites
            .iter()
            .find(|list| list.version == version)
    }

    /// Every suite with its version.
    pub(super) fn suites(&self) -> impl Iterator<Item = (TlsVersion, &'a CipherSuite)> {
        self.picture
            .suites
            .iter()
            .flat_map(|list| list.suites.iter().map(move |suite| (list.version, suite)))
    }

    /// Every suite that the registry knows, with its version and what it is made of.
    pub(super) fn known(
        &self,
    ) -> impl Iterator<Item = (TlsVersion, &'a CipherSuite, SuiteProperties)> {
        self.suites().filter_map(|(version, suite)| {
            suite::properties(suite.code).map(|properties| (version, suite, properties))
        })
    }

    /// Why there may be more suites in these versions than were seen; nothing when each was declined or seen to its end.
    pub(super) fn gap(&self, versions: &[TlsVersion]) -> Option<Gap<'a>> {
        self.fact
            .versions
            .iter()
            .filter(|trial| versions.contains(&trial.version))
            .find_map(|trial| match &trial.state {
                VersionState::Refused => None,
                VersionState::Inconclusive(failure) => Some(Gap(Some(failure))),
                VersionState::Offered => match self.list(trial.version) {
                    None => Some(Gap(None)),
                    Some(list) if list.suites.is_empty() => Some(Gap(list.incomplete.as_ref())),
                    Some(list) => list.incomplete.as_ref().map(|failure| Gap(Some(failure))),
                },
            })
    }

    /// The level of a suite; none for a number that is not in the registry.
    pub(super) fn level(&self, suite: &CipherSuite) -> Option<Level> {
        suite::properties(suite.code)?;
        Some(
            self.context
                .material
                .policy
                .levels
                .cipher_suites
                .level(&suite.name),
        )
    }

    /// A property that gave no answer, as "not observed"; nothing when it is there, absent or cannot occur.
    pub(super) fn unclear(&self, feature: &Feature) -> Option<Judgement> {
        match feature {
            Feature::Absent | Feature::NotApplicable | Feature::Present => None,
            Feature::Inconclusive(failure) => Some(self.gapped(&Gap(Some(failure)))),
            Feature::NotLooked => Some(self.gapped(&Gap(None))),
        }
    }

    /// "Not observed", because something stayed out of sight.
    pub(super) fn gapped(&self, gap: &Gap<'_>) -> Judgement {
        match gap.0 {
            Some(failure) => self.show(
                Judgement::not_observed("inconclusive")
                    .with_text("failure", self.context.words(failure)),
                self.context.failed(failure),
            ),
            None => Judgement::not_observed("not-looked"),
        }
    }

    /// The words of a level.
    pub(super) fn words(&self, level: Level) -> Text {
        self.context.material.phrases.text(match level {
            Level::Good => "level.good",
            Level::Sufficient => "level.sufficient",
            Level::PhaseOut => "level.phase-out",
            Level::Insufficient => "level.insufficient",
        })
    }

    /// Suites with their levels, one line a version, as evidence.
    pub(super) fn show_suites(
        &self,
        judgement: Judgement,
        keep: impl Fn(&CipherSuite) -> bool,
    ) -> Judgement {
        self.picture.suites.iter().fold(judgement, |judged, list| {
            let names: Vec<&str> = list
                .suites
                .iter()
                .filter(|suite| keep(suite))
                .map(|suite| suite.name.as_str())
                .collect();
            if names.is_empty() {
                return judged;
            }
            self.show(judged, format!("{}: {}", list.version, names.join(", ")))
        })
    }
}

/// Something that was not seen, with the failure when there was one.
pub(super) struct Gap<'a>(pub(super) Option<&'a Failure>);

/// How a setting of a level comes out.
pub(super) fn by_level(level: Level, reason: &'static str) -> Judgement {
    match level {
        Level::Good | Level::Sufficient => Judgement::conforms(reason),
        Level::PhaseOut => Judgement::partial(reason),
        Level::Insufficient => Judgement::deviates(reason),
    }
}

/// The first names, and how many there are besides.
pub(super) fn shortlist<'a>(names: impl IntoIterator<Item = &'a str>) -> Text {
    let mut distinct: Vec<&str> = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    let shown = distinct
        .iter()
        .take(NAMED)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match distinct.len().saturating_sub(NAMED) {
        0 => Text::same(shown),
        rest => Text::new(
            format!("{shown} en nog {rest}"),
            format!("{shown} and {rest} more"),
        ),
    }
}
