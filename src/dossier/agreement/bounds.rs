//! Counts what the packed parts of a PDF unpack to, before anything keeps it.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::Refusal;

/// The most bytes that all parts together may unpack to.
const MOST: u64 = 512 * 1024 * 1024;
/// The most bytes that one part may.
const MOST_PART: u64 = 128 * 1024 * 1024;
/// How often packed data may be packed again.
const LAYERS: u32 = 3;

/// Refuses a file whose parts grow beyond measure. Every part is tried, whatever the file says of it.
pub(super) fn refuse_bombs(bytes: &[u8]) -> Result<(), Refusal> {
    const MARK: &[u8] = b"stream";
    let mut total = 0;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], MARK) {
        let begin = at + found + MARK.len();
        at = begin;
        let ended = found >= 3 && bytes[..begin - MARK.len()].ends_with(b"end");
        let skip = match bytes.get(begin..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([b'\n' | b'\r', ..]) => 1,
            _ => 0,
        };
        if ended || skip == 0 {
            continue;
        }
        let mut data = bytes.get(begin + skip..).unwrap_or_default();
        total += weigh(&mut data, LAYERS)?;
        if total > MOST {
            return Err(Refusal::bomb(MOST));
        }
    }
    Ok(())
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

/// How much a part unpacks to; nothing when it is not packed this way.
fn weigh(data: &mut dyn Read, layers: u32) -> Result<u64, Refusal> {
    let mut decoder = ZlibDecoder::new(data);
    let mut first = [0; 2];
    if decoder.read_exact(&mut first).is_err() {
        return Ok(0);
    }
    // Only packed data begins like this: what is in it is unpacked too.
    let packed = first[0] & 0x0f == 8 && u16::from_be_bytes(first).is_multiple_of(31);
    let whole = first.as_slice().chain(decoder);
    let mut bounded = whole.take(MOST_PART + 1);
    let inside = if packed && layers > 0 {
        weigh(&mut bounded, layers - 1)?
    } else {
        0
    };
    // A fault in the data ends it; what came before was counted.
    let mut sink = std::io::sink();
    let _ = std::io::copy(&mut bounded, &mut sink);
    let read = MOST_PART + 1 - bounded.limit();
    if read > MOST_PART {
        return Err(Refusal::bomb(MOST_PART));
    }
    Ok(read + inside)
}
