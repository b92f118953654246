//! Payloads in every place that a stranger can fill, in every format: they stay text.

use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::{Lang, Text};
use waarborg::report::render_json;

use super::stage::Stage;
use super::{sample, sample_picture};

/// Texts that someone may send, each with a word to find it by.
pub(crate) const PAYLOADS: [&str; 20] = [
    "<script>alert('pay01')</script>",
    "\"><img src=x onerror=alert(`pay02`)>",
    "{{css}} {{{css}}} pay03",
    "{{#each findings}}pay04{{/each}}",
    "[pay05](javascript:alert(1))",
    "![pay06](https://evil.example/x.png)",
    "# pay07",
    "- pay08\n- two\n\n# three\n\n| a | b |\n|---|---|\n| c | d |",
    "| pay09 | x |",
    "```\npay10\n```",
    "\u{1b}[31mpay11\u{1b}[0m\u{7}",
    "\u{202e}21yap pay12\u{2066}x\u{2069}",
    "=HYPERLINK(\"https://evil.example\",\"pay13\")",
    "https://evil.example/pay14 www.evil.example",
    "</style></title><svg onload=alert(1)>pay15",
    "1. pay16 <https://evil.example> &lt;b&gt;",
    "#eval(\"1\") $pay17$ = h @x `r` #import \"/meta.json\" /* c",
    "+cmd|' /C calc'!A0 -2+3 @SUM(pay18)",
    "\u{0}\u{8}\u{7f}\u{85}\u{9b}31mpay19\u{feff}\u{200b}\u{e0041}",
    "%s %n ${jndi:x} <%= pay20 %> {%raw%}",
];

/// Puts one payload wherever a stranger's words go.
pub(super) fn poison(assessment: &mut Assessment, payload: &str) {
    let text = Text::same(payload);
    let say = || payload.to_owned();
    let dossier = assessment.dossier.as_mut().expect("a dossier");
    dossier.controller.name = say();
    dossier.vendor.name = say();
    dossier.vendor.parent = Some(say());
    dossier.service.name = say();
    dossier.service.description = say();
    dossier.intake.data_subjects = vec![say()];
    for party in &mut dossier.sub_processors {
        party.name = say();
        party.task = say();
    }
    for subject in &mut assessment.subjects {
        subject.label = Some(say());
    }
    for finding in &mut assessment.findings {
        finding.title = text.clone();
        finding.detail = text.clone();
        finding.remediation = finding.remediation.as_ref().map(|_| text.clone());
        finding.refs.push(say());
        for item in &mut finding.evidence {
            item.quote = say();
            item.id = say();
        }
    }
    for claim in &mut assessment.claims {
        claim.said = text.clone();
        claim.seen = text.clone();
        claim.explanation = Some(say());
        claim.response = Some(say());
    }
    let verdict = assessment.verdict.as_mut().expect("a verdict");
    for reason in &mut verdict.reasons {
        reason.text = text.clone();
        reason.remedy = Some(text.clone());
        reason.item = say();
    }
    for improvement in &mut verdict.improvements {
        improvement.title = text.clone();
        improvement.text = text.clone();
    }
    for document in &mut assessment.evidence {
        document.title = text.clone();
        document.note = text.clone();
        document.evidence.issuer = Some(say());
    }
    for answer in assessment
        .answers
        .iter_mut()
        .flat_map(|set| set.answers.values_mut())
    {
        answer.by = Some(say());
        answer.not_applicable = Some(say());
    }
    for located in &mut assessment.locations {
        if let Some(control) = &mut located.fact.control {
            control.operator_name = Some(payload.into());
            control.holder = Some(payload.into());
        }
        for claim in &mut located.fact.claims {
            claim.region = Some(payload.into());
            claim.source = payload.into();
        }
    }
    for file in &mut assessment.method.data {
        file.path = say();
    }
    assessment.method.network.added_anchors = vec![say()];
    assessment.method.network.resolver = say();
    for observation in &mut assessment.observations.0 {
        let mut reading = serde_json::to_value(&observation.reading).expect("JSON");
        swap(&mut reading, payload);
        observation.reading = serde_json::from_value(reading).expect("a reading");
    }
    for rating in &mut assessment.ratings {
        rating.title = text.clone();
        for rated in &mut rating.levels {
            rated.name = say();
        }
        for grade in &mut rating.grades {
            grade.letter = grade.letter.as_ref().map(|_| say());
            grade.reasons = vec![text.clone()];
            grade.not_observed = Some(text.clone());
        }
    }
}

/// Replaces free text within observations.
fn swap(value: &mut serde_json::Value, payload: &str) {
    const FREE: [&str; 17] = [
        "algorithm",
        "cipher_suite",
        "curve",
        "detail",
        "error",
        "exchange",
        "group",
        "hash",
        "issuer",
        "known",
        "name",
        "prime_sha256",
        "sha256",
        "signature_algorithm",
        "store",
        "subject",
        "url",
    ];
    const LISTS: [&str; 3] = ["alpn", "certificate_compression", "names"];
    match value {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                if FREE.contains(&key.as_str()) && inner.is_string() && inner != "not-seen" {
                    *inner = payload.into();
                } else if LISTS.contains(&key.as_str()) && inner.is_array() {
                    *inner = vec![payload].into();
                } else {
                    swap(inner, payload);
                }
            }
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(|inner| swap(inner, payload)),
        _ => {}
    }
}

/// How often each tag occurs: a payload must not change it.
pub(super) fn tags(html: &str) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    for rest in html.split('<').skip(1) {
        let name: String = rest
            .chars()
            .take_while(|c| !" >\n\t".contains(*c))
            .collect();
        *counts.entry(name).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

/// What Markdown acts on: an escaped character is a letter like any other.
pub(super) fn active(markdown: &str) -> String {
    let mut chars = markdown.chars();
    let mut active = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => active.push(chars.next().map_or('\\', |_| 'x')),
            c => active.push(c),
        }
    }
    active
}

/// The kind of each line of Markdown: a payload must not change it.
pub(super) fn shape(active: &str) -> Vec<String> {
    active
        .lines()
        .map(|line| {
            assert!(!line.starts_with(' ') && !line.starts_with('\t'), "{line}");
            let start: String = line.chars().take_while(|c| "#->|* ".contains(*c)).collect();
            let inside: String = line.chars().filter(|c| "|#<>`[]*_".contains(*c)).collect();
            format!("{start}{}…{inside}", line.starts_with("1. "))
        })
        .collect()
}

#[test]
fn payloads_stay_text_in_every_format() {
    let stage = Stage::new();
    let full = || {
        let mut full = sample::assessment(stage.areas());
        let pictures = sample_picture::scan(stage.areas());
        full.subjects = pictures.subjects;
        full.observations = pictures.observations;
        full.ratings = pictures.ratings;
        full
    };
    let mut harmless = full();
    poison(&mut harmless, "pay00");
    let [(_, plain_html), (_, plain_markdown), _] = stage.all(&harmless, Lang::En);
    let plain_shape = shape(&active(&plain_markdown));
    for (n, payload) in (1..).zip(PAYLOADS) {
        let mut assessment = full();
        poison(&mut assessment, payload);
        let [(_, html), (_, markdown), (_, text)] = stage.all(&assessment, Lang::En);
        let word = format!("pay{n:02}");
        for (format, shown) in [("html", &html), ("markdown", &markdown), ("text", &text)] {
            assert!(shown.contains(&word), "{word} is not in {format}");
            let acting = shown.chars().find(|c| {
                (c.is_control() && *c != '\n')
                    || "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
                        .contains(*c)
            });
            assert_eq!(acting, None, "{word} in {format}");
        }
        if payload.starts_with("{{") {
            assert!(html.contains(payload), "{word} was run as a template");
        }
        assert_eq!(tags(&html), tags(&plain_html), "{word} made HTML");
        assert!(
            !html.contains(" onerror=") && !html.contains("href=\"javascript"),
            "{word}"
        );
        assert_eq!(
            html.matches(":root {").count(),
            plain_html.matches(":root {").count(),
            "{word}"
        );
        let markdown = active(&markdown);
        let shape = shape(&markdown);
        for (line, plain) in shape.iter().zip(&plain_shape) {
            assert_eq!(line, plain, "{word} made Markdown");
        }
        assert_eq!(shape.len(), plain_shape.len(), "{word}");
        for mark in [
            "](javascript",
            "](https://evil",
            "<script",
            "<img",
            "<svg",
            "https://evil",
            "www.evil",
        ] {
            assert!(!markdown.contains(mark), "{word}: {mark}");
        }
    }
}

#[test]
fn a_text_of_a_megabyte_is_shown_whole() {
    let stage = Stage::new();
    let mut assessment = sample::assessment(stage.areas());
    let megabyte = format!("{}THE_END", "x".repeat(1 << 20));
    let finding = assessment.findings.first_mut().expect("a finding");
    finding.detail = Text::same(megabyte.clone());
    let dossier = assessment.dossier.as_mut().expect("a dossier");
    let party = dossier.sub_processors.first_mut();
    party.expect("a sub-processor").name = megabyte.clone();
    for (format, shown) in stage.all(&assessment, Lang::En) {
        let ends = shown.replace('\\', "").matches("THE_END").count();
        assert!(ends >= 2 || format == "text", "{format}: {ends}");
    }
    let json = render_json(&assessment).expect("JSON");
    let again: Assessment = serde_json::from_str(&json).expect("what it was");
    assert_eq!(again.findings, assessment.findings);
}

#[test]
fn payloads_come_back_from_json_as_they_went_in() {
    let stage = Stage::new();
    for payload in PAYLOADS {
        let mut assessment = sample::assessment(stage.areas());
        poison(&mut assessment, payload);
        let json = render_json(&assessment).expect("JSON");
        let acting = json.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(acting, None, "{payload:?} acts in a terminal");
        let again: Assessment = serde_json::from_str(&json).expect("what it was");
        assert_eq!(again.findings, assessment.findings, "{payload:?}");
    }
}

#[test]
fn an_attribution_links_only_to_the_address_that_it_shows() {
    let stage = Stage::new();
    let mut assessment = sample::assessment(stage.areas());
    for (attribution, html_shows, markdown_shows) in [
        (
            "Data by https://a.example/x.",
            "Data by <a href=\"https://a.example/x\" rel=\"noreferrer\">https://a.example/x</a>.",
            "Data by [https\\://a.example/x](<https://a.example/x>).",
        ),
        (
            "<a href=x>javascript:alert(1)</a>",
            "<li>&lt;a href&#x3D;x&gt;javascript:alert(1)&lt;/a&gt;</li>",
            "- \\<a href=x\\>javascript:alert(1)\\</a\\>",
        ),
    ] {
        for file in &mut assessment.method.data {
            file.attribution = Some(attribution.to_owned());
        }
        let [(_, html), (_, markdown), _] = stage.all(&assessment, Lang::En);
        assert!(html.contains(html_shows), "{attribution}");
        assert!(markdown.contains(markdown_shows), "{attribution}");
    }
}
