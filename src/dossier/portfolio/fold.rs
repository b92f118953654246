//! Lists of an assessment that are taken in one item at a time and never held.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::finding::{Outcome, Severity};
use crate::domain::location::LocationStatus;
use crate::domain::party::Standing;
use crate::domain::portfolio::{
    CertificateTerm, FindingCounts, NetworkNamed, PartyNamed, PlaceCount,
};
use crate::domain::subject::{Subject, SubjectId};

/// Rows of each list that are kept.
pub(super) const MOST: usize = 500;
/// Characters of a name that are kept.
const LONGEST: usize = 300;
/// Questions for a processor agreement, and for an exit plan.
const AGREEMENT: [&str; 2] = ["con.agreement", "dpa.form"];
const EXIT_PLAN: [&str; 2] = ["dora.exit-plan", "exit.plan"];

/// A text of at most [`LONGEST`] characters.
pub(super) fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Something that takes in the items of a list.
pub(super) trait Fold: Default {
    /// The part of an item that is read.
    type Item: for<'de> Deserialize<'de>;
    /// Takes in one item.
    fn take(&mut self, item: Self::Item);
}

/// What a list comes to.
#[derive(Debug, Default)]
pub(super) struct Folded<F>(pub(super) F);

impl<'de, F: Fold> Deserialize<'de> for Folded<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<F>(PhantomData<F>);

        impl<'de, F: Fold> Visitor<'de> for Items<F> {
            type Value = Folded<F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Folded<F>, A::Error> {
                let mut fold = F::default();
                while let Some(item) = items.next_element()? {
                    fold.take(item);
                }
                Ok(Folded(fold))
            }
        }

        deserializer.deserialize_seq(Items(PhantomData))
    }
}

/// Findings, counted.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) deviates: FindingCounts,
    pub(super) partial: FindingCounts,
    pub(super) unknown: u32,
    pub(super) agreement: Option<Outcome>,
    pub(super) exit_plan: Option<Outcome>,
}

#[derive(Deserialize)]
pub(super) struct FoundPart {
    check: String,
    outcome: Outcome,
    severity: Severity,
}

impl Fold for Findings {
    type Item = FoundPart;

    fn take(&mut self, item: FoundPart) {
        match item.outcome {
            Outcome::Deviates => self.deviates.take(item.severity),
            Outcome::Partial => self.partial.take(item.severity),
            Outcome::NotAnswered | Outcome::NotObserved => {
                self.unknown = self.unknown.saturating_add(1);
            }
            Outcome::Conforms | Outcome::NotApplicable | Outcome::Informs => {}
        }
        for (questions, worst) in [
            (AGREEMENT, &mut self.agreement),
            (EXIT_PLAN, &mut self.exit_plan),
        ] {
            if questions.contains(&item.check.as_str())
                && worst.is_none_or(|there| badness(item.outcome) > badness(there))
            {
                *worst = Some(item.outcome);
            }
        }
    }
}

/// How bad an outcome is: when two packs ask the same, the worse answer stands.
const fn badness(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Informs | Outcome::NotApplicable => 0,
        Outcome::Conforms => 1,
        Outcome::Partial => 2,
        Outcome::NotAnswered | Outcome::NotObserved => 3,
        Outcome::Deviates => 4,
    }
}

/// Parties, each by its name.
#[derive(Debug, Default)]
pub(super) struct Parties {
    pub(super) rows: Vec<PartyNamed>,
}

#[derive(Deserialize)]
pub(super) struct PartyPart {
    name: String,
    #[serde(default)]
    company: Option<String>,
    #[serde(default)]
    country: Option<Country>,
    #[serde(default)]
    ultimate_parent: Option<String>,
    #[serde(default)]
    ultimate_parent_country: Option<Country>,
    standing: Standing,
    #[serde(default)]
    declared: Vec<DeclaredPart>,
}

#[derive(Deserialize)]
struct DeclaredPart {
    part: crate::domain::party::DeclaredPart,
}

impl Fold for Parties {
    type Item = PartyPart;

    fn take(&mut self, item: PartyPart) {
        use crate::domain::party::DeclaredPart as Part;
        // The provider itself and its parent are told of elsewhere.
        let is_own = !item.declared.is_empty()
            && item
                .declared
                .iter()
                .all(|row| row.part != Part::SubProcessor);
        if is_own || self.rows.len() >= MOST {
            return;
        }
        self.rows.push(PartyNamed {
            name: short(&item.name),
            company: item.company.as_deref().map(short),
            country: item.country,
            ultimate_parent: item.ultimate_parent.as_deref().map(short),
            ultimate_parent_country: item.ultimate_parent_country,
            declared: matches!(
                item.standing,
                Standing::DeclaredAndSeen | Standing::DeclaredNotSeen
            ),
            seen: item.standing != Standing::DeclaredNotSeen,
        });
    }
}

/// Addresses: who operates their networks, and the countries they point to.
#[derive(Debug, Default)]
pub(super) struct Locations {
    networks: BTreeSet<NetworkNamed>,
    places: BTreeMap<(Option<Country>, LocationStatus), u32>,
}

#[derive(Deserialize)]
pub(super) struct LocatedPart {
    #[serde(default)]
    control: Option<ControlPart>,
    verdict: PlacePart,
}

#[derive(Deserialize)]
struct ControlPart {
    #[serde(default)]
    holder: Option<String>,
    #[serde(default)]
    operator_name: Option<String>,
    #[serde(default)]
    ultimate_parent: Option<String>,
    #[serde(default)]
    ultimate_parent_country: Option<Country>,
}

#[derive(Deserialize)]
struct PlacePart {
    status: LocationStatus,
    #[serde(default)]
    country: Option<Country>,
}

impl Fold for Locations {
    type Item = LocatedPart;

    fn take(&mut self, item: LocatedPart) {
        let key = (item.verdict.country, item.verdict.status);
        let count = self.places.entry(key).or_default();
        *count = count.saturating_add(1);
        let Some(control) = item.control else {
            return;
        };
        if let Some(name) = control.operator_name.or(control.holder)
            && self.networks.len() < MOST
        {
            self.networks.insert(NetworkNamed {
                name: short(&name),
                ultimate_parent: control.ultimate_parent.as_deref().map(short),
                country: control.ultimate_parent_country,
            });
        }
    }
}

impl Locations {
    pub(super) fn networks(&self) -> Vec<NetworkNamed> {
        self.networks.iter().cloned().collect()
    }

    pub(super) fn places(&self) -> Vec<PlaceCount> {
        let counts = self.places.iter();
        counts
            .map(|((country, status), addresses)| PlaceCount {
                country: *country,
                status: *status,
                addresses: *addresses,
            })
            .collect()
    }
}

/// Subjects that were not met on the way: what people call them, by id.
#[derive(Debug, Default)]
pub(super) struct Subjects(BTreeMap<SubjectId, String>);

impl Fold for Subjects {
    type Item = Subject;

    fn take(&mut self, item: Subject) {
        if item.role.is_none() && item.port.is_some() && self.0.len() < MOST {
            let shown = short(&item.shown());
            self.0.insert(item.id, shown);
        }
    }
}

/// The first end of a served certificate, by subject.
#[derive(Debug, Default)]
pub(super) struct Looks(BTreeMap<SubjectId, Timestamp>);

#[derive(Deserialize)]
pub(super) struct LookPart {
    subject: SubjectId,
    reading: ReadingPart,
}

#[derive(Deserialize)]
struct ReadingPart {
    #[serde(default)]
    observed: Option<FactPart>,
}

#[derive(Deserialize)]
struct FactPart {
    #[serde(default)]
    tls: Option<TlsPart>,
}

#[derive(Deserialize)]
struct TlsPart {
    chain: Vec<LinkPart>,
}

#[derive(Deserialize)]
struct LinkPart {
    #[serde(default)]
    parsed: Option<LeafPart>,
}

#[derive(Deserialize)]
struct LeafPart {
    not_after: Timestamp,
}

impl Fold for Looks {
    type Item = LookPart;

    fn take(&mut self, item: LookPart) {
        let tls = item.reading.observed.and_then(|fact| fact.tls);
        let leaf = tls.and_then(|tls| tls.chain.into_iter().next()?.parsed);
        if let Some(leaf) = leaf {
            let first = self.0.entry(item.subject).or_insert(leaf.not_after);
            *first = leaf.not_after.min(*first);
        }
    }
}

impl Looks {
    /// The certificates of the subjects that were not met on the way.
    pub(super) fn certificates(&self, subjects: &Subjects) -> Vec<CertificateTerm> {
        let named = subjects.0.iter();
        let ends = named.filter_map(|(id, shown)| {
            Some(CertificateTerm {
                expires: Day::of(*self.0.get(id)?),
                host: shown.clone(),
            })
        });
        let mut terms: Vec<CertificateTerm> = ends.collect();
        terms.sort();
        terms
    }
}
