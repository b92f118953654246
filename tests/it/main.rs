//! One binary of integration tests, mirroring `src/`.

mod questionnaire;
