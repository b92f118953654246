//! How fast a portfolio is judged offline, and how much memory that takes. Run: `cargo bench --bench reassess`.
//!
//! - `first`: 2,000 copies of the demo dossier that were never assessed: read, judged, written and synced (`--lean`).
//! - `again`: the same, a month later: the assessment before is read, its facts are judged again, and what changed is told.
//! - `due`: what is due the day after, when nothing is: every last assessment is read.
//! - `whole`: a month later again, with HTML, Markdown, PDF and the evidence pack of every dossier: the price of paper.
//!   Of 200 dossiers alone.
//!
//! Wanted: `first` under 60 s on two cores, peak memory under 300 MB and the same for 200 dossiers as for 2,000. The built
//! program does the work, so that its memory is measured alone; peak memory is read from `/proc` (Linux).
//!
//! There is no peer to compare with: no other program does this work offline. As a test the bench takes three dossiers.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench makes files and prints what it measured"
)]

#[path = "../tests/it/support/demo.rs"]
#[expect(dead_code, reason = "shared with the tests: they use all of it")]
mod demo;
#[path = "support/peak.rs"]
mod peak;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use waarborg::assess::clock;
use waarborg::dossier;

/// What a run took.
struct Measured {
    took: Duration,
    /// Peak resident memory in kibibytes; nothing where the system does not tell.
    peak: Option<u64>,
}

fn main() {
    let whole = std::env::args().any(|argument| argument == "--bench");
    let sizes: &[usize] = if whole { &[200, 2_000] } else { &[3] };
    for size in sizes {
        let folder = tempfile::tempdir().expect("a folder");
        let portfolio = folder.path().join("p");
        make(&portfolio, *size);
        println!("{size} dossiers");
        for (name, day, option) in [
            ("first", "2026-11-29T12:00:00Z", Some("--lean")),
            ("again", "2026-12-29T12:00:00Z", Some("--lean")),
            ("due", "2026-12-30T12:00:00Z", Some("--due")),
            ("whole", "2027-01-29T12:00:00Z", None),
        ] {
            if option.is_none() && *size > 200 {
                continue;
            }
            let measured = run(&portfolio, day, option);
            println!(
                "  {name:<6} {:>8.2} s, peak memory {}",
                measured.took.as_secs_f64(),
                peak::shown(measured.peak)
            );
        }
    }
}

/// Copies of the demo dossier, without its servers.
fn make(portfolio: &Path, size: usize) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let files = runtime.block_on(demo::files(clock::now()));
    for number in 0..size {
        let root = portfolio.join(format!("d{number:04}"));
        fs::create_dir_all(&root).expect("a folder");
        dossier::init(&root, &files).expect("a dossier");
    }
}

fn run(portfolio: &Path, day: &str, option: Option<&str>) -> Measured {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waarborg"));
    command
        .args(["reassess", "--offline", "--quiet", "--as-of", day])
        .arg(portfolio)
        .stdout(Stdio::null());
    command.args(option);
    let begun = Instant::now();
    let mut child = command.spawn().expect("the built program");
    let mut peak = None;
    loop {
        peak = peak.max(peak::of(child.id()));
        if let Some(ended) = child.try_wait().expect("a state") {
            assert!(ended.success(), "{ended}");
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Measured {
        took: begun.elapsed(),
        peak,
    }
}
