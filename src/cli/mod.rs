//! F6: the command line.
