//! Wrong use of the command line, in Dutch. The parser has its own words for English.

use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory as _, Error};

use super::arguments::Cli;
use super::{localise, output};
use crate::domain::text::Lang;

/// What is wrong, in the user's language; nothing where the parser's own words will do: help, the version, and English.
pub(super) fn words(error: &Error, lang: Lang) -> Option<String> {
    if lang == Lang::En || !error.use_stderr() {
        return None;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return None;
    }
    let mut text = format!("fout: {}\n", what(error));
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    for near in suggested.into_iter().flat_map(|kind| list(error, kind)) {
        let _ = writeln!(text, "  advies: bedoelde u `{near}`?");
    }
    if error.kind() == ErrorKind::ValueValidation {
        // The parser of the value explains itself in English; the help of the argument says what is expected.
        let argument = list(error, ContextKind::InvalidArg).join(" ");
        if let Some(help) = help_of(&localise(Cli::command(), lang), &argument) {
            let _ = writeln!(text, "  advies: {help}");
        }
    }
    let usage = list(error, ContextKind::Usage).join("\n");
    let usage = usage.trim().trim_start_matches("Usage: ");
    if !usage.is_empty() {
        let _ = writeln!(text, "\nGebruik: {usage}");
    }
    text.push_str("\nMeer weten: waarborg --help");
    Some(text)
}

fn what(error: &Error) -> String {
    let one = |kind| list(error, kind).join(", ");
    let argument = one(ContextKind::InvalidArg);
    let value = one(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!(
                "onbekende opdracht `{}`",
                one(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingSubcommand => {
            format!("geef een opdracht: {}", one(ContextKind::ValidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("onbekend argument `{argument}`"),
        ErrorKind::MissingRequiredArgument => format!("dit ontbreekt: {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{argument} heeft een waarde nodig{}", choices(error))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!(
                "ongeldige waarde `{value}` voor {argument}{}",
                choices(error)
            )
        }
        ErrorKind::ArgumentConflict => {
            let other = one(ContextKind::PriorArg);
            if other.is_empty() || other == argument {
                format!("{argument} mag maar één keer")
            } else {
                format!("{argument} kan niet samen met {other}")
            }
        }
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument}: verkeerd aantal waarden")
        }
        ErrorKind::InvalidUtf8 => "een argument is geen geldige tekst (UTF-8)".to_owned(),
        _ => "zo werkt deze opdracht niet".to_owned(),
    }
}

/// The help of an argument, as it is shown (`--as-of <MOMENT>`), of the first command that has it.
fn help_of(command: &Command, shown: &str) -> Option<String> {
    command
        .get_arguments()
        .find(|argument| argument.to_string() == shown)
        .and_then(|argument| Some(argument.get_help()?.to_string()))
        .or_else(|| {
            command
                .get_subcommands()
                .find_map(|sub| help_of(sub, shown))
        })
}

fn choices(error: &Error) -> String {
    let valid = list(error, ContextKind::ValidValue);
    if valid.is_empty() {
        String::new()
    } else {
        format!(" (kies uit: {})", valid.join(", "))
    }
}

/// What the parser noted of one kind, without characters that act on a terminal.
fn list(error: &Error, kind: ContextKind) -> Vec<String> {
    let values = match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        Some(ContextValue::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    };
    values
        .iter()
        .map(|value| output::plain_lines(value))
        .collect()
}
