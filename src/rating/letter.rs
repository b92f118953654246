//! The letter of one address's configuration.

use super::condition::{self, Web};
use super::exchange::{Points, points};
use super::mark::{Mark, Reason};
use super::sight::{Sight, State};
use super::unseen::Unseen;
use crate::domain::day::Day;
use crate::domain::policy::{Letter, LetterPolicy, LetterRule};
use crate::domain::rating::Part;
use crate::domain::text::{Params, Text};

/// Limits that hold, and what was not seen of the others.
pub(super) struct Limits {
    /// Heaviest first.
    pub(super) reasons: Vec<(Letter, Reason)>,
    /// With the letter that each could bring.
    pub(super) unseen: Vec<(Letter, Unseen)>,
}

/// Works out the rules of a part on a day.
pub(super) fn limits(
    policy: &LetterPolicy,
    part: Part,
    day: Day,
    state: impl Fn(&LetterRule) -> State,
) -> Limits {
    let mut limits = Limits {
        reasons: Vec::new(),
        unseen: Vec::new(),
    };
    let rules = policy
        .rule
        .iter()
        .filter(|rule| rule.condition.part() == part && rule.holds_on(day));
    for rule in rules {
        match state(rule) {
            State::Holds => limits
                .reasons
                .push((rule.cap, Reason::cap(rule.cap, rule.text.clone()))),
            State::Not => {}
            State::Unseen(gaps) => limits
                .unseen
                .extend(gaps.into_iter().map(|gap| (rule.cap, gap))),
        }
    }
    limits.reasons.sort_by(|(a, _), (b, _)| b.cmp(a));
    limits
}

/// Rates one address. After a light look there is no letter.
pub(super) fn rate(sight: &Sight<'_>, web: &Web, policy: &LetterPolicy, day: Day) -> Mark {
    let Some(picture) = sight.picture else {
        return Mark {
            unseen: vec![Unseen::Light],
            ..Mark::default()
        };
    };
    let Points { total, unseen } = points(sight, picture, policy);
    let limits = limits(policy, Part::Configuration, day, |rule| {
        condition::state(
            rule.condition,
            sight,
            picture,
            web,
            policy.plus.hsts_min_seconds,
        )
    });
    let cap = limits.reasons.first().map(|(cap, _)| *cap);
    let by_points = total.map(|total| policy.by_points(total));
    let seen_all = unseen.is_empty() && limits.unseen.is_empty();
    let plus = policy.plus.from <= day && by_points == Some(Letter::A) && cap.is_none() && seen_all;
    let letter = match (by_points, cap) {
        (Some(_), None) if plus => Some(Letter::APlus),
        (Some(points), cap) => Some(cap.map_or(points, |cap| cap.max(points))),
        // Without points a letter is certain only at the bottom.
        (None, cap) => cap.filter(|cap| *cap == Letter::F),
    };
    let mut reasons: Vec<Reason> = Vec::new();
    if let (Some(points), Some(total)) = (by_points.filter(|l| *l > Letter::A), total) {
        reasons.push(Reason::cap(points, by_number(policy, total)));
    }
    reasons.extend(limits.reasons.into_iter().map(|(_, reason)| reason));
    if plus {
        reasons.push(Reason::plain(policy.plus.text.clone()));
    }
    // What could only take away a plus that is not there lowers nothing.
    let lowering = limits
        .unseen
        .into_iter()
        .filter(|(cap, _)| letter.is_none_or(|letter| *cap > letter))
        .map(|(_, gap)| gap);
    Mark {
        letter,
        score: total,
        reasons,
        unseen: unseen.into_iter().chain(lowering).collect(),
        ..Mark::default()
    }
}

/// Points in words, to the tenth.
fn by_number(policy: &LetterPolicy, total: u32) -> Text {
    let (whole, tenth) = (total / 100, total / 10 % 10);
    let points = if tenth == 0 {
        Text::same(whole.to_string())
    } else {
        Text::new(format!("{whole},{tenth}"), format!("{whole}.{tenth}"))
    };
    policy
        .points_text
        .fill(&Params::from([("points".to_owned(), points)]))
}
