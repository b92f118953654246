//! The shapes of facts: what probes return and checks judge. Facts carry no opinion.

mod certificate;
mod dns;
mod hosting;
mod http;
mod revocation;
mod round_trip;
mod route;
mod tls;

pub use certificate::{Certificate, ChainEntry, PublicKey};
pub use dns::{DnsFact, DnsRecord, DnsValue};
pub use hosting::{
    Control, Delivery, DeliveryClass, GeoClaim, GeoKind, HostingFact, address_scope, canonical,
};
pub use http::{Hsts, HttpFact, HttpHop};
pub use revocation::{
    CertificateStatus, Freshness, RevocationFact, RevocationReason, StatusAnswer, StatusIssuer,
    StatusKind, StatusResult, StatusSignature, StatusSource, StatusState,
};
pub use round_trip::RoundTripFact;
pub use route::{RouteOrigins, RoutePayload};
pub use tls::{
    CipherSuite, DhParameters, Feature, Features, GroupList, Intolerance, NamedGroup, Negotiated,
    Occasion, Order, OtherChain, Sessions, SignatureUse, SuiteList, TlsFact, TlsPicture,
    TlsVersion, TrustPath, Unnamed, VersionState, VersionTrial, Weakness, WeaknessState,
    WeaknessTrial,
};
