//! The servers of the tests, for the bench that observes.

#[path = "../../../tests/it/support/certs.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
pub(crate) mod certs;
#[path = "../../../tests/it/support/dns.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
pub(crate) mod dns;
#[path = "../../../tests/it/support/tcp.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
pub(crate) mod tcp;
#[path = "../../../tests/it/support/tls.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
pub(crate) mod tls;
