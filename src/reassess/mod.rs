//! F4: looking again: what a portfolio needs to stay known, and who is told what came of it.

pub mod notify;
