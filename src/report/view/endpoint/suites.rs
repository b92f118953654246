//! Cipher suites by version, in their order.

use serde::Serialize;

use super::levels::{self, Levels};
use super::{Badge, Plain, Scribe, shortened};
use crate::domain::fact::{CipherSuite, Order, SuiteList};
use crate::domain::rating::SettingKind;
use crate::domain::suite::{self, Cipher, KeyExchange, SuiteProperties};
use crate::report::view::Count;
use crate::report::view::unseen::why;

/// The suites of one version, or of several that have the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SuitesView {
    pub(crate) versions: Plain,
    /// How many there are.
    pub(crate) count: Plain,
    /// Whose order counts.
    pub(crate) order: Plain,
    /// True when the list stands in the server's order.
    pub(crate) ordered: bool,
    /// How many of each level.
    pub(crate) levels: Vec<Count>,
    /// Why there may be more.
    pub(crate) incomplete: Option<Plain>,
    /// Where the same list was told already; then it is empty here.
    pub(crate) same: Option<Plain>,
    pub(crate) suites: Vec<SuiteView>,
}

/// One suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SuiteView {
    /// Its place in the server's order; empty when there is no such order.
    pub(crate) place: Plain,
    pub(crate) name: Plain,
    pub(crate) code: Plain,
    pub(crate) level: Option<Badge>,
    /// Whether recorded traffic stays closed if the key gets out later.
    pub(crate) forward: Plain,
    pub(crate) aead: Plain,
    pub(crate) bits: Plain,
    /// What is particular about it.
    pub(crate) note: Plain,
}

/// The lists, newest version first; neighbours that are the same are told once.
pub(super) fn suites(lists: &[SuiteList], levels: Levels, scribe: &Scribe) -> Vec<SuitesView> {
    let mut views: Vec<SuitesView> = Vec::new();
    for list in lists {
        let view = view(list, levels, scribe);
        match views.last_mut() {
            Some(last) if same(last, &view) => {
                last.versions = format!("{}, {}", last.versions, view.versions).into();
            }
            _ => views.push(view),
        }
    }
    views
}

fn same(one: &SuitesView, other: &SuitesView) -> bool {
    one.suites == other.suites && one.order == other.order && one.incomplete == other.incomplete
}

fn view(list: &SuiteList, levels: Levels, scribe: &Scribe) -> SuitesView {
    let suites: Vec<SuiteView> = (1..)
        .zip(&list.suites)
        .map(|(n, suite)| {
            let level = levels.badge(
                SettingKind::Suite,
                Some(list.version),
                suite.name.as_str(),
                scribe,
            );
            row(n, suite, list.order, level, scribe)
        })
        .collect();
    SuitesView {
        versions: list.version.name().into(),
        count: scribe.count("picture.suites", suites.len()),
        order: order(list.order, scribe),
        ordered: list.order == Order::Server,
        levels: levels::tally(suites.iter().filter_map(|suite| suite.level.as_ref())),
        incomplete: list.incomplete.as_ref().map(|failure| {
            scribe.fill(
                "picture.incomplete",
                &[("why", why(failure, scribe).as_str())],
            )
        }),
        same: None,
        suites,
    }
}

/// Whose order counts, in words.
pub(super) fn order(order: Order, scribe: &Scribe) -> Plain {
    scribe.word(match order {
        Order::Client => "picture.order.client",
        Order::Server => "picture.order.server",
        Order::Single => "picture.order.single",
        Order::Unknown => "picture.order.unknown",
    })
}

/// The place in a list, where the list stands in the server's order.
pub(super) fn place(n: usize, order: Order) -> Plain {
    match order {
        Order::Server => n.to_string().into(),
        Order::Client | Order::Single | Order::Unknown => Plain::default(),
    }
}

fn row(
    n: usize,
    suite: &CipherSuite,
    order: Order,
    level: Option<Badge>,
    scribe: &Scribe,
) -> SuiteView {
    let properties = suite::properties(suite.code);
    let unknown = || scribe.word("word.unknown");
    SuiteView {
        place: place(n, order),
        name: shortened(&suite.name),
        code: if suite.code > 0xffff {
            format!("0x{:06X}", suite.code).into()
        } else {
            format!("0x{:04X}", suite.code).into()
        },
        level,
        forward: properties.map_or_else(unknown, |known| scribe.yes_no(known.forward_secret())),
        aead: properties.map_or_else(unknown, |known| scribe.yes_no(known.aead)),
        bits: properties.map_or_else(unknown, |known| known.bits.to_string().into()),
        note: properties.map_or_else(Plain::default, |known| note(known, scribe)),
    }
}

fn note(known: SuiteProperties, scribe: &Scribe) -> Plain {
    let mut parts: Vec<Plain> = Vec::new();
    if known.cipher == Cipher::Null {
        parts.push(scribe.word("picture.note.null"));
    }
    if known.anonymous {
        parts.push(scribe.word("picture.note.anonymous"));
    }
    if known.export {
        parts.push(scribe.word("picture.note.export"));
    }
    let old = match known.cipher {
        Cipher::Rc4 => Some("RC4"),
        Cipher::Rc2 => Some("RC2"),
        Cipher::Des => Some("DES"),
        Cipher::TripleDes => Some("3DES"),
        Cipher::Idea => Some("IDEA"),
        Cipher::Aes | Cipher::ChaCha20 | Cipher::Null | Cipher::Other => None,
    };
    parts.extend(old.map(Plain::from));
    if known.cbc {
        parts.push("CBC".into());
    }
    if known.key_exchange == KeyExchange::Rsa {
        parts.push(scribe.word("picture.note.rsa"));
    }
    let parts: Vec<&str> = parts.iter().map(Plain::as_str).collect();
    parts.join(", ").into()
}
