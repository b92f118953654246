//! Two ways of doing a thing, measured in turns in one run, so that a busy machine weighs on both alike.

use std::time::{Duration, Instant};

/// Runs both in turns, `rounds` times, and prints the median times and the median of the ratios within a round.
///
/// Only under `cargo bench`: when benches run as tests there is nothing to compare.
#[expect(clippy::print_stdout, reason = "the result of the run")]
pub(crate) fn compare(
    rounds: usize,
    (first, mut run_first): (&str, impl FnMut()),
    (second, mut run_second): (&str, impl FnMut()),
) {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut pairs: Vec<(Duration, Duration)> = (0..rounds)
        .map(|_| (time(&mut run_first), time(&mut run_second)))
        .collect();
    let ratio = |pair: &(Duration, Duration)| pair.0.as_secs_f64() / pair.1.as_secs_f64();
    pairs.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
    let (one, other) = pairs[rounds / 2];
    println!(
        "{first}: {one:.1?}; {second}: {other:.1?}; ratio {:.2}",
        ratio(&(one, other))
    );
}

fn time(run: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}
