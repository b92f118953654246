//! The list of validated route origins that a user gives with `--vrps`.

use std::io::BufReader;
use std::path::Path;

use crate::catalogue::PiecewiseFile;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::method::DataFile;
use crate::domain::text::Text;
use crate::probe::{GeoError, RouteTable};

/// The largest list, in bytes; those of today are a fifth of it.
const LIMIT: u64 = 512 * 1024 * 1024;
/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// Reads a list piece by piece, with what the method says about it. A list without any route would make every address
/// look as if nobody signed for it: that is no list.
pub(super) fn read(path: &Path) -> Result<(RouteTable, DataFile), Diagnostic> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mut reader = BufReader::with_capacity(PIECE, PiecewiseFile::open(path, LIMIT)?);
    let table = RouteTable::read(&name, &mut reader).map_err(|error| {
        let place = path.display().to_string();
        match error {
            GeoError::Routes {
                line,
                column,
                error,
                ..
            } => Diagnostic::new(
                format!("--vrps {place}"),
                Text::new(
                    format!("regel {line}, teken {column} (technische melding: {error})"),
                    format!("line {line}, column {column}: {error}"),
                ),
            ),
            other => Diagnostic::new(format!("--vrps {place}"), Text::same(other.to_string())),
        }
    })?;
    if table.is_empty() {
        return Err(Diagnostic::new(
            format!("--vrps {}", path.display()),
            Text::new(
                "er staat geen enkele route in deze lijst",
                "there is not one route in this list",
            ),
        )
        .with_hint(Text::new(
            "laat rpki-client of Routinator de lijst opnieuw schrijven, en kijk of dat lukte",
            "have rpki-client or Routinator write the list again, and see whether that succeeded",
        )));
    }
    let version = table.dated().map(|day| day.to_string());
    let file = reader.into_inner().describe(&name, version);
    Ok((table, file))
}
