//! F2: the network edge: the only module that dials.
//!
//! [`observe`] looks at planned subjects and returns facts and failures to look, never an error. It is polite (limits per
//! address, a second try that is slower, reads with a bound) and careful (the target guard judges every address after
//! resolution, and exactly that address is dialled). [`GeoSources`] explains addresses without a network.

mod budget;
mod delegation;
mod dial;
mod dns;
mod follow;
mod hosting;
mod http;
mod limits;
mod mail;
mod named;
mod network;
mod observe;
mod pace;
mod revocation;
mod round_trip;
mod run;
mod settings;
mod shared;
mod starttls;
mod target;
mod time_stamp;
mod tls;
mod website;

pub use dns::{DnssecAnchor, DnssecAnchorError, read_dnssec_anchors};
pub use follow::{Event, Lead, Seen, follow, follow_shared, observe};
pub use hosting::{EmbeddedGeo, GeoError, GeoSources, RouteTable, UserDatabase};
pub use http::read_page;
pub use network::{Network, NetworkError};
pub use settings::{Depth, Settings};
pub use shared::Shared;
pub use time_stamp::ask_time_stamp;
pub use tls::{AnchorError, Flight, read_flight};
