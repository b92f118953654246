//! F1: reads a draft agreement for the clauses that a norm wants: by patterns of words and by numbers, without a model.
//!
//! It finds passages and says why; it does not understand them. Everything it says is to be confirmed by a person. The
//! patterns are data (`data/clauses/`).

mod pattern;
mod quantity;
mod token;

use crate::domain::agreement::{Agreement, Passage};
use crate::domain::clause::{Bound, Clause, Figure, Limit, Match, Presence, Reading, Trap, Unit};
use crate::domain::text::Text;

pub use pattern::PatternError;
use pattern::{Hit, Pattern};
use quantity::{Quantity, quantities};
use token::{Token, tokens};

/// The most passages that are shown of a clause.
const SHOWN: usize = 3;

/// The clauses of a norm with their patterns compiled.
#[derive(Debug, Clone)]
pub struct Reader {
    clauses: Vec<Compiled>,
}

#[derive(Debug, Clone)]
struct Compiled {
    clause: Clause,
    terms: Vec<Vec<Pattern>>,
    traps: Vec<Vec<Pattern>>,
    beside: Vec<Vec<Pattern>>,
}

impl Reader {
    /// Compiles the patterns of clauses.
    ///
    /// # Errors
    /// The first pattern that is none, with the clause it stands in.
    pub fn new(clauses: &[Clause]) -> Result<Self, PatternError> {
        let clauses = clauses
            .iter()
            .map(|clause| {
                let compile = |list: &[String]| -> Result<Vec<Pattern>, PatternError> {
                    list.iter()
                        .map(|text| Pattern::new(text).map_err(|fault| fault.of(&clause.id)))
                        .collect()
                };
                Ok(Compiled {
                    terms: clause
                        .terms
                        .iter()
                        .map(|term| compile(&term.any))
                        .collect::<Result<_, _>>()?,
                    traps: clause
                        .traps
                        .iter()
                        .map(|trap| compile(&trap.any))
                        .collect::<Result<_, _>>()?,
                    beside: clause
                        .limits
                        .iter()
                        .map(|limit| compile(&limit.beside))
                        .collect::<Result<_, _>>()?,
                    clause: clause.clone(),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { clauses })
    }

    /// Reads an agreement, which may be several files: one reading for each clause, in their order.
    #[must_use]
    pub fn read(&self, agreement: &[Agreement]) -> Vec<Reading> {
        let passages: Vec<Prepared<'_>> = agreement
            .iter()
            .enumerate()
            .flat_map(|(file, part)| {
                let passages = part.passages.iter().enumerate();
                passages.map(move |(number, passage)| Prepared::new(file, number, passage))
            })
            .collect();
        self.clauses
            .iter()
            .map(|compiled| compiled.read(&passages))
            .collect()
    }
}

/// A passage with its words.
struct Prepared<'a> {
    file: usize,
    number: usize,
    text: &'a str,
    tokens: Vec<Token>,
    heading: Vec<Token>,
}

impl<'a> Prepared<'a> {
    fn new(file: usize, number: usize, passage: &'a Passage) -> Self {
        Self {
            file,
            number,
            text: &passage.text,
            tokens: tokens(&passage.text),
            heading: passage.heading.as_deref().map(tokens).unwrap_or_default(),
        }
    }
}

/// What one passage has of a clause.
struct Found {
    matched: Match,
    /// Which terms.
    terms: Vec<bool>,
}

impl Compiled {
    fn read(&self, passages: &[Prepared<'_>]) -> Reading {
        let clause = &self.clause;
        let mut found: Vec<Found> = passages
            .iter()
            .filter_map(|passage| self.find(passage))
            .collect();
        // The best first; of equals the first in the text.
        found.sort_by_key(|one| {
            let place = (one.matched.file, one.matched.passage);
            (std::cmp::Reverse(one.matched.points), place)
        });
        let points = if clause.spread {
            let with = |term: usize| found.iter().any(|one| one.terms[term]);
            (0..clause.terms.len())
                .filter(|term| with(*term))
                .map(|term| clause.terms[term].points)
                .sum()
        } else {
            found.first().map_or(0, |one| one.matched.points)
        };
        // A passage that speaks against the clause is shown too, however little in it speaks for the clause.
        let candidates: Vec<&Found> = found
            .iter()
            .filter(|one| {
                let enough = clause.spread || one.matched.points >= clause.weak;
                enough || !one.matched.traps.is_empty()
            })
            .collect();
        let mut presence = if points >= clause.present {
            Presence::Present
        } else if points >= clause.weak {
            Presence::Weak
        } else {
            Presence::NotFound
        };
        let mut notes = Vec::new();
        if presence != Presence::NotFound {
            self.weigh_figures(&candidates, &mut presence, &mut notes);
        }
        for (text, note) in candidates
            .iter()
            .take(SHOWN)
            .flat_map(|one| &one.matched.traps)
            .chain(&self.anywhere(passages))
        {
            let note = quoted(note, text);
            if !notes.contains(&note) {
                notes.push(note);
            }
            presence = presence.min(Presence::Weak).max(floor(presence));
        }
        let matches = candidates
            .into_iter()
            .take(SHOWN)
            .map(|one| one.matched.clone())
            .collect();
        Reading {
            clause: clause.id.clone(),
            presence,
            matches,
            notes,
        }
    }

    /// Numbers out of bounds, and wanted numbers that are not there, leave a clause weak.
    fn weigh_figures(&self, candidates: &[&Found], presence: &mut Presence, notes: &mut Vec<Text>) {
        for limit in &self.clause.limits {
            let figures: Vec<&Figure> = candidates
                .iter()
                .take(SHOWN)
                .flat_map(|one| &one.matched.figures)
                .filter(|figure| figure.about == limit.about)
                .collect();
            if figures.iter().any(|figure| figure.bound == Bound::Within) {
                continue;
            }
            match figures.first() {
                Some(figure) => {
                    *presence = (*presence).min(Presence::Weak);
                    notes.push(quoted(&limit.about, &figure.text));
                }
                None if limit.wanted => {
                    *presence = (*presence).min(Presence::Weak);
                    notes.push(limit.about.clone());
                }
                None => {}
            }
        }
    }

    fn find(&self, passage: &Prepared<'_>) -> Option<Found> {
        let mut points = 0;
        let mut because: Vec<String> = Vec::new();
        let mut terms = Vec::with_capacity(self.terms.len());
        for (term, patterns) in self.clause.terms.iter().zip(&self.terms) {
            let hit = first(patterns, &passage.tokens);
            // A heading tells what the passage below it is about; it says nothing itself.
            let above = term.anchor && hit.is_none() && first(patterns, &passage.heading).is_some();
            if term.anchor && hit.is_none() && !above {
                return None;
            }
            if let Some(hit) = hit {
                points += term.points;
                let words = hit.words(passage.text);
                if !because.contains(&words) {
                    because.push(words);
                }
            }
            terms.push(hit.is_some() || above);
        }
        if points == 0 {
            return None;
        }
        Some(Found {
            matched: Match {
                file: passage.file,
                passage: passage.number,
                points,
                because,
                figures: self.figures(passage),
                traps: self.traps(passage, |_| true),
            },
            terms,
        })
    }

    fn traps(&self, passage: &Prepared<'_>, wanted: impl Fn(&Trap) -> bool) -> Vec<(String, Text)> {
        self.clause
            .traps
            .iter()
            .zip(&self.traps)
            .filter(|(trap, _)| wanted(trap))
            .filter_map(|(trap, patterns)| {
                let hit = first(patterns, &passage.tokens)?;
                Some((hit.words(passage.text), trap.note.clone()))
            })
            .collect()
    }

    /// Traps that count wherever they stand.
    fn anywhere(&self, passages: &[Prepared<'_>]) -> Vec<(String, Text)> {
        if self.clause.traps.iter().all(|trap| !trap.anywhere) {
            return Vec::new();
        }
        passages
            .iter()
            .flat_map(|passage| self.traps(passage, |trap| trap.anywhere))
            .collect()
    }

    fn figures(&self, passage: &Prepared<'_>) -> Vec<Figure> {
        let read = quantities(&passage.tokens);
        let mut figures = Vec::new();
        for (limit, beside) in self.clause.limits.iter().zip(&self.beside) {
            for quantity in read.iter().filter(|one| comparable(one.unit, limit.unit)) {
                let sentence = sentence(&passage.tokens, quantity);
                if !beside.is_empty() && first(beside, sentence).is_none() {
                    continue;
                }
                figures.push(Figure {
                    text: quantity.words(passage.text, &passage.tokens),
                    count: quantity.count,
                    unit: quantity.unit,
                    bound: bound(quantity, limit),
                    about: limit.about.clone(),
                });
            }
        }
        figures
    }
}

/// What a trap leaves of a clause: what was not found stays not found.
const fn floor(presence: Presence) -> Presence {
    match presence {
        Presence::NotFound => Presence::NotFound,
        _ => Presence::Weak,
    }
}

fn quoted(note: &Text, words: &str) -> Text {
    Text::new(
        format!("{} („{words}”)", note.nl),
        format!("{} (“{words}”)", note.en),
    )
}

fn first<'a>(patterns: &[Pattern], tokens: &'a [Token]) -> Option<Hit<'a>> {
    patterns.iter().find_map(|pattern| pattern.find(tokens))
}

/// The words of the sentence that a number stands in.
fn sentence<'a>(tokens: &'a [Token], quantity: &Quantity) -> &'a [Token] {
    let start = tokens[..quantity.first]
        .iter()
        .rposition(Token::is_end)
        .map_or(0, |at| at + 1);
    let end = tokens[quantity.last..]
        .iter()
        .position(Token::is_end)
        .map_or(tokens.len(), |at| quantity.last + at);
    &tokens[start..end]
}

fn comparable(one: Unit, other: Unit) -> bool {
    one == other || (one.hours().is_some() && other.hours().is_some())
}

fn bound(quantity: &Quantity, limit: &Limit) -> Bound {
    let count = u64::from(quantity.count);
    let shortest = count * quantity.unit.hours().unwrap_or(1);
    // Five working days take a weekend, however they fall.
    let longest = match (quantity.unit, limit.unit) {
        (Unit::WorkingDays, Unit::WorkingDays) => shortest,
        (Unit::WorkingDays, _) => shortest + count.div_ceil(5) * 2 * 24,
        _ => shortest,
    };
    let size = |count: u32| u64::from(count) * limit.unit.hours().unwrap_or(1);
    let above = |found: u64| limit.most.is_some_and(|most| found > size(most));
    let below = limit.least.is_some_and(|least| shortest < size(least));
    if above(shortest) || below {
        Bound::Beyond
    } else if above(longest) {
        Bound::Unclear
    } else {
        Bound::Within
    }
}
