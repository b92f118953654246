//! The fictional case end to end: real sockets, a filled dossier, and what it comes to.

use std::collections::BTreeSet;

use waarborg::assess::{Sighting, clock, judge, look, targets};
use waarborg::domain::assessment::Assessment;
use waarborg::domain::claim::ClaimStatus;
use waarborg::domain::finding::{FindingSource, Outcome};
use waarborg::domain::party::Standing;
use waarborg::domain::subject::SubjectKind;
use waarborg::domain::text::Lang;
use waarborg::domain::verdict::{Advice, ReasonRule};
use waarborg::probe::Settings;

use super::{catalogue, folder, lookout, renderings};
use crate::support::demo;
use crate::support::words::{gap, raw_key};

/// One run of the case serves every question about it: the servers and keys take a while.
#[tokio::test(flavor = "multi_thread")]
async fn the_case_is_seen_judged_scored_and_told() {
    let catalogue = catalogue();
    let case = demo::case(clock::now()).await;
    let (_root, folder) = folder(&catalogue, &case.files);
    let settings = Settings {
        vantage: Some("NL".parse().expect("a country")),
        ..demo::settings(&case)
    };
    let lookout = lookout(&catalogue, settings, Some(&case.routes));
    let targets = targets(&folder).expect("targets");
    let sighting: Sighting = look(&targets, &lookout, &|_| {}).await;
    drop(case);
    let as_of = clock::this_second();
    let assessment = judge(Some(&folder), sighting.clone(), &catalogue, as_of);

    complete(&assessment);
    claims(&assessment);
    parties(&assessment);
    score(&assessment);
    verdict(&assessment);

    // The same sighting judged later, without a network and with the servers gone, gives the same assessment.
    let again = judge(Some(&folder), sighting, &catalogue, as_of);
    let json = serde_json::to_string(&assessment).expect("JSON");
    assert_eq!(json, serde_json::to_string(&again).expect("JSON"));
    // What was stored is read back as it was, and judging what was read back changes nothing.
    let stored: Assessment = serde_json::from_str(&json).expect("an assessment");
    assert_eq!(stored, assessment);
    let sighting = Sighting {
        subjects: stored.subjects,
        observations: stored.observations,
        network: stored.method.network,
        data: lookout.data.clone(),
    };
    let from_store = judge(Some(&folder), sighting, &catalogue, as_of);
    assert_eq!(json, serde_json::to_string(&from_store).expect("JSON"));

    super::seal::outlives(&assessment, &catalogue);

    for lang in [Lang::Nl, Lang::En] {
        let first = renderings(&assessment, &catalogue, lang);
        for (format, page) in &first {
            if *format != "json" {
                assert_eq!(raw_key(page), None, "{format} {lang}");
                assert_eq!(gap(page), None, "{format} {lang}");
            }
            for name in [
                "Cloud &amp; Co. B.V.",
                "Cloud & Co. B.V.",
                "Cloud &#38; Co. B.V.",
            ] {
                if page.contains(name) {
                    assert!(
                        page.contains("backup.cloud-en-co.example"),
                        "{format} {lang}"
                    );
                }
            }
            assert!(page.contains("PrivComp"), "{format} {lang}");
        }
        assert_eq!(
            first,
            renderings(&from_store, &catalogue, lang),
            "the same pages again"
        );
    }
}

/// One finding for each check and subject, and one for each question of the packs.
fn complete(assessment: &Assessment) {
    let ids: BTreeSet<&str> = assessment.findings.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids.len(), assessment.findings.len(), "no finding twice");
    let checks = assessment
        .findings
        .iter()
        .filter(|f| f.source == FindingSource::Check)
        .count();
    let wanted: usize = assessment
        .subjects
        .iter()
        .map(|s| {
            waarborg::check::CHECKS
                .iter()
                .filter(|c| c.subject == s.kind)
                .filter(|_| s.role.is_none() || s.kind == SubjectKind::Endpoint)
                // Nobody asked whether a mail host serves pages.
                .filter(|c| {
                    let web = c.id.starts_with("https-")
                        || c.id.starts_with("web-")
                        || c.id == "chain-third-party-resources";
                    s.role.is_none() || !web
                })
                .count()
        })
        .sum();
    assert_eq!(checks, wanted);
    assert_eq!(
        assessment.findings.len() - checks,
        46,
        "25 and 21 questions"
    );
    assert!(!assessment.observations.saw_nothing());
    for finding in &assessment.findings {
        for lang in [
            &finding.detail.nl,
            &finding.detail.en,
            &finding.title.nl,
            &finding.title.en,
        ] {
            assert_eq!(raw_key(lang), None, "{}", finding.id);
            assert_eq!(gap(lang), None, "{}", finding.id);
        }
    }
    let expired = assessment
        .findings
        .iter()
        .find(|f| f.id == "certificate-validity@endpoint:backup.cloud-en-co.example:443")
        .expect("a finding");
    assert_eq!(
        (expired.outcome, expired.reason.as_str()),
        (Outcome::Deviates, "expired")
    );
    let of = |id: &str| {
        let finding = assessment.findings.iter().find(|f| f.id == id);
        let finding = finding.unwrap_or_else(|| panic!("no finding {id}"));
        (finding.outcome, finding.reason.as_str())
    };
    for (check, host, outcome, reason) in [
        (
            "hosting-region",
            "host:portal",
            Outcome::Conforms,
            "declared",
        ),
        (
            "hosting-region",
            "host:support",
            Outcome::Partial,
            "not-declared",
        ),
        ("hosting-region", "host:www", Outcome::NotApplicable, "edge"),
        (
            "hosting-transfer-basis",
            "host:api",
            Outcome::Conforms,
            "no-transfer",
        ),
        (
            "hosting-transfer-basis",
            "host:support",
            Outcome::Deviates,
            "no-decision",
        ),
        (
            "hosting-jurisdiction",
            "host:portal",
            Outcome::Partial,
            "conditional",
        ),
        (
            "hosting-jurisdiction",
            "host:backup",
            Outcome::Conforms,
            "in-eea",
        ),
        (
            "hosting-mail-location",
            "domain:",
            Outcome::Partial,
            "conditional",
        ),
        (
            "hosting-nameserver-location",
            "domain:",
            Outcome::Conforms,
            "in-eea",
        ),
        (
            "hosting-rtt-plausibility",
            "host:api",
            Outcome::NotApplicable,
            "redirected",
        ),
        (
            "hosting-route-origin",
            "host:portal",
            Outcome::Conforms,
            "authorised",
        ),
        (
            "hosting-route-origin",
            "host:www",
            Outcome::Partial,
            "not-signed",
        ),
        (
            "hosting-route-origin",
            "host:legacy",
            Outcome::Partial,
            "not-authorised",
        ),
    ] {
        let dot = if host.ends_with(':') { "" } else { "." };
        let id = format!("{check}@{host}{dot}cloud-en-co.example");
        assert_eq!(of(&id), (outcome, reason), "{id}");
    }
    // Not one address that was dialled is one of those that the names lead to in the world.
    for observation in &assessment.observations.0 {
        if let Some(tls) = observation.tls() {
            assert!(
                tls.dialled
                    .is_some_and(|address| address.ip().is_loopback()),
                "{observation:?}"
            );
        }
    }
}

fn claims(assessment: &Assessment) {
    let status = |question: &str| {
        let claim = assessment
            .claims
            .iter()
            .find(|c| c.question.as_str() == question);
        claim.unwrap_or_else(|| panic!("no claim {question}"))
    };
    let endpoints = status("loc.endpoints");
    assert_eq!(endpoints.status, ClaimStatus::Contradicted, "{endpoints:?}");
    assert!(
        endpoints.seen.nl.contains("support.cloud-en-co.example"),
        "{endpoints:?}"
    );
    // The provider explained this one, and a reviewer took it: both stay in the record.
    let regions = status("loc.regions");
    assert_eq!(regions.status, ClaimStatus::Explained, "{regions:?}");
    let told = |text: Option<&str>, part: &str| text.is_some_and(|text| text.contains(part));
    assert!(told(regions.response.as_deref(), "Mumbai"), "{regions:?}");
    assert!(
        told(regions.explanation.as_deref(), "Privacy officer"),
        "{regions:?}"
    );
    assert!(!regions.evidence.is_empty(), "what was seen stays");
    // Nobody decided on this explanation yet.
    let operators = status("law.operators");
    assert_eq!(operators.status, ClaimStatus::Contradicted, "{operators:?}");
    assert!(
        told(operators.response.as_deref(), "sleutels"),
        "{operators:?}"
    );
    assert_eq!(operators.explanation, None);
    let storage = status("loc.storage");
    assert_eq!(storage.status, ClaimStatus::Contradicted, "{storage:?}");
    let certificates = status("tls.certificates");
    assert_eq!(
        certificates.status,
        ClaimStatus::Contradicted,
        "{certificates:?}"
    );
    assert!(
        certificates.seen.nl.contains("backup.cloud-en-co.example"),
        "{certificates:?}"
    );
    for claim in &assessment.claims {
        assert!(
            !claim.said.nl.is_empty() && !claim.seen.nl.is_empty(),
            "{claim:?}"
        );
        for item in &claim.evidence {
            assert!(
                assessment.observations.0.iter().any(|o| o.id == item.id),
                "{claim:?}"
            );
        }
    }
}

/// Declared and seen, declared and not seen, and an American mail gateway that nobody mentioned.
fn parties(assessment: &Assessment) {
    let standing = |name: &str| {
        let mut found = assessment
            .parties
            .iter()
            .filter(|party| party.name.contains(name));
        let party = found.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(found.next().is_none(), "{name} once");
        party.standing
    };
    assert_eq!(standing("Amazon Web Services"), Standing::DeclaredAndSeen);
    assert_eq!(standing("TransIP"), Standing::DeclaredAndSeen);
    assert_eq!(standing("Papierwerk"), Standing::DeclaredNotSeen);
    assert_eq!(standing("MailShield"), Standing::SeenNotDeclared);
    assert_eq!(standing("Edge-Net"), Standing::SeenNotDeclared);
    for question in ["sub.list", "sub.places"] {
        let claim = assessment
            .claims
            .iter()
            .find(|claim| claim.question.as_str() == question);
        let claim = claim.unwrap_or_else(|| panic!("no claim {question}"));
        assert_eq!(claim.status, ClaimStatus::Contradicted, "{claim:?}");
        assert!(
            claim.seen.nl.contains("MailShield US (mailfilter)"),
            "{claim:?}"
        );
    }
    for hit in assessment.parties.iter().flat_map(|party| &party.hits) {
        assert!(
            assessment
                .observations
                .0
                .iter()
                .any(|o| o.id == hit.evidence.id),
            "{hit:?}"
        );
    }
}

fn score(assessment: &Assessment) {
    let score = assessment.score.as_ref().expect("a score");
    let points: u32 = score.contributions.iter().map(|c| c.points).sum();
    assert_eq!(
        points,
        score.inherent.value - score.residual,
        "the list sums exactly to the score"
    );
    assert!(score.residual_best <= score.residual && score.residual <= score.inherent.value);
    let open = assessment
        .claims
        .iter()
        .filter(|c| c.status == ClaimStatus::Contradicted)
        .count();
    assert_eq!(score.contradictions as usize, open);
    assert!(
        score.coverage > 5_000 && score.coverage < 10_000,
        "{}",
        score.coverage
    );
    let shares: u32 = score.strengths.iter().map(|s| s.share).sum();
    assert!(shares <= 10_000);
}

fn verdict(assessment: &Assessment) {
    let verdict = assessment.verdict.as_ref().expect("a verdict");
    assert_ne!(verdict.advice, Advice::Go);
    assert!(
        verdict.reasons.is_sorted_by_key(|reason| reason.caps_at),
        "worst first"
    );
    assert_eq!(
        verdict.reasons.first().map(|reason| reason.caps_at),
        Some(verdict.advice)
    );
    let contradicted = verdict
        .reasons
        .iter()
        .filter(|r| r.rule == ReasonRule::Contradiction);
    let named: BTreeSet<&str> = contradicted.map(|reason| reason.item.as_str()).collect();
    assert!(
        named.contains("quick/loc.endpoints") && named.contains("quick/tls.certificates"),
        "{named:?}"
    );
    assert!(
        !verdict
            .reasons
            .iter()
            .any(|r| r.rule == ReasonRule::NothingObserved)
    );
    assert!(!verdict.improvements.is_empty());
}
