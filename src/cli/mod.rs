//! F6: the command line: what the user asks, in their language, and what came of it.
//!
//! Results go to standard output, everything else to standard error. Exit codes: see [`Exit`].

mod arguments;
mod baseline;
mod command;
mod diagnostic;
mod exit;
mod given;
mod help;
mod language;
mod lines;
mod network;
mod output;
mod progress;
mod routes;
mod told;
mod usage;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

pub use arguments::Cli;
pub use exit::Exit;
pub use help::localise;

use crate::catalogue::Catalogue;
use crate::domain::dossier::Dossier;
use crate::domain::text::Lang;

/// What every command works with.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own, given by the user"
)]
struct Session {
    lang: Lang,
    lang_given: bool,
    quiet: bool,
    colour: bool,
    /// Whether a PDF is stored beside the other reports.
    pdf: bool,
    catalogue: Arc<Catalogue>,
    /// The folder given with `--data`.
    data: Option<PathBuf>,
    /// The TLS policy, when one was named.
    policy: Option<String>,
}

impl Session {
    /// Words of the user interface.
    fn say(&self, key: &str, params: &[(&str, &str)]) -> String {
        self.catalogue
            .phrases
            .fill(&format!("cli.{key}"), params)
            .in_lang(self.lang)
            .to_owned()
    }

    /// Words about a number of things: one, or another number of them.
    fn count(&self, key: &str, n: usize, params: &[(&str, &str)]) -> String {
        self.catalogue
            .phrases
            .count(&format!("cli.{key}"), n, params)
            .in_lang(self.lang)
            .to_owned()
    }

    /// The language of a report: the one asked for, else that of the dossier, else the user's.
    fn lang_of(&self, dossier: Option<&Dossier>) -> Lang {
        match dossier {
            Some(dossier) if !self.lang_given => dossier.language,
            _ => self.lang,
        }
    }

    /// A remark for a person: on standard error, unless they asked for quiet.
    fn remark(&self, text: &str) {
        if !self.quiet {
            output::note(text);
        }
    }
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let lang = language::of(&arguments);
    let cli = match help::parse(&arguments, lang) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
            match usage::words(&error, lang) {
                Some(words) => output::note(&words),
                // Nothing sensible is left to do when even this cannot be written.
                None => drop(error.print()),
            }
            return code.into();
        }
    };
    command::run(cli, lang).into()
}
