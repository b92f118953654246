//! Alerts, by the name that IANA gives them.

use crate::domain::observation::{Failure, FailureReason};

const CLOSE_NOTIFY: u8 = 0;
pub(super) const INTERNAL_ERROR: u8 = 80;
pub(super) const PROTOCOL_VERSION: u8 = 70;
const USER_CANCELED: u8 = 90;
const UNRECOGNIZED_NAME: u8 = 112;

/// The failure that an alert stands for.
pub(super) fn failure(code: u8) -> Failure {
    let name = match code {
        CLOSE_NOTIFY => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        42 => "bad_certificate",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        PROTOCOL_VERSION => "protocol_version",
        71 => "insufficient_security",
        INTERNAL_ERROR => "internal_error",
        86 => "inappropriate_fallback",
        USER_CANCELED => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        UNRECOGNIZED_NAME => "unrecognized_name",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => return rejected(&format!("TLS alert {code}")),
    };
    if code == CLOSE_NOTIFY {
        return Failure::new(FailureReason::Closed, "TLS alert close_notify");
    }
    rejected(&format!("TLS alert {name}"))
}

fn rejected(detail: &str) -> Failure {
    Failure::new(FailureReason::TlsRejected, detail)
}

/// True when the alert declines what was offered: handshake failure, illegal parameter, protocol version, insufficient
/// security, inappropriate fallback, missing extension, no application protocol; and internal error, with which OpenSSL 3 declines what its
/// security level forbids. Any other says nothing about a version.
pub(super) const fn declines(code: u8) -> bool {
    matches!(
        code,
        40 | 47 | PROTOCOL_VERSION | 71 | INTERNAL_ERROR | 86 | 109 | 120
    )
}
