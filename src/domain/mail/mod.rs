//! What the records of a domain about its mail say: pure readers of text.
//!
//! SPF is read here and strictly: a tester has to know what is wrong with a record, and the library that reads the others
//! forgives what RFC 7208 does not (unknown mechanisms, octets above 255), and cannot take a prefix of length zero.

mod dkim;
mod dmarc;
mod spec;
mod spf;
mod sts;
mod tags;

pub use dkim::{DkimKey, DkimKind};
pub use dmarc::{DmarcPolicy, DmarcRecord, PublicSuffix};
pub use spec::DomainSpec;
pub use spf::{Directive, Mechanism, Prefixes, Qualifier, SpfFault, SpfRecord};
pub use sts::{StsMode, StsPolicy, read_sts_id, read_tls_report};
pub use tags::TagList;
