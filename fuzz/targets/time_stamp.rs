#![no_main]
//! See `entries::time_stamp`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::time_stamp(bytes));
