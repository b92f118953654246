//! The servers of the tests, for the bench that observes.

#![allow(
    dead_code,
    clippy::all,
    clippy::pedantic,
    reason = "shared with the tests: they use all of it, and it is linted there"
)]

#[path = "../../../tests/it/support/certs.rs"]
pub(crate) mod certs;
#[path = "../../../tests/it/support/dns.rs"]
pub(crate) mod dns;
#[path = "../../../tests/it/support/pki.rs"]
pub(crate) mod pki;
#[path = "../../../tests/it/support/tcp.rs"]
pub(crate) mod tcp;
#[path = "../../../tests/it/support/tls.rs"]
pub(crate) mod tls;
