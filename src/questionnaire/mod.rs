//! F1: packs: reading, linting, visibility and judging of answers.
