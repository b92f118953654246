//! Exit codes.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, and at or below the limit asked.
    Done,
    /// 1: our fault.
    Fault,
    /// 2: wrong use: the command line cannot be right, whatever stands in any file.
    Usage,
    /// 3: invalid input: a file, a folder, an id or an address that was named is not there or cannot be used.
    Input,
    /// 4: too little seen (`--min-coverage`).
    Coverage,
    /// 5: the limit was reached (`--fail-on`).
    Limit,
    /// 6: an evidence pack does not hold (`verify`).
    Verify,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Fault => 1,
            Exit::Usage => 2,
            Exit::Input => 3,
            Exit::Coverage => 4,
            Exit::Limit => 5,
            Exit::Verify => 6,
        })
    }
}
