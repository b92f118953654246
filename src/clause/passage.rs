//! A passage of an agreement, with its words and what turns their sense.

use super::denial::{Sense, Turns};
use super::token::{Token, tokens};
use crate::domain::agreement::Passage;

/// A passage with its words.
pub(super) struct Prepared<'a> {
    pub(super) file: usize,
    pub(super) number: usize,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) heading: Vec<Token>,
    pub(super) sense: Sense,
    /// The words of a lead above it that deny all of it: `The processor shall not:`.
    pub(super) denied: Option<String>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(file: usize, number: usize, passage: &'a Passage, turns: &Turns) -> Self {
        let tokens_of = tokens;
        let tokens = tokens_of(&passage.text);
        let above = passage.heading.as_deref().unwrap_or_default();
        let heading = tokens_of(above);
        let denied = above
            .ends_with(':')
            .then(|| turns.denying_lead(&heading))
            .flatten()
            .map(|span| span.words(above, &heading));
        Self {
            file,
            number,
            text: &passage.text,
            sense: turns.sense(&tokens),
            tokens,
            heading,
            denied,
        }
    }
}
