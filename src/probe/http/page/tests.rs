use super::*;
use crate::domain::fact::ResourceKind;

fn page(html: &str) -> PageFact {
    bytes(html.as_bytes())
}

fn bytes(html: &[u8]) -> PageFact {
    let url = Url::parse("https://www.example.nl/a/b?c=d").expect("a URL");
    read(&url, html, false)
}

fn urls(page: &PageFact) -> Vec<(ResourceKind, &str)> {
    page.resources
        .iter()
        .map(|r| (r.kind, r.url.as_str()))
        .collect()
}

#[test]
fn what_a_page_fetches_is_found_where_browsers_find_it() {
    let page = page(
        r##"<!doctype html><html><head>
        <script src="/app.js" integrity="sha384-x" crossorigin></script>
        <script type="application/ld+json" src="/data.json">{}</script>
        <script type=module>import("x")</script>
        <link rel="stylesheet" href="style.css"><link rel=canonical href=/c>
        <link rel="preload" as="font" href="//fonts.example.com/f.woff2">
        <link rel="preconnect" href="https://api.example.com">
        <link rel="SHORTCUT ICON" href="/favicon.ico"><link rel=manifest href=/m.json>
        <title><script src="/no.js"></script></title>
        </head><body onload="x()" style="color:red"><!-- <img src="/no.png"> -->
        <template><img src="/no2.png"></template>
        <noscript><img src="https://pixel.example.org/p.gif"></noscript>
        <picture><source srcset="/s.webp 1x, /t.webp 2x"><img src="data:image/png;base64,AA"></picture>
        <video src=v.mp4 poster=v.jpg><source src=w.mp4></video>
        <iframe src="https://u:p@video.example.com/embed#x"></iframe>
        <svg><image xlink:href="i.svg"/><use href="#here"/></svg>
        <textarea><script src="/no3.js"></script></textarea>
        <a href="https://elsewhere.example/">no</a><a href=" javascript:x()">no</a>
        <object data="o.bin"></object><embed src="e.bin">
        <form action="http://forms.example.net/go" method=POST><input type=password></form><form></form>
        </body>"##,
    );
    use ResourceKind::{Connection, Font, Frame, Image, Manifest, Media, Object, Script, Style};
    assert_eq!(
        urls(&page),
        [
            (Script, "https://www.example.nl/app.js"),
            (Style, "https://www.example.nl/a/style.css"),
            (Font, "https://fonts.example.com/f.woff2"),
            (Connection, "https://api.example.com/"),
            (Image, "https://www.example.nl/favicon.ico"),
            (Manifest, "https://www.example.nl/m.json"),
            (Image, "https://pixel.example.org/p.gif"),
            (Image, "https://www.example.nl/s.webp"),
            (Image, "https://www.example.nl/t.webp"),
            (Media, "https://www.example.nl/a/v.mp4"),
            (Image, "https://www.example.nl/a/v.jpg"),
            (Media, "https://www.example.nl/a/w.mp4"),
            (Frame, "https://video.example.com/embed"),
            (Image, "https://www.example.nl/a/i.svg"),
            (Image, "https://www.example.nl/a/b?c=d"),
            (Object, "https://www.example.nl/a/o.bin"),
            (Object, "https://www.example.nl/a/e.bin"),
        ]
    );
    let script = &page.resources[0];
    assert_eq!(script.integrity.as_deref(), Some("sha384-x"));
    assert_eq!(script.crossorigin.as_deref(), Some(""));
    assert!(page.resources[6].without_script && !script.without_script);
    let forms: Vec<_> = page
        .forms
        .iter()
        .map(|f| (f.action.as_str(), f.host.as_str(), f.post))
        .collect();
    assert_eq!(
        forms,
        [
            ("http://forms.example.net/go", "forms.example.net", true),
            ("https://www.example.nl/a/b?c=d", "www.example.nl", false)
        ]
    );
    assert_eq!(
        page.inline,
        crate::domain::fact::InlineCode {
            scripts: 1,
            nonced: 0,
            handlers: 2,
            styles: 1
        }
    );
    assert_eq!((page.password_fields, page.truncated), (1, false));
}

#[test]
fn the_first_base_counts_and_what_stands_for_headers_is_kept() {
    let page = page(
        r#"<base target=_top><base href="//cdn.example.com/x/"><base href="/no/">
        <meta http-equiv="Content-Security-Policy" content="default-src 'self'">
        <meta name=referrer content=no-referrer><meta http-equiv=refresh content="1;url=/z">
        <img src=p.png>"#,
    );
    assert_eq!(page.base.as_deref(), Some("https://cdn.example.com/x/"));
    assert_eq!(page.resources[0].host, "cdn.example.com");
    let meta: Vec<_> = page
        .meta
        .iter()
        .map(|m| (m.name.as_str(), m.content.as_str()))
        .collect();
    assert_eq!(
        meta,
        [
            ("content-security-policy", "default-src 'self'"),
            ("referrer", "no-referrer"),
            ("refresh", "1;url=/z")
        ]
    );
}

#[test]
fn encodings_do_not_hide_anything() {
    let html = "<img src=\"https://m\u{fc}nchen.example/a\">";
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(html.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for body in [wide, html.as_bytes().to_vec()] {
        assert_eq!(bytes(&body).resources[0].host, "xn--mnchen-3ya.example");
    }
    let latin = b"<p>caf\xe9<img src='https://a.example/\xe9'>";
    assert_eq!(bytes(latin).resources[0].host, "a.example");
}

#[test]
fn markup_that_is_made_to_take_long_is_cut() {
    let nested = |tag: &str| tag.repeat((1 << 20) / tag.len());
    let many: String = (0..2_000).map(|n| format!("<img src=/{n}>")).collect();
    let attributes: String = (0..140_000).map(|n| format!(" a{n}")).collect();
    let formats: String = (0..400).map(|n| format!("<b id={n}>")).collect();
    for html in [
        nested("<div>"),
        nested("<table><td>"),
        nested("<template>"),
        nested("<svg>"),
        format!("<p {attributes}>"),
        format!("{formats}{}", nested("<p>")),
        many,
    ] {
        let start = Instant::now();
        let page = page(&html);
        assert!(page.truncated, "{}", &html[..40]);
        assert!(start.elapsed() < Duration::from_secs(3), "{}", &html[..40]);
        assert!(page.resources.len() <= 1_000);
    }
}

#[test]
fn html_is_known_by_what_it_is_called_or_how_it_begins() {
    let hop = |kind: Option<&str>| HttpHop {
        url: String::new(),
        address: ([192, 0, 2, 1], 443).into(),
        status: 200,
        version: String::new(),
        headers: kind
            .map(|kind| ("content-type".to_owned(), kind.to_owned()))
            .into_iter()
            .collect(),
    };
    assert!(is_html(&hop(Some("Text/HTML; charset=utf-8")), b""));
    assert!(is_html(&hop(None), b"\n<!DOCTYPE html>"));
    assert!(!is_html(&hop(None), b"{}"));
    assert!(!is_html(&hop(Some("application/json")), b"<html>"));
}
