//! What all observations of a run show together: which key is used where, and which authorities were served anywhere.
//!
//! Made once, when a check first asks, so that judging stays quick for thousands of endpoints.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::x509::{parse, signed};
use crate::domain::fact::{Certificate, ChainEntry, Occasion};
use crate::domain::latency::Reaches;
use crate::domain::observation::Observations;

/// Made when first asked for.
#[derive(Debug, Default)]
pub(super) struct Seen {
    index: OnceCell<Index>,
    reaches: OnceCell<Reaches>,
}

#[derive(Debug, Default)]
struct Index {
    keys: BTreeMap<[u8; 32], BTreeSet<Holder>>,
    authorities: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    parties: BTreeSet<String>,
}

/// A server that showed a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder {
    /// The name that was asked for.
    pub(super) host: String,
    /// SHA-256 of its certificate, lower-case hexadecimal.
    pub(super) certificate: String,
}

/// SHA-256 of a certificate's public key as it stands in it; nothing when the bytes cannot be read.
pub(super) fn key_of(certificate: &Certificate) -> Option<[u8; 32]> {
    let der = STANDARD.decode(&certificate.der).ok()?;
    Some(Sha256::digest(parse(&der)?.public_key().raw).into())
}

/// What a name has in common with the other names of one party: the label before its public suffix, so that
/// `example.nl` and `example.com` are one. Nothing for addresses and for names without such a label.
pub(super) fn group(host: &str) -> Option<String> {
    if host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let domain = psl::domain(host.as_bytes())?;
    let suffix = domain.suffix();
    if !suffix.is_known() {
        // A name of a house network: what belongs together there, the public list does not know.
        return None;
    }
    let label = domain
        .as_bytes()
        .strip_suffix(suffix.as_bytes())?
        .strip_suffix(b".")?;
    Some(String::from_utf8_lossy(label).to_ascii_lowercase())
}

impl Seen {
    /// The fastest answer of every address.
    pub(super) fn reaches(&self, observations: &Observations) -> &Reaches {
        self.reaches.get_or_init(|| Reaches::of(observations))
    }

    /// Every server whose certificate has this key.
    pub(super) fn holders(
        &self,
        observations: &Observations,
        key: &[u8; 32],
    ) -> impl Iterator<Item = &Holder> {
        self.index(observations).keys.get(key).into_iter().flatten()
    }

    /// What the names of all servers that showed a key have in common with others of one party ([`group`]).
    pub(super) fn parties(&self, observations: &Observations) -> &BTreeSet<String> {
        &self.index(observations).parties
    }

    /// True when some server sent the authority that signed this certificate, and that authority is no root.
    pub(super) fn has_intermediate(
        &self,
        observations: &Observations,
        child: &Certificate,
    ) -> bool {
        let Some(der) = STANDARD.decode(&child.der).ok() else {
            return false;
        };
        let Some(child_read) = parse(&der) else {
            return false;
        };
        self.index(observations)
            .authorities
            .get(&child.issuer)
            .into_iter()
            .flatten()
            .filter_map(|(_, der)| parse(der))
            .any(|issuer| {
                issuer.subject().as_raw() != issuer.issuer().as_raw()
                    && signed(&issuer, &child_read)
            })
    }

    fn index(&self, observations: &Observations) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for fact in observations.0.iter().filter_map(|o| o.tls()) {
                let others = fact
                    .picture
                    .iter()
                    .flat_map(|picture| &picture.other_chains)
                    .filter(|other| other.occasion != Occasion::NoName)
                    .flat_map(|other| other.chain.iter().enumerate());
                for (position, entry) in fact.chain.iter().enumerate().chain(others) {
                    let ChainEntry::Parsed(certificate) = entry else {
                        continue;
                    };
                    if position == 0 {
                        if let Some(key) = key_of(certificate) {
                            index.parties.extend(group(&fact.server_name));
                            index.keys.entry(key).or_default().insert(Holder {
                                host: fact.server_name.clone(),
                                certificate: certificate.sha256.clone(),
                            });
                        }
                    } else if certificate.is_ca
                        && let Ok(der) = STANDARD.decode(&certificate.der)
                    {
                        index
                            .authorities
                            .entry(certificate.subject.clone())
                            .or_default()
                            .entry(certificate.sha256.clone())
                            .or_insert(der);
                    }
                }
            }
            index
        })
    }
}

#[cfg(test)]
mod tests {
    use super::group;

    #[test]
    fn names_of_one_party_belong_together() {
        assert_eq!(group("www.example.nl"), group("portal.Example.com"));
        assert_eq!(group("a.example.co.uk").as_deref(), Some("example"));
        assert_ne!(group("one.nl"), group("two.nl"));
        for unknown in ["192.0.2.1", "::1", "nl", "portal.example", "intranet"] {
            assert_eq!(group(unknown), None, "{unknown}");
        }
    }
}
