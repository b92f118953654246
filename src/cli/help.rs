//! Help in the user's language.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _};

use super::arguments::Cli;
use crate::catalogue::Files;
use crate::domain::text::Lang;

/// Reads the arguments; help and errors come in the given language.
pub(super) fn parse(arguments: &[OsString], lang: Lang) -> Result<Cli, clap::Error> {
    let mut command = localise(Cli::command(), lang);
    let matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The command with help in a language: Dutch from `data/help/nl.toml`, English from the definitions; examples in both.
#[must_use]
pub fn localise(command: clap::Command, lang: Lang) -> clap::Command {
    let words = words(lang);
    let mut command = command;
    // Only a built command has its help and version options, whose words we replace too.
    command.build();
    translate(command, "", &words, lang)
}

fn translate(
    command: clap::Command,
    path: &str,
    words: &BTreeMap<String, String>,
    lang: Lang,
) -> clap::Command {
    let key = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    let mut command = command;
    if let Some(about) = words.get(&key("about")) {
        command = command.about(about.clone()).long_about(about.clone());
    }
    if let Some(examples) = words.get(&key("examples")) {
        command = command.after_help(examples.clone());
    }
    let names: Vec<String> = command
        .get_arguments()
        .map(|a| a.get_id().to_string())
        .collect();
    for name in names {
        // An option of every command is worded once.
        let text = words
            .get(&key(&format!("arg.{name}")))
            .or_else(|| words.get(&format!("arg.{name}")));
        let heading = match lang {
            Lang::En => None,
            Lang::Nl => Some("Opties"),
        };
        command = command.mut_arg(&name, |argument| {
            let argument = match text {
                Some(text) => argument.help(text.clone()).long_help(None::<&str>),
                None => argument,
            };
            match heading {
                Some(_) if argument.is_positional() => argument.help_heading("Argumenten"),
                Some(heading) => argument.help_heading(heading),
                None => argument,
            }
        });
    }
    if lang == Lang::Nl {
        command = command
            .subcommand_help_heading("Opdrachten")
            .help_template("{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}");
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|s| s.get_name().to_owned())
        .collect();
    for name in names {
        let path = key(&name);
        command = command.mut_subcommand(&name, |sub| translate(sub, &path, words, lang));
    }
    command
}

fn words(lang: Lang) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let source = Files::default()
        .text(&format!("help/{lang}.toml"))
        .unwrap_or_default();
    if let Ok(table) = source.parse::<toml::Table>() {
        flatten(&table, "", &mut words);
    }
    words
}

fn flatten(table: &toml::Table, path: &str, words: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match value {
            toml::Value::String(text) => {
                words.insert(key, text.clone());
            }
            toml::Value::Table(inner) => flatten(inner, &key, words),
            _ => {}
        }
    }
}
