//! One binary of integration tests, mirroring `src/`.

mod architecture;
mod check;
mod demo;
mod scoring;
