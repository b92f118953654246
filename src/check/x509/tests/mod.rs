//! Promises and chains, on certificates that others made and on some made here.

mod chains;
mod promises;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, IsCa, KeyPair,
    SerialNumber,
};

use super::der;

macro_rules! foreign {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/it/check/certificates/",
            $name,
            ".der"
        ))
    };
}

use foreign;

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("key")).expect("authority")
}

fn below(
    name: &str,
    issuer: &CertifiedIssuer<'static, KeyPair>,
) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::signed_by(params, KeyPair::generate().expect("key"), issuer)
        .expect("authority")
}

/// A server's certificate, with promises in it or not.
fn issue(
    issuer: &CertifiedIssuer<'static, KeyPair>,
    key: &KeyPair,
    list: Option<&[u8]>,
) -> Vec<u8> {
    let mut params = CertificateParams::new(vec!["portal.example".to_owned()]).expect("name");
    params
        .distinguished_name
        .push(DnType::CommonName, "portal.example");
    params.serial_number = Some(SerialNumber::from_slice(&[7; 8]));
    if let Some(list) = list {
        params
            .custom_extensions
            .push(CustomExtension::from_oid_content(
                &[1, 3, 6, 1, 4, 1, 11129, 2, 4, 2],
                der::encode(der::OCTET_STRING, list),
            ));
    }
    params
        .signed_by(key, issuer)
        .expect("certificate")
        .der()
        .to_vec()
}
