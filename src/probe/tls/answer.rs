//! What a server says to a hand-made hello, read without trusting a byte of it.

use tls_parser::{
    TlsMessageHandshake, TlsRecordType, parse_tls_handshake_msg_certificate, parse_tls_raw_record,
};

use super::message::{Exchange, ServerHello, large_staple, staple};
use crate::domain::observation::Failure;

/// Handshake bytes that are read at most.
const MAX_HANDSHAKE: usize = 128 * 1024;
/// Warnings that are read at most.
const MAX_WARNINGS: u32 = 8;

const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CERTIFICATE_REQUEST: u8 = 13;
const SERVER_HELLO_DONE: u8 = 14;
const CERTIFICATE_STATUS: u8 = 22;
/// Messages between the first and the last of a flight that are read at most.
const MAX_MESSAGES: u32 = 16;
const WARNING: u8 = 1;
const CLOSE_NOTIFY: u8 = 0;

/// How an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// The server ended the handshake with this alert.
    Alert(u8),
    /// Everything that can be learnt was read.
    Enough,
    /// The bytes are not TLS.
    Garbage(&'static str),
    /// More than the read limit.
    TooLarge,
}

/// An answer as it comes in.
#[derive(Debug, Default)]
pub(super) struct Answer {
    wire: Vec<u8>,
    handshake: Vec<u8>,
    warnings: u32,
    messages: u32,
    /// What the server chose.
    pub(super) hello: Option<ServerHello>,
    /// The certificates that it sent, leaf first.
    pub(super) chain: Vec<Vec<u8>>,
    /// The OCSP response that it stapled, or why that was not kept.
    pub(super) staple: Option<Result<Vec<u8>, Failure>>,
    /// Its part of the key exchange.
    pub(super) exchange: Option<Exchange>,
    /// It asks for a certificate.
    pub(super) asks_certificate: bool,
    /// It said everything that it says before the client's turn.
    pub(super) whole: bool,
}

impl Answer {
    /// Takes in bytes as they arrive; says how the answer ended once it has.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Option<End> {
        self.wire.extend_from_slice(bytes);
        loop {
            match self.wire.as_slice() {
                [20..=23, 3, 0..=4, ..] | [20..=23, 3] | [20..=23] | [] => {}
                _ => return Some(End::Garbage("the answer is not TLS")),
            }
            let wire = std::mem::take(&mut self.wire);
            let Ok((rest, record)) = parse_tls_raw_record(&wire) else {
                // Records are at most 16 KiB, so an incomplete one stays small.
                self.wire = wire;
                return (self.wire.len() > 20_000).then_some(End::Garbage("a record without end"));
            };
            self.wire = rest.to_vec();
            let end = match record.hdr.record_type {
                TlsRecordType::Alert => self.alert(record.data),
                TlsRecordType::Handshake => self.handshake(record.data),
                _ => Some(End::Garbage("an unexpected record")),
            };
            if end.is_some() || self.wire.is_empty() {
                return end;
            }
        }
    }

    fn alert(&mut self, data: &[u8]) -> Option<End> {
        let [level, code, ..] = *data else {
            return Some(End::Garbage("a short alert"));
        };
        // A warning such as "unrecognised name" does not end the handshake.
        if level == WARNING && code != CLOSE_NOTIFY && self.warnings < MAX_WARNINGS {
            self.warnings += 1;
            return None;
        }
        Some(End::Alert(code))
    }

    fn handshake(&mut self, data: &[u8]) -> Option<End> {
        self.handshake.extend_from_slice(data);
        if self.handshake.len() > MAX_HANDSHAKE {
            return Some(End::TooLarge);
        }
        while let [kind, a, b, c, rest @ ..] = self.handshake.as_slice() {
            let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
            if length > MAX_HANDSHAKE {
                if *kind == CERTIFICATE_STATUS {
                    self.staple = Some(Err(large_staple(length)));
                }
                return Some(End::TooLarge);
            }
            let (kind, body) = (*kind, rest.get(..length)?.to_vec());
            self.handshake.drain(..4 + length);
            if let Some(end) = self.message(kind, &body) {
                return Some(end);
            }
        }
        None
    }

    fn message(&mut self, kind: u8, body: &[u8]) -> Option<End> {
        self.messages += 1;
        if self.messages > MAX_MESSAGES {
            return Some(End::TooLarge);
        }
        let Some(hello) = &self.hello else {
            if kind != SERVER_HELLO {
                return Some(End::Garbage("no ServerHello"));
            }
            let Some(hello) = ServerHello::read(body) else {
                return Some(End::Garbage("a broken ServerHello"));
            };
            // From here on TLS 1.3 is encrypted.
            self.whole = hello.version >= 0x0304;
            self.hello = Some(hello);
            return self.whole.then_some(End::Enough);
        };
        match kind {
            CERTIFICATE => {
                if let Ok((_, TlsMessageHandshake::Certificate(certificates))) =
                    parse_tls_handshake_msg_certificate(body)
                {
                    self.chain = certificates
                        .cert_chain
                        .iter()
                        .map(|certificate| certificate.data.to_vec())
                        .collect();
                }
                None
            }
            CERTIFICATE_STATUS => {
                self.staple = Some(staple(body));
                None
            }
            SERVER_KEY_EXCHANGE => {
                self.exchange = Exchange::read(body, hello.suite, hello.version);
                None
            }
            CERTIFICATE_REQUEST => {
                self.asks_certificate = true;
                None
            }
            SERVER_HELLO_DONE => {
                self.whole = true;
                Some(End::Enough)
            }
            _ => Some(End::Garbage("an unexpected message")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("short").to_be_bytes();
        [&[kind, 3, 1], &length[..], data].concat()
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).expect("short").to_be_bytes();
        [&[kind], &length[1..], body].concat()
    }

    fn server_hello(version: [u8; 2], extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_vec();
        body.extend([9; 32]);
        body.extend([0, 0xc0, 0x13, 0]);
        if !extensions.is_empty() {
            body.extend(
                u16::try_from(extensions.len())
                    .expect("short")
                    .to_be_bytes(),
            );
            body.extend(extensions);
        }
        message(SERVER_HELLO, &body)
    }

    #[test]
    fn reads_version_and_chain_across_records_and_reads() {
        let chain = [&[0u8, 0, 7][..], &[0, 0, 4], b"leaf"].concat();
        let flight = [
            server_hello([3, 2], &[]),
            message(CERTIFICATE, &chain),
            message(CERTIFICATE_REQUEST, &[]),
            message(SERVER_HELLO_DONE, &[]),
        ]
        .concat();
        let (a, b) = flight.split_at(50);
        let wire = [record(22, a), record(22, b)].concat();
        let mut answer = Answer::default();
        let ends: Vec<End> = wire
            .iter()
            .filter_map(|byte| answer.take(&[*byte]))
            .collect();
        assert_eq!(ends, [End::Enough]);
        assert_eq!(answer.hello.map(|hello| hello.version), Some(0x0302));
        assert_eq!(answer.chain, [b"leaf"]);
        assert!(answer.asks_certificate && answer.whole);
    }

    #[test]
    fn a_warning_goes_before_and_a_fatal_alert_ends() {
        let mut answer = Answer::default();
        assert_eq!(answer.take(&record(21, &[1, 112])), None);
        assert_eq!(answer.take(&record(21, &[2, 70])), Some(End::Alert(70)));
        let mut answer = Answer::default();
        assert_eq!(answer.take(&record(21, &[1, 0])), Some(End::Alert(0)));
    }

    #[test]
    fn supported_versions_outranks_the_legacy_field() {
        let mut answer = Answer::default();
        let hello = server_hello([3, 3], &[0, 43, 0, 2, 3, 4]);
        assert_eq!(answer.take(&record(22, &hello)), Some(End::Enough));
        assert_eq!(answer.hello.map(|hello| hello.version), Some(0x0304));
    }

    #[test]
    fn a_flight_without_end_is_cut_short() {
        let mut answer = Answer::default();
        assert_eq!(answer.take(&record(22, &server_hello([3, 3], &[]))), None);
        let ends: Vec<End> = (0..20)
            .filter_map(|_| answer.take(&record(22, &message(CERTIFICATE_REQUEST, b"x"))))
            .collect();
        assert_eq!(ends.first(), Some(&End::TooLarge));
    }

    #[test]
    fn what_is_not_tls_is_garbage_at_once() {
        for bytes in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            b"SSH-2.0-x",
            &[22, 9, 9, 0, 0],
            &record(23, b"data"),
            &record(22, &message(11, b"")),
            &record(21, &[2]),
        ] {
            let end = Answer::default().take(bytes);
            assert!(matches!(end, Some(End::Garbage(_))), "{bytes:?}: {end:?}");
        }
        let huge = record(22, &[2, 0xff, 0xff, 0xff]);
        assert_eq!(Answer::default().take(&huge), Some(End::TooLarge));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_grow(bytes: Vec<u8>, kind in 20u8..24, cut in 0usize..50) {
            let mut answer = Answer::default();
            let wire = record(kind, &bytes);
            let (a, b) = wire.split_at(cut.min(wire.len()));
            if answer.take(a).is_none() {
                answer.take(b);
            }
            proptest::prop_assert!(answer.wire.len() + answer.handshake.len() <= wire.len());
        }
    }
}
