//! Statements about sub-processors: what contradicts them, and what is no more than a question.

use waarborg::domain::answer::AnswerValue;
use waarborg::domain::claim::ClaimStatus;
use waarborg::domain::fact::{Control, DnsFact, DnsRecord, DnsValue};
use waarborg::domain::observation::{Fact, Probe, Reading};
use waarborg::domain::party::{DeclaredPart, DeclaredParty};
use waarborg::domain::subject::Subject;

use super::{World, yes};

const COMPLETE: Option<&str> = Some("sub-processors-complete");
const COUNTRIES: Option<&str> = Some("no-third-country-sub-processors");
const HOST: &str = "www.cloud-en-co.example";
const DOMAIN: &str = "cloud-en-co.example";

fn world() -> World {
    let mut world = World::of(&[HOST]);
    world.subjects.push(Subject::domain(DOMAIN));
    world
}

impl World {
    fn dns(
        mut self,
        probe: Probe,
        subject: &str,
        name: &str,
        chain: &[&str],
        values: Vec<DnsValue>,
    ) -> Self {
        let kind = match probe {
            Probe::DnsA => "A",
            Probe::DnsMx => "MX",
            Probe::DnsNs => "NS",
            _ => "TXT",
        };
        let fact = DnsFact {
            name: name.to_owned(),
            record_type: kind.to_owned(),
            cname_chain: chain.iter().map(|&name| name.to_owned()).collect(),
            records: values
                .into_iter()
                .map(|value| DnsRecord { value, ttl: 60 })
                .collect(),
            truncated: false,
            resolver: "system".to_owned(),
            dnssec: None,
            missing: None,
        };
        self.observe(
            probe,
            subject.to_owned(),
            Reading::Observed(Box::new(Fact::Dns(fact))),
        );
        self
    }

    fn mail(self, exchange: &str) -> Self {
        let value = DnsValue::Mx {
            preference: 10,
            exchange: exchange.to_owned(),
        };
        self.dns(
            Probe::DnsMx,
            &format!("domain:{DOMAIN}"),
            DOMAIN,
            &[],
            vec![value],
        )
    }

    fn text(self, text: &str) -> Self {
        let value = DnsValue::Txt(text.to_owned());
        self.dns(
            Probe::DnsTxt,
            &format!("domain:{DOMAIN}"),
            DOMAIN,
            &[],
            vec![value],
        )
    }

    fn alias(self, target: &str) -> Self {
        self.dns(
            Probe::DnsA,
            &format!("host:{HOST}"),
            HOST,
            &[target],
            Vec::new(),
        )
    }

    fn declares(mut self, name: &str, country: &str) -> Self {
        let country = country.parse().ok();
        self.declared.push(DeclaredParty::new(
            DeclaredPart::SubProcessor,
            name,
            country,
            "",
        ));
        self
    }

    /// The last address lies in the network of a known operator.
    fn run_by(mut self, asn: u32, operator: &str) -> Self {
        let last = self.observations.0.last_mut().expect("an address before");
        let Reading::Observed(fact) = &mut last.reading else {
            panic!("the last look failed")
        };
        let Fact::Hosting(fact) = fact.as_mut() else {
            panic!("the last look was another one")
        };
        fact.control = Some(Control {
            asn: Some(asn),
            holder: Some("Holder".into()),
            operator: Some(operator.into()),
            operator_name: None,
            ultimate_parent: None,
            ultimate_parent_country: None,
            checked_on: None,
        });
        self
    }
}

fn rows() -> AnswerValue {
    AnswerValue::Rows(Vec::new())
}

fn countries(codes: &[&str]) -> AnswerValue {
    AnswerValue::List(codes.iter().map(|&code| code.to_owned()).collect())
}

#[test]
fn a_mail_gateway_that_is_not_on_the_list_contradicts() {
    let world = world().mail("mx1.mailshield-us.example");
    let claim = world.hold(COMPLETE, rows(), &[]);
    assert_eq!(claim.status, ClaimStatus::Contradicted);
    assert!(
        claim
            .seen
            .en
            .contains("MailShield US (mail gateway): cloud-en-co.example MX 10"),
        "{claim:?}"
    );
    assert!(claim.seen.nl.contains("(mailfilter)"), "{claim:?}");
    let explained = world.explained().hold(COMPLETE, rows(), &[]);
    assert_eq!(explained.status, ClaimStatus::Explained);
}

#[test]
fn an_alias_of_an_edge_and_a_published_region_contradict() {
    let claim = world()
        .alias("cloud-en-co.edge-net.example")
        .hold(COMPLETE, rows(), &[]);
    assert_eq!(claim.status, ClaimStatus::Contradicted);
    let claim = world()
        .region(HOST, "3.64.10.20", "DE")
        .run_by(16509, "aws")
        .hold(COMPLETE, rows(), &[]);
    assert_eq!(claim.status, ClaimStatus::Contradicted, "{claim:?}");
}

#[test]
fn signs_that_leave_room_for_doubt_are_questions() {
    let telling = [
        (
            "an edge by its address",
            world()
                .edge(HOST, "104.18.40.50", "US")
                .run_by(13335, "cloudflare"),
        ),
        (
            "a network by its number",
            world()
                .indicated(HOST, "192.0.2.9", "NL")
                .run_by(16509, "aws"),
        ),
        (
            "a right to send",
            world().text("v=spf1 include:spf.mailshield-us.example -all"),
        ),
        (
            "a name that nobody knows",
            world().mail("mx.post-bus.example"),
        ),
    ];
    for (what, world) in telling {
        let claim = world.hold(COMPLETE, rows(), &[]);
        assert_eq!(
            claim.status,
            ClaimStatus::NotObservable,
            "{what}: {claim:?}"
        );
        assert!(
            claim.seen.en.contains("ask what they do"),
            "{what}: {claim:?}"
        );
        assert!(!claim.evidence.is_empty(), "{what}");
    }
    // A token is not even a question about the list.
    let claim = world()
        .text("bezoekersteller-domein=1")
        .hold(COMPLETE, rows(), &[]);
    assert_eq!(claim.status, ClaimStatus::NotObservable);
    assert!(claim.evidence.is_empty(), "{claim:?}");
}

#[test]
fn a_list_is_never_confirmed_as_complete() {
    let world = world()
        .mail("mx1.mailshield-us.example")
        .declares("MailShield", "US");
    let claim = world.hold(COMPLETE, rows(), &[]);
    assert_eq!(claim.status, ClaimStatus::NotObservable);
    assert!(
        claim.seen.en.contains("does not prove the list complete"),
        "{claim:?}"
    );
}

#[test]
fn an_american_mail_gateway_contradicts_only_european_sub_processors() {
    for value in [countries(&["NL", "DE"]), yes()] {
        let claim = world()
            .mail("mx1.mailshield-us.example")
            .hold(COUNTRIES, value, &[]);
        assert_eq!(claim.status, ClaimStatus::Contradicted, "{claim:?}");
    }
    let admitted =
        world()
            .mail("mx1.mailshield-us.example")
            .hold(COUNTRIES, countries(&["NL", "US"]), &[]);
    assert_eq!(admitted.status, ClaimStatus::NotObservable);
    assert!(admitted.evidence.is_empty(), "{admitted:?}");
}

#[test]
fn what_the_list_says_of_the_place_counts_and_the_parent_is_a_question() {
    let mail = || world().mail("mx1.mailshield-us.example");
    let in_europe = mail()
        .declares("MailShield", "IE")
        .hold(COUNTRIES, countries(&["IE"]), &[]);
    assert_eq!(in_europe.status, ClaimStatus::NotObservable);
    assert!(
        in_europe.seen.en.contains("outside the EEA"),
        "{in_europe:?}"
    );
    let in_america = mail()
        .declares("MailShield", "US")
        .hold(COUNTRIES, countries(&["IE"]), &[]);
    assert_eq!(in_america.status, ClaimStatus::Contradicted);
}

#[test]
fn the_provider_itself_is_no_sub_processor() {
    let mut world = world().mail("mx1.mailshield-us.example");
    world.declared.push(DeclaredParty::new(
        DeclaredPart::Vendor,
        "MailShield US, Inc.",
        None,
        "",
    ));
    for rule in [COMPLETE, COUNTRIES] {
        let claim = world.hold(rule, yes(), &[]);
        assert_eq!(claim.status, ClaimStatus::NotObservable, "{claim:?}");
    }
}

#[test]
fn nothing_seen_is_nothing_said() {
    let world = world().unseen(Probe::DnsMx, "domain:cloud-en-co.example");
    for rule in [COMPLETE, COUNTRIES] {
        let claim = world.hold(rule, rows(), &[]);
        assert_eq!(claim.status, ClaimStatus::NotObservable);
        assert!(claim.seen.en.contains("Nothing was seen"), "{claim:?}");
    }
}
