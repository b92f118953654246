//! Strict transport security of mail: the record, and then the policy that it announces.

use super::{Run, below};
use crate::domain::fact::{MtaStsFact, StsAnswer};
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::http::{self, Proven};

/// Bytes of a policy that are read (RFC 8461 §3.3 suggests this limit).
const MAX_POLICY: usize = 64 * 1024;

pub(super) async fn look(
    run: &Run<'_>,
    domain: &str,
    mut budget: Budget,
) -> Result<MtaStsFact, Failure> {
    let host = format!("mta-sts.{domain}");
    // The addresses are needed when there is a record: asked at once, they are there by then.
    let (record, _) = tokio::join!(below(run, "_mta-sts", domain), run.names.addresses(&host));
    let record = record?;
    if !record.texts.iter().any(|text| text.starts_with("v=STSv1")) {
        return Ok(MtaStsFact {
            record,
            policy: None,
        });
    }
    let answer = async {
        let url = http::url("https", &host, 443, "/.well-known/mta-sts.txt")?;
        Box::pin(http::prove(run, &url, MAX_POLICY, &mut budget)).await
    };
    let policy = match answer.await {
        Ok(Proven {
            status,
            content_type,
            body,
        }) => StsAnswer::Answered {
            status,
            content_type,
            body: String::from_utf8_lossy(&body).into_owned(),
        },
        Err(failure) => StsAnswer::Failed(failure),
    };
    Ok(MtaStsFact {
        record,
        policy: Some(policy),
    })
}
