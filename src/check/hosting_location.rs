//! Where the addresses of a host are registered or published. The worst address counts; an address, not data.

use super::place::{REASONS, addresses, locate, quote};
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "hosting-location",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &REASONS,
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let found = addresses(context);
    let complete = context
        .material
        .observations
        .located_completely(&context.subject.id);
    found.iter().fold(
        locate(context, &found, complete),
        |judgement, (observation, fact)| judgement.because(observation, quote(fact)),
    )
}
