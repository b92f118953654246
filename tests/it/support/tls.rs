//! TLS servers with a current library.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion, version};

use super::certs::Credentials;
use super::tcp::{Server, respond, response};

/// Both current versions.
pub(crate) const CURRENT: &[&SupportedProtocolVersion] = &[&version::TLS12, &version::TLS13];
/// The older of the two.
pub(crate) const ONLY_12: &[&SupportedProtocolVersion] = &[&version::TLS12];

/// Serves HTTPS with these credentials.
pub(crate) async fn https(
    credentials: &Credentials,
    versions: &[&'static SupportedProtocolVersion],
    answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
) -> Server {
    let acceptor = acceptor(credentials, versions);
    let answer = Arc::new(answer);
    Server::start(move |stream| {
        let (acceptor, answer) = (acceptor.clone(), Arc::clone(&answer));
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                respond(stream, answer).await;
            }
        }
    })
    .await
}

/// Serves HTTPS and says hello.
pub(crate) async fn hello(
    credentials: &Credentials,
    versions: &[&'static SupportedProtocolVersion],
) -> Server {
    https(credentials, versions, |_| response("200 OK", &[], "hello")).await
}

/// The key and certificates are used as they are, whether or not they belong together or can be read.
pub(crate) fn acceptor(
    credentials: &Credentials,
    versions: &[&'static SupportedProtocolVersion],
) -> TlsAcceptor {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let PrivateKeyDer::Pkcs8(key) = &credentials.key else {
        panic!("test keys are PKCS #8");
    };
    let key = provider
        .key_provider
        .load_private_key(PrivateKeyDer::Pkcs8(key.clone_key()))
        .expect("key");
    let certified = CertifiedKey::new(credentials.chain.clone(), key);
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .expect("versions")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(Arc::new(certified))));
    TlsAcceptor::from(Arc::new(config))
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}
