//! F0: the nouns. Types and pure methods; no network, no files, no clock.

pub mod answer;
pub mod assessment;
pub mod certificate_lint;
pub mod claim;
pub mod country;
pub mod day;
pub mod diagnostic;
pub mod dossier;
pub mod fact;
pub mod finding;
pub mod geo;
pub mod id;
pub mod item;
pub mod location;
pub mod method;
pub mod observation;
pub mod pack;
pub mod phrase;
pub mod policy;
pub mod score;
pub mod sheet;
pub mod subject;
pub mod suite;
pub mod text;
pub mod verdict;
