//! A fictional case with everything in it: PrivComp buys from Cloud & Co.

use waarborg::domain::answer::{Answer, AnswerSet, AnswerValue, Decision, Evidence, Review, Source};
use waarborg::domain::assessment::{Assessment, FORMAT, JudgedEvidence};
use waarborg::domain::claim::{Claim, ClaimStatus};
use waarborg::domain::dossier::Dossier;
use waarborg::domain::finding::{Confidence, EvidenceItem, Finding, FindingSource, Outcome, Severity};
use waarborg::domain::location::Areas;
use waarborg::domain::method::{DataFile, Method, NetworkNote};
use waarborg::domain::pack::{Importance, Strength};
use waarborg::domain::subject::{Subject, SubjectId};
use waarborg::domain::text::Text;

use super::{sample_score, sample_seen};

const DOSSIER: &str = r#"
format = 1
packs = ["quick"]
[controller]
name = "PrivComp B.V."
country = "NL"
contact = "privacy@privcomp.example"
[vendor]
name = "Cloud & Co. B.V."
country = "NL"
parent = "Cloud & Co. Holdings, Inc."
parent_country = "US"
[service]
name = "Klantportaal"
model = "saas"
description = "Portaal waarin klanten van de tweedehandskledingwinkels hun gegevens en bestellingen beheren."
[intake]
data_kinds = ["contact", "financial", "credentials", "behaviour"]
data_subjects = ["klanten", "medewerkers"]
volume = "under-1000000"
criticality = "high"
access = "support"
third_country_exposure = "support"
regimes = ["nis2"]
[[endpoint]]
target = "https://portal.cloud-en-co.example"
label = "klantportaal"
[[sub_processor]]
name = "Rekenzaal Noord B.V."
country = "NL"
task = "Opslag en back-ups"
since = "2024-03-01"
[[sub_processor]]
name = "Helpdesk Worldwide Pvt. Ltd."
country = "IN"
task = "Ondersteuning buiten kantooruren"
"#;

/// The whole case.
pub(super) fn assessment(areas: &Areas) -> Assessment {
    let as_of = "2026-11-22T08:00:00Z".parse().expect("a moment");
    let dossier: Dossier = toml::from_str(DOSSIER).expect("dossier");
    let seen = sample_seen::seen(areas, as_of);
    let mut findings = seen.findings;
    findings.extend(questions());
    Assessment {
        format: FORMAT.to_owned(),
        tool: "waarborg".to_owned(),
        method: method(as_of),
        as_of,
        subjects: seen.subjects.into_iter().chain([Subject::vendor("Cloud & Co. B.V.")]).collect(),
        dossier: Some(dossier),
        observations: seen.observations,
        locations: seen.locations,
        answers: vec![answers()],
        evidence: evidence(),
        findings,
        claims: claims(),
        score: Some(sample_score::score()),
        verdict: Some(sample_score::verdict()),
    }
}

/// The same without the parties: a scan.
pub(super) fn scan(areas: &Areas) -> Assessment {
    let mut scan = assessment(areas);
    scan.dossier = None;
    scan.answers.clear();
    scan.evidence.clear();
    scan.claims.clear();
    scan.score = None;
    scan.verdict = None;
    scan.findings.retain(|finding| finding.source == FindingSource::Check);
    scan.subjects.retain(|subject| subject.id.0 != "vendor");
    scan
}

fn method(as_of: jiff::Timestamp) -> Method {
    let file = |path: &str, version: &str, attribution: Option<&str>| DataFile {
        path: path.to_owned(),
        version: Some(version.to_owned()),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        attribution: attribution.map(str::to_owned),
    };
    Method {
        tool_version: "0.1.0".to_owned(),
        as_of,
        scoring: "waarborg-score/1".to_owned(),
        policy: "ncsc-2025-05".to_owned(),
        data: vec![
            file(
                "geo/dbip-country-lite.mmdb",
                "2026-11",
                Some("IP Geolocation by DB-IP (https://db-ip.com), IP to Country Lite, November 2026, CC BY 4.0."),
            ),
            file("policy/ncsc-2025-05.toml", "1.0.0", None),
            file("questionnaires/quick.toml", "1.0.0", None),
        ],
        network: NetworkNote {
            offline: false,
            resolver: "127.0.0.1:5353".to_owned(),
            vantage: Some("NL".to_owned()),
            connect_to: [
                ("portal.cloud-en-co.example:443", "127.0.0.1:8443"),
                ("backup.cloud-en-co.example:443", "127.0.0.1:8444"),
            ]
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .into(),
            allow_private: true,
            added_anchors: vec!["CN=Fictieve Root CA (demo), SHA-256 0a1b2c".to_owned()],
            trust_store: "webpki-roots, 142 anchors".to_owned(),
        },
    }
}

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
        refs: vec!["gdpr:28(3)".to_owned(), "iso27001-2022:5.23".to_owned()],
        evidence: Vec::new(),
    }
}

fn questions() -> Vec<Finding> {
    let mut agreement = question(
        "con.agreement",
        Outcome::Conforms,
        Severity::Critical,
        ("Is er een ondertekende verwerkersovereenkomst?", "Is there a signed processor agreement?"),
        ("Ja", "Yes"),
        None,
    );
    agreement.evidence.push(EvidenceItem::new("dpa-2026", "Ondertekend op 2 februari 2026"));
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
            ("Staan alle eindpunten van de dienst in de EER?", "Are all endpoints of the service in the EEA?"),
            ("Ja", "Yes"),
            None,
        ),
        question(
            "tls.certificates",
            Outcome::Conforms,
            Severity::High,
            ("Worden certificaten op tijd vernieuwd?", "Are certificates renewed in time?"),
            ("Ja", "Yes"),
            None,
        ),
        question(
            "tls.versions",
            Outcome::Conforms,
            Severity::High,
            ("Zijn alleen TLS 1.2 en hoger toegestaan?", "Are only TLS 1.2 and higher allowed?"),
            ("Ja", "Yes"),
            None,
        ),
        question(
            "inc.notice",
            Outcome::Partial,
            Severity::High,
            ("Binnen hoeveel uur meldt de aanbieder een datalek?", "Within how many hours does the provider report a breach?"),
            ("72", "72"),
            Some(("Laat een termijn van hoogstens 48 uur opnemen.", "Have a term of at most 48 hours added.")),
        ),
        question(
            "exit.delete",
            Outcome::NotAnswered,
            Severity::High,
            ("Worden alle gegevens na afloop gewist of teruggegeven?", "Is all data deleted or returned at the end?"),
            ("Niet beantwoord", "Not answered"),
            Some(("Vraag de aanbieder naar de termijn.", "Ask the provider for the term.")),
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

fn answers() -> AnswerSet {
    let day = "2026-11-02".parse().expect("a day");
    let given = |value: AnswerValue, source: Option<Source>| Answer {
        value: Some(value),
        by: Some("Servicemanager Cloud & Co.".to_owned()),
        at: Some(day),
        source,
        ..Answer::default()
    };
    let mut notice = given(AnswerValue::Number(72), Some(Source::Document("dpa.pdf#4".to_owned())));
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
                given(countries, Some(Source::Provider("Alles staat in Europa".to_owned()))),
            ),
            ("inc.notice", notice),
        ]
        .into_iter()
        .map(|(id, answer)| (id.parse().expect("an id"), answer))
        .collect(),
    }
}

fn evidence() -> Vec<JudgedEvidence> {
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
        confidentiality: waarborg::domain::answer::Confidentiality::Confidential,
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

fn claims() -> Vec<Claim> {
    let claim = |question: &str, rule: &str, status, said: (&str, &str), seen: (&str, &str), quote: &str| Claim {
        id: format!("quick/{question}"),
        pack: "quick".parse().expect("an id"),
        question: question.parse().expect("an id"),
        rule: rule.to_owned(),
        importance: Importance::Major,
        status,
        said: Text::new(said.0, said.1),
        seen: Text::new(seen.0, seen.1),
        evidence: vec![EvidenceItem::new("o8", quote)],
        explanation: None,
    };
    vec![
        claim(
            "loc.endpoints",
            "endpoints-in-eea",
            ClaimStatus::Contradicted,
            ("Alle eindpunten staan in de EER: ja", "All endpoints are in the EEA: yes"),
            (
                "support.cloud-en-co.example heeft een adres waarvoor AWS de regio ap-south-1 publiceert (India).",
                "support.cloud-en-co.example has an address for which AWS publishes region ap-south-1 (India).",
            ),
            "13.126.10.20 in 13.126.0.0/15: ap-south-1",
        ),
        claim(
            "tls.certificates",
            "certificates-managed",
            ClaimStatus::Contradicted,
            ("Certificaten worden op tijd vernieuwd: ja", "Certificates are renewed in time: yes"),
            (
                "Het certificaat van backup.cloud-en-co.example is op 10 november 2026 verlopen.",
                "The certificate of backup.cloud-en-co.example expired on 10 November 2026.",
            ),
            "notAfter 2026-11-10T08:00:00Z",
        ),
        claim(
            "tls.versions",
            "tls-1-2-or-higher-only",
            ClaimStatus::Confirmed,
            ("Alleen TLS 1.2 en hoger: ja", "Only TLS 1.2 and higher: yes"),
            ("Alle eindpunten boden alleen TLS 1.2 of 1.3 aan.", "All endpoints offered only TLS 1.2 or 1.3."),
            "TLS 1.2, TLS 1.3",
        ),
        claim(
            "loc.storage",
            "declared-regions",
            ClaimStatus::NotObservable,
            ("Opslag in Nederland en Duitsland", "Storage in the Netherlands and Germany"),
            ("Van www.cloud-en-co.example is de plaats niet te bepalen.", "The place of www.cloud-en-co.example is not determinable."),
            "",
        ),
    ]
}
