//! The verdict of the validating library on one answer.

use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::dnssec::Proof;
use hickory_resolver::proto::dnssec::rdata::DNSSECRData;
use hickory_resolver::proto::op::DnsResponse;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use super::link::signature_of;
use crate::domain::fact::DnssecState;

/// What the library says of an answer: of its records, the worst; of an empty one, whether the absence is proven.
pub(super) fn read(answer: Result<DnsResponse, NetError>, kind: RecordType) -> DnssecState {
    let (message, denial) = match answer {
        Ok(message) => (message, Proof::Secure),
        Err(NetError::Dns(DnsError::Nsec {
            response, proof, ..
        })) => (*response, proof),
        Err(_) => return DnssecState::Indeterminate,
    };
    let relevant = |record: &&Record| {
        let of = record.record_type();
        of == kind || of == RecordType::CNAME
    };
    let answers = message.answers.iter().filter(relevant);
    if let Some(worst) = answers.map(|record| state(record.proof)).min() {
        // Records that are there need no proof that they are not. The library asks for one all the same behind an alias
        // that leads to nothing, and refuses the right one for a wildcard (RFC 4035 §5.3.4), so that is looked at here.
        if worst == DnssecState::Secure
            && denial != Proof::Secure
            && !expanded(&message).all(|name| is_covered(name, &message))
        {
            return DnssecState::Indeterminate;
        }
        return worst;
    }
    if denial != Proof::Secure {
        return state(denial);
    }
    let denies = |record: &&Record| {
        matches!(
            &record.data,
            RData::DNSSEC(DNSSECRData::NSEC(_) | DNSSECRData::NSEC3(_))
        )
    };
    message
        .authorities
        .iter()
        .filter(denies)
        .map(|record| state(record.proof))
        .min()
        // Nothing denies it: the library lets that pass where the zone is proven to be unsigned.
        .unwrap_or(DnssecState::Insecure)
}

/// The names in an answer that a wildcard stands for: their signature counts fewer labels than they have.
fn expanded(message: &DnsResponse) -> impl Iterator<Item = &Name> {
    message
        .answers
        .iter()
        .filter(|record| {
            signature_of(record).is_some_and(|s| s.input().num_labels < record.name.num_labels())
        })
        .map(|record| &record.name)
}

/// True when a proven NSEC record leaves no room for the name itself: it stands between the owner and the next name.
fn is_covered(name: &Name, message: &DnsResponse) -> bool {
    message.authorities.iter().any(|record| {
        let RData::DNSSEC(DNSSECRData::NSEC(nsec)) = &record.data else {
            return false;
        };
        let (owner, next) = (&record.name, nsec.next_domain_name());
        // The last record of a zone leads back to the first.
        let within = if owner < next {
            owner < name && name < next
        } else {
            owner < name || name < next
        };
        record.proof == Proof::Secure && within
    })
}

const fn state(proof: Proof) -> DnssecState {
    match proof {
        Proof::Secure => DnssecState::Secure,
        Proof::Insecure => DnssecState::Insecure,
        Proof::Bogus => DnssecState::Bogus,
        Proof::Indeterminate => DnssecState::Indeterminate,
    }
}
