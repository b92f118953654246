//! Asking an authority for a time stamp (RFC 3161 §3.4): one question to one address that the user named.

#![expect(
    clippy::disallowed_methods,
    reason = "the probes are the modules that dial"
)]

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, redirect};

use super::http::from_http;
use crate::domain::observation::{Failure, FailureReason};

/// How long the authority may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 256 * 1024;

/// Sends a question to an authority and gives its answer as it came.
///
/// # Errors
/// Why there is no answer; nothing is judged here.
pub async fn ask_time_stamp(url: &str, question: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .timeout(PATIENCE)
        .user_agent(concat!("waarborg/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| from_http(&error))?;
    let mut response = client
        .post(url)
        .header(CONTENT_TYPE, "application/timestamp-query")
        .body(question)
        .send()
        .await
        .map_err(|error| from_http(&error))?;
    if !response.status().is_success() {
        let status = response.status().as_u16().to_string();
        return Err(Failure::new(FailureReason::ErrorAnswer, &status));
    }
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| from_http(&error))? {
        answer.extend_from_slice(&chunk);
        if answer.len() > LARGEST {
            return Err(Failure::new(FailureReason::TooLarge, "time stamp"));
        }
    }
    Ok(answer)
}
