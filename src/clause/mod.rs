//! F1: reads a draft agreement for the clauses that a norm wants: by patterns of words and by numbers, without a model.
//!
//! It finds passages and says why; it does not understand them. Everything it says is to be confirmed by a person. The
//! patterns are data (`data/clauses/`).

mod denial;
mod figure;
mod passage;
mod pattern;
mod quantity;
mod token;

use crate::domain::agreement::Agreement;
use crate::domain::clause::{Bound, Clause, Figure, Match, Presence, Reading, Trap, Wording};
use crate::domain::text::Text;

use denial::{Against, Turns};
use passage::Prepared;
pub use pattern::PatternError;
use pattern::{Pattern, compile};
use token::{Span, Token};

/// The most passages that are shown of a clause.
const SHOWN: usize = 3;

/// The clauses of a norm with their patterns compiled.
#[derive(Debug, Clone)]
pub struct Reader {
    clauses: Vec<Compiled>,
    turns: Turns,
}

#[derive(Debug, Clone)]
struct Compiled {
    clause: Clause,
    terms: Vec<Vec<Pattern>>,
    traps: Vec<Vec<Pattern>>,
    bounds: Vec<Bounded>,
}

/// The patterns of a limit.
#[derive(Debug, Clone)]
struct Bounded {
    beside: Vec<Pattern>,
    unless: Vec<Pattern>,
}

impl Reader {
    /// Compiles the patterns of clauses, and of the words that turn a sense.
    ///
    /// # Errors
    /// The first pattern that is none, with the clause it stands in.
    pub fn new(clauses: &[Clause], wording: &Wording) -> Result<Self, PatternError> {
        let clauses = clauses
            .iter()
            .map(|clause| {
                let list = |texts: &Vec<String>| compile(texts, &clause.id);
                let terms = clause.terms.iter().map(|term| list(&term.any));
                let traps = clause.traps.iter().map(|trap| list(&trap.any));
                let bounds = clause
                    .limits
                    .iter()
                    .map(|limit| -> Result<_, PatternError> {
                        Ok(Bounded {
                            beside: list(&limit.beside)?,
                            unless: list(&limit.unless)?,
                        })
                    });
                Ok(Compiled {
                    terms: terms.collect::<Result<_, _>>()?,
                    traps: traps.collect::<Result<_, _>>()?,
                    bounds: bounds.collect::<Result<_, PatternError>>()?,
                    clause: clause.clone(),
                })
            })
            .collect::<Result<_, _>>()?;
        let turns = Turns::new(wording)?;
        Ok(Self { clauses, turns })
    }

    /// Reads an agreement, which may be several files: one reading for each clause, in their order.
    #[must_use]
    pub fn read(&self, agreement: &[Agreement]) -> Vec<Reading> {
        let passages: Vec<Prepared<'_>> = agreement
            .iter()
            .enumerate()
            .flat_map(|(file, part)| {
                let passages = part.passages.iter().enumerate();
                passages
                    .map(move |(number, passage)| Prepared::new(file, number, passage, &self.turns))
            })
            .collect();
        self.clauses
            .iter()
            .map(|compiled| compiled.read(&passages, &self.turns))
            .collect()
    }
}

/// What one passage has of a clause.
struct Found {
    matched: Match,
    /// Which terms it states, and does not deny.
    terms: Vec<bool>,
    /// What turns its sense, when the clause loses by that.
    against: Option<(String, Text)>,
    /// True when another passage that states the clause does not make up for it.
    lasting: bool,
}

impl Found {
    /// True when a reader has to see it because it weakens the clause.
    fn weakens(&self) -> bool {
        let beyond = |figure: &Figure| figure.bound == Bound::Beyond || figure.differs;
        self.against.is_some()
            || !self.matched.traps.is_empty()
            || self.matched.figures.iter().any(beyond)
    }
}

impl Compiled {
    fn read(&self, passages: &[Prepared<'_>], turns: &Turns) -> Reading {
        let clause = &self.clause;
        let mut found: Vec<Found> = passages
            .iter()
            .filter_map(|passage| self.find(passage, turns))
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
        let mut candidates: Vec<&Found> = found
            .iter()
            .filter(|one| {
                let enough = clause.spread || one.matched.points >= clause.weak;
                enough || one.against.is_some() || !one.matched.traps.is_empty()
            })
            .collect();
        // Behind the best passage those that speak against it: they must not fall outside what is shown.
        if let Some((_, others)) = candidates.split_first_mut() {
            others.sort_by_key(|one| !one.weakens());
        }
        let mut presence = self.tier(points);
        let mut notes = Vec::new();
        if presence != Presence::NotFound {
            self.weigh_figures(&candidates, turns, &mut presence, &mut notes);
        }
        weigh_denials(&candidates, &mut presence, &mut notes);
        for (text, note) in candidates
            .iter()
            .take(SHOWN)
            .flat_map(|one| &one.matched.traps)
            .chain(&self.anywhere(passages))
        {
            add(&mut notes, quoted(note, text));
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

    fn tier(&self, points: u32) -> Presence {
        if points >= self.clause.present {
            Presence::Present
        } else if points >= self.clause.weak {
            Presence::Weak
        } else {
            Presence::NotFound
        }
    }

    /// Numbers out of bounds, and wanted numbers that are not there, leave a clause weak. One good number does not make
    /// up for a bad one: nobody knows which of the two will hold.
    fn weigh_figures(
        &self,
        candidates: &[&Found],
        turns: &Turns,
        presence: &mut Presence,
        notes: &mut Vec<Text>,
    ) {
        for limit in &self.clause.limits {
            let figures: Vec<&Figure> = candidates
                .iter()
                .flat_map(|one| &one.matched.figures)
                .filter(|figure| figure.about == limit.about)
                .collect();
            let has = |bound: Bound| figures.iter().any(|figure| figure.bound == bound);
            let differing = figures.iter().find(|figure| figure.differs);
            if let Some(figure) = differing {
                *presence = (*presence).min(Presence::Weak);
                add(notes, quoted(&turns.notes.differ, &figure.text));
            }
            if has(Bound::Beyond) || (has(Bound::Unclear) && !has(Bound::Within)) {
                *presence = (*presence).min(Presence::Weak);
                let mut words: Vec<&str> = Vec::new();
                let mut figures = figures;
                figures.sort_by_key(|figure| figure.bound != Bound::Beyond);
                for figure in figures {
                    if !words.contains(&figure.text.as_str()) && words.len() < SHOWN {
                        words.push(&figure.text);
                    }
                }
                add(notes, quoted_all(&limit.about, &words));
            } else if figures.is_empty() && limit.wanted {
                *presence = (*presence).min(Presence::Weak);
                add(notes, limit.about.clone());
            }
        }
    }

    fn find(&self, passage: &Prepared<'_>, turns: &Turns) -> Option<Found> {
        let mut spans: Vec<Vec<Span>> = Vec::with_capacity(self.terms.len());
        for (term, patterns) in self.clause.terms.iter().zip(&self.terms) {
            let hits: Vec<Span> = patterns
                .iter()
                .flat_map(|pattern| pattern.find_all(&passage.tokens))
                .collect();
            // A heading tells what the passage below it is about; it says nothing itself.
            if term.anchor && hits.is_empty() && first(patterns, &passage.heading).is_none() {
                return None;
            }
            spans.push(hits);
        }
        if spans.iter().all(Vec::is_empty) {
            return None;
        }
        let own = spans.concat();
        let against = |span: Span| passage.sense.against(span, &own);
        let (mut all, mut stated, mut anchored) = (0, 0, 0);
        let mut because: Vec<String> = Vec::new();
        let mut terms = Vec::with_capacity(self.terms.len());
        let mut turned: Option<Against> = None;
        for (term, hits) in self.clause.terms.iter().zip(&spans) {
            let affirmed = hits.iter().copied().find(|span| against(*span).is_none());
            let hit = affirmed.or_else(|| hits.first().copied());
            if let Some(hit) = hit {
                all += term.points;
                add(&mut because, hit.words(passage.text, &passage.tokens));
            }
            let affirmed = affirmed.is_some() && passage.denied.is_none();
            if affirmed {
                stated += term.points;
            } else if term.anchor {
                // What a passage is about is no statement: it counts with one that is not denied.
                anchored += hit.map_or(0, |_| term.points);
            }
            turned = turned.or_else(|| hit.filter(|_| !affirmed).and_then(against));
            terms.push(affirmed || (term.anchor && hit.is_none()));
        }
        if stated > 0 {
            stated += anchored;
        }
        let loses = self.tier(stated) < self.tier(all);
        let words = match (&passage.denied, turned) {
            (Some(words), _) => Some((words.clone(), turns.notes.denied.clone(), true)),
            (None, Some(against)) => {
                let around = passage.sense.around(against.span());
                let words = around.words(passage.text, &passage.tokens);
                let lasting = matches!(against, Against::Denied(_));
                Some((words, against.note(&turns.notes).clone(), lasting))
            }
            (None, None) => None,
        };
        let lasting = words.as_ref().is_some_and(|(.., lasting)| *lasting);
        Some(Found {
            matched: Match {
                file: passage.file,
                passage: passage.number,
                points: stated,
                because,
                figures: figure::figures(passage, &self.clause.limits, &self.bounds, turns),
                traps: self.traps(passage, |_| true),
            },
            terms,
            against: words
                .filter(|_| loses)
                .map(|(words, note, _)| (words, note)),
            lasting,
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
                Some((hit.words(passage.text, &passage.tokens), trap.note.clone()))
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
}

/// A passage that denies a clause makes it weak: also when nothing else speaks for it, so that a person reads the
/// passage, and also when another passage states it, because the two contradict each other.
fn weigh_denials(candidates: &[&Found], presence: &mut Presence, notes: &mut Vec<Text>) {
    let stated = *presence;
    for one in candidates {
        let Some((words, note)) = &one.against else {
            continue;
        };
        if stated == Presence::Present && !one.lasting {
            continue;
        }
        *presence = Presence::Weak;
        if notes.len() < SHOWN {
            add(notes, quoted(note, words));
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
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
    quoted_all(note, &[words])
}

fn quoted_all(note: &Text, words: &[&str]) -> Text {
    let all = |open: char| -> String {
        let each: Vec<String> = words.iter().map(|one| format!("{open}{one}”")).collect();
        each.join(", ")
    };
    Text::new(
        format!("{} ({})", note.nl, all('„')),
        format!("{} ({})", note.en, all('“')),
    )
}

fn first(patterns: &[Pattern], tokens: &[Token]) -> Option<Span> {
    patterns.iter().find_map(|pattern| pattern.find(tokens))
}
