//! `ClientHello` messages written by hand: for versions and suites that a current TLS library no longer speaks.

use crate::domain::fact::TlsVersion;

/// Suites that exist in TLS 1.0 and 1.1, common ones first. Weak and anonymous ones are offered too: the question
/// is whether the server speaks the version at all, and no handshake goes past its first answer.
const OLD_SUITES: [u16; 35] = [
    0xc014, 0xc013, 0xc00a, 0xc009, 0x0039, 0x0033, 0x0035, 0x002f, 0xc012, 0xc008, 0x0016, 0x000a,
    0x0088, 0x0045, 0x0084, 0x0041, 0x0038, 0x0032, 0x0013, 0x0096, 0x009a, 0x0007, 0xc011, 0xc007,
    0x0005, 0x0004, 0x0009, 0x0015, 0x0003, 0x0008, 0xc019, 0xc018, 0x003a, 0x0034, 0x001b,
];

/// Suites that came with TLS 1.2, put before the old ones.
const NEW_SUITES: [u16; 34] = [
    0xc02c, 0xc02b, 0xc030, 0xc02f, 0xcca9, 0xcca8, 0x009f, 0x009e, 0xccaa, 0xc024, 0xc023, 0xc028,
    0xc027, 0x006b, 0x0067, 0x009d, 0x009c, 0x003d, 0x003c, 0xc0ad, 0xc0ac, 0xc09f, 0xc09e, 0xc09d,
    0xc09c, 0xc0af, 0xc0ae, 0xc077, 0xc076, 0x00c4, 0x00be, 0x00a3, 0x00a2, 0x00a6,
];

/// The suites of TLS 1.3.
const TLS13_SUITES: [u16; 5] = [0x1302, 0x1303, 0x1301, 0x1304, 0x1305];

/// "I know about secure renegotiation", as a suite number (RFC 5746 §3.3).
const RENEGOTIATION: u16 = 0x00ff;

const OLD_GROUPS: [u16; 8] = [
    0x001d, 0x0017, 0x0018, 0x0019, 0x001a, 0x001b, 0x001c, 0x0015,
];
const TLS13_GROUPS: [u16; 13] = [
    0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x11ec, 0x11eb, 0x11ed, 0x0100, 0x0101, 0x0102, 0x001f,
    0x0020,
];
const SIGNATURES: [u16; 18] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401,
    0x0501, 0x0601, 0x0203, 0x0201, 0x0402, 0x0202,
];

/// Numbers in the older versions of the protocol; TLS 1.3 stays at 1.2 here and says more in an extension.
const fn legacy_number(version: TlsVersion) -> u16 {
    match version {
        TlsVersion::Ssl2 | TlsVersion::Ssl3 | TlsVersion::Tls10 => 0x0301,
        TlsVersion::Tls11 => 0x0302,
        TlsVersion::Tls12 | TlsVersion::Tls13 => 0x0303,
    }
}

/// One record with a `ClientHello` that offers exactly one version. `name` is left out for an address.
pub(super) fn client_hello(version: TlsVersion, name: Option<&str>, random: &[u8; 32]) -> Vec<u8> {
    let mut extensions = Vec::new();
    if let Some(name) = name {
        let entry = [&[0u8][..], &block16(name.as_bytes())].concat();
        extension(&mut extensions, 0, &block16(&entry));
    }
    let groups: &[u16] = match version {
        TlsVersion::Tls13 => &TLS13_GROUPS,
        _ => &OLD_GROUPS,
    };
    extension(&mut extensions, 10, &block16(&numbers(groups)));
    extension(&mut extensions, 11, &block8(&[0]));
    if version >= TlsVersion::Tls12 {
        extension(&mut extensions, 13, &block16(&numbers(&SIGNATURES)));
    }
    if version == TlsVersion::Tls13 {
        extension(&mut extensions, 43, &block8(&numbers(&[0x0304])));
        // No share: the server answers with the group that it wants, which is answer enough.
        extension(&mut extensions, 51, &block16(&[]));
    }
    let suites: Vec<u16> = match version {
        TlsVersion::Tls13 => TLS13_SUITES.to_vec(),
        TlsVersion::Tls12 => [&NEW_SUITES[..], &OLD_SUITES[..], &[RENEGOTIATION]].concat(),
        _ => [&OLD_SUITES[..], &[RENEGOTIATION]].concat(),
    };
    // Middleboxes want to see a session id in TLS 1.3 (RFC 8446 appendix D.4).
    let session: &[u8] = if version == TlsVersion::Tls13 {
        random
    } else {
        &[]
    };
    let mut body = Vec::with_capacity(512);
    body.extend(legacy_number(version).to_be_bytes());
    body.extend(random);
    body.extend(block8(session));
    body.extend(block16(&numbers(&suites)));
    body.extend([1, 0]);
    pad(&mut extensions, body.len() + 2 + 4);
    body.extend(block16(&extensions));
    let handshake = [&[1u8, 0][..], &block16(&body)].concat();
    let outer = legacy_number(version).min(0x0301);
    [&[22u8][..], &outer.to_be_bytes(), &block16(&handshake)].concat()
}

/// Some servers hang on a hello of 256 to 511 bytes (RFC 7685).
fn pad(extensions: &mut Vec<u8>, before: usize) {
    let length = before + extensions.len();
    if (256..512).contains(&length) {
        let zeros = vec![0; 512usize.saturating_sub(length + 4)];
        extension(extensions, 21, &zeros);
    }
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

    use super::*;

    #[test]
    fn every_hello_reads_back_as_what_it_offers() {
        for (version, legacy, suites) in [
            (TlsVersion::Tls10, 0x0301, 36),
            (TlsVersion::Tls11, 0x0302, 36),
            (TlsVersion::Tls12, 0x0303, 70),
            (TlsVersion::Tls13, 0x0303, 5),
        ] {
            let bytes = client_hello(version, Some("www.example.nl"), &[7; 32]);
            let (rest, record) = parse_tls_plaintext(&bytes).expect("a record");
            assert!(rest.is_empty());
            let [TlsMessage::Handshake(TlsMessageHandshake::ClientHello(hello))] = &record.msg[..]
            else {
                panic!("{version}: no hello");
            };
            assert_eq!(hello.version.0, legacy);
            assert_eq!(hello.ciphers.len(), suites);
            let (rest, extensions) =
                parse_tls_client_hello_extensions(hello.ext.expect("extensions"))
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
        for version in [
            TlsVersion::Tls10,
            TlsVersion::Tls11,
            TlsVersion::Tls12,
            TlsVersion::Tls13,
        ] {
            for length in 0..250 {
                let name = "a".repeat(length);
                let hello = client_hello(version, (length > 0).then_some(&name), &[0; 32]);
                assert!(
                    !(256..512).contains(&(hello.len() - 5)),
                    "{version} {length}"
                );
            }
        }
    }

    #[test]
    fn no_suite_is_offered_twice() {
        let mut all = [&NEW_SUITES[..], &OLD_SUITES[..], &TLS13_SUITES[..]].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
