//! F3: the pipeline: plan, observe, judge, match, score, assemble.
