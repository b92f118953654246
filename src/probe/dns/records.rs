//! From answers on the wire to facts.

use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use crate::domain::fact::{DnsFact, DnsRecord, DnsValue};

const MAX_RECORDS: usize = 100;
const MAX_CHAIN: usize = 16;
const MAX_TEXT: usize = 4096;

/// The fact in an answer section: the chain that leads away from `name`, and the records at its end.
pub(super) fn fact(name: &str, kind: RecordType, answers: &[Record], resolver: &str) -> DnsFact {
    let mut fact = empty(name, kind, resolver);
    let Ok(mut current) = Name::from_ascii(name) else {
        return fact;
    };
    current.set_fqdn(true);
    while fact.cname_chain.len() < MAX_CHAIN {
        let next = answers.iter().find_map(|record| match &record.data {
            RData::CNAME(target) if record.name == current => Some(target.0.clone()),
            _ => None,
        });
        let Some(next) = next else { break };
        let shown = text(&next);
        if fact.cname_chain.contains(&shown) {
            break;
        }
        fact.cname_chain.push(shown);
        current = next;
    }
    fact.records = answers
        .iter()
        .filter(|record| record.name == current)
        .filter_map(|record| {
            Some(DnsRecord {
                value: value(&record.data)?,
                ttl: record.ttl,
            })
        })
        .collect();
    fact.records.sort();
    fact.records.dedup();
    fact.truncated = fact.records.len() > MAX_RECORDS;
    fact.records.truncate(MAX_RECORDS);
    fact
}

/// The name exists, the type does not.
pub(super) fn empty(name: &str, kind: RecordType, resolver: &str) -> DnsFact {
    DnsFact {
        name: name.to_owned(),
        record_type: kind.to_string(),
        cname_chain: Vec::new(),
        records: Vec::new(),
        truncated: false,
        resolver: resolver.to_owned(),
    }
}

fn value(data: &RData) -> Option<DnsValue> {
    Some(match data {
        RData::A(a) => DnsValue::A(a.0),
        RData::AAAA(aaaa) => DnsValue::Aaaa(aaaa.0),
        RData::CAA(caa) => DnsValue::Caa {
            critical: caa.issuer_critical,
            tag: caa.tag.to_ascii_lowercase(),
            value: lossy(&caa.value),
        },
        RData::MX(mx) => DnsValue::Mx {
            preference: mx.preference,
            exchange: text(&mx.exchange),
        },
        RData::NS(ns) => DnsValue::Ns(text(&ns.0)),
        RData::TXT(txt) => DnsValue::Txt(lossy(&txt.txt_data.concat())),
        _ => return None,
    })
}

fn text(name: &Name) -> String {
    let text = name.to_ascii().to_ascii_lowercase();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .take(MAX_TEXT)
        .collect()
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::rr::rdata::{A, CNAME, MX, TXT};

    use super::*;

    fn name(text: &str) -> Name {
        Name::from_ascii(text).expect("test name")
    }

    fn cname(from: &str, to: &str) -> Record {
        Record::from_rdata(name(from), 60, RData::CNAME(CNAME(name(to))))
    }

    fn address(owner: &str, last: u8) -> Record {
        Record::from_rdata(name(owner), 60, RData::A(A::new(192, 0, 2, last)))
    }

    #[test]
    fn follows_the_chain_and_leaves_out_what_hangs_beside_it() {
        let answers = [
            address("other.example.", 9),
            cname("edge.example.", "Pop.Example."),
            cname("WWW.example.", "edge.example."),
            address("pop.example.", 2),
            address("pop.example.", 1),
            address("pop.example.", 1),
        ];
        let fact = fact("www.example", RecordType::A, &answers, "system");
        assert_eq!(fact.cname_chain, ["edge.example", "pop.example"]);
        let values: Vec<&DnsValue> = fact.records.iter().map(|record| &record.value).collect();
        assert_eq!(
            values,
            [
                &DnsValue::A([192, 0, 2, 1].into()),
                &DnsValue::A([192, 0, 2, 2].into())
            ]
        );
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let answers = [
            cname("a.example.", "b.example."),
            cname("b.example.", "a.example."),
        ];
        let fact = fact("a.example", RecordType::A, &answers, "system");
        assert_eq!(fact.cname_chain, ["b.example", "a.example"]);
        assert!(fact.records.is_empty());
    }

    #[test]
    fn bounds_records_and_texts() {
        let many: Vec<Record> = (0..=255).map(|last| address("x.example.", last)).collect();
        let fact_a = fact("x.example", RecordType::A, &many, "system");
        assert!(fact_a.truncated);
        assert_eq!(fact_a.records.len(), 100);
        let long = TXT::from_bytes(vec![&[b'a'; 255]; 30]);
        let odd = TXT::from_bytes(vec![b"v=spf1 \xff", b"-all"]);
        let answers = [
            Record::from_rdata(name("x.example."), 1, RData::TXT(long)),
            Record::from_rdata(name("x.example."), 1, RData::TXT(odd)),
            Record::from_rdata(name("x.example."), 1, RData::MX(MX::new(0, Name::root()))),
        ];
        let fact = fact("x.example", RecordType::TXT, &answers, "system");
        let texts: Vec<&DnsValue> = fact.records.iter().map(|record| &record.value).collect();
        assert!(texts.contains(&&DnsValue::Txt("v=spf1 \u{fffd}-all".to_owned())));
        assert!(texts.contains(&&DnsValue::Txt("a".repeat(4096))));
        assert!(texts.contains(&&DnsValue::Mx {
            preference: 0,
            exchange: String::new()
        }));
    }
}
