//! Servers and data for tests: everything on loopback, everything made at run time.

pub(crate) mod calendar;
pub(crate) mod certs;
pub(crate) mod container;
pub(crate) mod demo;
pub(crate) mod dns;
pub(crate) mod forwarder;
pub(crate) mod geo;
pub(crate) mod mmdb;
pub(crate) mod named;
pub(crate) mod nginx;
pub(crate) mod ocsp;
pub(crate) mod odd;
pub(crate) mod openssl;
pub(crate) mod pki;
pub(crate) mod postfix;
pub(crate) mod sink;
pub(crate) mod talk;
pub(crate) mod tcp;
pub(crate) mod tls;
pub(crate) mod words;

/// Says why a test does nothing.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
pub(crate) fn skipped(program: &str) {
    eprintln!("skipped: the program {program} is not installed");
}
