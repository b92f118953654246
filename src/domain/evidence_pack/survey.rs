//! What is in a zip that is not of the fixed form: everything that its table lists, so that all that is wrong is named
//! and not only the first. Nothing of it is trusted: it is read to be compared, within the bounds of a pack.

use std::collections::BTreeSet;

use super::archive::{CENTRAL, END, LOCAL, MOST_BYTES, MOST_FILES, crc, inflate, is_plain};
use super::fault::SealFault;

/// The longest that the end of a zip can be: with a comment of 64 KiB.
const LONGEST_END: usize = 22 + 0xffff;
/// The most faults that are named of one kind of file: a list of thousands helps nobody.
const NAMED: usize = 200;

/// What a survey came to.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// What is wrong with the container.
    pub(super) faults: Vec<SealFault>,
    /// Names of files that are there and could not be read.
    pub(super) unread: BTreeSet<String>,
    /// True when the whole table was read, so that what is not in it is not there.
    pub(super) complete: bool,
}

/// Tells of each file that the table of a zip lists, in its order, with its content.
pub(super) fn survey(bytes: &[u8], mut tell: impl FnMut(&str, Vec<u8>)) -> Survey {
    let mut survey = Survey::default();
    let Some((mut at, count)) = table(bytes) else {
        return survey;
    };
    let (mut names, mut left) = (BTreeSet::new(), MOST_BYTES);
    for _ in 0..count.min(MOST_FILES) {
        let Some((row, next)) = Row::read(bytes, at) else {
            return survey;
        };
        at = next;
        let before = survey.faults.len();
        if !is_plain(&row.name) {
            survey.fault(SealFault::Name(row.name.clone()));
        }
        if !row.is_file {
            survey.fault(SealFault::NoFile(row.name.clone()));
        }
        if !names.insert(row.name.clone()) {
            survey.fault(SealFault::Twice(row.name.clone()));
        }
        // The first of a name is the one that counts; what is no ordinary file has no content.
        let sound = survey.faults.len() == before;
        match row.content(bytes, &mut left) {
            _ if !sound => {
                survey.unread.insert(row.name);
            }
            Ok(content) => tell(&row.name, content),
            Err(fault) => {
                survey.fault(fault);
                survey.unread.insert(row.name);
            }
        }
    }
    survey.complete = count <= MOST_FILES;
    survey
}

impl Survey {
    fn fault(&mut self, fault: SealFault) {
        if self.faults.len() < NAMED && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

/// Where the table begins, and how many rows it says to have.
fn table(bytes: &[u8]) -> Option<(usize, usize)> {
    let from = bytes.len().saturating_sub(LONGEST_END);
    let tail = bytes.get(from..)?;
    let end = tail
        .windows(4)
        .rposition(|four| four == END.to_le_bytes())?;
    let end = tail.get(end..end + 22)?;
    let count = usize::from(u16::from_le_bytes([end[10], end[11]]));
    let start = u32::from_le_bytes([end[16], end[17], end[18], end[19]]);
    Some((usize::try_from(start).ok()?, count))
}

/// A row of the table.
struct Row {
    name: String,
    is_file: bool,
    method: u16,
    crc: u32,
    packed: usize,
    size: u32,
    offset: usize,
}

impl Row {
    fn read(bytes: &[u8], at: usize) -> Option<(Self, usize)> {
        let head = bytes.get(at..at.checked_add(46)?)?;
        if head.get(..4)? != CENTRAL.to_le_bytes() {
            return None;
        }
        let short = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let long =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let name = at + 46..at + 46 + usize::from(short(28));
        let next = name.end + usize::from(short(30)) + usize::from(short(32));
        let name = String::from_utf8_lossy(bytes.get(name)?).into_owned();
        // The kind of file stands in the upper bits where the maker says so; a folder ends with a slash.
        let kind = long(38) >> 28;
        let row = Self {
            is_file: matches!(kind, 0 | 0o10) && !name.ends_with('/'),
            name,
            method: short(10),
            crc: long(16),
            packed: usize::try_from(long(20)).ok()?,
            size: long(24),
            offset: usize::try_from(long(42)).ok()?,
        };
        Some((row, next))
    }

    fn content(&self, bytes: &[u8], left: &mut u64) -> Result<Vec<u8>, SealFault> {
        let header = || SealFault::Header(self.name.clone());
        let room = left.checked_sub(u64::from(self.size));
        *left = room.ok_or_else(|| SealFault::Bomb(self.name.clone()))?;
        let head_end = self.offset.checked_add(30).ok_or_else(header)?;
        let head = bytes.get(self.offset..head_end).ok_or_else(header)?;
        if head.get(..4) != Some(&LOCAL.to_le_bytes()) {
            return Err(header());
        }
        let length = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let start = head_end + length(26) + length(28);
        let end = start.checked_add(self.packed).ok_or_else(header)?;
        let packed = bytes
            .get(start..end)
            .ok_or_else(|| SealFault::CutOff(self.name.clone()))?;
        let content = match self.method {
            0 => packed.to_vec(),
            8 => {
                inflate(packed, self.size)
                    .ok_or_else(|| SealFault::Checksum(self.name.clone()))?
                    .0
            }
            _ => return Err(header()),
        };
        if content.len() as u64 != u64::from(self.size) {
            return Err(SealFault::Bomb(self.name.clone()));
        }
        if crc(&content) != self.crc {
            return Err(SealFault::Checksum(self.name.clone()));
        }
        Ok(content)
    }
}
