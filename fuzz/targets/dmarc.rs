#![no_main]
//! See `entries::dmarc`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::dmarc(bytes));
