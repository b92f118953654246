//! The fictional certificate authority: a root, an intermediate and the leaves, all made at run time.

use std::time::Duration;

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, RsaKeySize, date_time_ymd,
};
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::DemoError;

/// Days that a leaf is valid: within the limit of 47 days that public authorities have from March 2029 on.
const LEAF_DAYS: i64 = 45;
const DAY: i64 = 86_400;
/// 2000-01-01 and 9000-01-01: between these, adding or taking away ten years stays inside every calendar involved.
const MOMENTS: std::ops::Range<i64> = 946_684_800..221_845_392_000;

/// What a leaf certificate looks like.
#[derive(Clone, Copy)]
pub(super) struct Leaf {
    pub(super) names: &'static [&'static str],
    pub(super) key: Key,
    /// Whole days until it ends; negative when it has ended.
    pub(super) days_left: i64,
}

/// The key of a leaf.
#[derive(Clone, Copy)]
pub(super) enum Key {
    P256,
    Rsa2048,
    Rsa3072,
}

/// A leaf with its intermediate, and the key of the leaf.
pub(super) struct Chain {
    pub(super) certificates: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

impl Chain {
    /// SHA-256 of the public key of the leaf.
    pub(super) fn key_digest(&self) -> Option<[u8; 32]> {
        let (_, leaf) = X509Certificate::from_der(self.certificates.first()?).ok()?;
        Some(Sha256::digest(leaf.public_key().raw).into())
    }
}

/// The root, and a chain for each leaf asked for, in that order.
pub(super) struct Issued {
    pub(super) root: CertificateDer<'static>,
    pub(super) chains: Vec<Chain>,
}

/// Makes everything. Takes up to a few seconds of computing: RSA keys are slow to find.
pub(super) fn issue(now: Timestamp, leaves: &[Leaf]) -> Result<Issued, DemoError> {
    let now = now.as_second();
    if !MOMENTS.contains(&now) {
        return Err(DemoError::Moment);
    }
    let root = CertifiedIssuer::self_signed(
        ca("Fictieve Root CA (demo)", now, 5 * 365),
        KeyPair::generate()?,
    )?;
    let intermediate = CertifiedIssuer::signed_by(
        ca("Fictieve TLS CA 1 (demo)", now, 365),
        KeyPair::generate()?,
        &root,
    )?;
    let keys = find_keys(leaves)?;
    let chains = leaves
        .iter()
        .zip(keys)
        .map(|(leaf, key)| {
            let certificate = leaf_params(*leaf, now)?.signed_by(&key, &intermediate)?;
            Ok(Chain {
                certificates: vec![certificate.der().clone(), intermediate.der().clone()],
                key: key.into(),
            })
        })
        .collect::<Result<_, rcgen::Error>>()?;
    Ok(Issued {
        root: root.der().clone(),
        chains,
    })
}

/// A key for each leaf, all looked for at once.
fn find_keys(leaves: &[Leaf]) -> Result<Vec<KeyPair>, rcgen::Error> {
    std::thread::scope(|scope| {
        let searches: Vec<_> = leaves
            .iter()
            .map(|leaf| scope.spawn(|| find_key(leaf.key)))
            .collect();
        searches
            .into_iter()
            .map(|search| {
                search
                    .join()
                    .unwrap_or(Err(rcgen::Error::KeyGenerationUnavailable))
            })
            .collect()
    })
}

fn find_key(key: Key) -> Result<KeyPair, rcgen::Error> {
    match key {
        Key::P256 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256),
        Key::Rsa2048 => KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048),
        Key::Rsa3072 => KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_3072),
    }
}

fn ca(name: &str, now: i64, days_each_way: i64) -> CertificateParams {
    let mut params = dated(
        CertificateParams::default(),
        now - days_each_way * DAY,
        now + days_each_way * DAY,
    );
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "NL");
    subject.push(DnType::OrganizationName, "Fictieve CA (demo)");
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params
}

fn leaf_params(leaf: Leaf, now: i64) -> Result<CertificateParams, rcgen::Error> {
    let names: Vec<String> = leaf.names.iter().map(|&name| name.to_owned()).collect();
    // An hour to spare, so that the whole days are the same all the way through a run.
    let end = now + leaf.days_left * DAY + 3_600 * leaf.days_left.signum();
    let mut params = dated(
        CertificateParams::new(names)?,
        // A lifetime counts both ends (RFC 5280): one second less makes it exactly as many days.
        end - LEAF_DAYS * DAY + 1,
        end,
    );
    let mut subject = DistinguishedName::new();
    if let Some(&first) = leaf.names.first() {
        subject.push(DnType::CommonName, first);
    }
    params.distinguished_name = subject;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn dated(mut params: CertificateParams, from: i64, until: i64) -> CertificateParams {
    let epoch = date_time_ymd(1970, 1, 1);
    params.not_before = epoch + Duration::from_secs(from.unsigned_abs());
    params.not_after = epoch + Duration::from_secs(until.unsigned_abs());
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> i64 {
        text.parse::<Timestamp>().expect("test moment").as_second()
    }

    #[test]
    fn leaves_end_when_they_should_and_are_signed_by_the_intermediate() {
        let now: Timestamp = "2031-05-06T07:08:09Z".parse().expect("test moment");
        let leaf = |days_left| Leaf {
            names: &["a.example"],
            key: Key::P256,
            days_left,
        };
        let issued = issue(now, &[leaf(31), leaf(-12)]).expect("certificates");
        let ends: Vec<i64> = issued
            .chains
            .iter()
            .map(|chain| {
                let (_, leaf) = X509Certificate::from_der(&chain.certificates[0]).expect("leaf");
                let (_, ca) = X509Certificate::from_der(&chain.certificates[1]).expect("CA");
                assert_eq!(leaf.issuer(), ca.subject());
                let validity = leaf.validity();
                let days =
                    (validity.not_after.timestamp() - validity.not_before.timestamp() + 1) / DAY;
                assert_eq!(days, LEAF_DAYS);
                validity.not_after.timestamp()
            })
            .collect();
        assert_eq!(
            ends,
            [
                seconds("2031-06-06T08:08:09Z"),
                seconds("2031-04-24T06:08:09Z")
            ]
        );
    }

    #[test]
    fn a_moment_out_of_reach_is_an_error() {
        for moment in ["1969-12-31T00:00:00Z", "9500-01-01T00:00:00Z"] {
            let now: Timestamp = moment.parse().expect("test moment");
            assert!(
                matches!(issue(now, &[]), Err(DemoError::Moment)),
                "{moment}"
            );
        }
    }
}
