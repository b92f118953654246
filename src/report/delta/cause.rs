//! What moved the verdict and the risk.

use super::advised;
use super::table::Sheet;
use crate::domain::delta::{Cause, Delta};
use crate::report::plain::Plain;
use crate::report::scribe::Scribe;

/// What moved the risk, with how to read it; or why that is not known.
pub(super) fn causes(delta: &Delta, scribe: &Scribe) -> (Option<Sheet>, Option<Plain>) {
    if delta.then.residual.is_none() || delta.now.residual.is_none() {
        return (None, None);
    }
    let Some(split) = &delta.split else {
        return (None, Some(scribe.word("since.cause.not-judged")));
    };
    let head = [
        "since.cause.what",
        "since.cause.risk",
        "since.cause.best",
        "since.cause.advice",
    ]
    .map(|key| scribe.word(key));
    let rows: Vec<Vec<Plain>> = split
        .effects
        .iter()
        .map(|effect| {
            let advice = effect.advice.map_or_else(
                || "–".into(),
                |(from, to)| {
                    let (from, to) = (advised(from, scribe), advised(to, scribe));
                    Plain::new(format!("{} → {}", from.word, to.word))
                },
            );
            vec![
                cause(effect.cause, scribe),
                signed(effect.residual, scribe),
                signed(effect.residual_best, scribe),
                advice,
            ]
        })
        .collect();
    let title = scribe.word("since.cause.title");
    let sheet = Sheet::new("causes", title, None, &head, rows);
    let note = sheet.as_ref().map(|_| scribe.word("since.cause.note"));
    (sheet, note)
}

pub(super) fn cause(cause: Cause, scribe: &Scribe) -> Plain {
    scribe.word(&format!("since.cause.{}", cause.as_str()))
}

fn signed(points: i64, scribe: &Scribe) -> Plain {
    let size = u32::try_from(points.unsigned_abs()).unwrap_or(u32::MAX);
    let sign = match points {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    format!("{sign}{}", scribe.points(size)).into()
}
