//! One request to one server.

#![expect(
    clippy::disallowed_methods,
    reason = "telling people is one of the things that dial"
)]

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response, redirect};
use url::{Host, Url};

use super::attempt::Failed;
use super::shape::signature;
use super::{Patience, reach};
use crate::domain::notice::{NoticeId, SetbackReason};
use crate::dossier::{Shape, Webhook};

/// Bytes of an answer that are read.
const ANSWER: usize = 2_000;
/// Seconds that a receiver can ask us to wait before it is asked again.
const LONGEST_WAIT: u64 = 24 * 60 * 60;

/// Sends a body.
pub(super) async fn call(
    webhook: &Webhook,
    id: &NoticeId,
    body: Vec<u8>,
    patience: &Patience,
) -> Result<(), Failed> {
    let url = Url::parse(webhook.url.reveal())
        .map_err(|error| Failed::later(SetbackReason::Rejected, &error.to_string()))?;
    let client = client(webhook, &url, patience).await?;
    let kind = match webhook.shape {
        Shape::Cloudevents => "application/cloudevents+json; charset=utf-8",
        Shape::Slack | Shape::Teams => "application/json; charset=utf-8",
    };
    let mut request = client.post(url).header(CONTENT_TYPE, kind);
    if let Some(secret) = &webhook.secret {
        request = request
            .header("Waarborg-Notice", id.0.as_str())
            .header("Waarborg-Signature-256", signature(secret.reveal(), &body));
    }
    match request.body(body).send().await {
        Ok(response) => judge(response).await,
        Err(error) => Err(unsent(error, webhook.shape)),
    }
}

/// A way to the addresses of a URL and no other.
async fn client(webhook: &Webhook, url: &Url, patience: &Patience) -> Result<Client, Failed> {
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        None => String::new(),
    };
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses = reach::find(&host, port, webhook.allow_private, patience).await?;
    Client::builder()
        .tls_backend_preconfigured(reach::trust(&webhook.anchors)?)
        .resolve_to_addrs(&host, &addresses)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(patience.connect)
        .timeout(patience.step)
        .user_agent(concat!("waarborg/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Failed::later(SetbackReason::Protocol, &error.without_url().to_string()))
}

/// What an answer means.
async fn judge(response: Response) -> Result<(), Failed> {
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let wait = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok())
        .map(|seconds| Duration::from_secs(seconds.min(LONGEST_WAIT)));
    let words = format!("{} {}", status.as_u16(), answer(response).await);
    let busy = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
    Err(if busy {
        match Failed::soon(SetbackReason::Busy, &words) {
            Failed::Soon(setback, _) => Failed::Soon(setback, wait),
            other => other,
        }
    } else {
        Failed::later(SetbackReason::Rejected, &words)
    })
}

async fn answer(mut response: Response) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= ANSWER {
            bytes.truncate(ANSWER);
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What it means that no answer came.
fn unsent(error: reqwest::Error, shape: Shape) -> Failed {
    // The address may be a secret: it is not repeated.
    let error = error.without_url();
    let words = innermost(&error);
    if let Some(words) = reach::distrust(&error) {
        return Failed::later(SetbackReason::Certificate, &words);
    }
    let reason = if error.is_timeout() {
        SetbackReason::TimedOut
    } else if error.is_connect() {
        SetbackReason::Refused
    } else {
        SetbackReason::Closed
    };
    // Not connected: nothing was handed over. A receiver of events knows them again by their id; a chat does not.
    if error.is_connect() || shape == Shape::Cloudevents {
        Failed::soon(reason, &words)
    } else {
        Failed::doubt(reason, &words)
    }
}

/// The words of the error at the bottom: they say the most.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}
