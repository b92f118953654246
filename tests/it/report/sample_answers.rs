//! The answers and documents of the fictional case.

use waarborg::domain::answer::{
    Answer, AnswerSet, AnswerValue, Confidentiality, Decision, Evidence, Review, Source,
};
use waarborg::domain::assessment::JudgedEvidence;
use waarborg::domain::finding::{
    Confidence, EvidenceItem, Finding, FindingSource, Outcome, Severity,
};
use waarborg::domain::pack::Strength;
use waarborg::domain::subject::SubjectId;
use waarborg::domain::text::Text;

/// A question of the quick pack with its result.
fn question(
    id: &str,
    outcome: Outcome,
    severity: Severity,
    title: (&str, &str),
    detail: (&str, &str),
    fix: Option<(&str, &str)>,
) -> Finding {
    Finding {
        id: format!("quick/{id}"),
        source: FindingSource::Question,
        check: id.to_owned(),
        subject: SubjectId("vendor".to_owned()),
        outcome,
        severity,
        confidence: Confidence::Low,
        reason: "answered".to_owned(),
        title: Text::new(title.0, title.1),
        detail: Text::new(detail.0, detail.1),
        remediation: fix.map(|(nl, en)| Text::new(nl, en)),
        clause: None,
        refs: vec!["gdpr:28(3)".to_owned(), "iso27001-2022:5.23".to_owned()],
        evidence: Vec::new(),
    }
}

/// The questions with their results.
pub(super) fn questions() -> Vec<Finding> {
    let mut agreement = question(
        "con.agreement",
        Outcome::Conforms,
        Severity::Critical,
        (
            "Is er een ondertekende verwerkersovereenkomst?",
            "Is there a signed processor agreement?",
        ),
        ("Ja", "Yes"),
        None,
    );
    agreement.evidence.push(EvidenceItem::new(
        "dpa-2026",
        "Ondertekend op 2 februari 2026",
    ));
    vec![
        agreement,
        question(
            "loc.storage",
            Outcome::Conforms,
            Severity::Critical,
            (
                "In welke landen staan de persoonsgegevens, met inbegrip van back-ups en replica's?",
                "In which countries is the personal data stored, including backups and replicas?",
            ),
            ("Nederland, Duitsland", "Netherlands, Germany"),
            None,
        ),
        question(
            "loc.endpoints",
            Outcome::Conforms,
            Severity::High,
            (
                "Staan alle eindpunten van de dienst in de EER?",
                "Are all endpoints of the service in the EEA?",
            ),
            ("Ja", "Yes"),
            None,
        ),
        question(
            "tls.certificates",
            Outcome::Conforms,
            Severity::High,
            (
                "Worden certificaten op tijd vernieuwd?",
                "Are certificates renewed in time?",
            ),
            ("Ja", "Yes"),
            None,
        ),
        question(
            "tls.versions",
            Outcome::Conforms,
            Severity::High,
            (
                "Zijn alleen TLS 1.2 en hoger toegestaan?",
                "Are only TLS 1.2 and higher allowed?",
            ),
            ("Ja", "Yes"),
            None,
        ),
        question(
            "inc.notice",
            Outcome::Partial,
            Severity::High,
            (
                "Binnen hoeveel uur meldt de leverancier een datalek?",
                "Within how many hours does the provider report a breach?",
            ),
            ("72", "72"),
            Some((
                "Laat een termijn van hoogstens 48 uur opnemen.",
                "Have a term of at most 48 hours added.",
            )),
        ),
        question(
            "exit.delete",
            Outcome::NotAnswered,
            Severity::High,
            (
                "Worden alle gegevens na afloop gewist of teruggegeven?",
                "Is all data deleted or returned at the end?",
            ),
            ("Niet beantwoord", "Not answered"),
            Some((
                "Vraag de leverancier naar de termijn.",
                "Ask the provider for the term.",
            )),
        ),
        question(
            "sec.soc2",
            Outcome::NotApplicable,
            Severity::Medium,
            ("Is er een SOC 2-rapport?", "Is there a SOC 2 report?"),
            ("Niet van toepassing", "Not applicable"),
            None,
        ),
    ]
}

/// The answers as given.
pub(super) fn answers() -> AnswerSet {
    let day = "2026-11-02".parse().expect("a day");
    let given = |value: AnswerValue, source: Option<Source>| Answer {
        value: Some(value),
        by: Some("Servicemanager Cloud & Co.".to_owned()),
        at: Some(day),
        source,
        ..Answer::default()
    };
    let mut notice = given(
        AnswerValue::Number(72),
        Some(Source::Document("dpa.pdf#4".to_owned())),
    );
    notice.review = Some(Review {
        decision: Decision::ContradictionExplained,
        by: "Functionaris gegevensbescherming".to_owned(),
        at: day,
        reason: "de termijn geldt alleen in het weekend".to_owned(),
    });
    let countries = AnswerValue::List(vec!["NL".to_owned(), "DE".to_owned()]);
    AnswerSet {
        pack: "quick".parse().expect("an id"),
        version: "1.0.0".to_owned(),
        answers: [
            ("con.agreement", given(AnswerValue::Flag(true), None)),
            (
                "loc.storage",
                given(
                    countries,
                    Some(Source::Provider("Alles staat in Europa".to_owned())),
                ),
            ),
            ("inc.notice", notice),
        ]
        .into_iter()
        .map(|(id, answer)| (id.parse().expect("an id"), answer))
        .collect(),
    }
}

/// The documents behind them.
pub(super) fn evidence() -> Vec<JudgedEvidence> {
    let document = |id: &str, kind: &str, file: &str| Evidence {
        id: id.parse().expect("an id"),
        kind: kind.parse().expect("an id"),
        file: Some(file.to_owned()),
        sha256: None,
        issuer: Some("Cloud & Co. B.V.".to_owned()),
        subject: Some("Cloud & Co. B.V.".to_owned()),
        scope: Some("Klantportaal".to_owned()),
        covers_service: None,
        accredited: None,
        issued: "2026-02-02".parse().ok(),
        expires: None,
        confidentiality: Confidentiality::Confidential,
    };
    vec![
        JudgedEvidence {
            evidence: document("dpa-2026", "processor-agreement", "dpa.pdf"),
            title: Text::new("Verwerkersovereenkomst", "Processor agreement"),
            strength: Strength::Documented,
            note: Text::new(
                "Ondertekend; niemand heeft nagekeken of de reikwijdte deze dienst dekt.",
                "Signed; nobody has looked whether the scope covers this service.",
            ),
        },
        JudgedEvidence {
            evidence: document("pentest-2024", "pentest-report", "pentest.pdf"),
            title: Text::new("Rapport van een pentest", "Penetration test report"),
            strength: Strength::Asserted,
            note: Text::new("Ouder dan twaalf maanden.", "Older than twelve months."),
        },
    ]
}
