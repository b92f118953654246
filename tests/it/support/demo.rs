//! The dossier of the demonstration, and its case as it is looked at.

use std::path::Path;

use jiff::Timestamp;
use waarborg::demo::{self, Case};
use waarborg::probe::{Settings, read_dnssec_anchors};

/// The template of the dossier, by path below it.
pub(crate) fn template() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(&root).expect("below");
            let name = name.to_str().expect("text").replace('\\', "/");
            // What `init` writes is no part of the case.
            if name == "init" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((name, std::fs::read(path).expect("a file")));
            }
        }
    }
    files.sort();
    files
}

/// The case at a moment: its servers run as long as it is kept.
pub(crate) async fn case(now: Timestamp) -> Case {
    demo::start(now, template()).await.expect("the case")
}

/// The files of the case with their dates filled in, without its servers.
pub(crate) async fn files(now: Timestamp) -> Vec<(String, Vec<u8>)> {
    case(now).await.files
}

/// How the case is looked at.
pub(crate) fn settings(case: &Case) -> Settings {
    Settings {
        confined: true,
        connect_to: case.connect_to.clone(),
        dns: Some(case.dns),
        dnssec_anchors: read_dnssec_anchors(&case.zone_anchor).expect("anchors"),
        added_anchors: case.anchors.clone(),
        per_address: 50,
        rate: 500,
        ..Settings::default()
    }
}
