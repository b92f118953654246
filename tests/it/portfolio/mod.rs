//! Portfolios: a folder of fictional dossiers, read, selected and shown in every format.

mod formats;
mod hostile;
mod numbers;
mod reading;
mod timing;
mod yard;

use yard::{Run, Yard};
