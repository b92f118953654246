//! `--baseline`: known findings that somebody accepted.

use super::Place;

const AS_OF: &str = "2026-11-22T12:00:00Z";

/// A dossier in which one critical question is answered badly: a legal knock-out, and one badly without one.
fn place() -> Place {
    let place = Place::with_dossier();
    let file = "acme/answers/quick.toml";
    let text = place.read(file);
    let mut text: String = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("[answers"))
        .filter(|line| !line.starts_with("value"))
        .collect();
    text.push_str("[answers.\"con.agreement\"]\nvalue = \"none\"\n");
    text.push_str("[answers.\"sec.mfa\"]\nvalue = \"none\"\n");
    place.write(file, text);
    place
}

fn assess(place: &Place, accepted: &str, limit: &str) -> super::Ran {
    place.write("accepted.toml", accepted);
    let _ = std::fs::remove_dir_all(place.at("acme/assessments"));
    place.run([
        "assess",
        "acme",
        "--offline",
        "--as-of",
        AS_OF,
        "--fail-on",
        limit,
        "--baseline",
        "accepted.toml",
    ])
}

fn entry(check: &str, until: &str) -> String {
    format!(
        "[[accept]]\ncheck = \"{check}\"\nreason = \"moves in spring\"\nuntil = {until}\nby = \"J. Doe\"\n"
    )
}

#[test]
fn what_is_accepted_counts_no_longer_until_its_day_has_passed() {
    let place = place();
    assess(&place, "format = 1\n", "high").ends(5);
    let accepted = format!(
        "format = 1\n{}{}",
        entry("quick/sec.mfa", "2026-12-31"),
        entry("quick/con.agreement", "2026-12-31")
    );
    // The knock-out stays, whoever accepts it.
    let ran = assess(&place, &accepted, "high").ends(5);
    assert!(
        ran.err
            .contains("is a legal knock-out and cannot be accepted"),
        "{}",
        ran.err
    );
    assess(&place, &accepted, "no-go").ends(5);
    assert!(
        ran.err
            .contains("One deviation is accepted in accepted.toml"),
        "{}",
        ran.err
    );
    let stored = place.assessment();
    let stale: Vec<&str> = stored
        .findings
        .iter()
        .filter(|finding| finding.check == "baseline")
        .map(|finding| finding.id.as_str())
        .collect();
    assert_eq!(stale, ["baseline/quick/con.agreement"]);
}

#[test]
fn a_limit_is_reached_again_by_what_ended_or_is_gone() {
    let place = place();
    place.edit(
        "acme/answers/quick.toml",
        "[answers.\"con.agreement\"]\nvalue = \"none\"\n",
        "",
    );
    let mfa = |until| format!("format = 1\n{}", entry("quick/sec.mfa", until));
    assess(&place, &mfa("2026-11-22"), "high").ends(0);
    let ran = assess(&place, &mfa("2026-11-21"), "high").ends(5);
    assert!(ran.err.contains("ended on 2026-11-21"), "{}", ran.err);
    // Resolved, but still in the list.
    place.edit(
        "acme/answers/quick.toml",
        "value = \"none\"",
        "value = \"all\"",
    );
    let ran = assess(&place, &mfa("2026-12-31"), "high").ends(5);
    assert!(ran.err.contains("is no longer there"), "{}", ran.err);
}

#[test]
fn a_dossier_has_its_own_and_another_can_be_named_in_its_place() {
    let place = place();
    place.edit(
        "acme/answers/quick.toml",
        "[answers.\"con.agreement\"]\nvalue = \"none\"\n",
        "",
    );
    let run = |more: &[&str]| {
        let _ = std::fs::remove_dir_all(place.at("acme/assessments"));
        let arguments = ["assess", "acme", "--offline", "--as-of", AS_OF];
        place.run(arguments.iter().chain(&["--fail-on", "high"]).chain(more))
    };
    run(&[]).ends(5);
    let own = format!("format = 1\n{}", entry("quick/sec.mfa", "2026-12-31"));
    place.write("acme/baseline.toml", own);
    run(&[])
        .ends(0)
        .blames(&["One deviation is accepted in acme/baseline.toml"]);
    place.write("none.toml", "format = 1\n");
    run(&["--baseline", "none.toml"]).ends(5);
    place.write("acme/baseline.toml", "format = 2\n");
    run(&[]).refused(&["acme/baseline.toml:1", "format 2"]);
}

#[test]
fn exports_show_what_is_accepted() {
    let place = place();
    let accepted = format!("format = 1\n{}", entry("quick/sec.mfa", "2026-12-31"));
    assess(&place, &accepted, "critical");
    let stored = "acme/assessments/2026-11-22T120000Z";
    let of = |extra: &[&str]| {
        let arguments = ["report", stored, "--format", "sarif"];
        place.run(arguments.iter().chain(extra)).ends(0).out
    };
    assert!(!of(&[]).contains("suppressions"));
    let text = of(&["--baseline", "accepted.toml"]);
    assert_eq!(text.matches("\"suppressions\"").count(), 1);
    assert!(text.contains("moves in spring (J. Doe, until 2026-12-31)"));
}

/// The whole report marks what is accepted, with who, why and until when, and tells of entries that hold no longer.
#[test]
fn whole_reports_mark_what_is_accepted() {
    let place = place();
    let accepted = format!(
        "format = 1\n{}{}",
        entry("quick/sec.mfa", "2026-12-31"),
        entry("quick/con.agreement", "2026-12-31")
    );
    assess(&place, &accepted, "critical");
    let stored = "acme/assessments/2026-11-22T120000Z";
    let mark = "Accepted in the baseline: moves in spring (J. Doe, until 2026-12-31)";
    let stale = "is a legal knock-out and cannot be accepted";
    for format in ["html", "md", "text"] {
        let arguments = ["report", stored, "--lang", "en", "--format", format];
        let plain = |text: String| {
            let text = text.replace('\\', "");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let with = ["--baseline", "accepted.toml"];
        let text = plain(place.run(arguments.iter().chain(&with)).ends(0).out);
        assert!(text.contains("With a baseline."), "{format}");
        if format != "text" {
            // The terminal breaks both over the lines of a column.
            assert!(text.contains(mark), "{format}");
            assert!(text.contains(stale), "{format}");
        }
        // Without the list there are no marks; what ended stays a finding of the assessment.
        let text = plain(place.run(arguments).ends(0).out);
        assert!(
            !text.contains(mark) && !text.contains("With a baseline."),
            "{format}"
        );
    }
    // The reports that were stored that day have the marks, and the pack says what they were made of.
    let html = place.read(&format!("{stored}/report.html"));
    assert!(html.contains(mark));
    let pack = format!("{stored}/evidence.zip");
    let ran = place.run(["verify", &pack, "--lang", "en"]).ends(0);
    assert!(
        ran.out.contains("were made again and are the same"),
        "{}",
        ran.out
    );
}

#[test]
fn a_scan_has_one_too_but_not_in_a_stream() {
    let place = Place::new();
    let check = "[[accept]]\ncheck = \"tls-versions\"\nsubject = \"endpoint:example.nl:443\"\nreason = \"r\"\nuntil = 2027-01-01\nby = \"b\"\n";
    place.write("accepted.toml", format!("format = 1\n{check}"));
    let scan = [
        "scan",
        "example.nl",
        "--offline",
        "--baseline",
        "accepted.toml",
    ];
    // Not observed: neither accepted nor gone.
    let ran = place.run(scan.iter().chain(&["--format", "csv"])).ends(0);
    assert!(!ran.out.contains("baseline/"));
    // Another endpoint than the one that is accepted: that entry is gone.
    let ran = place
        .run([
            "scan",
            "example.org",
            "--offline",
            "--baseline",
            "accepted.toml",
            "--format",
            "csv",
            "--fail-on",
            "high",
        ])
        .ends(5);
    assert!(
        ran.out
            .contains("baseline/tls-versions@endpoint:example.nl:443"),
        "{}",
        ran.out
    );
    place
        .run(scan.iter().chain(&["--format", "jsonl"]))
        .misused(&["--baseline", "choose another format"]);
}

#[test]
fn faults_of_a_baseline_are_placed() {
    let place = Place::new();
    for (text, parts) in [
        ("format = 2\n", &["accepted.toml:1", "format 2"][..]),
        (
            "format = 1\n[[accept]]\ncheck = \"x\"\n",
            &["key `reason` is missing"],
        ),
        (
            "format = 1\n[[accept]]\ncheck = \"tls-version\"\nreason = \"r\"\nuntil = 2027-01-01\nby = \"b\"\n",
            &[
                "accepted.toml:3",
                "no check or question `tls-version`",
                "did you mean `tls-versions`?",
            ],
        ),
        (
            "format = 1\n[[accept]]\ncheck = \"tls-versions\"\nreason = \" \"\nuntil = 2027-01-01\nby = \"b\"\n",
            &["accepted.toml:4", "may not be empty"],
        ),
        (
            "format = 1\n[[accept]]\ncheck = \"tls-versions\"\nreason = \"r\"\nuntil = soon\nby = \"b\"\n",
            &["accepted.toml:5"],
        ),
        (
            "format = 1\n[[acept]]\n",
            &["unknown key `acept`", "did you mean `accept`?"],
        ),
    ] {
        place.write("accepted.toml", text);
        place
            .run([
                "scan",
                "example.nl",
                "--offline",
                "--baseline",
                "accepted.toml",
            ])
            .refused(parts);
    }
    place
        .run(["scan", "example.nl", "--offline", "--baseline", "none.toml"])
        .refused(&["none.toml", "cannot read this file"]);
}
