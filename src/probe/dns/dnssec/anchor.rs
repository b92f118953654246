//! Keys that are trusted to begin with: those of the root, and those in a file of the user.

use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hickory_resolver::proto::dnssec::rdata::{DNSKEY, DNSSECRData, DS};
use hickory_resolver::proto::dnssec::{Algorithm, PublicKeyBuf};
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::super::records::text;

/// Records in one file.
const MAX_RECORDS: usize = 100;

/// The keys of one zone that are trusted, as keys or by their digest.
#[derive(Debug, Clone)]
pub struct Anchor {
    pub(super) zone: Name,
    pub(super) keys: Vec<DNSKEY>,
    pub(super) digests: Vec<DS>,
}

/// Why a text holds no trust anchors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DnssecAnchorError {
    /// A line is no DS or DNSKEY record.
    #[error("read line {line}: {words}")]
    Line {
        /// Counted from 1; where the record begins.
        line: usize,
        /// What is the matter.
        words: String,
    },
    /// Nothing in it.
    #[error("find a DS or DNSKEY record")]
    Empty,
    /// More than anyone needs.
    #[error("read more than {MAX_RECORDS} records")]
    TooMany,
}

impl Anchor {
    /// The name of the zone as people write it.
    pub(in crate::probe) fn shown(&self) -> String {
        shown(&self.zone)
    }

    /// One anchor for each zone.
    pub(in crate::probe::dns) fn merged(anchors: Vec<Self>) -> Vec<Self> {
        let mut merged: Vec<Self> = Vec::with_capacity(anchors.len());
        for anchor in anchors {
            match merged.iter_mut().find(|known| known.zone == anchor.zone) {
                Some(known) => {
                    known.keys.extend(anchor.keys);
                    known.digests.extend(anchor.digests);
                }
                None => merged.push(anchor),
            }
        }
        merged
    }

    /// True for a key that this anchor vouches for.
    pub(super) fn vouches_for(&self, key: &DNSKEY) -> bool {
        self.keys.contains(key)
            || self
                .digests
                .iter()
                .any(|ds| ds.covers(&self.zone, key).unwrap_or(false))
    }
}

/// The name of a zone as people write it: without final dot, but for the root.
pub(super) fn shown(zone: &Name) -> String {
    if zone.is_root() {
        ".".to_owned()
    } else {
        text(zone)
    }
}

/// Trust anchors from DS and DNSKEY records in the form of a zone file (RFC 1035 §5), as `dnssec-dsfromkey`, `dig` and
/// others print them: owner, optional TTL and class, type, data; `;` begins a remark, brackets join lines.
///
/// # Errors
/// The first line that is no such record, or that there is none.
pub fn read_dnssec_anchors(text: &str) -> Result<Vec<Anchor>, DnssecAnchorError> {
    let mut anchors: Vec<Anchor> = Vec::new();
    let mut count = 0;
    for (line, entry) in entries(text) {
        let wrong = |words: String| DnssecAnchorError::Line { line, words };
        let (zone, data) = read(&entry).map_err(wrong)?;
        count += 1;
        if count > MAX_RECORDS {
            return Err(DnssecAnchorError::TooMany);
        }
        let place = anchors.iter().position(|anchor| anchor.zone == zone);
        let place = place.unwrap_or_else(|| {
            anchors.push(Anchor {
                zone,
                keys: Vec::new(),
                digests: Vec::new(),
            });
            anchors.len() - 1
        });
        if let Some(anchor) = anchors.get_mut(place) {
            match data {
                DNSSECRData::DNSKEY(key) => anchor.keys.push(key),
                DNSSECRData::DS(ds) => anchor.digests.push(ds),
                _ => {}
            }
        }
    }
    if anchors.is_empty() {
        return Err(DnssecAnchorError::Empty);
    }
    Ok(anchors)
}

/// Entries without remarks and brackets, each with the line where it begins.
fn entries(text: &str) -> Vec<(usize, String)> {
    let mut entries: Vec<(usize, String)> = Vec::new();
    let mut depth = 0_usize;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split(';').next().unwrap_or_default();
        let plain = line.replace(['(', ')'], " ");
        if depth > 0
            && let Some((_, entry)) = entries.last_mut()
        {
            entry.push(' ');
            entry.push_str(plain.trim());
        } else if !plain.trim().is_empty() {
            entries.push((number, plain.trim().to_owned()));
        }
        depth += line.matches('(').count();
        depth = depth.saturating_sub(line.matches(')').count());
    }
    entries
}

/// One record.
fn read(entry: &str) -> Result<(Name, DNSSECRData), String> {
    let mut words = entry.split_whitespace().peekable();
    let owner = words.next().unwrap_or_default();
    let mut zone = Name::from_ascii(owner).map_err(|error| format!("`{owner}`: {error}"))?;
    zone.set_fqdn(true);
    let is_class_or_ttl =
        |word: &&str| word.eq_ignore_ascii_case("IN") || word.chars().all(|c| c.is_ascii_digit());
    while words.next_if(is_class_or_ttl).is_some() {}
    let name = words.next().unwrap_or_default().to_ascii_uppercase();
    let Ok(kind @ (RecordType::DS | RecordType::DNSKEY)) = RecordType::from_str(&name) else {
        return Err(format!("`{name}` is not DS or DNSKEY"));
    };
    let words: Vec<&str> = words.collect();
    let data = match (kind, &words[..]) {
        (RecordType::DNSKEY, [flags, _, algorithm, key @ ..]) => {
            DNSSECRData::DNSKEY(read_key(flags, algorithm, &key.concat())?)
        }
        // A digest may stand in several pieces.
        (RecordType::DS, [tag, algorithm, digest_type, digest @ ..]) => {
            let text = format!("{tag} {algorithm} {digest_type} {}", digest.concat());
            match RData::try_from_str(kind, &text).map_err(|error| error.to_string())? {
                RData::DNSSEC(data) => data,
                _ => return Err("not a DS record".to_owned()),
            }
        }
        _ => return Err("too few words".to_owned()),
    };
    Ok((zone.to_lowercase(), data))
}

fn read_key(flags: &str, algorithm: &str, key: &str) -> Result<DNSKEY, String> {
    let wrong = |what: &str| format!("`{what}` does not fit in a DNSKEY record");
    let number: u8 = algorithm.parse().map_err(|_| wrong(algorithm))?;
    let bytes = STANDARD.decode(key).map_err(|_| wrong("the key"))?;
    let flags = flags.parse().map_err(|_| wrong(flags))?;
    let key = PublicKeyBuf::new(bytes, Algorithm::from_u8(number));
    Ok(DNSKEY::with_flags(flags, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "A2178E89CCAC33E76AF7E286AF01992CD5823B2E8B5A325C04B346893FB25AB2";
    const KEY: &str =
        "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==";

    #[test]
    fn reads_what_tools_print() {
        let (front, back) = DIGEST.split_at(32);
        let text = format!(
            "; anchors of the laboratory\n\
             example.  3600 IN DS 12345 13 2 {DIGEST}\n\
             example. IN DNSKEY 257 3 13 {KEY} ; KSK\n\
             Lab.Example DS 1 13 2 ( {front} ; first half\n\t{back} )\n\n"
        );
        let anchors = read_dnssec_anchors(&text).expect("anchors");
        let seen: Vec<(String, usize, usize)> = anchors
            .iter()
            .map(|a| (a.shown(), a.keys.len(), a.digests.len()))
            .collect();
        assert_eq!(
            seen,
            [
                ("example".to_owned(), 1, 1),
                ("lab.example".to_owned(), 0, 1)
            ]
        );
        assert_eq!(anchors[1].digests[0].digest().len(), 32);
    }

    #[test]
    fn says_which_line_is_none() {
        for (text, line) in [
            ("\nexample. IN A 192.0.2.1", 2),
            ("example. IN DS 1 2", 1),
            ("example. IN DS x 13 2 00", 1),
            ("example.", 1),
            ("a..b IN DS 1 13 2 00", 1),
            ("example. IN DNSKEY 257 3 13 ???", 1),
            ("example. IN DNSKEY 257 3 x AAAA", 1),
        ] {
            let error = read_dnssec_anchors(text).expect_err(text);
            assert!(
                matches!(&error, DnssecAnchorError::Line { line: at, .. } if *at == line),
                "{text}: {error:?}"
            );
        }
        assert_eq!(
            read_dnssec_anchors("; nothing\n\n").expect_err("empty"),
            DnssecAnchorError::Empty
        );
        let many = format!("example. DS 1 13 2 {DIGEST}\n").repeat(101);
        assert_eq!(
            read_dnssec_anchors(&many).expect_err("many"),
            DnssecAnchorError::TooMany
        );
    }
}
