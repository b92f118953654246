#![no_main]
//! See `entries::txt`.

#[path = "../entries.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::txt(bytes));
