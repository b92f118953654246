//! What the hosting checks share: every address of a host is judged, the worst counts.

use super::{Context, Judgement};
use crate::domain::fact::HostingFact;
use crate::domain::observation::{Observation, Probe};

/// The addresses of the host with their evidence.
pub(super) fn addresses<'a>(context: &Context<'a>) -> Vec<(&'a Observation, &'a HostingFact)> {
    context
        .of(Probe::Hosting)
        .filter_map(|o| Some((o, o.hosting()?)))
        .collect()
}

/// No address was found: because of the name, or because the tables could not be read.
pub(super) fn unresolved(context: &Context<'_>) -> Judgement {
    for probe in [Probe::Hosting, Probe::DnsA, Probe::DnsAaaa] {
        if context.of(probe).any(|o| o.failure().is_some()) {
            return context.unseen("not-resolved", probe);
        }
    }
    Judgement::not_observed("not-resolved").with_text(
        "failure",
        context.material.phrases.text("failure.no-address"),
    )
}

/// The evidence about one address in one line.
pub(super) fn quote(fact: &HostingFact) -> String {
    let mut parts = vec![fact.canonical.to_string()];
    for claim in &fact.claims {
        let mut part = claim.source.to_string();
        for extra in [&claim.region, &claim.zone].into_iter().flatten() {
            part.push(' ');
            part.push_str(extra);
        }
        part.push_str(": ");
        part.push_str(claim.country.as_ref().map_or("—", |country| country.code()));
        parts.push(part);
    }
    parts.join("; ")
}
