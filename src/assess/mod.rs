//! F3: the pipeline: plan, observe, judge, match claims, score, assemble.
//!
//! Only [`follow`](crate::probe::follow) touches the network; everything after it is a pure function of what was stored.

mod change;
pub mod clock;
mod declared;
mod judge;
mod older;
pub mod plan;
mod rejudge;
mod since;
mod stream;
mod verify;

use jiff::Timestamp;

use crate::catalogue::Catalogue;
use crate::domain::assessment::Assessment;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::method::{DataFile, NetworkNote};
use crate::domain::observation::Observations;
use crate::domain::subject::{Subject, SubjectKind};
use crate::dossier::Folder;
use crate::probe::{self, Depth, Event, Network};

pub use change::{Cause, Change, Edition, FindingChange, changes};
pub use judge::judge;
pub use rejudge::{LeftOut, Rejudged, rejudge};
pub use since::compare;
pub use stream::{Glimpse, glimpse};
pub use verify::{Judges, Signer, Verification, verify};

/// What was seen, by whom and of what: the input of judging.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// The subjects of the plan.
    pub subjects: Vec<Subject>,
    /// What the probes returned.
    pub observations: Observations,
    /// How the network was used.
    pub network: NetworkNote,
    /// Data files that the probes used.
    pub data: Vec<DataFile>,
}

/// The network of a run, and what the method has to say about it.
#[derive(Debug)]
pub struct Lookout {
    /// The network.
    pub network: Network,
    /// Data files that the probes use.
    pub data: Vec<DataFile>,
}

/// The subjects of a run: those of the plan, or the endpoints alone when nothing else is looked at.
fn planned(targets: &[plan::Target], lookout: &Lookout) -> Vec<Subject> {
    let mut subjects = plan::subjects(targets);
    if lookout.network.depth() == Depth::Light {
        subjects.retain(|subject| subject.kind == SubjectKind::Endpoint);
    }
    subjects
}

/// Looks at targets.
pub async fn look(
    targets: &[plan::Target],
    lookout: &Lookout,
    progress: &(dyn Fn(Event<'_>) + Sync),
) -> Sighting {
    let subjects = planned(targets, lookout);
    let seen = probe::follow(&lookout.network, &subjects, &plan::lead, progress).await;
    Sighting {
        subjects: seen.subjects,
        observations: seen.observations,
        network: lookout.network.note(),
        data: lookout.data.clone(),
    }
}

/// The targets of a dossier.
///
/// # Errors
/// Every endpoint that is no target, with its place in the file.
pub fn targets(folder: &Folder) -> Result<Vec<plan::Target>, Vec<Diagnostic>> {
    let (mut targets, mut faults) = (Vec::new(), Vec::new());
    for (number, endpoint) in folder.dossier.endpoints.iter().enumerate() {
        match plan::read_target(&endpoint.target, endpoint.label.as_deref()) {
            Ok(target)
                if targets
                    .iter()
                    .any(|there: &plan::Target| there.meets(&target)) =>
            {
                faults.push(folder.place(
                    plan::twice(&endpoint.target),
                    &["endpoint", &number.to_string(), "target"],
                ));
            }
            Ok(target) => targets.push(target),
            Err(fault) => {
                faults.push(folder.place(fault, &["endpoint", &number.to_string(), "target"]));
            }
        }
    }
    if targets.len() > plan::LIMIT {
        faults.push(plan::too_many(targets.len()));
    }
    if faults.is_empty() {
        Ok(targets)
    } else {
        Err(faults)
    }
}

/// Assesses a dossier: looks, then judges.
///
/// # Errors
/// When an endpoint of the dossier is no target.
pub async fn assess(
    folder: &Folder,
    catalogue: &Catalogue,
    lookout: &Lookout,
    as_of: Timestamp,
    progress: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Assessment, Vec<Diagnostic>> {
    let targets = targets(folder)?;
    let sighting = look(&targets, lookout, progress).await;
    Ok(judge(Some(folder), sighting, catalogue, as_of))
}

/// Scans targets: the active checks alone.
pub async fn scan(
    targets: &[plan::Target],
    catalogue: &Catalogue,
    lookout: &Lookout,
    as_of: Timestamp,
    progress: &(dyn Fn(Event<'_>) + Sync),
) -> Assessment {
    let sighting = look(targets, lookout, progress).await;
    judge(None, sighting, catalogue, as_of)
}
