//! Certificates read again from the bytes that were served: chains, promises of logs, weak keys, bounds on names.
//!
//! Pure functions over bytes; nothing here trusts a length or a name, and nothing fetches.

mod chain;
mod constraints;
mod der;
mod logs;
mod sct;
mod weak_key;

#[cfg(test)]
mod tests;

pub(super) use self::chain::{Chain, End, Shape, decode, issuer_url, parse, policies, signed};
pub(super) use self::constraints::outside;
pub(super) use self::logs::{Delivery, Logs, Promise, Standing, enough, needed};
pub(super) use self::sct::{Entry, embedded, read as read_scts, stapled};
pub use self::sct::{LogPromise, read_promises};
pub(super) use self::weak_key::{Weakness, find as find_weakness};
