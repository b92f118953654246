//! The most memory that a process held, as the system tells (Linux).

/// Peak resident memory of a process in kibibytes so far; nothing where the system does not tell, or when it is gone.
#[expect(
    clippy::disallowed_methods,
    reason = "a bench reads what the system says of memory"
)]
pub(crate) fn of(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

/// In words.
pub(crate) fn shown(kibibytes: Option<u64>) -> String {
    kibibytes.map_or_else(
        || "unknown".to_owned(),
        |kibibytes| format!("{} MB", kibibytes * 1024 / 1_000_000),
    )
}
