//! Evidence packs and time stamps, as they come back from elsewhere.

use waarborg::report::seal::{open, read_stamp};

/// An evidence pack: what holds has a manifest, and what has none has a fault.
pub(crate) fn evidence_pack(bytes: &[u8]) {
    let opened = open(bytes);
    assert!(opened.manifest.is_some() || !opened.faults.is_empty());
}

/// The answer of an authority about a manifest.
pub(crate) fn time_stamp(bytes: &[u8]) {
    drop(read_stamp(bytes, b"a manifest\n"));
}
