//! `waarborg scan TARGET… | -`

use std::ops::ControlFlow;

use super::assess::moment;
use super::rendition::{self, Beside};
use super::{Faults, Outcome, runtime, stream};
use crate::assess::{self, plan};
use crate::cli::arguments::Scan;
use crate::cli::given::tell_later;
use crate::cli::lines::Lines;
use crate::cli::network::prepare;
use crate::cli::progress::Progress;
use crate::cli::{Exit, Session, baseline};
use crate::domain::day::Day;
use crate::domain::diagnostic::{Diagnostic, in_dutch};
use crate::domain::finding::{Finding, Outcome as Result_, Severity};
use crate::domain::text::Text;
use crate::probe::Depth;

/// The longest line that can be a target, with what a person may write behind it.
const LINE: u64 = 4_096;

pub(super) fn run(session: &Session, options: &Scan) -> Outcome {
    let depth = if options.light {
        Depth::Light
    } else {
        Depth::Full
    };
    let Some(format) = options.format.whole() else {
        // What stands on the command line is known before anyone is contacted.
        let faults: Vec<Diagnostic> = options
            .targets
            .iter()
            .filter(|text| *text != "-")
            .filter_map(|text| plan::read_target(text, None).err())
            .collect();
        if !faults.is_empty() {
            return Err(Faults::Input(faults));
        }
        if options.baseline.is_some() {
            return Err(unheld());
        }
        let as_of = moment(options.as_of, options.network.offline)?;
        let lookout = prepare(session, &options.network, depth)?;
        tell_later(session, &lookout.data, Day::of(as_of));
        return stream::run(session, options, lookout, as_of);
    };
    let targets = targets(options)?;
    let given = baseline::read(session, options.baseline.as_deref())?;
    let as_of = moment(options.as_of, options.network.offline)?;
    let lookout = prepare(session, &options.network, depth)?;
    tell_later(session, &lookout.data, Day::of(as_of));
    let progress = Progress::new(session);
    let follow = |event: crate::probe::Event<'_>| progress.follow(event);
    let scan = assess::scan(&targets, &session.catalogue, &lookout, as_of, &follow);
    let mut assessment = runtime()?.block_on(scan);
    progress.finish();
    let held = baseline::hold(session, given.as_ref(), &mut assessment);
    let accepted = baseline::words(&held, session.lang);
    let to = options.output.as_deref();
    let beside = Beside {
        accepted: &accepted,
        since: None,
    };
    rendition::deliver(session, &assessment, format, to, beside)?;
    baseline::tell(session, given.as_ref(), &held);
    let reached = options.fail_on.is_some_and(|worst| {
        let mut findings = assessment.findings.iter();
        findings.any(|finding| held.counts(finding, worst))
    });
    Ok(Coverage::of(&assessment.findings).exit(options, reached))
}

/// A baseline is held against all targets together; a stream knows them one by one.
fn unheld() -> Faults {
    let message = Text::new(
        "met --format jsonl staat elk doel op zichzelf; dan is niet te zeggen of een regel nog klopt",
        "with --format jsonl each target stands for itself; then nobody can say whether an entry still holds",
    );
    let hint = Text::new(
        "kies een andere vorm, zoals --format sarif of json",
        "choose another format, such as --format sarif or json",
    );
    Diagnostic::misuse("--baseline", message)
        .with_hint(hint)
        .into()
}

/// The targets of one report, or every fault in them.
fn targets(options: &Scan) -> Result<Vec<plan::Target>, Faults> {
    let mut targets = Vec::new();
    let mut faults = Vec::new();
    let mut found = 0;
    named(&options.targets, |line| {
        found += 1;
        match line.map(|text| plan::read_target(&text, None)) {
            Ok(Ok(target)) if targets.len() <= plan::LIMIT => targets.push(target),
            Ok(Err(fault)) if faults.len() < plan::LIMIT => faults.push(fault),
            Ok(Ok(_) | Err(_)) => {}
            Err(error) => faults.push(unread(&error)),
        }
        // Who sends more than this means the other format.
        found < 100 * plan::LIMIT
    });
    if found > plan::LIMIT {
        faults.push(plan::too_many(found).with_hint(Text::new(
            "met --format jsonl is er geen grens",
            "with --format jsonl there is no limit",
        )));
    }
    if found == 0 {
        faults.push(nothing());
    }
    if faults.is_empty() {
        Ok(targets)
    } else {
        Err(Faults::Input(faults))
    }
}

/// Nothing to look at: a report about nothing would say that nothing is wrong.
fn nothing() -> Diagnostic {
    Diagnostic::new(
        "stdin",
        Text::new("er kwam geen enkel adres binnen", "not one target came in"),
    )
    .with_hint(Text::new(
        "één adres op een regel: `echo example.nl | waarborg scan -`",
        "one target on a line: `echo example.nl | waarborg scan -`",
    ))
}

/// Tells of each target that was named, in order: those of the command line, and for `-` the lines of standard input,
/// of which what follows a `#` is a remark. Goes on while the listener wants more.
pub(super) fn named(targets: &[String], mut tell: impl FnMut(std::io::Result<String>) -> bool) {
    let mut on = |line| {
        if tell(line) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let _ = targets.iter().try_for_each(|target| {
        if target != "-" {
            return on(Ok(target.clone()));
        }
        let mut lines = Lines::new(std::io::stdin().lock(), LINE);
        lines.try_for_each(|line| match line {
            Ok(line) => match spelled(&line) {
                "" => ControlFlow::Continue(()),
                text => on(Ok(text.to_owned())),
            },
            Err(error) => {
                let _ = on(Err(error));
                ControlFlow::Break(())
            }
        })
    });
}

/// A line without its remark. A `#` inside an address is no remark.
pub(super) fn spelled(line: &str) -> &str {
    if line.starts_with('#') {
        return "";
    }
    line.split_once(" #")
        .or_else(|| line.split_once("\t#"))
        .map_or(line, |(text, _)| text)
        .trim()
}

/// Standard input cannot be read.
pub(super) fn unread(error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(
        "stdin",
        Text::new(
            format!("kan de standaardinvoer niet lezen: {}", in_dutch(error)),
            format!("cannot read standard input: {error}"),
        ),
    )
}

/// True when something of this severity or worse deviates.
pub(super) fn reached(findings: &[Finding], worst: Option<Severity>) -> bool {
    worst.is_some_and(|worst| {
        findings
            .iter()
            .any(|f| f.outcome == Result_::Deviates && f.severity >= worst)
    })
}

/// How many checks applied, and how many of those could not see.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Coverage {
    applied: u64,
    missed: u64,
}

impl Coverage {
    pub(super) fn of(findings: &[Finding]) -> Self {
        let mut coverage = Self::default();
        for finding in findings {
            coverage.applied += u64::from(finding.outcome != Result_::NotApplicable);
            coverage.missed += u64::from(finding.outcome == Result_::NotObserved);
        }
        coverage
    }

    pub(super) const fn add(&mut self, other: Self) {
        self.applied += other.applied;
        self.missed += other.missed;
    }

    /// The percentage that could see, rounded down.
    fn seen(self) -> u64 {
        ((self.applied - self.missed) * 100)
            .checked_div(self.applied)
            .unwrap_or(0)
    }

    /// How a run ends that may have reached its limit.
    pub(super) fn exit(self, options: &Scan, reached: bool) -> Exit {
        if reached {
            Exit::Limit
        } else if options
            .min_coverage
            .is_some_and(|wanted| self.seen() < u64::from(wanted))
        {
            Exit::Coverage
        } else {
            Exit::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn remarks_are_left_out() {
        for (line, text) in [
            ("example.nl", "example.nl"),
            ("# all of ours", ""),
            ("example.nl  # the website", "example.nl"),
            ("example.nl\t#x", "example.nl"),
            ("https://example.nl/#top", "https://example.nl/#top"),
        ] {
            assert_eq!(spelled(line), text, "{line}");
        }
    }
}
