//! What nginx sends, set after set of header fields.

use std::collections::BTreeMap;

use waarborg::domain::assessment::Assessment;
use waarborg::domain::finding::Outcome;

use super::{Place, parse};
use crate::support::certs::{Authority, VALID};
use crate::support::dns::{Resolver, Zone};
use crate::support::nginx::Nginx;

/// The outcome of each check of the site, by its id; nothing when nginx is not installed.
async fn outcomes(secure: &str, plain: &str) -> Option<BTreeMap<String, Outcome>> {
    let authority = Authority::new();
    let Some(server) = Nginx::start(&authority.issue("www.example.nl", VALID), secure, plain).await
    else {
        skipped();
        return None;
    };
    let zone = Zone::default()
        .address("www.example.nl", "192.0.2.7")
        .bare("example.nl");
    let resolver = Resolver::start(zone).await;
    let arguments = [
        "scan".to_owned(),
        "www.example.nl".to_owned(),
        "--format=json".to_owned(),
        format!("--dns={}", resolver.address),
        format!("--connect-to=www.example.nl:443:{}", server.secure),
        format!("--connect-to=www.example.nl:80:{}", server.plain),
    ];
    let ran = tokio::task::spawn_blocking(move || Place::new().run(arguments))
        .await
        .expect("a run");
    let assessment: Assessment = parse(&ran.out);
    Some(
        assessment
            .findings
            .iter()
            .filter(|finding| finding.subject.0 == "endpoint:www.example.nl:443")
            .map(|finding| (finding.check.as_str().to_owned(), finding.outcome))
            .collect(),
    )
}

#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn skipped() {
    eprintln!("skipped: the program nginx is not installed");
}

fn assert_all(found: &BTreeMap<String, Outcome>, wanted: &[(&str, Outcome)]) {
    let seen: Vec<(&str, Option<Outcome>)> = wanted
        .iter()
        .map(|(check, _)| (*check, found.get(*check).copied()))
        .collect();
    let wanted: Vec<(&str, Option<Outcome>)> = wanted
        .iter()
        .map(|(check, outcome)| (*check, Some(*outcome)))
        .collect();
    assert_eq!(seen, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_careful_site() {
    let secure = r#"
        server_tokens off;
        add_header Strict-Transport-Security "max-age=63072000; includeSubDomains; preload" always;
        add_header Content-Security-Policy "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'" always;
        add_header X-Content-Type-Options nosniff always;
        add_header X-Frame-Options DENY always;
        add_header Referrer-Policy no-referrer always;
        add_header Permissions-Policy "camera=(), geolocation=(), microphone=()" always;
        add_header Set-Cookie "__Host-session=1; Path=/; Secure; HttpOnly; SameSite=Lax" always;
        location = /.well-known/security.txt {
            default_type text/plain;
            return 200 "Contact: mailto:security@example.nl\nExpires: 2027-06-01T00:00:00Z\n";
        }
        location / { return 200 "<!doctype html><title>Hello</title><p>Hello"; }
    "#;
    let plain = "return 301 https://www.example.nl/;";
    let Some(found) = outcomes(secure, plain).await else {
        return;
    };
    assert_all(
        &found,
        &[
            ("https-available", Outcome::Conforms),
            ("https-hsts", Outcome::Conforms),
            ("https-http-versions", Outcome::Conforms),
            ("https-mixed-content", Outcome::Conforms),
            ("https-redirect", Outcome::Conforms),
            ("web-content-security-policy", Outcome::Conforms),
            ("web-content-type-sniffing", Outcome::Conforms),
            ("web-cookies", Outcome::Conforms),
            ("web-cors", Outcome::Conforms),
            ("web-frame-protection", Outcome::Conforms),
            ("web-permissions-policy", Outcome::Conforms),
            ("web-referrer-policy", Outcome::Conforms),
            ("web-security-txt", Outcome::Conforms),
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_careless_site() {
    let secure = r#"
        server_tokens on;
        add_header Strict-Transport-Security "max-age=60" always;
        add_header Content-Security-Policy "default-src * 'unsafe-inline' 'unsafe-eval'" always;
        add_header X-Powered-By "Engine/1.2.3" always;
        add_header Referrer-Policy unsafe-url always;
        add_header Set-Cookie "session=1" always;
        add_header Access-Control-Allow-Origin $http_origin always;
        add_header Access-Control-Allow-Credentials true always;
        location = /.well-known/security.txt { return 404; }
        location / { return 200 "<!doctype html><title>Hello</title><script src='http://cdn.example.org/a.js'></script><script src='https://cdn.example.org/b.js'></script>"; }
    "#;
    let plain = r#"location / { return 200 "<p>also here"; }"#;
    let Some(found) = outcomes(secure, plain).await else {
        return;
    };
    assert_all(
        &found,
        &[
            ("https-hsts", Outcome::Partial),
            ("https-mixed-content", Outcome::Deviates),
            ("https-redirect", Outcome::Deviates),
            ("web-content-security-policy", Outcome::Deviates),
            ("web-content-type-sniffing", Outcome::Deviates),
            ("web-cookies", Outcome::Deviates),
            ("web-cors", Outcome::Deviates),
            ("web-frame-protection", Outcome::Deviates),
            ("web-permissions-policy", Outcome::Partial),
            ("web-referrer-policy", Outcome::Deviates),
            ("web-security-txt", Outcome::Deviates),
            ("web-server-disclosure", Outcome::Partial),
            ("web-subresource-integrity", Outcome::Partial),
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn header_fields_that_contradict_or_break_the_rules() {
    let secure = r#"
        server_tokens off;
        add_header Strict-Transport-Security "max-age=63072000; max-age=0" always;
        add_header Content-Security-Policy-Report-Only "default-src 'self'" always;
        add_header X-Frame-Options "ALLOW-FROM https://x.example" always;
        add_header X-Content-Type-Options sniff always;
        add_header Set-Cookie "__Host-a=1; Domain=example.nl; Secure; Path=/" always;
        location / { return 200 "<!doctype html><title>Hello</title>"; }
    "#;
    let plain = "return 301 https://www.example.nl/;";
    let Some(found) = outcomes(secure, plain).await else {
        return;
    };
    assert_all(
        &found,
        &[
            ("https-hsts", Outcome::Deviates),
            ("web-content-security-policy", Outcome::Deviates),
            ("web-content-type-sniffing", Outcome::Deviates),
            ("web-cookies", Outcome::Deviates),
            ("web-frame-protection", Outcome::Deviates),
            ("web-security-txt", Outcome::Deviates),
        ],
    );
}
