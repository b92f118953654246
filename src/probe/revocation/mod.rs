//! Asking issuers about the certificates of a served chain: lists and OCSP, each source once a run.

mod answers;
mod path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::{join, join_all};

pub(super) use self::answers::Answers;
use self::path::{Link, path};
use super::run::Run;
use crate::check::x509_status::{Pointers, ocsp_request, read_crl, read_ocsp};
use crate::domain::fact::{
    CertificateStatus, ChainEntry, RevocationFact, StatusAnswer, StatusIssuer, StatusKind,
    StatusResult, StatusSource, TlsFact,
};
use crate::domain::observation::{Failure, FailureReason};

/// Sources of one kind that are asked about one certificate.
const MAX_ASKED: usize = 2;

/// Asks about the leaf and the certificates between it and a trusted issuer. The fact may be without certificates, when
/// the leaf cannot be read. A source that fails is part of the fact.
pub(super) async fn look(run: &Run<'_>, tls: &TlsFact) -> RevocationFact {
    let served: Vec<(&str, bool, Vec<u8>)> = tls
        .chain
        .iter()
        .map_while(|entry| match entry {
            ChainEntry::Parsed(certificate) => {
                let der = STANDARD.decode(&certificate.der).ok()?;
                Some((certificate.sha256.as_str(), certificate.self_signed, der))
            }
            ChainEntry::Unparsable { .. } => None,
        })
        .collect();
    let links = path(&served, run.network.tls());
    RevocationFact {
        address: tls.address,
        certificates: join_all(links.iter().map(|link| ask_about(run, link))).await,
    }
}

/// Asks every source that one certificate names.
async fn ask_about(run: &Run<'_>, link: &Link<'_>) -> CertificateStatus {
    let pointers = Pointers::of(link.der).unwrap_or_default();
    let (lists, answers) = join(
        ask_all(run, link, StatusKind::Crl, &pointers.crl),
        ask_all(run, link, StatusKind::Ocsp, &pointers.ocsp),
    )
    .await;
    CertificateStatus {
        sha256: link.sha256.to_owned(),
        issuer: link.issuer_seen(),
        must_staple: pointers.must_staple,
        crl_urls: pointers.crl,
        ocsp_urls: pointers.ocsp,
        sources: [lists, answers].concat(),
    }
}

async fn ask_all(
    run: &Run<'_>,
    link: &Link<'_>,
    kind: StatusKind,
    urls: &[String],
) -> Vec<StatusSource> {
    let mut asked = 0;
    join_all(urls.iter().map(|url| {
        let passed_over = if link.issuer.is_none() {
            Some("the certificate of the issuer was not seen, so no answer could be verified")
        } else if !is_web(url) {
            Some("only http and https are asked")
        } else if asked == MAX_ASKED {
            Some("enough other sources are asked")
        } else {
            asked += 1;
            None
        };
        async move {
            StatusSource {
                kind,
                url: url.clone(),
                result: match passed_over {
                    Some(why) => StatusResult::PassedOver(why.to_owned()),
                    None => match ask(run, link, kind, url).await {
                        Ok(answer) => StatusResult::Answered(Box::new(answer)),
                        Err(failure) => StatusResult::Failed(failure),
                    },
                },
            }
        }
    }))
    .await
}

fn is_web(url: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, _)| {
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    })
}

async fn ask(
    run: &Run<'_>,
    link: &Link<'_>,
    kind: StatusKind,
    url: &str,
) -> Result<StatusAnswer, Failure> {
    let issuer = link.issuer.as_ref();
    match kind {
        StatusKind::Crl => {
            let list = run.answers.list(run, url).await?;
            Ok(read_crl(&list, link.der, issuer)?)
        }
        StatusKind::Ocsp => {
            let question = issuer
                .and_then(|issuer| ocsp_request(link.der, issuer))
                .ok_or_else(|| {
                    let detail = "the key of the issuer cannot be read";
                    Failure::new(FailureReason::LocalFault, detail)
                })?;
            let response = run.answers.reply(run, url, question).await?;
            Ok(read_ocsp(&response, link.der, issuer, run.network.now())?)
        }
    }
}

impl Link<'_> {
    fn issuer_seen(&self) -> StatusIssuer {
        match (&self.issuer, self.issuer_sha256) {
            (None, _) => StatusIssuer::NotSeen,
            (Some(_), Some(sha256)) => StatusIssuer::Chain(sha256.to_owned()),
            (Some(issuer), None) => StatusIssuer::Anchor(STANDARD.encode(issuer.key())),
        }
    }
}
