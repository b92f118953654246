#![no_main]
//! See `entries::server_answer`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::server_answer(bytes));
