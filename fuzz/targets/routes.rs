#![no_main]
//! See `entries::routes`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::routes(bytes));
