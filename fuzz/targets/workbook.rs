#![no_main]
//! See `entries::workbook`.

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::workbook(bytes));
