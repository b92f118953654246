//! The same facts in every format and language, in the same bytes every time.

use waarborg::domain::assessment::Assessment;
use waarborg::domain::finding::EvidenceItem;
use waarborg::domain::observation::{Failure, FailureReason, Reading};
use waarborg::domain::text::Lang;
use waarborg::report::{render_json, schema};

use super::sample;
use super::stage::Stage;

/// The text as a reader sees it: no tags, no escapes, spaces evened out.
fn readable(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if inside => {}
            c => out.push(c),
        }
    }
    let out = out
        .replace("&amp;", "&")
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&#x3D;", "=")
        .replace('\\', "");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn key_facts_are_in_every_format() {
    let stage = Stage::new();
    let assessment = sample::assessment(stage.areas());
    for (lang, facts) in [
        (
            Lang::Nl,
            [
                "PrivComp B.V.",
                "Cloud & Co. B.V.",
                "Niet doorgaan",
                "33,3%",
                "21,0%",
                "77,3%",
                "22 november 2027",
                "Ondersteuning vanuit India zonder geldige grondslag",
                "Alle eindpunten staan in de",
                "ap-south-1",
                "Verwerkersovereenkomst",
                "niet te bepalen",
                "Verbindingen zijn omgeleid",
                "portal.cloud-en-co.example",
                "er kwam niet op tijd antwoord",
                "back-ups",
            ],
        ),
        (
            Lang::En,
            [
                "PrivComp B.V.",
                "Cloud & Co. B.V.",
                "No-go",
                "33.3%",
                "21.0%",
                "77.3%",
                "22 November 2027",
                "Support from India without a valid basis for transfer",
                "All endpoints are in the",
                "ap-south-1",
                "Processor agreement",
                "not determinable",
                "Connections were redirected",
                "portal.cloud-en-co.example",
                "no answer came in time",
                "backups",
            ],
        ),
    ] {
        for (format, text) in stage.all(&assessment, lang) {
            let text = readable(&text);
            for fact in facts {
                assert!(text.contains(fact), "{fact} is not in {format} ({lang})");
            }
        }
    }
}

#[test]
fn written_reports_hold_the_whole_file() {
    let stage = Stage::new();
    let assessment = sample::assessment(stage.areas());
    let [(_, html), (_, markdown), _] = stage.all(&assessment, Lang::En);
    for text in [readable(&html), readable(&markdown)] {
        for fact in [
            // Score
            "The contributions add up to exactly 29.17 percentage points",
            "62.50 without measures, less 29.17, is the residual risk of 33.33",
            "Sensitivity of the data",
            "observed by us",
            // Hosting and control
            "Amazon Web Services publishes region eu-central-1 for this address, in: Germany.",
            "Address registered in: Netherlands. One source names this country, and according to the address registry the holder of the block has its seat there too.",
            "This is an edge address of Cloudflare",
            "Amazon.com, Inc.",
            "AS16509",
            "Cloud & Co. Holdings, Inc.",
            // Endpoints and names
            "TLS_AES_256_GCM_SHA384",
            "CN=backup.cloud-en-co.example",
            "10 mx.mailgateway.example",
            "ns1.cloud-en-co.example",
            "by way of edge.cdn.example",
            "0 issue \"demo-ca.example\"",
            "v=spf1 include:spf.mailgateway.example -all",
            // Findings, answers, documents
            "notAfter 2026-11-10T08:00:00Z",
            "Renew the certificate and have that happen by itself from now on.",
            "observation o2",
            "Alles staat in Europa",
            "Functionaris gegevensbescherming",
            "Helpdesk Worldwide Pvt. Ltd.",
            "nobody has looked whether the scope covers this service",
            // Duties, method, words
            "You remain responsible.",
            "GDPR art. 28(3)",
            "There is a binding agreement.",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "IP Geolocation by DB-IP (",
            "Residual risk",
            "For PrivComp B.V., controller",
        ] {
            assert!(text.contains(fact), "{fact}");
        }
        // TXT records other than the mail policy hold tokens: not in a report.
        assert!(!text.contains("token=abc"));
    }
    assert!(html.contains("<a href=\"https://db-ip.com\""));
    assert!(markdown.contains("](<https://db-ip.com>)"));
}

#[test]
fn says_only_what_was_seen() {
    let stage = Stage::new();
    let assessment = sample::assessment(stage.areas());
    for (lang, unwanted) in [
        (
            Lang::En,
            [
                "data is in ",
                "compliant",
                "vulnerab",
                "scan score",
                "located in",
            ],
        ),
        (
            Lang::Nl,
            [
                "data staat in",
                "gegevens staan in",
                "kwetsbaarheid",
                "voldoet",
                "scanscore",
            ],
        ),
    ] {
        for (format, text) in stage.all(&assessment, lang) {
            let text = readable(&text)
                .to_lowercase()
                .replace("de persoonsgegevens staan", "");
            for word in unwanted {
                assert!(!text.contains(word), "{word:?} in {format} ({lang})");
            }
        }
    }
}

#[test]
fn no_key_shows_through() {
    let stage = Stage::new();
    let mut every = sample::assessment(stage.areas());
    every.method.network.offline = true;
    let scan = sample::scan(stage.areas());
    let mut blind = sample::assessment(stage.areas());
    for observation in &mut blind.observations.0 {
        observation.reading = Reading::Failed(Failure::new(FailureReason::Refused, ""));
    }
    blind.locations.clear();
    for assessment in [&every, &scan, &blind] {
        for lang in [Lang::Nl, Lang::En] {
            for (format, text) in stage.all(assessment, lang) {
                let text = text.replace('\\', "");
                let key = text.split("report.").skip(1).find(|rest| {
                    rest.starts_with(|c: char| c.is_ascii_lowercase()) && !rest.starts_with("html")
                });
                assert_eq!(key.map(|rest| &rest[..30]), None, "{format} ({lang})");
                for mark in ["{n}", "{day}", "{country}", "{service}", "[object]"] {
                    assert!(!text.contains(mark), "{mark} in {format} ({lang})");
                }
            }
        }
    }
}

#[test]
fn nothing_seen_is_said_first() {
    let stage = Stage::new();
    let mut offline = sample::assessment(stage.areas());
    offline.method.network.offline = true;
    let mut blind = sample::assessment(stage.areas());
    blind.observations.0.clear();
    blind.locations.clear();
    for (assessment, sentence) in [
        (offline, "Er is niets van buitenaf bekeken."),
        (blind, "Er is niets waargenomen."),
    ] {
        for (format, text) in stage.all(&assessment, Lang::Nl) {
            let text = readable(&text);
            let notice = text
                .find(sentence)
                .unwrap_or_else(|| panic!("no notice in {format}"));
            let verdict = text.find("Niet doorgaan").expect("a verdict");
            assert!(notice < verdict, "{format}");
        }
    }
}

#[test]
fn a_scan_has_no_verdict_and_no_empty_chapters() {
    let stage = Stage::new();
    let scan = sample::scan(stage.areas());
    for (format, text) in stage.all(&scan, Lang::En) {
        let text = readable(&text);
        assert!(
            text.contains("Scan of portal.cloud-en-co.example"),
            "{format}"
        );
        assert!(text.contains("deviates"), "{format}");
        for absent in [
            "Residual risk:",
            "Your own duties",
            "Said and seen",
            "Advice",
            "No-go",
        ] {
            assert!(!text.contains(absent), "{absent} in {format}");
        }
    }
}

#[test]
fn a_score_that_does_not_add_up_is_named() {
    let stage = Stage::new();
    let mut assessment = sample::assessment(stage.areas());
    let score = assessment.score.as_mut().expect("a score");
    score.contributions[0].points += 1;
    let [(_, html), (_, markdown), _] = stage.all(&assessment, Lang::En);
    for text in [html, markdown] {
        assert!(readable(&text).contains("changed or damaged after the assessment"));
        assert!(!readable(&text).contains("add up to exactly"));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let stage = Stage::new();
    let assessment = sample::assessment(stage.areas());
    let again: Assessment =
        serde_json::from_str(&render_json(&assessment).expect("JSON")).expect("the same");
    assert_eq!(again, assessment);
    for lang in [Lang::Nl, Lang::En] {
        assert_eq!(stage.all(&assessment, lang), Stage::new().all(&again, lang));
    }
    assert_eq!(render_json(&assessment).ok(), render_json(&again).ok());
}

#[test]
fn json_is_whole_and_has_a_schema() {
    let stage = Stage::new();
    let text = render_json(&sample::assessment(stage.areas())).expect("JSON");
    assert!(text.ends_with("}\n"));
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let schema = schema();
    let known = schema["properties"].as_object().expect("properties");
    for key in value.as_object().expect("an object").keys() {
        assert!(known.contains_key(key), "{key}");
    }
    assert_eq!(value["format"], "waarborg/assessment/1");
}

/// Assessments from before kept what a document is worth in the language of the dossier only.
#[test]
fn what_a_document_is_worth_is_told_in_the_language_of_the_reader() {
    let stage = Stage::new();
    let mut assessment = sample::assessment(stage.areas());
    let judged = assessment.evidence.first().expect("a document").clone();
    let mut findings = assessment.findings.iter_mut();
    let finding = findings
        .find(|f| f.evidence.iter().any(|item| item.id == "o2"))
        .expect("a finding that is shown");
    finding.evidence.clear();
    let id = judged.evidence.id.as_str();
    finding
        .evidence
        .push(EvidenceItem::new(id, &judged.note.nl));
    // Documents have a table of their own with the same words.
    let count = |lang: Lang, words: &str| {
        let [_, (_, markdown), _] = stage.all(&assessment, lang);
        readable(&markdown).matches(words).count()
    };
    let (nl, en) = (judged.note.nl.as_str(), judged.note.en.as_str());
    assert_eq!((count(Lang::En, nl), count(Lang::Nl, en)), (0, 0));
    assert!(count(Lang::En, en) >= 2 && count(Lang::Nl, nl) >= 2);
}
