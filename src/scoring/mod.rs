//! F1: the score and the verdict.
