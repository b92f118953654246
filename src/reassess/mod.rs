//! F4: looking again: what of a portfolio is due, the run that assesses it, and who is told what came of it.
//!
//! - [`due`] is pure: why a dossier is due, and when it will be next.
//! - [`work`] is the run: several dossiers at once, each read, judged, written and forgotten before the next. A run can be
//!   killed at any moment: an assessment is there whole or not at all, and the run that is taken up again writes none twice.
//! - [`Outcome`] says what came of each dossier, and [`notify`] tells people.

mod cut_off;
mod days;
mod digest;
mod due;
mod gate;
pub mod notify;
mod outcome;
mod run;
mod turn;

pub use cut_off::cut_off;
pub use digest::digest;
pub use due::{Appointment, Due, Kind, due};
pub use outcome::{Assessed, DossierOutcome, Open, Outcome, Standing, State};
pub use run::{AcceptedOf, HeldOf, Keep, Order, Tools, preview, work};
