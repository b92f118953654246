//! SARIF, OSCAL and `CycloneDX`: valid, and they say what the assessment says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use waarborg::domain::finding::Outcome;
use waarborg::domain::text::Lang;
use waarborg::report::ExportFormat;

use super::{accepting, case, json, objections, scan};

const CYCLONEDX: [&str; 2] = ["cyclonedx-spdx", "cyclonedx-jsf-0.82"];

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

#[test]
fn each_is_valid_by_its_official_schema() {
    for assessment in [case(), scan()] {
        for lang in [Lang::Nl, Lang::En] {
            for (format, schema, parts) in [
                (ExportFormat::Sarif, "sarif-2.1.0", &[][..]),
                (ExportFormat::Oscal, "oscal-complete", &[]),
                (ExportFormat::Cyclonedx, "cyclonedx-1.6", &CYCLONEDX),
            ] {
                let document = json(&assessment, format, lang);
                let found = objections(schema, parts, &document);
                assert!(found.is_empty(), "{format:?}:\n{}", found.join("\n"));
            }
        }
    }
}

#[test]
fn the_schemas_object_to_what_is_wrong() {
    let mut document = json(&case(), ExportFormat::Sarif, Lang::En);
    document["runs"][0]["results"][0]["kind"] = "perhaps".into();
    assert!(!objections("sarif-2.1.0", &[], &document).is_empty());
    let mut document = json(&case(), ExportFormat::Oscal, Lang::En);
    document["assessment-results"]["uuid"] = "none".into();
    assert!(!objections("oscal-complete", &[], &document).is_empty());
    let mut document = json(&case(), ExportFormat::Cyclonedx, Lang::En);
    document["declarations"]["attestations"][0]["map"][0]["conformance"]["score"] = 2.into();
    assert!(!objections("cyclonedx-1.6", &CYCLONEDX, &document).is_empty());
}

#[test]
fn sarif_tells_of_every_finding_once_and_never_passes_the_unknown() {
    let case = case();
    let document = json(&case, ExportFormat::Sarif, Lang::En);
    let run = &document["runs"][0];
    let results = list(&run["results"]);
    assert_eq!(results.len(), case.findings.len() + case.claims.len());
    let rules = list(&run["tool"]["driver"]["rules"]);
    let mut prints = BTreeSet::new();
    for (finding, result) in case.findings.iter().zip(results) {
        let kind = result["kind"].as_str().expect("a kind");
        let expected = match finding.outcome {
            Outcome::Conforms => "pass",
            Outcome::Deviates | Outcome::Partial => "fail",
            Outcome::NotApplicable => "notApplicable",
            Outcome::NotAnswered | Outcome::NotObserved => "open",
            Outcome::Informs => "informational",
        };
        assert_eq!(kind, expected, "{}", finding.id);
        assert_eq!(result["level"] == "none", kind != "fail", "{}", finding.id);
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let subject = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
        assert_eq!(subject, finding.subject.0.as_str());
        prints.insert(result["partialFingerprints"]["waarborgFinding/v1"].to_string());
    }
    assert_eq!(prints.len(), case.findings.len(), "a fingerprint each");
    assert!(
        rules
            .iter()
            .all(|rule| rule["help"]["text"].as_str().is_some_and(|t| t.len() > 10))
    );
}

#[test]
fn fingerprints_and_identifiers_outlive_the_day_and_the_language() {
    let case = case();
    let mut later = case.clone();
    later.as_of = "2027-03-01T08:00:00Z".parse().expect("a moment");
    let prints = |document: &Value| -> Vec<String> {
        let results = list(&document["runs"][0]["results"]);
        results
            .iter()
            .map(|r| r["partialFingerprints"].to_string())
            .collect()
    };
    let now = prints(&json(&case, ExportFormat::Sarif, Lang::En));
    assert_eq!(now, prints(&json(&later, ExportFormat::Sarif, Lang::Nl)));
    let findings = |document: &Value| -> Vec<String> {
        let list = list(&document["assessment-results"]["results"][0]["findings"]);
        list.iter().map(|f| f["uuid"].to_string()).collect()
    };
    let now = findings(&json(&case, ExportFormat::Oscal, Lang::En));
    assert_eq!(now, findings(&json(&later, ExportFormat::Oscal, Lang::Nl)));
}

#[test]
fn what_is_accepted_is_suppressed_and_still_told() {
    let case = case();
    let deviating = case
        .findings
        .iter()
        .find(|finding| finding.outcome == Outcome::Deviates)
        .expect("one");
    let accepted = BTreeMap::from([(
        deviating.id.clone(),
        "known (J. Doe, until 2027-01-01)".to_owned(),
    )]);
    let read = |format| -> Value {
        serde_json::from_slice(&accepting(&case, format, Lang::En, &accepted)).expect("JSON")
    };
    let document = read(ExportFormat::Sarif);
    let suppressed: Vec<&Value> = list(&document["runs"][0]["results"])
        .iter()
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["properties"]["id"], deviating.id.as_str());
    assert!(objections("sarif-2.1.0", &[], &document).is_empty());
    let document = read(ExportFormat::Oscal);
    assert!(document.to_string().contains("deviation-approved"));
    assert!(objections("oscal-complete", &[], &document).is_empty());
}

#[test]
fn oscal_points_only_at_what_is_there() {
    let document = json(&case(), ExportFormat::Oscal, Lang::En);
    let result = &document["assessment-results"]["results"][0];
    let ids = |key: &str| -> BTreeSet<&str> {
        list(&result[key])
            .iter()
            .filter_map(|row| row["uuid"].as_str())
            .collect()
    };
    let (observations, risks) = (ids("observations"), ids("risks"));
    let items: BTreeSet<&str> = list(&result["local-definitions"]["inventory-items"])
        .iter()
        .filter_map(|row| row["uuid"].as_str())
        .collect();
    for finding in list(&result["findings"]) {
        let target = &finding["target"]["status"];
        for related in list(&finding["related-observations"]) {
            assert!(observations.contains(related["observation-uuid"].as_str().expect("one")));
        }
        for related in finding["related-risks"].as_array().into_iter().flatten() {
            assert!(risks.contains(related["risk-uuid"].as_str().expect("one")));
            assert_eq!(target["state"], "not-satisfied");
        }
        if target["reason"] == "other" {
            assert_eq!(target["state"], "not-satisfied", "unknown is no pass");
        }
    }
    for observation in list(&result["observations"]) {
        for subject in observation["subjects"].as_array().into_iter().flatten() {
            assert!(items.contains(subject["subject-uuid"].as_str().expect("one")));
        }
    }
}

#[test]
fn cyclonedx_points_only_at_what_is_there_and_scores_nothing_unknown() {
    let case = case();
    let document = json(&case, ExportFormat::Cyclonedx, Lang::En);
    let mut refs = BTreeSet::new();
    collect(&document, &mut refs);
    let declarations = &document["declarations"];
    let attested = list(&declarations["attestations"][0]["map"]);
    let mut unknown = 0;
    for row in attested {
        assert!(
            refs.contains(row["requirement"].as_str().expect("a requirement")),
            "{row}"
        );
        let named =
            ["claims", "counterClaims"].map(|key| row[key].as_array().cloned().unwrap_or_default());
        for name in named.iter().flatten() {
            assert!(refs.contains(name.as_str().expect("a ref")), "{name}");
        }
        if row["conformance"].get("score").is_none() {
            unknown += 1;
            assert_eq!(row["confidence"]["score"], 0.0);
        }
    }
    assert!(unknown > 0, "the case has something unknown");
    for claim in list(&declarations["claims"]) {
        assert!(
            refs.contains(claim["target"].as_str().expect("a target")),
            "{claim}"
        );
        for key in ["evidence", "counterEvidence"] {
            for name in claim[key].as_array().into_iter().flatten() {
                assert!(refs.contains(name.as_str().expect("a ref")), "{name}");
            }
        }
    }
    // A contradiction has both sides.
    let both = attested
        .iter()
        .filter(|row| row.get("claims").is_some() && row.get("counterClaims").is_some())
        .count();
    assert_eq!(both, 2);
}

/// Every `bom-ref`; each once.
fn collect<'a>(value: &'a Value, refs: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "bom-ref" => {
                        assert!(refs.insert(text), "{text} is there twice");
                    }
                    _ => collect(value, refs),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, refs)),
        _ => {}
    }
}
