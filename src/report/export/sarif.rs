//! SARIF 2.1.0 (OASIS standard, with errata 01): for viewers of code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Export;
use super::entry::{Entry, Kind, line};
use super::identity::{fingerprint, uuid};
use super::rule::{Rule, rules};
use crate::domain::finding::{Confidence, Outcome, Severity};
use crate::domain::text::Lang;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run with every rule that judged, and a result for every row, passes too.
pub(super) fn render(export: &Export<'_>) -> Value {
    let rules = rules(export);
    let index: BTreeMap<&str, usize> = rules
        .iter()
        .enumerate()
        .map(|(at, rule)| (rule.id.as_str(), at))
        .collect();
    let assessment = export.assessment();
    let results: Vec<Value> = export
        .entries
        .iter()
        .map(|entry| result(export, entry, index.get(entry.rule.as_str()).copied()))
        .collect();
    let language = match export.input.lang {
        Lang::En => "en",
        Lang::Nl => "nl",
    };
    let version = line(&assessment.method.tool_version);
    let mut properties = json!({
        "asOf": assessment.as_of.to_string(),
        "tlsPolicy": line(&assessment.method.policy),
        "scoring": line(&assessment.method.scoring),
    });
    if let Some(verdict) = &assessment.verdict {
        properties["verdict"] = json!(verdict.advice);
        properties["validUntil"] = json!(verdict.valid_until);
    }
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "waarborg",
                "version": version,
                "semanticVersion": version,
                "language": language,
                "rules": rules.iter().map(|rule| described(export, rule)).collect::<Vec<_>>(),
            }},
            "language": language,
            "columnKind": "unicodeCodePoints",
            "automationDetails": {
                "id": format!("waarborg/{}", assessment.as_of),
                "guid": uuid("run", &export.seed()),
                "description": { "text": message(&export.title()) },
            },
            "invocations": [{
                "executionSuccessful": true,
                "endTimeUtc": assessment.as_of.to_string(),
            }],
            "results": results,
            "properties": properties,
        }],
    })
}

fn described(export: &Export<'_>, rule: &Rule) -> Value {
    let mut tags = vec![rule.family.clone()];
    tags.extend(rule.refs.iter().cloned());
    let mut value = json!({
        "id": rule.id,
        "shortDescription": { "text": message(&rule.title) },
        "fullDescription": { "text": message(&rule.about) },
        "help": { "text": message(&rule.help) },
        "defaultConfiguration": { "level": level(rule.severity, Outcome::Deviates) },
        "properties": {
            "tags": tags,
            "severity": rule.severity,
            // A number that viewers sort by; it words the severity and measures nothing.
            "security-severity": weight(rule.severity),
        },
    });
    let link = export
        .scribe
        .references(&rule.refs)
        .into_iter()
        .find_map(|reference| reference.link);
    if let Some(link) = link {
        value["helpUri"] = json!(link.as_str());
    }
    value
}

fn result(export: &Export<'_>, entry: &Entry, index: Option<usize>) -> Value {
    let mut text = format!("{}: {}", entry.shown, entry.detail);
    if let Some(remedy) = &entry.remedy {
        text.push('\n');
        text.push_str(remedy);
    }
    let kind = match entry.outcome {
        Outcome::Conforms => "pass",
        Outcome::Partial | Outcome::Deviates => "fail",
        Outcome::NotApplicable => "notApplicable",
        Outcome::NotAnswered | Outcome::NotObserved => "open",
        Outcome::Informs => "informational",
    };
    let evidence: Vec<Value> = entry
        .proofs
        .iter()
        .map(|proof| json!({ "id": proof.id, "source": proof.source, "quote": proof.quote }))
        .collect();
    let mut value = json!({
        "ruleId": entry.rule,
        "kind": kind,
        "level": level(entry.severity, entry.outcome),
        "message": { "text": message(&text) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": place(export, entry) },
                "region": { "startLine": 1 },
            },
            "logicalLocations": [{
                "name": entry.shown,
                "fullyQualifiedName": entry.subject,
                "kind": entry.subject.split(':').next().unwrap_or_default(),
            }],
        }],
        "partialFingerprints": { "waarborgFinding/v1": fingerprint(&entry.id) },
        "properties": {
            "id": entry.id,
            "source": entry.kind.as_str(),
            "outcome": entry.outcome,
            "severity": entry.severity,
            "confidence": entry.confidence,
            "reason": entry.reason,
            "references": entry.provisions,
            "evidence": evidence,
        },
    });
    if let Some(index) = index {
        value["ruleIndex"] = json!(index);
    }
    if entry.is_open() {
        value["rank"] = json!(rank(entry));
    }
    if let Some(words) = &entry.accepted {
        value["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": words,
        }]);
    }
    value
}

/// The file of the dossier that the row is about. Viewers want one for every result; the subject itself is the logical
/// location.
fn place(export: &Export<'_>, entry: &Entry) -> String {
    let pack = match entry.kind {
        Kind::Check | Kind::Baseline => None,
        Kind::Question | Kind::Decision => entry.id.split('/').next(),
        Kind::Claim => entry.id.split('/').nth(1),
    };
    match pack {
        Some(pack) => format!("answers/{pack}.toml"),
        None if export.assessment().dossier.is_some() => "dossier.toml".to_owned(),
        None => "assessment.json".to_owned(),
    }
}

const fn level(severity: Severity, outcome: Outcome) -> &'static str {
    match (outcome, severity) {
        (Outcome::Deviates, Severity::High | Severity::Critical) => "error",
        (Outcome::Deviates, Severity::Medium)
        | (Outcome::Partial, Severity::High | Severity::Critical) => "warning",
        (Outcome::Deviates | Outcome::Partial, _) => "note",
        _ => "none",
    }
}

const fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "0.0",
        Severity::Low => "3.0",
        Severity::Medium => "5.5",
        Severity::High => "8.0",
        Severity::Critical => "9.5",
    }
}

/// From 0 to 100: by severity, then by how certain.
const fn rank(entry: &Entry) -> u32 {
    let severity = match entry.severity {
        Severity::Info => 0,
        Severity::Low => 20,
        Severity::Medium => 40,
        Severity::High => 60,
        Severity::Critical => 80,
    };
    let confidence = match entry.confidence {
        Confidence::Low => 0,
        Confidence::Medium => 10,
        Confidence::High => 20,
    };
    severity + confidence
}

/// Text in which nothing is a link or a placeholder (SARIF §3.11.5, §3.11.6). Never empty.
fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '{' | '}' => {
                out.push(c);
                out.push(c);
            }
            c => out.push(c),
        }
    }
    if out.trim().is_empty() {
        out.push('–');
    }
    out
}
