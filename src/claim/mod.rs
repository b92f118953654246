//! F1: claims held against observations.
