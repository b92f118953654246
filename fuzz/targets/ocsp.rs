#![no_main]
//! See `entries::ocsp`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::ocsp(bytes));
