#![no_main]
//! See `entries::geo_file`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::geo_file(bytes));
