//! The parties behind the provider: who it named, who its records show, and where the two differ.

use serde::Serialize;

use super::{Badge, Plain, Scribe, hosting};
use crate::domain::assessment::Assessment;
use crate::domain::country::Country;
use crate::domain::party::{DeclaredParty, Hit, Party, Standing};

/// Records that are shown of one party; the others are counted.
const SHOWN: usize = 6;

/// The chapter.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Chain {
    /// How many of each kind, in words.
    pub(crate) sums: Vec<Plain>,
    /// Those to ask about, in a sentence; empty when there are none.
    pub(crate) ask: Plain,
    pub(crate) parties: Vec<PartyView>,
    /// True when there was no list to compare with.
    pub(crate) alone: bool,
}

/// One party.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PartyView {
    pub(crate) name: Plain,
    /// Who it legally is, and where its name comes from when that is no table.
    pub(crate) entity: Plain,
    pub(crate) standing: Badge,
    /// What it does, as far as was seen or said.
    pub(crate) roles: Plain,
    /// Its seat with the basis for transfers there.
    pub(crate) seat: Plain,
    /// The top of its group with the basis for transfers there.
    pub(crate) parent: Plain,
    /// What the provider's list says.
    pub(crate) declared: Vec<Plain>,
    /// The records that show it.
    pub(crate) hits: Vec<HitView>,
    /// How many more there are, in words.
    pub(crate) more: Plain,
}

/// One record.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HitView {
    pub(crate) strength: Plain,
    pub(crate) way: Plain,
    pub(crate) name: Plain,
    pub(crate) subject: Plain,
}

impl Chain {
    pub(super) fn new(assessment: &Assessment, scribe: &Scribe) -> Self {
        let parties: Vec<PartyView> = assessment
            .parties
            .iter()
            .map(|party| party_view(party, scribe))
            .collect();
        let count = |standing: Standing| {
            let same = |party: &&Party| party.standing == standing;
            assessment.parties.iter().filter(same).count()
        };
        let sums = [
            ("declared-and-seen", Standing::DeclaredAndSeen),
            ("declared-not-seen", Standing::DeclaredNotSeen),
            ("seen-not-declared", Standing::SeenNotDeclared),
            ("seen", Standing::Seen),
        ]
        .into_iter()
        .filter_map(|(key, standing)| {
            let n = count(standing);
            (n > 0).then(|| scribe.count(&format!("parties.sum.{key}"), n))
        })
        .collect();
        let ask: Vec<&str> = assessment
            .parties
            .iter()
            .filter(|party| party.is_question())
            .map(|party| party.name.as_str())
            .collect();
        Self {
            sums,
            ask: if ask.is_empty() {
                Plain::default()
            } else {
                scribe.fill("parties.ask", &[("names", &ask.join(", "))])
            },
            parties,
            alone: assessment.dossier.is_none(),
        }
    }
}

fn party_view(party: &Party, scribe: &Scribe) -> PartyView {
    let named = |country: Option<Country>| {
        country.map_or_else(
            || scribe.word("word.not-established"),
            |country| hosting::place(country, scribe),
        )
    };
    // The basis of a country is told once.
    let told = |country: Country| {
        if party.country == Some(country) {
            scribe.country(country)
        } else {
            hosting::place(country, scribe)
        }
    };
    let parent = match (&party.ultimate_parent, party.ultimate_parent_country) {
        (None, None) => scribe.word("word.not-established"),
        (Some(parent), Some(country)) => format!("{parent}; {}", told(country)).into(),
        (Some(parent), None) => parent.as_str().into(),
        (None, Some(country)) => told(country),
    };
    let known = scribe.phrase(&format!("party.known-by.{}", code(party.known_by)));
    let entity = party
        .legal_entity
        .as_ref()
        .filter(|entity| **entity != party.name)
        .map_or_else(
            || known.clone(),
            |entity| format!("{entity}; {known}").into(),
        );
    PartyView {
        name: party.name.as_str().into(),
        entity,
        standing: standing(party, scribe),
        roles: roles(&party.hits, scribe),
        seat: named(party.country),
        parent,
        declared: declared(&party.declared, scribe),
        hits: party
            .hits
            .iter()
            .take(SHOWN)
            .map(|hit| hit_view(hit, scribe))
            .collect(),
        more: match party.hits.len().saturating_sub(SHOWN) {
            0 => Plain::default(),
            more => scribe.count("parties.more", more),
        },
    }
}

/// What the list says of one party. A party may stand in the dossier and in an answer: what is said of the same name and
/// country is one line, with each task once.
fn declared(rows: &[DeclaredParty], scribe: &Scribe) -> Vec<Plain> {
    let mut lines: Vec<(&str, Option<Country>, Vec<&str>)> = Vec::new();
    for row in rows {
        let task = row.task.trim();
        let (name, country) = (row.name.trim(), row.country);
        let same = lines
            .iter()
            .position(|(known, place, _)| known.eq_ignore_ascii_case(name) && *place == country);
        let at = same.unwrap_or(lines.len());
        if same.is_none() {
            lines.push((name, country, Vec::new()));
        }
        let Some((_, _, tasks)) = lines.get_mut(at) else {
            continue;
        };
        // "Storage" says nothing beside "storage, region Frankfurt".
        if task.is_empty() || tasks.iter().any(|told| told.starts_with(task)) {
            continue;
        }
        tasks.retain(|told| !task.starts_with(told));
        tasks.push(task);
    }
    lines
        .into_iter()
        .map(|(name, country, tasks)| {
            let mut parts = vec![name.to_owned()];
            parts.extend(tasks.into_iter().map(str::to_owned));
            if let Some(country) = country {
                parts.push(hosting::place(country, scribe).as_str().to_owned());
            }
            parts.join("; ").into()
        })
        .collect()
}

fn standing(party: &Party, scribe: &Scribe) -> Badge {
    let (code, sign, key) = match party.standing {
        Standing::DeclaredAndSeen => ("declared-and-seen", "✓", "declared-and-seen"),
        Standing::DeclaredNotSeen => ("declared-not-seen", "○", "declared-not-seen"),
        Standing::SeenNotDeclared if party.is_question() => {
            ("seen-not-declared", "?", "seen-not-declared")
        }
        // A token or a service without personal data is told, not asked about.
        Standing::Seen | Standing::SeenNotDeclared => ("seen", "•", "seen"),
    };
    Badge {
        code,
        sign,
        word: scribe.phrase(&format!("party.standing.{key}")),
    }
}

fn roles(hits: &[Hit], scribe: &Scribe) -> Plain {
    let mut words: Vec<String> = Vec::new();
    for hit in hits {
        let role = scribe.phrase(&format!("party.role.{}", hit.role.as_str()));
        let word = match &hit.service {
            Some(service) => format!("{role} ({service})"),
            None => role.as_str().to_owned(),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ").into()
}

fn hit_view(hit: &Hit, scribe: &Scribe) -> HitView {
    HitView {
        strength: scribe.phrase(&format!("party.strength.{}", hit.strength.as_str())),
        way: scribe.phrase(&format!("party.way.{}", code(hit.way))),
        name: hit.name.as_str().into(),
        subject: scribe.subject(&hit.subject.0),
    }
}

/// The stored value of a choice, which is the last part of the key of its words.
fn code(choice: impl Serialize) -> String {
    serde_json::to_value(choice)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
