//! `waarborg scan … --format jsonl`: one line a target, as soon as it is done; nothing is kept.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::{JoinError, JoinSet};

use super::scan::{Coverage, named, reached};
use super::{Faults, Outcome, runtime};
use crate::assess::{Glimpse, Lookout, glimpse, plan};
use crate::catalogue::Catalogue;
use crate::cli::arguments::Scan;
use crate::cli::progress::Progress;
use crate::cli::{Exit, Session, output};
use crate::domain::diagnostic::Diagnostic;
use crate::dossier;
use crate::probe::Shared;

/// What comes in: a target, a line that is none, or the end of reading.
enum Wish {
    Look(plan::Target),
    Refuse { input: String, fault: Diagnostic },
    Broken(std::io::Error),
}

/// A line that is no target.
#[derive(Serialize)]
struct Refused<'a> {
    input: &'a str,
    error: &'a str,
}

/// What a target came to, ready to be written.
struct Done {
    name: String,
    line: Vec<u8>,
    coverage: Coverage,
    reached: bool,
}

/// What all targets came to.
#[derive(Default)]
struct Tally {
    refused: u64,
    coverage: Coverage,
    reached: bool,
}

/// Everything that looking at one target needs.
#[derive(Clone)]
struct Desk {
    catalogue: Arc<Catalogue>,
    lookout: Arc<Lookout>,
    shared: Arc<Shared>,
    as_of: Timestamp,
    fail_on: Option<crate::domain::finding::Severity>,
}

pub(super) fn run(
    session: &Session,
    options: &Scan,
    lookout: Lookout,
    as_of: Timestamp,
) -> Outcome {
    let out: Box<dyn Write> = match &options.output {
        Some(path) => Box::new(dossier::open_file(path)?),
        None => Box::new(std::io::stdout().lock()),
    };
    let concurrency = usize::from(options.network.concurrency);
    let (sender, receiver) = channel(concurrency);
    let targets = options.targets.clone();
    // Reading waits for whoever writes to us, so it has a thread of its own; it ends with the program.
    std::thread::spawn(move || feed(&targets, &sender));
    let desk = Desk {
        catalogue: Arc::clone(&session.catalogue),
        lookout: Arc::new(lookout),
        shared: Arc::default(),
        as_of,
        fail_on: options.fail_on,
    };
    let progress = Progress::counting(session);
    let mut writer = Writer {
        session,
        out: BufWriter::new(out),
        to_file: options.output.as_deref(),
        progress: &progress,
        tally: Tally::default(),
    };
    let told = runtime()?.block_on(work(&desk, concurrency, receiver, &mut writer));
    progress.finish();
    match told {
        Ok(()) => {}
        Err(Trouble::Fault(fault)) => return Err(fault.into()),
        Err(Trouble::Ours(error)) => return Err(Faults::Ours(error.to_string())),
        Err(Trouble::Writing(error)) => writer.unwritten(&error)?,
    }
    let Tally {
        refused,
        coverage,
        reached,
    } = writer.tally;
    if refused > 0 {
        session.remark(&session.say("scan-refused", &[("count", &refused.to_string())]));
        return Ok(Exit::Input);
    }
    Ok(coverage.exit(options, reached))
}

/// Reads what was named, in its order, until nobody wants more.
fn feed(targets: &[String], sender: &Sender<Wish>) {
    named(targets, |line| {
        let wish = match line {
            Ok(text) => match plan::read_target(&text, None) {
                Ok(target) => Wish::Look(target),
                Err(fault) => Wish::Refuse { input: text, fault },
            },
            Err(error) => Wish::Broken(error),
        };
        sender.blocking_send(wish).is_ok()
    });
}

/// Why a run ends early.
enum Trouble {
    Fault(Diagnostic),
    Ours(JoinError),
    Writing(std::io::Error),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Writing(error)
    }
}

/// Looks at so many targets at once, and writes each when it is done.
async fn work(
    desk: &Desk,
    concurrency: usize,
    mut wishes: Receiver<Wish>,
    writer: &mut Writer<'_>,
) -> Result<(), Trouble> {
    let mut looks: JoinSet<Done> = JoinSet::new();
    let mut open = true;
    loop {
        tokio::select! {
            wish = wishes.recv(), if open && looks.len() < concurrency => match wish {
                Some(Wish::Look(target)) => {
                    let desk = desk.clone();
                    looks.spawn(async move { look(&desk, &target).await });
                }
                Some(Wish::Refuse { input, fault }) => writer.refuse(&input, &fault)?,
                Some(Wish::Broken(error)) => {
                    return Err(Trouble::Fault(super::scan::unread(&error)));
                }
                None => open = false,
            },
            Some(done) = looks.join_next() => writer.tell(&done.map_err(Trouble::Ours)?)?,
            else => return Ok(()),
        }
    }
}

async fn look(desk: &Desk, target: &plan::Target) -> Done {
    let seen: Glimpse = glimpse(
        target,
        &desk.catalogue,
        &desk.lookout,
        &desk.shared,
        desk.as_of,
    )
    .await;
    // Only strings, numbers and lists of them: there is nothing that JSON cannot say.
    let mut line = serde_json::to_vec(&seen).unwrap_or_default();
    line.push(b'\n');
    Done {
        name: seen.subject.shown(),
        line,
        coverage: Coverage::of(&seen.findings),
        reached: reached(&seen.findings, desk.fail_on),
    }
}

struct Writer<'a> {
    session: &'a Session,
    out: BufWriter<Box<dyn Write>>,
    to_file: Option<&'a std::path::Path>,
    progress: &'a Progress,
    tally: Tally,
}

impl Writer<'_> {
    fn tell(&mut self, done: &Done) -> std::io::Result<()> {
        self.tally.coverage.add(done.coverage);
        self.tally.reached |= done.reached;
        self.progress.count(&done.name);
        self.out.write_all(&done.line)?;
        // Whoever reads along sees each line when it is there.
        self.out.flush()
    }

    fn refuse(&mut self, input: &str, fault: &Diagnostic) -> std::io::Result<()> {
        self.tally.refused += 1;
        let shown: String = output::plain(input).chars().take(200).collect();
        let error = fault.message.in_lang(self.session.lang);
        serde_json::to_writer(
            &mut self.out,
            &Refused {
                input: &shown,
                error,
            },
        )?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }

    fn unwritten(&self, error: &std::io::Error) -> Result<(), Diagnostic> {
        match self.to_file {
            Some(path) => Err(dossier::unwritten(path, error)),
            None => output::unwritten(error),
        }
    }
}
