//! One binary of integration tests, mirroring `src/`.

mod probe;
mod support;
