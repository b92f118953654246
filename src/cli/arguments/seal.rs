//! Options of the commands about evidence that lasts: seal, verify, judge again, keys.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::parse_moment;

/// How an evidence pack is made.
#[derive(Debug, Clone, Default, Args)]
pub struct Sealing {
    /// Sign the evidence pack with this secret key (Ed25519, in the form of minisign)
    #[arg(long, value_name = "FILE")]
    pub sign: Option<PathBuf>,
    /// Have the evidence pack time-stamped by this authority (RFC 3161): only a digest goes there
    #[arg(long, value_name = "URL")]
    pub timestamp: Option<url::Url>,
    /// Put the documents of the evidence register in the evidence pack, and not their digests alone
    #[arg(long)]
    pub with_evidence: bool,
}

/// Options of `seal`.
#[derive(Debug, Args)]
pub struct Seal {
    /// The assessment.json, or the folder that holds it
    pub assessment: PathBuf,
    /// The evidence pack to write
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// What goes into it.
    #[command(flatten)]
    pub sealing: Sealing,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The evidence packs
    #[arg(required = true, value_name = "PACK")]
    pub packs: Vec<PathBuf>,
    /// The public key that has to have signed them, as a file of minisign
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The certificates that an authority of time stamps has to lead to (PEM); they have to be time-stamped then
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
}

/// Options of `rejudge`.
#[derive(Debug, Args)]
pub struct Rejudge {
    /// The assessment.json, or the folder that holds it
    pub assessment: PathBuf,
    /// The day or moment to judge for, such as 2026-01-31 (then 12:00 UTC; default: that of the assessment)
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub as_of: Option<Timestamp>,
    /// What to print: text tells what changed and because of what, json is the new assessment
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: RejudgeFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What `rejudge` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RejudgeFormat {
    /// The whole new assessment, for programs and for `report`.
    Json,
    /// What changed and because of what.
    Text,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make a key: FILE is the secret part, FILE.pub the part to give away
    New {
        /// The file for the secret part, which only you may read
        file: PathBuf,
        /// Protect it with a password: from `WAARBORG_KEY_PASSWORD`, or asked for
        #[arg(long)]
        password: bool,
    },
}
