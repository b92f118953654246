//! The moments of a breach held against each other and against the clock: a period counted from a wrong one misleads.

use jiff::Timestamp;

use super::PACK;
use crate::domain::answer::AnswerValue;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::moment::Moment;
use crate::domain::text::Text;
use crate::report::Case;

/// What can only come first, and what only after it.
const ORDER: [(&str, &str); 8] = [
    ("breach.start", "breach.end"),
    ("breach.start", "breach.discovered"),
    ("breach.discovered", "breach.aware-at"),
    ("breach.discovered", "breach.provider-told-at"),
    ("breach.discovered", "breach.controller-told-at"),
    ("breach.aware-at", "breach.notified-at"),
    ("breach.discovered", "breach.warned-at"),
    ("breach.discovered", "breach.reported-at"),
];

/// Every moment that cannot be right. `latest` is the last one that can have happened.
pub(super) fn faults(case: &Case<'_>, latest: Timestamp) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut ids: Vec<&str> = ORDER.iter().flat_map(|(a, b)| [*a, *b]).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let Some((first, _)) = span(case, id).filter(|(first, _)| first.timestamp() > latest)
        else {
            continue;
        };
        let message = Text::new(
            format!("{first} ligt in de toekomst: dit kan nog niet zijn gebeurd"),
            format!("{first} lies in the future: this cannot have happened yet"),
        );
        faults.push(wrong(id, message).with_hint(Text::new(
            "vul het moment in waarop het gebeurde, of laat de vraag open",
            "fill in the moment at which it happened, or leave the question open",
        )));
    }
    for (earlier, later) in ORDER {
        let (Some((begin, _)), Some((_, end))) = (span(case, earlier), span(case, later)) else {
            continue;
        };
        if end.timestamp() < begin.timestamp() {
            let message = Text::new(
                format!("{end} ligt vóór `{earlier}` ({begin}): dat kan niet"),
                format!("{end} lies before `{earlier}` ({begin}): that cannot be"),
            );
            faults.push(wrong(later, message).with_hint(Text::new(
                "een van beide is fout: de termijn zou er verkeerd uit volgen",
                "one of both is wrong: the period that follows would be wrong too",
            )));
        }
    }
    faults
}

fn wrong(id: &str, message: Text) -> Diagnostic {
    Diagnostic::new(format!("answers/{PACK}.toml: `{id}`"), message)
}

/// The earliest and the latest that an answer can mean: a moment is both, a day its begin and its end.
fn span(case: &Case<'_>, id: &str) -> Option<(Moment, Moment)> {
    match case.value(id)? {
        AnswerValue::Day(day) => Some((Moment::start_of(*day)?, Moment::end_of(*day)?)),
        AnswerValue::Text(text) => {
            let moment = text.parse().ok()?;
            Some((moment, moment))
        }
        _ => None,
    }
}
