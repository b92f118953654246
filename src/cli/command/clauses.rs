//! `waarborg clauses DIR|FILE`

use std::path::PathBuf;

use super::assess::unrendered;
use super::{Faults, Outcome};
use crate::catalogue::load_clauses;
use crate::clause::Reader;
use crate::cli::arguments::{Clauses, ClausesFormat};
use crate::cli::{Exit, Session, output};
use crate::domain::agreement::Agreement;
use crate::domain::clause::ClauseFile;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::dossier::{Dossier, Regime};
use crate::domain::text::Text;
use crate::dossier::{self, contract_files, read_agreement};
use crate::report::{ClauseFormat, ClauseInput, render_clauses};

pub(super) fn run(session: &Session, options: &Clauses) -> Outcome {
    let known = load_clauses(&session.catalogue.files)?;
    let (files, dossier) = files(session, options)?;
    let chosen = choose(&known, &options.norm, dossier.as_ref())?;
    let mut agreement: Vec<Agreement> = Vec::new();
    let mut faults: Vec<Diagnostic> = Vec::new();
    for file in &files {
        match read_agreement(file) {
            Ok(part) => agreement.push(part),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let found = chosen
        .into_iter()
        .map(|file| {
            let reader =
                Reader::new(&file.list, &file.wording).map_err(|e| Faults::Ours(e.to_string()))?;
            Ok((file, reader.read(&agreement)))
        })
        .collect::<Result<Vec<_>, Faults>>()?;
    let text = |path: &str| session.catalogue.text(path);
    let (html, markdown) = (
        text("reports/clauses.html.hbs"),
        text("reports/clauses.md.hbs"),
    );
    let input = ClauseInput {
        agreement: &agreement,
        found: &found,
        phrases: &session.catalogue.phrases,
        norms: &session.catalogue.norms,
        html: &html,
        markdown: &markdown,
        css: &text("reports/report.css"),
        lang: session.lang_of(dossier.as_ref()),
    };
    let format = match options.format {
        ClausesFormat::Html => ClauseFormat::Html,
        ClausesFormat::Json => ClauseFormat::Json,
        ClausesFormat::Md => ClauseFormat::Markdown,
        ClausesFormat::Text => ClauseFormat::Text {
            width: output::width(),
        },
    };
    let told = render_clauses(&input, format).map_err(|error| unrendered(session, &error))?;
    output::deliver(told.as_bytes(), options.output.as_deref())?;
    Ok(Exit::Done)
}

/// The file that was named, or the contract files of the dossier.
fn files(session: &Session, options: &Clauses) -> Result<(Vec<PathBuf>, Option<Dossier>), Faults> {
    if !options.path.is_dir() {
        return Ok((vec![options.path.clone()], None));
    }
    let catalogue = &session.catalogue;
    let folder = dossier::read(
        &options.path,
        &catalogue.packs,
        &catalogue.kinds,
        &catalogue.areas,
    )?;
    let files = contract_files(&folder);
    if files.is_empty() {
        let register = folder.root.join("evidence").join("evidence.toml");
        return Err(Diagnostic::new(
            register.display().to_string(),
            Text::new(
                "het bewijsregister noemt geen bestand van een overeenkomst",
                "the evidence register names no file of an agreement",
            ),
        )
        .with_hint(Text::new(
            "zet het bestand in evidence/ en noem het in het register, met soort processor-agreement, of geef het bestand zelf op",
            "put the file in evidence/ and name it in the register, of kind processor-agreement, or give the file itself",
        ))
        .into());
    }
    Ok((files, Some(folder.dossier)))
}

/// The norms that were asked for; otherwise those that bind everybody, and DORA when the dossier says so.
fn choose<'a>(
    known: &'a [ClauseFile],
    asked: &[String],
    dossier: Option<&Dossier>,
) -> Result<Vec<&'a ClauseFile>, Diagnostic> {
    let names: Vec<&str> = known
        .iter()
        .map(|file| file.clauses.norm.as_str())
        .collect();
    for name in asked {
        if !names.contains(&name.as_str()) {
            let shown: String = name.chars().take(80).collect();
            let list = names.join(", ");
            let near = nearest(name, names.iter().copied());
            let hint = near.map_or_else(
                || Text::new(format!("er zijn: {list}"), format!("there are: {list}")),
                |near| {
                    Text::new(
                        format!("bedoelde u `{near}`?"),
                        format!("did you mean `{near}`?"),
                    )
                },
            );
            return Err(Diagnostic::new(
                format!("--norm {shown}"),
                Text::new(
                    "van deze norm zijn er geen bepalingen",
                    "there are no clauses of this norm",
                ),
            )
            .with_hint(hint));
        }
    }
    let financial = dossier.is_some_and(|dossier| dossier.intake.regimes.contains(&Regime::Dora));
    Ok(known
        .iter()
        .filter(|file| {
            let norm = file.clauses.norm.as_str();
            if asked.is_empty() {
                norm != "dora" || financial
            } else {
                asked.iter().any(|name| name == norm)
            }
        })
        .collect())
}
