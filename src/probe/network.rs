//! The network as one run may use it.

use std::num::NonZeroU32;
use std::sync::Arc;

use jiff::Timestamp;

use super::dns::Resolver;
use super::hosting::{GeoError, GeoSources};
use super::limits::Gates;
use super::pace::Pace;
use super::settings::{Depth, Settings};
use super::tls::{AnchorError, Tls, gather_randomness};
use crate::domain::method::NetworkNote;

/// Why the network cannot be used as the settings ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// A trust anchor is no certificate; the user's file.
    #[error(transparent)]
    Anchor(#[from] AnchorError),
    /// A geo file cannot be used; the user's file.
    #[error(transparent)]
    Geo(#[from] GeoError),
    /// A limit of zero would let nothing through.
    #[error("use a limit of zero for {0}")]
    Zero(&'static str),
}

/// Resolver, limits, trust and geo sources of a run.
#[derive(Debug)]
pub struct Network {
    settings: Settings,
    geo: Arc<GeoSources>,
    clock: fn() -> Timestamp,
    resolver: Arc<Resolver>,
    gates: Gates,
    pace: Pace,
    tls: Tls,
}

impl Network {
    /// Prepares the network; opens no connection yet. `clock` gives the time of observations.
    ///
    /// # Errors
    /// A setting or file that cannot be used.
    pub fn new(
        settings: Settings,
        geo: Arc<GeoSources>,
        clock: fn() -> Timestamp,
    ) -> Result<Self, NetworkError> {
        for (zero, name) in [
            (settings.timeout.is_zero(), "timeout"),
            (settings.deadline.is_zero(), "deadline"),
            (settings.concurrency == 0, "concurrency"),
            (settings.per_address == 0, "connections per address"),
        ] {
            if zero {
                return Err(NetworkError::Zero(name));
            }
        }
        if !settings.offline {
            gather_randomness();
        }
        let rate = NonZeroU32::new(settings.rate).ok_or(NetworkError::Zero("rate"))?;
        geo.check_dates(clock())?;
        Ok(Self {
            resolver: Arc::new(Resolver::new(
                settings.dns,
                settings.offline,
                settings.timeout,
                settings.dnssec_anchors.clone(),
            )),
            gates: Gates::new(settings.per_address, rate),
            pace: Pace::new(settings.vantage),
            tls: Tls::new(&settings.added_anchors, &settings.stores)?,
            geo,
            clock,
            settings,
        })
    }

    /// How the network is used, for the method of the assessment.
    #[must_use]
    pub fn note(&self) -> NetworkNote {
        NetworkNote {
            offline: self.settings.offline,
            depth: Some(self.settings.depth),
            resolver: self.resolver.label().to_owned(),
            vantage: self.settings.vantage.map(|country| country.to_string()),
            connect_to: self
                .settings
                .connect_to
                .iter()
                .map(|((host, port), to)| (format!("{host}:{port}"), to.to_string()))
                .collect(),
            allow_private: self.settings.allow_private,
            added_anchors: self.tls.added_anchors().to_vec(),
            dnssec_anchors: self.resolver.anchored(),
            given_files: self.settings.given_files.clone(),
            trust_store: self.tls.store(),
            stores: self.tls.user_stores(),
        }
    }

    /// How much is looked at.
    #[must_use]
    pub const fn depth(&self) -> Depth {
        self.settings.depth
    }

    pub(super) const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn geo(&self) -> &GeoSources {
        &self.geo
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub(super) const fn clock(&self) -> fn() -> Timestamp {
        self.clock
    }

    pub(super) const fn resolver(&self) -> &Arc<Resolver> {
        &self.resolver
    }

    pub(super) const fn gates(&self) -> &Gates {
        &self.gates
    }

    pub(super) const fn pace(&self) -> &Pace {
        &self.pace
    }

    pub(super) const fn tls(&self) -> &Tls {
        &self.tls
    }
}
