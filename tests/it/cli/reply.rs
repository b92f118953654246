//! What stands beside an answer: promises, confidentiality, and the right of reply to what was seen or decided.

use std::process::Command;

use serde_json::{Value, json};

use super::Place;

const ANSWERS: &str = "acme/answers/quick.toml";
const EXPLAINED: &str = "decision = \"contradiction-explained\"";

/// A dossier with an answer that the last assessment contradicted, and one that a reviewer did not accept.
fn place() -> Place {
    let place = Place::with_dossier();
    place.write(
        "in.csv",
        "pack,question,answer\nquick,tls.versions,yes\nquick,sec.mfa,all\n",
    );
    import(&place, "in.csv").ends(0);
    review(&place, "sec.mfa", "reject", "No list of accounts");
    let as_of = "2026-01-05T12:00:00Z";
    place
        .run(["assess", "acme", "--offline", "--as-of", as_of])
        .ends(0);
    let file = "acme/assessments/2026-01-05T120000Z/assessment.json";
    let mut stored: Value = serde_json::from_str(&place.read(file)).expect("JSON");
    stored["claims"] = json!([{
        "id": "quick/tls.versions",
        "pack": "quick",
        "question": "tls.versions",
        "rule": "tls-versions",
        "importance": "major",
        "status": "contradicted",
        "said": { "nl": "ja", "en": "yes" },
        "seen": { "nl": "=TLS 1.0 wordt geaccepteerd", "en": "=TLS 1.0 is accepted" },
        "evidence": [],
    }]);
    place.write(file, stored.to_string());
    place
}

fn import(place: &Place, file: &str) -> super::Ran {
    place.run(["questionnaire", "import", "acme", file, "--yes"])
}

fn export(place: &Place, format: &str, file: &str) {
    let out = ["questionnaire", "export", "acme", "--format", format];
    place.run(out.iter().chain(&["--output", file])).ends(0);
}

fn review(place: &Place, question: &str, decision: &str, reason: &str) {
    let by = ["--by", "Privacy desk", "--reason", reason];
    let review = ["questionnaire", "review", "acme", question, "--decision"];
    place
        .run(review.iter().chain(&[decision]).chain(&by))
        .ends(0);
}

/// The text of all parts of a workbook.
fn unpacked(place: &Place, file: &str) -> String {
    let bytes = std::fs::read(place.at(file)).expect("a workbook");
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut all = String::new();
    for index in 0..book.len() {
        let mut part = book.by_index(index).expect("a part");
        std::io::Read::read_to_string(&mut part, &mut all).expect("text");
    }
    all
}

fn entry<'v>(page: &'v mut Value, question: &str) -> &'v mut Value {
    let questions = page["questions"].as_array_mut().expect("questions");
    questions
        .iter_mut()
        .find(|entry| entry["question"] == question)
        .expect("the question")
}

#[test]
fn what_was_seen_goes_out_and_the_reply_comes_back() {
    let place = place();
    export(&place, "json", "q.json");
    let mut page: Value = serde_json::from_str(&place.read("q.json")).expect("JSON");
    let seen = entry(&mut page, "tls.versions")["seen"].clone();
    assert_eq!(seen["en"], "Seen on 2026-01-05: =TLS 1.0 is accepted");
    assert_eq!(
        seen["nl"],
        "Op 2026-01-05 gezien: =TLS 1.0 wordt geaccepteerd"
    );
    let rejected = entry(&mut page, "sec.mfa")["seen"]["en"].to_string();
    assert!(
        rejected.contains("Not accepted by Privacy desk") && rejected.contains("No list"),
        "{rejected}"
    );
    assert!(entry(&mut page, "sec.pentest")["seen"].is_null());
    entry(&mut page, "tls.versions")["explanation"] = json!("An old gateway, off since Monday.");
    entry(&mut page, "tls.versions")["planned"] = json!("2026-06-30");
    entry(&mut page, "sec.mfa")["explanation"] = json!("The list is attached.");
    entry(&mut page, "sec.mfa")["confidential"] = json!(true);
    place.write("back.json", page.to_string());
    let ran = import(&place, "back.json").ends(0);
    for part in [
        "reply: — → An old gateway, off since Monday.",
        "promised for: — → 2026-06-30",
        "confidential: — → yes",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let after = place.read(ANSWERS);
    for part in [
        "explanation = \"An old gateway, off since Monday.\"",
        "\nplanned = 2026-06-30",
        "\nconfidential = true",
        // A reply settles nothing by itself, and is no new answer.
        "decision = \"rejected\"",
        "source = { import = \"in.csv\" }",
    ] {
        assert!(after.contains(part), "{part}\n{after}");
    }
    assert!(!after.contains("back.json"), "{after}");
    for (format, file) in [("xlsx", "q.xlsx"), ("csv", "q.csv"), ("json", "r.json")] {
        export(&place, format, file);
        let ran = import(&place, file).ends(0);
        assert_eq!(ran.out, "new: 0 · changed: 0 · the same: 2\n", "{format}");
    }
    assert_eq!(place.read(ANSWERS), after);
    let csv = place.read("q.csv");
    assert!(csv.contains("\"Seen on 2026-01-05"), "{csv}");
    let book = unpacked(&place, "q.xlsx");
    assert!(book.contains("TLS 1.0 is accepted") && !book.contains("<f>"));
    assert!(book.contains("Your reply / Uw reactie"));
}

#[test]
fn a_reviewer_decides_about_a_reply_and_about_each_new_one() {
    let place = place();
    let reply = |words: &str| {
        place.write(
            "reply.csv",
            format!("pack,question,answer,explanation\nquick,tls.versions,,{words}\n"),
        );
        import(&place, "reply.csv").ends(0)
    };
    reply("An old gateway");
    review(&place, "tls.versions", "explained", "Looked at it");
    assert!(place.read(ANSWERS).contains(EXPLAINED));
    let ran = reply("Another gateway");
    assert!(ran.out.contains("lapses: the decision"), "{}", ran.out);
    assert!(!place.read(ANSWERS).contains(EXPLAINED));
    // Another answer: there is nothing left to reply to.
    place.write("new.csv", "pack,question,answer\nquick,tls.versions,no\n");
    import(&place, "new.csv").ends(0);
    export(&place, "json", "q.json");
    let mut page: Value = serde_json::from_str(&place.read("q.json")).expect("JSON");
    let now = entry(&mut page, "tls.versions");
    assert!(
        now["seen"].is_null() && now["explanation"].is_null(),
        "{now}"
    );
}

#[test]
fn without_a_dispute_nobody_is_asked_to_reply() {
    let place = Place::with_dossier();
    export(&place, "xlsx", "q.xlsx");
    let book = unpacked(&place, "q.xlsx");
    assert!(!book.contains("Your reply /"));
    assert!(book.contains("Promised for (day) / Toegezegd voor (dag)"));
    assert!(book.contains("Confidential / Vertrouwelijk"));
}

#[test]
fn a_promise_is_a_day_and_confidential_is_yes_or_no() {
    let place = Place::with_dossier();
    let head = "pack,question,answer,planned,confidential\n";
    for (row, part) in [
        ("quick,tls.versions,no,soon,", "`soon` is not a day"),
        (
            "quick,tls.versions,no,,perhaps",
            "yes or no should stand here",
        ),
    ] {
        place.write("in.csv", format!("{head}{row}\n"));
        import(&place, "in.csv")
            .ends(3)
            .blames(&["in.csv:2", part, "Nothing was written"]);
    }
    place.write(
        "in.csv",
        format!("{head}quick,tls.versions,no,2027-03-01,ja\n"),
    );
    import(&place, "in.csv").ends(0);
    let after = place.read(ANSWERS);
    assert!(
        after.contains("planned = 2027-03-01") && after.contains("\nconfidential = true"),
        "{after}"
    );
    place.write("in.csv", format!("{head}quick,tls.versions,no,,no\n"));
    import(&place, "in.csv").ends(0);
    let after = place.read(ANSWERS);
    assert!(
        after.contains("planned = 2027-03-01")
            && !after.lines().any(|line| line == "confidential = true"),
        "a blank cell takes nothing away\n{after}"
    );
    // What was promised stands in the report.
    place
        .run(["assess", "acme", "--offline", "--as-of", "2026-12-01"])
        .ends(0);
    let out = ["report", "acme/assessments/2026-12-01T120000Z", "--format"];
    let md = place.run(out.iter().chain(&["md"])).ends(0).out;
    assert!(md.contains("Promised for 1 March 2027"), "{md}");
}

/// What `LibreOffice` saves is read as well as what it was given, in the Dutch workbook too.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn a_workbook_with_replies_survives_libreoffice() {
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("skipped: no soffice on the path");
        return;
    }
    let place = place();
    place.write(
        "in.csv",
        "pack,question,answer,planned,confidential,explanation\n\
         quick,tls.versions,,2027-03-01,yes,=an old gateway\nquick,sec.mfa,,,,The list is attached\n",
    );
    import(&place, "in.csv").ends(0);
    let before = place.read(ANSWERS);
    let out = ["questionnaire", "export", "acme", "--lang", "nl"];
    place.run(out.iter().chain(&["--output", "q.xlsx"])).ends(0);
    let saved = Command::new("soffice")
        .args(["--headless", "--convert-to", "xlsx", "--outdir", "saved"])
        .arg("q.xlsx")
        .current_dir(place.at(""))
        .env("HOME", place.at(""))
        .output()
        .expect("soffice runs");
    assert!(saved.status.success(), "{saved:?}");
    let ran = import(&place, "saved/q.xlsx").ends(0);
    assert_eq!(ran.out, "new: 0 · changed: 0 · the same: 2\n");
    assert_eq!(place.read(ANSWERS), before);
}
