//! The hellos of full handshakes, and the server's answer to them.

use super::agreement::{CURVE25519, SECP256R1, SECP384R1, SECP521R1, Share, X25519MLKEM768};
use super::channel::{Message, broken, unexpected};
use super::signature::SCHEMES;
use super::wire::{Cursor, block8, block16, extension, extensions, find, message, numbers};
use crate::domain::observation::Failure;

/// Groups of a full handshake: classical ones, whose shares are small.
pub(in crate::probe::tls) const CLASSICAL: [u16; 4] = [CURVE25519, SECP256R1, SECP384R1, SECP521R1];
/// The same and a post-quantum hybrid, for servers that know nothing else.
pub(in crate::probe::tls) const HYBRID: [u16; 5] =
    [X25519MLKEM768, CURVE25519, SECP256R1, SECP384R1, SECP521R1];

/// TLS 1.2, as on the wire.
pub(in crate::probe::tls) const TLS12: u16 = 0x0303;

pub(super) const SERVER_NAME: u16 = 0;
pub(super) const STATUS_REQUEST: u16 = 5;
pub(super) const GROUPS: u16 = 10;
pub(super) const POINT_FORMATS: u16 = 11;
pub(super) const SIGNATURE_ALGORITHMS: u16 = 13;
pub(in crate::probe::tls) const HEARTBEAT: u16 = 15;
pub(super) const ALPN: u16 = 16;
pub(super) const SCT: u16 = 18;
pub(super) const PADDING: u16 = 21;
pub(super) const MASTER_SECRET: u16 = 23;
pub(super) const COMPRESSION: u16 = 27;
pub(super) const TICKET: u16 = 35;
pub(super) const PSK: u16 = 41;
pub(super) const EARLY_DATA: u16 = 42;
pub(super) const VERSIONS: u16 = 43;
pub(super) const COOKIE: u16 = 44;
pub(super) const PSK_MODES: u16 = 45;
pub(super) const CERTIFICATE_SIGNATURES: u16 = 50;
pub(super) const KEY_SHARE: u16 = 51;
pub(super) const RENEGOTIATION: u16 = 0xff01;

pub(in crate::probe::tls) const SERVER_HELLO: u8 = 2;

/// The random value that makes a `ServerHello` a `HelloRetryRequest` (RFC 8446 §4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// What a full handshake offers.
#[derive(Debug, Clone, Copy)]
pub(in crate::probe::tls) struct Offer<'a> {
    /// The server's name; left out for an address.
    pub(in crate::probe::tls) name: Option<&'a str>,
    /// Protocols for ALPN, first choice first; none leaves the extension out.
    pub(in crate::probe::tls) alpn: &'a [&'a str],
    /// Key-exchange groups: [`CLASSICAL`] or [`HYBRID`].
    pub(in crate::probe::tls) groups: &'a [u16],
    /// Signature schemes: [`SCHEMES`], or some of them.
    pub(in crate::probe::tls) schemes: &'a [u16],
}

/// The parts of a `ClientHello` of TLS 1.3 that differ between hellos.
pub(super) struct Hello13<'a> {
    pub(super) offer: &'a Offer<'a>,
    pub(super) random: &'a [u8; 32],
    pub(super) session: &'a [u8; 32],
    pub(super) suites: &'a [u16],
    pub(super) shares: &'a [Share],
    pub(super) cookie: Option<&'a [u8]>,
    pub(super) early_data: bool,
    /// A ticket, its obfuscated age, and the length of the binder.
    pub(super) ticket: Option<(&'a [u8], u32, usize)>,
}

impl Hello13<'_> {
    /// The handshake message. With a ticket its last bytes are the binder, still zero.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut all = Vec::new();
        common(&mut all, self.offer);
        signatures(&mut all, self.offer);
        // Only the server's own signature is meant, not those under its certificates.
        if self.offer.schemes != SCHEMES {
            extension(
                &mut all,
                CERTIFICATE_SIGNATURES,
                &block16(&numbers(&SCHEMES)),
            );
        }
        extension(&mut all, STATUS_REQUEST, &[1, 0, 0, 0, 0]);
        extension(&mut all, SCT, &[]);
        extension(&mut all, COMPRESSION, &block8(&numbers(&[2, 3, 1])));
        extension(&mut all, VERSIONS, &block8(&numbers(&[0x0304])));
        extension(&mut all, PSK_MODES, &[1, 1]);
        if let Some(cookie) = self.cookie {
            extension(&mut all, COOKIE, &block16(cookie));
        }
        let shares: Vec<u8> = self
            .shares
            .iter()
            .flat_map(|share| [numbers(&[share.group]), block16(&share.public)].concat())
            .collect();
        extension(&mut all, KEY_SHARE, &block16(&shares));
        if self.early_data {
            extension(&mut all, EARLY_DATA, &[]);
        }
        let psk = self.ticket.map(|(ticket, age, binder)| {
            let identity = [block16(ticket), age.to_be_bytes().to_vec()].concat();
            [block16(&identity), block16(&block8(&vec![0; binder]))].concat()
        });
        let after = psk.as_ref().map_or(0, |psk| psk.len() + 4);
        let mut body = start(TLS12, self.random, self.session, self.suites);
        pad(&mut all, body.len() + 2 + 4 + after);
        // The pre-shared key comes last (RFC 8446 §4.2.11).
        if let Some(psk) = psk {
            extension(&mut all, PSK, &psk);
        }
        body.extend(block16(&all));
        message(1, &body)
    }
}

/// The parts of a `ClientHello` of TLS 1.2 and older that differ between hellos.
#[derive(Clone, Copy)]
pub(in crate::probe::tls) struct Hello12<'a> {
    /// The version, as on the wire.
    pub(in crate::probe::tls) version: u16,
    pub(in crate::probe::tls) offer: &'a Offer<'a>,
    pub(in crate::probe::tls) random: &'a [u8; 32],
    pub(in crate::probe::tls) session: &'a [u8],
    pub(in crate::probe::tls) suites: &'a [u16],
    /// Offers the ticket extension, with this ticket in it.
    pub(in crate::probe::tls) ticket: Option<&'a [u8]>,
    /// What `renegotiation_info` says; absent leaves it out.
    pub(in crate::probe::tls) renegotiation: Option<&'a [u8]>,
    /// Says that heartbeats may be sent to us (RFC 6520).
    pub(in crate::probe::tls) heartbeat: bool,
}

impl Hello12<'_> {
    /// The handshake message.
    pub(in crate::probe::tls) fn write(&self) -> Vec<u8> {
        let mut all = Vec::new();
        common(&mut all, self.offer);
        if self.version >= TLS12 {
            signatures(&mut all, self.offer);
        }
        extension(&mut all, POINT_FORMATS, &block8(&[0]));
        extension(&mut all, MASTER_SECRET, &[]);
        if let Some(ticket) = self.ticket {
            extension(&mut all, TICKET, ticket);
        }
        if let Some(data) = self.renegotiation {
            extension(&mut all, RENEGOTIATION, &block8(data));
        }
        if self.heartbeat {
            extension(&mut all, HEARTBEAT, &[1]);
        }
        let mut body = start(self.version, self.random, self.session, self.suites);
        pad(&mut all, body.len() + 2 + 4);
        body.extend(block16(&all));
        message(1, &body)
    }
}

fn common(all: &mut Vec<u8>, offer: &Offer<'_>) {
    if let Some(name) = offer.name {
        let entry = [&[0u8][..], &block16(name.as_bytes())].concat();
        extension(all, SERVER_NAME, &block16(&entry));
    }
    extension(all, GROUPS, &block16(&numbers(offer.groups)));
    if !offer.alpn.is_empty() {
        let list: Vec<u8> = offer
            .alpn
            .iter()
            .flat_map(|protocol| block8(protocol.as_bytes()))
            .collect();
        extension(all, ALPN, &block16(&list));
    }
}

fn signatures(all: &mut Vec<u8>, offer: &Offer<'_>) {
    extension(all, SIGNATURE_ALGORITHMS, &block16(&numbers(offer.schemes)));
}

fn start(version: u16, random: &[u8; 32], session: &[u8], suites: &[u16]) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend(random);
    body.extend(block8(session));
    body.extend(block16(&numbers(suites)));
    body.extend([1, 0]);
    body
}

/// Some servers hang on a hello of 256 to 511 bytes (RFC 7685).
fn pad(all: &mut Vec<u8>, before: usize) {
    let length = before + all.len();
    if (256..512).contains(&length) {
        let zeros = vec![0; 512usize.saturating_sub(length + 4)];
        extension(all, PADDING, &zeros);
    }
}

/// A `ServerHello`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe::tls) struct ServerHello {
    /// The version that counts: that of `supported_versions` when it is there.
    pub(in crate::probe::tls) version: u16,
    pub(in crate::probe::tls) random: [u8; 32],
    pub(in crate::probe::tls) session: Vec<u8>,
    pub(in crate::probe::tls) suite: u16,
    extensions: Vec<u8>,
}

impl ServerHello {
    /// Reads the message.
    pub(in crate::probe::tls) fn read(message: &Message) -> Result<Self, Failure> {
        if message.kind() != SERVER_HELLO {
            return Err(unexpected(message.kind(), "ServerHello"));
        }
        Self::parse(message.body()).ok_or_else(|| broken("a broken ServerHello"))
    }

    fn parse(body: &[u8]) -> Option<Self> {
        let (_, hello) = tls_parser::parse_tls_handshake_server_hello(body).ok()?;
        let block = hello.ext.unwrap_or_default();
        let all = extensions(block)?;
        let version = match find(&all, VERSIONS) {
            Some(body) => Cursor::new(body).u16()?,
            None => hello.version.0,
        };
        Some(Self {
            version,
            random: hello.random.try_into().ok()?,
            session: hello.session_id.unwrap_or_default().to_vec(),
            suite: hello.cipher.0,
            extensions: block.to_vec(),
        })
    }

    /// The body of one extension.
    pub(in crate::probe::tls) fn extension(&self, kind: u16) -> Option<&[u8]> {
        find(&extensions(&self.extensions)?, kind)
    }

    /// True when this is no `ServerHello` but a request for another hello.
    pub(super) fn is_retry(&self) -> bool {
        self.random == RETRY
    }
}

/// The protocol in an ALPN extension of a server.
pub(super) fn protocol(body: &[u8]) -> Option<String> {
    let list = Cursor::new(body).vec16()?;
    let name = Cursor::new(list).vec8()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use tls_parser::{
        TlsExtension, TlsMessage, TlsMessageHandshake, parse_tls_client_hello_extensions,
        parse_tls_plaintext,
    };

    use super::super::wire::record;
    use super::*;

    #[test]
    fn the_hellos_read_back_and_end_with_the_ticket() {
        let offer = Offer {
            name: Some("www.example.nl"),
            alpn: &["h2", "http/1.1"],
            groups: &CLASSICAL,
            schemes: &SCHEMES,
        };
        let share = Share::new(CURVE25519).expect("share");
        let hello = Hello13 {
            offer: &offer,
            random: &[1; 32],
            session: &[2; 32],
            suites: &[0x1301],
            shares: &[share],
            cookie: Some(b"cookie"),
            early_data: true,
            ticket: Some((b"ticket", 7, 32)),
        };
        let old = Hello12 {
            version: TLS12,
            heartbeat: false,
            offer: &offer,
            random: &[1; 32],
            session: &[2],
            suites: &[0xc02f],
            ticket: Some(b""),
            renegotiation: Some(b""),
        };
        for (bytes, last) in [(hello.write(), PSK), (old.write(), RENEGOTIATION)] {
            assert!(!(256..512).contains(&bytes.len()));
            let bytes = record(22, 0x0301, &bytes);
            let (_, record) = parse_tls_plaintext(&bytes).expect("record");
            let [TlsMessage::Handshake(TlsMessageHandshake::ClientHello(hello))] = &record.msg[..]
            else {
                panic!("no hello");
            };
            let block = hello.ext.expect("extensions");
            let (rest, parsed) = parse_tls_client_hello_extensions(block).expect("extensions");
            assert!(rest.is_empty());
            assert!(parsed.iter().any(
                |one| matches!(one, TlsExtension::ALPN(list) if list == &[&b"h2"[..], b"http/1.1"])
            ));
            let all = extensions(block).expect("extensions");
            let kinds: Vec<u16> = all.iter().map(|(kind, _)| *kind).collect();
            assert!(kinds.last() == Some(&last) || kinds.last() == Some(&PADDING));
            if last == PSK {
                let (_, body) = all.last().expect("psk");
                assert!(body.ends_with(&[&[0, 33, 32][..], &[0; 32]].concat()));
            }
        }
    }
}
