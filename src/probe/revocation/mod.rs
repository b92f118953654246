//! Asking issuers about the certificates of a served chain: lists and OCSP, each source once a run.

mod answers;
mod path;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::{FutureExt as _, join, join_all};

pub(super) use self::answers::Answers;
use self::path::{Link, path};
use super::run::Run;
use super::tls::read_chain;
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
    let served = served(&tls.chain);
    let links = path(&served, run.network.tls());
    RevocationFact {
        address: tls.address,
        certificates: join_all(links.iter().map(|link| ask_about(run, link))).await,
    }
}

/// Fetches what [`look`] will read about a chain, as soon as the chain was shown: the issuers are far away too, and need
/// not wait until the server was asked everything else.
pub(super) async fn fetch_ahead(run: &Run<'_>, chain: &[Vec<u8>]) {
    let entries = read_chain(chain);
    let served = served(&entries);
    let links = path(&served, run.network.tls());
    let mut pointers = Vec::with_capacity(links.len());
    for link in &links {
        pointers.push(Pointers::of(link.der).unwrap_or_default());
    }
    let mut fetching = Vec::new();
    for (link, pointers) in links.iter().zip(&pointers) {
        for (kind, urls) in [
            (StatusKind::Crl, &pointers.crl),
            (StatusKind::Ocsp, &pointers.ocsp),
        ] {
            for (url, passed_over) in chosen(link, urls) {
                if passed_over.is_none() {
                    fetching.push(fetch(run, link, kind, url).boxed());
                }
            }
        }
    }
    // Whether something came is told by who reads it.
    drop(join_all(fetching).await);
}

/// The certificates that can be read, up to the first that cannot: SHA-256, whether it signed itself, DER.
fn served(chain: &[ChainEntry]) -> Vec<(&str, bool, Vec<u8>)> {
    chain
        .iter()
        .map_while(|entry| match entry {
            ChainEntry::Parsed(certificate) => {
                let der = STANDARD.decode(&certificate.der).ok()?;
                Some((certificate.sha256.as_str(), certificate.self_signed, der))
            }
            ChainEntry::Unparsable { .. } => None,
        })
        .collect()
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
    join_all(
        chosen(link, urls)
            .into_iter()
            .map(|(url, passed_over)| async move {
                StatusSource {
                    kind,
                    url: url.to_owned(),
                    result: match passed_over {
                        Some(why) => StatusResult::PassedOver(why.to_owned()),
                        None => match ask(run, link, kind, url).await {
                            Ok(answer) => StatusResult::Answered(Box::new(answer)),
                            Err(failure) => StatusResult::Failed(failure),
                        },
                    },
                }
            }),
    )
    .await
}

/// The sources of one kind, each with why it is not asked.
fn chosen<'a>(link: &Link<'_>, urls: &'a [String]) -> Vec<(&'a str, Option<&'static str>)> {
    let mut asked = 0;
    urls.iter()
        .map(|url| {
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
            (url.as_str(), passed_over)
        })
        .collect()
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
    let bytes = fetch(run, link, kind, url).await?;
    let issuer = link.issuer.as_ref();
    Ok(match kind {
        StatusKind::Crl => read_crl(&bytes, link.der, issuer)?,
        StatusKind::Ocsp => read_ocsp(&bytes, link.der, issuer, run.network.now())?,
    })
}

/// What a source says, as it came.
async fn fetch(
    run: &Run<'_>,
    link: &Link<'_>,
    kind: StatusKind,
    url: &str,
) -> Result<Arc<Vec<u8>>, Failure> {
    match kind {
        StatusKind::Crl => run.answers.list(run, url).await,
        StatusKind::Ocsp => {
            let question = link
                .issuer
                .as_ref()
                .and_then(|issuer| ocsp_request(link.der, issuer))
                .ok_or_else(|| {
                    let detail = "the key of the issuer cannot be read";
                    Failure::new(FailureReason::LocalFault, detail)
                })?;
            run.answers.reply(run, url, question).await
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
