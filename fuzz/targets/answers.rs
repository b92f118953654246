#![no_main]
//! See `entries::written::answers`.

#[path = "../entries.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::written::answers(bytes));
