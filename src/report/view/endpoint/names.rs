//! What name servers answered about names.

use serde::Serialize;

use super::levels::{self, GradeView};
use super::{Plain, Row, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::fact::{DnsFact, DnsValue};
use crate::domain::observation::Observation;
use crate::domain::subject::{Subject, SubjectKind};
use crate::report::scribe::named;

/// What name servers answered about one name.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NameView {
    pub(crate) name: Plain,
    pub(crate) grades: Vec<GradeView>,
    pub(crate) rows: Vec<Row>,
}

/// What name servers answered, by name: domains and hosts in the order of the plan.
pub(in crate::report::view) fn names(assessment: &Assessment, scribe: &Scribe) -> Vec<NameView> {
    let by_subject = super::by_subject(assessment);
    let view = |subject: &Subject| {
        let rows: Vec<Row> = by_subject
            .get(subject.id.0.as_str())?
            .iter()
            .filter_map(|observation| records(observation, &subject.name, scribe))
            .collect();
        let grades = levels::grades(assessment, &subject.id, None, scribe);
        (!rows.is_empty() || !grades.is_empty()).then(|| NameView {
            name: named(subject),
            grades,
            rows,
        })
    };
    let of = |kind: SubjectKind| {
        assessment
            .subjects
            .iter()
            .filter(move |subject| subject.kind == kind)
    };
    of(SubjectKind::Domain)
        .chain(of(SubjectKind::Host))
        .filter_map(view)
        .collect()
}

fn records(observation: &Observation, name: &str, scribe: &Scribe) -> Option<Row> {
    let dns = observation.dns()?;
    let values: Vec<String> = dns.records.iter().filter_map(|r| shown(&r.value)).collect();
    // TXT records hold tokens of all kinds; only the mail policy is shown.
    if values.is_empty() && dns.record_type == "TXT" {
        return None;
    }
    let mut label = dns.record_type.clone();
    if !dns.name.eq_ignore_ascii_case(name) {
        label = format!("{label} ({})", dns.name);
    }
    Some(Row {
        label: label.into(),
        value: value(dns, &values, scribe),
    })
}

fn value(dns: &DnsFact, values: &[String], scribe: &Scribe) -> Plain {
    let mut text = if values.is_empty() {
        scribe.word("names.none").to_string()
    } else {
        values.join("\n")
    };
    if !dns.cname_chain.is_empty() {
        let chain = dns.cname_chain.join(" → ");
        text = format!("{}\n{text}", scribe.fill("names.via", &[("chain", &chain)]));
    }
    if dns.truncated {
        text = format!("{text}\n{}", scribe.word("names.truncated"));
    }
    text.into()
}

fn shown(value: &DnsValue) -> Option<String> {
    Some(match value {
        DnsValue::A(address) => address.to_string(),
        DnsValue::Aaaa(address) => address.to_string(),
        DnsValue::Caa {
            critical,
            tag,
            value,
        } => format!("{} {tag} \"{value}\"", if *critical { 128 } else { 0 }),
        DnsValue::Https(binding) => {
            let target = if binding.target.is_empty() {
                "."
            } else {
                &binding.target
            };
            format!("{} {target} {}", binding.priority, binding.alpn.join(", "))
        }
        DnsValue::Mx {
            preference,
            exchange,
        } if exchange.is_empty() => format!("{preference} ."),
        DnsValue::Mx {
            preference,
            exchange,
        } => format!("{preference} {exchange}"),
        DnsValue::Ns(host) => host.clone(),
        DnsValue::Tlsa(tlsa) => format!(
            "{} {} {} {}",
            tlsa.usage, tlsa.selector, tlsa.matching, tlsa.data
        ),
        DnsValue::Txt(text) if text.to_ascii_lowercase().starts_with("v=spf1") => text.clone(),
        DnsValue::Txt(_) => return None,
    })
}
