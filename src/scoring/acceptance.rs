//! Acceptances of risk, held against the verdict. They change no score and lift no reason: they say who carries it.

use crate::domain::acceptance::{Acceptance, AcceptanceStanding, JudgedAcceptance};
use crate::domain::day::Day;
use crate::domain::verdict::{Advice, ReasonRule, Verdict};

/// Holds acceptances against a verdict, in the order given. `given` names the item (`<pack>/<question>`) of each;
/// `residual` is the conservative residual risk in basis points.
#[must_use]
pub fn hold_acceptances(
    given: &[(String, Acceptance)],
    verdict: &Verdict,
    residual: u32,
    as_of: Day,
) -> Vec<JudgedAcceptance> {
    given
        .iter()
        .map(|(item, acceptance)| JudgedAcceptance {
            item: item.clone(),
            acceptance: acceptance.clone(),
            standing: standing(item, acceptance, verdict, residual, as_of),
        })
        .collect()
}

/// What is wrong for ever comes before what is wrong today.
fn standing(
    item: &str,
    acceptance: &Acceptance,
    verdict: &Verdict,
    residual: u32,
    as_of: Day,
) -> AcceptanceStanding {
    let mut reasons = verdict.reasons.iter().filter(|reason| reason.item == item);
    let Some(worst) = reasons.next() else {
        return AcceptanceStanding::NothingToAccept;
    };
    if worst.rule == ReasonRule::LegalKnockOut {
        AcceptanceStanding::LegalDefect
    } else if worst.caps_at < Advice::GoWithConditions {
        AcceptanceStanding::Unknown
    } else if acceptance.at > as_of {
        AcceptanceStanding::NotYet
    } else if acceptance.until < as_of {
        AcceptanceStanding::Expired
    } else if residual > acceptance.risk {
        AcceptanceStanding::RiskRose
    } else {
        AcceptanceStanding::Holds
    }
}
