//! Help in both languages: every command and argument is worded, and no words are left over.

use std::collections::BTreeSet;

use clap::{Arg, Command, CommandFactory as _};
use waarborg::cli::{Cli, localise};
use waarborg::domain::text::Lang;

use super::Place;

/// Every command with its path (`questionnaire.lint`), the root first; the `help` command repeats the others and is left out.
fn commands<'a>(command: &'a Command, path: &str, found: &mut Vec<(String, &'a Command)>) {
    found.push((path.to_owned(), command));
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        let path = if path.is_empty() {
            sub.get_name().to_owned()
        } else {
            format!("{path}.{}", sub.get_name())
        };
        commands(sub, &path, found);
    }
}

fn all(command: &Command) -> Vec<(String, &Command)> {
    let mut found = Vec::new();
    commands(command, "", &mut found);
    found
}

fn key(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn words(lang: &str) -> BTreeSet<String> {
    fn walk(table: &toml::Table, path: &str, keys: &mut BTreeSet<String>) {
        for (name, value) in table {
            match value {
                toml::Value::Table(inner) => walk(inner, &key(path, name), keys),
                toml::Value::String(text) => {
                    assert!(!text.trim().is_empty(), "{path}.{name} is empty");
                    keys.insert(key(path, name));
                }
                other => panic!("{path}.{name} is no text: {other:?}"),
            }
        }
    }
    let file = format!("{}/data/help/{lang}.toml", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(file).expect("the file");
    let mut keys = BTreeSet::new();
    walk(&source.parse().expect("TOML"), "", &mut keys);
    keys
}

#[test]
fn every_command_and_argument_has_dutch_words_and_none_are_left_over() {
    let given = words("nl");
    let command = localise(Cli::command(), Lang::En);
    let (mut used, mut missing) = (BTreeSet::new(), Vec::new());
    for (path, command) in all(&command) {
        let about = key(&path, "about");
        if !given.contains(&about) {
            missing.push(about.clone());
        }
        used.insert(about);
        used.insert(key(&path, "examples"));
        for argument in command.get_arguments() {
            let own = key(&path, &format!("arg.{}", argument.get_id()));
            let shared = format!("arg.{}", argument.get_id());
            match (given.contains(&own), given.contains(&shared)) {
                (true, _) => used.insert(own),
                (false, true) => used.insert(shared),
                (false, false) => {
                    missing.push(own);
                    false
                }
            };
        }
    }
    // Names of values, as the English help shows them.
    for (_, command) in all(&command) {
        for argument in command
            .get_arguments()
            .filter(|a| a.get_action().takes_values())
        {
            for name in argument.get_value_names().unwrap_or_default() {
                let name = format!("value.{name}");
                if !given.contains(&name) {
                    missing.push(name.clone());
                }
                used.insert(name);
            }
        }
    }
    // The command that prints help is of the parser itself.
    used.insert("help.about".to_owned());
    assert!(missing.is_empty(), "no Dutch words for {missing:?}");
    let left: Vec<&String> = given.difference(&used).collect();
    assert!(
        left.is_empty(),
        "Dutch words for what is not there: {left:?}"
    );
}

#[test]
fn examples_come_in_both_languages() {
    let examples = |lang| -> BTreeSet<String> {
        words(lang)
            .into_iter()
            .filter(|key| key.ends_with("examples"))
            .collect()
    };
    assert_eq!(examples("nl"), examples("en"));
    let other: Vec<String> = words("en")
        .into_iter()
        .filter(|key| !key.ends_with("examples"))
        .collect();
    assert!(
        other.is_empty(),
        "English words stand with the commands: {other:?}"
    );
}

#[test]
fn no_english_is_left_in_dutch_help() {
    let (dutch, english) = (
        localise(Cli::command(), Lang::Nl),
        localise(Cli::command(), Lang::En),
    );
    let help = |argument: &Arg| argument.get_help().map(ToString::to_string);
    let about = |command: &Command| command.get_about().map(ToString::to_string);
    for ((path, dutch), (_, english)) in all(&dutch).into_iter().zip(all(&english)) {
        assert!(
            about(dutch).is_some() && about(dutch) != about(english),
            "{path}"
        );
        for (argument, original) in dutch.get_arguments().zip(english.get_arguments()) {
            assert_eq!(argument.get_id(), original.get_id());
            assert!(
                help(argument).is_some() && help(argument) != help(original),
                "{path} {}: {:?}",
                argument.get_id(),
                help(argument)
            );
        }
        let mut page = dutch.clone();
        let page = page.render_long_help().to_string();
        for word in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "possible values",
            "Possible",
            "default",
            "Print ",
            "OPTIONS",
            "COMMAND",
        ] {
            assert!(
                !page.contains(word),
                "`{word}` in the Dutch help of `{path}`:\n{page}"
            );
        }
    }
}

#[test]
fn the_definition_of_the_command_line_holds_together() {
    Cli::command().debug_assert();
    localise(Cli::command(), Lang::Nl).debug_assert();
    localise(Cli::command(), Lang::En).debug_assert();
}

#[test]
fn every_command_has_help_on_standard_output() {
    let place = Place::new();
    let command = localise(Cli::command(), Lang::En);
    for (path, _) in all(&command) {
        for (lang, usage) in [("nl", "Gebruik: "), ("en", "Usage: ")] {
            let parts = path.split('.').filter(|part| !part.is_empty());
            let arguments: Vec<&str> = parts.chain(["--help", "--lang", lang]).collect();
            let ran = place.run(&arguments).ends(0);
            assert!(
                ran.out.contains(usage) && ran.out.contains("waarborg"),
                "{arguments:?}: {}",
                ran.out
            );
            assert_eq!(ran.err, "");
        }
    }
}

#[test]
fn help_as_a_person_reads_it() {
    let place = Place::new();
    for lang in ["en", "nl"] {
        let ran = place.run(["--help", "--lang", lang]).ends(0);
        insta::assert_snapshot!(format!("help-{lang}"), ran.out);
        let ran = place.run(["assess", "--help", "--lang", lang]).ends(0);
        insta::assert_snapshot!(format!("help-assess-{lang}"), ran.out);
    }
}
