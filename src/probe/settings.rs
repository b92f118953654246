//! How the network may be used.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::dns::DnssecAnchor;
use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::domain::country::Country;
pub use crate::domain::method::Depth;
use crate::domain::method::GivenFile;

/// How the network may be used. The defaults are polite and refuse what is not public.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Dial elsewhere than the name says: `(host, port)` to an address, as `curl --connect-to`. Exempt from the target guard.
    pub connect_to: BTreeMap<(String, u16), SocketAddr>,
    /// The resolver; absent for the one of the system.
    pub dns: Option<SocketAddr>,
    /// Zones whose DNSSEC keys are trusted, beside the root.
    pub dnssec_anchors: Vec<DnssecAnchor>,
    /// Trust anchors beside the public store.
    pub added_anchors: Vec<CertificateDer<'static>>,
    /// Trust stores of the user by name, to compare with; a name is not `mozilla` and not `added`.
    pub stores: BTreeMap<String, Vec<CertificateDer<'static>>>,
    /// Dial only what `connect_to` redirects: the world of the demo is fictional, and its addresses belong to others.
    pub confined: bool,
    /// Dial private, loopback and other special addresses.
    pub allow_private: bool,
    /// For one connect or one handshake.
    pub timeout: Duration,
    /// For all looking at one address or URL of a target; waiting for our own limits does not count.
    pub deadline: Duration,
    /// Targets looked at at once.
    pub concurrency: usize,
    /// Connections open at once to one address.
    pub per_address: usize,
    /// New connections a second to one address; a burst may be twice that.
    pub rate: u32,
    /// How much is looked at.
    pub depth: Depth,
    /// Country that the user looks from; absent when they did not say. Times of answers are kept only when they did.
    pub vantage: Option<Country>,
    /// Files of the user that age, for the method of the assessment.
    pub given_files: Vec<GivenFile>,
    /// Open no socket at all.
    pub offline: bool,
    /// What the program calls itself in requests.
    pub user_agent: String,
    /// Names under which keys of mail signatures are looked for, below `_domainkey`.
    pub dkim_selectors: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_to: BTreeMap::new(),
            dns: None,
            dnssec_anchors: Vec::new(),
            added_anchors: Vec::new(),
            stores: BTreeMap::new(),
            confined: false,
            allow_private: false,
            timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(30),
            concurrency: 20,
            per_address: 5,
            rate: 20,
            depth: Depth::Full,
            vantage: None,
            given_files: Vec::new(),
            offline: false,
            user_agent: concat!("waarborg/", env!("CARGO_PKG_VERSION")).to_owned(),
            dkim_selectors: Vec::new(),
        }
    }
}
