//! How fast the addresses of an endpoint answered: no connection of its own, see [`Pace`](super::pace::Pace).

use super::observe::Look;
use super::run::Run;
use super::target::Target;
use crate::domain::observation::{Fact, Failure, FailureReason, Probe, Reading};

/// One look for each address, after `shaken` looked at the same addresses in the same order; none when the user did not
/// say from where is looked.
pub(super) async fn times(run: &Run<'_>, host: &str, port: u16, shaken: &[Look]) -> Vec<Look> {
    if run.network.settings().vantage.is_none() {
        return Vec::new();
    }
    let targets = match run.targets(host, port).await {
        Ok(targets) => targets,
        Err(failure) => vec![Err(failure)],
    };
    targets
        .into_iter()
        .zip(shaken)
        .map(|(target, look)| Look {
            probe: Probe::RoundTrip,
            at: look.at,
            took_ms: 0,
            reading: read(run, target, &look.reading),
        })
        .collect()
}

fn read(run: &Run<'_>, target: Result<Target, Failure>, shaken: &Reading) -> Reading {
    let times = target.map(|target| run.network.pace().of(target));
    match (times, shaken) {
        (Ok(Some(fact)), _) => Reading::Observed(Box::new(Fact::RoundTrip(fact))),
        (Err(failure), _) => Reading::Failed(failure),
        // What kept the handshakes away kept the connections away.
        (Ok(None), Reading::Failed(failure)) => Reading::Failed(failure.clone()),
        (Ok(None), Reading::Observed(_)) => Reading::Failed(Failure::new(
            FailureReason::LocalFault,
            "no connection was timed",
        )),
    }
}
