//! The findings of the checks in the fictional case.

use waarborg::domain::finding::{
    Confidence, EvidenceItem, Finding, FindingSource, Outcome, Severity,
};
use waarborg::domain::subject::SubjectId;
use waarborg::domain::text::Text;

/// The findings about these hosts and a few things more.
pub(super) fn findings(hosts: &[&str]) -> Vec<Finding> {
    let mut list = Vec::new();
    let mut add = |check: &str,
                   host: &str,
                   outcome,
                   severity,
                   title: (&str, &str),
                   detail: (&str, &str),
                   remedy: Option<(&str, &str)>| {
        let subject = SubjectId(format!("endpoint:{host}:443"));
        list.push(Finding {
            id: format!("{check}@{subject}"),
            source: FindingSource::Check,
            check: check.to_owned(),
            subject,
            outcome,
            severity,
            confidence: Confidence::High,
            reason: "reason".to_owned(),
            title: Text::new(title.0, title.1),
            detail: Text::new(detail.0, detail.1),
            remediation: remedy.map(|(nl, en)| Text::new(nl, en)),
            clause: None,
            refs: vec!["gdpr:44".to_owned(), "rfc-9325:3.1.1".to_owned()],
            evidence: vec![EvidenceItem::new("o2", "notAfter 2026-11-10T08:00:00Z")],
        });
    };
    for host in hosts {
        add(
            "tls-versions",
            host,
            Outcome::Conforms,
            Severity::High,
            ("TLS-versies", "TLS versions"),
            (
                "Geaccepteerd: TLS 1.2, TLS 1.3. Alles van niveau Voldoende of hoger.",
                "Accepted: TLS 1.2, TLS 1.3. All of level Sufficient or higher.",
            ),
            None,
        );
        let expired = host.starts_with("backup");
        add(
            "certificate-validity",
            host,
            if expired {
                Outcome::Deviates
            } else {
                Outcome::Conforms
            },
            Severity::Critical,
            (
                "Geldigheid van het certificaat",
                "Validity of the certificate",
            ),
            if expired {
                (
                    "Verlopen op 10 november 2026.",
                    "Expired on 10 November 2026.",
                )
            } else {
                (
                    "Geldig tot 21 januari 2027.",
                    "Valid until 21 January 2027.",
                )
            },
            expired.then_some((
                "Vernieuw het certificaat en laat dat voortaan vanzelf gebeuren.",
                "Renew the certificate and have that happen by itself from now on.",
            )),
        );
    }
    add(
        "https-hsts",
        "support.cloud-en-co.example",
        Outcome::Partial,
        Severity::Medium,
        ("HSTS", "HSTS"),
        (
            "De termijn is 30 dagen; gevraagd is een jaar.",
            "The term is 30 days; a year is asked for.",
        ),
        Some(("Stel max-age in op 31536000.", "Set max-age to 31536000.")),
    );
    add(
        "hosting-location",
        "support.cloud-en-co.example",
        Outcome::Deviates,
        Severity::High,
        ("Plaats van het eindpunt", "Place of the endpoint"),
        (
            "Het adres wijst op een land buiten de EER zonder adequaatheidsbesluit: India.",
            "The address points to a country outside the EEA without an adequacy decision: India.",
        ),
        Some((
            "Verplaats het eindpunt naar een regio in de EER.",
            "Move the endpoint to a region in the EEA.",
        )),
    );
    add(
        "hosting-location",
        "www.cloud-en-co.example",
        Outcome::NotObserved,
        Severity::High,
        ("Plaats van het eindpunt", "Place of the endpoint"),
        (
            "De plaats is niet te bepalen: randadres.",
            "The place cannot be determined: edge address.",
        ),
        Some((
            "Vraag de leverancier naar de regio.",
            "Ask the provider for the region.",
        )),
    );
    add(
        "tls-versions",
        "legacy.cloud-en-co.example",
        Outcome::NotObserved,
        Severity::High,
        ("TLS-versies", "TLS versions"),
        (
            "Dit kon niet worden bekeken: er kwam niet op tijd antwoord.",
            "This could not be looked at: no answer came in time.",
        ),
        None,
    );
    list
}
