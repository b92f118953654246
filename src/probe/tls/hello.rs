//! `ClientHello` messages written by hand: for versions, suites and questions that a current TLS library no longer asks.

use super::registry::SIGNATURES;
use crate::domain::fact::TlsVersion;

/// "I know about secure renegotiation", as a suite number (RFC 5746 §3.3).
const RENEGOTIATION: u16 = 0x00ff;
/// "I have fallen back to an older version", as a suite number (RFC 7507 §2).
const FALLBACK: u16 = 0x5600;

/// What one hello offers.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an offer of its own on the wire"
)]
pub(super) struct Hello<'a> {
    /// The newest version offered; TLS 1.3 offers nothing else.
    pub(super) version: TlsVersion,
    /// In this order.
    pub(super) suites: Vec<u16>,
    /// In this order.
    pub(super) groups: Vec<u16>,
    /// The server name; left out for an address.
    pub(super) name: Option<&'a str>,
    /// Protocols, in this order.
    pub(super) alpn: &'a [&'a str],
    /// Offer compression and heartbeats too.
    pub(super) oddities: bool,
    /// Send a key share, for servers that do not ask for one (TLS 1.3).
    pub(super) share: bool,
    /// Say that this is a fallback.
    pub(super) fallback: bool,
    /// Leave out what can be left out.
    pub(super) small: bool,
}

impl<'a> Hello<'a> {
    pub(super) fn new(version: TlsVersion, name: Option<&'a str>) -> Self {
        Self {
            version,
            suites: Vec::new(),
            groups: Vec::new(),
            name,
            alpn: &[],
            oddities: false,
            share: false,
            fallback: false,
            small: false,
        }
    }

    /// One record with the message.
    pub(super) fn bytes(&self, random: &[u8; 32]) -> Vec<u8> {
        let mut suites = self.suites.clone();
        if self.version < TlsVersion::Tls13 {
            suites.push(RENEGOTIATION);
        }
        if self.fallback {
            suites.push(FALLBACK);
        }
        // TLS 1.3 stays at 1.2 here and says more in an extension.
        let legacy = self.version.min(TlsVersion::Tls12).number();
        let mut body = Vec::new();
        body.extend(legacy.to_be_bytes());
        body.extend(random);
        // Middleboxes expect a session id (RFC 8446 §4.1.2); older versions would take it for a resumption.
        body.extend(block8(if self.version == TlsVersion::Tls13 {
            random
        } else {
            &[]
        }));
        body.extend(block16(&numbers(&suites)));
        body.extend(block8(if self.oddities { &[1, 0] } else { &[0] }));
        // SSL 3.0 knows no extensions.
        if self.version > TlsVersion::Ssl3 {
            let mut extensions = self.extensions(random);
            pad(&mut extensions, body.len() + 2 + 4);
            body.extend(block16(&extensions));
        }
        let handshake = [&[1u8, 0][..], &block16(&body)].concat();
        let outer = legacy.min(0x0301);
        [&[22u8][..], &outer.to_be_bytes(), &block16(&handshake)].concat()
    }

    fn extensions(&self, random: &[u8; 32]) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(name) = self.name {
            let entry = [&[0u8][..], &block16(name.as_bytes())].concat();
            extension(&mut out, 0, &block16(&entry));
        }
        if !self.groups.is_empty() {
            extension(&mut out, 10, &block16(&numbers(&self.groups)));
        }
        if self.version < TlsVersion::Tls13 {
            extension(&mut out, 11, &block8(&[0]));
        }
        if self.version >= TlsVersion::Tls12 {
            extension(&mut out, 13, &block16(&numbers(&SIGNATURES)));
        }
        if !self.small {
            if !self.alpn.is_empty() {
                let list: Vec<u8> = self
                    .alpn
                    .iter()
                    .flat_map(|protocol| block8(protocol.as_bytes()))
                    .collect();
                extension(&mut out, 16, &block16(&list));
            }
            // A stapled OCSP response, please: any responder, no extensions (RFC 6066 §8).
            extension(&mut out, 5, &[1, 0, 0, 0, 0]);
            extension(&mut out, 18, &[]);
        }
        if self.version == TlsVersion::Tls13 {
            extension(&mut out, 43, &block8(&numbers(&[0x0304])));
            extension(&mut out, 45, &[1, 1]);
            // No share: the server answers with the group that it wants, which is answer enough.
            let shares = if self.share {
                shares(&self.groups, random)
            } else {
                Vec::new()
            };
            extension(&mut out, 51, &block16(&shares));
        } else {
            extension(&mut out, 23, &[]);
            // Small, and its absence in an answer has to mean something.
            extension(&mut out, 22, &[]);
            if !self.small {
                extension(&mut out, 35, &[]);
            }
            if self.oddities {
                extension(&mut out, 15, &[1]);
            }
        }
        out
    }
}

/// Shares for the groups that any bytes, or a fixed point, are a share of: nobody completes a handshake with them.
fn shares(groups: &[u16], random: &[u8; 32]) -> Vec<u8> {
    /// The base point of P-256, uncompressed (SEC 2 §2.4.2).
    const P256: [u8; 65] = [
        4, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4,
        0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8,
        0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a,
        0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40,
        0x68, 0x37, 0xbf, 0x51, 0xf5,
    ];
    let mut out = Vec::new();
    for group in groups {
        let share: &[u8] = match group {
            29 => random,
            23 => &P256,
            _ => continue,
        };
        out.extend(group.to_be_bytes());
        out.extend(block16(share));
    }
    out
}

/// Some servers hang on a hello of 256 to 511 bytes (RFC 7685), others when its length leaves 10 or 14 modulo 256.
fn pad(extensions: &mut Vec<u8>, before: usize) {
    let length = before + extensions.len();
    let zeros = match length {
        256..512 => 512usize.saturating_sub(length + 4),
        // The record counts five bytes less than it is long.
        _ if matches!(length % 256, 10 | 14) => 1,
        _ => return,
    };
    extension(extensions, 21, &vec![0; zeros]);
}

fn extension(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    out.extend(kind.to_be_bytes());
    out.extend(block16(body));
}

fn numbers(values: &[u16]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect()
}

/// Bytes behind their length in one byte. What is longer does not occur here and is cut.
fn block8(bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    let mut out = vec![length];
    out.extend(bytes.iter().take(usize::from(length)));
    out
}

/// Bytes behind their length in two bytes. What is longer does not occur here and is cut.
fn block16(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut out = length.to_be_bytes().to_vec();
    out.extend(bytes.iter().take(usize::from(length)));
    out
}

#[cfg(test)]
mod tests {
    use tls_parser::{
        TlsExtension, TlsMessage, TlsMessageHandshake, parse_tls_client_hello_extensions,
        parse_tls_plaintext,
    };

    use super::super::registry::{MODERN_GROUPS, OLDER_GROUPS, suites};
    use super::*;

    fn full(version: TlsVersion) -> Hello<'static> {
        Hello {
            suites: suites(version),
            groups: if version == TlsVersion::Tls13 {
                MODERN_GROUPS.to_vec()
            } else {
                OLDER_GROUPS.to_vec()
            },
            alpn: &["h2", "http/1.1"],
            oddities: true,
            ..Hello::new(version, Some("www.example.nl"))
        }
    }

    #[test]
    fn every_hello_reads_back_as_what_it_offers() {
        for version in TlsVersion::ALL.into_iter().skip(1) {
            let hello = full(version);
            let bytes = hello.bytes(&[7; 32]);
            let (rest, record) = parse_tls_plaintext(&bytes).expect("a record");
            assert!(rest.is_empty());
            let [TlsMessage::Handshake(TlsMessageHandshake::ClientHello(read))] = &record.msg[..]
            else {
                panic!("{version}: no hello");
            };
            assert_eq!(read.version.0, version.number().min(0x0303));
            let signal = usize::from(version < TlsVersion::Tls13);
            assert_eq!(read.ciphers.len(), hello.suites.len() + signal);
            if version == TlsVersion::Ssl3 {
                assert!(read.ext.is_none());
                continue;
            }
            let (rest, extensions) =
                parse_tls_client_hello_extensions(read.ext.expect("extensions"))
                    .expect("extensions");
            assert!(rest.is_empty());
            let named = extensions.iter().any(|extension| {
                matches!(extension, TlsExtension::SNI(names) if names.iter().any(|(_, name)| *name == b"www.example.nl"))
            });
            assert!(named);
            let new = extensions
                .iter()
                .any(|extension| matches!(extension, TlsExtension::SupportedVersions(_)));
            assert_eq!(new, version == TlsVersion::Tls13);
        }
    }

    #[test]
    fn no_hello_has_a_length_that_servers_choke_on() {
        for version in TlsVersion::ALL.into_iter().skip(2) {
            for count in 0..120 {
                let mut hello = full(version);
                hello.suites.truncate(count);
                hello.groups.truncate(3);
                hello.small = count % 2 == 0;
                let length = hello.bytes(&[7; 32]).len() - 5;
                assert!(!(256..512).contains(&length), "{version} {count}: {length}");
                assert!(
                    !matches!(length % 256, 10 | 14),
                    "{version} {count}: {length}"
                );
            }
        }
    }

    #[test]
    fn a_share_is_sent_only_when_asked_for() {
        let hello = Hello {
            groups: vec![29, 23],
            ..full(TlsVersion::Tls13)
        };
        // The base point of P-256 and the bytes that stand for a share of X25519.
        let shares = super::shares(&hello.groups, &[7; 32]);
        let sends = |hello: &Hello<'_>| {
            let bytes = hello.bytes(&[7; 32]);
            bytes.windows(shares.len()).any(|part| part == shares)
        };
        assert!(!sends(&hello));
        assert!(sends(&Hello {
            share: true,
            ..hello
        }));
    }
}
