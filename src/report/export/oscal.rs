//! OSCAL assessment results (NIST, models of 1.1): observations, findings and risks.
//!
//! Texts of OSCAL are Markdown: what others wrote is escaped. Every identifier is a digest of a name, so that the same
//! finding has the same one in each assessment. A judgement that could not be made is a finding that is not satisfied for
//! another reason than failing: OSCAL has no state for "unknown", and unknown is no pass.

use serde_json::{Value, json};

use super::entry::{Entry, Kind, line};
use super::identity::uuid;
use super::rule::rules;
use super::{Export, markdown};
use crate::domain::finding::Outcome;

const VERSION: &str = "1.1.3";
/// The name space of properties of our own: a name that leads nowhere (RFC 2606), as others read only addresses here.
const NAMES: &str = "https://waarborg.example/ns/oscal";

/// The whole document.
pub(super) fn render(export: &Export<'_>) -> Value {
    let assessment = export.assessment();
    let seed = export.seed();
    let as_of = assessment.as_of.to_string();
    let plan = uuid("plan", &seed);
    json!({ "assessment-results": {
        "uuid": uuid("assessment-results", &seed),
        "metadata": {
            "title": markdown(&export.title()),
            "last-modified": as_of,
            "version": as_of,
            "oscal-version": VERSION,
            "props": method(export),
            "roles": [
                { "id": "assessor", "title": export.say("role.assessor") },
                { "id": "provider", "title": export.say("role.provider") },
            ],
            "parties": parties(export, &seed),
            "responsible-parties": responsible(export, &seed),
        },
        "import-ap": { "href": format!("#{plan}") },
        "results": [results(export, &seed)],
        "back-matter": { "resources": resources(export, &plan) },
    }})
}

fn prop(name: &str, value: &str) -> Option<Value> {
    let value = line(value);
    (!value.is_empty()).then(|| json!({ "name": name, "ns": NAMES, "value": value }))
}

fn props(list: &[(&str, &str)]) -> Vec<Value> {
    list.iter()
        .filter_map(|(name, value)| prop(name, value))
        .collect()
}

fn method(export: &Export<'_>) -> Vec<Value> {
    let assessment = export.assessment();
    let advice = assessment
        .verdict
        .as_ref()
        .and_then(|verdict| serde_json::to_value(verdict.advice).ok())
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default();
    props(&[
        ("tool-version", &assessment.method.tool_version),
        ("tls-policy", &assessment.method.policy),
        ("scoring", &assessment.method.scoring),
        ("verdict", &advice),
    ])
}

/// The tool, and of an assessment both parties.
fn parties(export: &Export<'_>, seed: &str) -> Vec<Value> {
    let mut parties = vec![json!({
        "uuid": uuid("party-tool", seed), "type": "organization", "name": "waarborg",
    })];
    if let Some(dossier) = &export.assessment().dossier {
        for (kind, name) in [
            ("party-controller", &dossier.controller.name),
            ("party-provider", &dossier.vendor.name),
        ] {
            let name = line(name);
            if !name.is_empty() {
                parties.push(json!({
                    "uuid": uuid(kind, seed), "type": "organization", "name": name,
                }));
            }
        }
    }
    parties
}

fn responsible(export: &Export<'_>, seed: &str) -> Vec<Value> {
    let mut list = Vec::new();
    match &export.assessment().dossier {
        Some(_) => {
            list.push(
                json!({ "role-id": "assessor", "party-uuids": [uuid("party-controller", seed)] }),
            );
            list.push(
                json!({ "role-id": "provider", "party-uuids": [uuid("party-provider", seed)] }),
            );
        }
        None => {
            list.push(json!({ "role-id": "assessor", "party-uuids": [uuid("party-tool", seed)] }));
        }
    }
    list
}

fn results(export: &Export<'_>, seed: &str) -> Value {
    let assessment = export.assessment();
    let times = assessment.observations.0.iter().map(|look| look.at);
    let start = times.clone().min().unwrap_or(assessment.as_of);
    let end = times.max().unwrap_or(assessment.as_of);
    let tool = uuid("component-tool", seed);
    let controls: Vec<Value> = rules(export)
        .iter()
        .map(|rule| json!({ "control-id": token(&rule.id) }))
        .collect();
    let selection = if controls.is_empty() {
        json!({ "include-all": {} })
    } else {
        json!({ "include-controls": controls })
    };
    let mut value = json!({
        "uuid": uuid("result", seed),
        "title": markdown(&export.title()),
        "description": export.fill("oscal.result", &[("at", &assessment.as_of.to_string())]),
        "start": start.to_string(),
        "end": end.to_string(),
        "local-definitions": {
            "components": [{
                "uuid": tool, "type": "software", "title": "waarborg",
                "description": export.say("oscal.tool"),
                "props": props(&[("version", &assessment.method.tool_version)]),
                "status": { "state": "operational" },
            }],
            "assessment-assets": { "assessment-platforms": [{
                "uuid": uuid("platform", seed),
                "title": "waarborg",
                "uses-components": [{ "component-uuid": tool }],
            }]},
        },
        "reviewed-controls": { "control-selections": [selection] },
    });
    let items: Vec<Value> = assessment
        .subjects
        .iter()
        .map(|subject| {
            json!({
                "uuid": uuid("subject", &subject.id.0),
                "description": markdown(&export.scribe.subject(&subject.id.0).to_string()),
                "props": props(&[("id", &subject.id.0)]),
            })
        })
        .collect();
    put(&mut value["local-definitions"], "inventory-items", items);
    let told: Vec<&Entry> = export.entries.iter().collect();
    put(
        &mut value,
        "observations",
        told.iter().map(|e| observation(export, e, seed)).collect(),
    );
    put(
        &mut value,
        "risks",
        told.iter()
            .filter(|e| e.is_open())
            .map(|e| risk(export, e, seed))
            .collect(),
    );
    put(
        &mut value,
        "findings",
        told.iter()
            .filter_map(|e| finding(export, e, seed))
            .collect(),
    );
    value
}

/// Lists of OSCAL are absent or hold something.
fn put(value: &mut Value, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        value[key] = Value::Array(list);
    }
}

fn origin(seed: &str) -> Value {
    json!({ "actors": [{ "type": "tool", "actor-uuid": uuid("component-tool", seed) }] })
}

fn observation(export: &Export<'_>, entry: &Entry, seed: &str) -> Value {
    let method = match entry.kind {
        Kind::Check | Kind::Claim => "TEST",
        Kind::Question | Kind::Decision => "INTERVIEW",
        Kind::Baseline => "EXAMINE",
    };
    let mut value = json!({
        "uuid": uuid("observation", &entry.id),
        "title": markdown(&entry.title),
        "description": describe(entry),
        "props": facts(entry),
        "methods": [method],
        "types": [if entry.kind == Kind::Check { "control-objective" } else { "finding" }],
        "origins": [origin(seed)],
        "collected": entry.at.to_string(),
    });
    let known = export
        .assessment()
        .subjects
        .iter()
        .any(|subject| subject.id.0 == entry.subject);
    if known {
        value["subjects"] = json!([{
            "subject-uuid": uuid("subject", &entry.subject), "type": "inventory-item",
        }]);
    }
    let evidence: Vec<Value> = entry
        .proofs
        .iter()
        .map(|proof| {
            let words = if proof.quote.is_empty() {
                proof.source.clone()
            } else {
                format!("{}: {}", proof.source, proof.quote)
            };
            let mut value = json!({ "description": markdown(&words) });
            put(&mut value, "props", props(&[("evidence", &proof.id)]));
            if export
                .assessment()
                .evidence
                .iter()
                .any(|d| d.evidence.id.as_str() == proof.id)
            {
                value["href"] = json!(format!("#{}", uuid("document", &proof.id)));
            }
            value
        })
        .collect();
    put(&mut value, "relevant-evidence", evidence);
    value
}

/// The outcome in words that programs know.
fn facts(entry: &Entry) -> Vec<Value> {
    let word = |value: Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let mut list = props(&[
        ("id", &entry.id),
        ("source", entry.kind.as_str()),
        ("outcome", &word(json!(entry.outcome))),
        ("severity", &word(json!(entry.severity))),
        ("confidence", &word(json!(entry.confidence))),
        ("reason", &entry.reason),
    ]);
    list.extend(entry.refs.iter().filter_map(|text| prop("reference", text)));
    list
}

fn describe(entry: &Entry) -> String {
    if entry.detail.trim().is_empty() {
        markdown(&entry.title)
    } else {
        markdown(&entry.detail)
    }
}

fn finding(export: &Export<'_>, entry: &Entry, seed: &str) -> Option<Value> {
    let (state, reason) = match entry.outcome {
        Outcome::Conforms => ("satisfied", "pass"),
        Outcome::Deviates | Outcome::Partial => ("not-satisfied", "fail"),
        Outcome::NotAnswered | Outcome::NotObserved => ("not-satisfied", "other"),
        Outcome::NotApplicable | Outcome::Informs => return None,
    };
    let mut value = json!({
        "uuid": uuid("finding", &entry.id),
        "title": markdown(&format!("{}: {}", entry.shown, entry.title)),
        "description": describe(entry),
        "props": facts(entry),
        "origins": [origin(seed)],
        "target": {
            "type": "objective-id",
            "target-id": token(&entry.rule),
            "status": { "state": state, "reason": reason, "remarks": markdown(&entry.outcome_word) },
        },
        "related-observations": [{ "observation-uuid": uuid("observation", &entry.id) }],
    });
    if entry.is_open() {
        value["related-risks"] = json!([{ "risk-uuid": uuid("risk", &entry.id) }]);
    }
    if let Some(words) = &entry.accepted {
        value["remarks"] = json!(markdown(&export.fill("accepted", &[("text", words)])));
    }
    Some(value)
}

fn risk(export: &Export<'_>, entry: &Entry, seed: &str) -> Value {
    let severity = json!(entry.severity);
    let mut value = json!({
        "uuid": uuid("risk", &entry.id),
        "title": markdown(&format!("{}: {}", entry.shown, entry.title)),
        "description": describe(entry),
        "statement": describe(entry),
        "status": if entry.accepted.is_some() { "deviation-approved" } else { "open" },
        "origins": [origin(seed)],
        "characterizations": [{
            "origin": origin(seed),
            "facets": [{ "name": "severity", "system": NAMES, "value": severity }],
        }],
        "related-observations": [{ "observation-uuid": uuid("observation", &entry.id) }],
    });
    if let Some(words) = &entry.accepted {
        value["props"] = json!(props(&[("acceptance", words)]));
    }
    if let Some(remedy) = &entry.remedy {
        value["remediations"] = json!([{
            "uuid": uuid("remediation", &entry.id),
            "lifecycle": "recommendation",
            "title": export.say("remedy"),
            "description": markdown(remedy),
        }]);
    }
    value
}

/// The plan (by what was judged), and the documents of the register.
fn resources(export: &Export<'_>, plan: &str) -> Vec<Value> {
    let assessment = export.assessment();
    let files: Vec<String> = assessment
        .method
        .data
        .iter()
        .map(|file| {
            let version = file.version.as_deref().unwrap_or("–");
            markdown(&format!(
                "{} ({version}), SHA-256 {}",
                file.path, file.sha256
            ))
        })
        .collect();
    let mut list = vec![json!({
        "uuid": plan,
        "title": export.say("oscal.plan"),
        "description": format!("{}\n\n{}", export.say("oscal.plan-about"), files.join("\n\n")),
    })];
    list.extend(assessment.evidence.iter().map(|document| {
        json!({
            "uuid": uuid("document", document.evidence.id.as_str()),
            "title": markdown(document.title.in_lang(export.input.lang)),
            "description": markdown(document.note.in_lang(export.input.lang)),
            "props": props(&[
                ("id", document.evidence.id.as_str()),
                ("issuer", document.evidence.issuer.as_deref().unwrap_or_default()),
                ("sha256", document.evidence.sha256.as_deref().unwrap_or_default()),
            ]),
        })
    }));
    list
}

/// An id as OSCAL writes one: letters, digits, `.`, `-` and `_`, a letter or `_` first.
fn token(id: &str) -> String {
    let mut text: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        text.insert(0, '_');
    }
    text
}
