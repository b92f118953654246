//! Tables that are read when they are first needed: not every command asks about companies or questionnaires.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

type Read<T> = Box<dyn FnOnce() -> T + Send>;

/// A table that is read once, when somebody first looks at it. Copies share it.
pub struct Late<T>(Arc<LazyLock<T, Read<T>>>);

impl<T: Send + 'static> Late<T> {
    /// A table that is still to be read.
    pub(super) fn new(read: impl FnOnce() -> T + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(read))))
    }

    /// A table that is there already.
    pub(super) fn ready(table: T) -> Self {
        Self::new(move || table)
    }
}

impl<T> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Clone for Late<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Late")
    }
}

/// The version that a shipped file states in its head: the first one in it.
pub(super) fn stated_version(source: &str) -> Option<String> {
    let line = source
        .lines()
        .find_map(|line| line.strip_prefix("version = \""))?;
    line.split('"').next().map(str::to_owned)
}
