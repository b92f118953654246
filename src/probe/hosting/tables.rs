//! The rows behind the numbers, with every text stored once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::error::GeoError;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::fact::{Control, DeliveryClass};
use crate::domain::geo::{Edge, Holder, Operator, PublishedList, Region};

/// Rows beyond this number are a damaged table.
const MAX_ROWS: u32 = 100_000;

/// A region, ready to be cloned into a claim.
#[derive(Debug, Clone)]
pub(super) struct RegionRow {
    pub(super) provider: Arc<str>,
    pub(super) region: Arc<str>,
    pub(super) zone: Option<Arc<str>>,
    pub(super) country: Country,
    pub(super) source: Arc<str>,
    pub(super) dated: Day,
}

/// An edge, ready to be cloned into a delivery.
#[derive(Debug, Clone)]
pub(super) struct EdgeRow {
    pub(super) operator: Arc<str>,
    pub(super) class: DeliveryClass,
    pub(super) source: Arc<str>,
}

/// Rows by number, and control by network or operator.
#[derive(Debug)]
pub(super) struct Tables {
    regions: Vec<Option<RegionRow>>,
    edges: Vec<Option<EdgeRow>>,
    by_asn: HashMap<u32, Control>,
    by_operator: HashMap<Arc<str>, Control>,
}

impl Tables {
    pub(super) fn new(
        lists: &BTreeMap<String, PublishedList>,
        regions: &[Region],
        edges: &[Edge],
        operators: &[Operator],
        holders: &[Holder],
    ) -> Result<Self, GeoError> {
        let mut texts = Texts::default();
        let by_operator: HashMap<Arc<str>, Control> = operators
            .iter()
            .map(|operator| (texts.keep(&operator.id), texts.control(operator)))
            .collect();
        let by_asn = networks(&mut texts, &by_operator, operators, holders);
        Ok(Self {
            regions: numbered("regions.toml", regions, |region| {
                texts
                    .region(region, lists)
                    .map(|row| (region.id, row))
                    .ok_or_else(|| format!("region {}: no list `{}`", region.id, region.source))
            })?,
            edges: numbered("edges.toml", edges, |edge| Ok((edge.id, texts.edge(edge))))?,
            by_asn,
            by_operator,
        })
    }

    pub(super) fn region(&self, number: u32) -> Option<&RegionRow> {
        at(&self.regions, number)
    }

    pub(super) fn edge(&self, number: u32) -> Option<&EdgeRow> {
        at(&self.edges, number)
    }

    /// Who operates a network, by its number, or else the operator that publishes the address as its own.
    pub(super) fn control(&self, asn: Option<u32>, publisher: Option<&str>) -> Option<Control> {
        let network = asn.map(|asn| match self.by_asn.get(&asn) {
            Some(control) => control.clone(),
            None => Control {
                asn: Some(asn),
                ..nobody()
            },
        });
        let publisher = publisher.and_then(|id| self.by_operator.get(id));
        match (network, publisher) {
            (Some(network), _) if network.operator.is_some() => Some(network),
            (Some(network), Some(publisher)) => Some(Control {
                asn: network.asn,
                holder: network.holder,
                ..publisher.clone()
            }),
            (network, publisher) => network.or_else(|| publisher.cloned()),
        }
    }
}

fn at<T>(rows: &[Option<T>], number: u32) -> Option<&T> {
    rows.get(usize::try_from(number).ok()?)?.as_ref()
}

fn numbered<T, R>(
    name: &str,
    rows: &[T],
    mut read: impl FnMut(&T) -> Result<(u32, R), String>,
) -> Result<Vec<Option<R>>, GeoError> {
    let fault = |error: String| GeoError::Table {
        name: name.to_owned(),
        error,
    };
    let mut out: Vec<Option<R>> = Vec::new();
    for row in rows {
        let (number, row) = read(row).map_err(fault)?;
        if number > MAX_ROWS {
            return Err(fault(format!("row number {number} is too high")));
        }
        let index = number as usize;
        if out.len() <= index {
            out.resize_with(index + 1, || None);
        }
        match out.get_mut(index) {
            Some(slot @ None) => *slot = Some(row),
            _ => return Err(fault(format!("row number {number} occurs twice"))),
        }
    }
    Ok(out)
}

fn networks(
    texts: &mut Texts,
    by_operator: &HashMap<Arc<str>, Control>,
    operators: &[Operator],
    holders: &[Holder],
) -> HashMap<u32, Control> {
    let mut by_asn: HashMap<u32, Control> = HashMap::new();
    for operator in operators {
        if let Some(control) = by_operator.get(operator.id.as_str()) {
            for asn in &operator.asns {
                by_asn.insert(*asn, control.clone());
            }
        }
    }
    for holder in holders {
        by_asn.entry(holder.asn).or_insert_with(nobody).holder = Some(texts.keep(&holder.name));
    }
    by_asn
        .into_iter()
        .map(|(asn, control)| {
            let asn_known = Control {
                asn: Some(asn),
                ..control
            };
            (asn, asn_known)
        })
        .collect()
}

const fn nobody() -> Control {
    Control {
        asn: None,
        holder: None,
        operator: None,
        operator_name: None,
        ultimate_parent: None,
        ultimate_parent_country: None,
        checked_on: None,
    }
}

/// Texts stored once: a look-up clones a pointer, never a text.
#[derive(Default)]
struct Texts(HashSet<Arc<str>>);

impl Texts {
    fn keep(&mut self, text: &str) -> Arc<str> {
        if let Some(kept) = self.0.get(text) {
            return Arc::clone(kept);
        }
        let kept: Arc<str> = text.into();
        self.0.insert(Arc::clone(&kept));
        kept
    }

    fn control(&mut self, operator: &Operator) -> Control {
        Control {
            operator: Some(self.keep(&operator.id)),
            operator_name: Some(self.keep(&operator.name)),
            ultimate_parent: operator
                .ultimate_parent
                .as_deref()
                .map(|text| self.keep(text)),
            ultimate_parent_country: operator.ultimate_parent_country,
            checked_on: Some(operator.checked_on),
            ..nobody()
        }
    }

    fn region(
        &mut self,
        region: &Region,
        lists: &BTreeMap<String, PublishedList>,
    ) -> Option<RegionRow> {
        let list = lists.get(&region.source)?;
        Some(RegionRow {
            provider: self.keep(&region.provider),
            region: self.keep(&region.region),
            zone: region.zone.as_deref().map(|zone| self.keep(zone)),
            country: region.country,
            source: self.keep(&list.title),
            dated: list.dated,
        })
    }

    fn edge(&mut self, edge: &Edge) -> EdgeRow {
        EdgeRow {
            operator: self.keep(&edge.operator),
            class: edge.class,
            source: self.keep(&edge.source),
        }
    }
}
