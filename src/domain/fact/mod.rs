//! The shapes of facts: what probes return and checks judge. Facts carry no opinion.

mod certificate;
mod delegation;
mod dns;
mod dnssec;
mod hosting;
mod http;
mod mail;
mod page;
mod revocation;
mod round_trip;
mod route;
mod security_txt;
mod tls;

pub use certificate::{Certificate, ChainEntry, PublicKey};
pub use delegation::{DelegationFact, Heard, ParentView, ServerAnswer, ServerView};
pub use dns::{DnsFact, DnsRecord, DnsValue, ServiceBinding, TlsaRecord};
pub use dnssec::{
    DelegationSigner, DnssecFact, DnssecFault, DnssecFaultKind, DnssecState, SignedZone, ZoneKey,
    ZoneSignature,
};
pub use hosting::{
    Control, Delivery, DeliveryClass, GeoClaim, GeoKind, HostingFact, address_scope, canonical,
};
pub use http::{Halt, HaltKind, Hsts, HttpFact, HttpHop};
pub use mail::{
    DkimFact, DkimRecord, DmarcFact, MailFact, MailText, MtaStsFact, ReportConsent, SpfFact,
    SpfLookup, SpfLookupKind, StsAnswer,
};
pub use page::{InlineCode, PageFact, PageForm, PageMeta, PageResource, ResourceKind};
pub use revocation::{
    CertificateStatus, Freshness, RevocationFact, RevocationReason, StatusAnswer, StatusIssuer,
    StatusKind, StatusResult, StatusSignature, StatusSource, StatusState,
};
pub use round_trip::RoundTripFact;
pub use route::{RouteOrigins, RoutePayload};
pub use security_txt::SecurityTxt;
pub use tls::{
    CipherSuite, DhParameters, Feature, Features, GroupList, Intolerance, NamedGroup, Negotiated,
    Occasion, Order, OtherChain, Sessions, SignatureUse, SuiteList, TlsFact, TlsPicture,
    TlsVersion, TrustPath, Unnamed, VersionState, VersionTrial, Weakness, WeaknessState,
    WeaknessTrial,
};
