#![no_main]
//! See `entries::security_txt`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::security_txt(bytes));
