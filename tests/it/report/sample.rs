//! A fictional case with everything in it: a retailer buys from Cloud & Co.

use waarborg::domain::assessment::{Assessment, FORMAT};
use waarborg::domain::claim::{Claim, ClaimStatus};
use waarborg::domain::dossier::Dossier;
use waarborg::domain::finding::{EvidenceItem, FindingSource};
use waarborg::domain::location::Areas;
use waarborg::domain::method::{DataFile, Depth, Method, NetworkNote};
use waarborg::domain::pack::Importance;
use waarborg::domain::subject::Subject;
use waarborg::domain::text::Text;

use super::{sample_answers, sample_rating, sample_score, sample_seen};

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
    findings.extend(sample_answers::questions());
    let ratings = seen
        .observations
        .0
        .iter()
        .filter_map(|look| {
            let tls = look.tls()?;
            tls.picture.as_ref()?;
            Some(sample_rating::levels(&look.subject, Some(tls.address), tls))
        })
        .collect();
    Assessment {
        format: FORMAT.to_owned(),
        tool: "waarborg".to_owned(),
        method: method(as_of),
        as_of,
        subjects: seen
            .subjects
            .into_iter()
            .chain([Subject::vendor("Cloud & Co. B.V.")])
            .collect(),
        dossier: Some(dossier),
        observations: seen.observations,
        locations: seen.locations,
        parties: Vec::new(),
        ratings,
        answers: vec![sample_answers::answers()],
        evidence: sample_answers::evidence(),
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
    scan.findings
        .retain(|finding| finding.source == FindingSource::Check);
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
                Some(
                    "IP Geolocation by DB-IP (https://db-ip.com), IP to Country Lite, November 2026, CC BY 4.0.",
                ),
            ),
            file("policy/ncsc-2025-05.toml", "1.0.0", None),
            file("questionnaires/quick.toml", "1.0.0", None),
        ],
        pack_changes: Vec::new(),
        own_packs: Vec::new(),
        network: NetworkNote {
            offline: false,
            depth: Some(Depth::Full),
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
            dnssec_anchors: Vec::new(),
            given_files: Vec::new(),
            stores: Vec::new(),
            trust_store: "webpki-roots, 142 anchors".to_owned(),
        },
    }
}

fn claims() -> Vec<Claim> {
    let claim = |question: &str,
                 rule: &str,
                 status,
                 said: (&str, &str),
                 seen: (&str, &str),
                 quote: &str| Claim {
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
        response: matches!(status, ClaimStatus::Contradicted)
            .then(|| "We moved it last week.".to_owned()),
    };
    vec![
        claim(
            "loc.endpoints",
            "endpoints-in-eea",
            ClaimStatus::Contradicted,
            (
                "Alle eindpunten staan in de EER: ja",
                "All endpoints are in the EEA: yes",
            ),
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
            (
                "Certificaten worden op tijd vernieuwd: ja",
                "Certificates are renewed in time: yes",
            ),
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
            (
                "Alleen TLS 1.2 en hoger: ja",
                "Only TLS 1.2 and higher: yes",
            ),
            (
                "Alle eindpunten boden alleen TLS 1.2 of 1.3 aan.",
                "All endpoints offered only TLS 1.2 or 1.3.",
            ),
            "TLS 1.2, TLS 1.3",
        ),
        claim(
            "loc.storage",
            "declared-regions",
            ClaimStatus::NotObservable,
            (
                "Opslag in Nederland en Duitsland",
                "Storage in the Netherlands and Germany",
            ),
            (
                "Van www.cloud-en-co.example is de plaats niet te bepalen.",
                "The place of www.cloud-en-co.example is not determinable.",
            ),
            "",
        ),
    ]
}
