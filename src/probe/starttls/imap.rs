//! IMAP: a greeting, `CAPABILITY`, `STARTTLS` (RFC 9051).

use super::talk::{Talk, begins, declined, not_offered, unexpected, words};
use crate::domain::observation::Failure;

pub(super) async fn ask(talk: &mut Talk<'_>) -> Result<(), Failure> {
    let greeting = talk.lines("greeting", |_| true).await?;
    let greeting = greeting.first().map_or(b"".as_slice(), Vec::as_slice);
    if begins(greeting, "* BYE") {
        return Err(declined("greeting", greeting));
    }
    if begins(greeting, "* PREAUTH") {
        // Who is logged in already cannot go over to TLS any more (§6.2.1).
        return Err(not_offered("greeting", greeting));
    }
    if !begins(greeting, "* OK") {
        return Err(unexpected("greeting", greeting));
    }
    // Many servers say in their greeting what they can do, which saves a question.
    if !lists_starttls(greeting) {
        talk.say(b"a1 CAPABILITY\r\n").await?;
        let lines = answer(talk, "answer to CAPABILITY", "a1 ").await?;
        let listed = lines
            .iter()
            .any(|line| begins(line, "* CAPABILITY") && lists_starttls(line));
        let last = lines.last().map_or(b"".as_slice(), Vec::as_slice);
        if begins(last, "* BYE") {
            return Err(declined("answer to CAPABILITY", last));
        }
        if !listed {
            return Err(not_offered("answer to CAPABILITY", b"no STARTTLS in it"));
        }
    }
    talk.say(b"a2 STARTTLS\r\n").await?;
    let lines = answer(talk, "answer to STARTTLS", "a2 ").await?;
    let last = lines.last().map_or(b"".as_slice(), Vec::as_slice);
    if begins(last, "a2 OK") {
        Ok(())
    } else if ["* BYE", "a2 NO", "a2 BAD"]
        .iter()
        .any(|no| begins(last, no))
    {
        Err(declined("answer to STARTTLS", last))
    } else {
        Err(unexpected("answer to STARTTLS", last))
    }
}

/// Reads untagged lines until the tagged one, or until the server says goodbye or something else altogether.
async fn answer(talk: &mut Talk<'_>, what: &str, tag: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let lines = talk
        .lines(what, |lines| {
            lines
                .last()
                .is_none_or(|line| !begins(line, "* ") || begins(line, "* BYE"))
        })
        .await?;
    let last = lines.last().map_or(b"".as_slice(), Vec::as_slice);
    if begins(last, tag) || begins(last, "* BYE") {
        Ok(lines)
    } else {
        Err(unexpected(what, last))
    }
}

/// True when the capability stands in a line: as a word, perhaps in the brackets of a response code.
fn lists_starttls(line: &[u8]) -> bool {
    words(line).any(|word| {
        let word = word.strip_suffix(b"]").unwrap_or(word);
        word.eq_ignore_ascii_case(b"STARTTLS")
    })
}
