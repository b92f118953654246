//! Runs over a portfolio tell people, once, and say so when they could not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::cli::Place;
use crate::support::tcp::{closed_port, response, service};

const FILES: &str = "format = 1\nlanguage = \"nl\"\n\n[[notify.files]]\nfolder = \"told\"\n";

/// A portfolio of one dossier, `p/acme`, never assessed.
fn portfolio(settings: &str) -> Place {
    let place = Place::new();
    place.run(["init", "p/acme", "--packs", "quick"]).ends(0);
    place.write("p/portfolio.toml", settings);
    place
}

fn reassess(place: &Place, day: u32, more: &[&str]) -> crate::cli::Ran {
    let as_of = format!("2026-11-{day:02}T12:00:00Z");
    let usual = ["reassess", "p", "--lean", "--offline", "--as-of", &as_of];
    place.run(usual.iter().copied().chain(more.iter().copied()))
}

/// The texts of all notices that were laid in `p/told`, in order.
fn told(place: &Place) -> Vec<String> {
    let tree = place.tree();
    tree.iter()
        .filter(|path| path.starts_with("p/told/") && path.ends_with(".txt"))
        .map(|path| place.read(path))
        .collect()
}

#[test]
fn a_run_tells_what_is_new_and_the_next_one_does_not_tell_it_again() {
    let place = portfolio(FILES);
    let ran = reassess(&place, 2, &["--dry-run"]).ends(0);
    assert_eq!(
        told(&place).len(),
        0,
        "a trial run tells nobody: {}",
        ran.err
    );
    // The result is for programs: what was told is none of it.
    let at = "2026-11-02T12:00:00Z";
    let whole = [
        "reassess",
        "p",
        "--offline",
        "--as-of",
        at,
        "--format",
        "json",
    ];
    let ran = place.run(whole).ends(0);
    serde_json::from_str::<Value>(&ran.out).expect("JSON alone");
    let texts = told(&place);
    assert_eq!(texts.len(), 1, "{}", ran.err);
    assert!(
        texts[0].contains("Veranderd") && texts[0].contains("acme/assessments/"),
        "{}",
        texts[0]
    );
    let report = texts[0]
        .lines()
        .find_map(|line| line.trim().strip_prefix("Rapport: "));
    assert!(place.at("p").join(report.expect("a report")).is_file());
    let lean = portfolio(FILES);
    reassess(&lean, 2, &[]).ends(0);
    assert!(!told(&lean)[0].contains("Rapport: "), "there is none");
    reassess(&place, 2, &[]).ends(0);
    reassess(&place, 3, &[]).ends(0);
    assert_eq!(told(&place).len(), 1, "nothing new");
    place.write("p/broken/dossier.toml", "format = 1\nvendr = 1\n");
    reassess(&place, 4, &[]).ends(3);
    let texts = told(&place);
    assert_eq!(texts.len(), 2);
    let last = texts
        .iter()
        .find(|text| text.contains("broken"))
        .expect("trouble is told");
    assert!(last.contains("dossier.toml:2:1"), "{last}");
    // It stays broken, and is not told every day.
    reassess(&place, 5, &[]).ends(3);
    assert_eq!(told(&place).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_could_not_tell_ends_with_1_and_keeps_it() {
    let port = closed_port().await.port();
    let mail = format!(
        "format = 1\n\n[[notify.mail]]\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nallow_private = true\n\
         from = \"a@example.nl\"\nto = [\"b@example.nl\"]\n"
    );
    let place = portfolio(&mail);
    let ran = reassess(&place, 2, &["--quiet"]).ends(1);
    let ran = ran.blames(&[
        "mail b@example.nl: NOT sent",
        "try 1 of 20",
        "waarborg notify p",
    ]);
    assert!(
        ran.out.contains("acme"),
        "the run itself is done: {}",
        ran.out
    );
    let waiting = fs::read_dir(place.at("p/.waarborg/outbox")).expect("an outbox");
    assert!(
        waiting
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|e| e == "json"))
    );
    // A verdict that was asked for comes first.
    reassess(&place, 3, &["--fail-on", "conditions"]).ends(5);
}

#[test]
fn settings_that_are_wrong_stop_a_run_before_it_begins() {
    let place = portfolio("format = 1\n[notify]\nwhenn = \"due\"\n");
    reassess(&place, 2, &[]).refused(&["portfolio.toml:3:1", "did you mean `when`"]);
    assert!(
        !place
            .tree()
            .iter()
            .any(|path| path.contains("assessments/2026"))
    );
}

#[test]
fn what_a_killed_run_assessed_is_told_by_the_next_one_also_on_another_day() {
    let place = portfolio("format = 1\n");
    reassess(&place, 2, &[]).ends(0);
    let journal = |suffix: &str| {
        let tree = place.tree();
        let found = tree
            .iter()
            .find(|path| path.starts_with("p/.waarborg/runs/") && path.ends_with(suffix));
        found.expect("a journal").clone()
    };
    let ended = journal(".jsonl");
    place.write("p/portfolio.toml", FILES);
    reassess(&place, 3, &["--due"]).ends(0);
    assert_eq!(
        told(&place).len(),
        0,
        "a run that ended has told, or had nobody to tell"
    );
    // As a kill leaves it, between the assessment and the telling.
    let cut_off = ended.replace(".jsonl", "-cut-off.jsonl");
    fs::rename(place.at(&ended), place.at(&cut_off)).expect("a rename");
    for _ in 0..2 {
        reassess(&place, 4, &["--due"]).ends(0);
        let texts = told(&place);
        assert_eq!(texts.len(), 1);
        // Of the day of the run that was cut off, and with no link: a lean run leaves no report to open.
        assert!(texts[0].contains("eerste beoordeling"), "{}", texts[0]);
        assert!(!texts[0].contains("report.html"), "{}", texts[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_often_a_run_is_killed_each_change_is_told_in_one_notice() {
    let events: Arc<Mutex<Vec<Value>>> = Arc::default();
    let kept = Arc::clone(&events);
    let server = service(move |_, body| {
        let event = serde_json::from_slice(body).expect("JSON");
        kept.lock().expect("no panic").push(event);
        response("200 OK", &[], "")
    })
    .await;
    let port = server.address.port();
    let hook = format!(
        "[[notify.webhook]]\nname = \"hook\"\nurl = \"http://127.0.0.1:{port}/\"\nallow_private = true\nsecret_file = \"key\"\n"
    );
    let place = portfolio(&format!("{FILES}{hook}"));
    place.write("p/key", "key");
    for number in 0..4 {
        place
            .run(["init", &format!("p/d{number}"), "--packs", "quick"])
            .ends(0);
    }
    let run = [
        "reassess",
        "--lean",
        "p",
        "--offline",
        "--due",
        "--as-of",
        "2026-11-02T12:00:00Z",
    ];
    for millis in [50, 150, 300, 500, 800, 1_200, 1_700, 2_300] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
            .args(run)
            .current_dir(place.at(""))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        tokio::time::sleep(Duration::from_millis(millis)).await;
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }
    place.run(run).ends(0);
    place.run(["notify", "p", "--retry"]).ends(0);
    // The same event may come twice; a change never comes in two events.
    let mut heard: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in events.lock().expect("no panic").iter() {
        for change in event["data"]["digest"]["changes"]
            .as_array()
            .expect("changes")
        {
            let dossier = change["dossier"].as_str().expect("a name").to_owned();
            let id = event["id"].as_str().expect("an id").to_owned();
            heard.entry(dossier).or_default().insert(id);
        }
    }
    let once: BTreeMap<&str, usize> = heard
        .iter()
        .map(|(dossier, ids)| (dossier.as_str(), ids.len()))
        .collect();
    let all = ["acme", "d0", "d1", "d2", "d3"].map(|dossier| (dossier, 1));
    assert_eq!(once, BTreeMap::from(all));
    let notices: BTreeSet<String> = heard.into_values().flatten().collect();
    assert_eq!(told(&place).len(), notices.len(), "the files tell the same");
}
