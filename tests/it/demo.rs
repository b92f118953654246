//! The fictional case: its servers answer as their part demands, and its files are what the program reads.

mod files;
mod names;
mod servers;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use waarborg::demo::{self, Case};

fn now() -> Timestamp {
    Timestamp::now()
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo")
}

/// The template files of the dossier, by path below it.
fn template() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            let name = path
                .strip_prefix(data())
                .expect("below")
                .to_str()
                .expect("text")
                .replace('\\', "/");
            if name == "init" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((name, std::fs::read(path).expect("file")));
            }
        }
    }
    files.sort();
    files
}

async fn case() -> Case {
    demo::start(now(), template()).await.expect("case")
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
