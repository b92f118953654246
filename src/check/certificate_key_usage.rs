//! Whether the certificate is meant for a TLS server, and its authorities for issuing it (RFC 5280 §4.2.1).

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::KeyUsage;

use super::endpoint::{by_certificate, short_name};
use super::x509::{Chain, decode, outside, policies};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::fact::{Certificate, TlsFact, TlsVersion, VersionState};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-key-usage",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "server",
        "server-and-client",
        "unrestricted",
        "purposes-missing",
        "any-purpose",
        "client-purpose",
        "not-for-servers",
        "no-signing",
        "no-encipherment",
        "authority",
        "outside-constraints",
        "issuer-unfit",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let ders = decode(fact);
        let Some((chain, read)) = Chain::read(&ders)
            .and_then(|chain| Some((chain.leaf()?.clone(), chain)).map(|(a, b)| (b, a)))
        else {
            return Judgement::not_observed("unparsable")
                .with("error", "DER")
                .because(observation, format!("SHA-256 {}", leaf.sha256));
        };
        let judgement = unfit_key(fact, leaf, &read)
            .or_else(|| unfit_purposes(context, fact, leaf, &read))
            .or_else(|| unfit_authority(&chain, &read))
            .unwrap_or_else(|| fit(context, fact, &read));
        judgement.because(observation, format!("{} — {}", fact.address, shown(&read)))
    })
}

/// What the key may be used for, against what the server does with it.
fn unfit_key(fact: &TlsFact, leaf: &Certificate, read: &X509Certificate<'_>) -> Option<Judgement> {
    if read.is_ca() {
        return Some(Judgement::deviates("authority"));
    }
    // Without the extension every use is allowed (RFC 5280 §4.2.1.3).
    let usage = key_usage(read)?;
    let shown = usage.to_string();
    let suite = fact
        .negotiated
        .as_ref()
        .map(|negotiated| negotiated.cipher_suite.as_str())
        .unwrap_or_default();
    let tls13 = fact
        .versions
        .iter()
        .any(|trial| trial.version == TlsVersion::Tls13 && trial.state == VersionState::Offered);
    // Only the exchange of a secret by RSA encryption does without a signature of the server.
    let by_encryption = suite.starts_with("TLS_RSA_WITH_");
    let signs = leaf.key.algorithm != "rsa" || tls13 || (!suite.is_empty() && !by_encryption);
    if !usage.digital_signature() && (signs || !usage.key_encipherment()) {
        return Some(Judgement::deviates("no-signing").with("usage", shown));
    }
    if by_encryption && !usage.key_encipherment() {
        return Some(Judgement::deviates("no-encipherment").with("usage", shown));
    }
    None
}

/// The purposes that the certificate is meant for.
fn unfit_purposes(
    context: &Context<'_>,
    fact: &TlsFact,
    leaf: &Certificate,
    read: &X509Certificate<'_>,
) -> Option<Judgement> {
    let Some(purposes) = read.extended_key_usage().ok().flatten() else {
        // Without the extension every purpose is allowed; public authorities have to name them.
        return fact
            .issued_publicly()
            .then(|| Judgement::partial("purposes-missing"));
    };
    let purposes = purposes.value;
    if !purposes.server_auth {
        return Some(if purposes.any {
            Judgement::partial("any-purpose")
        } else {
            Judgement::deviates("not-for-servers")
        });
    }
    let ends = context.material.policy.certificates.client_purpose_ends;
    let late = Day::of(leaf.not_before) >= ends;
    (purposes.client_auth && fact.issued_publicly() && late)
        .then(|| Judgement::partial("client-purpose").with("from", ends))
}

/// What the authorities above it may sign.
fn unfit_authority(chain: &Chain<'_>, read: &X509Certificate<'_>) -> Option<Judgement> {
    let mut below = 0;
    for authority in chain.intermediates() {
        let name = short_name(&authority.subject().to_string());
        if let Some(outside) = outside(read, authority) {
            return Some(
                Judgement::deviates("outside-constraints")
                    .with("authority", name)
                    .with("name", outside),
            );
        }
        let constraints = authority.basic_constraints().ok().flatten();
        let fault = match constraints {
            Some(constraints) if constraints.value.ca => {
                let too_deep = constraints
                    .value
                    .path_len_constraint
                    .is_some_and(|limit| limit < below);
                too_deep.then_some("pathLenConstraint")
            }
            _ => Some("cA"),
        };
        let fault = fault
            .or_else(|| {
                key_usage(authority)
                    .is_some_and(|usage| !usage.key_cert_sign())
                    .then_some("keyCertSign")
            })
            .or_else(|| {
                let purposes = authority.extended_key_usage().ok().flatten()?.value;
                (!purposes.server_auth && !purposes.any).then_some("serverAuth")
            });
        if let Some(fault) = fault {
            return Some(
                Judgement::deviates("issuer-unfit")
                    .with("authority", name)
                    .with("fault", fault),
            );
        }
        // An authority that renews itself is no step down (RFC 5280 §4.2.1.9).
        if authority.subject().as_raw() != authority.issuer().as_raw() {
            below += 1;
        }
    }
    None
}

fn fit(context: &Context<'_>, fact: &TlsFact, read: &X509Certificate<'_>) -> Judgement {
    let purposes = read.extended_key_usage().ok().flatten();
    match purposes {
        None => Judgement::conforms("unrestricted"),
        Some(purposes) if purposes.value.client_auth && fact.issued_publicly() => {
            let ends = context.material.policy.certificates.client_purpose_ends;
            Judgement::conforms("server-and-client").with("from", ends)
        }
        Some(_) => Judgement::conforms("server"),
    }
}

fn key_usage(certificate: &X509Certificate<'_>) -> Option<KeyUsage> {
    Some(*certificate.key_usage().ok()??.value)
}

/// Uses, purposes and policies in the words and numbers of the standard.
fn shown(read: &X509Certificate<'_>) -> String {
    let mut parts = Vec::new();
    parts.push(format!(
        "keyUsage: {}",
        key_usage(read).map_or_else(|| "—".to_owned(), |usage| usage.to_string())
    ));
    let purposes = read.extended_key_usage().ok().flatten().map_or_else(
        || "—".to_owned(),
        |purposes| {
            let purposes = purposes.value;
            let mut names: Vec<String> = [
                (purposes.any, "anyExtendedKeyUsage"),
                (purposes.server_auth, "serverAuth"),
                (purposes.client_auth, "clientAuth"),
                (purposes.code_signing, "codeSigning"),
                (purposes.email_protection, "emailProtection"),
                (purposes.time_stamping, "timeStamping"),
                (purposes.ocsp_signing, "OCSPSigning"),
            ]
            .into_iter()
            .filter(|(set, _)| *set)
            .map(|(_, name)| name.to_owned())
            .collect();
            names.extend(purposes.other.iter().map(ToString::to_string));
            names.join(", ")
        },
    );
    parts.push(format!("extKeyUsage: {purposes}"));
    let policies: Vec<String> = policies(read).iter().map(policy).collect();
    if !policies.is_empty() {
        parts.push(format!("policies: {}", policies.join(", ")));
    }
    parts.join("; ")
}

/// A policy by its number, with the name of those of the CA/Browser Forum.
fn policy(id: &x509_parser::asn1_rs::Oid<'_>) -> String {
    let number = id.to_id_string();
    let name = match number.as_str() {
        "2.23.140.1.1" => "extended validation",
        "2.23.140.1.2.1" => "domain validated",
        "2.23.140.1.2.2" => "organisation validated",
        "2.23.140.1.2.3" => "individual validated",
        _ => return number,
    };
    format!("{number} ({name})")
}
