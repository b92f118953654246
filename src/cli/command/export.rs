//! An assessment on its way to other tools.

use std::collections::BTreeMap;

use super::Faults;
use super::assess::{Texts, unrendered};
use crate::cli::{Session, output};
use crate::domain::assessment::Assessment;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::report::{ExportFormat, ExportInput, ReportError, render_export};

/// Where the columns of the register of information stand.
const REGISTER: &str = "exports/dora-register.toml";

/// An assessment in a format of other tools. `accepted` are the findings that a baseline accepts.
pub(super) fn write(
    session: &Session,
    assessment: &Assessment,
    other: ExportFormat,
    accepted: &BTreeMap<String, String>,
    to_file: bool,
) -> Result<Vec<u8>, Faults> {
    if other == ExportFormat::Dora && assessment.dossier.is_none() {
        let message = Text::new(
            "een scan heeft geen dossier, en alleen een dossier kent de partijen en de dienst",
            "a scan has no dossier, and only a dossier knows the parties and the service",
        );
        let hint = Text::new(
            "gebruik een beoordeling die met waarborg assess is gemaakt",
            "use an assessment made by waarborg assess",
        );
        return Err(Diagnostic::new("--format dora", message)
            .with_hint(hint)
            .into());
    }
    if other == ExportFormat::Xlsx && !to_file {
        output::refuse_terminal("xlsx")?;
    }
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let packs = session.catalogue.all_packs();
    let register = session.catalogue.text(REGISTER);
    render_export(
        &ExportInput {
            assessment,
            resources: &resources,
            sheets: &session.catalogue.sheets,
            packs: &packs,
            register: &register,
            accepted,
            lang: session.lang_of(assessment.dossier.as_ref()),
        },
        other,
    )
    .map_err(|error| refused(session, &error))
}

/// Why an export could not be made: the columns of a user, or our fault.
fn refused(session: &Session, error: &ReportError) -> Faults {
    let shown = session.catalogue.files.shown(REGISTER);
    match error {
        ReportError::Export {
            format: "DORA",
            reason,
        } if shown != REGISTER => Diagnostic::new(
            shown,
            Text::new(
                format!("kan deze kolommen niet lezen: {reason}"),
                format!("cannot read these columns: {reason}"),
            ),
        )
        .into(),
        _ => unrendered(session, error),
    }
}
