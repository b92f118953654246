//! The fictional case: its servers answer as their part demands, and its files are what the program reads.

mod files;
mod names;
mod servers;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use waarborg::demo::Case;

use crate::support;

fn now() -> Timestamp {
    Timestamp::now()
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo")
}

async fn case() -> Case {
    support::demo::case(now()).await
}

fn served(case: &Case, host: &str, port: u16) -> SocketAddr {
    case.connect_to[&(host.to_owned(), port)]
}

fn text<'a>(case: &'a Case, path: &str) -> &'a str {
    let (_, content) = case
        .files
        .iter()
        .find(|(p, _)| p == path)
        .unwrap_or_else(|| panic!("{path}"));
    std::str::from_utf8(content).expect("UTF-8")
}

fn parse<T: serde::de::DeserializeOwned>(case: &Case, path: &str) -> T {
    toml::from_str(text(case, path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}
