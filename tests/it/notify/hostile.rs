//! Names that others chose: they neither become a header, nor markup, nor a line of ours.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::notice::Letter;
use waarborg::domain::text::{Lang, Text};
use waarborg::report::{NoticePaper, render_notice};

use super::{Stage, all_sent, digest, mail_table, trouble};
use crate::support::sink::{Fate, Shield, Sink};

const NAMES: [&str; 7] = [
    "Cloud\r\nBcc: all@example.org\r\n\r\nbody",
    "<script>alert(1)</script> & \"Co\" 'x'",
    "{{subject}} {portfolio} {{{x}}}",
    "user\u{202e}moc.elpmaxe\u{202c} \u{200f}\u{2066}x",
    "حسابات \u{5e2}\u{5e0}\u{5df} Zoë 日本",
    "=?utf-8?q?fake?= <x@example.org>",
    ".\r\n.\r\nQUIT\r\n",
];

fn letter(vendor: &str, lang: Lang) -> Letter {
    let catalogue = Catalogue::load(None, DEFAULT_POLICY).expect("the data");
    let (text, html) = (
        catalogue.text("reports/notice.txt.hbs"),
        catalogue.text("reports/notice.html.hbs"),
    );
    let paper = NoticePaper {
        lang,
        phrases: &catalogue.phrases,
        link: None,
        text: &text,
        html: &html,
    };
    let mut news = digest();
    vendor.clone_into(&mut news.changes[0].vendor);
    news.changes[0].lines.push(Text::same(vendor));
    let mut bad = trouble();
    bad.what = Text::same(vendor);
    let alone = render_notice(&news, &paper).expect("a letter");
    news.troubles.push(bad);
    let letter = render_notice(&news, &paper).expect("a letter");
    Letter {
        subject: alone.subject,
        ..letter
    }
}

#[test]
fn names_stay_names_in_subject_text_and_page() {
    let usual = letter("Cloud", Lang::Nl);
    for name in NAMES
        .into_iter()
        .map(str::to_owned)
        .chain(["x".repeat(300), "é ".repeat(300)])
    {
        for lang in [Lang::Nl, Lang::En] {
            let letter = letter(&name, lang);
            assert!(
                !letter.subject.chars().any(char::is_control),
                "{:?}",
                letter.subject
            );
            assert!(letter.subject.chars().count() <= 150, "{}", letter.subject);
            let usual_lines = usual.text.lines().count();
            assert_eq!(
                letter.text.lines().count(),
                usual_lines,
                "no line of its own: {}",
                letter.text
            );
            for hidden in ['\u{202e}', '\u{202c}', '\u{200f}', '\u{2066}', '\r'] {
                assert!(
                    !letter.text.contains(hidden) && !letter.html.contains(hidden),
                    "{name:?}"
                );
            }
            assert!(!letter.html.contains("<script"), "{}", letter.html);
            let tags = |html: &str| html.matches('<').count();
            assert_eq!(
                tags(&letter.html),
                tags(&usual.html),
                "no tag of its own: {}",
                letter.html
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_that_looks_encoded_is_shown_as_it_is_written() {
    let stage = Stage::new("");
    let sink = Sink::start(Shield::None, Fate::Taken, &stage.localhost).await;
    let table = mail_table(sink.server.address.port(), "none", "ann@example.nl", "");
    for name in [
        "=?utf-8?B?Tm90aGluZyBjaGFuZ2Vk?=",
        "Zoë =?utf-8?q?fake?= 日本 =?iso-8859-1?q?a?= =?utf-8?B?YQ==?=",
    ] {
        stage.receivers(&table);
        let mut news = digest();
        news.changes[0].vendor = name.to_owned();
        news.changes[0].dossier = format!("d{}", name.len());
        all_sent(&stage.tell(news).await);
        let mail = sink.mails().pop().expect("a mail");
        let (_, rest) = mail.text.split_once("\r\nSubject: ").expect("a subject");
        let lines = rest.split("\r\n").scan(true, |first, line| {
            let goes_on = std::mem::replace(first, false) || line.starts_with(' ');
            goes_on.then(|| line.trim_start())
        });
        let mut shown = Vec::new();
        for word in lines {
            assert!(word.len() <= 67, "{word}");
            let word = word.strip_prefix("=?UTF-8?B?").expect("an encoded word");
            let word = word.strip_suffix("?=").expect("a closed word");
            let bytes = STANDARD.decode(word).expect("base64");
            // RFC 2047 section 5: no character is parted by words.
            shown.push(String::from_utf8(bytes).expect("whole characters"));
        }
        let shown = shown.concat();
        assert!(
            shown.starts_with("Suppliers: ") && shown.contains(name),
            "{shown}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_become_no_headers_of_a_mail_and_no_end_of_it() {
    let stage = Stage::new("");
    let sink = Sink::start(Shield::None, Fate::Taken, &stage.localhost).await;
    for (number, name) in NAMES.iter().enumerate() {
        stage.receivers(&mail_table(
            sink.server.address.port(),
            "none",
            "ann@example.nl",
            "",
        ));
        let mut news = digest();
        news.changes[0].vendor = (*name).to_owned();
        news.changes[0].dossier = format!("d{number}");
        all_sent(&stage.tell(news).await);
        let mail = sink.mails().pop().expect("a mail");
        assert_eq!(
            (sink.mails().len(), mail.to.as_str()),
            (number + 1, "ann@example.nl")
        );
        let (head, _) = mail.text.split_once("\r\n\r\n").expect("a head");
        assert!(head.is_ascii(), "{head}");
        let mut names: Vec<&str> = head
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap_or_default())
            .collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "Auto-Submitted",
                "Content-Language",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Subject",
                "To",
                "X-Auto-Response-Suppress"
            ],
            "{head}"
        );
        assert!(
            mail.text.lines().all(|line| line.len() <= 998),
            "lines stay within RFC 5322"
        );
    }
}

#[test]
fn letters_read_well_in_both_languages() {
    let english = letter("Cloud & Co.", Lang::En);
    let dutch = letter("Cloud & Co.", Lang::Nl);
    insta::assert_snapshot!(
        "notice-en",
        format!("{}\n\n{}", english.subject, english.text)
    );
    insta::assert_snapshot!("notice-nl", format!("{}\n\n{}", dutch.subject, dutch.text));
}
