//! A certificate laid out for lints: what the parser made of it, and its elements as they stand in the bytes.

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{KeyUsage, ParsedExtension, X509Extension};

use super::element::{BIT_STRING, BOOLEAN, Element, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, SET};
use super::oid;
use crate::domain::certificate_lint::CertificateRole;

const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;

/// A certificate to lint.
#[derive(Debug)]
pub(super) struct Specimen<'a> {
    /// What the parser made of it.
    pub(super) certificate: &'a X509Certificate<'a>,
    /// Its place in the chain.
    pub(super) role: CertificateRole,
    /// The whole certificate.
    pub(super) root: Element<'a>,
    /// `[0]`, when it is written.
    pub(super) version: Option<Element<'a>>,
    /// The serial number.
    pub(super) serial: Element<'a>,
    /// The signature algorithm inside what is signed.
    pub(super) inner_algorithm: Element<'a>,
    /// The issuer's name.
    pub(super) issuer: Element<'a>,
    /// notBefore and notAfter.
    pub(super) validity: [Element<'a>; 2],
    /// The subject's name.
    pub(super) subject: Element<'a>,
    /// The public key with its algorithm.
    pub(super) key: Element<'a>,
    /// What follows the key: unique identifiers and extensions.
    pub(super) tail: Vec<Element<'a>>,
    /// The extensions as elements.
    pub(super) extensions: Vec<RawExtension<'a>>,
    /// The signature algorithm beside what is signed.
    pub(super) outer_algorithm: Element<'a>,
    /// The signature.
    pub(super) signature: Element<'a>,
}

/// An extension as it stands in the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawExtension<'a> {
    pub(super) oid: &'a [u8],
    /// "critical", when it is written.
    pub(super) critical: Option<Element<'a>>,
    pub(super) value: &'a [u8],
}

/// An attribute of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) oid: &'a [u8],
    pub(super) value: Element<'a>,
}

/// A public key in the terms of the lints.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key<'a> {
    /// Modulus and exponent, as the content of their integers.
    Rsa {
        modulus: &'a [u8],
        exponent: &'a [u8],
    },
    /// The parameters of the algorithm, and the point.
    Ec {
        parameters: Option<Element<'a>>,
        point: &'a [u8],
    },
    /// Ed25519, Ed448.
    Edwards,
    /// X25519, X448.
    Montgomery,
    /// Anything else, or a key that cannot be read.
    Other,
}

impl<'a> Specimen<'a> {
    /// Lays out a certificate that the parser read from these bytes. None when the elements are not where they belong.
    pub(super) fn lay_out(
        certificate: &'a X509Certificate<'a>,
        der: &'a [u8],
        role: CertificateRole,
    ) -> Option<Self> {
        let root = Element::only(der)?;
        let mut outer = root.children();
        let signed = outer.next().filter(|e| e.is(SEQUENCE))?;
        let outer_algorithm = outer.next()?;
        let signature = outer.next().filter(|e| e.is(BIT_STRING))?;
        let mut fields = signed.children().peekable();
        let version = fields.next_if(|field| field.is(VERSION));
        let serial = fields.next().filter(|e| e.is(INTEGER))?;
        let inner_algorithm = fields.next()?;
        let issuer = fields.next()?;
        let validity = fields.next()?;
        let subject = fields.next()?;
        let key = fields.next()?;
        let tail: Vec<Element<'a>> = fields.collect();
        let extensions = tail
            .iter()
            .find(|field| field.is(EXTENSIONS))
            .and_then(|field| field.child(0))
            .map(|list| list.children().filter_map(RawExtension::read).collect())
            .unwrap_or_default();
        Some(Self {
            certificate,
            role,
            root,
            version,
            serial,
            inner_algorithm,
            issuer,
            validity: [validity.child(0)?, validity.child(1)?],
            subject,
            key,
            tail,
            extensions,
            outer_algorithm,
            signature,
        })
    }

    /// The first extension with this identifier, as the parser read it.
    pub(super) fn extension(&self, oid: &[u8]) -> Option<&'a X509Extension<'a>> {
        self.certificate
            .extensions()
            .iter()
            .find(|extension| extension.oid.as_bytes() == oid)
    }

    pub(super) fn has(&self, oid: &[u8]) -> bool {
        self.extension(oid).is_some()
    }

    /// The value of an extension as one element; none when there is no such extension or it is no whole element.
    pub(super) fn value(&self, oid: &[u8]) -> Option<Element<'a>> {
        let raw = self
            .extensions
            .iter()
            .find(|extension| extension.oid == oid)?;
        Element::only(raw.value)
    }

    /// The key usages; none when the extension is absent or unreadable.
    pub(super) fn key_usage(&self) -> Option<KeyUsage> {
        match self.extension(oid::KEY_USAGE)?.parsed_extension() {
            ParsedExtension::KeyUsage(usage) => Some(*usage),
            _ => None,
        }
    }

    /// The identifiers in extendedKeyUsage; none when the extension is absent or unreadable.
    pub(super) fn extended_key_usages(&self) -> Option<Vec<&'a [u8]>> {
        let list = self.value(oid::EXTENDED_KEY_USAGE)?;
        Some(
            list.children()
                .filter(|e| e.is(OBJECT_IDENTIFIER))
                .map(|e| e.content)
                .collect(),
        )
    }

    /// The names in subjectAltName, as elements.
    pub(super) fn alternative_names(&self) -> Vec<Element<'a>> {
        self.value(oid::SUBJECT_ALT_NAME)
            .map(|list| list.children().collect())
            .unwrap_or_default()
    }

    /// The dNSName entries of subjectAltName that are text.
    pub(super) fn dns_names(&self) -> Vec<&'a str> {
        self.alternative_names()
            .into_iter()
            .filter(|name| name.is(DNS_NAME))
            .filter_map(|name| std::str::from_utf8(name.content).ok())
            .collect()
    }

    /// The policies of certificatePolicies, as elements.
    pub(super) fn policies(&self) -> Vec<Element<'a>> {
        self.value(oid::POLICIES)
            .map(|list| list.children().collect())
            .unwrap_or_default()
    }

    /// The identifiers of the policies.
    pub(super) fn policy_ids(&self) -> Vec<&'a [u8]> {
        self.policies()
            .into_iter()
            .filter_map(|policy| policy.tagged(OBJECT_IDENTIFIER))
            .map(|id| id.content)
            .collect()
    }

    pub(super) fn has_policy(&self, id: &[u8]) -> bool {
        self.policy_ids().contains(&id)
    }

    /// True when basicConstraints says CA.
    pub(super) fn is_ca(&self) -> bool {
        self.value(oid::BASIC_CONSTRAINTS)
            .and_then(|value| value.tagged(BOOLEAN))
            .is_some_and(|flag| flag.content.first().is_some_and(|octet| *octet != 0))
    }

    /// True when subject and issuer are the same name.
    pub(super) fn names_itself(&self) -> bool {
        self.subject.whole == self.issuer.whole
    }

    /// notBefore and notAfter in seconds since 1970.
    pub(super) fn seconds(&self) -> (i64, i64) {
        let validity = self.certificate.validity();
        (
            validity.not_before.timestamp(),
            validity.not_after.timestamp(),
        )
    }

    pub(super) fn public_key(&self) -> Key<'a> {
        self.read_key().unwrap_or(Key::Other)
    }

    fn read_key(&self) -> Option<Key<'a>> {
        let algorithm = self.key.child(0)?;
        let (_, bits) = self.key.tagged(BIT_STRING)?.content.split_first()?;
        match algorithm.child(0)?.content {
            oid::RSA => {
                let numbers = Element::only(bits)?;
                let modulus = numbers.child(0).filter(|e| e.is(INTEGER))?.content;
                let exponent = numbers.child(1).filter(|e| e.is(INTEGER))?.content;
                Some(Key::Rsa { modulus, exponent })
            }
            oid::EC => Some(Key::Ec {
                parameters: algorithm.child(1),
                point: bits,
            }),
            oid::ED25519 | oid::ED448 => Some(Key::Edwards),
            oid::X25519 | oid::X448 => Some(Key::Montgomery),
            _ => None,
        }
    }
}

/// Tags of names in subjectAltName and elsewhere.
pub(super) const EMAIL_NAME: u8 = 0x81;
pub(super) const DNS_NAME: u8 = 0x82;
pub(super) const URI_NAME: u8 = 0x86;
pub(super) const ADDRESS_NAME: u8 = 0x87;

impl<'a> RawExtension<'a> {
    fn read(element: Element<'a>) -> Option<Self> {
        let mut parts = element.children().peekable();
        let oid = parts.next().filter(|e| e.is(OBJECT_IDENTIFIER))?.content;
        let critical = parts.next_if(|part| part.is(BOOLEAN));
        Some(Self {
            oid,
            critical,
            value: parts.next()?.content,
        })
    }

    /// True for the extensions of X.509 and PKIX, whose values are elements themselves.
    pub(super) fn is_standard(&self) -> bool {
        self.oid.starts_with(oid::EXTENSION_ARC) || self.oid.starts_with(oid::PKIX_EXTENSION_ARC)
    }
}

/// The attributes of a name: a list for each of its parts.
pub(super) fn attributes(name: Element<'_>) -> Vec<Vec<Attribute<'_>>> {
    name.children()
        .filter(|part| part.is(SET))
        .map(|part| {
            part.children()
                .filter_map(|pair| {
                    Some(Attribute {
                        oid: pair.child(0)?.content,
                        value: pair.child(1)?,
                    })
                })
                .collect()
        })
        .collect()
}

/// The attributes of a name, whatever part they are in.
pub(super) fn flat(name: Element<'_>) -> impl Iterator<Item = Attribute<'_>> {
    attributes(name).into_iter().flatten()
}

/// The first attribute of a kind.
pub(super) fn attribute<'a>(name: Element<'a>, oid: &[u8]) -> Option<Attribute<'a>> {
    flat(name).find(|attribute| attribute.oid == oid)
}
