//! Pages and what is sent with them.

use waarborg::domain::fact::{HttpFact, HttpHop, PageFact};
use waarborg::domain::observation::{Fact, Observation, Probe, Reading};
use waarborg::domain::subject::Subject;
use waarborg::probe::read_page;

use super::{judged, now};

/// What a page may fetch, and what browsers must heed besides: the same bytes in every header that is read.
pub(crate) fn content_policy(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).replace(['\r', '\n'], " ");
    let fields = [
        "access-control-allow-origin",
        "alt-svc",
        "content-security-policy",
        "content-security-policy-report-only",
        "content-type",
        "permissions-policy",
        "referrer-policy",
        "server",
        "set-cookie",
        "strict-transport-security",
        "x-content-type-options",
        "x-frame-options",
    ];
    let headers = fields.map(|field| (field.to_owned(), text.clone()));
    judge_page(&headers, None, None);
}

/// A page, whole and as the beginning of one.
pub(crate) fn page(bytes: &[u8]) {
    let url = "https://www.example.nl/a/?b".parse().expect("a URL");
    for cut in [false, true] {
        let page = read_page(&url, bytes, cut);
        judge_page(&[], Some(page), None);
    }
}

/// Whom to tell of a weakness.
pub(crate) fn security_txt(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let kind = ("content-type".to_owned(), "text/plain".to_owned());
    judge_page(&[kind], None, Some(text));
}

/// Judges what a website sends.
fn judge_page(headers: &[(String, String)], page: Option<PageFact>, text: Option<String>) {
    let subject = Subject::endpoint("www.example.nl", 443, "/", None);
    let hop = |path: &str| HttpHop {
        url: format!("https://www.example.nl{path}"),
        address: ([192, 0, 2, 1], 443).into(),
        status: 200,
        version: "HTTP/2".to_owned(),
        headers: headers.to_vec(),
        origin: None,
    };
    let fact = |path: &str, page: Option<PageFact>, text: Option<String>| HttpFact {
        hops: vec![hop(path)],
        stopped: None,
        halt: None,
        body_bytes: 1,
        body_truncated: false,
        page,
        text,
    };
    let mut foreign = fact("/", None, None);
    for hop in &mut foreign.hops {
        hop.origin = Some("https://elsewhere.example".to_owned());
    }
    let looks = [
        (Probe::Https, fact("/", page, None)),
        (Probe::Cors, foreign),
        (
            Probe::SecurityTxt,
            fact("/.well-known/security.txt", None, text),
        ),
    ];
    let observations = looks.map(|(probe, fact)| Observation {
        id: format!("{probe}"),
        probe,
        subject: subject.id.clone(),
        at: now(),
        took_ms: 1,
        reading: Reading::Observed(Box::new(Fact::Http(fact))),
    });
    let findings = judged(&subject, observations.to_vec());
    assert!(findings.iter().all(|finding| !finding.detail.en.is_empty()));
}
