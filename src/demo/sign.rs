//! Keys of the signed zones, made at run time.

use std::time::Duration;

use hickory_proto::ProtoError;
use hickory_proto::dnssec::crypto::EcdsaSigningKey;
use hickory_proto::dnssec::rdata::{DNSKEY, DNSSECRData, DS};
use hickory_proto::dnssec::{Algorithm, DigestType, DnsSecError, DnssecSigner, SigningKey as _};
use hickory_proto::rr::rdata::TLSA;
use hickory_proto::rr::rdata::tlsa::{CertUsage, Matching, Selector};
use hickory_proto::rr::{Name, RData, Record};

use super::DemoError;

/// How long signatures hold: longer than any run.
const LIFETIME: Duration = Duration::from_hours(7 * 24);
/// Time to live of the records that the parent holds.
const TTL: u32 = 300;

/// The key of one zone, which signs everything in it.
pub(super) struct ZoneKey {
    zone: Name,
    signer: DnssecSigner,
    digest: DS,
}

impl ZoneKey {
    /// A fresh key.
    pub(super) fn new(zone: &Name) -> Result<Self, DemoError> {
        let wrong = |error: DnsSecError| DemoError::Zone(format!("{zone} {error}"));
        let algorithm = Algorithm::ECDSAP256SHA256;
        let bytes = EcdsaSigningKey::generate_pkcs8(algorithm).map_err(wrong)?;
        let key = EcdsaSigningKey::from_pkcs8(&bytes, algorithm).map_err(wrong)?;
        let public = key.to_public_key().map_err(wrong)?;
        Ok(Self {
            digest: DS::from_key(&public, zone, DigestType::SHA256).map_err(wrong)?,
            signer: DnssecSigner::new(
                DNSKEY::from_key(&public),
                Box::new(key),
                zone.clone(),
                LIFETIME,
            ),
            zone: zone.clone(),
        })
    }

    /// What the zone above holds of it.
    pub(super) fn ds(&self) -> Record {
        let data = RData::DNSSEC(DNSSECRData::DS(self.digest.clone()));
        Record::from_rdata(self.zone.clone(), TTL, data)
    }

    /// The signer, to be given to the zone.
    pub(super) fn into_signer(self) -> DnssecSigner {
        self.signer
    }
}

/// A TLSA record that announces the key of a host by its SHA-256 (`3 1 1`).
pub(super) fn tlsa(host: &str, port: u16, key: &[u8; 32]) -> Result<Record, ProtoError> {
    let mut name = Name::from_ascii(format!("_{port}._tcp.{host}"))?;
    name.set_fqdn(true);
    let data = TLSA::new(
        CertUsage::DaneEe,
        Selector::Spki,
        Matching::Sha256,
        key.to_vec(),
    );
    Ok(Record::from_rdata(name, TTL, RData::TLSA(data)))
}
