//! What a web server answered.

use super::{Plain, Row, Scribe};
use crate::domain::fact::{Halt, HttpFact};
use crate::domain::observation::{Observation, Probe};
use crate::report::view::unseen::why;

/// One exchange; nothing for an observation of another kind.
pub(super) fn row(observation: &Observation, scribe: &Scribe) -> Option<Row> {
    let key = match observation.probe {
        Probe::Http => "endpoint.plain-http",
        Probe::Https => "endpoint.over-https",
        _ => return None,
    };
    let value = match (observation.http(), observation.failure()) {
        (Some(http), _) => hops(http, scribe),
        (None, Some(failure)) => why(failure, scribe),
        (None, None) => return None,
    };
    Some(scribe.row(key, value))
}

fn halted(halt: &Halt, scribe: &Scribe) -> Plain {
    let failure = halt.failure.as_ref().map(|failure| why(failure, scribe));
    let failure = failure.unwrap_or_default();
    scribe.told(
        halt.kind.key(),
        &[("url", &halt.url), ("failure", failure.as_str())],
    )
}

fn hops(http: &HttpFact, scribe: &Scribe) -> Plain {
    let mut parts: Vec<String> = http
        .hops
        .iter()
        .map(|hop| format!("{} → {} ({})", hop.url, hop.status, hop.version))
        .collect();
    if let Some(stopped) = &http.stopped {
        let words = match &http.halt {
            Some(halt) => halted(halt, scribe),
            None => scribe.technical(stopped),
        };
        parts.push(words.as_str().to_owned());
    }
    if let Some(first) = http.first() {
        for value in first.header("strict-transport-security") {
            parts.push(format!("{}: {value}", scribe.word("endpoint.hsts")));
        }
    }
    parts.join("\n").into()
}
