//! A new dossier: commented files that a privacy officer can edit.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::MAIN;
use super::store::{exists, make_folder, write_new};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::pack::{Pack, Question, QuestionKind};
use crate::domain::text::{Lang, Text};

/// Writes a dossier of the given files. Refuses a folder that holds a dossier, and any file that is there already.
///
/// # Errors
/// When something is in the way or the disk refuses. Nothing is ever written over.
pub fn init(root: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, Diagnostic> {
    let taken = |path: &Path| {
        exists(path).with_hint(Text::new(
            "kies een andere map, of bewerk wat er staat",
            "choose another folder, or edit what is there",
        ))
    };
    if root.join(MAIN).exists() {
        return Err(taken(&root.join(MAIN)));
    }
    let targets: Vec<PathBuf> = files.iter().map(|(name, _)| root.join(name)).collect();
    if let Some(there) = targets.iter().find(|path| path.exists()) {
        return Err(taken(there));
    }
    // The main file comes last: without it the folder is no dossier yet, and a new try is not refused.
    let mut order: Vec<_> = targets.iter().zip(files).collect();
    order.sort_by_key(|(_, (name, _))| name == MAIN);
    for (path, (_, content)) in order {
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        write_new(path, content)?;
    }
    Ok(targets)
}

/// An answer file for a pack: every question as a comment, ready to be filled in.
#[must_use]
pub fn answer_template(pack: &Pack, lang: Lang) -> String {
    let head = &pack.pack;
    let mut out = String::new();
    let intro = match lang {
        Lang::Nl => {
            "# Vul bij elke vraag `value` in en haal het hekje (#) weg. Wat leeg blijft, telt als niet beantwoord.\n\
             # Ook mogelijk per vraag: comment, by, at, evidence = [\"id uit evidence.toml\"], source = { provider = \"mail van …\" }.\n\
             # Niet van toepassing volgens de leverancier: not_applicable = \"reden\"; telt pas als een beoordelaar het goedkeurt.\n\
             # Klopt een antwoord niet met wat is gezien: explanation = \"uitleg van de leverancier\"; lost pas iets op als een beoordelaar haar aanvaardt.\n\
             # Oordeel van een beoordelaar: review = { decision = \"…\", by = \"naam\", at = 2026-01-31, reason = \"…\" }, met als decision\n\
             #   approved-not-applicable, confirmed, contradiction-explained of rejected.\n\
             # Toegezegd voor later: planned = 2026-06-30. Alleen voor de partijen, niet voor een openbare uitgave: confidential = true.\n\
             # Wie het risico neemt: waarborg questionnaire accept.\n"
        }
        Lang::En => {
            "# Fill in `value` for each question and remove the hash (#). What stays empty counts as not answered.\n\
             # Also possible for each question: comment, by, at, evidence = [\"id from evidence.toml\"], source = { provider = \"mail of …\" }.\n\
             # Not applicable according to the provider: not_applicable = \"reason\"; counts only once a reviewer approves it.\n\
             # When an answer differs from what was seen: explanation = \"what the provider says\"; settles nothing until a reviewer accepts it.\n\
             # Decision of a reviewer: review = { decision = \"…\", by = \"name\", at = 2026-01-31, reason = \"…\" }, where decision is\n\
             #   approved-not-applicable, confirmed, contradiction-explained or rejected.\n\
             # Promised for later: planned = 2026-06-30. For the parties alone, not for a public edition: confidential = true.\n\
             # Who takes the risk: waarborg questionnaire accept.\n"
        }
    };
    let _ = write!(
        out,
        "# {} — {}\n{intro}\npack = \"{}\"\nversion = \"{}\"\n",
        head.title.in_lang(lang),
        head.version,
        head.id,
        head.version
    );
    for section in &pack.sections {
        let _ = write!(out, "\n# ── {} ──\n", section.title.in_lang(lang));
        for question in pack.questions.iter().filter(|q| q.section == section.id) {
            write_question(&mut out, question, lang);
        }
    }
    out
}

fn write_question(out: &mut String, question: &Question, lang: Lang) {
    out.push('\n');
    comment(out, question.text.in_lang(lang));
    comment(out, question.help.in_lang(lang));
    if !question.choices.is_empty() {
        let list = question.choices.iter().map(|c| {
            format!(
                "{} = {}",
                c.id,
                if lang == Lang::Nl { &c.nl } else { &c.en }
            )
        });
        comment(out, &list.collect::<Vec<_>>().join("; "));
    }
    let _ = write!(
        out,
        "[answers.\"{}\"]\n# value = {}\n",
        question.id,
        example(question)
    );
}

/// A value of the right type, for showing.
fn example(question: &Question) -> String {
    let first = question
        .choices
        .first()
        .map_or("", |choice| choice.id.as_str());
    match question.kind {
        QuestionKind::YesNo => "\"yes\"".to_owned(),
        QuestionKind::Choice => format!("\"{first}\""),
        QuestionKind::Multi => format!("[\"{first}\"]"),
        QuestionKind::Countries => "[\"NL\", \"DE\"]".to_owned(),
        QuestionKind::Date => "2026-01-31".to_owned(),
        QuestionKind::Moment => "2026-01-31T14:30:00+01:00".to_owned(),
        QuestionKind::Days | QuestionKind::Number => "30".to_owned(),
        QuestionKind::Attestation | QuestionKind::File | QuestionKind::Text => "\"…\"".to_owned(),
        QuestionKind::Table => {
            let cells: Vec<String> = question
                .columns
                .iter()
                .map(|column| format!("{} = \"…\"", column.id))
                .collect();
            format!("[ {{ {} }} ]", cells.join(", "))
        }
    }
}

fn comment(out: &mut String, text: &str) {
    const WIDTH: usize = 100;
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() + 1 > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
}
