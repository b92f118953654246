//! Questions out to a provider, and answers back.

use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;

use super::super::latest::disputes;
use super::super::{Faults, Outcome, unknown_pack};
use super::LIMIT;
use super::news::tell;
use crate::assess::clock;
use crate::catalogue::read_file;
use crate::cli::arguments::{Export, Import, TravelFormat};
use crate::cli::{Exit, Session, diagnostic, output};
use crate::domain::answer::Answer;
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::id::QuestionId;
use crate::domain::pack::{Audience, Pack};
use crate::domain::text::{Lang, Text};
use crate::dossier::exchange::{
    Delta, Desk, Intake, Mapping, Outgoing, Turn, compare, read_csv, read_json, read_workbook,
    write_csv, write_json, write_workbook,
};
use crate::dossier::{self, Folder};
use crate::questionnaire::{ParsedPack, standings};

/// The workbook in a dossier, when no other name was given.
const WORKBOOK: &str = "questionnaire.xlsx";

pub(super) fn export(session: &Session, options: &Export) -> Outcome {
    let folder = read(session, &options.dir)?;
    let lang = session.lang_of(Some(&folder.dossier));
    for id in &options.packs {
        let listed = folder.dossier.packs.iter().any(|pack| pack.as_str() == id);
        if !listed {
            return Err(match session.catalogue.pack(id) {
                None => unknown_pack(session, id),
                Some(_) => not_listed(&folder, id).into(),
            });
        }
    }
    let chosen: Vec<&Pack> = packs(session, &folder)
        .into_iter()
        .map(|parsed| &parsed.pack)
        .filter(|pack| {
            // What the controller answers for itself goes to no provider, unless it is asked for.
            let own = pack.pack.audience == Audience::Controller;
            let named = options.packs.iter().any(|id| id == pack.pack.id.as_str());
            named || (options.packs.is_empty() && !own)
        })
        .collect();
    let today = Day::of(clock::this_second());
    // All packs: a condition may read an answer in another one.
    let all: Vec<&Pack> = packs(session, &folder)
        .into_iter()
        .map(|p| &p.pack)
        .collect();
    let mut standings = standings(
        &all,
        &folder.answers,
        &folder.evidence,
        &folder.dossier,
        &session.catalogue.areas,
        today,
    );
    standings.retain(|standing| {
        chosen
            .iter()
            .any(|pack| pack.pack.id == standing.pack.pack.id)
    });
    let disputes = disputes(session, &folder);
    let outgoing = Outgoing {
        folder: &folder,
        standings: &standings,
        disputes: &disputes,
        lang,
    };
    let ours = |error: &dyn std::fmt::Display| Faults::Ours(error.to_string());
    match options.format {
        TravelFormat::Csv => output::deliver(write_csv(&outgoing), options.output.as_deref())?,
        TravelFormat::Json => {
            let text = write_json(&outgoing).map_err(|error| ours(&error))?;
            output::deliver(&text, options.output.as_deref())?;
        }
        TravelFormat::Xlsx => {
            let bytes = write_workbook(&outgoing, &session.catalogue.phrases)
                .map_err(|error| ours(&error))?;
            let path = options
                .output
                .clone()
                .unwrap_or_else(|| folder.root.join(WORKBOOK));
            output::to_file(&path, &bytes)?;
            let shown = path.display().to_string();
            session.remark(&session.count("exported", standings.len(), &[("path", &shown)]));
        }
    }
    Ok(Exit::Done)
}

pub(super) fn import(session: &Session, options: &Import) -> Outcome {
    let folder = read(session, &options.dir)?;
    let lang = session.lang_of(Some(&folder.dossier));
    let _lock = dossier::lock(&folder.root)?;
    let listed = packs(session, &folder);
    let desk = Desk {
        packs: &listed,
        areas: &session.catalogue.areas,
        vendor: &folder.dossier.vendor.name,
    };
    let mut intake = take_in(options, &desk)?;
    intake.refuse_empty(&options.file.display().to_string());
    for remark in &intake.remarks {
        output::note(&diagnostic::render_as(
            remark,
            false,
            session.lang,
            session.colour,
        ));
    }
    let name = options
        .file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let today = Day::of(clock::this_second());
    let deltas = compare(&folder, &intake.slips, &name, options.by.as_deref(), today);
    let mut faults = intake.faults;
    faults.extend(unknown_documents(&folder, &deltas));
    let broken = !faults.is_empty();
    output::result(&tell(session, lang, &listed, &deltas))?;
    if broken {
        diagnostic::show(&faults, session.lang, session.colour);
        output::note(&session.say("import.nothing-written", &[]));
        return Ok(Exit::Input);
    }
    let news: Vec<&Delta> = deltas
        .iter()
        .filter(|delta| delta.turn != Turn::Same)
        .collect();
    if options.dry_run || news.is_empty() {
        return Ok(Exit::Done);
    }
    let replaces = news.iter().any(|delta| delta.turn == Turn::Changed);
    let replaced = Text::new(
        "er zouden antwoorden worden vervangen",
        "answers would be replaced",
    );
    if replaces && !options.yes && !agreed(session, "import.ask", replaced)? {
        output::note(&session.say("import.nothing-written", &[]));
        return Ok(Exit::Done);
    }
    write(&folder, lang, &listed, &news)?;
    session.remark(&session.count("import.written", news.len(), &[]));
    Ok(Exit::Done)
}

/// Reads the file: by its content, not by its name.
fn take_in(options: &Import, desk: &Desk<'_>) -> Result<Intake, Faults> {
    let shown = options.file.display().to_string();
    let bytes = read_file(&options.file, LIMIT)?;
    if let Some(path) = &options.map {
        let source: Arc<str> = text(path, read_file(path, LIMIT)?)?.into();
        let mapping = Mapping::parse(&path.display().to_string(), &source, desk)?;
        return Ok(mapping.read(&shown, &bytes, desk));
    }
    let csv = options
        .file
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let looks_like_json = bytes
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| *byte == b'{')
        || options
            .file
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"));
    Ok(if csv {
        read_csv(&shown, &text(&options.file, bytes)?, desk)
    } else if looks_like_json {
        read_json(&shown, &text(&options.file, bytes)?, desk)
    } else {
        read_workbook(&shown, &bytes, desk)
    })
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|_| {
        Diagnostic::new(
            path.display().to_string(),
            Text::new("geen UTF-8-tekst", "not UTF-8 text"),
        )
        .with_hint(Text::new(
            "sla het bestand op als CSV UTF-8",
            "save the file as CSV UTF-8",
        ))
    })
}

pub(super) fn read(session: &Session, dir: &Path) -> Result<Folder, Faults> {
    let catalogue = &session.catalogue;
    let folder = dossier::read(dir, &catalogue.packs, &catalogue.kinds, &catalogue.areas)?;
    super::super::dated::refuse_future(&folder)?;
    Ok(folder)
}

/// The packs of a dossier, in its order.
pub(super) fn packs<'s>(session: &'s Session, folder: &Folder) -> Vec<&'s ParsedPack> {
    folder
        .dossier
        .packs
        .iter()
        .filter_map(|id| session.catalogue.pack(id.as_str()))
        .collect()
}

fn not_listed(folder: &Folder, id: &str) -> Diagnostic {
    let fault = Diagnostic::new(
        format!("`{id}`"),
        Text::new(
            "deze vragenlijst hoort niet bij het dossier",
            "this questionnaire is not part of the dossier",
        ),
    );
    folder.place(fault, &["packs"])
}

/// Documents that the register does not have would make the dossier unreadable.
fn unknown_documents(folder: &Folder, deltas: &[Delta]) -> Vec<Diagnostic> {
    let known = |id: &str| {
        folder
            .evidence
            .iter()
            .any(|document| document.id.as_str() == id)
    };
    deltas
        .iter()
        .flat_map(|delta| {
            delta
                .slip
                .fill
                .evidence
                .iter()
                .filter(|id| !known(id.as_str()))
                .map(|id| {
                    let message = Text::new(
                        format!("bewijsstuk `{id}` staat niet in evidence/evidence.toml"),
                        format!("document `{id}` is not in evidence/evidence.toml"),
                    );
                    Diagnostic::new(&delta.slip.place, message)
                })
        })
        .collect()
}

/// Asks whether something may be done that takes away. Nobody to ask is a no, and says what it would be.
pub(super) fn agreed(session: &Session, ask: &str, what: Text) -> Result<bool, Faults> {
    if !std::io::stdin().is_terminal() {
        return Err(Diagnostic::new("--yes", what)
            .with_hint(Text::new(
                "voeg --yes toe als dat de bedoeling is",
                "add --yes if that is what you want",
            ))
            .into());
    }
    output::note(&session.say(ask, &[]));
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line).unwrap_or(0);
    let word = line.trim().to_lowercase();
    Ok(read > 0 && matches!(word.as_str(), "j" | "ja" | "y" | "yes"))
}

/// Writes to every pack, or to none.
fn write(
    folder: &Folder,
    lang: Lang,
    listed: &[&ParsedPack],
    news: &[&Delta],
) -> Result<(), Faults> {
    let changes = listed.iter().filter_map(|parsed| {
        let own = news
            .iter()
            .filter(|delta| delta.slip.pack == parsed.pack.pack.id);
        let answers: Vec<(QuestionId, Answer)> = own
            .map(|delta| (delta.slip.question.clone(), delta.after.clone()))
            .collect();
        (!answers.is_empty()).then_some((*parsed, answers))
    });
    let changes: Vec<_> = changes.collect();
    Ok(dossier::record_all(&folder.root, lang, &changes)?)
}
