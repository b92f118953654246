//! Where a receiver is, and whom to believe there.

use std::error::Error as StdError;
use std::net::SocketAddr;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

use super::Patience;
use super::attempt::Failed;
use crate::domain::fact::address_scope;
use crate::domain::notice::SetbackReason;

/// The addresses of a receiver that may be dialled. What is found is what is dialled: nothing looks the name up again.
pub(super) async fn find(
    host: &str,
    port: u16,
    allow_private: bool,
    patience: &Patience,
) -> Result<Vec<SocketAddr>, Failed> {
    let found = match timeout(patience.connect, tokio::net::lookup_host((host, port))).await {
        Ok(Ok(found)) => found.collect::<Vec<_>>(),
        Ok(Err(error)) => {
            return Err(Failed::soon(SetbackReason::Unresolved, &error.to_string()));
        }
        Err(_) => return Err(Failed::soon(SetbackReason::Unresolved, "")),
    };
    let Some(first) = found.first().copied() else {
        return Err(Failed::soon(SetbackReason::Unresolved, ""));
    };
    let fit: Vec<SocketAddr> = found
        .into_iter()
        .filter(|found| allow_private || address_scope(found.ip()) == "public")
        .collect();
    if fit.is_empty() {
        let detail = format!("{}: {}", first.ip(), address_scope(first.ip()));
        return Err(Failed::later(SetbackReason::Blocked, &detail));
    }
    Ok(fit)
}

/// TLS as a receiver has to speak it: 1.2 or 1.3, with a certificate of somebody whom Mozilla or the user trusts.
pub(super) fn trust(anchors: &[CertificateDer<'static>]) -> Result<ClientConfig, Failed> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    // They were read before: one that cannot be added is not there to be believed.
    let _ = roots.add_parsable_certificates(anchors.iter().cloned());
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Failed::later(SetbackReason::Protocol, &error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// What a certificate was refused for, when that is what stands behind an error.
pub(super) fn distrust(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found @ rustls::Error::InvalidCertificate(_)) =
            error.downcast_ref::<rustls::Error>()
        {
            return Some(found.to_string());
        }
        // An error of the system that holds another names the source of that one as its own.
        let held = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        next = match held {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    None
}
