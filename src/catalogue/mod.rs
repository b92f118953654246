//! F2: shipped and user data: policies, packs, norms, tables, texts.
