//! What the full picture adds to versions and chain, seen at `openssl s_server` and `gnutls-serv`.

use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use waarborg::domain::fact::{Feature, Occasion, TlsFact, TlsPicture, VersionState};
use waarborg::domain::observation::FailureReason;

use super::tls_of;
use crate::support::certs::{Authority, VALID};
use crate::support::openssl::{Server, skipped};

async fn seen(options: &[&str]) -> Option<TlsFact> {
    let credentials = Authority::new().issue("www.example.nl", VALID);
    let Some(server) = Server::start(&credentials, options).await else {
        skipped();
        return None;
    };
    Some(tls_of(server.address, |_| {}).await)
}

fn picture(fact: &TlsFact) -> &TlsPicture {
    fact.picture.as_deref().expect("a picture")
}

#[tokio::test]
async fn tls_1_3_alone_shows_both_of_its_keys() {
    let folder = tempfile::tempdir().expect("folder");
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("key");
    let certificate = CertificateParams::new(vec!["www.example.nl".to_owned()])
        .and_then(|params| params.self_signed(&key))
        .expect("certificate");
    let pem = folder.path().join("rsa.pem");
    std::fs::write(&pem, certificate.pem() + &key.serialize_pem()).expect("written");
    let pem = pem.to_str().expect("a path");
    let Some(fact) = seen(&["-tls1_3", "-dcert", pem, "-dkey", pem]).await else {
        return;
    };
    let picture = picture(&fact);
    assert_eq!(picture.features.other_key_kind, Feature::Present);
    assert_eq!(picture.features.encrypt_then_mac, Feature::NotApplicable);
    let occasions: Vec<Occasion> = picture.other_chains.iter().map(|o| o.occasion).collect();
    assert!(occasions.contains(&Occasion::OtherKey), "{occasions:?}");
    let algorithms: Vec<&str> = picture
        .signatures
        .iter()
        .map(|used| used.algorithm.as_str())
        .collect();
    assert_eq!(
        algorithms,
        ["ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"]
    );
}

#[tokio::test]
async fn one_key_is_all_there_is_when_no_other_was_shown() {
    for options in [&["-tls1_3"][..], &["-tls1_2"], &[]] {
        let Some(fact) = seen(options).await else {
            return;
        };
        let picture = picture(&fact);
        assert_eq!(
            picture.features.other_key_kind,
            Feature::Absent,
            "{options:?}"
        );
        assert!(picture.other_chains.is_empty(), "{options:?}");
    }
}

#[tokio::test]
async fn the_order_of_mac_and_encryption_needs_a_block_cipher() {
    let gcm = "ECDHE-ECDSA-AES128-GCM-SHA256";
    let Some(fact) = seen(&["-tls1_2", "-cipher", gcm]).await else {
        return;
    };
    let features = &picture(&fact).features;
    assert_eq!(features.encrypt_then_mac, Feature::NotApplicable);
    let cbc = "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256";
    for (options, feature) in [(&[][..], Feature::Present), (&["-no_etm"], Feature::Absent)] {
        let fact = seen(&[&["-tls1_2", "-cipher", cbc], options].concat()).await;
        let fact = fact.expect("openssl");
        assert_eq!(picture(&fact).features.encrypt_then_mac, feature);
    }
}

#[tokio::test]
async fn what_is_beyond_us_is_said_to_be() {
    let old = seen(&["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]).await;
    let camellia = seen(&["-tls1_2", "-cipher", "ECDHE-ECDSA-CAMELLIA128-SHA256"]).await;
    for fact in [old, camellia].into_iter().flatten() {
        let sessions = &picture(&fact).sessions;
        for feature in [&sessions.by_id, &sessions.by_ticket] {
            let Feature::Inconclusive(failure) = feature else {
                panic!("{feature:?}");
            };
            assert_eq!(failure.reason, FailureReason::Unsupported);
        }
        assert!(
            fact.versions
                .iter()
                .any(|trial| trial.state == VersionState::Offered)
        );
    }
}
