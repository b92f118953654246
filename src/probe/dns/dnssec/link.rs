//! What a zone and its parent say about its keys, out of answers.

use hickory_resolver::proto::dnssec::rdata::{DNSKEY, DNSSECRData, DS, RRSIG};
use hickory_resolver::proto::dnssec::{Algorithm, PublicKey as _};
use hickory_resolver::proto::rr::{Name, RData, Record};

use super::super::questions::Reply;
use super::super::records::{hex, text};
use super::anchor::shown;
use crate::domain::fact::{DelegationSigner, SignedZone, ZoneKey, ZoneSignature};

/// Records of one kind that are kept.
const MAX: usize = 16;

/// The answers about one zone of a chain.
pub(super) struct Link<'a> {
    pub(super) zone: &'a Name,
    pub(super) ds: Option<&'a Reply>,
    pub(super) keys: Option<&'a Reply>,
}

impl Link<'_> {
    pub(super) fn ds(&self) -> impl Iterator<Item = &DS> {
        let answers = self.ds.map_or(&[][..], |reply| &reply.answers);
        answers.iter().filter_map(|record| match &record.data {
            RData::DNSSEC(DNSSECRData::DS(ds)) => Some(ds),
            _ => None,
        })
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &DNSKEY> {
        let answers = self.keys.map_or(&[][..], |reply| &reply.answers);
        answers.iter().filter_map(|record| match &record.data {
            RData::DNSSEC(DNSSECRData::DNSKEY(key)) => Some(key),
            _ => None,
        })
    }

    /// True when a DS record is about the key.
    pub(super) fn vouched(&self, key: &DNSKEY) -> bool {
        self.ds()
            .take(MAX)
            .any(|ds| ds.covers(self.zone, key).unwrap_or(false))
    }

    /// True for a zone, false for a name inside one.
    fn is_zone(&self) -> bool {
        self.ds().next().is_some() || self.keys().next().is_some()
    }

    /// What is kept of it; nothing for a name that is no zone. `trusted` keys need no parent.
    pub(super) fn fact(&self, answer: Option<&Reply>, trusted: &[DNSKEY]) -> Option<SignedZone> {
        if !self.is_zone() {
            return None;
        }
        let own = |signature: &&RRSIG| signature.input().signer_name == *self.zone;
        let over_keys = self.keys.map(signatures).into_iter().flatten();
        let over_ds = self.ds.map(signatures).into_iter().flatten();
        let over_answer = answer.map(signatures).into_iter().flatten().filter(own);
        Some(SignedZone {
            zone: shown(self.zone),
            ds: self.ds().take(MAX).map(signer).collect(),
            keys: self
                .keys()
                .take(MAX)
                .map(|key| ZoneKey {
                    key_tag: key.calculate_key_tag().unwrap_or_default(),
                    flags: key.flags(),
                    algorithm: key.public_key().algorithm().into(),
                    bits: bits(key),
                    vouched: trusted.contains(key) || self.vouched(key),
                })
                .collect(),
            signatures: over_ds
                .chain(over_keys)
                .chain(over_answer)
                .take(MAX)
                .map(signature)
                .collect(),
        })
    }
}

/// The signatures in an answer section.
pub(super) fn signatures(reply: &Reply) -> impl Iterator<Item = &RRSIG> {
    reply.answers.iter().filter_map(signature_of)
}

pub(super) fn signature_of(record: &Record) -> Option<&RRSIG> {
    match &record.data {
        RData::DNSSEC(DNSSECRData::RRSIG(signature)) => Some(signature),
        _ => None,
    }
}

fn signer(ds: &DS) -> DelegationSigner {
    DelegationSigner {
        key_tag: ds.key_tag(),
        algorithm: ds.algorithm().into(),
        digest_type: ds.digest_type().into(),
        digest: hex(ds.digest().get(..64).unwrap_or(ds.digest())),
    }
}

fn signature(signature: &RRSIG) -> ZoneSignature {
    let input = signature.input();
    ZoneSignature {
        covers: input.type_covered.to_string(),
        signer: text(&input.signer_name),
        key_tag: input.key_tag,
        algorithm: input.algorithm.into(),
        inception: input.sig_inception.get(),
        expiration: input.sig_expiration.get(),
    }
}

/// The length of a key in bits: of the modulus for RSA (RFC 3110 §2), of the curve for others.
fn bits(key: &DNSKEY) -> Option<u32> {
    match key.public_key().algorithm() {
        Algorithm::ECDSAP256SHA256 | Algorithm::ED25519 => Some(256),
        Algorithm::ECDSAP384SHA384 => Some(384),
        Algorithm::Unknown(16) => Some(456),
        algorithm if matches!(u8::from(algorithm), 1 | 5 | 7 | 8 | 10) => {
            let bytes = key.public_key().public_bytes();
            let modulus = match bytes {
                [0, high, low, rest @ ..] => {
                    rest.get(usize::from(u16::from_be_bytes([*high, *low]))..)
                }
                [length, rest @ ..] => rest.get(usize::from(*length)..),
                [] => None,
            }?;
            let first = modulus.iter().position(|byte| *byte != 0)?;
            let length = u32::try_from(modulus.len() - first).ok()?;
            Some(length * 8 - modulus.get(first)?.leading_zeros())
        }
        _ => None,
    }
}
