//! Reading what issuers say about certificates: revocation lists (RFC 5280 §5) and OCSP (RFC 6960).
//!
//! Pure functions over bytes: no clock, no network, no panic whatever the bytes are. The probe reads with them what it
//! fetched, the check reads with them what a server stapled, and fuzz targets may call [`read_crl`] and [`read_ocsp`].

mod crl;
pub(crate) mod der;
mod issuer;
mod ocsp;
mod pointers;

pub use self::crl::read_crl;
pub use self::issuer::Issuer;
pub use self::ocsp::{ocsp_request, read_ocsp};
pub use self::pointers::Pointers;

use sha2::{Digest as _, Sha256};
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::X509Name;

use crate::domain::fact::StatusSignature;
use crate::domain::hexadecimal::hex;
use crate::domain::observation::{Failure, FailureReason};
use issuer::Fault;

/// Why bytes are no usable answer about a certificate. Each text fits after "failed to".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// The bytes are not what they should be.
    #[error("read {0}")]
    Malformed(&'static str),
    /// Well-formed, but not about this certificate.
    #[error("apply the answer to the certificate: {0}")]
    Irrelevant(&'static str),
    /// The responder answered with an error.
    #[error("get a status: the responder answers {0}")]
    Responder(&'static str),
}

impl From<StatusError> for Failure {
    fn from(error: StatusError) -> Self {
        let reason = match error {
            StatusError::Malformed(_) => FailureReason::ProtocolError,
            StatusError::Irrelevant(_) => FailureReason::Irrelevant,
            StatusError::Responder(_) => FailureReason::ErrorAnswer,
        };
        Self::new(reason, &format!("failed to {error}"))
    }
}

fn malformed(what: &'static str) -> StatusError {
    StatusError::Malformed(what)
}

/// What is stored of a fault.
fn stored(fault: Fault) -> StatusSignature {
    match fault {
        Fault::Wrong => StatusSignature::Invalid("it is not that of the issuer's key".to_owned()),
        Fault::Unchecked(why) => StatusSignature::Unchecked(why.to_owned()),
    }
}

const NO_ISSUER: &str = "the certificate of the issuer was not seen";

/// A distinguished name on one bounded line.
fn name_line(name: &[u8]) -> String {
    let text =
        X509Name::from_der(name).map_or_else(|_| String::new(), |(_, name)| name.to_string());
    text.chars()
        .filter(|c| !c.is_control())
        .take(1000)
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
