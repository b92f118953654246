//! Dates of the contract that cannot be.

use std::sync::Arc;

use crate::domain::diagnostic::{Diagnostic, locate};
use crate::domain::dossier::Dossier;
use crate::domain::text::Text;

/// The longest notice and renewal: ten years.
const LONGEST_DAYS: u32 = 3_650;
const LONGEST_MONTHS: u32 = 120;

/// Finds what is wrong with the dates of the contract.
pub(super) fn check(
    dossier: &Dossier,
    shown: &str,
    source: &Arc<str>,
    faults: &mut Vec<Diagnostic>,
) {
    let Some(contract) = &dossier.contract else {
        return;
    };
    let mut report = |key: &str, nl: &str, en: &str| {
        let place = locate(source, &["contract", key]);
        faults.push(Diagnostic::new(shown, Text::new(nl, en)).at(source, place));
    };
    if let (Some(starts), Some(ends)) = (contract.starts, contract.ends)
        && ends < starts
    {
        report(
            "ends",
            "het einde ligt voor het begin",
            "the end lies before the beginning",
        );
    }
    for (key, given) in [
        ("notice_days", contract.notice_days),
        ("renews_months", contract.renews_months),
    ] {
        if given.is_some() && contract.ends.is_none() {
            report(
                key,
                "zonder `ends` is er niets om voor op te zeggen of te verlengen",
                "without `ends` there is nothing to give notice for or to renew",
            );
        }
    }
    if contract.notice_days.is_some_and(|days| days > LONGEST_DAYS) {
        report(
            "notice_days",
            "verwacht 0 tot en met 3650 dagen",
            "expected 0 to 3650 days",
        );
    }
    if contract
        .renews_months
        .is_some_and(|months| !(1..=LONGEST_MONTHS).contains(&months))
    {
        report(
            "renews_months",
            "verwacht 1 tot en met 120 maanden",
            "expected 1 to 120 months",
        );
    }
}
