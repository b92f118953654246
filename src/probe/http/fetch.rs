//! Small files and answers of other services, whole, past the same guard as pages.

use url::Url;

use super::exchange::Asking;
use super::{ask, redirect, web_port};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::run::Run;

/// Redirects that are followed, for files only.
const MAX_REDIRECTS: usize = 3;

/// Fetches what a URL gives, at most `limit` bytes. The URL comes from others: its host is judged by the target guard
/// and its port has to be one of the web, as for every redirect.
pub(in crate::probe) async fn fetch(
    run: &Run<'_>,
    url: &str,
    asking: Asking<'_>,
    limit: usize,
    budget: &mut Budget,
) -> Result<Vec<u8>, Failure> {
    let mut url = plain(url)?;
    let mut line = None;
    for _ in 0..=MAX_REDIRECTS {
        if !web_port(&url, None) {
            let detail = format!("{url} leads to no port of a website");
            return Err(Failure::new(FailureReason::Blocked, &detail));
        }
        let exchange = ask(run, &url, asking, &mut line, budget).await?;
        let status = exchange.hop.status;
        match (redirect(&url, &exchange.hop), asking) {
            (Some(Ok(next)), Asking::File) => url = next,
            _ if status == 200 => return exchange.read_all(limit, budget).await,
            _ => {
                let detail = format!("{url} answers with HTTP status {status}");
                return Err(Failure::new(FailureReason::ErrorAnswer, &detail));
            }
        }
    }
    let detail = format!("more than {MAX_REDIRECTS} redirects");
    Err(Failure::new(FailureReason::ErrorAnswer, &detail))
}

/// A URL of the web without name and password.
fn plain(text: &str) -> Result<Url, Failure> {
    let broken = |detail: &str| Failure::new(FailureReason::ProtocolError, detail);
    let mut url = Url::parse(text).map_err(|error| broken(&format!("no URL: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(broken("no URL of the web"));
    }
    url.set_fragment(None);
    // A URL with a host can always lose them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url)
}
