//! Pages: self-contained, without script, and no payload becomes markup.

use waarborg::domain::text::Lang;
use waarborg::report::render_text_paper;

use super::super::hostile::{PAYLOADS, active, poison, shape, tags};
use super::super::sample;
use super::{House, ORDERS, html, markdown};

#[test]
fn a_page_needs_nothing_else() {
    let house = House::new();
    let assessment = sample::assessment(&house.catalogue.areas);
    for (order, ..) in ORDERS {
        for (lang, tag) in [
            (Lang::Nl, "<html lang=\"nl\">"),
            (Lang::En, "<html lang=\"en\">"),
        ] {
            let page = html(&house.paper(&assessment, lang, order));
            assert!(
                page.starts_with("<!doctype html>") && page.contains(tag),
                "{order}"
            );
            for foreign in [
                "<script", "<img", "<link", "src=", "url(", "@import", "http://", "https://",
            ] {
                assert!(!page.contains(foreign), "{order}: {foreign}");
            }
            let text = markdown(&house.paper(&assessment, lang, order));
            for raw in ["report.edition", "{", "}"] {
                assert!(!text.contains(raw), "{order}: {raw}");
            }
            assert!(!page.contains("report.edition"), "{order}");
            let shown = render_text_paper(&house.paper(&assessment, lang, order), 100, false);
            let acting = shown.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(acting, None, "{order}");
            let open = house.paper(&assessment, lang, order).open_points().count();
            let flag = if lang == Lang::Nl {
                "Open punt:"
            } else {
                "Open point:"
            };
            // A narrow column may part the two words.
            assert!(
                shown.matches("Open").count() >= open && (open == 0 || shown.contains(flag)),
                "{order}"
            );
        }
    }
}

#[test]
fn payloads_stay_text_on_pages() {
    let house = House::new();
    let made = |payload: &str, order: &str| {
        let mut assessment = sample::assessment(&house.catalogue.areas);
        poison(&mut assessment, payload);
        let paper = house.paper(&assessment, Lang::En, order);
        (html(&paper), markdown(&paper))
    };
    for (order, ..) in ORDERS {
        let (plain_html, plain_markdown) = made("pay00", order);
        let plain_shape = shape(&active(&plain_markdown));
        for (n, payload) in (1..).zip(PAYLOADS) {
            let (page, text) = made(payload, order);
            let word = format!("pay{n:02}");
            assert!(
                page.contains(&word) && text.contains(&word),
                "{order}: {word}"
            );
            assert_eq!(tags(&page), tags(&plain_html), "{order}: {word} made HTML");
            assert!(!page.contains("href=\"javascript"), "{order}: {word}");
            let text = active(&text);
            assert_eq!(shape(&text), plain_shape, "{order}: {word} made Markdown");
            for mark in ["](javascript", "https://evil", "www.evil", "<script"] {
                assert!(!text.contains(mark), "{order}: {word}: {mark}");
            }
        }
    }
}

#[test]
fn a_letter_asks_and_accuses_nobody() {
    let house = House::new();
    let assessment = sample::assessment(&house.catalogue.areas);
    for (lang, asks, hard) in [
        (
            Lang::Nl,
            "Klopt wat wij zagen?",
            ["overtred", "schend", "liegt", "onwaar", "nalat"],
        ),
        (
            Lang::En,
            "Is what we saw correct?",
            ["violat", "breached", "lied", "false", "neglig"],
        ),
    ] {
        let text = markdown(&house.paper(&assessment, lang, "provider"));
        assert!(text.contains(asks), "{lang}");
        for word in hard {
            assert!(!text.to_lowercase().contains(word), "{lang}: {word}");
        }
        // 22 November and the days to reply of the plan.
        let by = match lang {
            Lang::Nl => "13 december 2026",
            Lang::En => "13 December 2026",
        };
        assert!(text.contains(by), "{lang}");
    }
}
