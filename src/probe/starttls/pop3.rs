//! POP3: a greeting and `STLS` (RFC 1939, RFC 2595).

use super::talk::{Talk, begins, declined, not_offered, unexpected, words};
use crate::domain::observation::Failure;

pub(super) async fn ask(talk: &mut Talk<'_>) -> Result<(), Failure> {
    let greeting = line(talk, "greeting").await?;
    if begins(&greeting, "-ERR") {
        return Err(declined("greeting", &greeting));
    }
    if !begins(&greeting, "+OK") {
        return Err(unexpected("greeting", &greeting));
    }
    talk.say(b"STLS\r\n").await?;
    let answer = line(talk, "answer to STLS").await?;
    if begins(&answer, "+OK") {
        return Ok(());
    }
    if !begins(&answer, "-ERR") {
        return Err(unexpected("answer to STLS", &answer));
    }
    // A no is a no, but does the server know STLS at all? Its list of what it can do tells.
    if lists_stls(talk).await? {
        Err(declined("answer to STLS", &answer))
    } else {
        Err(not_offered("answer to STLS", &answer))
    }
}

/// Whether `STLS` stands in the answer to `CAPA` (RFC 2449), which ends with a line of one dot.
async fn lists_stls(talk: &mut Talk<'_>) -> Result<bool, Failure> {
    talk.say(b"CAPA\r\n").await?;
    let lines = talk
        .lines("answer to CAPA", |lines| {
            let known = lines.first().is_some_and(|line| begins(line, "+OK"));
            !known || lines.last().is_some_and(|line| line == b".")
        })
        .await?;
    Ok(lines.iter().skip(1).any(|line| {
        words(line)
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case(b"STLS"))
    }))
}

async fn line(talk: &mut Talk<'_>, what: &str) -> Result<Vec<u8>, Failure> {
    let mut lines = talk.lines(what, |_| true).await?;
    Ok(lines.pop().unwrap_or_default())
}
