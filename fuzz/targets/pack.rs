#![no_main]
//! See `entries::pack`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::pack(bytes));
