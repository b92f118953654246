//! F1: pure judgement of observations, one file a check.
