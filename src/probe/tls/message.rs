//! The handshake messages of a server, read without trusting a byte of them.

use sha2::{Digest, Sha256};
use tls_parser::{parse_dh_params, parse_ecdh_params, parse_tls_handshake_server_hello};

use crate::domain::observation::{Failure, FailureReason};
use crate::domain::suite::{KeyExchange, SuiteProperties, properties};

/// The random value that says "this is a request for another hello" (RFC 8446 §4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// A `ServerHello`, or in TLS 1.3 a `HelloRetryRequest`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an extension of its own on the wire"
)]
pub(super) struct ServerHello {
    /// The version that the server chose, as a number.
    pub(super) version: u16,
    pub(super) suite: u16,
    pub(super) compression: u8,
    /// The group of the key share, TLS 1.3 only.
    pub(super) group: Option<u16>,
    pub(super) extended_master_secret: bool,
    pub(super) encrypt_then_mac: bool,
    pub(super) secure_renegotiation: bool,
    pub(super) heartbeat: bool,
    pub(super) alpn: Option<String>,
    /// A `SignedCertificateTimestampList`.
    pub(super) scts: Option<Vec<u8>>,
}

impl ServerHello {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let (rest, read) = parse_tls_handshake_server_hello(body).ok()?;
        let mut hello = Self {
            version: read.version.0,
            suite: read.cipher.0,
            compression: read.compression.0,
            ..Self::default()
        };
        let retry = read.random == &RETRY[..];
        // SSL 3.0 has no extensions, and servers of it still send the one for secure renegotiation (RFC 5746 §4.5).
        let list = read.ext.or_else(|| {
            let (length, list) = rest.split_first_chunk()?;
            list.get(..usize::from(u16::from_be_bytes(*length)))
        });
        for (kind, data) in extensions(list.unwrap_or_default()) {
            match (kind, data) {
                (15, _) => hello.heartbeat = true,
                (16, [_, _, length, name @ ..]) if usize::from(*length) == name.len() => {
                    hello.alpn = Some(String::from_utf8_lossy(name).into_owned());
                }
                (18, list) if !list.is_empty() && list.len() <= 16 * 1024 => {
                    hello.scts = Some(list.to_vec());
                }
                (22, _) => hello.encrypt_then_mac = true,
                (23, _) => hello.extended_master_secret = true,
                (43, [major, minor]) => hello.version = u16::from_be_bytes([*major, *minor]),
                (51, [high, low]) if retry => hello.group = Some(u16::from_be_bytes([*high, *low])),
                (51, [high, low, _, _, ..]) => {
                    hello.group = Some(u16::from_be_bytes([*high, *low]));
                }
                (0xff01, _) => hello.secure_renegotiation = true,
                _ => {}
            }
        }
        Some(hello)
    }
}

/// Number and content of each extension, as far as the bytes hold together.
fn extensions(mut bytes: &[u8]) -> Vec<(u16, &[u8])> {
    let mut out = Vec::new();
    while let [a, b, c, d, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*c, *d]));
        let Some((data, after)) = rest.split_at_checked(length) else {
            break;
        };
        out.push((u16::from_be_bytes([*a, *b]), data));
        bytes = after;
    }
    out
}

/// What a `ServerKeyExchange` shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exchange {
    pub(super) kind: ExchangeKind,
    /// The number of the signature scheme, from TLS 1.2 on; nothing where nothing was signed.
    pub(super) scheme: Option<u16>,
    /// The parameters are signed in the way of before TLS 1.2.
    pub(super) signed_of_old: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ExchangeKind {
    /// A named curve.
    Curve(u16),
    /// A prime of its own size, and digests of prime and public value.
    Prime {
        bits: u32,
        prime: String,
        public: String,
    },
    /// Something else: curves spelled out, RSA for export, passwords.
    Other,
}

impl Exchange {
    /// Reads the message for a suite and a version.
    pub(super) fn read(body: &[u8], suite: u16, version: u16) -> Option<Self> {
        let known = properties(u32::from(suite))?;
        let (rest, kind) = match known.key_exchange {
            // With a key both sides know a hint stands in front, and nothing is signed.
            _ if is_shared(suite) => (&[][..], ExchangeKind::Other),
            KeyExchange::Dhe => {
                let (rest, read) = parse_dh_params(body).ok()?;
                let prime = unsigned(read.dh_p);
                let first = prime.first()?;
                let bits = u32::try_from(prime.len() * 8).ok()? - first.leading_zeros();
                let kind = ExchangeKind::Prime {
                    bits,
                    prime: digest(prime),
                    public: digest(unsigned(read.dh_ys)),
                };
                (rest, kind)
            }
            KeyExchange::Ecdhe => match body {
                // named_curve
                [3, ..] => {
                    let (rest, _) = parse_ecdh_params(body).ok()?;
                    let [_, high, low, ..] = body else {
                        return None;
                    };
                    (rest, ExchangeKind::Curve(u16::from_be_bytes([*high, *low])))
                }
                _ => (&[][..], ExchangeKind::Other),
            },
            _ => (&[][..], ExchangeKind::Other),
        };
        let signed = is_signed(&known) && kind != ExchangeKind::Other;
        Some(Self {
            kind,
            scheme: match rest {
                [high, low, _, _, ..] if signed && version >= 0x0303 => {
                    Some(u16::from_be_bytes([*high, *low]))
                }
                _ => None,
            },
            signed_of_old: signed && version < 0x0303,
        })
    }
}

fn is_shared(suite: u16) -> bool {
    let name = crate::domain::suite::name(u32::from(suite));
    name.contains("PSK") || name.contains("SRP")
}

const fn is_signed(suite: &SuiteProperties) -> bool {
    !suite.anonymous
}

/// Big-endian bytes without leading zeros.
fn unsigned(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

fn digest(bytes: &[u8]) -> String {
    super::certificate::hex(&Sha256::digest(bytes))
}

/// Bytes of a stapled OCSP response that is kept.
const MAX_STAPLE: usize = 16 * 1024;

/// The response inside a `CertificateStatus` (RFC 6066 §8).
pub(super) fn staple(body: &[u8]) -> Result<Vec<u8>, Failure> {
    match body {
        [1, a, b, c, response @ ..]
            if response.len() == usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c) =>
        {
            kept(response)
        }
        _ => Err(Failure::new(
            FailureReason::ProtocolError,
            "a broken CertificateStatus message",
        )),
    }
}

/// A stapled response within the limit.
pub(super) fn kept(response: &[u8]) -> Result<Vec<u8>, Failure> {
    if response.len() <= MAX_STAPLE {
        return Ok(response.to_vec());
    }
    Err(large_staple(response.len()))
}

/// A stapled response is too large to be kept.
pub(super) fn large_staple(bytes: usize) -> Failure {
    let detail =
        format!("a stapled answer of {bytes} bytes, of which {MAX_STAPLE} are kept at most");
    Failure::new(FailureReason::TooLarge, &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(version: [u8; 2], random: &[u8; 32], extensions: &[u8]) -> Vec<u8> {
        let length = u16::try_from(extensions.len())
            .expect("short")
            .to_be_bytes();
        [
            &version[..],
            random,
            &[0, 0xc0, 0x2f, 0],
            &length[..],
            extensions,
        ]
        .concat()
    }

    #[test]
    fn extensions_are_told_apart_and_a_broken_one_ends_the_list() {
        let bytes = [
            &[0, 23, 0, 0][..],
            &[0, 22, 0, 0],
            &[0xff, 1, 0, 1, 0],
            &[0, 16, 0, 5, 0, 3, 2, b'h', b'2'],
            &[0, 15, 0, 9, 1],
        ]
        .concat();
        let read = ServerHello::read(&hello([3, 3], &[1; 32], &bytes)).expect("a hello");
        assert!(read.extended_master_secret && read.encrypt_then_mac && read.secure_renegotiation);
        assert!(!read.heartbeat);
        assert_eq!(read.alpn.as_deref(), Some("h2"));
        assert_eq!((read.version, read.suite), (0x0303, 0xc02f));
    }

    #[test]
    fn ssl3_says_that_it_renegotiates_securely_as_later_versions_do() {
        let read = ServerHello::read(&hello([3, 0], &[1; 32], &[0xff, 1, 0, 1, 0]));
        assert!(read.expect("a hello").secure_renegotiation);
        let bare = hello([3, 0], &[1; 32], &[]);
        let read = ServerHello::read(&bare[..bare.len() - 2]).expect("a hello");
        assert!(!read.secure_renegotiation);
        // A length that lies gives nothing.
        let read = ServerHello::read(&[&bare[..bare.len() - 2], &[0, 9, 0xff, 1][..]].concat());
        assert!(!read.expect("a hello").secure_renegotiation);
    }

    #[test]
    fn a_request_for_another_hello_names_its_group() {
        let bytes = [&[0, 43, 0, 2, 3, 4][..], &[0, 51, 0, 2, 0x11, 0xec]].concat();
        let read = ServerHello::read(&hello([3, 3], &RETRY, &bytes)).expect("a hello");
        assert_eq!((read.version, read.group), (0x0304, Some(0x11ec)));
        let share = [&[0, 43, 0, 2, 3, 4][..], &[0, 51, 0, 5, 0, 29, 0, 1, 7]].concat();
        let read = ServerHello::read(&hello([3, 3], &[2; 32], &share)).expect("a hello");
        assert_eq!(read.group, Some(29));
        assert_eq!(RETRY[..], Sha256::digest(b"HelloRetryRequest")[..]);
    }

    #[test]
    fn key_exchanges_show_curve_prime_and_signature() {
        let curve = [&[3, 0, 29, 1, 7][..], &[8, 4, 0, 1, 9]].concat();
        let read = Exchange::read(&curve, 0xc02f, 0x0303).expect("an exchange");
        assert_eq!(read.kind, ExchangeKind::Curve(29));
        assert_eq!(read.scheme, Some(0x0804));
        let prime = [&[0, 3, 0, 0x81, 1][..], &[0, 1, 2, 0, 1, 5], &[0, 1, 9]].concat();
        let read = Exchange::read(&prime, 0x0033, 0x0301).expect("an exchange");
        assert!(matches!(read.kind, ExchangeKind::Prime { bits: 16, .. }));
        assert!(read.signed_of_old && read.scheme.is_none());
        assert!(Exchange::read(&[0, 9, 1], 0x0033, 0x0301).is_none());
        assert!(Exchange::read(&[0, 1, 0, 0, 0, 0, 0], 0x0033, 0x0303).is_none());
        assert!(Exchange::read(&[3, 0], 0xc02f, 0x0303).is_none());
    }

    #[test]
    fn a_staple_has_the_length_it_says() {
        assert_eq!(staple(&[1, 0, 0, 2, 7, 8]), Ok(vec![7, 8]));
        let reason = |body: &[u8]| staple(body).map_err(|failure| failure.reason);
        assert_eq!(
            reason(&[1, 0, 0, 3, 7, 8]),
            Err(FailureReason::ProtocolError)
        );
        assert_eq!(reason(&[2, 0, 0, 0]), Err(FailureReason::ProtocolError));
        let large = [vec![1, 0, 0x40, 1], vec![7; MAX_STAPLE + 1]].concat();
        assert_eq!(reason(&large), Err(FailureReason::TooLarge));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, suite: u16, version in 0x0300u16..0x0305) {
            drop(ServerHello::read(&bytes));
            drop(Exchange::read(&bytes, suite, version));
            drop(Exchange::read(&bytes, 0x0033, version));
            drop(Exchange::read(&bytes, 0xc02f, version));
            drop(staple(&bytes));
        }
    }
}
