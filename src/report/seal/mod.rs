//! The evidence pack: everything that an assessment rests on and came to, in one file that outlives this program.
//!
//! A pack is a zip of one fixed form (`crate::domain::evidence_pack`): the same input gives the same bytes.
//! `manifest.json` names every file with its SHA-256; it is what is signed and time-stamped. With it travel the data that
//! judged, so that anyone can judge again, offline and years later, and all that was seen and said as separate files
//! (`parts`). What is in it and how to check it by hand: `docs/evidence-pack.md`.
//!
//! This module says what goes into a pack, and checks a pack that was read against its assessment. Judging again is
//! `crate::assess`'s.

mod paper;
mod parts;
mod signature;
mod stamp;

use std::collections::BTreeMap;

pub use crate::domain::evidence_pack::{
    ASSESSMENT, DATA, INPUTS, ListedFile, MANIFEST, Manifest, Opened, PACK_FORMAT, PUBLIC_KEY,
    SIGNATURE, STAMP, SUMS, SealFault, open,
};
pub use signature::{
    NewKey, SigningKey, asks_for_password, check_signature, key_id, new_key, same_key,
};

pub use stamp::{Stamp, read_stamp, stamp_request};

use crate::domain::assessment::Assessment;
use crate::domain::evidence_pack::{PAPER, REMADE, pack};

/// How to check a pack by hand.
pub const README: &str = "README.txt";
/// Where the documents behind the answers stand, when they were put in.
pub const DOCUMENTS: &str = "evidence/files/";

/// The files that may stand in a pack beside its folders, the manifest and what is about it apart.
const ROOT: [&str; 8] = [
    ASSESSMENT, INPUTS, PAPER, PUBLIC_KEY, README, REMADE[0], REMADE[1], SUMS,
];

/// What goes into a pack.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// `assessment.json`, byte for byte as it is stored.
    pub json: Vec<u8>,
    /// Reports, by file name.
    pub reports: BTreeMap<String, Vec<u8>>,
    /// The data files that judged, by their path in the method.
    pub data: BTreeMap<String, Vec<u8>>,
    /// Documents, by their path below the evidence folder; may be left out.
    pub documents: BTreeMap<String, Vec<u8>>,
    /// How to check a pack by hand.
    pub readme: String,
    /// The public key, when the pack will be signed.
    pub public_key: Option<String>,
}

/// A pack that is ready to be signed and written.
#[derive(Debug, Clone)]
pub struct Seal {
    manifest: Vec<u8>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Seal {
    /// Lays out a pack.
    ///
    /// # Errors
    /// When a name cannot stand in a pack.
    pub fn new(assessment: &Assessment, contents: Contents) -> Result<Self, SealFault> {
        let mut files = parts::take_apart(assessment)?;
        let mut add = |path: String, bytes: Vec<u8>| match files.insert(path.clone(), bytes) {
            None => Ok(()),
            Some(_) => Err(SealFault::Twice(path)),
        };
        add(ASSESSMENT.to_owned(), contents.json)?;
        add(README.to_owned(), contents.readme.into_bytes())?;
        for (name, bytes) in contents.reports {
            add(name, bytes)?;
        }
        for (path, bytes) in contents.data {
            add(format!("{DATA}{path}"), bytes)?;
        }
        for (path, bytes) in contents.documents {
            add(format!("{DOCUMENTS}{path}"), bytes)?;
        }
        if let Some(key) = contents.public_key {
            add(PUBLIC_KEY.to_owned(), key.into_bytes())?;
        }
        let mut manifest = Manifest {
            format: PACK_FORMAT.to_owned(),
            tool: tool(assessment),
            as_of: assessment.as_of,
            files: files.iter().map(|(p, b)| ListedFile::new(p, b)).collect(),
        };
        let sums = manifest.sums().into_bytes();
        manifest.files.push(ListedFile::new(SUMS, &sums));
        manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
        files.insert(SUMS.to_owned(), sums);
        let manifest = manifest.to_bytes()?;
        files.insert(MANIFEST.to_owned(), manifest.clone());
        Ok(Self { manifest, files })
    }

    /// What a signature and a time stamp are about.
    #[must_use]
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// Adds the signature over the manifest.
    pub fn sign(&mut self, signature: String) {
        self.files
            .insert(SIGNATURE.to_owned(), signature.into_bytes());
    }

    /// Adds the time stamp over the manifest.
    pub fn stamp(&mut self, token: Vec<u8>) {
        self.files.insert(STAMP.to_owned(), token);
    }

    /// The pack, as one file.
    ///
    /// # Errors
    /// When it is too much for the format, or a name cannot stand in it.
    pub fn into_bytes(self) -> Result<Vec<u8>, SealFault> {
        let files: Vec<(String, Vec<u8>)> = self.files.into_iter().collect();
        pack(&files)
    }
}

/// What in a pack does not follow from its assessment, though its digest is right: a pack that was made anew. `json` is
/// the assessment as it stands in the pack.
///
/// # Errors
/// When the assessment cannot be taken apart.
pub fn hold_against(
    assessment: &Assessment,
    json: &[u8],
    opened: &Opened,
) -> Result<Vec<SealFault>, SealFault> {
    let Some(manifest) = &opened.manifest else {
        return Ok(Vec::new());
    };
    let listed: BTreeMap<&str, &ListedFile> = manifest
        .files
        .iter()
        .map(|f| (f.path.as_str(), f))
        .collect();
    let mut parts = parts::take_apart(assessment)?;
    parts.insert(SUMS.to_owned(), manifest.sums().into_bytes());
    let mut faults = Vec::new();
    for (path, content) in &parts {
        match listed.get(path.as_str()) {
            None => faults.push(SealFault::Dropped(path.clone())),
            Some(file) if **file != ListedFile::new(path, content) => {
                faults.push(SealFault::Derived(path.clone()));
            }
            Some(_) => {}
        }
    }
    // Beside what follows from the assessment there is room for reports, data and documents alone.
    for file in &manifest.files {
        let path = file.path.as_str();
        let known = parts.contains_key(path) || path.starts_with(DATA) || ROOT.contains(&path);
        if let Some(document) = path.strip_prefix(DOCUMENTS) {
            let right = assessment.evidence.iter().any(|judged| {
                let evidence = &judged.evidence;
                evidence.file.as_deref() == Some(document)
                    && evidence
                        .sha256
                        .as_ref()
                        .is_none_or(|sum| *sum == file.sha256)
            });
            if !right {
                faults.push(SealFault::Derived(path.to_owned()));
            }
        } else if !known {
            faults.push(SealFault::Added(path.to_owned()));
        }
    }
    // Paper cannot be made again byte for byte everywhere; the assessment that it carries can be compared.
    if let Some(paper) = &opened.paper
        && !paper::carries(paper, json)
    {
        faults.push(SealFault::Derived(PAPER.to_owned()));
    }
    if manifest.as_of != assessment.as_of || manifest.tool != tool(assessment) {
        faults.push(SealFault::Derived(MANIFEST.to_owned()));
    }
    Ok(faults)
}

fn tool(assessment: &Assessment) -> String {
    format!("{} {}", assessment.tool, assessment.method.tool_version)
}
