//! Full handshakes by hand, for what only a completed one shows: tickets, resumption, early data, renegotiation, and the
//! encrypted half of TLS 1.3. The messages are our own, the cryptography is that of a library.
//!
//! Nothing here dials: connections come from [`Lines`]. Nothing here is secret: the keys live as long as the connection.

pub(super) mod agreement;
pub(super) mod certificates;
pub(super) mod channel;
mod hash;
pub(super) mod hello;
pub(super) mod newer;
pub(super) mod older;
mod protection12;
mod schedule;
pub(super) mod signature;
pub(super) mod suite12;
pub(super) mod tls12;
pub(super) mod tls13;
pub(super) mod wire;

#[cfg(test)]
pub(super) mod peers;
#[cfg(test)]
mod tests;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};

use super::ask::View;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::dial::Line;

/// Where connections come from: within the limits of the address, and past STARTTLS where that is needed.
pub(super) trait Lines: Sync {
    /// One more connection, ready for a hello.
    fn open(&self) -> impl Future<Output = Result<Line, Failure>> + Send;
}

impl Lines for View<'_> {
    async fn open(&self) -> Result<Line, Failure> {
        View::open(self, &mut self.budget.clone()).await
    }
}

/// Random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Failure::new(FailureReason::LocalFault, "no random numbers"))?;
    Ok(bytes)
}
