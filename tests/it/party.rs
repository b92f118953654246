//! Recognising parties: names of every shape, rows with faults, and the comparison with a list.

use std::sync::OnceLock;

use proptest::prelude::*;
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::day::Day;
use waarborg::domain::fact::{DnsFact, DnsRecord, DnsValue};
use waarborg::domain::location::AreaKind;
use waarborg::domain::observation::{Fact, Observation, Observations, Probe, Reading};
use waarborg::domain::party::{
    DeclaredPart, DeclaredParty, HitStrength, KnownBy, Parties, Party, Standing, SuffixTable,
    same_party,
};
use waarborg::domain::subject::Subject;

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data"))
}

fn today() -> Day {
    "2026-11-22".parse().expect("a day")
}

fn seen(values: Vec<DnsValue>) -> Observations {
    let record = |value| DnsRecord { value, ttl: 60 };
    Observations(
        values
            .into_iter()
            .enumerate()
            .map(|(number, value)| Observation {
                id: format!("o{number}"),
                probe: Probe::DnsMx,
                subject: Subject::domain("example.nl").id,
                at: "2026-11-22T10:00:00Z".parse().expect("a moment"),
                took_ms: 1,
                reading: Reading::Observed(Box::new(Fact::Dns(DnsFact {
                    name: "example.nl".to_owned(),
                    record_type: "MX".to_owned(),
                    cname_chain: Vec::new(),
                    records: vec![record(value)],
                    truncated: false,
                    resolver: "system".to_owned(),
                    dnssec: None,
                    missing: None,
                }))),
            })
            .collect(),
    )
}

fn parties(values: Vec<DnsValue>, declared: Option<&[DeclaredParty]>) -> Parties {
    let catalogue = catalogue();
    Parties::of(
        &[Subject::domain("example.nl")],
        &seen(values),
        &catalogue.parties,
        declared,
        &catalogue.areas,
        today(),
    )
}

fn mx(exchange: &str) -> DnsValue {
    DnsValue::Mx {
        preference: 10,
        exchange: exchange.to_owned(),
    }
}

fn named<'a>(parties: &'a Parties, name: &str) -> &'a Party {
    parties
        .list()
        .iter()
        .find(|party| party.name == name)
        .unwrap_or_else(|| panic!("no {name} among {:?}", parties.list()))
}

fn sub_processor(name: &str, country: &str) -> DeclaredParty {
    DeclaredParty::new(
        DeclaredPart::SubProcessor,
        name,
        country.parse().ok(),
        "task",
    )
}

#[test]
fn declared_and_seen_are_compared_and_sorted() {
    let declared = [
        DeclaredParty::new(DeclaredPart::Vendor, "Example B.V.", None, ""),
        sub_processor("Edge-Net Corp.", "NL"),
        sub_processor("Papierwerk B.V.", "NL"),
        sub_processor("Papierwerk BV", "BE"),
        sub_processor("MailShield US", "US"),
    ];
    let values = vec![
        mx("mx1.mailshield-us.example"),
        mx("mx2.mailshield-us.example."),
        mx("mx.post-bus.example"),
        DnsValue::Txt("Bezoekersteller-Domein=1".to_owned()),
    ];
    let compared = parties(values.clone(), Some(&declared));
    let told: Vec<(&str, Standing)> = compared
        .list()
        .iter()
        .map(|party| (party.name.as_str(), party.standing))
        .collect();
    assert_eq!(
        told,
        [
            ("post-bus.example", Standing::SeenNotDeclared),
            ("Bezoekersteller", Standing::SeenNotDeclared),
            ("MailShield US", Standing::DeclaredAndSeen),
            ("Edge-Net", Standing::DeclaredNotSeen),
            ("Papierwerk B.V.", Standing::DeclaredNotSeen),
        ]
    );
    let gateway = named(&compared, "MailShield US");
    assert_eq!(gateway.hits.len(), 2, "each host once: {:?}", gateway.hits);
    assert_eq!(gateway.area, Some(AreaKind::AdequacyConditional));
    assert_eq!(
        gateway.declared[0].area,
        Some(AreaKind::AdequacyConditional)
    );
    assert_eq!(
        gateway.hits[0].evidence.quote,
        "example.nl MX 10 mx1.mailshield-us.example"
    );
    assert_eq!(named(&compared, "Papierwerk B.V.").declared.len(), 2);
    assert_eq!(
        named(&compared, "post-bus.example").known_by,
        KnownBy::Domain
    );
    let account = named(&compared, "Bezoekersteller");
    assert_eq!(account.strength(), Some(HitStrength::AccountOnceVerified));
    assert!(!account.is_question() && named(&compared, "post-bus.example").is_question());
    let scanned = parties(values, None);
    assert!(
        scanned
            .list()
            .iter()
            .all(|party| party.standing == Standing::Seen)
    );
    assert_eq!(scanned.of_domain("example.nl").len(), 3);
    assert_eq!(
        scanned.of_subject(&Subject::domain("example.nl").id).len(),
        3
    );
    // What was stored is read back as it was.
    let list = compared.into_list();
    let json = serde_json::to_string(&list).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Vec<Party>>(&json).expect("parties"),
        list
    );
}

fn label() -> impl Strategy<Value = String> {
    "[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn everything_below_a_row_is_found_whatever_its_case_and_dot(
        labels in prop::collection::vec(label(), 0..6),
        upper in any::<bool>(),
        dot in any::<bool>(),
    ) {
        let mut table = SuffixTable::default();
        table.insert("row.example", 7_u8);
        let mut name = [labels.as_slice(), &["row.example".to_owned()]].concat().join(".");
        if upper {
            name = name.to_ascii_uppercase();
        }
        if dot {
            name.push('.');
        }
        prop_assert_eq!(table.find(&name), Some(7));
    }

    #[test]
    fn nothing_beside_a_row_is_found(before in label(), after in label()) {
        let mut table = SuffixTable::default();
        table.insert("row.example", 7_u8);
        for name in [
            format!("{before}row.example"),
            format!("row.example{after}"),
            format!("row.example.{after}"),
            format!("{before}\\.row.example").replace('.', "\\."),
        ] {
            prop_assert_eq!(table.find(&name), None, "{}", name);
        }
    }

    #[test]
    fn hostile_names_do_no_harm(name in "\\PC{0,400}", text in ".{0,600}") {
        let parties = parties(
            vec![mx(&name), DnsValue::Ns(name.clone()), DnsValue::Txt(text.clone()), DnsValue::Txt(format!("v=spf1 include:{text}"))],
            Some(&[sub_processor(&text, "NL")]),
        );
        for party in parties.list() {
            prop_assert!(!party.name.is_empty() || party.known_by == KnownBy::Declared);
            for hit in &party.hits {
                prop_assert!(hit.name.chars().count() <= 253 && hit.evidence.quote.chars().count() <= 500);
            }
        }
        prop_assert_eq!(same_party(&name, &text), same_party(&text, &name));
    }

    #[test]
    fn a_name_is_always_itself(name in "[A-Za-zÀ-ž][A-Za-zÀ-ž0-9 .&-]{0,40}", form in "(B\\.V\\.|GmbH|, Inc\\.|S\\.A\\.|Ltd|)") {
        // A name that is nothing but a legal form names nobody.
        prop_assume!(!["bv", "nv", "gmbh", "inc", "sa", "ltd"].contains(&name.replace(['.', ' '], "").to_lowercase().as_str()));
        let full = format!("{name} {form}");
        prop_assert!(same_party(&name, &name));
        prop_assert!(same_party(&name.to_uppercase(), &name) || name.to_lowercase() != name.to_uppercase().to_lowercase());
        prop_assert!(same_party(&full, &name), "{} / {}", full, name);
    }
}
