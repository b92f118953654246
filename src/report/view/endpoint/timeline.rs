//! When certificates are valid, as bars beside the day of the assessment.

use jiff::Timestamp;
use serde::Serialize;

use super::{Badge, Plain, Scribe, shortened};
use crate::domain::day::Day;
use crate::domain::fact::{Certificate, ChainEntry};

const DAY: i64 = 86_400;
/// What is further away than this is outside the drawing: its dates are told in words.
const FARTHEST: i64 = 5 * 366 * DAY;
/// The width of the drawing.
const WIDTH: i64 = 1000;
/// The least width at which a bar can be seen.
const LEAST: i64 = 8;
/// Room at both ends, for marks of what lies outside.
const MARK: i64 = 30;
/// Certificates in one drawing.
const BARS: usize = 24;

/// A drawing and the words beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TimelineView {
    /// Which days it spans, and what its line is.
    pub(crate) caption: Plain,
    /// Where the day of the assessment stands.
    pub(crate) mark: i64,
    pub(crate) bars: Vec<Bar>,
    /// How many certificates are left out.
    pub(crate) more: Option<Plain>,
}

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Bar {
    pub(crate) name: Plain,
    pub(crate) from: Plain,
    pub(crate) until: Plain,
    pub(crate) state: Badge,
    /// How many days are left, or have passed.
    pub(crate) days: Plain,
    pub(crate) x: i64,
    pub(crate) width: i64,
    /// The part that has passed, for a bar across the day of the assessment.
    pub(crate) passed: i64,
    /// True when it begins before the drawing does, or ends after it.
    pub(crate) from_before: bool,
    pub(crate) until_after: bool,
}

/// Draws the certificates of some chains, each once.
pub(super) fn timeline<'a>(
    chains: impl Iterator<Item = &'a [ChainEntry]>,
    as_of: Timestamp,
    scribe: &Scribe,
) -> Option<TimelineView> {
    let mut leaves: Vec<&Certificate> = Vec::new();
    let mut all: Vec<&Certificate> = Vec::new();
    for chain in chains {
        for (at, entry) in chain.iter().enumerate() {
            let ChainEntry::Parsed(certificate) = entry else {
                continue;
            };
            if at == 0 {
                leaves.push(certificate);
            }
            if !all.iter().any(|known| known.sha256 == certificate.sha256) {
                all.push(certificate);
            }
        }
    }
    let scale = Scale::new(if leaves.is_empty() { &all } else { &leaves }, as_of)?;
    let more = all.len().saturating_sub(BARS);
    all.truncate(BARS);
    Some(TimelineView {
        caption: scribe.fill(
            "timeline.caption",
            &[
                ("from", day(scale.start, scribe).as_str()),
                ("until", day(scale.end, scribe).as_str()),
                ("today", scribe.day(Day::of(as_of)).as_str()),
            ],
        ),
        mark: scale.place(as_of.as_second()),
        bars: all
            .into_iter()
            .map(|certificate| scale.bar(certificate, as_of, scribe))
            .collect(),
        more: (more > 0).then(|| scribe.count("timeline.more", more)),
    })
}

fn day(second: i64, scribe: &Scribe) -> Plain {
    Timestamp::from_second(second).map_or_else(|_| "–".into(), |moment| scribe.day(Day::of(moment)))
}

/// The seconds that the drawing spans.
struct Scale {
    start: i64,
    end: i64,
}

impl Scale {
    /// Spans what matters first: the certificates of the server, and the day of the assessment.
    fn new(certificates: &[&Certificate], as_of: Timestamp) -> Option<Self> {
        let now = as_of.as_second();
        let near = |second: i64| second.clamp(now - FARTHEST, now + FARTHEST);
        let first = certificates
            .iter()
            .map(|certificate| near(certificate.not_before.as_second()))
            .min()?;
        let last = certificates
            .iter()
            .map(|certificate| near(certificate.not_after.as_second()))
            .max()?;
        let (start, end) = (first.min(now), last.max(now));
        let room = ((end - start) / 16).max(DAY);
        Some(Self {
            start: start - room,
            end: end + room,
        })
    }

    fn place(&self, second: i64) -> i64 {
        let inside = second.clamp(self.start, self.end);
        (inside - self.start) * WIDTH / (self.end - self.start).max(1)
    }

    fn bar(&self, certificate: &Certificate, as_of: Timestamp, scribe: &Scribe) -> Bar {
        let (from, until) = (certificate.not_before, certificate.not_after);
        let (code, sign) = if until < from {
            ("reversed", "✕")
        } else if until < as_of {
            ("expired", "✕")
        } else if from > as_of {
            ("future", "◷")
        } else {
            ("valid", "✓")
        };
        let days = |from: Timestamp, until: Timestamp| {
            let seconds = until.as_second() - from.as_second();
            usize::try_from(seconds.max(0) / DAY).unwrap_or(0)
        };
        // A bar that goes on outside the drawing leaves room for the mark that says so.
        let x = self
            .place(from.as_second())
            .clamp(MARK, WIDTH - MARK - LEAST);
        let end = self.place(until.as_second()).min(WIDTH - MARK);
        let width = (end - x).max(LEAST);
        Bar {
            name: shortened(&certificate.subject),
            from: scribe.day(Day::of(from)),
            until: scribe.day(Day::of(until)),
            state: scribe.badge("validity", code, sign),
            days: match code {
                "expired" => time("ago", days(until, as_of), scribe),
                "future" => time("ahead", days(as_of, from), scribe),
                "valid" => time("left", days(as_of, until), scribe),
                _ => Plain::default(),
            },
            x,
            width,
            passed: if code == "valid" {
                (self.place(as_of.as_second()) - x).clamp(0, width)
            } else {
                0
            },
            from_before: from.as_second() < self.start,
            until_after: until.as_second() > self.end,
        }
    }
}

/// Days in words; whole years where days say nothing.
fn time(key: &str, days: usize, scribe: &Scribe) -> Plain {
    const LONG: usize = 4 * 366;
    if days > LONG {
        let years = (days / 366).to_string();
        return scribe.fill(&format!("timeline.{key}.years"), &[("n", &years)]);
    }
    scribe.count(&format!("timeline.{key}"), days)
}
