//! Help in the user's language.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Arg, CommandFactory as _, FromArgMatches as _};

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
    let own = worded_at(path);
    let key = |name: &str| join(&own, name);
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
        command = command.mut_arg(&name, |argument| {
            let argument = match text {
                Some(text) => argument.help(text.clone()).long_help(None::<&str>),
                None => argument,
            };
            // What is about reports is not offered where there are none.
            let reportless = matches!(path, "explain" | "locate");
            let argument = match name.as_str() {
                "no_pdf" | "templates" if reportless => argument.hide(true),
                _ => argument,
            };
            match lang {
                Lang::En => argument,
                Lang::Nl => dutch(argument, words),
            }
        });
    }
    if lang == Lang::Nl {
        command = command
            .subcommand_help_heading("Opdrachten")
            .subcommand_value_name("OPDRACHT")
            .help_template("{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}");
        let usage = command.render_usage().to_string();
        let usage = usage
            .trim_start_matches("Usage: ")
            .replace("OPTIONS", "OPTIES");
        command = command.override_usage(usage);
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|s| s.get_name().to_owned())
        .collect();
    for name in names {
        let path = join(path, &name);
        command = command.mut_subcommand(&name, |sub| translate(sub, &path, words, lang));
    }
    command
}

/// Where the words of a command stand. The command `help` and those it repeats are worded once.
fn worded_at(path: &str) -> String {
    let mut steps: Vec<&str> = path.split('.').collect();
    if steps.last() == Some(&"help") {
        return "help".to_owned();
    }
    steps.retain(|step| *step != "help");
    steps.join(".")
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// What the parser itself says about an argument, in Dutch: headings, names of values, choices and defaults.
fn dutch(argument: Arg, words: &BTreeMap<String, String>) -> Arg {
    let heading = if argument.is_positional() {
        "Argumenten"
    } else {
        "Opties"
    };
    let argument = argument.help_heading(heading);
    if !argument.get_action().takes_values() {
        return argument;
    }
    let names: Vec<String> = match argument.get_value_names() {
        Some(names) => names.iter().map(ToString::to_string).collect(),
        None => vec![argument.get_id().as_str().to_uppercase()],
    };
    let names = names
        .into_iter()
        .map(|name| words.get(&format!("value.{name}")).cloned().unwrap_or(name));
    let names: Vec<String> = names.collect();
    let mut help = argument
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let choices: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    if !choices.iter().all(|choice| help.contains(choice.as_str())) {
        help = format!("{help} [keuze: {}]", choices.join(", "));
    }
    let defaults: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if !defaults.is_empty() {
        help = format!("{help} [standaard: {}]", defaults.join(", "));
    }
    argument
        .value_names(names)
        .help(help)
        .hide_possible_values(true)
        .hide_default_value(true)
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
        let key = join(path, name);
        match value {
            toml::Value::String(text) => {
                words.insert(key, text.clone());
            }
            toml::Value::Table(inner) => flatten(inner, &key, words),
            _ => {}
        }
    }
}
