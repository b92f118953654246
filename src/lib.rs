//! waarborg holds what a cloud provider **says** against what its servers **show**, and scores the risk that remains.
//!
//! The house, by floor; a module imports only from lower floors, and modules on one floor do not know each other:
//!
//! | floor | modules |
//! |---|---|
//! | F0 | [`domain`]: the nouns |
//! | F1 | [`check`], [`rating`], [`questionnaire`], [`claim`], [`clause`], [`scoring`]: pure judgement |
//! | F2 | [`probe`], [`catalogue`], [`dossier`], [`report`]: the edges |
//! | F3 | [`assess`]: the pipeline |
//! | F4 | [`reassess`]: looking again, and telling people |

pub mod domain;

pub mod check;
pub mod claim;
pub mod clause;
pub mod questionnaire;
pub mod rating;
pub mod scoring;

pub mod catalogue;
pub mod dossier;
pub mod probe;
pub mod report;

pub mod assess;

pub mod reassess;

pub mod cli;
pub mod demo;
