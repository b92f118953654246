//! Claims held against hand-made observations: what confirms, what refutes, and what does neither.

mod checks;
mod control;
mod parties;
mod places;
mod servers;
mod storage;
mod times;

use std::net::IpAddr;
use std::sync::OnceLock;

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::claim::{Sight, hold};
use waarborg::domain::answer::AnswerValue;
use waarborg::domain::assessment::Located;
use waarborg::domain::claim::{Assertion, Claim, ClaimStatus};
use waarborg::domain::day::Day;
use waarborg::domain::fact::{
    Control, Delivery, DeliveryClass, GeoClaim, GeoKind, HostingFact, RoundTripFact, TlsFact,
    TlsVersion, VersionState, VersionTrial,
};
use waarborg::domain::finding::{
    Confidence, EvidenceItem, Finding, FindingSource, Outcome, Severity,
};
use waarborg::domain::observation::{
    Fact, Failure, FailureReason, Observation, Observations, Probe, Reading,
};
use waarborg::domain::pack::Importance;
use waarborg::domain::party::{DeclaredParty, Parties};
use waarborg::domain::subject::{Subject, SubjectId};
use waarborg::domain::text::Text;

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data"))
}

fn today() -> Day {
    "2026-11-22".parse().expect("a day")
}

/// What was seen, as a test tells it.
#[derive(Default)]
struct World {
    subjects: Vec<Subject>,
    observations: Observations,
    findings: Vec<Finding>,
    located: Vec<Located>,
    declared: Vec<DeclaredParty>,
    explained: Option<String>,
}

impl World {
    /// Endpoints on port 443, each with its host.
    fn of(hosts: &[&str]) -> Self {
        let endpoints = hosts
            .iter()
            .map(|host| Subject::endpoint(host, 443, "/", None));
        let subjects = endpoints
            .chain(hosts.iter().map(|host| Subject::host(host)))
            .collect();
        Self {
            subjects,
            ..Self::default()
        }
    }

    fn observe(&mut self, probe: Probe, subject: String, reading: Reading) -> String {
        let id = format!("o{}", self.observations.0.len() + 1);
        self.observations.0.push(Observation {
            id: id.clone(),
            probe,
            subject: SubjectId(subject),
            at: "2026-11-22T10:00:00Z".parse().expect("a moment"),
            took_ms: 1,
            reading,
        });
        id
    }

    /// An address of a host, with its sources.
    fn hosted(
        mut self,
        host: &str,
        address: &str,
        class: DeliveryClass,
        claims: &[(GeoKind, &str)],
    ) -> Self {
        let address: IpAddr = address.parse().expect("an address");
        let claims = claims
            .iter()
            .enumerate()
            .map(|(number, (kind, country))| GeoClaim {
                kind: *kind,
                source: format!("source {number}").into(),
                family: format!("family {number}").into(),
                dated: Some(today()),
                network: None,
                provider: None,
                region: None,
                zone: None,
                country: Some(country.parse().expect("a country")),
            })
            .collect();
        let fact = HostingFact {
            address,
            canonical: address,
            scope: "public".into(),
            delivery: Delivery {
                class,
                operator: None,
                network: None,
                basis: Vec::new(),
            },
            claims,
            control: None,
            routes: None,
        };
        let verdict = catalogue().areas.judge(&fact, today());
        let subject = format!("host:{host}");
        let reading = Reading::Observed(Box::new(Fact::Hosting(fact.clone())));
        let observation = self.observe(Probe::Hosting, subject.clone(), reading);
        self.located.push(Located {
            subject: SubjectId(subject),
            observation,
            fact,
            verdict,
        });
        self
    }

    /// An address in a published region: the strongest evidence there is.
    fn region(self, host: &str, address: &str, country: &str) -> Self {
        self.hosted(
            host,
            address,
            DeliveryClass::Origin,
            &[(GeoKind::ProviderRegion, country)],
        )
    }

    /// An address that one database places: an indication.
    fn indicated(self, host: &str, address: &str, country: &str) -> Self {
        self.hosted(
            host,
            address,
            DeliveryClass::Unknown,
            &[(GeoKind::GeoDatabase, country)],
        )
    }

    /// An address of a content delivery network.
    fn edge(self, host: &str, address: &str, country: &str) -> Self {
        self.hosted(
            host,
            address,
            DeliveryClass::Cdn,
            &[
                (GeoKind::GeoDatabase, country),
                (GeoKind::Registry, country),
            ],
        )
    }

    /// A look that failed.
    fn unseen(mut self, probe: Probe, subject: &str) -> Self {
        let failure = Failure::new(FailureReason::TimedOut, "no answer");
        self.observe(probe, subject.to_owned(), Reading::Failed(failure));
        self
    }

    /// One address of an endpoint, with what came of TLS 1.0 to 1.3.
    fn tls(mut self, host: &str, address: &str, states: [VersionState; 4]) -> Self {
        use TlsVersion::{Tls10, Tls11, Tls12, Tls13};
        let versions = [Tls10, Tls11, Tls12, Tls13]
            .into_iter()
            .zip(states)
            .map(|(version, state)| VersionTrial { version, state })
            .collect();
        let fact = TlsFact {
            address: format!("{address}:443").parse().expect("an address"),
            dialled: None,
            server_name: host.to_owned(),
            versions,
            negotiated: None,
            picture: None,
            handshake_failure: None,
            chain: Vec::new(),
            name_matches: true,
            trust: Vec::new(),
        };
        let reading = Reading::Observed(Box::new(Fact::Tls(fact)));
        self.observe(Probe::Tls, format!("endpoint:{host}:443"), reading);
        self
    }

    /// One more version that the last TLS probe asked for.
    fn asked(mut self, version: TlsVersion, state: VersionState) -> Self {
        let last = self.observations.0.last_mut().expect("a TLS probe before");
        let Reading::Observed(fact) = &mut last.reading else {
            panic!("the last probe failed")
        };
        let Fact::Tls(fact) = fact.as_mut() else {
            panic!("the last probe was another one")
        };
        fact.versions.push(VersionTrial { version, state });
        self
    }

    /// Who runs the network of the address that was added last.
    fn controlled(mut self, control: Option<Control>) -> Self {
        let last = self.located.last_mut().expect("an address before");
        last.fact.control = control;
        self
    }

    /// How fast an address answered an observer in a country.
    fn timed(mut self, host: &str, address: &str, vantage: &str, micros: u64) -> Self {
        let fact = RoundTripFact {
            address: format!("{address}:443").parse().expect("an address"),
            dialled: None,
            vantage: vantage.parse().expect("a country"),
            connections: 10,
            connect_us: micros,
            answers: 10,
            answer_us: Some(micros),
        };
        let reading = Reading::Observed(Box::new(Fact::RoundTrip(fact)));
        self.observe(Probe::RoundTrip, format!("endpoint:{host}:443"), reading);
        self
    }

    /// What a check came to.
    fn found(
        mut self,
        check: &str,
        subject: &str,
        outcome: Outcome,
        confidence: Confidence,
    ) -> Self {
        self.findings.push(Finding {
            id: format!("{check}@{subject}"),
            source: FindingSource::Check,
            check: check.to_owned(),
            subject: SubjectId(subject.to_owned()),
            outcome,
            severity: Severity::High,
            confidence,
            reason: if check == "certificate-trust" {
                "trusted".to_owned()
            } else {
                "made-up".to_owned()
            },
            title: Text::same(check),
            detail: Text::new(
                format!("bevinding van {check}."),
                format!("finding of {check}."),
            ),
            remediation: None,
            clause: None,
            refs: Vec::new(),
            evidence: vec![EvidenceItem::new("o1", check)],
        });
        self
    }

    fn explained(mut self) -> Self {
        self.explained = Some("Accepted by the privacy officer on 2026-11-01".to_owned());
        self
    }

    fn hold(&self, rule: Option<&str>, value: AnswerValue, observe: &[&str]) -> Claim {
        let assertion = Assertion {
            pack: "quick".parse().expect("an id"),
            question: "loc.endpoints".parse().expect("an id"),
            importance: Importance::Major,
            value,
            said: Text::new("Ja", "Yes"),
            rule: rule.map(str::to_owned),
            observe: observe
                .iter()
                .map(|check| check.parse().expect("an id"))
                .collect(),
            explained: self.explained.clone(),
            response: Some("We moved last week.".to_owned()),
        };
        let catalogue = catalogue();
        let parties = Parties::of(
            &self.subjects,
            &self.observations,
            &catalogue.parties,
            Some(&self.declared),
            &catalogue.areas,
            today(),
        );
        let sight = Sight {
            subjects: &self.subjects,
            observations: &self.observations,
            findings: &self.findings,
            located: &self.located,
            parties: parties.list(),
            areas: &catalogue.areas,
            phrases: &catalogue.phrases,
            as_of: today(),
            stale: false,
        };
        let [claim] = &hold(std::slice::from_ref(&assertion), &sight)[..] else {
            panic!("one claim for one assertion")
        };
        assert_eq!(claim.id, "quick/loc.endpoints");
        assert_eq!(claim.rule, rule.unwrap_or("checks"));
        assert_eq!(claim.said, assertion.said);
        for lang in [&claim.seen.nl, &claim.seen.en] {
            assert!(!lang.is_empty(), "something is said of what was seen");
            assert_eq!(crate::support::words::raw_key(lang), None);
            assert_eq!(crate::support::words::gap(lang), None);
        }
        if matches!(
            claim.status,
            ClaimStatus::Confirmed | ClaimStatus::Contradicted | ClaimStatus::Explained
        ) {
            assert!(!claim.evidence.is_empty(), "{claim:?} rests on nothing");
        }
        claim.clone()
    }
}

fn yes() -> AnswerValue {
    AnswerValue::Flag(true)
}
