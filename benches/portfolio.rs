//! How fast a portfolio is read and shown, and what it holds in memory. Run: `cargo bench --bench portfolio`.
//!
//! A portfolio of so many dossiers (2,000; 12 as a test), each with two assessments of the size of the demonstration's
//! (over a megabyte of JSON), is written once. Then the program itself is run on it:
//!
//! - `table`, `html`, `xlsx`, `ics`, `prometheus`: with a `summary.json` beside each assessment, as `assess` writes it.
//! - `whole`: without those, so that every assessment is read to its end.
//!
//! Printed are the time of a run and the most memory it held (`VmHWM`, Linux only). The aim is a few seconds, and memory
//! that does not follow the size of the assessments: under 300 MB.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the bench writes the portfolio, reads what the system says of memory, and prints its figures"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use waarborg::dossier::store;

/// Dossiers, and bytes of padding in each assessment.
const FULL: (usize, usize) = (2_000, 1_100_000);
const SMALL: (usize, usize) = (12, 40_000);
/// What the program may hold, in kilobytes.
const MOST: u64 = 300_000;

fn main() {
    // `cargo bench` says so; as a test every bench runs once, small.
    let (dossiers, padding) = if std::env::args().any(|word| word == "--bench") {
        FULL
    } else {
        SMALL
    };
    let place = tempfile::tempdir().expect("a folder");
    let root = place.path().join("all");
    for number in 0..dossiers {
        write(&root.join(format!("d{number:04}")), number, padding);
    }
    println!("{dossiers} dossiers, two assessments of {padding} bytes each");
    for format in ["table", "html", "xlsx", "ics", "prometheus", "json"] {
        let (took, peak) = run(&root, format, place.path());
        tell(format, took, peak);
    }
    for entry in fs::read_dir(&root).expect("dossiers") {
        let stored = entry.expect("a dossier").path().join("assessments");
        for one in fs::read_dir(stored).expect("assessments") {
            fs::remove_file(one.expect("one").path().join("summary.json")).expect("a summary");
        }
    }
    let (took, peak) = run(&root, "table", place.path());
    tell("whole", took, peak);
}

fn tell(what: &str, took: Duration, peak: Option<u64>) {
    let peak = peak.map_or_else(
        || "?".to_owned(),
        |kilobytes| format!("{}", kilobytes / 1_000),
    );
    println!("{what:>10}: {:>7} ms, {peak:>4} MB", took.as_millis());
}

/// A run, and its peak of memory in kilobytes.
fn run(root: &Path, format: &str, place: &Path) -> (Duration, Option<u64>) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .args([
            "portfolio",
            "--as-of",
            "2026-11-29",
            "--format",
            format,
            "--output",
        ])
        .arg(place.join("out"))
        .arg(root)
        .arg("--quiet")
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let end = loop {
        if let Some(end) = child.try_wait().expect("a child") {
            break end;
        }
        let seen = fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().split(' ').next()?.parse::<u64>().ok()
        });
        peak = peak.max(seen);
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(end.success(), "{format}: {end}");
    assert!(peak.is_none_or(|peak| peak < MOST), "{format}: {peak:?} kB");
    (start.elapsed(), peak)
}

fn write(folder: &Path, number: usize, padding: usize) {
    fs::create_dir_all(folder).expect("a folder");
    let head = format!(
        "format = 1\n[controller]\nname = \"PrivComp B.V.\"\n[vendor]\nname = \"Vendor {} B.V.\"\n\
         [service]\nname = \"Service {number}\"\nmodel = \"saas\"\n[intake]\ncriticality = \"{}\"\n",
        number / 2,
        ["low", "medium", "high", "vital"][number % 4],
    );
    fs::write(folder.join("dossier.toml"), head).expect("a dossier");
    for (run, moment) in ["2025-11-20T08:00:00Z", "2026-11-20T08:00:00Z"]
        .iter()
        .enumerate()
    {
        let json = assessment(number + run, moment, padding);
        store(
            folder,
            moment.parse().expect("a moment"),
            &[("assessment.json", json)],
        )
        .expect("stored");
    }
}

/// An assessment as far as a portfolio reads it, with observations to pass over.
fn assessment(number: usize, moment: &str, padding: usize) -> String {
    let advice = ["no-go", "hold", "go-with-conditions", "go"][number % 4];
    let look = r#"{"id":"o1","probe":"dns-a","subject":"host:a.example","took_ms":12,"reading":{"observed":{"dns":{"records":[{"ttl":300,"value":"x"}]}}}}"#;
    let observations = vec![look; padding / (look.len() + 1)].join(",");
    let findings = vec![
        r#"{"check":"https-hsts","outcome":"deviates","severity":"high","title":{"nl":"x","en":"x"}}"#;
        150
    ]
    .join(",");
    let located = format!(
        r#"{{"control":{{"operator_name":"Operator {0}"}},"verdict":{{"status":"in_eea","country":"NL"}}}}"#,
        number % 20
    );
    let residual = 2_000 + number % 7_000;
    format!(
        r#"{{"format":"waarborg/assessment/1","as_of":"{moment}","method":{{"tool_version":"0.1.0","policy":"x","network":{{"offline":false}}}},"observations":[{observations}],"locations":[{located},{located}],"findings":[{findings}],"score":{{"inherent":{{"value":9000}},"residual":{residual},"residual_best":1500,"level":"high","coverage":{},"confidence":4000,"contradictions":1}},"verdict":{{"advice":"{advice}","reasons":[],"valid_until":"2027-02-01"}}}}"#,
        4_000 + number % 6_000,
    )
}
