//! `waarborg questionnaire new`, and overlays over shipped questionnaires.

use super::{Place, Ran};

const OVERLAY: &str = r#"[overlay]
of = "quick"
version = "1.0.0"

[[weight]]
question = "sec.mfa"
severity = "critical"
reason = { nl = "Voor ons doorslaggevend.", en = "Decisive for us." }

[[drop]]
question = "con.agreement"
reason = { nl = "Wordt centraal getoetst.", en = "Is tested centrally." }

[[question]]
id = "house.contact"
rev = 1
section = "contract"
topic = "governance"
text = { nl = "Is er een vast aanspreekpunt?", en = "Is there a fixed contact?" }
why = { nl = "Bij incidenten telt elke dag.", en = "With incidents every day counts." }
help = { nl = "Noem de functie.", en = "Name the function." }
type = "yes-no"
severity = "normal"

[[question.option]]
if = 'value'
value = 100

[[question.option]]
if = 'true'
value = 0
fix = { nl = "Spreek het af.", en = "Agree on it." }
"#;

fn lint(place: &Place, text: &str) -> Ran {
    place.write("over.toml", text);
    place.run(["questionnaire", "lint", "over.toml"])
}

#[test]
fn a_questionnaire_of_ones_own_passes_the_linter_and_can_be_used() {
    let place = Place::with_dossier();
    let new = [
        "questionnaire",
        "new",
        "our-rules",
        "--output",
        "own/our-rules.toml",
    ];
    std::fs::create_dir_all(place.at("own/questionnaires")).expect("a folder");
    place.run(new).ends(0);
    place.run(new).refused(&["exists already"]);
    let text = place.read("own/our-rules.toml");
    assert!(!text.contains("house-rules"), "{text}");
    let ran = place
        .run(["questionnaire", "lint", "own/our-rules.toml"])
        .ends(0);
    assert!(
        ran.out.contains("1 question: 0 errors, 0 warnings"),
        "{} {}",
        ran.out,
        ran.err
    );
    place.write("own/questionnaires/our-rules.toml", &text);
    std::fs::remove_file(place.at("own/our-rules.toml")).expect("removed");
    let shown = place
        .run(["questionnaire", "show", "our-rules", "--data", "own"])
        .ends(0);
    assert!(shown.out.contains("our-rules.contact"), "{}", shown.out);
    place
        .run(["questionnaire", "new", "Our Rules"])
        .misused(&["Our Rules", "small letters"]);
    place
        .run(["questionnaire", "new", "quick"])
        .refused(&["already", "--overlay"]);
    let over = ["questionnaire", "new", "ours", "--overlay", "quik"];
    place.run(over).refused(&["did you mean `quick`?"]);
    place
        .run(["questionnaire", "new", "ours", "--overlay", "quick"])
        .ends(0);
    place.run(["questionnaire", "lint", "ours.toml"]).ends(0);
    let text = place.read("ours.toml");
    assert!(
        text.contains("# con.agreement [8]") && text.contains("knock-out: no-agreement"),
        "{text}"
    );
    // What stands there as a comment is right once it is uncommented.
    let live = text
        .replace("\n# [[", "\n[[")
        .lines()
        .map(uncommented)
        .collect::<Vec<_>>()
        .join("\n");
    let live = live.replacen("[[drop]]", "[[droop]]", 1);
    place.write("live.toml", live);
    place
        .run(["questionnaire", "lint", "live.toml"])
        .refused(&["unknown key `droop`", "did you mean `drop`?"]);
}

/// A line that holds `key = value` behind a comment sign, without the sign.
fn uncommented(line: &str) -> String {
    let rest = line.strip_prefix("# ").unwrap_or(line);
    let key = rest.split([' ', '.']).next().unwrap_or_default();
    let is_key = rest.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase());
    if is_key {
        rest.to_owned()
    } else {
        line.to_owned()
    }
}

#[test]
fn an_overlay_is_linted_where_it_stands() {
    let place = Place::new();
    let ran = lint(&place, OVERLAY).ends(0);
    assert!(ran.out.contains("0 errors"), "{} {}", ran.out, ran.err);
    for (from, to, blames) in [
        (
            "of = \"quick\"",
            "of = \"quik\"",
            vec!["over.toml:2:1", "did you mean `quick`?"],
        ),
        (
            "version = \"1.0.0\"",
            "version = \"one\"",
            vec!["over.toml:3:11", "not a version"],
        ),
        (
            "\"sec.mfa\"",
            "\"sec.mfaa\"",
            vec!["over.toml:6:12", "did you mean `sec.mfa`?"],
        ),
        (
            "\"con.agreement\"",
            "\"sec.mfa\"",
            vec!["over.toml:6:12", "is dropped as well"],
        ),
        (
            "en = \"Decisive for us.\"",
            "en = \"\"",
            vec!["over.toml:8:", "in both languages"],
        ),
        (
            "\"house.contact\"",
            "\"loc.access\"",
            vec!["over.toml:15:6", "already", "[[drop]]"],
        ),
        (
            "if = 'value'",
            "if = 'valeu'",
            vec!["over.toml:26:", "valeu"],
        ),
        (
            "section = \"contract\"",
            "section = \"contrat\"",
            vec!["over.toml:17:", "contrat"],
        ),
    ] {
        assert!(OVERLAY.contains(from), "{from}");
        lint(&place, &OVERLAY.replacen(from, to, 1))
            .ends(3)
            .blames(&blames);
    }
}

#[test]
fn what_an_overlay_drops_stands_in_the_report() {
    let place = Place::with_dossier();
    place.write("own/questionnaires/over.toml", OVERLAY);
    let shown = place
        .run(["questionnaire", "show", "quick", "--data", "own"])
        .ends(0);
    assert!(shown.out.contains("house.contact") && !shown.out.contains("con.agreement"));
    let as_of = "2026-01-05T12:00:00Z";
    // An answer to it stays where it is, and makes nothing unreadable.
    place.edit(
        "acme/answers/quick.toml",
        "[answers.\"con.agreement\"]",
        "[answers.\"con.agreement\"]\nvalue = \"none\"",
    );
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--data",
            "own",
            "--as-of",
            as_of,
        ])
        .ends(0);
    let report = |lang: &str| {
        let folder = "acme/assessments/2026-01-05T120000Z";
        place
            .run(["report", folder, "--format", "md", "--lang", lang])
            .ends(0)
            .out
    };
    let md = report("en");
    assert!(!md.contains("There is no processor agreement"), "{md}");
    for part in [
        "the question con.agreement was dropped by",
        "Reason: Is tested centrally.",
        "The knock-out no-agreement can therefore no longer show from this question.",
        "No longer held against: ",
        "gdpr:28(3)",
        "the question sec.mfa weighs 8 instead of 4",
        "the question house.contact was added by",
    ] {
        assert!(md.contains(part), "{part}\n{md}");
    }
    let md = report("nl");
    assert!(
        md.contains("is weggelaten door") && md.contains("Wordt centraal getoetst."),
        "{md}"
    );
}
