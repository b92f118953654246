//! The served certificates as a chain: who signed whom, what is missing, what is too much.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use x509_parser::asn1_rs::{FromDer as _, Oid, oid};
use x509_parser::certificate::X509Certificate;
use x509_parser::error::X509Error;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::public_key::PublicKey;

use crate::domain::fact::{ChainEntry, TlsFact};

const CA_ISSUERS: Oid<'static> = oid!(1.3.6.1.5.5.7.48.2);
/// Policies that only public authorities may put into certificates (CA/Browser Forum): 2.23.140.1.1 and 2.23.140.1.2.*.
const PUBLIC_POLICIES: [Oid<'static>; 4] = [
    oid!(2.23.140.1.1),
    oid!(2.23.140.1.2.1),
    oid!(2.23.140.1.2.2),
    oid!(2.23.140.1.2.3),
];

/// The DER bytes of a served chain, in order; nothing where bytes were no certificate.
pub(in crate::check) fn decode(fact: &TlsFact) -> Vec<Option<Vec<u8>>> {
    fact.chain
        .iter()
        .map(|entry| match entry {
            ChainEntry::Parsed(certificate) => STANDARD.decode(&certificate.der).ok(),
            ChainEntry::Unparsable { .. } => None,
        })
        .collect()
}

/// A certificate, whole and alone.
pub(in crate::check) fn parse(der: &[u8]) -> Option<X509Certificate<'_>> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Some(certificate),
        _ => None,
    }
}

/// The served certificates, and for each the positions of those that signed it.
#[derive(Debug)]
pub(in crate::check) struct Chain<'a> {
    certificates: Vec<Option<X509Certificate<'a>>>,
    issuers: Vec<Vec<usize>>,
}

/// Where the chain ends, followed from the leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum End {
    /// At a certificate that signed itself.
    Root,
    /// At this position: its issuer was not served.
    Open(usize),
}

/// What is odd about a chain, by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Shape {
    /// The first certificate signed another: it is not that of the server.
    pub(in crate::check) issuer_first: bool,
    /// Served before.
    pub(in crate::check) duplicates: Vec<usize>,
    /// Signed nothing on the way up from the leaf.
    pub(in crate::check) unrelated: Vec<usize>,
    /// Signed only certificates that come later.
    pub(in crate::check) misplaced: Vec<usize>,
    /// Signed themselves, beside a leaf.
    pub(in crate::check) roots: Vec<usize>,
    /// Bytes that are no certificate.
    pub(in crate::check) unreadable: Vec<usize>,
    /// Where it ends.
    pub(in crate::check) end: End,
}

impl<'a> Chain<'a> {
    /// Nothing when the first certificate cannot be read.
    pub(in crate::check) fn read(ders: &'a [Option<Vec<u8>>]) -> Option<Self> {
        let certificates: Vec<Option<X509Certificate<'a>>> = ders
            .iter()
            .map(|der| der.as_deref().and_then(parse))
            .collect();
        certificates.first()?.as_ref()?;
        let issuers = certificates
            .iter()
            .map(|child| match child {
                Some(child) => certificates
                    .iter()
                    .enumerate()
                    .filter(|(_, issuer)| {
                        issuer.as_ref().is_some_and(|issuer| signed(issuer, child))
                    })
                    .map(|(position, _)| position)
                    .collect(),
                None => Vec::new(),
            })
            .collect();
        Some(Self {
            certificates,
            issuers,
        })
    }

    /// The certificate at a position.
    pub(in crate::check) fn at(&self, position: usize) -> Option<&X509Certificate<'a>> {
        self.certificates.get(position)?.as_ref()
    }

    /// The first certificate.
    pub(in crate::check) fn leaf(&self) -> Option<&X509Certificate<'a>> {
        self.at(0)
    }

    /// The served certificate that signed the one at a position, other than itself.
    pub(in crate::check) fn issuer(&self, position: usize) -> Option<&X509Certificate<'a>> {
        let issuer = self.signers(position).find(|issuer| *issuer != position)?;
        self.at(issuer)
    }

    /// The authorities on the way up from the leaf, nearest first, those that signed themselves left out.
    pub(in crate::check) fn intermediates(&self) -> impl Iterator<Item = &X509Certificate<'a>> {
        self.path()
            .into_iter()
            .filter(|position| *position != 0 && !self.signed_itself(*position))
            .filter_map(|position| self.at(position))
    }

    fn signers(&self, position: usize) -> impl Iterator<Item = usize> {
        self.issuers.get(position).into_iter().flatten().copied()
    }

    fn signed_itself(&self, position: usize) -> bool {
        self.signers(position).any(|signer| signer == position)
    }

    /// The positions that the leaf leads to, nearest first, each once.
    pub(in crate::check) fn path(&self) -> Vec<usize> {
        let mut path = vec![0];
        let mut next = 0;
        while let Some(position) = path.get(next).copied() {
            for signer in self.signers(position) {
                if !path.contains(&signer) {
                    path.push(signer);
                }
            }
            next += 1;
        }
        path
    }

    /// What is odd about it.
    pub(in crate::check) fn shape(&self) -> Shape {
        let same = |a: usize, b: usize| {
            self.at(a)
                .zip(self.at(b))
                .is_some_and(|(a, b)| a.as_raw() == b.as_raw())
        };
        let positions = || 1..self.certificates.len();
        let duplicates: Vec<usize> = positions()
            .filter(|position| (0..*position).any(|earlier| same(earlier, *position)))
            .collect();
        let path = self.path();
        let of_leaf = |position: &usize| path.contains(position);
        let signed_earlier = |position: usize| {
            (0..position).any(|earlier| self.signers(earlier).any(|signer| signer == position))
        };
        let ends = path
            .iter()
            .copied()
            .rfind(|position| self.signers(*position).next().is_none());
        let rooted = path.iter().any(|position| self.signed_itself(*position));
        Shape {
            issuer_first: positions().any(|other| self.signers(other).any(|signer| signer == 0)),
            unreadable: positions()
                .filter(|position| self.at(*position).is_none())
                .collect(),
            unrelated: positions()
                .filter(|position| {
                    self.at(*position).is_some()
                        && !of_leaf(position)
                        && !duplicates.contains(position)
                })
                .collect(),
            misplaced: positions()
                .filter(|position| {
                    of_leaf(position)
                        && !duplicates.contains(position)
                        && !signed_earlier(*position)
                })
                .collect(),
            roots: positions()
                .filter(|position| {
                    of_leaf(position)
                        && !duplicates.contains(position)
                        && self.signed_itself(*position)
                })
                .collect(),
            end: match ends {
                Some(position) if !rooted => End::Open(position),
                _ => End::Root,
            },
            duplicates,
        }
    }

    /// True when the leaf says by its policy that a public authority issued it.
    pub(in crate::check) fn claims_public_issue(&self) -> bool {
        self.leaf().is_some_and(|leaf| {
            policies(leaf)
                .iter()
                .any(|policy| PUBLIC_POLICIES.contains(policy))
        })
    }
}

/// True when one certificate bears the name of the other's issuer and its signature holds. Signatures that the library
/// cannot check count as holding: what was not disproved is not called wrong.
pub(in crate::check) fn signed(issuer: &X509Certificate<'_>, child: &X509Certificate<'_>) -> bool {
    if issuer.subject().as_raw() != child.issuer().as_raw() {
        return false;
    }
    match child.verify_signature(Some(issuer.public_key())) {
        Ok(()) | Err(X509Error::SignatureUnsupportedAlgorithm) => true,
        // The library refuses RSA keys of unusual size with the same words as a wrong signature.
        Err(_) => match issuer.public_key().parsed() {
            Ok(PublicKey::RSA(key)) => !(2048..=8192).contains(&key.key_size()),
            Ok(_) => false,
            Err(_) => true,
        },
    }
}

/// Where a certificate says that its issuer's certificate can be fetched.
pub(in crate::check) fn issuer_url(certificate: &X509Certificate<'_>) -> Option<String> {
    certificate
        .extensions()
        .iter()
        .find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::AuthorityInfoAccess(access) => Some(access),
            _ => None,
        })?
        .accessdescs
        .iter()
        .filter(|description| description.access_method == CA_ISSUERS)
        .find_map(|description| match description.access_location {
            GeneralName::URI(uri) => {
                Some(uri.chars().filter(|c| !c.is_control()).take(200).collect())
            }
            _ => None,
        })
}

/// The policies that a certificate names.
pub(in crate::check) fn policies<'a>(certificate: &X509Certificate<'a>) -> Vec<Oid<'a>> {
    certificate
        .extensions()
        .iter()
        .find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::CertificatePolicies(policies) => Some(
                policies
                    .iter()
                    .map(|policy| policy.policy_id.clone())
                    .collect(),
            ),
            _ => None,
        })
        .unwrap_or_default()
}
