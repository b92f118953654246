//! Areas of data-protection law, and the evidence ladder that turns hosting evidence into a statement about an address.

use std::collections::BTreeMap;

use super::day::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::country::Country;
use super::fact::{DeliveryClass, GeoClaim, GeoKind, HostingFact};
use super::finding::Confidence;
use super::latency::{Distances, Reach};
use super::text::Text;

/// The legal position of a country at some time (GDPR chapter V).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// Adequacy decision for the whole country or all of its private sector.
    Adequacy,
    /// Adequacy only under a condition that the country alone does not show (United States: on the DPF list).
    AdequacyConditional,
    /// Unsettled: a person has to look.
    Check,
    /// Iceland, Liechtenstein, Norway.
    Eea,
    /// Member state of the Union.
    Eu,
    /// Union territory with a code of its own (TFEU art. 355(1)).
    EuOutermost,
    /// No decision.
    Outside,
}

/// One dated row of the areas table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Country or territory.
    pub code: Country,
    /// Name.
    pub name: Text,
    /// Legal position.
    pub area: AreaKind,
    /// What the decision covers, when it does not cover everything.
    pub scope: Option<Text>,
    /// Decision or article.
    pub legal_ref: Option<String>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// Remark.
    pub note: Option<Text>,
    /// When this row was last checked, if it differs from the table's date.
    pub verified_on: Option<Day>,
    /// Where it was read.
    pub source: Option<String>,
}

/// What may be said of an address.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LocationStatus {
    /// Best case first: in the European Economic Area.
    InEea,
    /// In a country with an adequacy decision.
    Adequacy,
    /// In a country where adequacy depends on the recipient.
    AdequacyConditional,
    /// Cannot be told from the outside: never a pass and never a fail.
    NotDeterminable,
    /// In a country without an adequacy decision.
    Outside,
}

/// The rung of the evidence ladder that decided.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Rung {
    /// Special-purpose address.
    N0,
    /// Anycast or content delivery network.
    N1,
    /// An answer came too fast for every place that the sources name.
    R,
    /// The provider publishes the region.
    L1,
    /// The operator's geofeed.
    L2,
    /// Two databases of different families agree.
    L3,
    /// One database and the registry agree.
    L4,
    /// One database: an indication.
    L5,
    /// Registry only: no location.
    L6,
    /// Sources of equal rank conflict across a legal border.
    X,
    /// No source has a row.
    None,
}

/// What the evidence about one address amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LocationVerdict {
    /// What may be said.
    pub status: LocationStatus,
    /// The country, when one could be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Its legal position at the date of judging.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaKind>,
    /// What decided.
    pub rung: Rung,
    /// How strong that is.
    pub confidence: Confidence,
}

/// Days after which a source counts one step weaker.
const STALE_AFTER_DAYS: i64 = 180;

/// The dated table of areas.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    rows: BTreeMap<Country, Vec<Area>>,
    distances: Distances,
}

impl Areas {
    /// A table from its rows; several rows of one code are its history.
    #[must_use]
    pub fn new(rows: Vec<Area>) -> Self {
        let mut map: BTreeMap<Country, Vec<Area>> = BTreeMap::new();
        for row in rows {
            map.entry(row.code).or_default().push(row);
        }
        Self {
            rows: map,
            distances: Distances::default(),
        }
    }

    /// The same table, with how far its countries are apart.
    #[must_use]
    pub fn with_distances(self, distances: Distances) -> Self {
        Self { distances, ..self }
    }

    /// How far countries are apart.
    #[must_use]
    pub const fn distances(&self) -> &Distances {
        &self.distances
    }

    /// The row of a country that holds on a date; for a code with rows but none on that date, absent.
    #[must_use]
    pub fn at(&self, country: Country, on: Day) -> Option<&Area> {
        self.rows.get(&country)?.iter().find(|row| {
            row.from.is_none_or(|from| from <= on) && row.until.is_none_or(|until| on <= until)
        })
    }

    /// The days on which the legal position of a country turns: the first day of a row, and the day after a last day.
    /// With each last day stands true.
    #[must_use]
    pub fn turns(&self, country: Country) -> Vec<(Day, bool)> {
        let rows = self.rows.get(&country).map_or(&[][..], Vec::as_slice);
        let begins = rows.iter().filter_map(|row| Some((row.from?, false)));
        let ends = rows
            .iter()
            .filter_map(|row| Some((row.until?.plus_days(1), true)));
        begins.chain(ends).collect()
    }

    /// The country of a name, in Dutch or English, whatever the case.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Country> {
        let wanted = name.trim().to_lowercase();
        self.rows
            .iter()
            .find(|(_, rows)| {
                rows.last().is_some_and(|row| {
                    row.name.nl.to_lowercase() == wanted || row.name.en.to_lowercase() == wanted
                })
            })
            .map(|(code, _)| *code)
    }

    /// True when the code occurs in the table at all.
    #[must_use]
    pub fn knows(&self, country: Country) -> bool {
        self.rows.contains_key(&country)
    }

    /// The name of a country, or its code.
    #[must_use]
    pub fn name(&self, country: Country) -> Text {
        self.rows
            .get(&country)
            .and_then(|rows| rows.last())
            .map_or_else(|| Text::same(country.code()), |row| row.name.clone())
    }

    /// The legal position of a country on a date. A lapsed decision leaves the country outside.
    #[must_use]
    pub fn kind(&self, country: Country, on: Day) -> AreaKind {
        self.at(country, on)
            .map_or(AreaKind::Outside, |row| row.area)
    }

    /// What may be said of a country on a date.
    #[must_use]
    pub fn status(&self, country: Country, on: Day) -> LocationStatus {
        match self.kind(country, on) {
            AreaKind::Eu | AreaKind::Eea | AreaKind::EuOutermost => LocationStatus::InEea,
            AreaKind::Adequacy => LocationStatus::Adequacy,
            AreaKind::AdequacyConditional => LocationStatus::AdequacyConditional,
            AreaKind::Outside => LocationStatus::Outside,
            AreaKind::Check => LocationStatus::NotDeterminable,
        }
    }

    /// All codes with a status on a date, sorted.
    #[must_use]
    pub fn codes(&self, status: LocationStatus, on: Day) -> Vec<Country> {
        self.rows
            .keys()
            .copied()
            .filter(|code| self.status(*code, on) == status)
            .collect()
    }

    /// Climbs the evidence ladder for one address: the first rung that applies decides.
    #[must_use]
    pub fn judge(&self, fact: &HostingFact, on: Day) -> LocationVerdict {
        self.judge_timed(fact, on, None)
    }

    /// The same, leaving aside what names a country from which the address cannot have answered as fast as it did.
    #[must_use]
    pub fn judge_timed(
        &self,
        fact: &HostingFact,
        on: Day,
        reach: Option<&Reach>,
    ) -> LocationVerdict {
        let impossible = |claim: &&GeoClaim| {
            claim.kind != GeoKind::Registry
                && claim.country.is_some_and(|country| {
                    reach.is_some_and(|reach| reach.rules_out(country, &self.distances))
                })
        };
        if !fact.claims.iter().any(|claim| impossible(&claim)) {
            return self.climb(fact, on);
        }
        let mut possible = fact.clone();
        possible.claims.retain(|claim| !impossible(&claim));
        let verdict = self.climb(&possible, on);
        match verdict.rung {
            // Without the impossible no source names a place.
            Rung::L6 | Rung::None => undetermined(Rung::R, None, None),
            _ => verdict,
        }
    }

    fn climb(&self, fact: &HostingFact, on: Day) -> LocationVerdict {
        if &*fact.scope != "public" {
            return undetermined(Rung::N0, None, None);
        }
        let region = fact
            .claims
            .iter()
            .find(|c| c.kind == GeoKind::ProviderRegion && c.country.is_some());
        if matches!(
            fact.delivery.class,
            DeliveryClass::Anycast | DeliveryClass::Cdn
        ) && !outranks(region, fact)
        {
            return undetermined(Rung::N1, None, None);
        }
        if let Some((claim, country)) = region.and_then(|c| c.country.map(|country| (c, country))) {
            return self.placed(country, on, Rung::L1, weaken(Confidence::High, claim, on));
        }
        let feed = fact
            .claims
            .iter()
            .find(|c| c.kind == GeoKind::Geofeed && c.country.is_some());
        if let Some((claim, country)) = feed.and_then(|c| c.country.map(|country| (c, country))) {
            return self.placed(country, on, Rung::L2, weaken(Confidence::Medium, claim, on));
        }
        self.judge_databases(fact, on)
    }

    fn judge_databases(&self, fact: &HostingFact, on: Day) -> LocationVerdict {
        let mut databases = fact
            .claims
            .iter()
            .filter(|c| c.kind == GeoKind::GeoDatabase && c.country.is_some());
        let registry = fact
            .claims
            .iter()
            .find(|c| c.kind == GeoKind::Registry)
            .and_then(|c| c.country);
        let Some((first, country)) = databases
            .next()
            .and_then(|c| c.country.map(|country| (c, country)))
        else {
            return match registry {
                Some(country) => {
                    undetermined(Rung::L6, Some(country), Some(self.kind(country, on)))
                }
                None => undetermined(Rung::None, None, None),
            };
        };
        let status = self.status(country, on);
        let (mut same_country, mut other_family) = (true, false);
        for claim in databases {
            let Some(other) = claim.country else { continue };
            if self.status(other, on) != status {
                return undetermined(Rung::X, None, None);
            }
            same_country &= other == country;
            other_family |= independent(claim, first);
        }
        match (same_country, other_family) {
            (true, true) => self.placed(country, on, Rung::L3, weaken(Confidence::High, first, on)),
            (true, false) if registry == Some(country) => {
                self.placed(country, on, Rung::L4, weaken(Confidence::Medium, first, on))
            }
            (true, false) => self.placed(country, on, Rung::L5, Confidence::Low),
            // Different countries on the same side of every legal border: the status holds, the country does not.
            (false, _) => LocationVerdict {
                status,
                country: None,
                area: None,
                rung: Rung::L5,
                confidence: Confidence::Low,
            },
        }
    }

    fn placed(
        &self,
        country: Country,
        on: Day,
        rung: Rung,
        confidence: Confidence,
    ) -> LocationVerdict {
        LocationVerdict {
            status: self.status(country, on),
            country: Some(country),
            area: Some(self.kind(country, on)),
            rung,
            confidence,
        }
    }
}

fn undetermined(rung: Rung, country: Option<Country>, area: Option<AreaKind>) -> LocationVerdict {
    LocationVerdict {
        status: LocationStatus::NotDeterminable,
        country,
        area,
        rung,
        confidence: Confidence::Low,
    }
}

/// Two sources of different families are two witnesses; a file of unknown make may be a copy of the other.
fn independent(a: &GeoClaim, b: &GeoClaim) -> bool {
    let known = |claim: &GeoClaim| !claim.family.starts_with("user:");
    a.family != b.family && known(a) && known(b)
}

/// A region published for a smaller network beats an edge listed for a larger one.
fn outranks(region: Option<&GeoClaim>, fact: &HostingFact) -> bool {
    match (region.and_then(|c| c.network), fact.delivery.network) {
        (Some(region), Some(edge)) => region.prefix() > edge.prefix(),
        _ => false,
    }
}

fn weaken(confidence: Confidence, claim: &GeoClaim, on: Day) -> Confidence {
    let stale = claim
        .dated
        .is_some_and(|dated| dated.days_until(on) > STALE_AFTER_DAYS);
    match (stale, confidence) {
        (true, Confidence::High) => Confidence::Medium,
        (true, _) => Confidence::Low,
        (false, confidence) => confidence,
    }
}
