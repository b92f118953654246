//! `waarborg init DIR`

use std::path::Path;

use super::{Faults, Outcome};
use crate::cli::{Exit, Session, output};
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::text::Text;
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
                .ok_or_else(|| unknown(session, id))
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

fn unknown(session: &Session, id: &str) -> Faults {
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
    Diagnostic::new(
        format!("`{id}`"),
        Text::new(
            "zo'n vragenlijst is er niet",
            "there is no such questionnaire",
        ),
    )
    .with_hint(hint)
    .into()
}
