//! `waarborg init DIR`

use std::path::Path;

use super::{Outcome, unknown_pack};
use crate::cli::{Exit, Session, output};
use crate::dossier;

pub(super) fn run(session: &Session, dir: &Path, packs: &[String]) -> Outcome {
    let lang = session.lang;
    let text = |name: &str| {
        session.catalogue.text(&format!(
            "demo/init/{name}.{lang}.{}",
            if name == "README" { "md" } else { "toml" }
        ))
    };
    let chosen: Vec<_> = packs
        .iter()
        .map(|id| {
            session
                .catalogue
                .pack(id)
                .ok_or_else(|| unknown_pack(session, id))
        })
        .collect::<Result<_, _>>()?;
    let list = packs
        .iter()
        .map(|id| format!("\"{id}\""))
        .collect::<Vec<_>>()
        .join(", ");
    let main: String = text("dossier")
        .lines()
        .map(|line| {
            if line.starts_with("packs = ") {
                format!("packs = [{list}]\n")
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    let mut files = vec![
        (dossier::MAIN.to_owned(), main.into_bytes()),
        (
            "evidence/evidence.toml".to_owned(),
            text("evidence").into_bytes(),
        ),
        (
            if lang == crate::domain::text::Lang::Nl {
                "LEESMIJ.md"
            } else {
                "README.md"
            }
            .to_owned(),
            text("README").into_bytes(),
        ),
    ];
    for parsed in chosen {
        let answers = dossier::answer_template(&parsed.pack, lang);
        files.push((
            format!("answers/{}.toml", parsed.pack.pack.id),
            answers.into_bytes(),
        ));
    }
    for path in dossier::init(dir, &files)? {
        session.remark(&format!("  {}", path.display()));
    }
    let done = session.say("initialised", &[("dir", &dir.display().to_string())]);
    output::result(&format!("{done}\n"))?;
    Ok(Exit::Done)
}
