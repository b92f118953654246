//! Records about mail.

use waarborg::domain::fact::{
    DkimFact, DkimRecord, DmarcFact, DnsFact, DnsRecord, DnsValue, MailFact, MailText, MtaStsFact,
    ReportConsent, SpfFact, StsAnswer,
};
use waarborg::domain::observation::{Fact, Observation, Probe, Reading};
use waarborg::domain::subject::Subject;

use super::{judged, now};

/// Records of SPF, one a line: that of a domain, then those of `n1.example`, `n2.example` …
pub(crate) fn spf(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let records = text.split('\n').take(40).enumerate().map(|(number, text)| {
        let name = match number {
            0 => "example.nl".to_owned(),
            number => format!("n{number}.example"),
        };
        published(&name, text)
    });
    let fact = SpfFact {
        records: records.collect(),
        lookups: Vec::new(),
        stopped: false,
    };
    judge_mail(vec![(Probe::MailSpf, MailFact::Spf(fact))]);
}

/// A record of DMARC, which also stands for the consent of those that get reports.
pub(crate) fn dmarc(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let fact = DmarcFact {
        records: vec![published("_dmarc.example.nl", &text)],
        consents: vec![ReportConsent {
            destination: "reports.example".to_owned(),
            record: published("example.nl._report._dmarc.reports.example", &text),
        }],
    };
    judge_mail(vec![(Probe::MailDmarc, MailFact::Dmarc(fact))]);
}

/// A text at every other place where mail looks for one: key, announcement and file of strict transport security,
/// address for reports.
pub(crate) fn txt(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let dkim = DkimFact {
        asked: 1,
        none: false,
        wildcard: false,
        keys: vec![DkimRecord {
            selector: "s1".to_owned(),
            record: published("s1._domainkey.example.nl", &text),
        }],
        failed: 0,
        failure: None,
    };
    let sts = |record: &str| MtaStsFact {
        record: published("_mta-sts.example.nl", record),
        policy: Some(StsAnswer::Answered {
            status: 200,
            content_type: None,
            body: text.to_string(),
        }),
    };
    let report = published("_smtp._tls.example.nl", &text);
    for record in [&text, "v=STSv1; id=1"] {
        judge_mail(vec![
            (Probe::MailDkim, MailFact::Dkim(dkim.clone())),
            (Probe::MailMtaSts, MailFact::MtaSts(sts(record))),
            (Probe::MailTlsRpt, MailFact::TlsRpt(report.clone())),
        ]);
    }
}

fn published(name: &str, text: &str) -> MailText {
    MailText {
        name: name.to_owned(),
        texts: vec![text.to_owned()],
        ..MailText::default()
    }
}

/// Judges what a domain with one mail host publishes.
fn judge_mail(facts: Vec<(Probe, MailFact)>) {
    let subject = Subject::domain("example.nl");
    let look = |probe, fact| Observation {
        id: format!("{probe}"),
        probe,
        subject: subject.id.clone(),
        at: now(),
        took_ms: 1,
        reading: Reading::Observed(Box::new(fact)),
    };
    let hosts = DnsFact {
        name: "example.nl".to_owned(),
        record_type: "MX".to_owned(),
        records: vec![DnsRecord {
            value: DnsValue::Mx {
                preference: 10,
                exchange: "mx.example.nl".to_owned(),
            },
            ttl: 60,
        }],
        ..DnsFact::default()
    };
    let mut observations = vec![look(Probe::DnsMx, Fact::Dns(hosts))];
    observations.extend(
        facts
            .into_iter()
            .map(|(probe, fact)| look(probe, Fact::Mail(fact))),
    );
    let findings = judged(&subject, observations);
    assert!(findings.iter().all(|finding| !finding.detail.en.is_empty()));
}
