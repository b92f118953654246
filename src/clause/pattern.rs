//! Patterns of words: `zonder ~ vertraging`, `sub|onder processor*`.
//!
//! A pattern is words in order. In a word, `|` parts alternatives and `*` at an end stands for any letters. `~` is a gap
//! of at most eight words within the sentence, none of which says no; `_` is one word. Matching is bounded: no text can make it slow.

use super::token::{Span, Token, tokens};

/// The most words that a gap skips.
const GAP: usize = 8;
/// Words that a gap never skips: they turn the sense. A pattern that wants them names them.
const TURNING: [&str; 14] = [
    "cannot",
    "evenmin",
    "geen",
    "geenszins",
    "neither",
    "never",
    "niet",
    "nimmer",
    "no",
    "noch",
    "none",
    "nooit",
    "nor",
    "not",
];

/// Why a text is no pattern; whose fault: the author of the data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "read the pattern `{pattern}` of clause {clause}: it has no word, or begins or ends with a gap"
)]
pub struct PatternError {
    /// The pattern.
    pub pattern: String,
    /// The clause it stands in.
    pub clause: String,
}

/// Compiles patterns of a clause.
pub(super) fn compile(texts: &[String], clause: &str) -> Result<Vec<Pattern>, PatternError> {
    let of = |mut fault: PatternError| {
        clause.clone_into(&mut fault.clause);
        fault
    };
    texts
        .iter()
        .map(|text| Pattern::new(text).map_err(of))
        .collect()
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Word(Vec<Piece>),
    Any,
    Gap,
}

/// One alternative of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    text: String,
    open_left: bool,
    open_right: bool,
}

impl Piece {
    fn fits(&self, word: &str) -> bool {
        match (self.open_left, self.open_right) {
            (false, false) => word == self.text,
            (false, true) => word.starts_with(&self.text),
            (true, false) => word.ends_with(&self.text),
            (true, true) => word.contains(&self.text),
        }
    }
}

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self, PatternError> {
        let fault = || PatternError {
            pattern: text.to_owned(),
            clause: String::new(),
        };
        let mut steps = Vec::new();
        for word in text.split_whitespace() {
            steps.push(match word {
                "~" => Step::Gap,
                "_" => Step::Any,
                word => Step::Word(
                    word.split('|')
                        .map(|piece| Piece::new(piece).ok_or_else(fault))
                        .collect::<Result<_, _>>()?,
                ),
            });
        }
        let ends_well = |step: Option<&Step>| matches!(step, Some(Step::Word(_)));
        if ends_well(steps.first()) && ends_well(steps.last()) {
            Ok(Self(steps))
        } else {
            Err(fault())
        }
    }

    /// The first place where it stands.
    pub(super) fn find(&self, tokens: &[Token]) -> Option<Span> {
        (0..tokens.len()).find_map(|first| self.at(tokens, first))
    }

    /// Every place where it stands.
    pub(super) fn find_all(&self, tokens: &[Token]) -> Vec<Span> {
        (0..tokens.len())
            .filter_map(|first| self.at(tokens, first))
            .collect()
    }

    fn at(&self, tokens: &[Token], first: usize) -> Option<Span> {
        let last = at(&self.0, tokens, first)?;
        Some(Span { first, last })
    }
}

impl Piece {
    /// One word without hyphens; written as texts are read.
    fn new(text: &str) -> Option<Self> {
        let (open_left, open_right) = (text.starts_with('*'), text.ends_with('*'));
        let bare = text.trim_matches('*');
        let read = tokens(bare);
        let [only] = read.as_slice() else {
            return None;
        };
        Some(Self {
            text: only.word.clone(),
            open_left,
            open_right,
        })
    }
}

/// The last word of a match that begins at a place.
fn at(steps: &[Step], tokens: &[Token], place: usize) -> Option<usize> {
    let (step, rest) = steps.split_first()?;
    match step {
        Step::Gap => (0..=GAP)
            .take_while(|skip| {
                // A gap stays within its sentence, and skips nothing that turns the sense.
                *skip == 0
                    || tokens
                        .get(place + skip - 1)
                        .is_some_and(|t| !t.is_end() && !TURNING.contains(&t.word.as_str()))
            })
            .find_map(|skip| at(rest, tokens, place + skip)),
        Step::Any | Step::Word(_) => {
            let token = tokens.get(place).filter(|token| !token.is_end())?;
            let fits = match step {
                Step::Word(pieces) => pieces.iter().any(|piece| piece.fits(&token.word)),
                _ => true,
            };
            if !fits {
                None
            } else if rest.is_empty() {
                Some(place)
            } else {
                at(rest, tokens, place + 1)
            }
        }
    }
}
