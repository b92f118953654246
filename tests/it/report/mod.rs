//! Reports: the same facts in every format, and no value that becomes markup.

mod edition;
mod export;
mod facts;
mod form;
mod hostile;
mod look;
mod page;
mod pdf;
mod picture;
mod sample;
mod sample_answers;
mod sample_chain;
mod sample_findings;
mod sample_picture;
mod sample_rating;
mod sample_revocation;
mod sample_score;
mod sample_seen;
mod sentence;
mod stage;

pub(crate) use hostile::PAYLOADS;
