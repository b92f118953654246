//! F6: the fictional case on loopback.
