//! A result is never written over what a dossier keeps, nor over what the command itself reads.

use super::seal::assessed;

const STORED: &str = "acme/assessments/2026-11-22T120000Z";

#[test]
fn what_a_dossier_keeps_is_not_written_over() {
    let place = assessed();
    place.write("acme/extra.txt", "an ordinary file");
    place.write("outside.txt", "a document outside the dossier");
    let before = place.contents();
    let assessment = format!("{STORED}/assessment.json");
    for output in [
        "acme/dossier.toml",
        "acme/answers/quick.toml",
        "acme/evidence/evidence.toml",
        &assessment,
        &format!("{STORED}/summary.json"),
        &format!("{STORED}/report.html"),
        &format!("{STORED}/../2026-11-22T120000Z/evidence.zip"),
    ] {
        for command in [
            &["report", STORED, "--format", "html"][..],
            &["rejudge", STORED, "--format", "json"],
            &["seal", STORED],
            &["portfolio", ".", "--format", "csv"],
            &["questionnaire", "export", "acme", "--format", "xlsx"],
        ] {
            let arguments = command.iter().copied().chain(["--output", output]);
            let ran = place.run(arguments).ends(3);
            ran.blames(&["is not written over", "name another file with --output"]);
        }
    }
    for (path, content) in before {
        let now = std::fs::read(place.at(&path)).expect("still there");
        assert!(now == content, "{path} was changed");
    }
    let register = "\n[[evidence]]\nid = \"agreement\"\nfile = \"../../outside.txt\"\n";
    place.write("acme/evidence/evidence.toml", register);
    let over = [
        "report",
        STORED,
        "--format",
        "md",
        "--output",
        "outside.txt",
    ];
    // A document that a dossier names is kept by it, wherever it stands.
    place.run(over).refused(&["is not written over"]);
}

#[test]
fn an_earlier_result_is_written_over() {
    let place = assessed();
    for output in ["report.md", "acme/report.md", "acme/assessments/own.md"] {
        for format in ["md", "json"] {
            place
                .run(["report", STORED, "--format", format, "--output", output])
                .ends(0);
        }
        let text = std::fs::read_to_string(place.at(output)).expect("a result");
        assert!(text.starts_with('{'), "{output}");
    }
}

#[test]
fn what_a_command_reads_is_not_written_over() {
    let place = assessed();
    let stored = std::fs::read(place.at(&format!("{STORED}/assessment.json"))).expect("it");
    place.write("loose.json", &stored);
    place.write("./other.json", &stored);
    for arguments in [
        &[
            "rejudge",
            "loose.json",
            "--format",
            "json",
            "--output",
            "loose.json",
        ][..],
        &[
            "rejudge",
            "loose.json",
            "--format",
            "json",
            "--output=./loose.json",
        ],
        &["diff", "loose.json", "other.json", "--output", "other.json"],
        &[
            "report",
            "loose.json",
            "--format",
            "md",
            "--output",
            "loose.json",
        ],
    ] {
        place.run(arguments).refused(&["is not written over"]);
    }
    for name in ["loose.json", "other.json"] {
        assert!(
            std::fs::read(place.at(name)).expect("it") == stored,
            "{name}"
        );
    }
    place
        .run([
            "rejudge",
            "loose.json",
            "--format",
            "json",
            "--output",
            "other.json",
        ])
        .ends(0);
}
