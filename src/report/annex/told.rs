//! What a line of an annex comes to, and how a measure stands.

use super::super::edition::Desk;
use super::super::paper::{Cell, Line, Tone};
use crate::domain::day::Day;
use crate::domain::finding::Outcome;

/// What a line comes to.
pub(super) struct Told {
    pub(super) lines: Cell,
    pub(super) sources: Cell,
    pub(super) state: State,
}

/// How a measure stands, least urgent first: the most urgent is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    NotApplicable,
    InPlace,
    Partly,
    Planned(Day),
    NotInPlace,
    Contradicted,
    Open,
}

impl Told {
    /// How the measure stands, in a word.
    pub(super) fn status(&self, desk: &Desk) -> Line {
        let (key, tone) = match self.state {
            State::NotApplicable => ("not-applicable", Tone::Plain),
            State::InPlace => ("in-place", Tone::Strong),
            State::Partly => ("partly", Tone::Strong),
            State::Planned(day) => {
                let day = desk.scribe.day(day);
                let text = desk.fill("annex.status.planned", &[("day", day.as_str())]);
                return Line::strong(text.as_str());
            }
            State::NotInPlace => ("not-in-place", Tone::Strong),
            State::Contradicted => ("contradicted", Tone::Strong),
            State::Open => ("open", Tone::Strong),
        };
        Line::new(desk.word(&format!("annex.status.{key}")).as_str(), tone)
    }
}

impl Told {
    pub(super) fn say(&mut self, state: State, line: Line) {
        self.state = self.state.max(state);
        self.lines.push(line);
    }

    pub(super) fn open(&mut self, text: &str) {
        self.state = State::Open;
        self.lines.push(Line::open(text));
    }
}

/// How an answer stands.
pub(super) const fn state(outcome: Outcome) -> State {
    match outcome {
        Outcome::Conforms => State::InPlace,
        Outcome::Partial => State::Partly,
        _ => State::NotInPlace,
    }
}
