//! What changed since the last time, and through whom: one run of the fictional case, judged again with one thing changed.

mod renewal;
mod reviewer;
mod scene;

use jiff::Span;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use waarborg::assess::compare;
use waarborg::domain::answer::AnswerValue;
use waarborg::domain::country::Country;
use waarborg::domain::delta::{AnswerTurn, Cause, Delta, DocumentTurn, SeenKind, Shift};
use waarborg::domain::dossier::Volume;
use waarborg::domain::fact::DnsValue;
use waarborg::domain::finding::{FindingSource, Outcome};
use waarborg::domain::observation::{Fact, Failure, FailureReason, Probe, Reading};

use scene::{Scene, causes, facts, scene, seen, sums_up};

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_changes_at_a_time() {
    let scene = scene().await;
    the_same_facts_are_no_difference(&scene);
    time_alone(&scene);
    the_provider_answers_otherwise(&scene);
    the_provider_shows_otherwise(&scene);
    renewal::certificates_are_renewed_calmly(&scene);
    blindness_is_no_change(&scene);
    reviewer::a_reviewer_decides_otherwise(&scene);
    the_controller_states_otherwise(&scene);
    our_rules_change(&scene);
    a_questionnaire_that_is_gone(&scene);
}

/// Whenever and in whatever order it was seen.
fn the_same_facts_are_no_difference(scene: &Scene) {
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    let strategy = (any::<u64>(), 0_i64..80_000, 0_u64..5_000);
    runner
        .run(&strategy, |(seed, later, took)| {
            let mut random = seed | 1;
            let mut next = move || {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                random
            };
            let now = scene.now(0, |_, sighting| {
                for (look, _) in facts(sighting) {
                    look.at += Span::new().seconds(later % 600);
                    look.took_ms = took + next() % 100;
                    if let Reading::Observed(fact) = &mut look.reading
                        && let Fact::Dns(dns) = fact.as_mut()
                    {
                        for record in &mut dns.records {
                            record.ttl = u32::try_from(next() % 86_400).expect("small");
                        }
                    }
                }
            });
            let delta = compare(&scene.then, &now, &scene.catalogue);
            prop_assert!(delta.is_empty(), "{delta:#?}");
            prop_assert!(!delta.is_news());
            prop_assert_eq!(delta.split.map(|split| split.effects.len()), Some(0));
            Ok(())
        })
        .expect("no difference");
}

fn time_alone(scene: &Scene) {
    let now = scene.now(400, |_, _| {});
    let delta = scene.since(&now);
    assert_eq!(causes(&delta), [Cause::Age]);
    assert!(delta.seen.is_empty() && delta.answers.is_empty() && delta.rules.is_empty());
    assert!(delta.findings.iter().all(|f| f.causes == [Cause::Age]));
    assert!(
        !delta.findings.is_empty(),
        "certificates have expired by then"
    );
    let residual = |point: &waarborg::domain::delta::Standpoint| point.residual;
    assert!(
        residual(&delta.now) >= residual(&delta.then),
        "age never improves"
    );
}

fn the_provider_answers_otherwise(scene: &Scene) {
    let good = scene
        .then
        .findings
        .iter()
        .find(|f| f.source == FindingSource::Question && f.outcome == Outcome::Conforms)
        .expect("a good answer");
    let question = good.check.clone();
    let now = scene.now(0, |folder, _| {
        for set in &mut folder.answers {
            for (id, answer) in &mut set.answers {
                if id.as_str() == question || good.id.ends_with(&format!("/{id}")) {
                    answer.value = None;
                }
            }
        }
    });
    let delta = scene.since(&now);
    assert!(
        delta
            .answers
            .iter()
            .any(|a| a.turn == AnswerTurn::Withdrawn)
    );
    assert_eq!(causes(&delta), [Cause::Provider]);
    let change = delta
        .findings
        .iter()
        .find(|f| f.id == good.id)
        .expect("the finding");
    assert_eq!(change.shift, Shift::OutOfSight);
    assert_eq!(change.causes, [Cause::Provider]);
    assert!(delta.is_news());

    let now = scene.now(0, |folder, _| {
        folder.evidence.pop().expect("a document");
        for set in &mut folder.answers {
            for answer in set.answers.values_mut() {
                if let Some(AnswerValue::Flag(flag)) = &mut answer.value {
                    *flag = !*flag;
                }
            }
        }
    });
    let delta = scene.since(&now);
    assert!(
        delta
            .documents
            .iter()
            .any(|d| d.turn == DocumentTurn::Removed)
    );
}

fn the_provider_shows_otherwise(scene: &Scene) {
    let moved: Country = "IN".parse().expect("a country");
    let now = scene.now(0, |_, sighting| {
        for (look, _) in facts(sighting) {
            let Reading::Observed(fact) = &mut look.reading else {
                continue;
            };
            match fact.as_mut() {
                Fact::Hosting(hosting) => {
                    for claim in &mut hosting.claims {
                        claim.country = Some(moved);
                        claim.region = None;
                    }
                }
                Fact::Dns(dns) => {
                    for record in &mut dns.records {
                        match &mut record.value {
                            DnsValue::Mx { exchange, .. } if !exchange.is_empty() => {
                                "mx.elsewhere.example".clone_into(exchange);
                            }
                            DnsValue::Ns(name) => *name = format!("other-{name}"),
                            _ => {}
                        }
                    }
                }
                Fact::Tls(tls)
                    // The certificate of the authority stands in for that of another issuer.
                    if tls.chain.len() > 1 => {
                        tls.chain.remove(0);
                    }
                _ => {}
            }
        }
    });
    let delta = scene.since(&now);
    let countries = seen(&delta, SeenKind::HostingCountry);
    assert!(!countries.is_empty());
    assert!(
        countries
            .iter()
            .any(|(_, now)| now.contains(&"IN".to_owned())),
        "{countries:?}"
    );
    assert!(!seen(&delta, SeenKind::MailHosts).is_empty());
    let servers = seen(&delta, SeenKind::NameServers);
    assert!(
        servers
            .iter()
            .all(|(_, now)| now.iter().all(|n| n.starts_with("other-")))
    );
    assert!(!servers.is_empty());
    assert!(!seen(&delta, SeenKind::CertificateKey).is_empty());
    assert!(
        delta.seen.iter().all(|change| !change.ours),
        "{:?}",
        delta.seen
    );
    assert!(causes(&delta).contains(&Cause::Provider));

    // And the other way round: what was, came back.
    let back = compare(&now, &scene.then, &scene.catalogue);
    let turned: Vec<_> = seen(&back, SeenKind::NameServers)
        .into_iter()
        .map(|(then, now)| (now, then))
        .collect();
    assert_eq!(turned, servers);
    let (new, resolved) = (Shift::New, Shift::Resolved);
    let ids = |delta: &Delta, shift| -> Vec<String> {
        delta.shifted(shift).map(|f| f.id.clone()).collect()
    };
    for id in ids(&delta, new) {
        let other = back
            .findings
            .iter()
            .find(|f| f.id == id)
            .expect("the same finding");
        assert_ne!(other.shift, new, "{id}");
    }
    assert!(!ids(&back, resolved).is_empty());
}

fn blindness_is_no_change(scene: &Scene) {
    let now = scene.now(0, |_, sighting| {
        for (look, seen) in facts(sighting) {
            if seen {
                look.reading = Reading::Failed(Failure {
                    reason: FailureReason::Offline,
                    detail: "test".to_owned(),
                });
            }
        }
    });
    let delta = scene.since(&now);
    assert!(!delta.lost.is_empty());
    let told: Vec<SeenKind> = delta.seen.iter().map(|change| change.kind).collect();
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(causes(&delta), [Cause::Sight], "nobody is blamed");
    for change in &delta.findings {
        assert_eq!(change.causes, [Cause::Sight], "{}", change.id);
    }
    let checks = delta
        .findings
        .iter()
        .filter(|f| f.source == FindingSource::Check);
    for change in checks {
        assert_eq!(change.shift, Shift::OutOfSight, "{}", change.id);
    }
    assert!(delta.shifted(Shift::Resolved).next().is_none());

    // One probe that fails loses its sight, and that of no other.
    let now = scene.now(0, |_, sighting| {
        for (look, _) in facts(sighting) {
            if look.probe == Probe::DnsMx {
                look.reading = Reading::Failed(Failure {
                    reason: FailureReason::TimedOut,
                    detail: "test".to_owned(),
                });
            }
        }
    });
    let delta = scene.since(&now);
    assert!(
        delta
            .lost
            .iter()
            .all(|sight| sight.probes == [Probe::DnsMx])
    );
    assert!(
        seen(&delta, SeenKind::PartyLeft).is_empty(),
        "{:?}",
        delta.seen
    );
    assert!(seen(&delta, SeenKind::MailHosts).is_empty());
}

fn the_controller_states_otherwise(scene: &Scene) {
    let now = scene.now(0, |folder, _| {
        folder.dossier.intake.volume = Some(Volume::Under1000);
    });
    let delta = scene.since(&now);
    assert_eq!(causes(&delta), [Cause::Controller]);
    let [stated] = delta.stated.as_slice() else {
        panic!("{:?}", delta.stated)
    };
    assert_eq!(stated.key, "intake.volume");
    assert!(
        delta
            .findings
            .iter()
            .all(|f| f.causes == [Cause::Controller])
    );
}

fn our_rules_change(scene: &Scene) {
    // The older assessment was judged by an older file, whose judgement was another.
    let mut then = scene.then.clone();
    let file = then.method.data.first_mut().expect("a file");
    file.sha256 = "00".repeat(32);
    let path = file.path.clone();
    let score = then.score.as_mut().expect("a score");
    score.residual += 321;
    let delta = compare(&then, &scene.then, &scene.catalogue);
    sums_up(&delta);
    assert_eq!(causes(&delta), [Cause::Rules]);
    assert!(delta.rules.iter().any(|rule| rule.what == path));
    assert!(!delta.is_news(), "newer rules alone are no news");

    // A newer location table that places the same addresses elsewhere is no move of the provider.
    let table = scene
        .then
        .method
        .data
        .iter()
        .find(|file| !scene.catalogue.data.iter().any(|f| f.path == file.path))
        .expect("a table that only probes use")
        .path
        .clone();
    let mut now = scene.now(0, |_, sighting| {
        for (look, _) in facts(sighting) {
            if let Reading::Observed(fact) = &mut look.reading
                && let Fact::Hosting(hosting) = fact.as_mut()
            {
                for claim in &mut hosting.claims {
                    claim.country = Some("IN".parse().expect("a country"));
                    claim.region = None;
                }
            }
        }
    });
    for file in &mut now.method.data {
        if file.path == table {
            file.sha256 = "11".repeat(32);
        }
    }
    let delta = scene.since(&now);
    let hosting: Vec<_> = delta
        .seen
        .iter()
        .filter(|change| change.kind == SeenKind::HostingCountry)
        .collect();
    assert!(!hosting.is_empty() && hosting.iter().all(|change| change.ours));
    assert!(
        !causes(&delta).contains(&Cause::Provider),
        "{:?}",
        delta.split
    );
}

fn a_questionnaire_that_is_gone(scene: &Scene) {
    let mut then = scene.then.clone();
    let dossier = then.dossier.as_mut().expect("a dossier");
    dossier.packs.push("no-such-pack".parse().expect("an id"));
    let delta = compare(&then, &scene.then, &scene.catalogue);
    assert_eq!(
        delta.split, None,
        "what cannot be judged again is not guessed"
    );
    assert!(delta.findings.iter().all(|f| f.causes.is_empty()));
    assert!(!delta.is_empty());
}
