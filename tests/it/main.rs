//! One binary of integration tests, mirroring `src/`.

mod architecture;
mod check;
mod demo;
mod probe;
mod questionnaire;
mod report;
mod scoring;
mod support;
