//! The form of reports: self-contained, walkable, within its width, quick, and honest about broken templates.

use std::time::{Duration, Instant};

use waarborg::domain::finding::FindingSource;
use waarborg::domain::text::Lang;
use waarborg::report::{ReportError, Resources, render_html, render_markdown, render_text};

use super::sample;
use super::stage::Stage;

#[test]
fn a_broken_template_is_an_error_with_a_place() {
    let stage = Stage::new();
    let view = stage.view(&sample::assessment(stage.areas()), Lang::En);
    let broken = Resources {
        html: "<p>\n{{#if title}}",
        markdown: "# {{title}}\n\n{{words.no-such.word}}\n",
        ..stage.resources()
    };
    for (result, file, at) in [
        (render_html(&view, &broken), "report.html", 2),
        (render_markdown(&view, &broken), "report.md", 3),
    ] {
        let Err(ReportError::Template {
            name, line, column, ..
        }) = result
        else {
            panic!("{file} should not render");
        };
        assert_eq!((name.as_str(), line), (file, at));
        assert!(column > 0);
    }
}

#[test]
fn a_map_that_is_none_leaves_the_table() {
    let mut stage = Stage::new();
    stage.map = "no map".to_owned();
    let [(_, html), ..] = stage.all(&sample::assessment(stage.areas()), Lang::En);
    assert!(!html.contains("<figure"));
    assert!(html.contains("publishes region eu-central-1"));
}

#[test]
fn the_world_is_drawn_only_when_europe_is_too_small() {
    let stage = Stage::new();
    let mut assessment = sample::assessment(stage.areas());
    let [(_, html), ..] = stage.all(&assessment, Lang::En);
    assert!(html.contains("map-europe-t") && html.contains("map-world-t"));
    assert!(html.contains("▲ India</text>") && html.contains(">outside the EEA</text>"));
    assert!(html.contains(">support.cloud-en-co.example</text>"));
    assert!(
        !html.contains(">www.cloud-en-co.example</text>"),
        "an edge has no place"
    );
    assessment
        .locations
        .retain(|l| !l.subject.0.contains("support"));
    let [(_, html), ..] = stage.all(&assessment, Lang::En);
    assert!(html.contains("map-europe-t") && !html.contains("map-world-t"));
}

#[test]
fn html_needs_nothing_else_and_can_be_walked() {
    let stage = Stage::new();
    for assessment in [
        sample::assessment(stage.areas()),
        sample::scan(stage.areas()),
    ] {
        let [(_, html), ..] = stage.all(&assessment, Lang::Nl);
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"nl\">"));
        for needless in [
            "<script", "<link", "<img", "<iframe", "@import", "url(http", " onload", " src=",
        ] {
            assert!(!html.contains(needless), "{needless}");
        }
        for needed in [
            "<main",
            "<nav",
            "<header",
            "<footer",
            "class=\"skip\"",
            "@page",
            "prefers-color-scheme",
        ] {
            assert!(html.contains(needed), "{needed}");
        }
        let mut depth = 0;
        for (at, _) in html.match_indices("<h") {
            let level = html[at + 2..].chars().next().and_then(|c| c.to_digit(10));
            let Some(level) = level else { continue };
            assert!(
                level <= depth + 1,
                "h{level} after h{depth}: {}",
                &html[at..at + 60]
            );
            depth = level;
        }
        for (at, _) in html.match_indices("<th") {
            let tag = &html[at..at + html[at..].find('>').expect("an end")];
            assert!(tag == "<thead" || tag.contains("scope="), "{tag}");
        }
        ids_are_unique_and_found(&html);
    }
}

fn ids_are_unique_and_found(html: &str) {
    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    ids.sort_unstable();
    let unique = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), unique, "an id occurs twice");
    for marker in ["href=\"#", "aria-labelledby=\""] {
        for rest in html.split(marker).skip(1) {
            let names = rest.split('"').next().unwrap_or_default();
            for name in names.split(' ') {
                assert!(ids.contains(&name), "{marker}{name}");
            }
        }
    }
}

#[test]
fn text_keeps_to_its_width_and_colours_only_on_request() {
    let stage = Stage::new();
    let view = stage.view(&sample::assessment(stage.areas()), Lang::Nl);
    for width in [60, 80, 120] {
        let text = render_text(&view, width, false);
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
        assert!(!text.contains('\u{1b}'));
    }
    let coloured = render_text(&view, 100, true);
    assert!(coloured.contains('\u{1b}'));
    assert!(coloured.contains("✕ Niet doorgaan"), "the word stays");
}

#[test]
fn five_hundred_findings_take_less_than_a_second() {
    let stage = Stage::new();
    let mut assessment = sample::assessment(stage.areas());
    let check = assessment
        .findings
        .iter()
        .find(|f| f.source == FindingSource::Check)
        .cloned()
        .expect("a check");
    for n in 0..500 {
        let mut finding = check.clone();
        finding.id = format!("{}{n}", finding.id);
        finding.subject.0 = format!("endpoint:host{}.example:443", n / 5);
        assessment.findings.push(finding);
    }
    let start = Instant::now();
    let all = stage.all(&assessment, Lang::En);
    let took = start.elapsed();
    let [(_, html), (_, markdown), (_, text)] = &all;
    assert!(html.contains("host99.example") && markdown.contains("host99.example"));
    assert!(text.contains("in order: 511"));
    // The promise is for a release build; an unoptimised one gets room.
    let limit = if cfg!(debug_assertions) { 15 } else { 1 };
    assert!(took < Duration::from_secs(limit), "{took:?}");
}

#[test]
fn no_two_landmarks_have_the_same_name() {
    let stage = Stage::new();
    let [(_, html), ..] = stage.all(&sample::assessment(stage.areas()), Lang::Nl);
    let after = |start: &str, end: char, text: &str| {
        let (_, rest) = text.split_once(start)?;
        rest.split_once(end).map(|(found, _)| found.to_owned())
    };
    let mut names: Vec<String> = html
        .split("role=\"region\"")
        .skip(1)
        .filter_map(|rest| after("aria-label=\"", '"', rest))
        .collect();
    assert!(names.len() > 3, "{names:?}");
    for rest in html.split("<section ").skip(1) {
        let id = after("aria-labelledby=\"", '"', rest).expect("a section has a name");
        let name = after(&format!("id=\"{id}\">"), '<', &html).expect("the name is there");
        names.push(name);
    }
    names.sort();
    let twice: Vec<&String> = names
        .windows(2)
        .filter(|&pair| matches!(pair, [a, b] if a == b))
        .map(|pair| &pair[0])
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}
