//! `PostgreSQL`: `SSLRequest`, answered by one letter (protocol 3.0, "SSL Session Encryption").

use super::talk::{Talk, not_offered, unexpected};
use crate::domain::observation::Failure;

/// A length of eight and the number 80877103, which no version of the protocol has.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

pub(super) async fn ask(talk: &mut Talk<'_>) -> Result<(), Failure> {
    talk.say(&SSL_REQUEST).await?;
    let answer: [u8; 1] = talk.bytes("answer to SSLRequest").await?;
    match &answer {
        b"S" => Ok(()),
        b"N" => Err(not_offered("answer to SSLRequest", &answer)),
        _ => Err(unexpected("answer to SSLRequest", &answer)),
    }
}
