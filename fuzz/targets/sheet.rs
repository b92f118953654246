#![no_main]
//! See `entries::sheet`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::sheet(bytes));
