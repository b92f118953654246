//! F2: the network edge: the only module that dials.
