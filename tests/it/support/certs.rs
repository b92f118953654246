//! A private certificate authority.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A chain, leaf first, and the key of its leaf.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

/// Years from the first of January to the first of January.
pub(crate) const VALID: (i32, i32) = (2026, 2028);
pub(crate) const EXPIRED: (i32, i32) = (2024, 2025);
pub(crate) const NOT_YET: (i32, i32) = (2030, 2031);

/// An authority of our own.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "Test authority");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2040, 1, 1);
        let key = KeyPair::generate().expect("key");
        Self(CertifiedIssuer::self_signed(params, key).expect("authority"))
    }

    /// Its own certificate.
    pub(crate) fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// A certificate for a server.
    pub(crate) fn issue(&self, name: &str, years: (i32, i32)) -> Credentials {
        let key = KeyPair::generate().expect("key");
        let leaf = server(name, years)
            .signed_by(&key, &self.0)
            .expect("certificate");
        Credentials {
            chain: vec![leaf.der().clone(), self.root()],
            key: pkcs8(&key),
        }
    }
}

/// A certificate that only its own key vouches for.
pub(crate) fn self_signed(name: &str) -> Credentials {
    let key = KeyPair::generate().expect("key");
    let leaf = server(name, VALID).self_signed(&key).expect("certificate");
    Credentials {
        chain: vec![leaf.der().clone()],
        key: pkcs8(&key),
    }
}

fn server(name: &str, (from, to): (i32, i32)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("name");
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params
}

fn pkcs8(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()))
}
