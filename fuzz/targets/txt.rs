#![no_main]
//! See `entries::txt`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::txt(bytes));
