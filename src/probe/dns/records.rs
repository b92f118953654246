//! From answers on the wire to facts.

use hickory_resolver::proto::rr::rdata::SVCB;
use hickory_resolver::proto::rr::rdata::svcb::SvcParamValue;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use super::questions::alias;
use crate::domain::fact::{DnsFact, DnsRecord, DnsValue, ServiceBinding, TlsaRecord};
pub(super) use crate::domain::hexadecimal::hex;

const MAX_RECORDS: usize = 100;
/// Aliases that are followed.
pub(super) const MAX_CHAIN: usize = 16;
const MAX_TEXT: usize = 4096;
/// Bytes of a TLSA record.
const MAX_DATA: usize = 4096;
/// Items of a list inside a record.
const MAX_ITEMS: usize = 16;

/// The names that an answer section leads through, away from `name`; empty for a name that is no alias.
pub(super) fn chain(name: &Name, answers: &[Record]) -> Vec<Name> {
    let mut chain: Vec<Name> = Vec::new();
    while chain.len() < MAX_CHAIN
        && let Some(next) = alias(answers, chain.last().unwrap_or(name))
        && !chain.contains(next)
    {
        chain.push(next.clone());
    }
    chain
}

/// The fact in an answer section: the chain that leads away from `name`, and the records at its end.
pub(super) fn fact(name: &Name, kind: RecordType, answers: &[Record], resolver: &str) -> DnsFact {
    let mut fact = empty(&text(name), kind, resolver);
    let chain = chain(name, answers);
    let end = chain.last().unwrap_or(name);
    fact.cname_chain = chain.iter().map(text).collect();
    fact.records = answers
        .iter()
        .filter(|record| record.name == *end && record.record_type() == kind)
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
        resolver: resolver.to_owned(),
        ..DnsFact::default()
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
        RData::HTTPS(https) => DnsValue::Https(binding(&https.0)),
        RData::MX(mx) => DnsValue::Mx {
            preference: mx.preference,
            exchange: text(&mx.exchange),
        },
        RData::NS(ns) => DnsValue::Ns(text(&ns.0)),
        RData::TLSA(tlsa) => DnsValue::Tlsa(TlsaRecord {
            usage: tlsa.cert_usage.into(),
            selector: tlsa.selector.into(),
            matching: tlsa.matching.into(),
            data: hex(tlsa.cert_data.get(..MAX_DATA).unwrap_or(&tlsa.cert_data)),
        }),
        RData::TXT(txt) => DnsValue::Txt(lossy(&txt.txt_data.concat())),
        _ => return None,
    })
}

fn binding(record: &SVCB) -> ServiceBinding {
    let mut binding = ServiceBinding {
        priority: record.svc_priority,
        target: text(&record.target_name),
        ..ServiceBinding::default()
    };
    for (_, value) in &record.svc_params {
        match value {
            SvcParamValue::Alpn(alpn) => {
                let shown = alpn.0.iter().take(MAX_ITEMS).map(|id| printable(id));
                binding.alpn = shown.collect();
            }
            SvcParamValue::NoDefaultAlpn => binding.no_default_alpn = true,
            SvcParamValue::Port(port) => binding.port = Some(*port),
            SvcParamValue::Ipv4Hint(hints) => {
                binding.ipv4_hints = hints.0.iter().take(MAX_ITEMS).map(|a| a.0).collect();
            }
            SvcParamValue::Ipv6Hint(hints) => {
                binding.ipv6_hints = hints.0.iter().take(MAX_ITEMS).map(|a| a.0).collect();
            }
            SvcParamValue::EchConfigList(list) => binding.ech = !list.0.is_empty(),
            SvcParamValue::Mandatory(keys) => {
                let keys = keys.0.iter().take(MAX_ITEMS);
                binding.mandatory = keys.map(|key| u16::from(*key)).collect();
            }
            SvcParamValue::Unknown(_) => {}
        }
    }
    binding
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// A name as facts hold it: ASCII, lower case, no final dot; empty for the root.
pub(super) fn text(name: &Name) -> String {
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
        let fact = fact(&name("www.example."), RecordType::A, &answers, "system");
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
        let fact = fact(&name("a.example."), RecordType::A, &answers, "system");
        assert_eq!(fact.cname_chain, ["b.example", "a.example"]);
        assert!(fact.records.is_empty());
    }

    #[test]
    fn bounds_records_and_texts() {
        let many: Vec<Record> = (0..=255).map(|last| address("x.example.", last)).collect();
        let fact_a = fact(&name("x.example."), RecordType::A, &many, "system");
        assert!(fact_a.truncated);
        assert_eq!(fact_a.records.len(), 100);
        let long = TXT::from_bytes(vec![&[b'a'; 255]; 30]);
        let odd = TXT::from_bytes(vec![b"v=spf1 \xff", b"-all"]);
        let answers = [
            Record::from_rdata(name("x.example."), 1, RData::TXT(long)),
            Record::from_rdata(name("x.example."), 1, RData::TXT(odd)),
        ];
        let fact = fact(&name("x.example."), RecordType::TXT, &answers, "system");
        let texts: Vec<&DnsValue> = fact.records.iter().map(|record| &record.value).collect();
        assert!(texts.contains(&&DnsValue::Txt("v=spf1 \u{fffd}-all".to_owned())));
        assert!(texts.contains(&&DnsValue::Txt("a".repeat(4096))));
        let nobody = Record::from_rdata(name("x.example."), 1, RData::MX(MX::new(0, Name::root())));
        let fact = super::fact(&name("x.example."), RecordType::MX, &[nobody], "system");
        assert_eq!(
            fact.records[0].value,
            DnsValue::Mx {
                preference: 0,
                exchange: String::new()
            }
        );
    }
}
