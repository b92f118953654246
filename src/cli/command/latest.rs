//! The last assessment of a dossier, and what it leaves to reply to.

use std::path::Path;

use crate::cli::{Session, diagnostic, output};
use crate::domain::assessment::Assessment;
use crate::domain::diagnostic::Diagnostic;
use crate::dossier::exchange::Disputes;
use crate::dossier::{self, Folder};

/// The last assessment; nothing when there is none yet.
///
/// # Errors
/// When it cannot be read.
pub(super) fn latest(root: &Path) -> Result<Option<Assessment>, Diagnostic> {
    dossier::history(root)?
        .pop()
        .map(|stored| dossier::read_assessment(&stored.folder))
        .transpose()
}

/// What the provider may reply to. An assessment that cannot be read is told, and then says nothing: it keeps nobody
/// from sending or answering questions.
pub(super) fn disputes(session: &Session, folder: &Folder) -> Disputes {
    let latest = latest(&folder.root).unwrap_or_else(|fault| {
        let told = diagnostic::render_as(&fault, false, session.lang, session.colour);
        output::note(&told);
        None
    });
    Disputes::new(&folder.answers, latest.as_ref(), &session.catalogue.phrases)
}
