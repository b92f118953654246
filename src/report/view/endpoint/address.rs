//! The picture of one address, or of several that show the same.

use std::net::SocketAddr;

use serde::Serialize;

use super::chain::{ChainView, Pen};
use super::groups::{self, SettingsView};
use super::levels::{self, GradeView, Levels};
use super::properties::{self, PropertiesView};
use super::revocation::Statuses;
use super::suites::{self, SuitesView};
use super::timeline::{self, TimelineView};
use super::versions::{self, VersionView};
use super::{Plain, Row, Scribe, shortened};
use crate::domain::assessment::Assessment;
use crate::domain::fact::{ChainEntry, Occasion, TlsFact, TlsPicture, VersionState};
use crate::domain::observation::Observation;
use crate::report::view::Count;
use crate::report::view::unseen::why;

/// How many names of a certificate are shown.
const NAMES: usize = 12;

/// What was seen at one or more addresses alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct AddressView {
    /// The addresses.
    pub(crate) place: Plain,
    /// The same as a heading.
    pub(crate) title: Plain,
    /// The facts in short.
    pub(crate) headline: Vec<Row>,
    /// Facts beyond those, to set one address beside another.
    #[serde(skip)]
    pub(crate) details: Vec<Row>,
    /// True when levels are known; then this policy gave them.
    pub(crate) rated: bool,
    pub(crate) policy: Option<Plain>,
    pub(crate) grades: Vec<GradeView>,
    pub(crate) versions: Vec<VersionView>,
    /// What was agreed and whom the certificate is for.
    pub(crate) rows: Vec<Row>,
    pub(crate) chains: Vec<ChainView>,
    pub(crate) timeline: Option<TimelineView>,
    /// Everything else about TLS; absent when nobody looked.
    pub(crate) picture: Option<PictureView>,
    /// True when a handshake was seen but nothing beyond versions and the certificate.
    pub(crate) light: bool,
}

/// What a specialist wants to know beyond versions and certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PictureView {
    pub(crate) suites: Vec<SuitesView>,
    pub(crate) settings: Vec<SettingsView>,
    pub(crate) properties: Vec<PropertiesView>,
    pub(crate) rows: Vec<Row>,
}

impl AddressView {
    /// The facts that one address may have unlike another.
    pub(super) fn facts(&self) -> impl Iterator<Item = &Row> {
        self.headline.iter().chain(&self.details)
    }
}

/// Addresses that show the same are told once.
pub(super) fn addresses(
    looks: &[&Observation],
    statuses: &Statuses,
    assessment: &Assessment,
    scribe: &Scribe,
) -> Vec<AddressView> {
    let mut views: Vec<(AddressView, Vec<String>)> = Vec::new();
    for look in looks {
        let (view, place) = match (look.tls(), look.failure()) {
            (Some(tls), _) => {
                let levels = Levels::of(assessment, &look.subject, tls.address);
                let grades = levels::grades(assessment, &look.subject, Some(tls.address), scribe);
                let pen = Pen {
                    as_of: assessment.as_of,
                    levels,
                    statuses,
                    scribe,
                };
                let view = seen(tls, &pen, grades);
                (view, place(tls.address, tls.dialled, scribe))
            }
            (None, Some(failure)) => {
                let row = scribe.row("endpoint.not-seen", why(failure, scribe));
                let view = AddressView {
                    headline: vec![row.clone()],
                    rows: vec![row],
                    ..AddressView::default()
                };
                (view, scribe.word("endpoint.no-address").to_string())
            }
            (None, None) => continue,
        };
        match views.iter_mut().find(|(known, _)| *known == view) {
            Some((_, places)) => places.push(place),
            None => views.push((view, vec![place])),
        }
    }
    let views = views
        .into_iter()
        .map(|(view, places)| {
            let place = places.join(", ");
            AddressView {
                title: scribe.fill("endpoint.tls", &[("addresses", &place)]),
                place: place.into(),
                ..view
            }
        })
        .collect();
    told_once(views, scribe)
}

/// Lists of suites and chains that an earlier address showed as well are not told again.
fn told_once(mut views: Vec<AddressView>, scribe: &Scribe) -> Vec<AddressView> {
    let before = views.clone();
    for (at, view) in views.iter_mut().enumerate() {
        let earlier = before.get(..at).unwrap_or_default();
        for list in view.picture.iter_mut().flat_map(|p| &mut p.suites) {
            let known = earlier.iter().find(|other| {
                let lists = other.picture.iter().flat_map(|p| &p.suites);
                lists.clone().any(|known| known.suites == list.suites)
            });
            if let (Some(known), false) = (known, list.suites.is_empty()) {
                let place = [("place", known.place.as_str())];
                list.same = Some(scribe.fill("picture.same", &place));
                list.suites.clear();
            }
        }
        for chain in &mut view.chains {
            let known = earlier
                .iter()
                .find(|other| other.chains.iter().any(|known| known.boxes == chain.boxes));
            if let Some(known) = known {
                let place = [("place", known.place.as_str())];
                chain.same = Some(scribe.fill("picture.same", &place));
                chain.boxes.clear();
                chain.beyond = None;
            }
        }
    }
    views
}

fn place(address: SocketAddr, dialled: Option<SocketAddr>, scribe: &Scribe) -> String {
    match dialled {
        Some(dialled) => scribe
            .fill(
                "endpoint.dialled",
                &[
                    ("address", &address.to_string()),
                    ("dialled", &dialled.to_string()),
                ],
            )
            .to_string(),
        None => address.to_string(),
    }
}

fn seen(tls: &TlsFact, pen: &Pen, grades: Vec<GradeView>) -> AddressView {
    let (levels, scribe) = (pen.levels, pen.scribe);
    let others = tls.picture.iter().flat_map(|picture| &picture.other_chains);
    let chains: Vec<ChainView> = pen
        .chain(
            scribe.word("chain.title"),
            &tls.chain,
            tls.name_matches,
            &tls.trust,
        )
        .into_iter()
        .chain(others.clone().filter_map(|other| {
            let title = scribe.word(match other.occasion {
                Occasion::OtherKey => "chain.occasion.other-key",
                Occasion::OlderVersion => "chain.occasion.older-version",
                Occasion::NoName => "chain.occasion.no-name",
            });
            pen.chain(title, &other.chain, other.name_matches, &[])
        }))
        .collect();
    let served =
        std::iter::once(tls.chain.as_slice()).chain(others.map(|other| other.chain.as_slice()));
    let timeline = timeline::timeline(served, pen.as_of, scribe);
    let versions = versions::versions(tls, levels, scribe);
    let picture = tls
        .picture
        .as_deref()
        .map(|picture| specialist(picture, levels, scribe));
    let offers = tls
        .versions
        .iter()
        .any(|trial| trial.state == VersionState::Offered);
    AddressView {
        place: Plain::default(),
        title: Plain::default(),
        headline: headline(tls, &versions, picture.as_ref(), &grades, scribe),
        details: details(&chains, picture.as_ref(), scribe),
        rated: levels.known(),
        policy: levels
            .policy(scribe)
            .map(|policy| scribe.fill("picture.policy", &[("policy", policy.as_str())])),
        grades,
        rows: rows(tls, scribe),
        versions,
        chains,
        timeline,
        light: picture.is_none() && offers,
        picture,
    }
}

fn specialist(picture: &TlsPicture, levels: Levels, scribe: &Scribe) -> PictureView {
    PictureView {
        suites: suites::suites(&picture.suites, levels, scribe),
        settings: groups::settings(picture, levels, scribe),
        properties: properties::tables(picture, levels, scribe),
        rows: properties::rows(picture, scribe),
    }
}

/// The facts that fit on a few lines.
fn headline(
    tls: &TlsFact,
    versions: &[VersionView],
    picture: Option<&PictureView>,
    grades: &[GradeView],
    scribe: &Scribe,
) -> Vec<Row> {
    let mut lines: Vec<Row> = [
        ("endpoint.offered", ["offered"].as_slice()),
        ("endpoint.inconclusive", &["inconclusive"]),
    ]
    .into_iter()
    .filter_map(|(key, codes)| Some(scribe.row(key, versions::line(versions, codes)?)))
    .collect();
    if let (Some(view), Some(picture)) = (picture, &tls.picture) {
        let suites: Vec<String> = view.suites.iter().map(counted).collect();
        if !suites.is_empty() {
            lines.push(scribe.row("picture.heading.suites", suites.join("\n")));
        }
        let groups = groups::lines(&picture.groups, scribe);
        if !groups.is_empty() {
            lines.push(scribe.row("picture.heading.groups", groups.join("\n")));
        }
        let found: Vec<String> = properties::weaknesses(&picture.weaknesses, scribe)
            .into_iter()
            .filter(|trial| trial.state.code == "affected")
            .map(|trial| format!("{}: {}", trial.name, trial.state.word))
            .collect();
        if !found.is_empty() {
            lines.push(scribe.row("picture.heading.weaknesses", found.join("\n")));
        }
    }
    if let Some(leaf) = tls.leaf() {
        let until = scribe.moment(leaf.not_after);
        lines.push(scribe.row("picture.until", until));
        let print: String = leaf.sha256.chars().take(16).collect();
        lines.push(scribe.row("picture.print", format!("{print}…")));
    }
    let marks: Vec<String> = grades
        .iter()
        .filter_map(|grade| {
            let mark = grade.mark.as_ref()?;
            let line = format!("{}: {} ({})", grade.part, mark.word, grade.policy);
            Some(match &grade.reserve {
                Some(reserve) => format!("{line}, {reserve}"),
                None => line,
            })
        })
        .collect();
    if !marks.is_empty() {
        lines.push(scribe.row("picture.heading.grades", marks.join("\n")));
    }
    lines
}

/// What may also differ between addresses: trust, parameters, signatures, properties.
fn details(chains: &[ChainView], picture: Option<&PictureView>, scribe: &Scribe) -> Vec<Row> {
    let lines = |parts: &[Plain]| -> Plain {
        let parts: Vec<&str> = parts.iter().map(Plain::as_str).collect();
        parts.join("\n").into()
    };
    let mut details = Vec::new();
    if let Some(chain) = chains.first() {
        details.push(scribe.row("chain.trust-name", lines(&chain.trust)));
    }
    let Some(picture) = picture else {
        return details;
    };
    for settings in picture.settings.iter().filter(|list| list.order.is_none()) {
        let names: Vec<Plain> = settings.list.iter().map(|one| one.name.clone()).collect();
        details.push(Row {
            label: settings.heading.clone(),
            value: lines(&names),
        });
    }
    for property in picture.properties.iter().flat_map(|table| &table.list) {
        details.push(Row {
            label: property.name.clone(),
            value: property.state.word.clone(),
        });
    }
    details.extend(picture.rows.iter().cloned());
    details
}

fn counted(list: &SuitesView) -> String {
    let levels: Vec<String> = list
        .levels
        .iter()
        .map(|Count { outcome, n }| format!("{n} {}", outcome.word))
        .collect();
    if levels.is_empty() {
        format!("{}: {}", list.versions, list.count)
    } else {
        format!("{}: {} ({})", list.versions, list.count, levels.join(", "))
    }
}

fn rows(tls: &TlsFact, scribe: &Scribe) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(negotiated) = &tls.negotiated {
        let parts: Vec<&str> = [
            Some(negotiated.version.name()),
            Some(negotiated.cipher_suite.as_str()),
            negotiated.group.as_deref(),
            negotiated.alpn.as_deref(),
        ]
        .into_iter()
        .flatten()
        .collect();
        rows.push(scribe.row("endpoint.negotiated", parts.join(", ")));
    }
    if let Some(failure) = &tls.handshake_failure {
        rows.push(scribe.row("endpoint.handshake", why(failure, scribe)));
    }
    if let Some(ChainEntry::Parsed(leaf)) = tls.chain.first() {
        let mut names: Vec<Plain> = leaf
            .names
            .iter()
            .take(NAMES)
            .map(|n| shortened(n))
            .collect();
        if leaf.names.len() > NAMES {
            names.push(format!("+{}", leaf.names.len() - NAMES).into());
        }
        let matches = scribe.word(if tls.name_matches {
            "endpoint.name-matches"
        } else {
            "endpoint.name-differs"
        });
        let names = groups::joined(&names);
        rows.push(scribe.row("endpoint.names", format!("{names} ({matches})")));
    }
    rows
}
