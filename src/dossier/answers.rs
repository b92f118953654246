//! The answers of a dossier: a file for each of its packs, and none besides.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folder::read_text;
use crate::domain::answer::{AnswerSet, Evidence};
use crate::domain::diagnostic::{Diagnostic, locate, nearest};
use crate::domain::dossier::Dossier;
use crate::domain::text::Text;
use crate::questionnaire::{ParsedPack, parse_answers};

pub(super) fn read_answers(
    root: &Path,
    dossier: &Dossier,
    packs: &[ParsedPack],
    evidence: &[Evidence],
    faults: &mut Vec<Diagnostic>,
) -> Vec<AnswerSet> {
    let listed: Vec<&ParsedPack> = dossier
        .packs
        .iter()
        .filter_map(|id| packs.iter().find(|p| p.pack.pack.id == *id))
        .collect();
    let folder = root.join("answers");
    let mut answers = Vec::new();
    for parsed in &listed {
        let path = folder.join(format!("{}.toml", parsed.pack.pack.id));
        if !path.exists() {
            continue;
        }
        let shown = path.display().to_string();
        let source = match read_text(&path) {
            Ok(source) => source,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        match parse_answers(&shown, &source, &[parsed]) {
            Ok(set) => {
                faults.extend(unknown_evidence(&set, evidence, &shown, &source));
                answers.push(set);
            }
            Err(found) => faults.extend(found),
        }
    }
    faults.extend(stray_answers(&folder, &listed));
    answers
}

/// Answers that refer to a document the register does not have.
fn unknown_evidence(
    set: &AnswerSet,
    evidence: &[Evidence],
    shown: &str,
    source: &Arc<str>,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (question, answer) in &set.answers {
        for id in answer
            .evidence
            .iter()
            .filter(|id| !evidence.iter().any(|document| document.id == **id))
        {
            let message = Text::new(
                format!("bewijsstuk `{id}` staat niet in evidence/evidence.toml"),
                format!("document `{id}` is not in evidence/evidence.toml"),
            );
            let mut diagnostic = Diagnostic::new(shown, message).at(
                source,
                locate(source, &["answers", question.as_str(), "evidence"]),
            );
            diagnostic.hint = nearest(
                id.as_str(),
                evidence.iter().map(|document| document.id.as_str()),
            )
            .map(|near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            });
            faults.push(diagnostic);
        }
    }
    faults
}

/// An answer file that nothing asks for would be silently ignored: a slip that must be said.
fn stray_answers(folder: &Path, listed: &[&ParsedPack]) -> Vec<Diagnostic> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut strays: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .filter(|path| {
            !listed.iter().any(|p| {
                path.file_stem()
                    .is_some_and(|stem| stem == p.pack.pack.id.as_str())
            })
        })
        .collect();
    strays.sort();
    strays
        .into_iter()
        .map(|path| {
            let message = Text::new(
                "dit antwoordbestand hoort bij geen vragenlijst van het dossier",
                "this answer file belongs to no questionnaire of the dossier",
            );
            let hint = Text::new(
                "zet de vragenlijst in `packs` van dossier.toml, of verplaats het bestand",
                "list the questionnaire in `packs` of dossier.toml, or move the file away",
            );
            Diagnostic::new(path.display().to_string(), message).with_hint(hint)
        })
        .collect()
}
