#![no_main]
//! See `entries::certificate`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::certificate(bytes));
