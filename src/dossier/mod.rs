//! F2: the dossier on disk.
