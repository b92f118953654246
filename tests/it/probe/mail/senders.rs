//! SPF with all that it leads to, and keys of signatures.

use std::time::{Duration, Instant};

use hickory_proto::op::ResponseCode;
use waarborg::domain::fact::{DkimFact, MailFact, SpfFact, SpfLookupKind};
use waarborg::domain::observation::{Failure, FailureReason, Probe};

use super::{DOMAIN, result, seen, seen_with};
use crate::support::dns::Zone;

async fn spf(zone: Zone) -> Result<SpfFact, Failure> {
    let (_resolver, observations) = seen(zone).await;
    match result(&observations, Probe::MailSpf) {
        Ok(MailFact::Spf(fact)) => Ok(fact),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure),
    }
}

async fn dkim(zone: Zone) -> Result<DkimFact, Failure> {
    let (_resolver, observations) = seen(zone).await;
    match result(&observations, Probe::MailDkim) {
        Ok(MailFact::Dkim(fact)) => Ok(fact),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure),
    }
}

#[tokio::test]
async fn every_record_of_the_tree_is_kept_with_its_text() {
    let zone = Zone::default()
        .text(
            DOMAIN,
            &[
                "v=spf1 a mx include:",
                "A.example include:b.example ?exists:%{i}.x.example -all",
            ],
        )
        .text(DOMAIN, &["token=abc"])
        .address(DOMAIN, "192.0.2.1")
        .address(DOMAIN, "2001:db8::1")
        .mail(DOMAIN, 10, "mx.example.nl")
        .text("a.example", &["v=spf1 include:c.example ~all"])
        .alias("b.example", "elsewhere.example")
        .text("elsewhere.example", &["v=spf1 redirect=c.example"])
        .text(
            "c.example",
            &["v=spf1 exists:gone.example a:bare.example ip4:192.0.2.0/24 -all"],
        )
        .bare("bare.example");
    let fact = spf(zone).await.expect("seen");
    let names: Vec<&str> = fact.records.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, [DOMAIN, "a.example", "b.example", "c.example"]);
    assert_eq!(fact.records[0].texts.len(), 1, "{:?}", fact.records[0]);
    assert_eq!(fact.records[2].cname_chain, ["elsewhere.example"]);
    let lookups: Vec<(&str, SpfLookupKind, u32)> = fact
        .lookups
        .iter()
        .map(|lookup| (lookup.name.as_str(), lookup.mechanism, lookup.found))
        .collect();
    assert_eq!(
        lookups,
        [
            (DOMAIN, SpfLookupKind::A, 2),
            (DOMAIN, SpfLookupKind::Mx, 1),
            ("gone.example", SpfLookupKind::Exists, 0),
            ("bare.example", SpfLookupKind::A, 0),
        ]
    );
    assert!(!fact.stopped);
}

#[tokio::test]
async fn loops_end_and_each_name_is_asked_once() {
    let zone = Zone::default()
        .text(DOMAIN, &["v=spf1 include:a.example include:A.EXAMPLE -all"])
        .text(
            "a.example",
            &["v=spf1 include:example.nl redirect=a.example"],
        );
    let (resolver, observations) = seen(zone).await;
    let Ok(MailFact::Spf(fact)) = result(&observations, Probe::MailSpf) else {
        panic!("not seen");
    };
    assert_eq!(fact.records.len(), 2);
    let asked = resolver.asked();
    assert_eq!(asked.iter().filter(|q| *q == "a.example TXT").count(), 1);
    assert_eq!(asked.iter().filter(|q| *q == "example.nl TXT").count(), 1);
}

#[tokio::test]
async fn a_bomb_of_includes_is_cut_off() {
    let includes = |from: usize, to: usize| {
        (from..to).fold("v=spf1".to_owned(), |text, n| {
            format!("{text} include:n{n}.example a:h{n}.example")
        })
    };
    let mut zone = Zone::default().text(DOMAIN, &[&includes(0, 6)]);
    for n in 0..300 {
        zone = zone.text(
            &format!("n{n}.example"),
            &[&includes(n * 6 + 6, n * 6 + 12)],
        );
    }
    let start = Instant::now();
    let fact = spf(zone).await.expect("seen");
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!((fact.records.len(), fact.stopped), (40, true));
    assert!(fact.lookups.len() <= 40);
}

#[tokio::test]
async fn hostile_texts_are_kept_within_bounds() {
    let bomb = "x".repeat(255);
    let parts: Vec<&str> = std::iter::once("v=spf1 ")
        .chain(std::iter::repeat_n(bomb.as_str(), 3))
        .collect();
    let mut zone = Zone::default()
        .text(DOMAIN, &parts)
        .text(DOMAIN, &["v=spf1 \u{e9} \u{0}\u{7} -all"])
        .text(DOMAIN, &["V=SPF1"]);
    for n in 0..30 {
        zone = zone.text("_dmarc.example.nl", &[&format!("v=DMARC1; x={n}")]);
    }
    let (_resolver, observations) = seen(zone).await;
    let Ok(MailFact::Spf(fact)) = result(&observations, Probe::MailSpf) else {
        panic!("not seen");
    };
    assert_eq!(fact.records[0].texts.len(), 3);
    assert!(fact.records[0].texts.iter().all(|text| text.len() <= 4096));
    let Ok(MailFact::Dmarc(fact)) = result(&observations, Probe::MailDmarc) else {
        panic!("not seen");
    };
    assert_eq!(fact.records[0].texts.len(), 20);
    assert!(fact.records[0].truncated);
}

#[tokio::test]
async fn a_failing_branch_is_told_and_does_not_hide_the_rest() {
    let zone = Zone::default()
        .text(
            DOMAIN,
            &["v=spf1 include:broken.example include:none.example mx:broken.example -all"],
        )
        .failing("broken.example", ResponseCode::ServFail);
    let fact = spf(zone).await.expect("seen");
    let broken = fact.at("BROKEN.example").expect("kept");
    assert_eq!(
        broken.failure.as_ref().map(|f| f.reason),
        Some(FailureReason::ServerFailure)
    );
    assert!(fact.at("none.example").expect("kept").missing);
    assert_eq!(
        fact.lookups[0].failure.as_ref().map(|f| f.reason),
        Some(FailureReason::ServerFailure)
    );
}

#[tokio::test]
async fn a_domain_that_does_not_exist_says_nothing_about_its_mail() {
    let (_resolver, observations) = seen(Zone::default()).await;
    for probe in [
        Probe::MailBimi,
        Probe::MailDkim,
        Probe::MailDmarc,
        Probe::MailMtaSts,
        Probe::MailSpf,
        Probe::MailTlsRpt,
    ] {
        let failure = result(&observations, probe).expect_err("nothing");
        assert_eq!(failure.reason, FailureReason::NameNotFound, "{probe}");
    }
}

#[tokio::test]
async fn keys_are_found_with_the_aliases_that_lead_there() {
    let zone = Zone::default()
        .bare(DOMAIN)
        .bare("_domainkey.example.nl")
        .alias("one._domainkey.example.nl", "key.sender.example")
        .text("key.sender.example", &["v=DKIM1; k=rsa; ", "p=AAAA"])
        .text("two._domainkey.example.nl", &["nothing to see"])
        .text("three._domainkey.example.nl", &["p="]);
    let fact = dkim(zone).await.expect("seen");
    assert_eq!(
        (fact.asked, fact.none, fact.wildcard, fact.failed),
        (3, false, false, 0)
    );
    let found: Vec<(&str, &str, usize)> = fact
        .keys
        .iter()
        .map(|key| {
            (
                key.selector.as_str(),
                key.record.texts[0].as_str(),
                key.record.cname_chain.len(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [("one", "v=DKIM1; k=rsa; p=AAAA", 1), ("three", "p=", 0)]
    );
}

#[tokio::test]
async fn no_key_at_all_differs_from_no_known_key() {
    let none = dkim(Zone::default().bare(DOMAIN)).await.expect("seen");
    assert!(none.none && none.keys.is_empty());
    let zone = Zone::default().bare(DOMAIN).bare("_domainkey.example.nl");
    let unknown = dkim(zone).await.expect("seen");
    assert!(!unknown.none && unknown.keys.is_empty());
}

#[tokio::test]
async fn an_answer_to_everything_is_one_answer() {
    let mut zone = Zone::default().bare(DOMAIN);
    for selector in ["one", "two", "three", "no-such-selector-waarborg"] {
        zone = zone.text(
            &format!("{selector}._domainkey.example.nl"),
            &["v=DKIM1; p="],
        );
    }
    let fact = dkim(zone).await.expect("seen");
    assert!(fact.wildcard);
    assert_eq!(fact.keys.len(), 1);
    assert_eq!(fact.keys[0].selector, "*");
}

#[tokio::test]
async fn a_thousand_selectors_are_not_asked_for() {
    let zone = Zone::default().bare(DOMAIN);
    let (resolver, observations) = seen_with(zone, |settings| {
        settings.dkim_selectors = (0..1_000).map(|n| format!("s{n}")).collect();
    })
    .await;
    let Ok(MailFact::Dkim(fact)) = result(&observations, Probe::MailDkim) else {
        panic!("not seen");
    };
    assert_eq!(fact.asked, 100);
    assert!(resolver.asked().len() < 130);
}

#[tokio::test]
async fn selectors_that_get_no_answer_are_counted() {
    let zone = Zone::default()
        .bare(DOMAIN)
        .failing("two._domainkey.example.nl", ResponseCode::ServFail)
        .text("one._domainkey.example.nl", &["p="]);
    let fact = dkim(zone).await.expect("seen");
    assert_eq!((fact.keys.len(), fact.failed), (1, 1));
    assert!(fact.failure.is_some());
    let mut zone = Zone::default().bare(DOMAIN);
    for selector in ["one", "two", "three"] {
        zone = zone.failing(
            &format!("{selector}._domainkey.example.nl"),
            ResponseCode::Refused,
        );
    }
    let failure = dkim(zone).await.expect_err("nothing seen");
    assert_eq!(failure.reason, FailureReason::ServerFailure);
}
