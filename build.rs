//! Rebuilds when a file is added to or removed from the embedded folders: the embedding macro alone would miss a new one.

fn main() {
    for folder in ["data", "questionnaires", "reports"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
