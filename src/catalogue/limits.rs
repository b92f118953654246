//! Tables with shapes of their own: limits for mail, distances between countries.

use super::tables::Reader;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::latency::Distances;
use crate::domain::policy::{DkimSelectors, MailPolicy};
use crate::domain::text::Text;

impl Reader {
    /// Limits for mail, and names to look for keys under.
    pub(super) fn mail(&mut self) -> Option<(MailPolicy, DkimSelectors)> {
        let limits = self.table("policy/mail.toml", |p: &MailPolicy| {
            Some(p.policy.version.clone())
        });
        let selectors = self.table("policy/dkim-selectors.toml", |s: &DkimSelectors| {
            Some(s.policy.version.clone())
        });
        limits.zip(selectors)
    }

    /// How far countries are apart.
    pub(super) fn distances(&mut self) -> Option<Distances> {
        const PATH: &str = "locations/distances.csv";
        let source = self.source(PATH)?;
        match Distances::read(&source) {
            Ok(distances) => {
                self.note(PATH, None);
                Some(distances)
            }
            Err(error) => {
                let shown = self.files.shown(PATH);
                self.faults.push(Diagnostic::new(shown, Text::same(error)));
                None
            }
        }
    }
}
