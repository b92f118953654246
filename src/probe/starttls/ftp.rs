//! FTP: a greeting and `AUTH TLS` (RFC 959, RFC 4217).

use super::smtp::code;
use super::talk::{Talk, declined, not_offered, unexpected};
use crate::domain::observation::Failure;

pub(super) async fn ask(talk: &mut Talk<'_>) -> Result<(), Failure> {
    let (greeting, text) = reply(talk, "greeting").await?;
    match greeting {
        220 => {}
        // 120: ready later. That is a no for today.
        120 | 400..=599 => return Err(declined("greeting", &text)),
        _ => return Err(unexpected("greeting", &text)),
    }
    talk.say(b"AUTH TLS\r\n").await?;
    let (answer, text) = reply(talk, "answer to AUTH TLS").await?;
    match answer {
        234 => Ok(()),
        // Not now (431), or not for us (533, 534). Every other no is that of a server that has no such command; some
        // then ask to log in first (530).
        400..=499 | 533 | 534 => Err(declined("answer to AUTH TLS", &text)),
        500..=599 => Err(not_offered("answer to AUTH TLS", &text)),
        _ => Err(unexpected("answer to AUTH TLS", &text)),
    }
}

/// Reads `220-…`, anything at all, `220 …`: the code of the first line and the whole last line.
async fn reply(talk: &mut Talk<'_>, what: &str) -> Result<(u16, Vec<u8>), Failure> {
    let lines = talk
        .lines(what, |lines| {
            let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
                return true;
            };
            let open = code(first).is_some() && first.get(3) == Some(&b'-');
            !open || code(last) == code(first) && last.get(3) != Some(&b'-')
        })
        .await?;
    let last = lines.last().cloned().unwrap_or_default();
    match lines.first().and_then(|line| code(line)) {
        Some(code) => Ok((code, last)),
        None => Err(unexpected(what, &last)),
    }
}
