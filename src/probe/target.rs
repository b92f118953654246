//! What is dialled: the target guard and the redirections of the user.

use std::net::{IpAddr, SocketAddr};

use super::network::Network;
use crate::domain::fact::address_scope;
use crate::domain::observation::{Failure, FailureReason};

/// An address that may be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Target {
    /// What the name resolved to.
    pub(super) address: SocketAddr,
    /// What is dialled instead, when the user said so.
    pub(super) instead: Option<SocketAddr>,
}

impl Target {
    /// The address that gets the connection.
    pub(super) fn dialled(self) -> SocketAddr {
        self.instead.unwrap_or(self.address)
    }
}

/// An address literal, as it stands in a URL or a subject.
pub(super) fn literal(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host)
        .parse()
        .ok()
}

/// The form in which hosts are compared: lower case, no final dot, no brackets.
pub(super) fn plain(host: &str) -> String {
    let host = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

impl Network {
    /// The address that the user redirected a host and port to.
    pub(super) fn redirected(&self, host: &str, port: u16) -> Option<SocketAddr> {
        self.settings()
            .connect_to
            .iter()
            .find(|((from, from_port), _)| *from_port == port && plain(from) == plain(host))
            .map(|(_, to)| *to)
    }

    /// Lets an address through, or says why not. The answer is dialled as it is: nothing resolves again.
    pub(super) fn aim(&self, host: &str, port: u16, address: IpAddr) -> Result<Target, Failure> {
        let target = Target {
            address: SocketAddr::new(address, port),
            instead: self.redirected(host, port),
        };
        if self.settings().confined && target.instead.is_none() {
            let detail = format!("{host}:{port} is not part of the demo");
            return Err(Failure::new(FailureReason::OutOfBounds, &detail));
        }
        let scope = address_scope(address);
        if target.instead.is_some() || scope == "public" || self.settings().allow_private {
            Ok(target)
        } else {
            let detail = format!("{address} is not a public address ({scope})");
            Err(Failure::new(FailureReason::Blocked, &detail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_compare_in_their_plain_form() {
        assert_eq!(plain("WWW.Example.NL."), "www.example.nl");
        assert_eq!(plain("[2A01::1]"), "2a01::1");
        assert_eq!(literal("[::1]"), "::1".parse().ok());
        assert_eq!(literal("192.0.2.1"), "192.0.2.1".parse().ok());
        assert_eq!(literal("example.nl"), None);
    }
}
