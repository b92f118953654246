//! LDAP: the `StartTLS` extended operation (RFC 4511 §4.12, §4.14), in BER.

use x509_parser::asn1_rs::{Any, Class, Enumerated, FromBer as _};

use super::talk::{Talk, declined, not_offered, unexpected};
use crate::domain::observation::{Failure, FailureReason};

/// Message 1: an extended request with the name 1.3.6.1.4.1.1466.20037.
const REQUEST: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
/// The tags of a message and of an extended response.
const SEQUENCE: u8 = 0x30;
const EXTENDED_RESPONSE: u32 = 24;
/// Result codes (appendix A): done; and no such operation here.
const SUCCESS: u32 = 0;
const PROTOCOL_ERROR: u32 = 2;

const WHAT: &str = "answer to StartTLS";

pub(super) async fn ask(talk: &mut Talk<'_>) -> Result<(), Failure> {
    talk.say(REQUEST).await?;
    let message = message(talk).await?;
    let (number, code) = read(&message).ok_or_else(|| unexpected(WHAT, b"no LDAP result"))?;
    let result = format!("result code {code}");
    match (number, code) {
        // Message 0 is a notice that the server is about to hang up (§4.4.1).
        (0, _) => Err(declined(WHAT, b"notice of disconnection")),
        (1, SUCCESS) => Ok(()),
        (1, PROTOCOL_ERROR) => Err(not_offered(WHAT, result.as_bytes())),
        (1, _) => Err(declined(WHAT, result.as_bytes())),
        _ => Err(unexpected(WHAT, b"the answer to another message")),
    }
}

/// Reads one message and gives what is inside its envelope.
async fn message(talk: &mut Talk<'_>) -> Result<Vec<u8>, Failure> {
    let [tag, first] = talk.bytes(WHAT).await?;
    if tag != SEQUENCE {
        return Err(unexpected(WHAT, b"no LDAP message"));
    }
    let length = match first {
        0..=0x7f => usize::from(first),
        0x81..=0x84 => {
            let octets = talk.body(WHAT, usize::from(first & 0x7f)).await?;
            octets
                .iter()
                .fold(0, |length, octet| length << 8 | usize::from(*octet))
        }
        // LDAP uses the definite form alone (§5.1).
        _ => return Err(unexpected(WHAT, b"no length")),
    };
    if length > usize::from(u16::MAX) {
        let detail = format!("{WHAT}: an LDAP message of {length} bytes");
        return Err(Failure::new(FailureReason::TooLarge, &detail));
    }
    talk.body(WHAT, length).await
}

/// The number of a message and the result code of the extended response inside.
fn read(message: &[u8]) -> Option<(u32, u32)> {
    let (rest, number) = u32::from_ber(message).ok()?;
    let (_, response) = Any::from_ber(rest).ok()?;
    if response.class() != Class::Application || response.tag().0 != EXTENDED_RESPONSE {
        return None;
    }
    let (_, code) = Enumerated::from_ber(response.data).ok()?;
    Some((number, code.0))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn results_are_read_and_nonsense_is_not() {
        let done = b"\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";
        assert_eq!(read(done), Some((1, 0)));
        let unknown = b"\x02\x01\x01\x78\x09\x0a\x01\x02\x04\x00\x04\x02no";
        assert_eq!(read(unknown), Some((1, 2)));
        let search = b"\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
        assert_eq!(read(search), None);
        for end in 0..done.len() - 4 {
            assert_eq!(read(&done[..end]), None, "{end}");
        }
    }
}
