//! The engine: payloads stay text, faults have a place, and nothing depends on when or where.

use serde_json::json;

use super::*;

fn paper(source: &str, data: Value) -> Paper<'_> {
    Paper {
        name: "test.typ",
        source,
        files: vec![("shared.typ".into(), b"#let twice(x) = x + x".to_vec())],
        data,
        attachments: vec![Attachment {
            name: "assessment.json".into(),
            bytes: b"{}".to_vec(),
            kind: "application/json",
            description: "The assessment".into(),
        }],
        meta: Meta {
            title: "Test".into(),
            author: "waarborg".into(),
            description: "About".into(),
            lang: "nl",
            as_of: "2026-01-31T12:00:00Z".parse().expect("a time"),
            ident: "test".into(),
            cut: "({n} more)".into(),
        },
    }
}

const SHOW: &str =
    "#import \"/shared.typ\": twice\n#let d = json(\"/data.json\")\n= #d.title\n#twice(d.text)";

fn open(bytes: &[u8]) -> lopdf::Document {
    lopdf::Document::load_mem(bytes).expect("a PDF")
}

#[test]
fn what_looks_like_source_stays_text_and_every_script_is_there() {
    let payload = "#eval(\"1\") $x$ *b* = h [a] // c @r {{d}} שלום مرحبا Ω Ж 🙂 日";
    let data = json!({"title": "T", "text": payload});
    let made = compose(paper(SHOW, data)).expect("a PDF");
    let text = open(&made).extract_text(&[1]).expect("text");
    for part in ["#eval(\"1\")", "*b*", "{{d}}", "@r", "Ω", "Ж", "U+65E5"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

/// Letters of many ranges, alone, with marks, in bold and in letters of one width: none may be without a shape, for then
/// there is no PDF.
#[test]
fn every_letter_can_be_printed_whatever_it_is() {
    let mut text = String::new();
    for c in (0x20..0x3100)
        .chain(0xa600..0xa800)
        .chain(0xfb00..0x1_0000)
        .step_by(3)
    {
        text.extend(char::from_u32(c));
    }
    for c in (0x1_f000..0x1_fb00).chain(0xe_0000..0xe_0200).step_by(7) {
        text.extend(char::from_u32(c));
    }
    for base in ["a", "א", "ب", "→", "☎", "🙂", "日", "⟨"] {
        for mark in [
            "\u{301}",
            "\u{5b7}",
            "\u{64e}",
            "\u{20dd}",
            "\u{1f3fd}",
            "\u{fe0f}",
        ] {
            text.push_str(base);
            text.push_str(mark);
            text.push(' ');
        }
    }
    let source = "#let d = json(\"/data.json\")\n= #d.title\n#d.text\n\n*#d.text*\n\n#text(font: json(\"/meta.json\").mono, d.text)";
    compose(paper(source, json!({"title": text, "text": text}))).expect("a PDF");
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let make = || compose(paper(SHOW, json!({"title": "T", "text": "x"}))).expect("a PDF");
    assert_eq!(make(), make());
}

#[test]
fn a_broken_template_names_file_line_and_column() {
    for (source, at) in [
        ("x\n\n  #missing", ("test.typ", 3, 4)),
        (
            "#let d = json(\"/data.json\")\n#d.nothing",
            ("test.typ", 2, 4),
        ),
        ("#{\n", ("test.typ", 1, 2)),
        ("#image(\"/etc/passwd\")", ("test.typ", 1, 8)),
    ] {
        let error = compose(paper(source, json!({}))).expect_err("broken");
        let ReportError::Template {
            name,
            line,
            column,
            reason,
        } = error
        else {
            panic!("{source:?}: another error");
        };
        assert_eq!((name.as_str(), line, column), at, "{source:?}: {reason}");
    }
}

#[test]
fn the_file_says_what_it_is_and_carries_its_data() {
    let made = compose(paper(SHOW, json!({"title": "T", "text": "x"}))).expect("a PDF");
    let document = open(&made);
    let raw = |name: &str| {
        document.objects.values().any(|object| {
            object
                .as_dict()
                .is_ok_and(|dict| dict.has_type(name.as_bytes()))
        })
    };
    assert!(raw("StructTreeRoot"), "tagged");
    assert!(raw("Filespec"), "a file inside");
    assert!(raw("OutputIntent"), "colours are defined");
    let metadata = String::from_utf8_lossy(&made).into_owned();
    for part in [
        "pdfaid:part>3<",
        "pdfaid:conformance>A<",
        "pdfuaid:part>1<",
        "2026-01-31T12:00:00",
    ] {
        assert!(metadata.contains(part), "{part}");
    }
}
