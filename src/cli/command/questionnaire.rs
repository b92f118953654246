//! `waarborg questionnaire list|show|lint`

#![expect(
    clippy::disallowed_methods,
    reason = "the command line reads the files that the user names"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comfy_table::{ContentArrangement, Table, presets};

use super::{Faults, Outcome};
use crate::catalogue::Catalogue;
use crate::check::CHECKS;
use crate::claim::RULES;
use crate::cli::arguments::Questionnaire;
use crate::cli::{Exit, Session, diagnostic, output};
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::method::NormFile;
use crate::domain::text::Text;
use crate::questionnaire::{LintLevel, ParsedPack, Vocabulary, lint, parse_pack};

/// The largest pack that is read, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

pub(super) fn run(session: &Session, command: &Questionnaire) -> Outcome {
    match command {
        Questionnaire::Lint { files } => check(session, files),
        Questionnaire::List => list(session),
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
    for parsed in &session.catalogue.packs {
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
        let known: Vec<&str> = session
            .catalogue
            .packs
            .iter()
            .map(|p| p.pack.pack.id.as_str())
            .collect();
        let hint = nearest(id, known.iter().copied()).map_or_else(
            || {
                Text::new(
                    format!("er zijn: {}", known.join(", ")),
                    format!("there are: {}", known.join(", ")),
                )
            },
            |near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            },
        );
        let shown: String = id.chars().take(80).collect();
        return Err(Diagnostic::new(
            format!("`{shown}`"),
            Text::new(
                "zo'n vragenlijst is er niet",
                "there is no such questionnaire",
            ),
        )
        .with_hint(hint)
        .into());
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
    let _ = write!(page, "\n{}\n", session.say("show-explain", &[]));
    output::result(&page)?;
    Ok(Exit::Done)
}

fn check(session: &Session, files: &[PathBuf]) -> Outcome {
    let catalogue = &session.catalogue;
    let mut own = Vec::new();
    for path in files {
        own.push(read(path)?);
    }
    let packs: Vec<&ParsedPack> = if own.is_empty() {
        catalogue.packs.iter().collect()
    } else {
        own.iter().collect()
    };
    let found = lint(&packs, &vocabulary(catalogue));
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
        ("packs", packs.len().to_string()),
        ("questions", questions.to_string()),
        ("errors", errors.to_string()),
        ("warnings", (found.len() - errors).to_string()),
    ];
    let params: Vec<(&str, &str)> = counts
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    output::result(&format!("{}\n", session.say("linted", &params)))?;
    Ok(if errors > 0 { Exit::Input } else { Exit::Done })
}

/// The words that packs may use.
fn vocabulary(catalogue: &Catalogue) -> Vocabulary<'_> {
    Vocabulary {
        checks: CHECKS.iter().map(|check| check.id).collect(),
        kinds: catalogue
            .kinds
            .keys()
            .map(crate::domain::id::KindId::as_str)
            .collect(),
        knock_outs: &catalogue.knock_outs,
        topics: catalogue
            .policy
            .score
            .topic
            .iter()
            .map(|topic| topic.id.as_str())
            .collect(),
        rules: RULES.iter().map(|rule| rule.id).collect(),
        norms: catalogue
            .norms
            .iter()
            .map(|(id, file)| (id.as_str(), provisions(file)))
            .collect(),
    }
}

fn provisions(file: &NormFile) -> BTreeSet<&str> {
    file.provisions
        .iter()
        .map(|provision| provision.id.as_str())
        .collect()
}

fn read(path: &Path) -> Result<ParsedPack, Faults> {
    let shown = path.display().to_string();
    let refuse = |nl: String, en: String| Diagnostic::new(shown.clone(), Text::new(nl, en));
    let unreadable = |error: std::io::Error| {
        refuse(
            format!("kan dit bestand niet lezen: {error}"),
            format!("cannot read this file: {error}"),
        )
    };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LIMIT {
        return Err(refuse(
            format!("te groot: {size} bytes, hoogstens {LIMIT}"),
            format!("too large: {size} bytes, at most {LIMIT}"),
        )
        .into());
    }
    let source: Arc<str> = std::fs::read_to_string(path)
        .map_err(|error| {
            refuse(
                format!("kan dit bestand niet lezen: {error}"),
                format!("cannot read this file: {error}"),
            )
        })?
        .into();
    Ok(parse_pack(&shown, &source)?)
}
