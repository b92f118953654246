#![no_main]
//! See `entries::spf`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::spf(bytes));
