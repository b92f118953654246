//! Words that turn the sense of a sentence: whether it says what the words of a clause say, or the opposite.
//!
//! No grammar, rules of thumb over words that are data (`data/clauses/wording.toml`): a denial reaches over its sentence,
//! up to where a new statement begins. With "without" or "unless" and words of the clause behind it, a denied sentence
//! demands ("not without consent"); alone, "without" takes away ("may, without consent"). A clause whose own words deny ("not for
//! its own purposes") is not denied by them. When in doubt a passage counts as denied: a person then reads it.

use super::pattern::{Pattern, PatternError, compile};
use super::token::{Span, Token};
use crate::domain::clause::{Wording, WordingNotes};
use crate::domain::text::Text;

/// The wording with its patterns compiled.
#[derive(Debug, Clone)]
pub(super) struct Turns {
    denies: Vec<Pattern>,
    forbids: Vec<Pattern>,
    releases: Vec<Pattern>,
    lacks: Vec<Pattern>,
    excepts: Vec<Pattern>,
    harmless: Vec<Pattern>,
    begins: Vec<Pattern>,
    voids: Vec<Pattern>,
    efforts: Vec<Pattern>,
    least: Vec<Pattern>,
    most: Vec<Pattern>,
    after: Vec<Pattern>,
    pub(super) notes: WordingNotes,
}

/// What is against words that speak for a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// They are denied.
    Denied(Span),
    /// They promise an effort.
    Effort(Span),
    /// The whole passage is void.
    Void(Span),
}

impl Against {
    pub(super) const fn span(self) -> Span {
        match self {
            Self::Denied(span) | Self::Effort(span) | Self::Void(span) => span,
        }
    }

    pub(super) const fn note(self, notes: &WordingNotes) -> &Text {
        match self {
            Self::Denied(_) => &notes.denied,
            Self::Effort(_) => &notes.effort,
            Self::Void(_) => &notes.void,
        }
    }
}

/// How a number is meant, by the words before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// Something begins behind it.
    After,
    /// The number itself, or the most there will be.
    Itself,
    /// The least there will be.
    Least,
}

/// The words of a passage that turn its sense.
#[derive(Debug, Clone, Default)]
pub(super) struct Sense {
    sentences: Vec<Sentence>,
    void: Option<Span>,
}

#[derive(Debug, Clone)]
struct Sentence {
    whole: Span,
    denies: Vec<Span>,
    /// What makes of a lack a demand: every denial, harmless or not, and what forbids.
    bars: Vec<Span>,
    releases: Vec<Span>,
    lacks: Vec<Span>,
    excepts: Vec<Span>,
    begins: Vec<Span>,
    efforts: Vec<Span>,
}

impl Turns {
    pub(super) fn new(wording: &Wording) -> Result<Self, PatternError> {
        let list = |texts: &[String]| compile(texts, "wording");
        Ok(Self {
            denies: list(&wording.denies)?,
            forbids: list(&wording.forbids)?,
            releases: list(&wording.releases)?,
            lacks: list(&wording.lacks)?,
            excepts: list(&wording.excepts)?,
            harmless: list(&wording.harmless)?,
            begins: list(&wording.begins)?,
            voids: list(&wording.voids)?,
            efforts: list(&wording.efforts)?,
            least: list(&wording.least)?,
            most: list(&wording.most)?,
            after: list(&wording.after)?,
            notes: wording.notes.clone(),
        })
    }

    /// Reads the words of a passage.
    pub(super) fn sense(&self, tokens: &[Token]) -> Sense {
        let all = |patterns: &[Pattern]| -> Vec<Span> {
            patterns.iter().flat_map(|p| p.find_all(tokens)).collect()
        };
        // What a comma parts is no condition of the other: "where there is a breach, it is not reported".
        let together = |span: &Span| {
            let inside = tokens.get(span.first + 1..=span.last);
            !inside.unwrap_or_default().iter().any(|token| token.parted)
        };
        let harmless: Vec<Span> = all(&self.harmless).into_iter().filter(together).collect();
        let sound = |spans: Vec<Span>| -> Vec<Span> {
            let counts = |span: &Span| !harmless.iter().any(|other| other.meets(*span));
            spans.into_iter().filter(counts).collect()
        };
        // A condition ("where not required") opens with the harmless words; behind a release they change nothing.
        let opens = |release: &Span| {
            let before = |other: &Span| other.first <= release.first && other.meets(*release);
            !harmless.iter().any(before)
        };
        let mut bars = all(&self.denies);
        let denies = sound(bars.clone());
        bars.extend(all(&self.forbids));
        let releases: Vec<Span> = all(&self.releases).into_iter().filter(opens).collect();
        let (lacks, excepts) = (all(&self.lacks), all(&self.excepts));
        let (begins, efforts) = (all(&self.begins), all(&self.efforts));
        let sentences = sentences(tokens)
            .into_iter()
            .map(|whole| {
                let within = |spans: &[Span]| -> Vec<Span> {
                    spans
                        .iter()
                        .copied()
                        .filter(|span| whole.holds(*span))
                        .collect()
                };
                Sentence {
                    whole,
                    denies: within(&denies),
                    bars: within(&bars),
                    releases: within(&releases),
                    lacks: within(&lacks),
                    excepts: within(&excepts),
                    begins: within(&begins),
                    efforts: within(&efforts),
                }
            })
            .collect();
        Sense {
            sentences,
            void: all(&self.voids).first().copied(),
        }
    }

    /// The words that deny what follows a lead: `The processor shall not:`. None when they deny nothing, or demand.
    pub(super) fn denying_lead(&self, tokens: &[Token]) -> Option<Span> {
        let sense = self.sense(tokens);
        let last = sense.sentences.last()?;
        if !last.lacks.is_empty() || !last.excepts.is_empty() {
            return None;
        }
        last.releases.iter().chain(&last.denies).next().copied()
    }

    /// How the number at a place is meant, by the longest wording that ends right before it.
    pub(super) fn meant(&self, tokens: &[Token], number: Span) -> Meant {
        let before = &tokens[..number.first];
        let longest = |patterns: &[Pattern]| {
            let ends = |span: &Span| span.last + 1 == number.first;
            let all = patterns.iter().flat_map(|p| p.find_all(before));
            all.filter(ends)
                .map(|s| s.last + 1 - s.first)
                .max()
                .unwrap_or(0)
        };
        let (least, most, after) = (
            longest(&self.least),
            longest(&self.most),
            longest(&self.after),
        );
        if least > most && least >= after {
            Meant::Least
        } else if after > most {
            Meant::After
        } else {
            Meant::Itself
        }
    }
}

impl Sense {
    /// What is against words at a place. `own` holds the places of all words of the clause: those deny nothing of it.
    pub(super) fn against(&self, words: Span, own: &[Span]) -> Option<Against> {
        if let Some(void) = self.void {
            return Some(Against::Void(void));
        }
        let holds = |sentence: &&Sentence| sentence.whole.holds(words);
        self.sentences.iter().find(holds)?.against(words, own)
    }

    /// The words around a place that a reader needs to see why: some before and behind it in its sentence.
    pub(super) fn around(&self, span: Span) -> Span {
        let whole = self
            .sentences
            .iter()
            .find(|sentence| sentence.whole.holds(span))
            .map_or(span, |sentence| sentence.whole);
        Span {
            first: span.first.saturating_sub(3).max(whole.first),
            last: (span.last + 4).min(whole.last),
        }
    }
}

impl Sentence {
    fn against(&self, words: Span, own: &[Span]) -> Option<Against> {
        let reaches = |span: &&Span| self.reach(**span).holds(words);
        if let Some(release) = self.releases.iter().find(reaches) {
            return Some(Against::Denied(*release));
        }
        let turned = self
            .denies
            .iter()
            .filter(reaches)
            .filter(|deny| !own.iter().any(|span| span.holds(**deny)))
            .find(|deny| !self.is_demand(**deny, own));
        if let Some(deny) = turned {
            return Some(Against::Denied(*deny));
        }
        let lacking = self
            .lacks
            .iter()
            .filter(|lack| lack.first <= words.last && reaches(lack))
            .find(|lack| {
                let reach = self.reach(**lack);
                !self.bars.iter().any(|bar| reach.holds(*bar))
            });
        if let Some(lack) = lacking {
            return Some(Against::Denied(*lack));
        }
        let effort = self.efforts.iter().find(reaches);
        effort.map(|effort| Against::Effort(*effort))
    }

    /// True when a denied sentence demands what the clause wants: "not without" and "not unless" with words of the clause
    /// behind them, or "without" before the denial.
    fn is_demand(&self, deny: Span, own: &[Span]) -> bool {
        let reach = self.reach(deny);
        let lacks = || self.lacks.iter().filter(|lack| reach.holds(**lack));
        let excepts = self.excepts.iter().filter(|except| reach.holds(**except));
        let mut turns = lacks().chain(excepts);
        let demands = |turn: &Span| {
            let behind = |word: &Span| turn.first <= word.last && word.last <= reach.last;
            deny.first < turn.first && own.iter().any(behind)
        };
        turns.any(demands) || lacks().any(|lack| lack.last < deny.first)
    }

    /// How far a word reaches: up to where another statement begins.
    fn reach(&self, span: Span) -> Span {
        let first = self
            .begins
            .iter()
            .filter(|begin| begin.first <= span.first)
            .map(|begin| begin.first)
            .max()
            .unwrap_or(self.whole.first);
        let last = self
            .begins
            .iter()
            .filter(|begin| begin.first > span.last)
            .map(|begin| begin.first.saturating_sub(1))
            .min()
            .unwrap_or(self.whole.last);
        Span { first, last }
    }
}

/// The sentences of a passage.
fn sentences(tokens: &[Token]) -> Vec<Span> {
    let mut list = Vec::new();
    let mut first = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_end() {
            if at > first {
                list.push(Span {
                    first,
                    last: at - 1,
                });
            }
            first = at + 1;
        }
    }
    if tokens.len() > first {
        let last = tokens.len() - 1;
        list.push(Span { first, last });
    }
    list
}
