//! `waarborg seal`, `verify`, `key` and `rejudge`, and that the same input gives the same bytes.

use std::collections::BTreeMap;
use std::process::Command as Process;
use std::sync::LazyLock;

use clap::CommandFactory as _;
use waarborg::cli::Cli;
use waarborg::domain::assessment::Assessment;
use waarborg::report::seal;

use super::Place;
use crate::support::container::Container;
use crate::support::words::raw_key;

const STORED: &str = "acme/assessments/2026-11-22T120000Z";
const PACK: &str = "acme/assessments/2026-11-22T120000Z/evidence.zip";

/// A folder with a dossier that was assessed: once for all tests, since the paper takes a while.
pub(super) fn assessed() -> Place {
    static FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
        let place = Place::with_dossier();
        let moment = "2026-11-22T12:00:00Z";
        place
            .run(["assess", "acme", "--offline", "--as-of", moment])
            .ends(0);
        place.contents()
    });
    let place = Place::new();
    for (path, content) in FILES.iter().filter(|(path, _)| path.starts_with("acme/")) {
        place.write(path, content);
    }
    place
}

/// Every format that `report` writes, twice, each time by a process of its own with its own seeds for hashing.
#[test]
fn the_same_assessment_gives_the_same_bytes_in_every_format() {
    let place = assessed();
    let command = Cli::command();
    let report = command.find_subcommand("report").expect("it");
    let format = report.get_arguments().find(|a| a.get_id() == "format");
    let formats = format.expect("it").get_possible_values();
    assert!(formats.len() >= 4);
    for format in formats {
        let format = format.get_name();
        let bytes = |name: &str| {
            let output = format!("{name}.{format}");
            let mut write = vec!["report", STORED, "--format", format, "--output", &output];
            // There is no whole report of this format, only papers for a reader.
            if format == "docx" {
                write.extend(["--for", "contract"]);
            }
            place.run(write).ends(0);
            std::fs::read(place.at(&output)).expect("a report")
        };
        let (one, other) = (bytes("one"), bytes("other"));
        assert!(one == other && !one.is_empty(), "{format}");
        let stored = place.at(&format!("{STORED}/report.{format}"));
        if let Ok(stored) = std::fs::read(stored) {
            assert!(stored == one, "{format} is not what was stored");
        }
    }
}

#[test]
fn a_pack_is_checked_and_what_was_done_to_it_is_named() {
    let place = assessed();
    for (lang, words) in [("en", "holds"), ("nl", "klopt")] {
        let ran = place.run(["verify", PACK, "--lang", lang]).ends(0);
        assert!(ran.out.contains(words) && ran.err.is_empty(), "{}", ran.out);
    }
    let bytes = std::fs::read(place.at(PACK)).expect("a pack");
    let mut container = Container::read(&bytes);
    container.entries.retain(|entry| entry.name != "report.md");
    place.write("less.zip", container.write());
    let ran = place.run(["verify", "less.zip"]).ends(6);
    assert!(ran.out.contains("does not hold"), "{}", ran.out);
    ran.blames(&["less.zip", "`report.md` was dropped"]);
    let mut container = Container::read(&bytes);
    container.entries[0].name = "../../x".to_owned();
    place.write("trick.zip", container.write());
    place
        .run(["verify", "trick.zip"])
        .ends(6)
        .blames(&["`../../x`"]);
    // Not a pack at all, and no file at all.
    place.write("no.zip", "hello");
    place.run(["verify", "no.zip"]).refused(&["no zip file"]);
    place.run(["verify", "gone.zip"]).refused(&["gone.zip"]);
    // Of several, each is told, and the worst decides.
    let ran = place.run(["verify", PACK, "less.zip", "no.zip"]).ends(6);
    assert!(ran.out.contains("holds") && ran.out.contains("less.zip"));
    ran.blames(&["no.zip"]);
}

/// A pack that agrees with itself, with a report in it that nobody's waarborg made.
/// A change to the files of a pack.
type Edit<'a> = &'a dyn Fn(&mut BTreeMap<String, Vec<u8>>);

#[test]
fn a_report_that_was_made_up_is_named() {
    let place = assessed();
    let opened = seal::open(&std::fs::read(place.at(PACK)).expect("a pack"));
    let assessment: Assessment = serde_json::from_slice(&opened.assessment).expect("JSON");
    let remake = |name: &str, edit: Edit<'_>| {
        let mut reports = opened.reports.clone();
        let inputs = opened.inputs.clone().expect("inputs");
        reports.insert("report-inputs.json".to_owned(), inputs);
        edit(&mut reports);
        let contents = seal::Contents {
            json: opened.assessment.clone(),
            reports,
            data: opened.data.clone(),
            ..seal::Contents::default()
        };
        let pack = seal::Seal::new(&assessment, contents).expect("a seal");
        place.write(name, pack.into_bytes().expect("a pack"));
    };
    remake("whole.zip", &|_| ());
    let whole = place.run(["verify", "whole.zip"]).ends(0);
    assert!(
        whole.out.contains("made again and are the same"),
        "{}",
        whole.out
    );
    remake("made-up.zip", &|reports| {
        let html = reports.get_mut("report.html").expect("a report");
        let text = String::from_utf8_lossy(html).replace("</h1>", " (approved)</h1>");
        *html = text.into_bytes();
    });
    place
        .run(["verify", "made-up.zip"])
        .ends(6)
        .blames(&["`report.html` says something else than assessment.json"]);
    // Nobody says what it was made of: then there is its digest alone.
    remake("silent.zip", &|reports| {
        reports.remove("report-inputs.json");
    });
    let silent = place.run(["verify", "silent.zip"]).ends(0);
    assert!(
        silent.out.contains("digests alone: it is not said"),
        "{}",
        silent.out
    );
    place.write("house/report.css", "body { color: #123; }\n");
    let other = ["verify", "whole.zip", "--templates", "house"];
    let other = place.run(other).ends(0);
    assert!(
        other.out.contains("digests alone: they were made with"),
        "{}",
        other.out
    );
}

#[test]
fn a_stored_assessment_is_sealed_to_the_same_bytes() {
    let place = assessed();
    place.run(["seal", STORED, "--output", "again.zip"]).ends(0);
    let bytes = |name: &str| std::fs::read(place.at(name)).expect("a pack");
    assert!(bytes("again.zip") == bytes(PACK));
    // Judged by other data: a pack of it would not hold.
    place.write("mine/texts/seal.toml", place_texts());
    place
        .run(["seal", STORED, "--output", "other.zip", "--data", "mine"])
        .refused(&["other data", "texts/seal.toml"]);
    assert!(!place.at("other.zip").exists());
}

/// The shipped words with a remark behind them.
fn place_texts() -> String {
    let path = format!("{}/data/texts/seal.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("words") + "\n# Mine.\n"
}

#[test]
fn a_key_signs_and_is_kept_from_others() {
    let place = assessed();
    place.run(["key", "new", "mine.key"]).ends(0);
    place
        .run(["key", "new", "mine.key"])
        .refused(&["exists already"]);
    place.run(["key", "new", "other.key"]).ends(0);
    let sign = [
        "seal",
        STORED,
        "--output",
        "signed.zip",
        "--sign",
        "mine.key",
    ];
    place.run(sign).ends(0);
    let check = |key: &str| place.run(["verify", "signed.zip", "--key", key]);
    let ran = check("mine.key.pub").ends(0);
    assert!(ran.out.contains("Signed with your key"), "{}", ran.out);
    check("other.key.pub").ends(6).blames(&["another key"]);
    check("mine.key").refused(&["no key in the form of minisign"]);
    place
        .run(["verify", PACK, "--key", "mine.key.pub"])
        .ends(6)
        .blames(&["not signed"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| {
            std::fs::metadata(place.at(name))
                .expect("it")
                .permissions()
                .mode()
        };
        assert_eq!(mode("mine.key") & 0o777, 0o600);
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(place.at("mine.key"), open).expect("set");
        place
            .run(sign)
            .refused(&["others can get at this key", "chmod 600"]);
    }
}

#[test]
fn a_password_comes_from_the_environment() {
    let place = assessed();
    let run = |password: Option<&str>, arguments: &[&str]| {
        let mut command = place.command();
        if let Some(password) = password {
            command.env("WAARBORG_KEY_PASSWORD", password);
        }
        command.args(arguments).output().expect("ran").status.code()
    };
    let new = ["key", "new", "safe.key", "--password"];
    assert_eq!(run(None, &new), Some(3), "there is no terminal to ask in");
    assert_eq!(run(Some("secret"), &new), Some(0));
    let sign = [
        "seal",
        STORED,
        "--output",
        "signed.zip",
        "--sign",
        "safe.key",
    ];
    assert_eq!(run(None, &sign), Some(3));
    assert_eq!(run(Some("wrong"), &sign), Some(3));
    assert_eq!(run(Some("secret"), &sign), Some(0));
    place
        .run(["verify", "signed.zip", "--key", "safe.key.pub"])
        .ends(0);
}

/// What `docs/evidence-pack.md` tells a third party, with the tools that it names where they are installed.
#[test]
fn others_can_check_a_pack() {
    let place = assessed();
    place.run(["key", "new", "mine.key"]).ends(0);
    let sign = [
        "seal",
        STORED,
        "--output",
        "signed.zip",
        "--sign",
        "mine.key",
    ];
    place.run(sign).ends(0);
    let run = |program: &str, arguments: &[&str]| {
        let mut process = Process::new(program);
        process.current_dir(place.at("")).args(arguments);
        if let Ok(output) = process.output() {
            Some(output.status.success())
        } else {
            crate::support::skipped(program);
            None
        }
    };
    if run("unzip", &["-q", "signed.zip", "-d", "open"]) == Some(true) {
        let sums = ["-c", "cd open && sha256sum --quiet -c SHA256SUMS"];
        assert_ne!(run("sh", &sums), Some(false), "the digests");
        let signature = ["-V", "-q", "-p", "mine.key.pub", "-m", "open/manifest.json"];
        assert_ne!(run("minisign", &signature), Some(false), "the signature");
        // And a key that its own program made signs here.
        let made = ["-G", "-W", "-p", "theirs.pub", "-s", "theirs.key"];
        if run("minisign", &made) == Some(true) {
            let sign = [
                "seal",
                STORED,
                "--output",
                "theirs.zip",
                "--sign",
                "theirs.key",
            ];
            place.run(sign).ends(0);
            place
                .run(["verify", "theirs.zip", "--key", "theirs.pub"])
                .ends(0);
        }
    }
}

#[test]
fn judging_again_tells_what_changed_and_why() {
    let place = assessed();
    let ran = place.run(["rejudge", STORED, "--color", "never"]).ends(0);
    assert!(ran.out.contains("Nothing changes."), "{}", ran.out);
    let json = place
        .run(["rejudge", STORED, "--format", "json"])
        .ends(0)
        .out;
    assert!(json == place.read(&format!("{STORED}/assessment.json")));
    let later = ["rejudge", STORED, "--as-of", "2028-01-01", "--lang", "nl"];
    let ran = place.run(later).ends(0);
    assert!(
        ran.out
            .contains("beoordeeld voor: 2026-11-22T12:00:00Z → 2028-01-01T12:00:00Z"),
        "{}",
        ran.out
    );
    // A data file of another version is named with both digests.
    place.write("mine/texts/seal.toml", place_texts());
    let ran = place.run(["rejudge", STORED, "--data", "mine"]).ends(0);
    assert!(
        ran.out.contains("texts/seal.toml: ") && ran.out.contains(" → "),
        "{}",
        ran.out
    );
    place.run(["rejudge", "acme"]).refused(&["assessment.json"]);
}

/// Every number of the report can be asked after, in both languages.
#[test]
fn what_stands_in_a_report_can_be_traced() {
    let place = assessed();
    let assessment = place.assessment();
    let score = assessment.score.as_ref().expect("a score");
    let mut ids: Vec<String> = ["residual", "inherent", "coverage", "confidence", "trust"]
        .map(str::to_owned)
        .to_vec();
    ids.push("verdict".to_owned());
    ids.extend(score.topics.iter().map(|topic| topic.topic.to_string()));
    ids.extend(score.contributions.iter().map(|c| c.item.clone()));
    ids.extend(assessment.findings.iter().map(|f| f.id.clone()));
    ids.extend(assessment.observations.0.iter().map(|o| o.id.clone()));
    ids.extend(
        assessment
            .evidence
            .iter()
            .map(|e| e.evidence.id.to_string()),
    );
    ids.sort();
    ids.dedup();
    assert!(ids.len() > 100, "{}", ids.len());
    let pages = ["nl", "en"].map(|lang| {
        let mut arguments = vec!["explain", "--in", STORED, "--lang", lang];
        arguments.extend(ids.iter().map(String::as_str));
        let ran = place.run(arguments).ends(0);
        let rule = format!("\n{}\n\n", "─".repeat(40));
        let pages: Vec<String> = ran.out.split(&rule).map(str::to_owned).collect();
        assert_eq!(pages.len(), ids.len());
        for (id, page) in ids.iter().zip(&pages) {
            assert!(page.starts_with(&format!("{id}\n")), "{id}: {page}");
            assert_eq!(raw_key(page), None, "{id}");
        }
        pages
    });
    for (number, id) in ids.iter().enumerate() {
        assert_ne!(pages[0][number], pages[1][number], "{id}");
    }
    // The contributions sum to the last basis point.
    let taken: u32 = score.contributions.iter().map(|c| c.points).sum();
    assert_eq!(score.inherent.value - taken, score.residual);
    let residual = &pages[1][ids.iter().position(|id| id == "residual").expect("it")];
    let sum = format!("{} − {taken} = {}", score.inherent.value, score.residual);
    assert!(residual.contains(&sum), "{residual}");
    // A bare question, a slip, and what is no assessment.
    place
        .run(["explain", "--in", STORED, "loc.storage"])
        .ends(0);
    place
        .run(["explain", "--in", STORED, "residul"])
        .refused(&["did you mean `residual`?"]);
    place
        .run(["explain", "--in", "acme", "residual"])
        .refused(&["assessment.json"]);
}
