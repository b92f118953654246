//! `waarborg questionnaire accept|carry|coverage|export|import|lint|list|migrate|new|review|show`

mod bring;
mod coverage;
mod govern;
mod news;
mod scaffold;
mod travel;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comfy_table::{ContentArrangement, Table, presets};

use super::{Faults, Outcome, unknown_pack};
use crate::catalogue::{no_pack, read_file};
use crate::cli::arguments::Questionnaire;
use crate::cli::{Exit, Session, diagnostic, output};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::questionnaire::{LintLevel, ParsedPack, is_overlay, lint, parse_overlay, parse_pack};

/// The largest pack that is read, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

pub(super) fn run(session: &Session, command: &Questionnaire) -> Outcome {
    match command {
        Questionnaire::Accept(options) => govern::accept(session, options),
        Questionnaire::Carry(options) => bring::carry(session, options),
        Questionnaire::Coverage(options) => coverage::run(session, options),
        Questionnaire::Export(options) => travel::export(session, options),
        Questionnaire::Import(options) => travel::import(session, options),
        Questionnaire::Lint { files } => check(session, files),
        Questionnaire::List => list(session),
        Questionnaire::Migrate(options) => bring::migrate(session, options),
        Questionnaire::New(options) => scaffold::new(session, options),
        Questionnaire::Review(options) => govern::review(session, options),
        Questionnaire::Show { id } => show(session, id),
    }
}

fn list(session: &Session) -> Outcome {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width());
    let heads =
        ["id", "version", "questions", "title"].map(|key| session.say(&format!("list.{key}"), &[]));
    table.set_header(heads);
    for parsed in &*session.catalogue.packs {
        let head = &parsed.pack.pack;
        table.add_row([
            head.id.to_string(),
            head.version.clone(),
            parsed.pack.questions.len().to_string(),
            format!(
                "{}: {}",
                head.title.in_lang(session.lang),
                head.purpose.in_lang(session.lang)
            ),
        ]);
    }
    output::result(&format!("{table}\n"))?;
    Ok(Exit::Done)
}

fn width() -> u16 {
    u16::try_from(output::width()).unwrap_or(100)
}

fn show(session: &Session, id: &str) -> Outcome {
    let Some(parsed) = session.catalogue.pack(id) else {
        return Err(unknown_pack(session, id));
    };
    let lang = session.lang;
    let head = &parsed.pack.pack;
    let mut page = format!(
        "{} ({} {})\n{}\n",
        head.title.in_lang(lang),
        head.id,
        head.version,
        head.purpose.in_lang(lang)
    );
    for section in &parsed.pack.sections {
        let _ = write!(page, "\n{}\n", section.title.in_lang(lang));
        for question in parsed
            .pack
            .questions
            .iter()
            .filter(|q| q.section == section.id)
        {
            let _ = writeln!(
                page,
                "  {:<20} {}",
                question.id,
                question.text.in_lang(lang)
            );
        }
    }
    if !parsed.pack.rules.is_empty() {
        let _ = write!(page, "\n{}\n", session.say("show-rules", &[]));
        for rule in &parsed.pack.rules {
            let _ = writeln!(page, "  {:<20} {}", rule.id, rule.outcome.in_lang(lang));
        }
    }
    let _ = write!(page, "\n{}\n", session.say("show-explain", &[]));
    output::result(&page)?;
    Ok(Exit::Done)
}

fn check(session: &Session, files: &[PathBuf]) -> Outcome {
    let catalogue = &session.catalogue;
    let mut own = Vec::new();
    for path in files {
        own.push(read(session, path)?);
    }
    let packs: Vec<&ParsedPack> = if own.is_empty() {
        catalogue.packs.iter().collect()
    } else {
        own.iter().collect()
    };
    // Files of the user's own come beside the shipped packs, and may read their answers.
    let beside = catalogue.packs.iter().filter(|shipped| {
        let id = &shipped.pack.pack.id;
        packs.iter().all(|pack| pack.pack.pack.id != *id)
    });
    let house: Vec<&ParsedPack> = beside.chain(packs.iter().copied()).collect();
    let files: BTreeSet<&str> = packs.iter().flat_map(|pack| pack.files()).collect();
    let mut found = lint(&house, &catalogue.vocabulary());
    found.retain(|lint| files.contains(lint.diagnostic.file.as_str()));
    let errors = found.iter().filter(|l| l.level == LintLevel::Error).count();
    for lint in &found {
        output::note(&diagnostic::render_as(
            &lint.diagnostic,
            lint.level == LintLevel::Error,
            session.lang,
            session.colour,
        ));
    }
    let questions: usize = packs.iter().map(|p| p.pack.questions.len()).sum();
    let counts = [
        ("packs", packs.len()),
        ("questions", questions),
        ("errors", errors),
        ("warnings", found.len() - errors),
    ]
    .map(|(name, n)| (name, session.count(&format!("lint.{name}"), n, &[])));
    let params: Vec<(&str, &str)> = counts
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    output::result(&format!("{}\n", session.say("linted", &params)))?;
    Ok(if errors > 0 { Exit::Input } else { Exit::Done })
}

/// A pack of the user, or the pack that an overlay of theirs lies over, with it.
fn read(session: &Session, path: &Path) -> Result<ParsedPack, Faults> {
    let shown = path.display().to_string();
    let source = String::from_utf8(read_file(path, LIMIT)?).map_err(|_| {
        Diagnostic::new(
            shown.clone(),
            Text::new("geen UTF-8-tekst", "not UTF-8 text"),
        )
    })?;
    let source: Arc<str> = source.into();
    if !is_overlay(&source) {
        return Ok(parse_pack(&shown, &source)?);
    }
    let overlay = parse_overlay(&shown, &source)?;
    let of = overlay.overlay.overlay.of.as_str();
    let Some(base) = session.catalogue.pack(of) else {
        return Err(no_pack(&overlay, &session.catalogue.packs).into());
    };
    let mut pack = base.clone();
    pack.lay(&overlay)?;
    Ok(pack)
}
