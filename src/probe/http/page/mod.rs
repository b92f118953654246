//! Reads a page as a browser does and notes what it refers to. No script is run.

mod element;
mod sink;

use std::time::{Duration, Instant};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{TokenizerResult, tree_builder::QuirksMode};
use url::Url;

use self::sink::Sink;
use crate::domain::fact::{HttpHop, PageFact};

/// Bytes that are read between two looks at the bounds.
const STEP: usize = 1024;
/// The time that reading may take: pages of a mebibyte take some ten milliseconds, but markup can be made to take longer.
const MAX_TIME: Duration = Duration::from_secs(1);

/// True when a response says, or begins as if, its body is HTML.
pub(super) fn is_html(hop: &HttpHop, body: &[u8]) -> bool {
    let Some(kind) = hop.header("content-type").next() else {
        let start: Vec<u8> = body
            .iter()
            .skip_while(|b| b.is_ascii_whitespace())
            .take(9)
            .map(u8::to_ascii_lowercase)
            .collect();
        return start.starts_with(b"<!doctype") || start.starts_with(b"<html");
    };
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// Reads a body as HTML, within a second, and notes what it refers to. `cut` says that the body is only the beginning of
/// one.
#[must_use]
pub fn read(url: &Url, body: &[u8], cut: bool) -> PageFact {
    let options = TreeBuilderOpts {
        // What stands in `noscript` is read too, and marked.
        scripting_enabled: false,
        quirks_mode: QuirksMode::NoQuirks,
        ..TreeBuilderOpts::default()
    };
    let tree = TreeBuilder::new(Sink::new(url), options);
    let tokenizer = Tokenizer::new(tree, TokenizerOpts::default());
    let text = text(body);
    let start = Instant::now();
    let mut rest = text.as_str();
    while !rest.is_empty() && !tokenizer.sink.sink.is_full() && start.elapsed() < MAX_TIME {
        let end = (STEP..rest.len()).find(|end| rest.is_char_boundary(*end));
        let (piece, further) = rest.split_at(end.unwrap_or(rest.len()));
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(piece));
        // The reader stops at each script, for it to be run.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        rest = further;
    }
    let done = rest.is_empty();
    if done {
        tokenizer.end();
    }
    tokenizer.sink.sink.take(cut || !done)
}

/// The characters of a body: UTF-16 when it begins with its mark, and otherwise UTF-8; what is neither is replaced. URLs
/// and the words of HTML are the same in every other encoding of the web.
fn text(body: &[u8]) -> String {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = body
            .chunks_exact(2)
            .skip(1)
            .filter_map(|pair| pair.try_into().ok().map(from))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match body {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(body).into_owned(),
    }
}

#[cfg(test)]
mod tests;
