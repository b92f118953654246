//! Numbers of a passage, held against the limits of a clause.

use super::Bounded;
use super::denial::{Meant, Turns};
use super::passage::Prepared;
use super::pattern::Pattern;
use super::quantity::{Quantity, quantities};
use super::token::{Span, Token};
use crate::domain::clause::{Bound, Figure, Limit, Unit};

/// The numbers of a passage that limits are about; `bounds` holds the compiled patterns of each limit.
pub(super) fn figures(
    passage: &Prepared<'_>,
    limits: &[Limit],
    bounds: &[Bounded],
    turns: &Turns,
) -> Vec<Figure> {
    if limits.is_empty() {
        return Vec::new();
    }
    let tokens = &passage.tokens;
    let read = quantities(tokens);
    let mut figures = Vec::new();
    for (limit, words) in limits.iter().zip(bounds) {
        for quantity in read.iter().filter(|one| comparable(one.unit, limit.unit)) {
            let sentence = sentence(tokens, quantity.span);
            let has = |patterns: &[Pattern]| patterns.iter().any(|p| p.find(sentence).is_some());
            if !(words.beside.is_empty() || has(&words.beside)) || has(&words.unless) {
                continue;
            }
            let meant = turns.meant(tokens, quantity.span);
            let whole = quantity.size / 1_000;
            figures.push(Figure {
                text: quantity.span.words(passage.text, tokens),
                count: u32::try_from(whole).unwrap_or(u32::MAX),
                thousandths: u32::try_from(quantity.size % 1_000).unwrap_or(0),
                unit: quantity.unit,
                differs: quantity.again.is_some(),
                bound: bound(quantity, limit, meant),
                about: limit.about.clone(),
            });
        }
    }
    figures
}

/// The words of the sentence that a number stands in.
fn sentence(tokens: &[Token], number: Span) -> &[Token] {
    let start = tokens[..number.first]
        .iter()
        .rposition(Token::is_end)
        .map_or(0, |at| at + 1);
    let end = tokens[number.last..]
        .iter()
        .position(Token::is_end)
        .map_or(tokens.len(), |at| number.last + at);
    &tokens[start..end]
}

fn comparable(one: Unit, other: Unit) -> bool {
    one == other || (one.hours().is_some() && other.hours().is_some())
}

/// The worse of a number and the one that is written behind it.
fn bound(quantity: &Quantity, limit: &Limit, meant: Meant) -> Bound {
    let one = bound_of(quantity.size, quantity.unit, limit, meant);
    let other = quantity
        .again
        .map(|size| bound_of(size, quantity.unit, limit, meant));
    match (one, other) {
        (Bound::Beyond, _) | (_, Some(Bound::Beyond)) => Bound::Beyond,
        (Bound::Unclear, _) | (_, Some(_)) => Bound::Unclear,
        (Bound::Within, None) => Bound::Within,
    }
}

/// Sizes are in thousandths of an hour, or of a hundredth.
fn bound_of(size: u64, unit: Unit, limit: &Limit, meant: Meant) -> Bound {
    let shortest = size * unit.hours().unwrap_or(1);
    // Five working days take a weekend, however they fall.
    let longest = match (unit, limit.unit) {
        (Unit::WorkingDays, Unit::WorkingDays) => shortest,
        (Unit::WorkingDays, _) => shortest + size.div_ceil(5_000) * 2 * 24 * 1_000,
        _ => shortest,
    };
    let allowed = |count: u32| u64::from(count) * 1_000 * limit.unit.hours().unwrap_or(1);
    let above = |found: u64| limit.most.is_some_and(|most| found > allowed(most));
    let below = limit.least.is_some_and(|least| shortest < allowed(least));
    // "Not earlier than 24 hours" sets no end.
    let endless = limit.most.is_some() && meant == Meant::Least;
    if above(shortest) || below || endless {
        Bound::Beyond
    } else if above(longest) || (limit.most.is_some() && meant == Meant::After) {
        Bound::Unclear
    } else {
        Bound::Within
    }
}
