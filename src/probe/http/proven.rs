//! A small file of a server that has to prove who it is.

use url::Url;

use super::ask;
use super::exchange::Asking;
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::run::Run;

/// An answer over HTTPS, from a server with a certificate that is to be trusted and bears its name.
#[derive(Debug)]
pub(in crate::probe) struct Proven {
    pub(in crate::probe) status: u16,
    pub(in crate::probe) content_type: Option<String>,
    /// The file, when the status is 200.
    pub(in crate::probe) body: Vec<u8>,
}

/// Asks for a URL; more than `limit` bytes are a failure. Redirects are not followed.
pub(in crate::probe) async fn prove(
    run: &Run<'_>,
    url: &Url,
    limit: usize,
    budget: &mut Budget,
) -> Result<Proven, Failure> {
    let exchange = ask(run, url, Asking::Proven, &mut None, budget).await?;
    let status = exchange.hop.status;
    let content_type = exchange
        .hop
        .header("content-type")
        .next()
        .map(|kind| kind.chars().take(200).collect());
    let body = if status == 200 {
        exchange.read_all(limit, budget).await?
    } else {
        Vec::new()
    };
    Ok(Proven {
        status,
        content_type,
        body,
    })
}
