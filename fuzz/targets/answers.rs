#![no_main]
//! See `entries::answers`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::answers(bytes));
