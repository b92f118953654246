//! What a run over many endpoints asks of the network and of memory. Run: `cargo bench --bench endpoints`.
//!
//! A portfolio on loopback: dossiers with ten endpoints each, every one with TLS and a page, spread over 125 addresses. The
//! program runs `reassess --lean` over it, and while it does the table of connections of the system is read every few
//! milliseconds (`/proc`, Linux only):
//!
//! - `endpoints at once`: addresses with a connection at the same moment; `--concurrency` bounds them, 20 here.
//! - `connections at once to one address`: the politeness of every address bounds them, 5.
//! - `peak`: the most memory that it held. No more than one dossier's observations are held by each worker (8 at most): so
//!   500 endpoints take what 100 take.
//!
//! There is no peer to compare with: no other program does this work. As a test the bench takes two dossiers.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench makes files and prints what it measured"
)]

#[path = "support/far.rs"]
#[expect(dead_code, reason = "another bench needs more of it")]
mod far;
#[path = "support/loopback/mod.rs"]
mod loopback;
#[path = "support/many.rs"]
mod many;
#[path = "support/peak.rs"]
mod peak;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use many::{Many, name};

/// Endpoints of one dossier.
const EACH: usize = 10;
const ADDRESSES: usize = 125;
const CONCURRENCY: &str = "20";

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let sizes: &[usize] = if measured { &[10, 50] } else { &[2] };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for dossiers in sizes {
        let many = runtime.block_on(Many::start(dossiers * EACH, ADDRESSES));
        let folder = tempfile::tempdir().expect("a folder");
        make(folder.path(), *dossiers, many.port);
        let seen = run(folder.path(), &many);
        assert_eq!(
            assessed(folder.path()),
            *dossiers,
            "every dossier is assessed"
        );
        println!(
            "{} endpoints in {dossiers} dossiers: {} endpoints at once (at most {CONCURRENCY}), {} connections at once to one \
             address (at most 5), peak {}, in {:.1} s",
            dossiers * EACH,
            seen.endpoints,
            seen.connections,
            peak::shown(seen.peak),
            seen.took.as_secs_f64()
        );
        drop(many);
    }
}

/// Dossiers as `waarborg init` makes them, with endpoints of their own.
fn make(portfolio: &Path, dossiers: usize, port: u16) {
    let seed = portfolio.join("d0");
    let made = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .args(["init", "--packs", "quick", "--quiet"])
        .arg(&seed)
        .stdout(Stdio::null())
        .status()
        .expect("the built program");
    assert!(made.success(), "{made}");
    let text = fs::read_to_string(seed.join("dossier.toml")).expect("a dossier");
    let (head, rest) = text.split_once("[[endpoint]]").expect("an endpoint");
    let tail = rest.split_once("#[[endpoint]]").expect("the next").1;
    for number in 0..dossiers {
        let folder = portfolio.join(format!("d{number}"));
        if number > 0 {
            copy(&seed, &folder);
        }
        let mut endpoints = String::new();
        for endpoint in number * EACH..(number + 1) * EACH {
            let target = format!("https://{}:{port}/", name(endpoint));
            writeln!(endpoints, "[[endpoint]]\ntarget = \"{target}\"").expect("text");
        }
        let text = format!("{head}{endpoints}\n#[[endpoint]]{tail}");
        fs::write(folder.join("dossier.toml"), text).expect("a dossier");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.file_name() != "dossier.toml" {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Dossiers with a stored assessment in which a handshake was seen.
fn assessed(portfolio: &Path) -> usize {
    let dossiers = fs::read_dir(portfolio).expect("a folder");
    let seen = |folder: &Path| -> Option<bool> {
        let stored = fs::read_dir(folder.join("assessments"))
            .ok()?
            .next()?
            .ok()?;
        let text = fs::read_to_string(stored.path().join("assessment.json")).ok()?;
        let assessment: waarborg::domain::assessment::Assessment =
            serde_json::from_str(&text).ok()?;
        let mut facts = assessment.observations.0.iter().filter_map(|o| o.tls());
        Some(facts.any(|fact| fact.negotiated.is_some()))
    };
    dossiers
        .filter(|entry| {
            entry
                .as_ref()
                .is_ok_and(|entry| seen(&entry.path()) == Some(true))
        })
        .count()
}

/// The most of each at any moment that was looked at.
struct Seen {
    took: Duration,
    endpoints: usize,
    connections: usize,
    /// In kibibytes; nothing where the system does not tell.
    peak: Option<u64>,
}

fn run(portfolio: &Path, many: &Many) -> Seen {
    let dns = many.resolver.address.to_string();
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .args(["reassess", "--lean", "--quiet", "--allow-private"])
        .args([
            "--timeout",
            "2",
            "--concurrency",
            CONCURRENCY,
            "--dns",
            &dns,
        ])
        .arg(portfolio)
        .stdout(Stdio::null())
        .spawn()
        .expect("the built program");
    let mut seen = Seen {
        took: Duration::ZERO,
        endpoints: 0,
        connections: 0,
        peak: None,
    };
    loop {
        let open = connections(many.port);
        seen.endpoints = seen.endpoints.max(open.len());
        seen.connections = seen
            .connections
            .max(open.values().copied().max().unwrap_or(0));
        seen.peak = seen.peak.max(peak::of(child.id()));
        if let Some(ended) = child.try_wait().expect("a state") {
            assert!(ended.success(), "{ended}");
            seen.took = begun.elapsed();
            return seen;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Connections to each address at a port that are open or being opened, as the system lists them from the side of the client.
fn connections(port: u16) -> BTreeMap<String, usize> {
    const ESTABLISHED: &str = "01";
    const SYN_SENT: &str = "02";
    let wanted = format!(":{port:04X}");
    let mut open = BTreeMap::new();
    for line in fs::read_to_string("/proc/net/tcp")
        .unwrap_or_default()
        .lines()
        .skip(1)
    {
        let mut columns = line.split_whitespace().skip(2);
        let (Some(to), Some(state)) = (columns.next(), columns.next()) else {
            continue;
        };
        if to.ends_with(&wanted) && matches!(state, ESTABLISHED | SYN_SENT) {
            *open.entry(to.to_owned()).or_default() += 1;
        }
    }
    open
}
