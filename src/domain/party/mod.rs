//! The parties behind a provider: who can be seen in its records and on its pages, and whether it named them.
//!
//! - [`Company`] and [`Signature`] are rows of the curated tables of `data/providers/`: who there is, and by which names,
//!   tokens and networks their services show themselves. [`PartyTable`] finds them by name, quickly.
//! - A [`Hit`] is one stored record that shows a party, with how strong a sign that is ([`HitStrength`]).
//! - [`Parties::of`] gathers the hits of a run and compares them with the list that the provider gave. What comes out is a
//!   [`Party`] each: declared and seen, declared and not seen, or seen and not declared. The last is a reason to ask, and
//!   nothing more: the party may do work that concerns no personal data of the customer.
//!
//! Everything here is a pure function of stored observations and tables.

mod build;
mod collect;
mod company;
mod compare;
mod entry;
mod hit;
mod mail;
mod name;
mod own;
mod page;
mod row;
mod signature;
mod suffix;
mod table;
mod text;
mod third_party;

pub use company::{Company, CompanyFile, ProviderHead};
pub use compare::Parties;
pub use entry::{DeclaredPart, DeclaredParty, KnownBy, Party, Standing};
pub use hit::{Hit, HitStrength, Way};
pub use name::{party_key, same_party};
pub use row::{RowFault, Sourced, TableRows};
pub use signature::{PartyRole, Signature, SignatureFile};
pub use suffix::SuffixTable;
pub use table::PartyTable;
pub use third_party::{ThirdParty, ThirdPartyKind};
