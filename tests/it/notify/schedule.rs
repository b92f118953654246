//! What `docs/schedule/` and `action.yml` say can be done.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr as _;

use croner::Cron;
use serde_json::Value;

use crate::cli::Place;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_schedule_is_one_and_every_command_line_is_understood() {
    let cron = file("docs/schedule/waarborg.cron");
    let line = cron
        .lines()
        .find(|line| line.contains("/waarborg "))
        .expect("a line");
    let fields: Vec<&str> = line.split_whitespace().collect();
    let mut schedules = vec![fields[..5].join(" ")];
    let quoted = |path: &str, before: &str| -> Vec<String> {
        let text = file(path);
        let lines = text.lines().filter(|line| line.contains(before));
        lines
            .flat_map(|line| {
                line.split('"')
                    .skip(1)
                    .step_by(2)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    schedules.extend(quoted("docs/schedule/cronjob.yaml", "schedule:"));
    let watch = quoted("docs/schedule/compose.yaml", "command:");
    let at = watch
        .iter()
        .position(|word| word == "--cron")
        .expect("a schedule");
    schedules.push(watch[at + 1].clone());
    assert_eq!(schedules.len(), 3);
    for schedule in schedules {
        Cron::from_str(&schedule).unwrap_or_else(|error| panic!("{schedule}: {error}"));
    }
    // Each command line, up to where the portfolio that is not there is missed.
    let unit = file("docs/schedule/waarborg.service");
    let start = unit
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="))
        .expect("a command");
    let words = |text: &str| {
        text.split_whitespace()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let place = Place::new();
    for command in [
        words(start),
        fields[6..]
            .iter()
            .skip(1)
            .map(|word| (*word).to_owned())
            .collect(),
        quoted("docs/schedule/cronjob.yaml", "args:"),
        watch,
    ] {
        let ran = place.run(&command);
        assert_eq!(ran.code, 3, "{command:?}: {}", ran.err);
        assert!(
            ran.err.contains("providers") || ran.err.contains("/portfolio"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn the_settings_that_the_page_shows_are_understood() {
    let page = file("docs/scheduling.md");
    let shown = page
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let place = Place::new();
    place.write("p/portfolio.toml", shown.expect("an example"));
    let ran = place.run(["notify", "p"]).ends(0);
    for receiver in [
        "mail privacy@example.nl",
        "mail ciso@example.nl",
        "webhook tickets",
        "webhook chat",
        "files notices",
    ] {
        assert!(ran.out.contains(receiver), "{}", ran.out);
    }
}

/// Runs the commands of the action as GitHub does.
fn action(place: &Place, inputs: &[(&str, &str)]) -> (i32, String, String) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_waarborg"));
    let folder = program.parent().expect("a folder");
    let path = format!(
        "{}:{}",
        folder.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let (outputs, summary) = (place.at("outputs"), place.at("summary"));
    for file in [&outputs, &summary] {
        fs::write(file, "").expect("a file");
    }
    let output = Command::new("bash")
        .arg(root().join(".ci/action"))
        .current_dir(place.at(""))
        .env_clear()
        .env("PATH", path)
        .env("HOME", place.at(""))
        .env("RUNNER_TEMP", place.at("temp"))
        .env("GITHUB_OUTPUT", &outputs)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .envs(inputs.iter().copied())
        .output()
        .expect("bash");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (
        output.status.code().expect("a code"),
        place.read("outputs"),
        said,
    )
}

#[test]
fn the_action_looks_once_and_hands_over_the_findings() {
    let place = Place::new();
    // No address of this machine may be looked at, so every check says that it could not see.
    let (code, outputs, said) = action(
        &place,
        &[
            ("WAARBORG_TARGETS", "127.0.0.1:9\n  localhost:9"),
            ("WAARBORG_FAIL_ON", "high"),
            ("WAARBORG_LANG", "nl"),
        ],
    );
    assert_eq!(code, 0, "{said}");
    let of = |name: &str| {
        let prefix = format!("{name}=");
        outputs
            .lines()
            .find_map(|line| line.strip_prefix(&prefix))
            .unwrap_or_else(|| panic!("no {name}: {outputs}"))
            .to_owned()
    };
    let sarif: Value =
        serde_json::from_str(&fs::read_to_string(of("sarif")).expect("SARIF")).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let page = fs::read_to_string(of("report")).expect("a page");
    assert!(page.contains("<html lang=\"nl\""));
    let scan: Value =
        serde_json::from_str(&fs::read_to_string(of("assessment")).expect("JSON")).expect("JSON");
    assert!(
        scan["subjects"]
            .as_array()
            .is_some_and(|subjects| subjects.len() >= 2),
        "both targets"
    );
    assert!(!place.read("summary").is_empty());
    // Too little seen is a code of its own, and the findings are still there.
    let (code, outputs, _) = action(
        &place,
        &[
            ("WAARBORG_TARGETS", "127.0.0.1:9"),
            ("WAARBORG_MIN_COVERAGE", "50"),
        ],
    );
    assert_eq!(code, 4);
    assert!(outputs.contains("sarif="));
}

#[test]
fn the_action_refuses_what_makes_no_sense_and_runs_nothing_of_its_inputs() {
    let place = Place::new();
    let mark = place.at("mark");
    let command = format!("$(touch {0}) `touch {0}` ; touch {0}", mark.display());
    for (inputs, code) in [
        (vec![], 2),
        (
            vec![
                ("WAARBORG_TARGETS", "a.example"),
                ("WAARBORG_DOSSIER", "acme"),
            ],
            2,
        ),
        (vec![("WAARBORG_DOSSIER", "not-there")], 3),
        (vec![("WAARBORG_TARGETS", command.as_str())], 3),
        (vec![("WAARBORG_TARGETS", "--help")], 3),
        (
            vec![
                ("WAARBORG_TARGETS", "a.example"),
                ("WAARBORG_FAIL_ON", command.as_str()),
            ],
            2,
        ),
    ] {
        let (ended, outputs, said) = action(&place, &inputs);
        assert_eq!((ended, outputs.as_str()), (code, ""), "{inputs:?}: {said}");
        assert!(!mark.exists(), "{inputs:?}");
    }
}
