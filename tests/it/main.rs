//! One binary of integration tests, mirroring `src/`.

mod architecture;
mod assess;
mod catalogue;
mod check;
mod claim;
mod cli;
mod demo;
mod dossier;
mod probe;
mod scoring;
mod support;
