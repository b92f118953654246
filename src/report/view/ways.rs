//! What would change the verdict: sets of fixes, each with the verdict that it leads to.

use serde::Serialize;

use super::{Plain, Scribe};
use crate::domain::verdict::{Advice, Verdict, WayOut};

/// A set of fixes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WayView {
    /// The verdict that it leads to, and how many things that takes.
    pub(crate) heading: Plain,
    /// The risk that is left then.
    pub(crate) after: Plain,
    pub(crate) fixes: Vec<FixView>,
}

/// Something to put right.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FixView {
    pub(crate) title: Plain,
    /// Where: the subject of a check, or the id of a question or check.
    pub(crate) item: Plain,
    pub(crate) text: Plain,
}

/// The ways of a verdict, the nearest verdict first.
pub(super) fn ways(verdict: &Verdict, scribe: &Scribe) -> Vec<WayView> {
    verdict.ways.iter().map(|way| view(way, scribe)).collect()
}

fn view(way: &WayOut, scribe: &Scribe) -> WayView {
    let advice = scribe.word(match way.advice {
        Advice::NoGo => "advice.no-go",
        Advice::Hold => "advice.hold",
        Advice::GoWithConditions => "advice.go-with-conditions",
        Advice::Go => "advice.go",
    });
    let count = way.fixes.len().to_string();
    let heading = scribe.fill(
        "ways.heading",
        &[("advice", advice.as_str()), ("count", &count)],
    );
    let risk = scribe.share(way.residual);
    WayView {
        heading,
        after: scribe.fill("ways.after", &[("risk", risk.as_str())]),
        fixes: way
            .fixes
            .iter()
            .map(|fix| FixView {
                title: scribe.text(&fix.title),
                item: match fix.item.split_once('@') {
                    Some((_, subject)) => scribe.subject(subject),
                    None => fix.item.as_str().into(),
                },
                text: scribe.text(&fix.text),
            })
            .collect(),
    }
}
