//! Full handshakes of TLS 1.2, what can be asked inside them, and resumption.

pub(in crate::probe::tls) mod exchange;
mod look;
mod renegotiation;
mod resume;
#[cfg(test)]
mod tests;

pub(in crate::probe::tls) use self::look::{Look, look};
pub(in crate::probe::tls) use self::resume::{Resumption, resume_id, resume_ticket};

use super::hello::Offer;

/// What a handshake of TLS 1.2 asks for.
#[derive(Debug, Clone, Copy)]
pub(in crate::probe::tls) struct Ask<'a> {
    /// Name, protocols, groups.
    pub(in crate::probe::tls) offer: Offer<'a>,
    /// Suites to offer: those that the server is known to take. Those that are not known here are left out.
    pub(in crate::probe::tls) suites: &'a [u16],
    /// Offers to take a ticket. Without it a server that has sessions gives a session id.
    pub(in crate::probe::tls) ticket: bool,
    /// Asks for a renegotiation once the handshake is done.
    pub(in crate::probe::tls) renegotiate: bool,
}

const TICKET: u8 = 4;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CERTIFICATE_REQUEST: u8 = 13;
const SERVER_HELLO_DONE: u8 = 14;
const CLIENT_KEY_EXCHANGE: u8 = 16;
const FINISHED: u8 = 20;
const CERTIFICATE_STATUS: u8 = 22;
