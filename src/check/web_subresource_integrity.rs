//! Whether scripts and style sheets of other parties can be changed without the page noticing (W3C Subresource Integrity).

use content_security_policy::{SubresourceIntegrityMetadata, parse_subresource_integrity_metadata};

use super::page::{host_of, page_read, same_site, some};
use super::{Check, Context, Judgement};
use crate::domain::fact::{PageResource, ResourceKind};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "web-subresource-integrity",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["own", "pinned", "unpinned", "blocked"],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let (answer, page) = match page_read(context) {
        Ok(found) => found,
        Err(judgement) => return judgement,
    };
    let here = host_of(&page.url);
    let foreign: Vec<&PageResource> = page
        .resources
        .iter()
        .filter(|r| matches!(r.kind, ResourceKind::Script | ResourceKind::Style))
        .filter(|r| !same_site(&r.host, &here))
        .collect();
    let of = |wanted: fn(&PageResource) -> bool| -> Vec<&PageResource> {
        foreign.iter().filter(|r| wanted(r)).copied().collect()
    };
    let unpinned = of(|r| !is_pinned(r));
    let blocked = of(|r| is_pinned(r) && r.crossorigin.is_none());
    let hosts = |resources: &[&PageResource]| {
        let mut hosts: Vec<String> = resources.iter().map(|r| r.host.clone()).collect();
        hosts.sort();
        hosts.dedup();
        some(&hosts, 5)
    };
    let (judgement, shown) = if !unpinned.is_empty() {
        let judgement = Judgement::partial("unpinned")
            .with("count", unpinned.len())
            .with_text("hosts", hosts(&unpinned));
        (judgement, unpinned)
    } else if !blocked.is_empty() {
        // SRI §3.3.2: without CORS the browser cannot check, and does not run it.
        let judgement = Judgement::partial("blocked")
            .with("count", blocked.len())
            .with_text("hosts", hosts(&blocked));
        (judgement, blocked)
    } else if page.truncated {
        return answer.cut();
    } else if foreign.is_empty() {
        (Judgement::conforms("own"), Vec::new())
    } else {
        let judgement = Judgement::conforms("pinned").with("count", foreign.len());
        (judgement, foreign)
    };
    let quote = shown
        .iter()
        .map(|r| format!("; {}", r.url))
        .fold(answer.quote(&[]), |quote, url| quote + &url);
    judgement.because(answer.observation, quote)
}

/// True with a hash that browsers know.
fn is_pinned(resource: &PageResource) -> bool {
    resource.integrity.as_deref().is_some_and(
        |integrity| match parse_subresource_integrity_metadata(integrity) {
            SubresourceIntegrityMetadata::NoMetadata => false,
            SubresourceIntegrityMetadata::IntegritySources(hashes) => !hashes.is_empty(),
        },
    )
}
