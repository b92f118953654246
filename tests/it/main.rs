//! One binary of integration tests, mirroring `src/`.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make files and servers, and have a clock"
)]
#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the names are those that the program itself wrote"
)]

mod architecture;
mod assess;
mod catalogue;
mod check;
mod claim;
mod clause;
mod cli;
mod corpus;
mod demo;
mod dossier;
mod notify;
mod party;
mod portfolio;
mod probe;
mod questionnaire;
mod rating;
mod reassess;
mod report;
mod scoring;
mod support;
