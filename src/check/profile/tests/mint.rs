//! Certificates written octet by octet, so that they can be wrong in every way. Nobody signs them: no lint checks that.

use super::super::element::{
    BIT_STRING, BOOLEAN, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, PRINTABLE_STRING, SEQUENCE, SET,
    UTC_TIME, UTF8_STRING,
};
use super::super::oid;
use crate::domain::certificate_lint::CertificateRole;

/// The parts of a certificate, each already encoded.
#[derive(Debug, Clone)]
pub(super) struct Mint {
    pub(super) role: CertificateRole,
    pub(super) version: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) from: Vec<u8>,
    pub(super) until: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) key: Vec<u8>,
    /// Unique identifiers.
    pub(super) unique: Vec<u8>,
    pub(super) extensions: Vec<Vec<u8>>,
    /// Written even when there are none.
    pub(super) list_extensions: bool,
    pub(super) outer_algorithm: Option<Vec<u8>>,
    pub(super) signature: Vec<u8>,
}

pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => out.push(short),
        Ok(octet) => out.extend([0x81, octet]),
        Err(_) => {
            let [.., high, low] = length.to_be_bytes();
            out.extend([0x82, high, low]);
        }
    }
    out.extend(content);
    out
}

pub(super) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(SEQUENCE, &parts.concat())
}

pub(super) fn id(content: &[u8]) -> Vec<u8> {
    element(OBJECT_IDENTIFIER, content)
}

pub(super) fn null() -> Vec<u8> {
    vec![0x05, 0x00]
}

pub(super) fn bits(content: &[u8]) -> Vec<u8> {
    element(BIT_STRING, content)
}

pub(super) fn utc(text: &str) -> Vec<u8> {
    element(UTC_TIME, text.as_bytes())
}

/// An attribute in a type of text.
pub(super) fn typed(kind: &[u8], tag: u8, text: &str) -> Vec<u8> {
    sequence(&[id(kind), element(tag, text.as_bytes())])
}

/// An attribute in the type that is usual for it.
pub(super) fn attribute(kind: &[u8], text: &str) -> Vec<u8> {
    let printable = [oid::COUNTRY, oid::SERIAL_NUMBER, oid::JURISDICTION_COUNTRY];
    let tag = if printable.contains(&kind) {
        PRINTABLE_STRING
    } else {
        UTF8_STRING
    };
    typed(kind, tag, text)
}

/// A name of parts with one attribute each.
pub(super) fn name(attributes: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = attributes.iter().map(|a| element(SET, a)).collect();
    sequence(&parts)
}

pub(super) fn subject(attributes: &[(&[u8], &str)]) -> Vec<u8> {
    let attributes: Vec<Vec<u8>> = attributes.iter().map(|(k, v)| attribute(k, v)).collect();
    name(&attributes)
}

pub(super) fn extension(kind: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![id(kind)];
    if critical {
        parts.push(element(BOOLEAN, &[0xff]));
    }
    parts.push(element(OCTET_STRING, value));
    sequence(&parts)
}

/// A `GeneralName`: DNS 0x82, mail 0x81, URI 0x86, address 0x87.
pub(super) fn general(tag: u8, content: &[u8]) -> Vec<u8> {
    element(tag, content)
}

pub(super) fn dns(names: &[&str]) -> Vec<u8> {
    let names: Vec<Vec<u8>> = names.iter().map(|n| general(0x82, n.as_bytes())).collect();
    sequence(&names)
}

pub(super) fn purposes(ids: &[&[u8]]) -> Vec<u8> {
    let ids: Vec<Vec<u8>> = ids.iter().map(|purpose| id(purpose)).collect();
    sequence(&ids)
}

pub(super) fn policies(ids: &[&[u8]]) -> Vec<u8> {
    let ids: Vec<Vec<u8>> = ids.iter().map(|policy| sequence(&[id(policy)])).collect();
    sequence(&ids)
}

/// One policy with one qualifier.
pub(super) fn qualified(policy: &[u8], kind: &[u8], qualifier: &[u8]) -> Vec<u8> {
    let qualifier = sequence(&[id(kind), qualifier.to_vec()]);
    sequence(&[sequence(&[id(policy), sequence(&[qualifier])])])
}

pub(super) fn information(entries: &[(&[u8], &str)]) -> Vec<u8> {
    let entries: Vec<Vec<u8>> = entries
        .iter()
        .map(|(kind, place)| sequence(&[id(kind), general(0x86, place.as_bytes())]))
        .collect();
    sequence(&entries)
}

/// A place of revocation lists, with what stands after it in the same entry.
pub(super) fn point(place: &str, more: &[u8]) -> Vec<u8> {
    let full = element(0xa0, &general(0x86, place.as_bytes()));
    sequence(&[sequence(&[element(0xa0, &full), more.to_vec()])])
}

pub(super) fn timestamps(entries: &[Vec<u8>]) -> Vec<u8> {
    let body: Vec<u8> = entries.iter().flat_map(|entry| prefixed(entry)).collect();
    element(OCTET_STRING, &prefixed(&body))
}

pub(super) fn timestamp(version: u8) -> Vec<u8> {
    [
        &[version][..],
        &[7; 32],
        &[1; 8],
        &[0, 0],
        &[4, 3],
        &prefixed(&[9; 70]),
    ]
    .concat()
}

fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a short list");
    [&length.to_be_bytes()[..], bytes].concat()
}

pub(super) fn ec_key(curve: &[u8], point: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[id(oid::EC), id(curve)]);
    sequence(&[algorithm, bits(&[&[0], point].concat())])
}

pub(super) fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = sequence(&[element(INTEGER, modulus), element(INTEGER, exponent)]);
    let algorithm = sequence(&[id(oid::RSA), null()]);
    sequence(&[algorithm, bits(&[&[0], &numbers[..]].concat())])
}

/// 2048 bits without a small factor: 2^2047 + 3 has none below 752.
pub(super) fn modulus() -> Vec<u8> {
    let mut modulus = vec![0; 257];
    modulus[1] = 0x80;
    modulus[256] = 3;
    modulus
}

pub(super) fn other_key(kind: &[u8], octets: usize) -> Vec<u8> {
    sequence(&[sequence(&[id(kind)]), bits(&vec![0; octets + 1])])
}

const RESPONDER: (&[u8], &str) = (oid::OCSP, "http://ocsp.fictief.example");
const ISSUER: (&[u8], &str) = (oid::CA_ISSUERS, "http://ca.fictief.example/1.der");

impl Mint {
    fn new(role: CertificateRole) -> Self {
        Self {
            role,
            version: element(0xa0, &[INTEGER, 1, 2]),
            serial: element(INTEGER, &[0x4a; 16]),
            algorithm: sequence(&[id(oid::ECDSA_SHA256)]),
            issuer: subject(&[
                (oid::COUNTRY, "NL"),
                (oid::ORGANIZATION, "Fictieve CA"),
                (oid::COMMON_NAME, "Fictieve CA 1"),
            ]),
            from: utc("260601000000Z"),
            until: utc("260731235959Z"),
            subject: subject(&[(oid::COMMON_NAME, "www.fictief.example")]),
            key: ec_key(oid::P256, &[&[4][..], &[0x5a; 64]].concat()),
            unique: Vec::new(),
            extensions: Vec::new(),
            list_extensions: true,
            outer_algorithm: None,
            signature: bits(&[0, 0x30, 0x00]),
        }
    }

    /// A public server certificate that every rule is content with.
    pub(super) fn leaf() -> Self {
        let mut mint = Self::new(CertificateRole::Leaf);
        let authority = sequence(&[element(0x80, &[1; 20])]);
        mint.set(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority);
        mint.set(oid::KEY_USAGE, true, &bits(&[7, 0x80]));
        mint.set(
            oid::EXTENDED_KEY_USAGE,
            false,
            &purposes(&[oid::SERVER_AUTH]),
        );
        mint.set(oid::POLICIES, false, &policies(&[oid::DOMAIN_VALIDATED]));
        mint.set(oid::BASIC_CONSTRAINTS, true, &sequence(&[]));
        mint.set(oid::SUBJECT_ALT_NAME, false, &dns(&["www.fictief.example"]));
        mint.set(
            oid::AUTHORITY_INFORMATION,
            false,
            &information(&[RESPONDER, ISSUER]),
        );
        mint.set(
            oid::CRL_POINTS,
            false,
            &point("http://crl.fictief.example/1.crl", &[]),
        );
        mint.set(oid::TIMESTAMPS, false, &timestamps(&[timestamp(0)]));
        mint
    }

    /// A public intermediate authority likewise.
    pub(super) fn intermediate() -> Self {
        let mut mint = Self::new(CertificateRole::Intermediate);
        mint.subject = mint.issuer.clone();
        mint.issuer = subject(&[
            (oid::COUNTRY, "NL"),
            (oid::ORGANIZATION, "Fictieve CA"),
            (oid::COMMON_NAME, "Fictieve root"),
        ]);
        mint.until = utc("310531235959Z");
        let authority = sequence(&[element(0x80, &[2; 20])]);
        let basic = sequence(&[element(BOOLEAN, &[0xff]), element(INTEGER, &[0])]);
        mint.set(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority);
        mint.set(
            oid::SUBJECT_KEY_IDENTIFIER,
            false,
            &element(OCTET_STRING, &[1; 20]),
        );
        mint.set(oid::KEY_USAGE, true, &bits(&[1, 0x06]));
        mint.set(
            oid::EXTENDED_KEY_USAGE,
            false,
            &purposes(&[oid::SERVER_AUTH]),
        );
        mint.set(oid::POLICIES, false, &policies(&[oid::DOMAIN_VALIDATED]));
        mint.set(oid::BASIC_CONSTRAINTS, true, &basic);
        mint.set(oid::AUTHORITY_INFORMATION, false, &information(&[ISSUER]));
        mint.set(
            oid::CRL_POINTS,
            false,
            &point("http://crl.fictief.example/r.crl", &[]),
        );
        mint
    }

    /// A public root likewise.
    pub(super) fn root() -> Self {
        let mut mint = Self::new(CertificateRole::Root);
        mint.subject = mint.issuer.clone();
        mint.until = utc("460531235959Z");
        let basic = sequence(&[element(BOOLEAN, &[0xff])]);
        mint.set(
            oid::SUBJECT_KEY_IDENTIFIER,
            false,
            &element(OCTET_STRING, &[2; 20]),
        );
        mint.set(oid::KEY_USAGE, true, &bits(&[1, 0x06]));
        mint.set(oid::BASIC_CONSTRAINTS, true, &basic);
        mint
    }

    pub(super) fn of(role: CertificateRole) -> Self {
        match role {
            CertificateRole::Leaf => Self::leaf(),
            CertificateRole::Intermediate => Self::intermediate(),
            CertificateRole::Root => Self::root(),
        }
    }

    /// Puts an extension in the place of the one of its kind.
    pub(super) fn set(&mut self, kind: &[u8], critical: bool, value: &[u8]) {
        self.remove(kind);
        self.extensions.push(extension(kind, critical, value));
    }

    pub(super) fn remove(&mut self, kind: &[u8]) {
        let start = id(kind);
        self.extensions
            .retain(|e| !e.windows(start.len()).take(8).any(|w| w == start));
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let mut fields = vec![
            self.version.clone(),
            self.serial.clone(),
            self.algorithm.clone(),
            self.issuer.clone(),
            sequence(&[self.from.clone(), self.until.clone()]),
            self.subject.clone(),
            self.key.clone(),
            self.unique.clone(),
        ];
        if self.list_extensions {
            fields.push(element(0xa3, &sequence(&self.extensions)));
        }
        let outer = self.outer_algorithm.as_ref().unwrap_or(&self.algorithm);
        sequence(&[sequence(&fields), outer.clone(), self.signature.clone()])
    }
}
