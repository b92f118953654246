//! One binary of integration tests, mirroring `src/`.

mod report;
