//! `waarborg compact PORTFOLIO`: old assessments back to their evidence packs.

use super::{Faults, Outcome};
use crate::assess::clock;
use crate::cli::arguments::Compact;
use crate::cli::{Exit, Session, diagnostic, output};
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::dossier::{self, Place, Removal};

/// The longest name and reason, in characters.
const LONGEST: usize = 500;

pub(super) fn run(session: &Session, options: &Compact) -> Outcome {
    for (option, text) in [("--by", &options.by), ("--reason", &options.reason)] {
        if text.trim().is_empty() || text.chars().count() > LONGEST {
            return Err(Diagnostic::misuse(
                option,
                Text::new(
                    format!("vul een tekst in van hoogstens {LONGEST} tekens"),
                    format!("give a text of at most {LONGEST} characters"),
                ),
            )
            .into());
        }
    }
    let removal = Removal {
        at: clock::this_second(),
        by: output::plain(options.by.trim()),
        reason: output::plain(options.reason.trim()),
    };
    let mut faults = Vec::new();
    let mut done = 0_usize;
    for place in dossier::shelf(&options.portfolio)?.places {
        match one(session, options, &place, &removal) {
            Ok((count, left)) => {
                done += count;
                faults.extend(left);
            }
            Err(fault) => faults.push(fault),
        }
    }
    let key = if options.dry_run {
        "compact.would"
    } else {
        "compact.did"
    };
    output::result(&format!(
        "{}\n",
        session.say(key, &[("n", &done.to_string())])
    ))?;
    if faults.is_empty() {
        return Ok(Exit::Done);
    }
    // What was done stays done; what could not be done is told.
    diagnostic::show(&faults, session.lang, session.colour);
    Ok(Exit::Input)
}

/// One dossier: how many assessments were brought back, and which could not be.
fn one(
    session: &Session,
    options: &Compact,
    place: &Place,
    removal: &Removal,
) -> Result<(usize, Vec<Diagnostic>), Diagnostic> {
    let _lock = (!options.dry_run)
        .then(|| dossier::lock(&place.root))
        .transpose()?;
    let mut stored = dossier::history(&place.root)?;
    let newest = usize::try_from(options.keep).unwrap_or(usize::MAX);
    stored.truncate(stored.len().saturating_sub(newest));
    let today = Day::of(removal.at);
    stored.retain(|stored| Day::of(stored.as_of).days_until(today) > i64::from(options.older_than));
    let (mut done, mut faults) = (0, Vec::new());
    for stored in &stored {
        let files = if options.dry_run {
            dossier::removable(stored)
        } else {
            dossier::compact(&place.root, stored, removal).map(|entry| entry.files)
        };
        match files {
            // Compacted before.
            Ok(files) if files.is_empty() => {}
            Ok(files) => {
                done += 1;
                let names: Vec<&str> = files.keys().map(String::as_str).collect();
                let folder = output::plain(&stored.folder.display().to_string());
                output::result(&format!("{folder}: {}\n", names.join(", ")))?;
            }
            Err(fault) => faults.push(fault),
        }
    }
    if done > 0 && !options.dry_run {
        let path = place.root.join("assessments").join("removed.toml");
        session.remark(&session.say("compact.register", &[("path", &path.display().to_string())]));
    }
    Ok((done, faults))
}

impl From<Faults> for Vec<Diagnostic> {
    fn from(faults: Faults) -> Self {
        match faults {
            Faults::Input(faults) => faults,
            Faults::Ours(words) => vec![Diagnostic::new("waarborg", Text::same(words))],
        }
    }
}
