//! `waarborg questionnaire new`: a pack of one's own, or an overlay over a shipped one.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::super::{Outcome, unknown_pack};
use crate::cli::arguments::New;
use crate::cli::{Exit, Session};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::id::{IdError, KnockOutId, PackId};
use crate::domain::pack::Pack;
use crate::domain::text::Text;
use crate::dossier;

/// A pack with one question, to change.
const PACK: &str = include_str!("../../../../data/demo/pack.toml");
/// The head of an overlay, to change.
const OVERLAY: &str = include_str!("../../../../data/demo/overlay.toml");

pub(super) fn new(session: &Session, options: &New) -> Outcome {
    let id: PackId = options.name.parse().map_err(|error: IdError| {
        let shown: String = options.name.chars().take(80).collect();
        Diagnostic::misuse(format!("`{shown}`"), Text::same(error.to_string())).with_hint(
            Text::new(
                "een naam bestaat uit kleine letters, cijfers en streepjes, zoals eigen-regels",
                "a name is made of small letters, digits and hyphens, such as house-rules",
            ),
        )
    })?;
    let text = if let Some(of) = &options.overlay {
        let Some(parsed) = session.catalogue.pack(of) else {
            return Err(unknown_pack(session, of));
        };
        overlay(session, &id, &parsed.pack)
    } else {
        if session.catalogue.pack(id.as_str()).is_some() {
            let message = Text::new(
                "zo heet al een vragenlijst",
                "there is a questionnaire of this name already",
            );
            let hint = Text::new(
                "kies een andere naam, of pas die vragenlijst aan met --overlay",
                "choose another name, or change that questionnaire with --overlay",
            );
            return Err(Diagnostic::new(format!("`{id}`"), message)
                .with_hint(hint)
                .into());
        }
        // Ids of questions are unique over all packs: the name of the pack goes before them.
        PACK.replace("house-rules", id.as_str())
    };
    let path = match &options.output {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{id}.toml")),
    };
    dossier::write_new(&path, text.as_bytes())?;
    session.remark(&session.say("new.written", &[("path", &path.display().to_string())]));
    Ok(Exit::Done)
}

/// An overlay with the questions of its pack as comments, each with its weight and what goes with it when it is dropped.
fn overlay(session: &Session, id: &PackId, pack: &Pack) -> String {
    let head = &pack.pack;
    let mut text = OVERLAY
        .replace("house-overlay", id.as_str())
        .replace("house-rules", head.id.as_str());
    let first = pack
        .questions
        .first()
        .map_or("", |question| question.id.as_str());
    text = text.replace("house.first", first);
    let section = pack
        .sections
        .first()
        .map_or("", |section| section.id.as_str());
    text = text.replace("section-of-the-pack", section);
    let _ = writeln!(
        text,
        "\n# {} ({}):",
        head.title.in_lang(session.lang),
        head.version
    );
    for question in &pack.questions {
        let knock_outs = question
            .options
            .iter()
            .filter_map(|option| option.knock_out.as_ref());
        let mut knock_outs: Vec<&str> = knock_outs.map(KnockOutId::as_str).collect();
        knock_outs.dedup();
        let weight = question.severity.weight();
        let mut line = format!(
            "# {} [{weight}] {}",
            question.id,
            question.text.in_lang(session.lang)
        );
        if !knock_outs.is_empty() {
            let _ = write!(line, " (knock-out: {})", knock_outs.join(", "));
        }
        let _ = writeln!(text, "{line}");
    }
    text
}
