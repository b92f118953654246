//! From the leaf to a trusted issuer: the certificates that can be withdrawn, each with the key that answers for it.

use crate::check::x509_status::Issuer;
use crate::probe::tls::Tls;

/// Certificates of one path that are asked about.
const MAX_LINKS: usize = 6;

/// One certificate that can be withdrawn.
#[derive(Debug)]
pub(super) struct Link<'a> {
    pub(super) sha256: &'a str,
    pub(super) der: &'a [u8],
    /// Name and key of its issuer, when they are known.
    pub(super) issuer: Option<Issuer>,
    /// The served certificate that the key is from; nothing for a trust anchor.
    pub(super) issuer_sha256: Option<&'a str>,
}

/// Walks from the leaf upward: a trust anchor ends the path, and so does a certificate that signed itself. What was
/// served beside the path is not asked about. Each served certificate: SHA-256, whether it signed itself, DER.
pub(super) fn path<'a>(served: &'a [(&'a str, bool, Vec<u8>)], tls: &Tls) -> Vec<Link<'a>> {
    let mut links: Vec<Link<'a>> = Vec::new();
    let mut next = served.first();
    while let Some((sha256, self_signed, der)) = next {
        let mut link = Link {
            sha256,
            der,
            issuer: None,
            issuer_sha256: None,
        };
        next = None;
        if *self_signed {
            // A root is not asked about; a leaf that signed itself is shown, and nobody answers for it.
            if links.is_empty() {
                links.push(link);
            }
            break;
        }
        if let Some(anchor) = anchor(tls, der) {
            link.issuer = Some(anchor);
        } else {
            let above = served.iter().find_map(|above| {
                let fresh = above.0 != *sha256 && links.iter().all(|known| known.sha256 != above.0);
                let issuer = Issuer::of_certificate(&above.2).filter(|_| fresh)?;
                issuer.issued(der).then_some((above, issuer))
            });
            if let Some((above, issuer)) = above {
                link.issuer = Some(issuer);
                link.issuer_sha256 = Some(above.0);
                next = Some(above);
            }
        }
        links.push(link);
        if links.len() == MAX_LINKS {
            break;
        }
    }
    links
}

/// The trust anchor that issued a certificate.
fn anchor(tls: &Tls, der: &[u8]) -> Option<Issuer> {
    tls.anchors().find_map(|anchor| {
        // The name stands in every certificate that it issued: cheap to look for before anything is parsed.
        let named = der
            .windows(anchor.subject.len().max(1))
            .any(|window| window == anchor.subject.as_ref());
        if !named {
            return None;
        }
        let issuer = Issuer::of_anchor(&anchor.subject, &anchor.subject_public_key_info);
        issuer.issued(der).then_some(issuer)
    })
}
