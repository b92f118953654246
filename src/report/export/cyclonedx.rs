//! `CycloneDX` 1.6 with declarations (ECMA-424): who attests what of which requirement, and on what evidence.
//!
//! What speaks for a requirement is a claim, what speaks against it a counter-claim. Where nothing could be seen or was
//! answered there is neither, and no score: unknown is not zero and not a pass.

use serde_json::{Value, json};

use super::entry::{Entry, Kind, line};
use super::identity::uuid;
use super::rule::{Rule, rules};
use super::{Export, entry};
use crate::domain::finding::{Confidence, Outcome};

/// The whole document.
pub(super) fn render(export: &Export<'_>) -> Value {
    let assessment = export.assessment();
    let version = line(&assessment.method.tool_version);
    let at = assessment.as_of.to_string();
    let rules = rules(export);
    let told: Vec<&Entry> = export
        .entries
        .iter()
        .filter(|entry| entry.outcome != Outcome::NotApplicable)
        .collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", uuid("bom", &export.seed())),
        "version": 1,
        "metadata": {
            "timestamp": at,
            "tools": { "components": [
                { "type": "application", "name": "waarborg", "version": version },
            ]},
            "properties": properties(export),
        },
        "definitions": { "standards": standards(export, &rules) },
        "declarations": {
            "assessors": [assessor(export)],
            "attestations": [{
                "summary": export.title(),
                "assessor": "assessor",
                "map": told.iter().map(|entry| mapped(export, entry)).collect::<Vec<_>>(),
            }],
            "claims": told.iter().flat_map(|entry| claims(export, entry)).collect::<Vec<_>>(),
            "evidence": told.iter().flat_map(|entry| evidence(entry)).collect::<Vec<_>>(),
            "targets": targets(export),
        },
    })
}

fn properties(export: &Export<'_>) -> Vec<Value> {
    let assessment = export.assessment();
    let mut list = vec![
        json!({ "name": "waarborg:scoring", "value": line(&assessment.method.scoring) }),
        json!({ "name": "waarborg:tls-policy", "value": line(&assessment.method.policy) }),
    ];
    if let Some(verdict) = &assessment.verdict {
        let advice = json!(verdict.advice);
        list.push(json!({ "name": "waarborg:verdict", "value": advice }));
        list.push(json!({
            "name": "waarborg:valid-until", "value": verdict.valid_until.to_string(),
        }));
    }
    list
}

/// The controller assesses; of a scan nobody is known. The party assessed never does it itself.
fn assessor(export: &Export<'_>) -> Value {
    let mut value = json!({ "bom-ref": "assessor", "thirdParty": true });
    if let Some(dossier) = &export.assessment().dossier {
        value["organization"] = json!({ "name": line(&dossier.controller.name) });
    }
    value
}

/// One standard for the checks, one for each questionnaire: the requirements are the rules.
fn standards(export: &Export<'_>, rules: &[Rule]) -> Vec<Value> {
    let mut groups: Vec<(String, String, Vec<&Rule>)> = Vec::new();
    for rule in rules {
        let (id, name) = match rule.id.split_once('/') {
            Some((pack, _)) => {
                let known = export
                    .input
                    .packs
                    .iter()
                    .find(|known| known.pack.id.as_str() == pack);
                let name = known.map_or_else(
                    || pack.to_owned(),
                    |known| entry::clean(known.pack.title.in_lang(export.input.lang)),
                );
                (pack.to_owned(), name)
            }
            None => ("checks".to_owned(), export.say("cyclonedx.checks")),
        };
        match groups.iter_mut().find(|(known, ..)| *known == id) {
            Some((_, _, list)) => list.push(rule),
            None => groups.push((id, name, vec![rule])),
        }
    }
    groups
        .into_iter()
        .map(|(id, name, rules)| {
            json!({
                "bom-ref": format!("standard:{id}"),
                "name": name,
                "version": line(&export.assessment().method.tool_version),
                "requirements": rules.iter().map(|rule| json!({
                    "bom-ref": format!("rule:{}", rule.id),
                    "identifier": rule.id,
                    "title": rule.title,
                    "text": rule.about,
                    "descriptions": [rule.help],
                })).collect::<Vec<_>>(),
            })
        })
        .collect()
}

const SERVICE: &str = "target:service";
const PROVIDER: &str = "target:provider";

fn target(export: &Export<'_>, subject: &str) -> String {
    if export.assessment().dossier.is_some() && (subject == "vendor" || subject.is_empty()) {
        SERVICE.to_owned()
    } else {
        format!("subject:{subject}")
    }
}

fn targets(export: &Export<'_>) -> Value {
    let assessment = export.assessment();
    let mut services = Vec::new();
    let mut value = json!({});
    if let Some(dossier) = &assessment.dossier {
        let provider = json!({ "bom-ref": PROVIDER, "name": line(&dossier.vendor.name) });
        services.push(json!({
            "bom-ref": SERVICE,
            "name": line(&dossier.service.name),
            "provider": { "name": line(&dossier.vendor.name) },
            "description": entry::clean(&dossier.service.description),
        }));
        value["organizations"] = json!([provider]);
    }
    services.extend(
        assessment
            .subjects
            .iter()
            .filter(|subject| assessment.dossier.is_none() || subject.id.0 != "vendor")
            .map(|subject| {
                json!({
                    "bom-ref": format!("subject:{}", line(&subject.id.0)),
                    "name": export.scribe.subject(&subject.id.0).to_string(),
                })
            }),
    );
    value["services"] = Value::Array(services);
    value
}

/// What each requirement comes to.
fn mapped(export: &Export<'_>, entry: &Entry) -> Value {
    let mut value = json!({ "requirement": format!("rule:{}", entry.rule) });
    let told = format!("claim:{}", entry.id);
    let against = format!("counter:{}", entry.id);
    let mut conformance = json!({ "rationale": rationale(export, entry) });
    let score = match entry.outcome {
        Outcome::Conforms => Some(1.0),
        Outcome::Partial => Some(0.5),
        Outcome::Deviates => Some(0.0),
        _ => None,
    };
    if let Some(score) = score {
        conformance["score"] = json!(score);
    }
    match (entry.kind, entry.outcome) {
        (Kind::Claim, Outcome::Deviates) => {
            value["claims"] = json!([told]);
            value["counterClaims"] = json!([against]);
        }
        (Kind::Claim, _) | (_, Outcome::Conforms | Outcome::Partial | Outcome::Informs) => {
            value["claims"] = json!([told]);
        }
        (_, Outcome::Deviates) => value["counterClaims"] = json!([against]),
        _ => {}
    }
    value["conformance"] = conformance;
    let confidence = match (score, entry.confidence) {
        (None, _) => 0.0,
        (_, Confidence::Low) => 0.3,
        (_, Confidence::Medium) => 0.6,
        (_, Confidence::High) => 0.9,
    };
    value["confidence"] = json!({ "score": confidence, "rationale": entry.confidence_word });
    value
}

fn rationale(export: &Export<'_>, entry: &Entry) -> String {
    let mut text = format!("{}: {}. {}", entry.shown, entry.outcome_word, entry.detail);
    if let Some(words) = &entry.accepted {
        text.push('\n');
        text.push_str(&export.fill("accepted", &[("text", words)]));
    }
    text
}

fn claims(export: &Export<'_>, entry: &Entry) -> Vec<Value> {
    let proofs: Vec<String> = (0..entry.proofs.len())
        .map(|number| proof_ref(entry, number))
        .collect();
    let claim = |bom_ref: String, predicate: &str, with: &[String]| {
        let mut value = json!({
            "bom-ref": bom_ref,
            "target": target(export, &entry.subject),
            "predicate": predicate,
        });
        if !with.is_empty() {
            value["evidence"] = json!(with);
        }
        value
    };
    let told = format!("claim:{}", entry.id);
    let against = format!("counter:{}", entry.id);
    match (entry.kind, entry.outcome) {
        (Kind::Claim, outcome) => {
            let said = entry.said.as_deref().unwrap_or_default();
            let seen = entry.seen.as_deref().unwrap_or_default();
            if outcome == Outcome::Deviates {
                let mut first = claim(told, said, &[]);
                if !proofs.is_empty() {
                    first["counterEvidence"] = json!(proofs);
                }
                vec![first, claim(against, seen, &proofs)]
            } else {
                let mut first = claim(told, said, &proofs);
                first["reasoning"] = json!(seen);
                vec![first]
            }
        }
        (_, Outcome::Conforms | Outcome::Partial | Outcome::Informs) => {
            vec![claim(told, &entry.detail, &proofs)]
        }
        (_, Outcome::Deviates) => vec![claim(against, &entry.detail, &proofs)],
        _ => Vec::new(),
    }
}

fn proof_ref(entry: &Entry, number: usize) -> String {
    format!("evidence:{}:{}", entry.id, number + 1)
}

fn evidence(entry: &Entry) -> Vec<Value> {
    // Where nothing is claimed, nothing rests on evidence.
    let idle = entry.kind != Kind::Claim
        && matches!(entry.outcome, Outcome::NotAnswered | Outcome::NotObserved);
    if idle {
        return Vec::new();
    }
    entry
        .proofs
        .iter()
        .enumerate()
        .map(|(number, proof)| {
            let mut value = json!({
                "bom-ref": proof_ref(entry, number),
                "description": proof.source,
                "created": entry.at.to_string(),
            });
            if !proof.quote.is_empty() {
                value["data"] = json!([{
                    "name": proof.id,
                    "contents": { "attachment": {
                        "contentType": "text/plain", "content": proof.quote,
                    }},
                }]);
            }
            value
        })
        .collect()
}
