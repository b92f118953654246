//! One file a command.

mod assess;
mod breach;
mod clauses;
mod compact;
mod data;
mod dated;
mod demo;
mod diff;
mod explain;
mod export;
mod init;
mod interview;
mod key;
mod latest;
mod locate;
mod notify;
mod paper;
mod portfolio;
mod questionnaire;
mod reassess;
mod rejudge;
mod rendition;
mod report;
mod scan;
mod seal;
mod shell;
mod stream;
mod trace;
mod verify;
mod watch;

use std::sync::Arc;

use super::arguments::{Cli, Command};
use super::{Exit, Session, diagnostic, output};
use crate::catalogue::{Catalogue, DEFAULT_POLICY};
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::text::{Lang, Text};

/// What a command comes to: an exit code, or faults of its input.
type Outcome = Result<Exit, Faults>;

/// Faults that end a command.
#[derive(Debug)]
enum Faults {
    /// The user's input.
    Input(Vec<Diagnostic>),
    /// Ours.
    Ours(String),
}

impl From<Diagnostic> for Faults {
    fn from(fault: Diagnostic) -> Self {
        Self::Input(vec![fault])
    }
}

impl From<Vec<Diagnostic>> for Faults {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self::Input(faults)
    }
}

/// Templates for a command that makes no report would do nothing.
fn without_reports() -> Diagnostic {
    let message = Text::new(
        "deze opdracht maakt geen rapport, dus sjablonen doen niets",
        "this command makes no report, so templates do nothing",
    );
    let hint = Text::new("laat de optie weg", "leave the option out");
    Diagnostic::misuse("--templates", message).with_hint(hint)
}

/// Runs a command.
pub(super) fn run(cli: Cli, lang: Lang) -> Exit {
    output::choose_colour(cli.common.color);
    let colour = output::takes_colour(cli.common.color);
    // The demonstration is nobody's dossier: whoever runs it reads all of it in one language.
    let lang_given = cli.common.lang().is_some() || matches!(cli.command, Command::Demo { .. });
    if cli.common.templates.is_some()
        && matches!(cli.command, Command::Explain { .. } | Command::Locate(_))
    {
        diagnostic::show(&[without_reports()], lang, colour);
        return Exit::Usage;
    }
    let policy = cli.common.policy.as_deref().unwrap_or(DEFAULT_POLICY);
    let loaded = Catalogue::load(cli.common.data.as_deref(), policy).and_then(|mut catalogue| {
        match &cli.common.templates {
            Some(house) => catalogue.dress(house).map(|()| catalogue),
            None => Ok(catalogue),
        }
    });
    let catalogue = match loaded {
        Ok(catalogue) => catalogue,
        Err(faults) => {
            diagnostic::show(&faults, lang, colour);
            return Exit::Input;
        }
    };
    let session = Session {
        lang,
        lang_given,
        quiet: cli.common.quiet,
        colour,
        pdf: !cli.common.no_pdf,
        catalogue: Arc::new(catalogue),
        data: cli.common.data,
        policy: cli.common.policy,
    };
    let outcome = match cli.command {
        Command::Assess(options) => assess::run(&session, &options),
        Command::Breach(options) => breach::run(&session, &options),
        Command::Compact(options) => compact::run(&session, &options),
        Command::Clauses(options) => clauses::run(&session, &options),
        Command::Completions { shell } => shell::completions(shell, lang),
        Command::Data {
            command: super::arguments::Data::Show,
        } => data::show(&session),
        Command::Demo { dir } => demo::run(&session, &dir),
        Command::Diff(options) => diff::run(&session, &options),
        Command::Explain { ids, within: None } => explain::run(&session, &ids),
        Command::Explain {
            ids,
            within: Some(path),
        } => trace::run(&session, &path, &ids),
        Command::Init { dir, packs } => init::run(&session, &dir, &packs),
        Command::Interview(options) => interview::run(&session, &options),
        Command::Key { command } => key::run(&session, &command),
        Command::Locate(options) => locate::run(&session, &options),
        Command::Man => shell::manual(lang),
        Command::Notify(options) => notify::run(&session, &options),
        Command::Portfolio(options) => portfolio::run(&session, &options),
        Command::Questionnaire { command } => questionnaire::run(&session, &command),
        Command::Report(options) => report::run(&session, &options),
        Command::Rejudge(options) => rejudge::run(&session, &options),
        Command::Scan(options) => scan::run(&session, &options),
        Command::Schema { name } => shell::schema(&name),
        Command::Seal(options) => seal::run(&session, &options),
        Command::Verify(options) => verify::run(&session, &options),
        Command::Reassess(options) => reassess::run(&session, &options),
        Command::Watch(options) => watch::run(&session, &options),
    };
    match outcome {
        Ok(exit) => exit,
        Err(Faults::Input(faults)) => {
            diagnostic::show(&faults, lang, colour);
            if faults.iter().all(|fault| fault.misuse) {
                Exit::Usage
            } else {
                Exit::Input
            }
        }
        Err(Faults::Ours(words)) => {
            output::note(&session.say("our-fault", &[("error", &words)]));
            Exit::Fault
        }
    }
}

/// A runtime for commands that look.
fn runtime() -> Result<tokio::runtime::Runtime, Faults> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Faults::Ours(error.to_string()))
}

/// A questionnaire that there is not, with the nearest one.
fn unknown_pack(session: &Session, id: &str) -> Faults {
    let packs = &session.catalogue.packs;
    let known: Vec<&str> = packs.iter().map(|p| p.pack.pack.id.as_str()).collect();
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
    let shown: String = id.chars().take(80).collect();
    let message = Text::new(
        "zo'n vragenlijst is er niet",
        "there is no such questionnaire",
    );
    Diagnostic::new(format!("`{shown}`"), message)
        .with_hint(hint)
        .into()
}
