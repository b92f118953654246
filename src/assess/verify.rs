//! Checking an evidence pack: every file against the manifest, everything readable against the assessment, and the
//! assessment against judging again with the data that came along. Offline, and for many packs at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::change::{Cause, Change, changes};
use super::rejudge::rejudge;
use crate::catalogue::{Catalogue, is_of_probes};
use crate::domain::assessment::{Assessment, FORMAT};
use crate::domain::text::Text;
use crate::report::seal::{self, Opened, SealFault, Stamp};
use crate::report::{ReportInputs, render_json};

/// The largest assessment of a pack that is judged again, in bytes.
const LARGEST: usize = 128 * 1024 * 1024;
/// How many sets of data are kept at once: packs of one year often share one.
const KEPT: usize = 8;
/// How many findings are named that come out differently.
const NAMED: usize = 5;

/// A set of data by what is in it: policy, paths and digests.
type Fingerprint = (String, Vec<(String, String)>);

/// The data by which packs are judged again: read once for all packs that share them.
#[derive(Debug)]
pub struct Judges {
    own: Arc<Catalogue>,
    read: Mutex<BTreeMap<Fingerprint, Arc<Catalogue>>>,
}

impl Judges {
    /// Judges that know the data of this run.
    #[must_use]
    pub fn new(own: Arc<Catalogue>) -> Self {
        Self {
            own,
            read: Mutex::default(),
        }
    }

    /// The data of a pack, and whether they are those of this run.
    fn of(&self, opened: &mut Opened, policy: &str) -> Result<(Arc<Catalogue>, bool), SealFault> {
        let listed = opened.manifest.iter().flat_map(|manifest| &manifest.files);
        let files: Vec<(String, String)> = listed
            .filter_map(|file| {
                let path = file.path.strip_prefix(seal::DATA)?;
                Some((path.to_owned(), file.sha256.clone()))
            })
            .collect();
        let own = self.own.data.iter();
        let own: BTreeMap<&str, &str> = own.map(|f| (f.path.as_str(), f.sha256.as_str())).collect();
        let shipped = self.own.policy.levels.policy.id == policy
            && own.len() == files.len()
            && files
                .iter()
                .all(|(path, sum)| own.get(path.as_str()) == Some(&sum.as_str()));
        if shipped {
            return Ok((Arc::clone(&self.own), true));
        }
        let fingerprint = (policy.to_owned(), files);
        let lock = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(catalogue) = lock().get(&fingerprint) {
            return Ok((Arc::clone(catalogue), false));
        }
        let data = std::mem::take(&mut opened.data);
        let catalogue = Catalogue::of_pack(data, policy).map_err(|faults| {
            let first = faults.into_iter().next();
            let (file, message) = first.map_or_else(
                || (String::new(), Text::same("?")),
                |fault| (fault.file, fault.message),
            );
            SealFault::Data(Text::new(
                format!("{file}: {}", message.nl),
                format!("{file}: {}", message.en),
            ))
        })?;
        let catalogue = Arc::new(catalogue);
        let mut read = lock();
        if read.len() == KEPT {
            read.pop_first();
        }
        read.insert(fingerprint, Arc::clone(&catalogue));
        Ok((catalogue, false))
    }
}

/// Who signed a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signer {
    /// The key that was asked for: its id.
    Known(String),
    /// Nobody: whoever made the pack can have made up everything in it.
    Nobody,
    /// The key that came with the pack, which says nothing about who that is: its id.
    Unknown(String),
}

/// What checking came to.
#[derive(Debug, Clone)]
pub struct Verification {
    /// Everything that is wrong; nothing: the pack is whole, and judging again gives the same.
    pub faults: Vec<SealFault>,
    /// Files in the pack.
    pub files: usize,
    /// Who signed it, as far as the signature holds.
    pub signer: Signer,
    /// The assessment, when it could be read.
    pub assessment: Option<Assessment>,
    /// The time stamp, as far as its signature holds; whether to trust the authority is the user's to say.
    pub stamp: Option<Stamp>,
    /// True when the data that judged are those of this run; otherwise the pack brought its own.
    pub shipped: bool,
    /// The data that judged, when it could be judged again.
    pub catalogue: Option<Arc<Catalogue>>,
    /// The reports that can be made again, by file name.
    pub reports: BTreeMap<String, Vec<u8>>,
    /// True when it has a report on paper; that carries this assessment, or a fault says that it does not.
    pub paper: bool,
    /// What they were made of, when the pack says so in a way that this version can read.
    pub inputs: Option<ReportInputs>,
}

/// Checks a pack. With a public key it has to be signed with that key.
#[must_use]
pub fn verify(bytes: &[u8], judges: &Judges, key: Option<&str>) -> Verification {
    let mut opened = seal::open(bytes);
    let mut faults = std::mem::take(&mut opened.faults);
    let signer = signer(&opened, key).unwrap_or_else(|fault| {
        faults.push(fault);
        Signer::Nobody
    });
    let stamp = opened.stamp.take();
    let stamp = stamp.map(|answer| seal::read_stamp(&answer, &opened.manifest_bytes));
    let stamp = stamp.transpose().unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let mut verification = Verification {
        faults,
        files: opened.count,
        signer,
        assessment: None,
        stamp,
        shipped: false,
        catalogue: None,
        reports: std::mem::take(&mut opened.reports),
        paper: opened.paper.is_some(),
        inputs: opened.inputs.as_deref().and_then(ReportInputs::read),
    };
    // What was tampered with is not judged: that would only tell the same again in other words.
    if verification.faults.is_empty()
        && let Err(fault) = judge_again(&mut opened, judges, &mut verification)
    {
        verification.faults.push(fault);
    }
    verification
}

fn signer(opened: &Opened, key: Option<&str>) -> Result<Signer, SealFault> {
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    let carried = opened.public_key.as_ref().map(text);
    let wrong = |nl: &str, en: &str| SealFault::Signature(Text::new(nl, en));
    let Some(signature) = opened.signature.as_ref().map(text) else {
        return match (key, &carried) {
            (None, None) => Ok(Signer::Nobody),
            // Nobody knows what stands in the part that could not be read.
            _ if !opened.complete => Ok(Signer::Nobody),
            _ => Err(wrong(
                "het pakket is niet ondertekend",
                "the pack is not signed",
            )),
        };
    };
    let Some(public) = key.map(str::to_owned).or_else(|| carried.clone()) else {
        return Err(wrong(
            "de publieke sleutel is weggelaten",
            "the public key was dropped",
        ));
    };
    if carried.is_none_or(|carried| !seal::same_key(&carried, &public)) {
        return Err(wrong(
            "het pakket is met een andere sleutel ondertekend",
            "the pack was signed with another key",
        ));
    }
    seal::check_signature(&public, &signature, &opened.manifest_bytes)?;
    let id = seal::key_id(&public)?;
    Ok(if key.is_some() {
        Signer::Known(id)
    } else {
        Signer::Unknown(id)
    })
}

fn judge_again(
    opened: &mut Opened,
    judges: &Judges,
    verification: &mut Verification,
) -> Result<(), SealFault> {
    let unreadable = |nl: &str, en: &str| SealFault::Assessment(Text::new(nl, en));
    let json = std::mem::take(&mut opened.assessment);
    if json.len() > LARGEST {
        return Err(unreadable("te groot", "too large"));
    }
    let stored: Assessment = serde_json::from_slice(&json)
        .map_err(|error| SealFault::Assessment(Text::same(error.to_string())))?;
    if stored.format != FORMAT {
        return Err(unreadable("een ander formaat", "another format"));
    }
    verification
        .faults
        .extend(seal::hold_against(&stored, &json, opened)?);
    let (catalogue, shipped) = judges.of(opened, &stored.method.policy)?;
    verification.shipped = shipped;
    let again = rejudge(&stored, &catalogue, stored.as_of).assessment;
    let same = render_json(&again).is_ok_and(|text| text.as_bytes() == json);
    if !same {
        let change = changes(&stored, &again);
        verification
            .faults
            .extend(differences(&stored, &again, &change));
    }
    verification.assessment = Some(stored);
    verification.catalogue = Some(catalogue);
    Ok(())
}

/// What came out differently, the weightiest first.
fn differences(stored: &Assessment, again: &Assessment, change: &Change) -> Vec<SealFault> {
    let mut faults = Vec::new();
    let mut say = |nl: String, en: String| faults.push(SealFault::Judgement(Text::new(nl, en)));
    let program = change.causes.iter().find_map(|cause| match cause {
        Cause::Tool(then, now) => Some((then, now)),
        _ => None,
    });
    if let Some((then, now)) = program {
        say(
            format!("waarborg {then} oordeelde, dit is {now}; controleer met die versie"),
            format!("waarborg {then} judged, this is {now}; check with that version"),
        );
    }
    for cause in &change.causes {
        if let Cause::Data(path, _, _) = cause
            && !is_of_probes(path)
        {
            say(
                format!("een ander gegevensbestand {path} dan de methode noemt"),
                format!("another data file {path} than the method names"),
            );
        }
    }
    if let Some((then, now)) = change.advice {
        say(
            format!("het oordeel is {now:?}, er staat {then:?}"),
            format!("the verdict is {now:?}, it says {then:?}"),
        );
    }
    if let Some(((best, worst), (now_best, now_worst))) = change.residual {
        say(
            format!(
                "het restrisico is {now_best}–{now_worst}, er staat {best}–{worst} (basispunten)"
            ),
            format!(
                "the residual risk is {now_best}–{now_worst}, it says {best}–{worst} (basis points)"
            ),
        );
    } else if stored.score != again.score {
        say("de score".to_owned(), "the score".to_owned());
    }
    for finding in change.findings.iter().take(NAMED) {
        let id = &finding.id;
        say(format!("bevinding {id}"), format!("finding {id}"));
    }
    if change.findings.len() > NAMED {
        let more = change.findings.len() - NAMED;
        say(
            format!("en nog {more} bevindingen"),
            format!("and {more} findings more"),
        );
    }
    for claim in change.claims.iter().take(NAMED) {
        let id = &claim.id;
        say(format!("bewering {id}"), format!("claim {id}"));
    }
    if faults.is_empty() {
        faults.push(SealFault::Judgement(Text::new(
            "assessment.json is anders geschreven",
            "assessment.json is written otherwise",
        )));
    }
    faults
}
