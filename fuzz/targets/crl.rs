#![no_main]
//! See `entries::crl`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::crl(bytes));
