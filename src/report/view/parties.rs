//! What the parties bring: declared sub-processors, documents, and what stays the controller's own duty.

use serde::Serialize;

use super::{Plain, Reference, Row, Scribe, hosting, score};
use crate::domain::assessment::{Assessment, JudgedEvidence};

/// A sub-processor that the provider names.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SubProcessorView {
    pub(crate) name: Plain,
    pub(crate) task: Plain,
    pub(crate) country: Plain,
    pub(crate) since: Plain,
}

/// A document and what it is worth.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Document {
    pub(crate) id: Plain,
    pub(crate) title: Plain,
    pub(crate) strength: Plain,
    pub(crate) note: Plain,
    pub(crate) rows: Vec<Row>,
}

/// A duty of the controller.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Duty {
    pub(crate) title: Plain,
    pub(crate) text: Plain,
    pub(crate) refs: Vec<Reference>,
}

/// The duties in the order of doing, with their legal basis.
pub(super) const DUTIES: [(&str, &[&str]); 10] = [
    ("responsible", &["gdpr:5(2)", "gdpr:24(1)"]),
    ("agreement", &["gdpr:28(1)", "gdpr:28(3)"]),
    ("instructions", &["gdpr:28(3)(a)", "gdpr:29"]),
    ("sub-processors", &["gdpr:28(2)", "gdpr:28(4)"]),
    ("transfers", &["gdpr:44", "gdpr:46"]),
    ("dpia", &["gdpr:35"]),
    ("record", &["gdpr:30(1)"]),
    ("people", &["gdpr:13(1)(f)", "gdpr:15"]),
    ("breach", &["gdpr:33(1)", "gdpr:34"]),
    ("follow-up", &["gdpr:24(1)", "gdpr:32(1)(d)"]),
];

/// The sub-processors that the provider names.
pub(super) fn sub_processors(assessment: &Assessment, scribe: &Scribe) -> Vec<SubProcessorView> {
    let Some(dossier) = &assessment.dossier else {
        return Vec::new();
    };
    let unsaid = scribe.word("word.not-stated");
    dossier
        .sub_processors
        .iter()
        .map(|party| SubProcessorView {
            name: party.name.as_str().into(),
            task: if party.task.is_empty() {
                unsaid.clone()
            } else {
                party.task.as_str().into()
            },
            country: match party.country {
                Some(country) => hosting::place(country, scribe),
                None => unsaid.clone(),
            },
            since: party
                .since
                .map_or_else(|| unsaid.clone(), |since| scribe.day(since)),
        })
        .collect()
}

/// The documents of the evidence register, judged.
pub(super) fn documents(assessment: &Assessment, scribe: &Scribe) -> Vec<Document> {
    assessment
        .evidence
        .iter()
        .map(|judged| document(judged, scribe))
        .collect()
}

fn document(judged: &JudgedEvidence, scribe: &Scribe) -> Document {
    let evidence = &judged.evidence;
    let answer = |known: Option<bool>| match known {
        Some(yes) => scribe.yes_no(yes),
        None => scribe.word("documents.nobody-looked"),
    };
    let mut rows = Vec::new();
    let mut push = |key: &str, value: Option<Plain>| {
        if let Some(value) = value {
            rows.push(scribe.row(key, value));
        }
    };
    push(
        "documents.issuer",
        evidence.issuer.as_ref().map(Plain::from),
    );
    push(
        "documents.subject",
        evidence.subject.as_ref().map(Plain::from),
    );
    push("documents.scope", evidence.scope.as_ref().map(Plain::from));
    push("documents.covers", Some(answer(evidence.covers_service)));
    push(
        "documents.accredited",
        evidence.accredited.map(|yes| scribe.yes_no(yes)),
    );
    push(
        "documents.issued",
        evidence.issued.map(|day| scribe.day(day)),
    );
    push(
        "documents.expires",
        evidence.expires.map(|day| scribe.day(day)),
    );
    push("documents.file", evidence.file.as_ref().map(Plain::from));
    push(
        "documents.sha256",
        evidence.sha256.as_ref().map(Plain::from),
    );
    Document {
        id: evidence.id.as_str().into(),
        title: scribe.text(&judged.title),
        strength: score::strength(judged.strength, scribe),
        note: scribe.text(&judged.note),
        rows,
    }
}

/// What stays the controller's own duty; empty in a scan.
pub(super) fn duties(assessment: &Assessment, scribe: &Scribe) -> Vec<Duty> {
    let Some(dossier) = &assessment.dossier else {
        return Vec::new();
    };
    DUTIES
        .iter()
        .map(|(name, refs)| {
            let key = match (*name, dossier.intake.dpia_required) {
                ("dpia", Some(true)) => "duty.dpia.required".to_owned(),
                ("dpia", Some(false)) => "duty.dpia.not-required".to_owned(),
                (name, _) => format!("duty.{name}.text"),
            };
            Duty {
                title: scribe.word(&format!("duty.{name}.title")),
                text: scribe.fill(&key, &[("days", &dossier.review_days.to_string())]),
                refs: refs.iter().map(|text| scribe.reference(text)).collect(),
            }
        })
        .collect()
}

/// Who signs; empty in a scan.
pub(super) fn signature(assessment: &Assessment, scribe: &Scribe) -> Vec<Plain> {
    let Some(dossier) = &assessment.dossier else {
        return Vec::new();
    };
    vec![
        scribe.fill(
            "signature.controller",
            &[("name", &dossier.controller.name)],
        ),
        scribe.fill("signature.vendor", &[("name", &dossier.vendor.name)]),
    ]
}
