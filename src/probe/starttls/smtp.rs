//! SMTP: a greeting, `EHLO`, `STARTTLS` (RFC 5321, RFC 3207).

use super::OWN_NAME;
use super::talk::{Talk, declined, not_offered, unexpected, words};
use crate::domain::observation::Failure;

pub(super) async fn ask(talk: &mut Talk<'_>) -> Result<(), Failure> {
    let greeting = reply(talk, "greeting").await?;
    match greeting.code {
        220 => {}
        400..=599 => return Err(declined("greeting", greeting.last())),
        _ => return Err(unexpected("greeting", greeting.last())),
    }
    talk.say(format!("EHLO {OWN_NAME}\r\n").as_bytes()).await?;
    let hello = reply(talk, "answer to EHLO").await?;
    match hello.code {
        250 => {}
        // A server that knows no EHLO knows no extension either.
        500 | 502 | 504 => return Err(not_offered("answer to EHLO", hello.last())),
        400..=599 => return Err(declined("answer to EHLO", hello.last())),
        _ => return Err(unexpected("answer to EHLO", hello.last())),
    }
    if !hello.names("STARTTLS") {
        return Err(not_offered("answer to EHLO", b"no STARTTLS in it"));
    }
    talk.say(b"STARTTLS\r\n").await?;
    let go = reply(talk, "answer to STARTTLS").await?;
    match go.code {
        220 => Ok(()),
        400..=599 => Err(declined("answer to STARTTLS", go.last())),
        _ => Err(unexpected("answer to STARTTLS", go.last())),
    }
}

/// A reply: its code, and the text of each of its lines.
struct Reply {
    code: u16,
    texts: Vec<Vec<u8>>,
}

impl Reply {
    fn last(&self) -> &[u8] {
        self.texts.last().map_or(b"", Vec::as_slice)
    }

    /// True when a line after the first begins with this keyword.
    fn names(&self, keyword: &str) -> bool {
        self.texts.iter().skip(1).any(|line| {
            let text = line.get(4..).unwrap_or_default();
            words(text)
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case(keyword.as_bytes()))
        })
    }
}

/// Reads `250-…`, `250-…`, `250 …`: every line bears the same code.
async fn reply(talk: &mut Talk<'_>, what: &str) -> Result<Reply, Failure> {
    let texts = talk
        .lines(what, |lines| {
            lines.last().is_none_or(|line| line.get(3) != Some(&b'-')) || !alike(lines)
        })
        .await?;
    let code = texts.first().and_then(|line| code(line));
    match code {
        Some(code) if alike(&texts) => Ok(Reply { code, texts }),
        _ => Err(unexpected(what, texts.last().map_or(b"", Vec::as_slice))),
    }
}

fn alike(lines: &[Vec<u8>]) -> bool {
    let first = lines.first().and_then(|line| code(line));
    first.is_some() && lines.last().and_then(|line| code(line)) == first
}

/// The code of a reply line: three digits, then a space, a hyphen or nothing.
pub(super) fn code(line: &[u8]) -> Option<u16> {
    if !matches!(line.get(3), None | Some(b' ' | b'-')) {
        return None;
    }
    let digits = line.get(..3).filter(|d| d.iter().all(u8::is_ascii_digit))?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
