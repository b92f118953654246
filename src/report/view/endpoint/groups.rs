//! How keys are agreed and signed: groups, finite-field parameters, signature algorithms.

use serde::Serialize;

use super::levels::Levels;
use super::{Badge, Plain, Scribe, shortened, suites};
use crate::domain::fact::{DhParameters, GroupList, Order, SignatureUse, TlsPicture, TlsVersion};
use crate::domain::rating::SettingKind;
use crate::report::view::unseen::why;

/// Settings of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SettingsView {
    pub(crate) heading: Plain,
    /// How many there are and whose order counts; absent where there is no order.
    pub(crate) order: Option<Plain>,
    /// What one of them is called.
    pub(crate) head: Plain,
    /// True when the list stands in the server's order.
    pub(crate) ordered: bool,
    pub(crate) rated: bool,
    /// Why there may be more.
    pub(crate) incomplete: Option<Plain>,
    pub(crate) list: Vec<SettingView>,
}

/// One setting with its level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SettingView {
    /// Its place in the server's order; empty when there is no such order.
    pub(crate) place: Plain,
    pub(crate) name: Plain,
    pub(crate) level: Option<Badge>,
    pub(crate) note: Plain,
}

/// Groups by version, then finite-field parameters, then signatures; what was not seen is left out.
pub(super) fn settings(picture: &TlsPicture, levels: Levels, scribe: &Scribe) -> Vec<SettingsView> {
    let table = |heading: &str, head: &str, list: Vec<SettingView>| SettingsView {
        heading: scribe.word(heading),
        order: None,
        head: scribe.word(head),
        ordered: false,
        rated: levels.known(),
        incomplete: None,
        list,
    };
    picture
        .groups
        .iter()
        .map(|list| groups(list, levels, scribe))
        .chain([
            table(
                "picture.heading.parameters",
                "picture.parameters",
                parameters(&picture.dh_parameters, levels, scribe),
            ),
            table(
                "picture.heading.signatures",
                "picture.algorithm",
                signatures(&picture.signatures, levels, scribe),
            ),
        ])
        .filter(|view| !view.list.is_empty() || view.incomplete.is_some())
        .collect()
}

fn groups(list: &GroupList, levels: Levels, scribe: &Scribe) -> SettingsView {
    let count = scribe.count("picture.groups", list.groups.len());
    let order = suites::order(list.order, scribe);
    SettingsView {
        heading: format!(
            "{}, {}",
            scribe.word("picture.heading.groups"),
            range(list.version, scribe)
        )
        .into(),
        order: Some(format!("{count}, {order}").into()),
        head: scribe.word("picture.group-name"),
        ordered: list.order == Order::Server,
        rated: levels.known(),
        incomplete: list.incomplete.as_ref().map(|failure| {
            scribe.fill(
                "picture.incomplete",
                &[("why", why(failure, scribe).as_str())],
            )
        }),
        list: (1..)
            .zip(&list.groups)
            .map(|(n, group)| SettingView {
                place: suites::place(n, list.order),
                name: shortened(&group.name),
                level: levels.badge(SettingKind::Group, Some(list.version), &group.name, scribe),
                note: nature(group.code, &group.name, scribe),
            })
            .collect(),
    }
}

/// Groups by version on one line each.
pub(super) fn lines(lists: &[GroupList], scribe: &Scribe) -> Vec<String> {
    lists
        .iter()
        .map(|list| {
            let names: Vec<Plain> = list.groups.iter().map(|g| shortened(&g.name)).collect();
            format!("{}: {}", range(list.version, scribe), joined(&names))
        })
        .collect()
}

/// The versions that a list of groups is for.
fn range(version: TlsVersion, scribe: &Scribe) -> Plain {
    match version {
        TlsVersion::Tls13 => version.name().into(),
        _ => scribe.word("picture.older"),
    }
}

/// What kind of group it is, by its number in the IANA registry and its name.
fn nature(code: u16, name: &str, scribe: &Scribe) -> Plain {
    let upper = name.to_ascii_uppercase();
    let draft = upper.contains("DRAFT") || upper.contains("KYBER");
    scribe.word(match code {
        _ if draft => "picture.group.draft",
        0x0200..=0x0202 => "picture.group.post-quantum",
        _ if upper.contains("MLKEM") => "picture.group.hybrid",
        0x0100..=0x01ff => "picture.group.finite",
        _ => "picture.group.curve",
    })
}

fn parameters(list: &[DhParameters], levels: Levels, scribe: &Scribe) -> Vec<SettingView> {
    list.iter()
        .map(|dh| {
            let mut notes = vec![scribe.fill("picture.dh.seen", &[("version", dh.version.name())])];
            if dh.known.is_none() {
                let print: String = dh.prime_sha256.chars().take(16).collect();
                notes.push(scribe.fill("picture.dh.own", &[("print", &print)]));
            }
            if dh.export {
                notes.push(scribe.word("picture.note.export"));
            }
            if dh.picked {
                notes.push(scribe.word("picture.dh.picked"));
            }
            if dh.reused {
                notes.push(scribe.word("picture.dh.reused"));
            }
            let bits = scribe.fill("picture.dh.bits", &[("bits", &dh.bits.to_string())]);
            SettingView {
                place: Plain::default(),
                name: match &dh.known {
                    Some(known) => format!("{bits}, {}", shortened(known)).into(),
                    None => bits,
                },
                level: levels.badge(SettingKind::Dh, Some(dh.version), &dh.setting(), scribe),
                note: joined(&notes),
            }
        })
        .collect()
}

fn signatures(list: &[SignatureUse], levels: Levels, scribe: &Scribe) -> Vec<SettingView> {
    list.iter()
        .map(|used| SettingView {
            place: Plain::default(),
            name: shortened(&used.algorithm),
            level: levels.badge(SettingKind::Hash, Some(used.version), &used.hash, scribe),
            note: used.version.name().into(),
        })
        .collect()
}

pub(super) fn joined(parts: &[Plain]) -> Plain {
    let parts: Vec<&str> = parts.iter().map(Plain::as_str).collect();
    parts.join(", ").into()
}
