//! Where a certificate says that its status can be asked.

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer as _;

use x509_parser::asn1_rs::Tag;

use super::der::Reader;

/// URLs of one kind that are kept.
const MAX_URLS: usize = 8;
const MAX_URL: usize = 1000;
const OCSP: &str = "1.3.6.1.5.5.7.48.1";
const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";
/// The TLS extension `status_request` (RFC 6066).
const STATUS_REQUEST: u64 = 5;

/// What a certificate says about revocation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pointers {
    /// URLs of revocation lists of the issuer itself, at most 8.
    pub crl: Vec<String>,
    /// URLs of OCSP responders, at most 8.
    pub ocsp: Vec<String>,
    /// The server has to staple an answer (RFC 7633).
    pub must_staple: bool,
}

impl Pointers {
    /// Reads a certificate (DER); nothing when it is no certificate.
    #[must_use]
    pub fn of(certificate: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
        let mut found = Self::default();
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::CRLDistributionPoints(points) => {
                    for point in points.iter().filter(|point| point.crl_issuer.is_none()) {
                        if let Some(DistributionPointName::FullName(names)) =
                            &point.distribution_point
                        {
                            found.crl.extend(names.iter().filter_map(url));
                        }
                    }
                }
                ParsedExtension::AuthorityInfoAccess(access) => {
                    let responders = access
                        .iter()
                        .filter(|d| d.access_method.to_id_string() == OCSP)
                        .filter_map(|d| url(&d.access_location));
                    found.ocsp.extend(responders);
                }
                _ if extension.oid.to_id_string() == TLS_FEATURE => {
                    found.must_staple |= demands_staple(extension.value);
                }
                _ => {}
            }
        }
        for urls in [&mut found.crl, &mut found.ocsp] {
            urls.dedup();
            urls.truncate(MAX_URLS);
        }
        Some(found)
    }

    /// True when the certificate names no source at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.crl.is_empty() && self.ocsp.is_empty()
    }
}

fn url(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::URI(url) => Some(
            url.chars()
                .filter(|c| !c.is_control())
                .take(MAX_URL)
                .collect(),
        ),
        _ => None,
    }
}

/// `Features ::= SEQUENCE OF INTEGER` with `status_request` among them.
fn demands_staple(value: &[u8]) -> bool {
    let Some(features) = Reader::new(value).take(Tag::Sequence) else {
        return false;
    };
    let mut inside = features.inside();
    std::iter::from_fn(|| inside.take(Tag::Integer))
        .any(|feature| feature.number() == Some(STATUS_REQUEST))
}
