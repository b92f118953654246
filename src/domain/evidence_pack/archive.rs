//! The container: a zip of one fixed form.
//!
//! It is written and read here, and not by a library, because a library reads whatever can be read: this reader takes
//! only what this writer writes, byte for byte. Files follow each other without gaps; nothing stands before, between or
//! after them; the table at the end is what follows from them. So there is no place left for a second file of the same
//! name, a link, a hidden part or a trailing one. Any zip program can unpack the result.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::fault::SealFault;

/// Files in a pack at most.
pub(super) const MOST_FILES: usize = 60_000;
/// Bytes that a pack unpacks to at most: 1 GiB.
pub(super) const MOST_BYTES: u64 = 1024 * 1024 * 1024;
/// Bytes of a name at most.
const LONGEST_NAME: usize = 400;
/// 1980-01-01: the format's first day stands for "no date".
const DATE: u16 = 0x0021;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
const NEEDED: u16 = 20;
/// Unix, version 2.0 of the format.
const MADE_BY: u16 = 0x0314;
/// An ordinary file, `rw-r--r--`.
const ATTRIBUTES: u32 = 0o100_644 << 16;
pub(super) const LOCAL: u32 = 0x0403_4b50;
pub(super) const CENTRAL: u32 = 0x0201_4b50;
pub(super) const END: u32 = 0x0605_4b50;

/// What a file is in the container, its bytes apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slot {
    name: String,
    method: u16,
    crc: u32,
    packed: u32,
    size: u32,
    offset: u32,
}

impl Slot {
    /// The fields that both headers share.
    fn shared(&self, out: &mut Vec<u8>) {
        for field in [NEEDED, FLAGS, self.method, 0, DATE] {
            out.extend(field.to_le_bytes());
        }
        for field in [self.crc, self.packed, self.size] {
            out.extend(field.to_le_bytes());
        }
        let length = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        out.extend(length.to_le_bytes());
        // No extra field.
        out.extend(0_u16.to_le_bytes());
    }

    fn local(&self) -> Vec<u8> {
        let mut out = LOCAL.to_le_bytes().to_vec();
        self.shared(&mut out);
        out.extend(self.name.as_bytes());
        out
    }

    fn central(&self) -> Vec<u8> {
        let mut out = CENTRAL.to_le_bytes().to_vec();
        out.extend(MADE_BY.to_le_bytes());
        self.shared(&mut out);
        // No comment, first disk, no internal attributes.
        out.extend([0; 6]);
        out.extend(ATTRIBUTES.to_le_bytes());
        out.extend(self.offset.to_le_bytes());
        out.extend(self.name.as_bytes());
        out
    }
}

/// The table at the end.
fn table(slots: &[Slot], start: usize) -> Option<Vec<u8>> {
    let mut out: Vec<u8> = slots.iter().flat_map(Slot::central).collect();
    let count = u16::try_from(slots.len()).ok()?;
    let size = u32::try_from(out.len()).ok()?;
    let start = u32::try_from(start).ok()?;
    out.extend(END.to_le_bytes());
    out.extend([0; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    // No comment.
    out.extend([0; 2]);
    Some(out)
}

/// Packs files, in their order.
///
/// # Errors
/// When a name cannot be that of a file of a pack or stands there twice, or when it all is too much for the format.
pub(crate) fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, SealFault> {
    if files.len() > MOST_FILES {
        return Err(SealFault::TooMany);
    }
    let mut out = Vec::new();
    let (mut slots, mut names) = (Vec::new(), BTreeSet::new());
    for (name, content) in files {
        if !is_plain(name) {
            return Err(SealFault::Name(name.clone()));
        }
        if !names.insert(name) {
            return Err(SealFault::Twice(name.clone()));
        }
        let deflated = deflate(content);
        let (method, bytes) = if deflated.len() < content.len() {
            (DEFLATED, &deflated)
        } else {
            (STORED, content)
        };
        let small = |length: usize| u32::try_from(length).map_err(|_| SealFault::TooMuch);
        let slot = Slot {
            name: name.clone(),
            method,
            crc: crc(content),
            packed: small(bytes.len())?,
            size: small(content.len())?,
            offset: small(out.len())?,
        };
        out.extend(slot.local());
        out.extend(bytes);
        slots.push(slot);
    }
    let end = table(&slots, out.len()).ok_or(SealFault::TooMuch)?;
    out.extend(end);
    Ok(out)
}

/// Unpacks: tells of each file, in order, with its content. Everything that is not as [`pack`] writes it is a fault, and
/// the first ends the reading.
///
/// # Errors
/// The fault.
pub(super) fn unpack(bytes: &[u8], mut tell: impl FnMut(&str, Vec<u8>)) -> Result<(), SealFault> {
    let (mut slots, mut names) = (Vec::<Slot>::new(), BTreeSet::new());
    let (mut at, mut left) = (0_usize, MOST_BYTES);
    while bytes.get(at..at + 4) == Some(&LOCAL.to_le_bytes()) {
        let (slot, start) = slot(bytes, at)?;
        let name = slot.name.clone();
        if !is_plain(&name) {
            return Err(SealFault::Name(name));
        }
        if !names.insert(name.clone()) {
            return Err(SealFault::Twice(name));
        }
        // By name, so that one set of files has one form.
        if slots.last().is_some_and(|last| last.name > name) {
            return Err(SealFault::Table(name));
        }
        if slots.len() == MOST_FILES {
            return Err(SealFault::TooMany);
        }
        left = left
            .checked_sub(u64::from(slot.size))
            .ok_or_else(|| SealFault::Bomb(name.clone()))?;
        if bytes.get(at..start) != Some(&slot.local()) {
            return Err(SealFault::Header(name));
        }
        let end = start + slot.packed as usize;
        let packed = bytes
            .get(start..end)
            .ok_or_else(|| SealFault::CutOff(name.clone()))?;
        let content = content(&slot, packed)?;
        if crc(&content) != slot.crc {
            return Err(SealFault::Checksum(name));
        }
        tell(&name, content);
        slots.push(slot);
        at = end;
    }
    closed(bytes.get(at..).unwrap_or_default(), &slots, at)
}

/// Reads the header of a file as far as it varies: the caller holds the rest against what has to stand there.
fn slot(bytes: &[u8], at: usize) -> Result<(Slot, usize), SealFault> {
    let cut = || SealFault::CutOff(String::new());
    let head = bytes.get(at..at + 30).ok_or_else(cut)?;
    let short = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
    let long = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let length = usize::from(short(26));
    let start = at + 30 + length;
    let name = bytes.get(at + 30..start).ok_or_else(cut)?;
    let name = String::from_utf8_lossy(name.get(..LONGEST_NAME.min(length)).unwrap_or_default());
    let slot = Slot {
        name: name.into_owned(),
        method: short(8),
        crc: long(14),
        packed: long(18),
        size: long(22),
        offset: u32::try_from(at).map_err(|_| SealFault::TooMuch)?,
    };
    Ok((slot, start))
}

/// The content of a file: never more than its header says.
fn content(slot: &Slot, packed: &[u8]) -> Result<Vec<u8>, SealFault> {
    let size = slot.size as usize;
    match slot.method {
        STORED if packed.len() == size => Ok(packed.to_vec()),
        DEFLATED => {
            let (content, used) =
                inflate(packed, slot.size).ok_or_else(|| SealFault::Checksum(slot.name.clone()))?;
            if content.len() != size {
                return Err(SealFault::Bomb(slot.name.clone()));
            }
            if used != packed.len() as u64 || has_spare_bits(packed, slot.size, &content) {
                return Err(SealFault::Header(slot.name.clone()));
            }
            Ok(content)
        }
        _ => Err(SealFault::Header(slot.name.clone())),
    }
}

/// Unpacks to at most one byte more than `size`, and tells how many bytes of the input that took.
pub(super) fn inflate(packed: &[u8], size: u32) -> Option<(Vec<u8>, u64)> {
    // Room for what is said is made as it comes: the header may lie.
    let room = (size as usize).min(packed.len().saturating_mul(8));
    let mut content = Vec::with_capacity(room);
    let mut reader = DeflateDecoder::new(packed);
    reader
        .by_ref()
        .take(u64::from(size) + 1)
        .read_to_end(&mut content)
        .ok()?;
    Some((content, reader.total_in()))
}

/// True when bits after the end of the packed data are set: the last byte has up to seven that nobody reads. They are
/// found by clearing the highest bit that is set: when that changes nothing, nobody reads it.
fn has_spare_bits(packed: &[u8], size: u32, content: &[u8]) -> bool {
    let Some((last, rest)) = packed.split_last() else {
        return false;
    };
    let Some(highest) = last.checked_ilog2() else {
        return false;
    };
    let mut cleared = rest.to_vec();
    cleared.push(last & !(1 << highest));
    inflate(&cleared, size)
        .is_some_and(|(again, used)| again == content && used == packed.len() as u64)
}

/// The end has to be the table that follows from the files, and nothing more.
fn closed(rest: &[u8], slots: &[Slot], at: usize) -> Result<(), SealFault> {
    let wanted = table(slots, at).ok_or(SealFault::TooMuch)?;
    if rest == wanted {
        return Ok(());
    }
    if rest.len() > wanted.len() && rest.starts_with(&wanted) {
        return Err(SealFault::Trailing(rest.len() - wanted.len()));
    }
    if wanted.starts_with(rest) {
        return Err(SealFault::CutOff(String::new()));
    }
    let mut from = 0;
    for slot in slots {
        let row = slot.central();
        let there = rest.get(from..from + row.len());
        if there != Some(&row) {
            // The attributes stand at byte 38 of a row.
            let attributes = rest.get(from + 38..from + 42);
            return Err(if attributes == Some(&ATTRIBUTES.to_le_bytes()) {
                SealFault::Table(slot.name.clone())
            } else {
                SealFault::NoFile(slot.name.clone())
            });
        }
        from += row.len();
    }
    Err(SealFault::Table(String::new()))
}

/// A path that stays below the folder where it is unpacked, on every system.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && !name.contains(['\\', ':', '\u{fffd}'])
        && !name.chars().any(char::is_control)
        && name
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    // A vector takes every byte.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

pub(super) fn crc(content: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    crc.sum()
}
