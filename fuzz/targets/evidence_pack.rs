#![no_main]
//! See `entries::evidence_pack`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::evidence_pack(bytes));
