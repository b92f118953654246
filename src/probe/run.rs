//! One run: the network and the answers of the domain name system so far.

use tokio::sync::mpsc::UnboundedSender;

use super::dns::Names;
use super::network::Network;
use super::revocation::Answers;
use super::target::{Target, literal};
use super::website::Domains;
use crate::domain::observation::{Failure, FailureReason, Reading};
use crate::domain::subject::{Subject, SubjectId};

/// Something that was seen while looking at a subject goes on: what it leads to need not wait.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) subject: SubjectId,
    pub(super) reading: Reading,
}

/// What all looks of one run share.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) network: &'a Network,
    pub(super) names: Names,
    /// What issuers answered about certificates.
    pub(super) answers: Answers,
    /// What registered domains say about weaknesses.
    pub(super) domains: Domains,
    heard: UnboundedSender<Heard>,
}

impl<'a> Run<'a> {
    pub(super) fn new(network: &'a Network, heard: UnboundedSender<Heard>) -> Self {
        Self {
            network,
            names: Names::new(network.resolver(), network.clock()),
            answers: Answers::default(),
            domains: Domains::default(),
            heard,
        }
    }

    /// Passes on what may lead to other subjects, before looking at this one is done.
    pub(super) fn tell(&self, subject: &Subject, reading: Reading) {
        // Nobody listens when the run is broken off.
        drop(self.heard.send(Heard {
            subject: subject.id.clone(),
            reading,
        }));
    }

    /// Every address of a host, each let through or refused by the guard. A redirection by the user stands in for a name
    /// that does not resolve.
    pub(super) async fn targets(
        &self,
        host: &str,
        port: u16,
    ) -> Result<Vec<Result<Target, Failure>>, Failure> {
        if self.network.settings().offline {
            return Err(offline());
        }
        let addresses = match literal(host) {
            Some(address) => Ok(vec![address]),
            None => self.names.addresses(host).await,
        };
        match (addresses, self.network.redirected(host, port)) {
            (Ok(addresses), _) => Ok(addresses
                .into_iter()
                .map(|address| self.network.aim(host, port, address))
                .collect()),
            (Err(_), Some(instead)) => Ok(vec![Ok(Target {
                address: instead,
                instead: Some(instead),
            })]),
            (Err(failure), None) => Err(failure),
        }
    }
}

/// The run was told not to look.
pub(super) fn offline() -> Failure {
    Failure::new(FailureReason::Offline, "told not to use the network")
}
