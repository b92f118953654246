//! An authority with an intermediate, revocation lists and OCSP answers, all made at run time.

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer,
    CrlDistributionPoint, CrlIssuingDistributionPoint, CrlScope, CustomExtension, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason,
    RevokedCertParams, SerialNumber, SigningKey as _, date_time_ymd,
};
use sha1::{Digest as _, Sha1};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::certs::Credentials;

/// The moment that tests look at, and moments around it.
pub(crate) const NOW: &str = "2026-11-22T10:00:00Z";

/// A root that is not served, and an intermediate that is.
pub(crate) struct Pki {
    pub(crate) root: CertifiedIssuer<'static, KeyPair>,
    pub(crate) intermediate: CertifiedIssuer<'static, KeyPair>,
    /// The key of the intermediate once more, for signing answers.
    pub(crate) key: KeyPair,
}

/// A leaf with its key and serial number.
pub(crate) struct Leaf {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) key: KeyPair,
    pub(crate) serial: Vec<u8>,
}

/// Serial number of the intermediate.
pub(crate) const INTERMEDIATE: &[u8] = &[0x51];

impl Pki {
    /// The intermediate names `root_crl` as its list.
    pub(crate) fn new(root_crl: Option<&str>) -> Self {
        let root = CertifiedIssuer::self_signed(ca("Test root"), generate()).expect("root");
        let mut params = ca("Test intermediate");
        params.serial_number = Some(SerialNumber::from_slice(INTERMEDIATE));
        params.crl_distribution_points = points(root_crl);
        let key = generate();
        let copy = KeyPair::try_from(key.serialize_der().as_slice()).expect("key");
        Self {
            intermediate: CertifiedIssuer::signed_by(params, key, &root).expect("intermediate"),
            root,
            key: copy,
        }
    }

    /// A leaf for www.example.nl with these pointers.
    pub(crate) fn leaf(&self, crl: Option<&str>, ocsp: Option<&str>, must_staple: bool) -> Leaf {
        let mut params = CertificateParams::new(vec!["www.example.nl".to_owned()]).expect("name");
        params.serial_number = Some(SerialNumber::from_slice(&[0x7f, 1, 2, 3]));
        params.crl_distribution_points = points(crl);
        params.custom_extensions.extend(ocsp.map(responder));
        if must_staple {
            let features = tlv(0x30, &tlv(0x02, &[5]));
            let oid = [1, 3, 6, 1, 5, 5, 7, 1, 24];
            params
                .custom_extensions
                .push(CustomExtension::from_oid_content(&oid, features));
        }
        self.issue(params, &[0x7f, 1, 2, 3])
    }

    /// A responder's certificate, for OCSP or for something else.
    pub(crate) fn delegate(&self, purpose: ExtendedKeyUsagePurpose, years: (i32, i32)) -> Leaf {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "Test responder");
        params.extended_key_usages = vec![purpose];
        params.serial_number = Some(SerialNumber::from_slice(&[0x22]));
        let mut leaf = self.issue(params.clone(), &[0x22]);
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let der = params.signed_by(&leaf.key, &self.intermediate);
        leaf.der = der.expect("certificate").der().clone();
        leaf
    }

    fn issue(&self, mut params: CertificateParams, serial: &[u8]) -> Leaf {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2040, 1, 1);
        let key = generate();
        let certificate = params.signed_by(&key, &self.intermediate);
        Leaf {
            der: certificate.expect("certificate").der().clone(),
            key,
            serial: serial.to_vec(),
        }
    }

    /// What a server needs: leaf and intermediate, and the key.
    pub(crate) fn credentials(&self, leaf: &Leaf) -> Credentials {
        Credentials {
            chain: vec![leaf.der.clone(), self.intermediate.der().clone()],
            key: PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf.key.serialize_der())),
        }
    }
}

/// A list of withdrawn serial numbers, current at the moment of the tests.
pub(crate) fn crl(issuer: &CertifiedIssuer<'_, KeyPair>, revoked: &[&[u8]]) -> Vec<u8> {
    crl_of(issuer, revoked, (2026, 2028))
}

/// A divided list: the part of this URL, for one kind of certificates or for all.
pub(crate) fn part(
    issuer: &CertifiedIssuer<'_, KeyPair>,
    url: &str,
    scope: Option<CrlScope>,
) -> Vec<u8> {
    let mut params = list_of(&[], (2026, 2028));
    params.issuing_distribution_point = Some(CrlIssuingDistributionPoint {
        distribution_point: CrlDistributionPoint {
            uris: vec![url.to_owned()],
        },
        scope,
    });
    params.signed_by(issuer).expect("list").der().to_vec()
}

/// A list of some years.
pub(crate) fn crl_of(
    issuer: &CertifiedIssuer<'_, KeyPair>,
    revoked: &[&[u8]],
    years: (i32, i32),
) -> Vec<u8> {
    let list = list_of(revoked, years).signed_by(issuer).expect("list");
    list.der().to_vec()
}

fn list_of(revoked: &[&[u8]], (from, to): (i32, i32)) -> CertificateRevocationListParams {
    CertificateRevocationListParams {
        this_update: date_time_ymd(from, 1, 1),
        next_update: date_time_ymd(to, 1, 1),
        crl_number: SerialNumber::from_slice(&[1]),
        issuing_distribution_point: None,
        revoked_certs: revoked
            .iter()
            .map(|serial| RevokedCertParams {
                serial_number: SerialNumber::from_slice(serial),
                revocation_time: date_time_ymd(2026, 3, 4),
                reason_code: Some(RevocationReason::KeyCompromise),
                invalidity_date: None,
            })
            .collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    }
}

/// An OCSP answer as it is to be made.
pub(crate) struct Reply<'a> {
    pub(crate) serial: &'a [u8],
    /// The DER of `CertStatus`.
    pub(crate) state: Vec<u8>,
    pub(crate) this_update: &'a str,
    pub(crate) next_update: Option<&'a str>,
    /// Signs instead of the issuer, with its certificate in the answer.
    pub(crate) delegate: Option<&'a Leaf>,
    /// The answer does not show the certificate of its signer.
    pub(crate) hidden: bool,
}

impl<'a> Reply<'a> {
    /// Good and current.
    pub(crate) fn good(serial: &'a [u8]) -> Self {
        Self {
            serial,
            state: vec![0x80, 0],
            this_update: "20261121000000Z",
            next_update: Some("20261128000000Z"),
            delegate: None,
            hidden: false,
        }
    }

    /// Revoked on 1 November 2026 because the key leaked.
    pub(crate) fn revoked(serial: &'a [u8]) -> Self {
        let reason = tlv(0xa0, &tlv(0x0a, &[1]));
        let at = tlv(0x18, b"20261101000000Z");
        Self {
            state: tlv(0xa1, &[at, reason].concat()),
            ..Self::good(serial)
        }
    }

    /// The whole `OCSPResponse` about a certificate of the intermediate.
    pub(crate) fn of(&self, pki: &Pki) -> Vec<u8> {
        let (key, certificates) = match self.delegate {
            None => (&pki.key, Vec::new()),
            Some(leaf) if self.hidden => (&leaf.key, Vec::new()),
            Some(leaf) => (&leaf.key, tlv(0xa0, &tlv(0x30, &leaf.der))),
        };
        let key_hash = |key: &KeyPair| Sha1::digest(key.public_key_raw());
        let sha1 = [0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0];
        let name = name_of(pki.intermediate.der());
        let id = [
            sha1.to_vec(),
            tlv(0x04, &Sha1::digest(&name)),
            tlv(0x04, &key_hash(&pki.key)),
            tlv(0x02, self.serial),
        ];
        let next = self
            .next_update
            .map(|next| tlv(0xa0, &tlv(0x18, next.as_bytes())));
        let single = [
            tlv(0x30, &id.concat()),
            self.state.clone(),
            tlv(0x18, self.this_update.as_bytes()),
            next.unwrap_or_default(),
        ];
        let data = [
            tlv(0xa2, &tlv(0x04, &key_hash(key))),
            tlv(0x18, self.this_update.as_bytes()),
            tlv(0x30, &tlv(0x30, &single.concat())),
        ];
        let data = tlv(0x30, &data.concat());
        // ecdsa-with-SHA256
        let algorithm = tlv(0x30, &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);
        let signature = key.sign(&data).expect("signature");
        let signature = tlv(0x03, &[&[0], &signature[..]].concat());
        let basic = tlv(0x30, &[data, algorithm, signature, certificates].concat());
        let kind = [6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1].to_vec();
        let bytes = tlv(0x30, &[kind, tlv(0x04, &basic)].concat());
        tlv(0x30, &[tlv(0x0a, &[0]), tlv(0xa0, &bytes)].concat())
    }
}

/// One element of DER.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len())
        .expect("a short element")
        .to_be_bytes();
    let mut out = vec![tag];
    if high == 0 && low < 128 {
        out.push(low);
    } else {
        out.extend([0x82, high, low]);
    }
    out.extend_from_slice(content);
    out
}

/// The subject of a certificate, DER.
fn name_of(certificate: &[u8]) -> Vec<u8> {
    use x509_parser::prelude::FromDer as _;
    let (_, certificate) =
        x509_parser::certificate::X509Certificate::from_der(certificate).expect("certificate");
    certificate.subject().as_raw().to_vec()
}

fn generate() -> KeyPair {
    KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("key")
}

fn ca(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2040, 1, 1);
    params
}

fn points(url: Option<&str>) -> Vec<CrlDistributionPoint> {
    url.map(|url| CrlDistributionPoint {
        uris: vec![url.to_owned()],
    })
    .into_iter()
    .collect()
}

fn responder(url: &str) -> CustomExtension {
    let method = [6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 1].to_vec();
    let access = [method, tlv(0x86, url.as_bytes())].concat();
    let oid = [1, 3, 6, 1, 5, 5, 7, 1, 1];
    CustomExtension::from_oid_content(&oid, tlv(0x30, &tlv(0x30, &access)))
}

/// The moment that tests look at.
pub(crate) fn now() -> Timestamp {
    NOW.parse().expect("a moment")
}
