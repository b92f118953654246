//! The only place that prints.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::arguments::Colour;
use crate::domain::diagnostic::{Diagnostic, in_dutch};
use crate::domain::text::Text;
use crate::dossier;

/// A remark for a person, on standard error. When nobody listens any more, that is no fault.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// A result, on standard output. A reader that went away ends the program quietly.
///
/// # Errors
/// When the result could not be written for another reason, such as a full disk.
pub(super) fn result(text: &str) -> Result<(), Diagnostic> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .or_else(|error| unwritten(&error))
}

/// Bytes on standard output as they are.
fn raw(bytes: &[u8]) -> Result<(), Diagnostic> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .or_else(|error| unwritten(&error))
}

/// A file of bytes does not belong on a screen.
///
/// # Errors
/// When standard output is a terminal.
pub(super) fn refuse_terminal(format: &str) -> Result<(), Diagnostic> {
    if !std::io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Diagnostic::misuse(
        format!("--format {format}"),
        Text::new(
            "zo'n bestand past niet op een scherm",
            "such a file does not fit on a screen",
        ),
    )
    .with_hint(Text::new(
        "noem een bestand met --output",
        "name a file with --output",
    )))
}

/// Judges a failed write to standard output: a closed pipe is not an error, a full disk is.
pub(super) fn unwritten(error: &std::io::Error) -> Result<(), Diagnostic> {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        return Ok(());
    }
    Err(Diagnostic::new(
        "stdout",
        Text::new(
            format!(
                "kan niet naar de standaarduitvoer schrijven: {}",
                in_dutch(error)
            ),
            format!("cannot write to standard output: {error}"),
        ),
    ))
}

/// A result in a file when one was named, on standard output otherwise.
pub(super) fn deliver(content: impl AsRef<[u8]>, file: Option<&Path>) -> Result<(), Diagnostic> {
    let bytes = content.as_ref();
    match (file, std::str::from_utf8(bytes)) {
        (Some(path), _) => to_file(path, bytes),
        (None, Ok(text)) => result(text),
        (None, Err(_)) => raw(bytes),
    }
}

/// A result in a file: not over one that a dossier keeps, nor over one that this very command was given to read.
pub(super) fn to_file(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    if is_input(path) {
        return Err(dossier::kept_file(path));
    }
    dossier::write_output(path, bytes)
}

/// True when a file is named on the command line for something else than the output, or by a dossier that is.
fn is_input(output: &Path) -> bool {
    let Ok(real) = output.canonicalize() else {
        return false;
    };
    if !real.is_file() {
        return false;
    }
    let mut behind_output = false;
    std::env::args_os().skip(1).any(|argument| {
        let text = argument.to_string_lossy().into_owned();
        let attached = text
            .strip_prefix("--")
            .and_then(|rest| rest.split_once('='));
        let names_output = |name: &str| matches!(name, "metrics-file" | "output");
        let is_output = behind_output
            || attached.is_some_and(|(name, _)| names_output(name))
            || (text.starts_with("-o") && text.len() > 2);
        // Short options may stand together: `-qo FILE`.
        let short = !text.starts_with("--") && text.starts_with('-') && text.ends_with('o');
        behind_output = short || text.strip_prefix("--").is_some_and(names_output);
        let named = attached.map_or(text.as_str(), |(_, value)| value);
        let named = Path::new(named);
        let same = || named.canonicalize().is_ok_and(|one| one == real);
        !is_output && (same() || dossier::is_named_by(named, &real))
    })
}

/// Whether standard output takes colour.
pub(super) fn takes_colour(wish: Colour) -> bool {
    match wish {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            std::io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

/// Tells the output streams about the wish, so that what they cannot show is left out.
pub(super) fn choose_colour(wish: Colour) {
    match wish {
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
        Colour::Auto => {}
    }
}

/// Columns of the terminal, within what reads well; 100 when there is no terminal.
pub(super) fn width() -> usize {
    columns().clamp(60, 120)
}

/// Columns of the terminal as it is, however narrow; 100 when there is no terminal.
pub(super) fn columns() -> usize {
    terminal_size::terminal_size().map_or(100, |(terminal_size::Width(columns), _)| {
        usize::from(columns)
    })
}

/// A text of someone else without control characters, for one line.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect()
}

/// A text of someone else without control characters but with its lines.
pub(super) fn plain_lines(text: &str) -> String {
    text.chars()
        .filter(|c| *c == '\n' || *c == '\t' || *c == '\r' || !is_hidden(*c))
        .collect()
}

/// Control characters, and the marks that reorder text on screen.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}
