//! Reading a pack: every file against the manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::SealFault;
use super::manifest::{ListedFile, Manifest};
use super::survey::survey;
use super::{
    ASSESSMENT, DATA, INPUTS, MANIFEST, PAPER, PUBLIC_KEY, REMADE, SIGNATURE, STAMP, archive,
};

/// A pack that was read, with every fault that can be seen without judging.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// The manifest, when there is a usable one.
    pub manifest: Option<Manifest>,
    /// Its bytes.
    pub manifest_bytes: Vec<u8>,
    /// `assessment.json`.
    pub assessment: Vec<u8>,
    /// The data files that judged, by their path in the method.
    pub data: BTreeMap<String, Vec<u8>>,
    /// The reports that can be made again, by file name.
    pub reports: BTreeMap<String, Vec<u8>>,
    /// The report on paper.
    pub paper: Option<Vec<u8>>,
    /// What they were made of beside the assessment.
    pub inputs: Option<Vec<u8>>,
    /// The signature.
    pub signature: Option<Vec<u8>>,
    /// The public key that came along.
    pub public_key: Option<Vec<u8>>,
    /// The time stamp.
    pub stamp: Option<Vec<u8>>,
    /// How many files there are.
    pub count: usize,
    /// True when everything that is in it could be read, so that what was not found is not there.
    pub complete: bool,
    /// What is wrong.
    pub faults: Vec<SealFault>,
    /// The files that the manifest is about.
    found: Vec<ListedFile>,
}

impl Opened {
    fn take(&mut self, path: &str, content: Vec<u8>) {
        self.count += 1;
        match path {
            MANIFEST => self.manifest_bytes = content,
            SIGNATURE => self.signature = Some(content),
            STAMP => self.stamp = Some(content),
            _ => {
                self.found.push(ListedFile::new(path, &content));
                match path {
                    ASSESSMENT => self.assessment = content,
                    INPUTS => self.inputs = Some(content),
                    PAPER => self.paper = Some(content),
                    path if REMADE.contains(&path) => {
                        self.reports.insert(path.to_owned(), content);
                    }
                    PUBLIC_KEY => self.public_key = Some(content),
                    _ => {
                        if let Some(path) = path.strip_prefix(DATA) {
                            self.data.insert(path.to_owned(), content);
                        }
                    }
                }
            }
        }
    }
}

/// Reads a pack and holds every file against the manifest. Only what is needed to judge again is kept.
#[must_use]
pub fn open(bytes: &[u8]) -> Opened {
    let mut opened = Opened::default();
    if !bytes.starts_with(b"PK") {
        opened.faults.push(SealFault::NoArchive);
        return opened;
    }
    let mut unread = BTreeSet::new();
    match archive::unpack(bytes, |path, content| opened.take(path, content)) {
        Ok(()) => opened.complete = true,
        Err(first) => {
            // It is not of the fixed form, so it does not hold; what else was done to it is named all the same.
            opened = Opened::default();
            let survey = survey(bytes, |path, content| opened.take(path, content));
            opened.complete = survey.complete;
            opened.faults = survey.faults;
            if !opened.faults.contains(&first) {
                opened.faults.insert(0, first);
            }
            unread = survey.unread;
        }
    }
    let found = std::mem::take(&mut opened.found);
    match Manifest::read(&opened.manifest_bytes) {
        Ok(manifest) => {
            let faults = compare(&manifest, &found, &unread, opened.complete);
            opened.faults.extend(faults);
            opened.manifest = Some(manifest);
        }
        // What could not be unpacked is no second fault.
        Err(_) if !opened.complete && opened.manifest_bytes.is_empty() => {}
        Err(fault) => opened.faults.push(fault),
    }
    opened
}

/// The files that there are against those that the manifest names. When not all could be read, nothing is called dropped.
fn compare(
    manifest: &Manifest,
    found: &[ListedFile],
    unread: &BTreeSet<String>,
    complete: bool,
) -> Vec<SealFault> {
    let listed: BTreeMap<&str, &ListedFile> = manifest
        .files
        .iter()
        .map(|f| (f.path.as_str(), f))
        .collect();
    let there: BTreeSet<&str> = found.iter().map(|f| f.path.as_str()).collect();
    let mut faults = Vec::new();
    for file in found {
        match listed.get(file.path.as_str()) {
            None => faults.push(SealFault::Added(file.path.clone())),
            Some(wanted) if **wanted != *file => {
                faults.push(SealFault::Changed(file.path.clone()));
            }
            Some(_) => {}
        }
    }
    if complete {
        let gone = listed
            .keys()
            .filter(|path| !there.contains(*path) && !unread.contains(**path));
        faults.extend(gone.map(|path| SealFault::Dropped((*path).to_owned())));
    }
    faults
}
