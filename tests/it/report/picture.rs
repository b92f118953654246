//! The page of an endpoint: levels in words, the chain, the dates, and what was not seen.

use waarborg::domain::fact::Feature;
use waarborg::domain::observation::{Failure, FailureReason};
use waarborg::domain::rating::Part;
use waarborg::domain::subject::SubjectKind;
use waarborg::domain::text::{Lang, Text};

use super::page::{change, leaf, part, words};
use super::stage::Stage;
use super::{sample, sample_picture, sample_rating};

const OLD: &str = "partner.cloud-en-co.example";

#[test]
fn the_picture_is_whole_in_written_reports() {
    let stage = Stage::new();
    let scan = sample_picture::scan(stage.areas());
    let [(_, html), (_, markdown), _] = stage.all(&scan, Lang::En);
    for (text, mark) in [(&html, "<h4>"), (&markdown, "\n#### ")] {
        let old = words(part(text, OLD, mark));
        for fact in [
            // Levels in words, by address.
            "SSL 3.0 offered insufficient",
            "TLS 1.1 no clear answer",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 0xC030 sufficient yes yes 256",
            "There may be more: the server closed the connection (technical message: reset after 40 connections).",
            "RC4",
            "1024 bits",
            "512 bits",
            "export strength",
            "secp192r1",
            "rsa_md5_sha1",
            "Heartbleed (CVE-2014-0160)",
            "answered with 16384 bytes to 1",
            "many suites at once, a large hello",
            "the server leaves the lifetime open",
            "Another chain, for clients that name no server",
            "203.0.113.8:443",
            "203.0.113.7:443, [2001:db8::7]:443",
            // Grades with their reasons.
            "Letters, rules of 2025-05-16",
            "SSL 3.0 is accepted at one address",
            "20.50 of 100 points",
            "no grade: too little was seen",
            "at best; not seen: TLS 1.1",
            // The chain.
            "CN=Fictieve Tussen-CA (demo)",
            "does not belong to this chain",
            "could not be read: technical message: unexpected tag",
            "need not be sent",
            "does not name the requested name",
        ] {
            assert!(old.contains(fact), "{fact}\n{old}");
        }
        let new = words(part(text, "portal.cloud-en-co.example", mark));
        for fact in [
            "X25519MLKEM768",
            "post-quantum, hybrid",
            "post-quantum, draft",
            "valid for 7 days",
            "h2, http/1.1",
            "brotli",
            "This picture took 31 connections.",
            "revocation list (http://crl.demo-ca.example/1.crl): not revoked, as of 21 November 2026",
            "OCSP (http://ocsp.demo-ca.example/): no answer: no answer came in time",
            "passed over: technical message: not HTTP",
            "Levels by: NCSC-NL guidelines for TLS, May 2025.",
        ] {
            assert!(new.contains(fact), "{fact}\n{new}");
        }
        assert!(
            !new.contains("whether the certificate was revoked"),
            "{new}"
        );
    }
}

#[test]
fn colour_never_stands_alone() {
    let stage = Stage::new();
    let [(_, html), ..] = stage.all(&sample_picture::scan(stage.areas()), Lang::En);
    for (code, sign, word) in [
        ("good", "✓", "good"),
        ("sufficient", "○", "sufficient"),
        ("phase-out", "▼", "phase out"),
        ("insufficient", "✕", "insufficient"),
        ("expired", "✕", "expired"),
    ] {
        let badge = format!(
            "<span class=\"badge {code}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span> {word}</span>"
        );
        assert!(html.contains(&badge), "{badge}");
    }
}

#[test]
fn addresses_that_agree_are_told_once_and_the_rest_side_by_side() {
    let stage = Stage::new();
    let scan = sample_picture::scan(stage.areas());
    let [(_, html), ..] = stage.all(&scan, Lang::En);
    let old = part(&html, OLD, "<h4>");
    assert_eq!(old.matches("<h5>TLS at ").count(), 2);
    assert!(old.contains("What differs by address"));
    let new = part(&html, "portal.cloud-en-co.example", "<h4>");
    assert!(!new.contains("What differs by address"));
}

#[test]
fn without_a_picture_the_page_says_so() {
    let stage = Stage::new();
    let scan = sample::scan(stage.areas());
    for (lang, absent, unrated, open) in [
        (
            Lang::Nl,
            "Naar suites, groepen en eigenschappen is op dit adres niet gekeken.",
            "Deze instellingen zijn niet naar een richtlijn beoordeeld",
            "niveaus volgens een richtlijn",
        ),
        (
            Lang::En,
            "Suites, groups and properties were not looked at for this address.",
            "These settings were not rated by a guideline",
            "levels by a guideline",
        ),
    ] {
        let [(_, html), (_, markdown), _] = stage.all(&scan, lang);
        for (text, mark) in [(&html, "<h4>"), (&markdown, "\n#### ")] {
            let api = words(part(text, "api.cloud-en-co.example", mark));
            for said in [absent, unrated, open] {
                assert!(api.contains(said), "{said}\n{api}");
            }
            for level in ["onvoldoende", "insufficient"] {
                assert!(!api.contains(level), "{api}");
            }
        }
    }
}

#[test]
fn an_endpoint_that_could_not_be_looked_at_says_nothing_more() {
    let stage = Stage::new();
    let [(_, html), (_, markdown), (_, text)] = stage.all(&sample::scan(stage.areas()), Lang::En);
    for (page, mark) in [(&html, "<h4>"), (&markdown, "\n#### ")] {
        // Findings have headings of their own: this is about the page of the facts.
        let name = "legacy.cloud-en-co.example";
        let legacy = page
            .match_indices(&format!("{mark}{name}"))
            .map(|(at, _)| words(part(&page[at..], name, mark)))
            .find(|part| part.contains("This connection could not be looked at"))
            .expect("a page that says so");
        assert!(legacy.contains("no answer came in time"), "{legacy}");
        assert!(!legacy.contains("trusted"), "{legacy}");
    }
    assert!(words(&text).contains("This connection could not be looked at"));
}

#[test]
fn dates_of_any_kind_can_be_drawn() {
    let stage = Stage::new();
    for (from, until, word) in [
        ("2026-08-01T00:00:00Z", "9999-12-30T20:00:00Z", "valid"),
        ("1950-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "expired"),
        (
            "9998-01-01T00:00:00Z",
            "9999-12-30T20:00:00Z",
            "not valid yet",
        ),
        (
            "2027-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z",
            "dates reversed",
        ),
        ("-009999-01-02T03:00:00Z", "2026-11-22T08:00:00Z", "valid"),
        ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z", "valid"),
    ] {
        let mut scan = sample::scan(stage.areas());
        change(&mut scan, "api.cloud-en-co.example", |tls| {
            leaf(tls, |leaf| {
                leaf.not_before = from.parse().expect("a moment");
                leaf.not_after = until.parse().expect("a moment");
            });
        });
        let [(_, html), (_, markdown), _] = stage.all(&scan, Lang::En);
        let api = part(&html, "api.cloud-en-co.example", "<h4>");
        assert!(words(api).contains(word), "{from} {until}");
        assert!(markdown.contains(word));
        for number in [" x=\"", " width=\"", " x1=\""] {
            for rest in api.split(number).skip(1) {
                let value: i64 = rest
                    .split('"')
                    .next()
                    .and_then(|value| value.parse().ok())
                    .expect("a number");
                assert!(
                    (0..=1000).contains(&value),
                    "{number}{value} for {from} {until}"
                );
            }
        }
    }
}

#[test]
fn what_gave_no_clear_answer_is_not_called_absent() {
    let stage = Stage::new();
    let mut scan = sample::scan(stage.areas());
    change(&mut scan, "portal.cloud-en-co.example", |tls| {
        let picture = tls.picture.as_mut().expect("a picture");
        picture.features.compression =
            Feature::Inconclusive(Failure::new(FailureReason::TimedOut, "twice"));
    });
    let [(_, html), ..] = stage.all(&scan, Lang::En);
    let portal = words(part(&html, "portal.cloud-en-co.example", "<h4>"));
    assert!(
        portal.contains("Compression by TLS no clear answer"),
        "{portal}"
    );
    assert!(
        portal.contains("no answer came in time (technical message: twice)"),
        "{portal}"
    );
    assert!(portal.contains("some of the properties"), "{portal}");
}

#[test]
fn the_terminal_shows_the_picture_in_short() {
    let stage = Stage::new();
    let [.., (_, text)] = stage.all(&sample_picture::scan(stage.areas()), Lang::En);
    let text = words(&text);
    for fact in [
        "TLS 1.3 (good), TLS 1.2 (sufficient)",
        "TLS 1.3: 3 suites (2 good, 1 sufficient)",
        "TLS 1.3: X25519MLKEM768, x25519",
        "Certificate valid until 21 January 2027",
        "F",
        "Heartbleed (CVE-2014-0160)",
    ] {
        assert!(text.contains(fact), "{fact}\n{text}");
    }
}

#[test]
fn grades_over_all_addresses_are_not_told_again_for_the_only_one() {
    let stage = Stage::new();
    let mut scan = sample::scan(stage.areas());
    let subject = scan.ratings.first().expect("a rating").subject.clone();
    let portal = "portal.cloud-en-co.example";
    let tables = |scan: &waarborg::domain::assessment::Assessment| {
        let [(_, html), _, (_, text)] = stage.all(scan, Lang::En);
        let shown = part(&html, portal, "<h4>")
            .matches("<caption>Grades and levels<")
            .count();
        (shown, text.matches("Grades and levels").count())
    };
    assert_eq!(tables(&scan), (1, 1));
    scan.ratings.push(sample_rating::letters(&subject));
    assert_eq!(tables(&scan), (1, 0));
}

#[test]
fn the_terminal_shows_the_letters_of_names() {
    let stage = Stage::new();
    let mut scan = sample::scan(stage.areas());
    let host = scan
        .subjects
        .iter()
        .find(|subject| subject.kind == SubjectKind::Host)
        .expect("a host")
        .clone();
    let mut rating = sample_rating::letters(&host.id);
    rating.grades.truncate(1);
    for grade in &mut rating.grades {
        grade.part = Part::Dns;
        grade.letter = Some("A-".to_owned());
        grade.complete = false;
        grade.not_observed = Some(Text::new("de naamservers", "the name servers"));
    }
    let shown = |scan: &waarborg::domain::assessment::Assessment| {
        let [_, _, (_, text)] = stage.all(scan, Lang::En);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let wanted = "✓ A-, at best; not seen: the name servers";
    assert!(!shown(&scan).contains(wanted));
    scan.ratings.push(rating);
    let text = shown(&scan);
    assert!(
        text.contains(&format!("{} DNS {wanted}", host.name)),
        "{text}"
    );
}
