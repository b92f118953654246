//! SMTP in the clear, up to where TLS begins (RFC 3207).
//!
//! Done here because what a server says in the clear after its answer to STARTTLS must not be taken for something that was
//! said under TLS.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::attempt::Failed;
use crate::domain::notice::SetbackReason;

/// Bytes of one answer.
const ANSWER: usize = 16 * 1024;

/// Asks for TLS. The next byte on the line is that of a TLS record.
pub(super) async fn ask(stream: &mut TcpStream, hello: &str) -> Result<(), Failed> {
    expect(stream, "220").await?;
    say(stream, &format!("EHLO {hello}\r\n")).await?;
    let offers = expect(stream, "250").await?;
    let offered = offers
        .lines()
        .filter_map(|line| line.get(4..))
        .any(|word| word.trim().eq_ignore_ascii_case("STARTTLS"));
    if !offered {
        return Err(Failed::later(SetbackReason::NotOffered, "STARTTLS"));
    }
    say(stream, "STARTTLS\r\n").await?;
    expect(stream, "220").await?;
    Ok(())
}

async fn say(stream: &mut TcpStream, words: &str) -> Result<(), Failed> {
    stream
        .write_all(words.as_bytes())
        .await
        .map_err(|error| Failed::soon(SetbackReason::Closed, &error.to_string()))
}

/// One whole answer with this code, and not a byte more.
async fn expect(stream: &mut TcpStream, code: &str) -> Result<String, Failed> {
    let mut answer = Vec::new();
    loop {
        let mut part = [0; 1024];
        let n = stream
            .read(&mut part)
            .await
            .map_err(|error| Failed::soon(SetbackReason::Closed, &error.to_string()))?;
        if n == 0 {
            return Err(Failed::soon(SetbackReason::Closed, ""));
        }
        answer.extend_from_slice(part.get(..n).unwrap_or_default());
        if let Some(end) = whole(&answer) {
            if end != answer.len() {
                return Err(Failed::later(
                    SetbackReason::Protocol,
                    "more than one answer before TLS",
                ));
            }
            break;
        }
        if answer.len() > ANSWER {
            return Err(Failed::later(SetbackReason::Protocol, "too long an answer"));
        }
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    if answer.starts_with(code) {
        return Ok(answer);
    }
    Err(if answer.starts_with('4') {
        Failed::soon(SetbackReason::Busy, &answer)
    } else if answer.starts_with('5') {
        Failed::later(SetbackReason::Rejected, &answer)
    } else {
        Failed::later(SetbackReason::Protocol, &answer)
    })
}

/// Where the first whole answer ends: after its line with no hyphen behind the code.
fn whole(bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    while let Some(length) = bytes.get(start..)?.iter().position(|b| *b == b'\n') {
        let end = start + length + 1;
        if bytes.get(start + 3) != Some(&b'-') {
            return Some(end);
        }
        start = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn an_answer_ends_with_its_last_line() {
        for (bytes, end) in [
            (&b"220 mx ready\r\n"[..], Some(14)),
            (b"250-mx\r\n250-SIZE\r\n250 STARTTLS\r\n", Some(32)),
            (b"250-mx\r\n250", None),
            (b"220", None),
            (b"", None),
            (b"220 go\r\n250 injected\r\n", Some(8)),
            (b"\n", Some(1)),
        ] {
            assert_eq!(whole(bytes), end, "{bytes:?}");
        }
    }
}
