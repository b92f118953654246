//! One binary of integration tests, mirroring `src/`.

mod architecture;
mod check;
mod demo;
mod probe;
mod scoring;
mod support;
