//! F2: one view of an assessment, many renderings.
