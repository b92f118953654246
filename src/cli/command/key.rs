//! `waarborg key new FILE`, and the keys that other commands sign with.

#![expect(
    clippy::disallowed_methods,
    reason = "the command line is one of the modules that touch files"
)]

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use inquire::{Password, PasswordDisplayMode};

use super::{Faults, Outcome};
use crate::catalogue::read_file;
use crate::cli::arguments::Key;
use crate::cli::{Exit, Session, output};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::report::seal::{SigningKey, asks_for_password, key_id, new_key};

/// Where a password may stand for those who have no terminal.
const VARIABLE: &str = "WAARBORG_KEY_PASSWORD";
/// The largest file that can be a key, in bytes.
const LIMIT: u64 = 64 * 1024;

pub(super) fn run(session: &Session, command: &Key) -> Outcome {
    let Key::New { file, password } = command;
    let public = beside(file);
    for path in [file, &public] {
        if path.exists() {
            return Err(Diagnostic::new(
                path.display().to_string(),
                Text::new(
                    "dit bestaat al; een sleutel wordt nooit overschreven",
                    "this exists already; a key is never written over",
                ),
            )
            .into());
        }
    }
    let password = if *password {
        Some(ask(session, true)?)
    } else {
        None
    };
    let key = new_key(password.as_deref()).map_err(|error| Faults::Ours(error.to_string()))?;
    let id = key_id(&key.public).map_err(|error| Faults::Ours(error.to_string()))?;
    write_new(file, &key.secret, true)?;
    write_new(&public, &key.public, false)?;
    let (file, public) = (file.display().to_string(), public.display().to_string());
    let words = [("id", id.as_str()), ("file", &file), ("public", &public)];
    output::result(&(session.say("key.made", &words) + "\n"))?;
    Ok(Exit::Done)
}

/// Where the public part stands: the name of the secret part with `.pub` behind it.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn write_new(path: &Path, text: &str, secret: bool) -> Result<(), Diagnostic> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(if secret { 0o600 } else { 0o644 });
    }
    options
        .open(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .map_err(|error| crate::dossier::unwritten(path, &error))
}

/// Opens the secret key that is to sign. One that others can read is refused.
pub(super) fn open(session: &Session, path: &Path) -> Result<SigningKey, Faults> {
    let shown = path.display().to_string();
    let place = |message| Diagnostic::new(shown.clone(), message);
    let bytes = read_file(path, LIMIT)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0, |file| file.permissions().mode()) & 0o777;
        if mode & 0o077 != 0 {
            return Err(place(Text::new(
                format!("anderen kunnen bij deze sleutel (rechten {mode:03o})"),
                format!("others can get at this key (permissions {mode:03o})"),
            ))
            .with_hint(Text::same(format!("chmod 600 {shown}")))
            .into());
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let password = if asks_for_password(&text).map_err(|fault| place(fault.text()))? {
        Some(ask(session, false)?)
    } else {
        None
    };
    SigningKey::open(&text, password.as_deref()).map_err(|fault| place(fault.text()).into())
}

/// The password of a key: from the environment, or asked for in a terminal.
fn ask(session: &Session, new: bool) -> Result<String, Faults> {
    if let Some(password) = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty()) {
        return Ok(password);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Diagnostic::new(
            VARIABLE,
            Text::new(
                "deze sleutel heeft een wachtwoord nodig, en er is geen terminal om het in te vragen",
                "this key needs a password, and there is no terminal to ask for it",
            ),
        )
        .with_hint(Text::new(
            format!("zet het in de omgevingsvariabele {VARIABLE}"),
            format!("put it in the environment variable {VARIABLE}"),
        ))
        .into());
    }
    let (question, again, differ) = (
        session.say("key.password", &[]),
        session.say("key.again", &[]),
        session.say("key.differ", &[]),
    );
    let prompt = Password::new(&question).with_display_mode(PasswordDisplayMode::Hidden);
    let answered = if new {
        prompt
            .with_custom_confirmation_message(&again)
            .with_custom_confirmation_error_message(&differ)
            .prompt()
    } else {
        prompt.without_confirmation().prompt()
    };
    answered.map_err(|error| Diagnostic::new(VARIABLE, Text::same(error.to_string())).into())
}
