//! By what was judged: enough for a reader to judge again, and the words that were used.

use std::collections::BTreeSet;

use serde::Serialize;

use super::parties::DUTIES;
use super::{Plain, Reference, Row, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::method::{DataFile, Depth, NormFile};
use crate::domain::overlay::{PackChange, PackChangeKind};
use crate::domain::pack::Importance;
use crate::report::scribe::safe_link;

/// Tool, data and circumstances.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MethodView {
    pub(crate) rows: Vec<Row>,
    pub(crate) data: Vec<DataRow>,
    /// How many data files there are, and one digest over all of them; nothing when there are none.
    pub(crate) digest: Vec<Row>,
    /// Words that licences ask to be shown.
    pub(crate) attributions: Vec<Vec<Segment>>,
}

/// A data file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DataRow {
    pub(crate) path: Plain,
    pub(crate) version: Plain,
    pub(crate) sha256: Plain,
}

/// A piece of text, possibly a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Segment {
    pub(crate) text: Plain,
    pub(crate) link: Option<Plain>,
}

/// A norm with the provisions that were referred to, in our own words.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CitedNorm {
    /// Its short name, and where it can be read.
    pub(crate) norm: Reference,
    /// The full title and the edition.
    pub(crate) title: Plain,
    pub(crate) provisions: Vec<Row>,
}

/// A word and what is meant by it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Term {
    pub(crate) term: Plain,
    pub(crate) text: Plain,
}

/// What an overlay changed: a question that is gone takes its norms and knock-outs along, and that is said.
fn pack_change(change: &PackChange, scribe: &Scribe) -> String {
    let key = match change.change {
        PackChangeKind::Added => "pack-change.added",
        PackChangeKind::Dropped => "pack-change.dropped",
        PackChangeKind::Reweighed => "pack-change.reweighed",
    };
    let weight = |pick: fn(&(Importance, Importance)) -> Importance| {
        let weight = change
            .weights
            .as_ref()
            .map_or(0, |pair| pick(pair).weight());
        weight.to_string()
    };
    let reason = change.reason.as_ref().map(|reason| scribe.text(reason));
    let mut text = scribe
        .fill(
            key,
            &[
                ("pack", change.pack.as_str()),
                ("question", change.question.as_str()),
                ("file", &change.file),
                ("from", &weight(|pair| pair.0)),
                ("to", &weight(|pair| pair.1)),
                (
                    "reason",
                    reason.as_ref().map_or("", |reason| reason.as_str()),
                ),
            ],
        )
        .to_string();
    for id in &change.knock_outs {
        let lost = scribe.fill("pack-change.knock-out", &[("id", id.as_str())]);
        text = format!("{text} {lost}");
    }
    if !change.refs.is_empty() {
        let refs = change.refs.join(", ");
        let lost = scribe.fill("pack-change.norms", &[("refs", &refs)]);
        text = format!("{text} {lost}");
    }
    text
}

impl MethodView {
    pub(super) fn new(assessment: &Assessment, scribe: &Scribe) -> Self {
        let method = &assessment.method;
        let network = &method.network;
        let mut rows = vec![
            scribe.row("method.tool", format!("waarborg {}", method.tool_version)),
            scribe.row("method.as-of", scribe.moment(method.as_of)),
        ];
        let mut push = |key: &str, value: &str| {
            if !value.is_empty() {
                rows.push(scribe.row(key, value));
            }
        };
        if assessment.score.is_some() {
            push("method.scoring", &method.scoring);
        }
        push("method.policy", &method.policy);
        if network.offline {
            push("method.network", scribe.word("method.offline").as_str());
        } else if let Some(depth) = network.depth {
            let word = match depth {
                Depth::Full => "method.depth-full",
                Depth::Light => "method.depth-light",
            };
            push("method.depth", scribe.word(word).as_str());
        }
        let resolver = match network.resolver.as_str() {
            "system" => scribe.word("method.system-resolver").to_string(),
            other => other.to_owned(),
        };
        push("method.resolver", &resolver);
        push(
            "method.vantage",
            network.vantage.as_deref().unwrap_or_default(),
        );
        push("method.trust-store", &network.trust_store);
        push("method.anchors", &network.added_anchors.join("\n"));
        push("method.stores", &network.stores.join("\n"));
        let redirected: Vec<String> = network
            .connect_to
            .iter()
            .map(|(from, to)| format!("{from} → {to}"))
            .collect();
        push("method.redirected", &redirected.join("\n"));
        if network.allow_private {
            push("method.private", scribe.word("word.yes").as_str());
        }
        let attributions: BTreeSet<&str> = method
            .data
            .iter()
            .filter_map(|file| file.attribution.as_deref())
            .collect();
        for change in &method.pack_changes {
            rows.push(scribe.row("method.pack-change", pack_change(change, scribe)));
        }
        Self {
            rows,
            digest: digest(&method.data, scribe),
            data: method
                .data
                .iter()
                .map(|file| DataRow {
                    path: file.path.as_str().into(),
                    version: file.version.as_deref().unwrap_or("–").into(),
                    sha256: file.sha256.as_str().into(),
                })
                .collect(),
            attributions: attributions.into_iter().map(segments).collect(),
        }
    }
}

/// The number of files, and their digest together.
fn digest(data: &[DataFile], scribe: &Scribe) -> Vec<Row> {
    if data.is_empty() {
        return Vec::new();
    }
    vec![
        scribe.row("method.files", data.len().to_string()),
        scribe.row("method.combined", DataFile::combined(data)),
    ]
}

/// Splits a text into words and web addresses.
fn segments(text: &str) -> Vec<Segment> {
    let mut list = Vec::new();
    let mut rest = text;
    let first = |text: &str| {
        [text.find("https://"), text.find("http://")]
            .into_iter()
            .flatten()
            .min()
    };
    while let Some(start) = first(rest) {
        let (before, tail) = rest.split_at(start);
        let end = tail
            .find(|c: char| c.is_whitespace() || "()<>\"".contains(c))
            .unwrap_or(tail.len());
        let (found, _) = tail.split_at(end);
        let address = found.trim_end_matches(['.', ',', ';', ':']);
        let (_, after) = tail.split_at(address.len());
        if !before.is_empty() {
            list.push(Segment {
                text: before.into(),
                link: None,
            });
        }
        list.push(Segment {
            text: address.into(),
            link: safe_link(address),
        });
        rest = after;
    }
    if !rest.is_empty() {
        list.push(Segment {
            text: rest.into(),
            link: None,
        });
    }
    list
}

/// The provisions that findings, reasons and duties refer to, each once, norm by norm, as far as the catalogue has words
/// for them.
pub(super) fn citations(assessment: &Assessment, scribe: &Scribe) -> Vec<CitedNorm> {
    let mut used: BTreeSet<&str> = assessment
        .findings
        .iter()
        .flat_map(|finding| &finding.refs)
        .map(String::as_str)
        .collect();
    if let Some(verdict) = &assessment.verdict {
        used.extend(
            verdict
                .reasons
                .iter()
                .flat_map(|r| &r.refs)
                .map(String::as_str),
        );
    }
    if assessment.dossier.is_some() {
        used.extend(DUTIES.iter().flat_map(|(_, refs)| refs.iter()));
    }
    let mut norms: Vec<CitedNorm> = Vec::new();
    let mut last = "";
    // In the order of the alphabet, so that the provisions of one norm follow each other.
    for reference in used {
        let Some((id, provision)) = reference.split_once(':') else {
            continue;
        };
        let Some(file) = scribe.norms.get(id) else {
            continue;
        };
        let Some(found) = file.provisions.iter().find(|p| p.id == provision) else {
            continue;
        };
        if last != id {
            last = id;
            norms.push(cited(file, scribe));
        }
        if let Some(norm) = norms.last_mut() {
            norm.provisions.push(Row {
                label: scribe.provision(file, provision),
                value: scribe.text(&found.text),
            });
        }
    }
    norms.sort_by(|a, b| a.norm.cmp(&b.norm));
    norms
}

fn cited(file: &NormFile, scribe: &Scribe) -> CitedNorm {
    let norm = &file.norm;
    CitedNorm {
        norm: Reference {
            text: scribe.text(&norm.short),
            link: safe_link(&norm.link),
        },
        title: format!("{}, {}", scribe.text(&norm.title), norm.edition).into(),
        provisions: Vec::new(),
    }
}

/// The words that the report uses in a sense of its own, in the order of the alphabet.
pub(super) fn glossary(scribe: &Scribe) -> Vec<Term> {
    let mut terms: Vec<Term> = scribe
        .words
        .names("glossary")
        .into_iter()
        .map(|name| Term {
            term: scribe.word(&format!("glossary.{name}.term")),
            text: scribe.word(&format!("glossary.{name}.text")),
        })
        .collect();
    terms.sort_by_key(|term| term.term.as_str().to_lowercase());
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_web_addresses_and_refuses_what_is_none() {
        let list = segments("By X (https://x.example/a). See http://y.example, or javascript:z.");
        let links: Vec<Option<&str>> = list
            .iter()
            .map(|s| s.link.as_ref().map(Plain::as_str))
            .collect();
        assert_eq!(
            links,
            [
                None,
                Some("https://x.example/a"),
                None,
                Some("http://y.example"),
                None
            ]
        );
        let joined: String = list.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(
            joined,
            "By X (https://x.example/a). See http://y.example, or javascript:z."
        );
        assert_eq!(safe_link("https://x.example/\"onload"), None);
        assert_eq!(safe_link("javascript:alert(1)"), None);
    }
}
