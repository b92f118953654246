//! Reading questionnaires: packs, and overlays over them.

use super::tables::Reader;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::overlay::PackChange;
use crate::domain::text::Text;
use crate::questionnaire::{ParsedOverlay, ParsedPack, is_overlay, parse_overlay, parse_pack};

impl Reader {
    /// Every pack, with the overlays of the user over them, and what those changed.
    pub(super) fn packs(&mut self) -> (Vec<ParsedPack>, Vec<PackChange>) {
        let (mut packs, mut overlays) = (Vec::new(), Vec::new());
        for path in self.files.tables("questionnaires/") {
            let Some(source) = self.source(&path) else {
                continue;
            };
            let shown = self.files.shown(&path);
            if is_overlay(&source) {
                match parse_overlay(&shown, &source) {
                    Ok(parsed) => {
                        self.note(&path, Some(parsed.overlay.overlay.version.clone()));
                        overlays.push(parsed);
                    }
                    Err(fault) => self.faults.push(fault),
                }
                continue;
            }
            match parse_pack(&shown, &source) {
                Ok(parsed) => {
                    self.note(&path, Some(parsed.pack.pack.version.clone()));
                    packs.push(parsed);
                }
                Err(fault) => self.faults.push(fault),
            }
        }
        let mut changes = Vec::new();
        for overlay in &overlays {
            let of = overlay.overlay.overlay.of.as_str();
            match packs.iter_mut().find(|p| p.pack.pack.id.as_str() == of) {
                Some(pack) => match pack.lay(overlay) {
                    Ok(made) => changes.extend(made),
                    Err(faults) => self.faults.extend(faults),
                },
                None => self.faults.push(no_pack(overlay, &packs)),
            }
        }
        (packs, changes)
    }
}

/// An overlay over a pack that there is not.
#[must_use]
pub fn no_pack(overlay: &ParsedOverlay, packs: &[ParsedPack]) -> Diagnostic {
    let of = overlay.overlay.overlay.of.as_str();
    let message = Text::new(
        format!("onbekende vragenlijst `{of}`"),
        format!("unknown questionnaire `{of}`"),
    );
    let place = crate::domain::diagnostic::locate(&overlay.source, &["overlay", "of"]);
    let mut fault = Diagnostic::new(&overlay.file, message).at(&overlay.source, place);
    fault.hint = nearest(of, packs.iter().map(|p| p.pack.pack.id.as_str())).map(|near| {
        Text::new(
            format!("bedoelde u `{near}`?"),
            format!("did you mean `{near}`?"),
        )
    });
    fault
}
