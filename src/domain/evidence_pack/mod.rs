//! The evidence pack as a file: a zip of one fixed form (`archive`), with a manifest that names every file with its SHA-256.
//!
//! Here is what everybody needs who reads a pack: laying bytes out in that form, reading them back within bounds, and
//! holding every file against the manifest. What goes into a pack, and what its signature and time stamp say, is
//! `crate::report::seal`'s.

mod archive;
mod fault;
mod manifest;
mod opened;
mod survey;

pub(crate) use archive::pack;
pub use fault::SealFault;
pub(crate) use manifest::hex;
pub use manifest::{ListedFile, Manifest, PACK_FORMAT};
pub use opened::{Opened, open};

/// The manifest in a pack.
pub const MANIFEST: &str = "manifest.json";
/// The signature over the manifest.
pub const SIGNATURE: &str = "manifest.json.minisig";
/// The time stamp over the manifest.
pub const STAMP: &str = "manifest.json.tsr";
/// The public key that the signature asks for.
pub const PUBLIC_KEY: &str = "minisign.pub";
/// The assessment in a pack.
pub const ASSESSMENT: &str = "assessment.json";
/// The digests for `sha256sum`.
pub const SUMS: &str = "SHA256SUMS";
/// Where the data files that judged stand.
pub const DATA: &str = "method/data/";
/// What the reports were made of beside the assessment.
pub const INPUTS: &str = "report-inputs.json";
/// The reports that are kept when a pack is read, to hold them against making them again.
pub(crate) const REMADE: [&str; 2] = ["report.html", "report.md"];
/// The report on paper, which carries the assessment.
pub(crate) const PAPER: &str = "report.pdf";
