//! `waarborg questionnaire migrate` and `carry`: answers of an earlier version, and of an earlier period.

#![expect(
    clippy::disallowed_methods,
    reason = "the command line is one of the modules that touch files"
)]

use std::fmt::Write as _;
use std::path::Path;

use super::super::{Faults, Outcome};
use super::travel::{agreed, packs, read};
use crate::assess::clock;
use crate::cli::arguments::{Carry, Migrate};
use crate::cli::{Exit, Session, output};
use crate::domain::answer::{Answer, AnswerValue};
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::migration::Change;
use crate::domain::text::Text;
use crate::dossier;
use crate::questionnaire::{Move, ParsedPack, carry_over};

/// Longest answer that is shown, in characters.
const SHOWN: usize = 80;

/// Brings the answers of a dossier into the versions of their packs: all files, or none.
pub(super) fn migrate(session: &Session, options: &Migrate) -> Outcome {
    let (main, _) = dossier::read_main(&options.dir)?;
    let _lock = dossier::lock(&options.dir)?;
    let today = Day::of(clock::this_second());
    let (mut page, mut files, mut loses) = (String::new(), Vec::new(), false);
    let mut faults = Vec::new();
    for id in &main.packs {
        let Some(parsed) = session.catalogue.pack(id.as_str()) else {
            faults.push(unknown(id.as_str()));
            continue;
        };
        match dossier::rewrite(&options.dir, parsed, today) {
            Ok(None) => {}
            Ok(Some(rewrite)) => {
                loses |= rewrite.moves.iter().any(Move::loses);
                page.push_str(&tell(session, parsed, &rewrite));
                files.extend(rewrite.files);
            }
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    if files.is_empty() {
        output::result(&format!("{}\n", session.say("migrate.none", &[])))?;
        return Ok(Exit::Done);
    }
    output::result(&page)?;
    if options.dry_run {
        return Ok(Exit::Done);
    }
    let left = Text::new(
        "er zouden antwoorden achterblijven",
        "answers would be left behind",
    );
    if loses && !options.yes && !agreed(session, "migrate.ask", left)? {
        output::note(&session.say("import.nothing-written", &[]));
        return Ok(Exit::Done);
    }
    dossier::write_all(&files)?;
    session.remark(&session.say("migrate.written", &[]));
    Ok(Exit::Done)
}

fn unknown(id: &str) -> Diagnostic {
    let message = Text::new("onbekende vragenlijst", "unknown questionnaire");
    Diagnostic::new(format!("`{id}`"), message)
}

/// What becomes of the answers to one pack, as a person reads it.
fn tell(session: &Session, parsed: &ParsedPack, rewrite: &dossier::Rewrite) -> String {
    let head = &parsed.pack.pack;
    let params = [
        ("title", head.title.in_lang(session.lang)),
        ("id", head.id.as_str()),
        ("from", &rewrite.from),
        ("to", &head.version),
    ];
    let mut page = format!("{}\n", session.say("migrate.head", &params));
    if rewrite.moves.is_empty() {
        let _ = writeln!(page, "  {}", session.say("migrate.untouched", &[]));
    }
    for step in &rewrite.moves {
        let kind = step.change.map_or("none", Change::as_str);
        let kind = session.say(&format!("migrate.change.{kind}"), &[]);
        let ids: Vec<&str> = step.before.iter().map(|(id, _)| id.as_str()).collect();
        let note = step
            .note
            .as_ref()
            .map_or("", |note| note.in_lang(session.lang));
        let line = format!("{}  {kind}. {note}", ids.join(" + "));
        let _ = writeln!(page, "  {}", line.trim_end());
        for (_, answer) in &step.before {
            let _ = writeln!(page, "    - {}", shown(session, answer));
        }
        if step.after.is_empty() {
            let _ = writeln!(page, "    → {}", session.say("migrate.left", &[]));
        }
        for (id, answer) in &step.after {
            let what = match (answer, step.change) {
                (None, _) => session.say("migrate.anew", &[]),
                (Some(_), Some(Change::Split | Change::Merged)) => {
                    session.say("migrate.confirm", &[])
                }
                (Some(_), _) => session.say("migrate.stands", &[]),
            };
            let _ = writeln!(page, "    → {id}: {what}");
        }
    }
    page
}

fn shown(session: &Session, answer: &Answer) -> String {
    let text = match (&answer.value, &answer.not_applicable) {
        (Some(AnswerValue::Flag(flag)), _) => (if *flag { "yes" } else { "no" }).to_owned(),
        (Some(AnswerValue::Number(number)), _) => number.to_string(),
        (Some(AnswerValue::Day(day)), _) => day.to_string(),
        (Some(AnswerValue::Text(text)), _) => text.clone(),
        (Some(AnswerValue::List(words)), _) => words.join(", "),
        (Some(AnswerValue::Rows(rows)), _) => format!("[{}]", rows.len()),
        (None, Some(reason)) => session.say("import.not-applicable", &[("reason", reason)]),
        (None, None) => session.say("import.no-answer", &[]),
    };
    let line = output::plain(&text);
    if line.chars().count() > SHOWN {
        line.chars().take(SHOWN).collect::<String>() + "…"
    } else {
        line
    }
}

/// Marks what was answered in the period of the last assessment as to be confirmed.
pub(super) fn carry(session: &Session, options: &Carry) -> Outcome {
    let folder = read(session, &options.dir)?;
    let _lock = dossier::lock(&folder.root)?;
    let from = match options.from {
        Some(day) => day,
        None => last_assessment(&folder.root)?,
    };
    let today = Day::of(clock::this_second());
    // An assessment may have been made for a day to come; a day that somebody types may not.
    if options.from.is_some_and(|day| day > today) {
        let message = Text::new(
            format!("{from} ligt in de toekomst: tot die dag is nog niets beoordeeld"),
            format!("{from} lies in the future: nothing has been assessed up to that day yet"),
        );
        return Err(Diagnostic::misuse("--from", message)
            .with_hint(Text::new(
                "geef de dag van een eerdere beoordeling, of laat --from weg voor de laatste",
                "give the day of an earlier assessment, or leave --from out for the last one",
            ))
            .into());
    }
    let mut changes = Vec::new();
    let (mut page, mut count) = (String::new(), 0);
    for parsed in packs(session, &folder) {
        if parsed.pack.is_decision() {
            continue;
        }
        let own = folder
            .answers
            .iter()
            .filter(|set| set.pack == parsed.pack.pack.id);
        let answers: Vec<_> = own.flat_map(|set| carry_over(set, from, today)).collect();
        for (id, answer) in &answers {
            let _ = writeln!(
                page,
                "{}/{id}  {}",
                parsed.pack.pack.id,
                shown(session, answer)
            );
        }
        count += answers.len();
        if !answers.is_empty() {
            changes.push((parsed, answers));
        }
    }
    page.push_str(&session.count("carry", count, &[]));
    page.push('\n');
    output::result(&page)?;
    if !options.dry_run && !changes.is_empty() {
        let lang = session.lang_of(Some(&folder.dossier));
        dossier::record_all(&folder.root, lang, &changes)?;
        session.remark(&session.say("carry.how", &[]));
    }
    Ok(Exit::Done)
}

/// The day of the last assessment in the dossier; folders are named after their moment.
fn last_assessment(root: &Path) -> Result<Day, Faults> {
    let folder = root.join("assessments");
    let entries = std::fs::read_dir(&folder).into_iter().flatten();
    let days = entries.filter_map(|entry| {
        let name = entry.ok()?.file_name();
        name.to_str()?.get(..10)?.parse::<Day>().ok()
    });
    days.max().ok_or_else(|| {
        let message = Text::new("er is nog geen beoordeling", "there is no assessment yet");
        Diagnostic::new(folder.display().to_string(), message)
            .with_hint(Text::new(
                "geef de dag met --from",
                "give the day with --from",
            ))
            .into()
    })
}
