//! Where addresses are registered or published, and who controls their networks: two axes, kept apart.

use serde::Serialize;

use super::findings::Count;
use super::map::MapView;
use super::{Badge, Plain, Row, Scribe, ladder};
use crate::domain::assessment::{Assessment, Located};
use crate::domain::country::Country;
use crate::domain::fact::Control;
use crate::domain::location::LocationStatus;
use crate::report::Resources;

/// Everything about hosting.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Hosting {
    /// How many addresses there are; absent when none was found.
    pub(crate) addresses: Option<Plain>,
    pub(crate) counts: Vec<Count>,
    pub(crate) maps: Vec<MapView>,
    /// The shapes of the map that occur.
    pub(crate) legend: Vec<Badge>,
    /// Who made the map.
    pub(crate) map_source: Plain,
    /// Addresses of which a country may be named.
    pub(crate) placed: Vec<AddressView>,
    /// Addresses whose place is not determinable.
    pub(crate) unplaced: Vec<AddressView>,
    /// Who controls the networks.
    pub(crate) operators: Vec<OperatorView>,
    /// Who controls the provider itself, as the dossier says.
    pub(crate) vendor: Vec<Row>,
}

/// One address of one host.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AddressView {
    pub(crate) host: Plain,
    pub(crate) address: Plain,
    pub(crate) status: Badge,
    pub(crate) sentence: Plain,
    /// Legal position of the country, when one could be named.
    pub(crate) position: Option<Plain>,
    pub(crate) confidence: Plain,
    /// What each source says.
    pub(crate) sources: Vec<Plain>,
}

/// Who operates some of the networks.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OperatorView {
    pub(crate) name: Plain,
    pub(crate) network: Plain,
    pub(crate) parent: Plain,
    pub(crate) country: Plain,
    pub(crate) checked: Plain,
    pub(crate) hosts: Vec<Plain>,
}

impl Hosting {
    pub(super) fn new(assessment: &Assessment, resources: &Resources, scribe: &Scribe) -> Self {
        let (unplaced, placed): (Vec<&Located>, Vec<&Located>) = assessment
            .locations
            .iter()
            .partition(|l| l.verdict.status == LocationStatus::NotDeterminable);
        let (maps, map_source) = super::map::draw(&placed, resources.map, scribe);
        let mut legend: Vec<Badge> = Vec::new();
        for located in &placed {
            let badge = ladder::status(located.verdict.status, scribe);
            if !legend.contains(&badge) {
                legend.push(badge);
            }
        }
        Self {
            addresses: (!assessment.locations.is_empty())
                .then(|| scribe.count("hosting.addresses", assessment.locations.len())),
            counts: tally(&assessment.locations, scribe),
            maps,
            legend,
            map_source,
            placed: placed.into_iter().map(|l| address(l, scribe)).collect(),
            unplaced: unplaced.into_iter().map(|l| address(l, scribe)).collect(),
            operators: operators(&assessment.locations, scribe),
            vendor: vendor(assessment, scribe),
        }
    }
}

/// How many addresses point where, what asks for action first.
fn tally(locations: &[Located], scribe: &Scribe) -> Vec<Count> {
    [
        LocationStatus::Outside,
        LocationStatus::AdequacyConditional,
        LocationStatus::Adequacy,
        LocationStatus::NotDeterminable,
        LocationStatus::InEea,
    ]
    .into_iter()
    .map(|status| Count {
        outcome: ladder::status(status, scribe),
        n: locations
            .iter()
            .filter(|l| l.verdict.status == status)
            .count(),
    })
    .filter(|count| count.n > 0)
    .collect()
}

fn address(located: &Located, scribe: &Scribe) -> AddressView {
    let fact = &located.fact;
    let determinable = located.verdict.status != LocationStatus::NotDeterminable;
    AddressView {
        host: scribe.subject(&located.subject.0),
        address: if fact.address == fact.canonical {
            fact.address.to_string().into()
        } else {
            format!("{} ({})", fact.address, fact.canonical).into()
        },
        status: ladder::status(located.verdict.status, scribe),
        sentence: ladder::sentence(located, scribe),
        position: located
            .verdict
            .country
            .filter(|_| determinable)
            .map(|country| place(country, scribe)),
        confidence: scribe.confidence(located.verdict.confidence),
        sources: fact
            .claims
            .iter()
            .map(|claim| ladder::claim(claim, located, scribe))
            .collect(),
    }
}

fn operators(locations: &[Located], scribe: &Scribe) -> Vec<OperatorView> {
    let mut seen: Vec<(&Control, Vec<Plain>)> = Vec::new();
    for located in locations {
        let Some(control) = &located.fact.control else {
            continue;
        };
        let host = scribe.subject(&located.subject.0);
        match seen.iter_mut().find(|(known, _)| *known == control) {
            Some((_, hosts)) if hosts.contains(&host) => {}
            Some((_, hosts)) => hosts.push(host),
            None => seen.push((control, vec![host])),
        }
    }
    seen.into_iter()
        .map(|(control, hosts)| operator(control, hosts, scribe))
        .collect()
}

fn operator(control: &Control, hosts: Vec<Plain>, scribe: &Scribe) -> OperatorView {
    let unknown = scribe.word("word.not-established");
    let or_unknown = |text: Option<&str>| text.map_or_else(|| unknown.clone(), Plain::from);
    let holder = control.holder.as_deref();
    OperatorView {
        name: or_unknown(
            control
                .operator_name
                .as_deref()
                .or(control.operator.as_deref()),
        ),
        network: match (control.asn, holder) {
            (Some(asn), Some(holder)) => format!("AS{asn} ({holder})").into(),
            (Some(asn), None) => format!("AS{asn}").into(),
            (None, holder) => or_unknown(holder),
        },
        parent: or_unknown(control.ultimate_parent.as_deref()),
        country: match control.ultimate_parent_country {
            Some(country) => place(country, scribe),
            None => unknown,
        },
        checked: control
            .checked_on
            .map_or_else(|| scribe.word("word.unknown"), |day| scribe.day(day)),
        hosts,
    }
}

/// A country with its legal position.
pub(in crate::report) fn place(country: Country, scribe: &Scribe) -> Plain {
    let position = ladder::position(country, scribe);
    format!("{}: {position}", scribe.country(country)).into()
}

fn vendor(assessment: &Assessment, scribe: &Scribe) -> Vec<Row> {
    let Some(dossier) = &assessment.dossier else {
        return Vec::new();
    };
    let vendor = &dossier.vendor;
    let known = |country: Option<Country>| {
        country.map_or_else(
            || scribe.word("word.not-established"),
            |country| place(country, scribe),
        )
    };
    vec![
        scribe.row("hosting.entity", vendor.name.as_str()),
        scribe.row("hosting.entity-country", known(vendor.country)),
        scribe.row(
            "hosting.parent",
            vendor
                .parent
                .as_ref()
                .map_or_else(|| scribe.word("word.not-established"), Plain::from),
        ),
        scribe.row("hosting.parent-country", known(vendor.parent_country)),
    ]
}
