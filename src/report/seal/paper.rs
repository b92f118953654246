//! What the report on paper carries: a PDF holds each attachment as a stream whose dictionary says `/EmbeddedFile`.
//!
//! The streams are found by their words and not by a reader of PDF: what a reader can be led to do is no concern here,
//! and a stream always stands in the file as it is. It says nothing of the pages.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// What the dictionary of an attachment says.
const EMBEDDED: &[u8] = b"/EmbeddedFile";
const STREAM: &[u8] = b"stream";
/// The longest dictionary of an attachment, in bytes.
const DICTIONARY: usize = 2_000;

/// True when a PDF carries this attachment and no other.
pub(super) fn carries(paper: &[u8], content: &[u8]) -> bool {
    let mut places = behind(paper, EMBEDDED).filter(|rest| {
        // `/EmbeddedFiles` is the list of them.
        !rest.first().is_some_and(u8::is_ascii_alphanumeric)
    });
    let (Some(rest), None) = (places.next(), places.next()) else {
        return false;
    };
    let dictionary = rest.get(..DICTIONARY.min(rest.len())).unwrap_or_default();
    let Some(start) = behind(dictionary, STREAM).next().map(<[u8]>::len) else {
        return false;
    };
    let body = rest.get(dictionary.len() - start..).unwrap_or_default();
    let body = body
        .strip_prefix(b"\r\n")
        .or_else(|| body.strip_prefix(b"\n"))
        .unwrap_or(body);
    // One byte more than wanted is enough to see that it is another.
    let mut unpacked = Vec::with_capacity(content.len() + 1);
    let read = ZlibDecoder::new(body)
        .take(content.len() as u64 + 1)
        .read_to_end(&mut unpacked);
    read.is_ok() && unpacked == content
}

/// What stands behind each place where bytes are found.
fn behind<'a>(bytes: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    bytes
        .windows(wanted.len())
        .enumerate()
        .filter(move |(_, window)| *window == wanted)
        .filter_map(move |(at, _)| bytes.get(at + wanted.len()..))
}
