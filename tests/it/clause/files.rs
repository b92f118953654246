//! Files of every kind, honest and otherwise: text comes out, or a clear answer.

use std::fs;
use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use tempfile::TempDir;
use waarborg::domain::agreement::Form;
use waarborg::domain::diagnostic::Diagnostic;
use waarborg::dossier::read_agreement;
use zip::write::SimpleFileOptions;

fn refused(name: &str, bytes: &[u8]) -> Diagnostic {
    let folder = tempfile::tempdir().expect("a folder");
    read(&folder, name, bytes).expect_err(name)
}

fn read(
    folder: &TempDir,
    name: &str,
    bytes: &[u8],
) -> Result<waarborg::domain::agreement::Agreement, Diagnostic> {
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    read_agreement(&path)
}

/// A PDF with a page for each content stream, and more objects behind them.
fn pdf(contents: &[&[u8]], more: &[&str]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: Vec<String> = (0..contents.len())
        .map(|n| format!("{} 0 R", 4 + 2 * n))
        .collect();
    objects.push(b"<< /Type /Catalog /Pages 2 0 R >>".to_vec());
    objects.push(
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            contents.len()
        )
        .into_bytes(),
    );
    objects.push(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
    );
    for (n, content) in contents.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /X1 {} 0 R >> >> >>",
                5 + 2 * n,
                4 + 2 * contents.len()
            )
            .into_bytes(),
        );
        let mut stream = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
        stream.extend_from_slice(content);
        stream.extend_from_slice(b"\nendstream");
        objects.push(stream);
    }
    objects.extend(more.iter().map(|text| text.as_bytes().to_vec()));
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", n + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let xref = file.len();
    file.extend_from_slice(
        format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes(),
    );
    for place in places {
        file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    file.extend_from_slice(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n",
            objects.len() + 1
        )
        .as_bytes(),
    );
    file
}

fn page(text: &str) -> Vec<u8> {
    format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET").into_bytes()
}

fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        archive.write_all(bytes).expect("a part");
    }
    archive.finish().expect("an archive").into_inner()
}

fn document(body: &str) -> Vec<u8> {
    docx(&[(
        "word/document.xml",
        format!(
            "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
        )
        .as_bytes(),
    )])
}

#[test]
fn a_pdf_is_read_page_by_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = pdf(
        &[
            &page("The processor notifies a breach within 24 hours."),
            b"",
            &page("The processor deletes all personal data at the end."),
        ],
        &["<< >>"],
    );
    let part = read(&folder, "agreement.bin", &bytes).expect("text");
    assert_eq!((part.form, part.pages), (Form::Pdf, Some(3)));
    assert_eq!(part.unread, [2], "the page without text is told");
    let found: Vec<(Option<u32>, &str)> = part
        .passages
        .iter()
        .map(|p| (p.page, p.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Some(1), "The processor notifies a breach within 24 hours."),
            (
                Some(3),
                "The processor deletes all personal data at the end."
            ),
        ]
    );
}

#[test]
fn a_word_file_is_read_by_paragraph() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = document(
        "<w:p><w:pPr><w:pStyle w:val=\"Kop1\"/></w:pPr><w:r><w:t>Als er iets is gebeurd met de gegevens, ook buiten kantooruren, op elke dag van het jaar</w:t></w:r></w:p><w:p/>\
         <w:p><w:r><w:t xml:space=\"preserve\">De verwerker meldt </w:t></w:r><w:del><w:r><w:delText>niets</w:delText></w:r></w:del>\
         <w:ins><w:r><w:t>binnen 24&#160;uur &amp; altijd.</w:t></w:r></w:ins></w:p>",
    );
    let part = read(&folder, "contract.docx", &bytes).expect("text");
    assert_eq!(part.form, Form::Docx);
    let found: Vec<(u32, &str)> = part
        .passages
        .iter()
        .map(|p| (p.number, p.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                1,
                "Als er iets is gebeurd met de gegevens, ook buiten kantooruren, op elke dag van het jaar"
            ),
            (2, "De verwerker meldt binnen 24 uur & altijd."),
        ]
    );
    assert!(
        part.passages[1]
            .heading
            .as_deref()
            .is_some_and(|heading| heading.starts_with("Als er iets"))
    );
}

#[test]
fn what_was_struck_hidden_or_deleted_is_left_out_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |of: &str, text: &str| format!("<w:r><w:rPr>{of}</w:rPr><w:t>{text}</w:t></w:r>");
    let body = [
        // The mark of the paragraph is hidden, its words are not.
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>",
        &run("<w:b/><w:vanish w:val=\"0\"/>", "Getoond"),
        &run("<w:vanish/>", " nergens te zien"),
        &run("<w:strike/>", " doorgehaald"),
        &run("<w:dstrike w:val=\"true\"/>", " dubbel doorgehaald"),
        &run("<w:strike w:val=\"false\"/>", " gewoon"),
        "<w:del><w:r><w:t> toch weg</w:t><w:delText> echt</w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t> verplaatst</w:t></w:r></w:moveFrom>",
        &run("", " einde"),
        "</w:p>",
    ]
    .concat();
    let part = read(&folder, "contract.docx", &document(&body)).expect("text");
    assert_eq!(part.passages.len(), 1);
    assert_eq!(part.passages[0].text, "Getoond gewoon einde");
    let left = part.left_out;
    assert_eq!((left.hidden, left.struck, left.deleted), (3, 3, 4));
    let whole = document(&format!("<w:p>{}</w:p>", run("<w:vanish/>", "alles")));
    read(&folder, "hidden.docx", &whole).expect_err("nothing is left to read");
}

#[test]
fn text_in_the_usual_encodings() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "# Geheimhouding\n\nMedewerkers zijn gebonden aan geheimhouding; één regel.\n";
    let mut little = vec![0xff, 0xfe];
    let mut big = vec![0xfe, 0xff];
    for unit in text.encode_utf16() {
        little.extend(unit.to_le_bytes());
        big.extend(unit.to_be_bytes());
    }
    let marked = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), marked.as_bytes(), &little, &big] {
        let part = read(&folder, "a.md", bytes).expect("text");
        assert_eq!(part.passages.len(), 2);
        assert_eq!(part.passages[1].heading.as_deref(), Some("Geheimhouding"));
        assert_eq!(part.passages[1].number, 3);
    }
}

#[test]
fn what_gives_no_text_gets_a_clear_answer() {
    let scan = pdf(
        &[b"q 500 0 0 700 0 0 cm /X1 Do Q"],
        &[
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream",
        ],
    );
    let locked = {
        let mut bytes = pdf(&[&page("secret")], &["<< >>"]);
        let at = bytes
            .windows(9)
            .position(|w| w == b"/Root 1 0")
            .expect("a trailer");
        bytes.splice(at..at, b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) >> /ID [(a) (a)] ".iter().copied());
        bytes
    };
    for (name, bytes, words) in [
        ("scan.pdf", scan, "holds no text: it is a scan"),
        ("locked.pdf", locked, "has a password"),
        (
            "cut.pdf",
            b"%PDF-1.7\nnothing".to_vec(),
            "damaged or incomplete",
        ),
        (
            "old.doc",
            vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1],
            "an old Word file or a file with a password",
        ),
        ("a.rtf", b"{\\rtf1 hello}".to_vec(), "an RTF file"),
        (
            "a.xlsx",
            docx(&[("xl/workbook.xml", b"<x/>")]),
            "no Word file",
        ),
        (
            "cut.docx",
            b"PK\x03\x04nothing".to_vec(),
            "damaged or incomplete",
        ),
        (
            "broken.docx",
            docx(&[("word/document.xml", b"<w:p><w:t>a</w:x>")]),
            "damaged or incomplete",
        ),
        (
            "entities.docx",
            docx(&[(
                "word/document.xml",
                b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            )]),
            "damaged or incomplete",
        ),
        ("empty.txt", Vec::new(), "no text in this file"),
        (
            "picture.png",
            vec![0x89, b'P', b'N', b'G', 0, 1, 2, 255],
            "no text in UTF-8",
        ),
        ("empty.docx", document("<w:p/>"), "no text in this file"),
    ] {
        let fault = refused(name, &bytes);
        assert!(
            fault.message.en.contains(words),
            "{name}: {}",
            fault.message.en
        );
        assert!(fault.file.ends_with(name));
        let hint = fault.hint.expect("what to do");
        assert!(!hint.nl.is_empty() && !hint.en.is_empty(), "{name}");
    }
    let missing = read_agreement(std::path::Path::new("/nowhere/a.pdf")).expect_err("missing");
    assert!(missing.message.en.contains("cannot read this file"));
}

#[test]
fn what_grows_beyond_measure_is_refused() {
    // 200 MB of zeros in 200 kB.
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..200 {
        packed.write_all(&vec![0; 1 << 20]).expect("packed");
    }
    let packed = packed.finish().expect("packed");
    let mut twice = ZlibEncoder::new(Vec::new(), Compression::fast());
    twice.write_all(&packed).expect("packed");
    let twice = twice.finish().expect("packed");
    for data in [packed, twice] {
        let mut file = b"%PDF-1.5\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".to_vec();
        file.extend_from_slice(&data);
        file.extend_from_slice(b"\nendstream\nendobj\n");
        let fault = refused("bomb.pdf", &file);
        assert!(
            fault.message.en.contains("unpacked this is more than"),
            "{}",
            fault.message.en
        );
    }
    let zeros = vec![b' '; 80 << 20];
    let fault = refused("bomb.docx", &docx(&[("word/document.xml", &zeros)]));
    assert!(
        fault.message.en.contains("unpacked this is more than"),
        "{}",
        fault.message.en
    );
    let deep = "<w:x>".repeat(2_000);
    let fault = refused("deep.docx", &document(&deep));
    assert!(fault.message.en.contains("damaged"), "{}", fault.message.en);
}

#[test]
fn what_goes_in_circles_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    // A form that shows itself.
    let own = "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X1 6 0 R >> >> /Length 7 >>\nstream\n/X1 Do \nendstream";
    let mut content = page("The processor keeps everything confidential.");
    content.extend_from_slice(b" /X1 Do");
    let part = read(&folder, "circle.pdf", &pdf(&[&content], &[own])).expect("text");
    assert!(part.passages[0].text.contains("confidential"));
    // A page that is its own parent.
    let bytes = pdf(
        &[&page("text of a page that is its own parent")],
        &["<< >>"],
    );
    let text = String::from_utf8_lossy(&bytes).replace(
        "/Parent 2 0 R /MediaBox [0 0 595 842]",
        "/Parent 4 0 R                       ",
    );
    let fault = read(&folder, "parent.pdf", text.as_bytes()).expect_err("no text");
    assert!(!fault.message.en.is_empty());
}
