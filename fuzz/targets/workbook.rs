#![no_main]
//! See `entries::written::workbook`.

#[path = "../entries.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::written::workbook(bytes));
