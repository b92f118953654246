//! `waarborg completions`, `man` and `schema`: texts for other programs.

use clap::CommandFactory as _;

use super::{Faults, Outcome};
use crate::cli::arguments::Cli;
use crate::cli::{Exit, localise, output};
use crate::domain::text::Lang;
use crate::report::{delta_schema, portfolio_schema, schema as assessment_schema};

pub(super) fn completions(shell: clap_complete::Shell, lang: Lang) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut localise(Cli::command(), lang),
        "waarborg",
        &mut script,
    );
    output::result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

pub(super) fn manual(lang: Lang) -> Outcome {
    let mut page = Vec::new();
    clap_mangen::Man::new(localise(Cli::command(), lang))
        .render(&mut page)
        .map_err(|error| Faults::Ours(error.to_string()))?;
    output::result(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}

pub(super) fn schema(name: &str) -> Outcome {
    let schema = match name {
        "delta" => delta_schema(),
        "portfolio" => portfolio_schema(),
        _ => assessment_schema(),
    };
    let text =
        serde_json::to_string_pretty(&schema).map_err(|error| Faults::Ours(error.to_string()))?;
    output::result(&format!("{text}\n"))?;
    Ok(Exit::Done)
}
