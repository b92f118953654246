#![no_main]
//! See `entries::content_policy`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::content_policy(bytes));
