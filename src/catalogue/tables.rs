//! Reading the tables, with every fault named.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Catalogue, Files, unknown_policy};
use crate::domain::certificate_lint::CertificateLintPolicy;
use crate::domain::day::Day;
use crate::domain::deadline::Deadlines;
use crate::domain::diagnostic::{Diagnostic, locate};
use crate::domain::location::{Area, Areas};
use crate::domain::method::{DataFile, NormFile};
use crate::domain::pack::{EvidenceKind, KnockOut};
use crate::domain::phrase::Phrases;
use crate::domain::policy::{
    CertificatePolicy, DhPrimes, DnsPolicy, LetterPolicy, LevelPolicy, NamePolicy, Policy,
    ScorePolicy, WebPolicy,
};
use crate::domain::sheet::CheckSheet;
use crate::domain::text::Text;
use crate::domain::transparency::{CaaIssuers, LogList, Transparency, TransparencyRules};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    version: String,
    #[serde(default, rename = "verified_on")]
    _verified_on: Option<Day>,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaFile {
    areas: Head,
    #[serde(rename = "area")]
    rows: Vec<Area>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    kinds: Head,
    #[serde(rename = "kind")]
    rows: Vec<EvidenceKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnockOutFile {
    knock_outs: Head,
    #[serde(rename = "knock_out")]
    rows: Vec<KnockOut>,
}

pub(super) struct Reader {
    pub(super) files: Files,
    data: Vec<DataFile>,
    pub(super) faults: Vec<Diagnostic>,
}

/// The files whose names are those of TLS policies share their folder with these.
const OTHER_POLICIES: [&str; 15] = [
    "caa-issuers",
    "certificate-lints",
    "certificates",
    "deadlines",
    "dh-primes",
    "dkim-selectors",
    "dns",
    "knock-outs",
    "labs-style-1",
    "mail",
    "name-letters-1",
    "review-intervals",
    "transparency",
    "waarborg-score-1",
    "web",
];

pub(super) fn read(files: Files, policy: &str) -> Result<Catalogue, Vec<Diagnostic>> {
    let policies: Vec<String> = files
        .tables("policy/")
        .iter()
        .filter_map(|path| path.strip_prefix("policy/")?.strip_suffix(".toml"))
        .filter(|name| !OTHER_POLICIES.contains(name))
        .map(str::to_owned)
        .collect();
    if !policies.iter().any(|known| known == policy) {
        return Err(vec![unknown_policy(policy, &policies)]);
    }
    let mut reader = Reader {
        files,
        data: Vec::new(),
        faults: Vec::new(),
    };
    let guidelines = reader.guidelines(&policies, policy);
    let letters: Option<LetterPolicy> = reader
        .table("policy/labs-style-1.toml", |p: &LetterPolicy| {
            Some(p.policy.version.clone())
        });
    let names: Option<NamePolicy> = reader.table("policy/name-letters-1.toml", |p: &NamePolicy| {
        Some(p.policy.version.clone())
    });
    let dh_primes: Option<DhPrimes> = reader.table("policy/dh-primes.toml", |p: &DhPrimes| {
        Some(p.policy.version.clone())
    });
    let certificates: Option<CertificatePolicy> = reader
        .table("policy/certificates.toml", |p: &CertificatePolicy| {
            Some(p.policy.version.clone())
        });
    let certificate_lints: Option<CertificateLintPolicy> = reader.table(
        "policy/certificate-lints.toml",
        |p: &CertificateLintPolicy| Some(p.policy.version.clone()),
    );
    let web: Option<WebPolicy> = reader.table("policy/web.toml", |p: &WebPolicy| {
        Some(p.policy.version.clone())
    });
    let mail = reader.mail();
    let score: Option<ScorePolicy> = reader
        .table("policy/waarborg-score-1.toml", |p: &ScorePolicy| {
            Some(p.policy.version.clone())
        });
    let areas: Option<AreaFile> = reader.table("locations/areas.toml", |f: &AreaFile| {
        Some(f.areas.version.clone())
    });
    let distances = reader.distances();
    let kinds: Option<KindFile> = reader.table("attestations/kinds.toml", |f: &KindFile| {
        Some(f.kinds.version.clone())
    });
    let knock_outs: Option<KnockOutFile> = reader
        .table("policy/knock-outs.toml", |f: &KnockOutFile| {
            Some(f.knock_outs.version.clone())
        });
    let deadlines = reader.table("policy/deadlines.toml", |d: &Deadlines| {
        Some(d.deadlines.version.clone())
    });
    let authorities = reader.authorities();
    let parties = reader.parties();
    let dns: Option<DnsPolicy> = reader.table("policy/dns.toml", |p: &DnsPolicy| {
        Some(p.policy.version.clone())
    });
    let sheets: Vec<CheckSheet> =
        reader.folder("checks/", |s: &CheckSheet| Some(format!("rev {}", s.rev)));
    let norms: Vec<NormFile> = reader.folder("norms/", |f: &NormFile| Some(f.norm.edition.clone()));
    let phrases = reader.phrases();
    let (packs, pack_changes) = reader.packs();
    let Reader {
        files,
        mut data,
        faults,
    } = reader;
    data.sort();
    match (
        guidelines,
        letters.zip(names),
        dh_primes,
        certificates,
        certificate_lints,
        web.zip(mail),
        score,
        areas.zip(distances).zip(deadlines),
        kinds,
        knock_outs,
        authorities.zip(parties).zip(dns),
    ) {
        (
            Some((levels, editions)),
            Some((letters, names)),
            Some(dh_primes),
            Some(certificates),
            Some(certificate_lints),
            Some((web, (mail, dkim_selectors))),
            Some(score),
            Some(((areas, distances), deadlines)),
            Some(kinds),
            Some(knock_outs),
            Some((((transparency, caa_issuers), parties), dns)),
        ) if faults.is_empty() => Ok(Catalogue {
            policy: Policy {
                levels,
                editions,
                letters,
                names,
                dh_primes,
                certificates,
                certificate_lints,
                web,
                mail,
                dkim_selectors,
                score,
                transparency,
                caa_issuers,
                dns,
            },
            policies,
            sheets: sheets
                .into_iter()
                .map(|sheet| (sheet.id.clone(), sheet))
                .collect(),
            kinds: kinds
                .rows
                .into_iter()
                .map(|kind| (kind.id.clone(), kind))
                .collect(),
            knock_outs: knock_outs
                .rows
                .into_iter()
                .map(|row| (row.id.clone(), row))
                .collect(),
            norms: norms
                .into_iter()
                .map(|file| (file.norm.id.clone(), file))
                .collect(),
            areas: Areas::new(areas.rows).with_distances(distances),
            deadlines,
            parties,
            phrases,
            packs,
            pack_changes,
            files,
            data,
        }),
        _ => Err(faults),
    }
}

impl Reader {
    /// The guideline of the run, and the others that are always shown beside it.
    fn guidelines(
        &mut self,
        policies: &[String],
        chosen: &str,
    ) -> Option<(LevelPolicy, Vec<LevelPolicy>)> {
        let (mut own, mut editions) = (None, Vec::new());
        for name in policies {
            let path = format!("policy/{name}.toml");
            let read = self.table(&path, |p: &LevelPolicy| Some(p.policy.version.clone()));
            match read {
                Some(levels) if name == chosen => own = Some(levels),
                Some(levels) if levels.always_rated => editions.push(levels),
                // One that does not judge this run is not named among the files that do.
                _ => self.data.retain(|file| file.path != path),
            }
        }
        Some((own?, editions))
    }

    /// What is known of certificate authorities and logs.
    fn authorities(&mut self) -> Option<(Transparency, CaaIssuers)> {
        let rules = self.table("policy/transparency.toml", |r: &TransparencyRules| {
            Some(r.policy.version.clone())
        });
        let logs = self.table("ct/logs.toml", |l: &LogList| Some(l.list.version.clone()));
        let issuers = self.table("policy/caa-issuers.toml", |i: &CaaIssuers| {
            Some(i.issuers.version.clone())
        });
        let (rules, logs) = rules.zip(logs)?;
        Some((Transparency { rules, logs }, issuers?))
    }

    pub(super) fn table<T: DeserializeOwned>(
        &mut self,
        path: &str,
        version: impl Fn(&T) -> Option<String>,
    ) -> Option<T> {
        let source = self.source(path)?;
        match toml::from_str::<T>(&source) {
            Ok(table) => {
                self.note(path, version(&table));
                Some(table)
            }
            Err(error) => {
                self.faults.push(Diagnostic::from_toml(
                    &self.files.shown(path),
                    &source,
                    &error,
                ));
                None
            }
        }
    }

    fn folder<T: DeserializeOwned>(
        &mut self,
        prefix: &str,
        version: impl Fn(&T) -> Option<String>,
    ) -> Vec<T> {
        let paths = self.files.tables(prefix);
        paths
            .iter()
            .filter_map(|path| self.table(path, &version))
            .collect()
    }

    /// Nested tables of texts: a table that holds words is a text in both languages, any other a level of keys.
    fn phrases(&mut self) -> Phrases {
        let mut texts = BTreeMap::new();
        for path in self.files.tables("texts/") {
            let Some(table) = self.table::<toml::Table>(&path, |_| None) else {
                continue;
            };
            let mut wrong = Vec::new();
            collect(table, &mut Vec::new(), &mut texts, &mut wrong);
            let Some(source) = self.source(&path).filter(|_| !wrong.is_empty()) else {
                continue;
            };
            for key in wrong {
                let message = Text::new(
                    format!("`{}` moet tekst hebben in `nl` en `en`", key.join(".")),
                    format!("`{}` needs words in `nl` and `en`", key.join(".")),
                );
                let steps: Vec<&str> = key.iter().map(String::as_str).collect();
                let fault = Diagnostic::new(self.files.shown(&path), message);
                self.faults.push(fault.at(&source, locate(&source, &steps)));
            }
        }
        Phrases(texts)
    }

    pub(super) fn source(&mut self, path: &str) -> Option<Arc<str>> {
        self.files
            .source(path)
            .map_err(|fault| self.faults.push(fault))
            .ok()
    }

    /// The version that a file states, once it is read.
    pub(super) fn state(&mut self, path: &str, version: &str) {
        if let Some(file) = self.data.iter_mut().find(|file| file.path == path) {
            file.version = Some(version.to_owned());
        }
    }

    pub(super) fn note(&mut self, path: &str, version: Option<String>) {
        if let Ok(sha256) = self.files.digest(path) {
            self.data.push(DataFile {
                path: path.to_owned(),
                version,
                sha256,
                attribution: None,
            });
        }
    }
}

/// Adds the texts of a table by their keys joined with `.`, and names the keys that are no texts.
fn collect(
    table: toml::Table,
    key: &mut Vec<String>,
    texts: &mut BTreeMap<String, Text>,
    wrong: &mut Vec<Vec<String>>,
) {
    for (name, value) in table {
        key.push(name);
        match value {
            toml::Value::Table(inner) if inner.values().all(toml::Value::is_table) => {
                collect(inner, key, texts, wrong);
            }
            value => match value.try_into::<Text>() {
                Ok(text) => {
                    texts.insert(key.join("."), text);
                }
                Err(_) => wrong.push(key.clone()),
            },
        }
        key.pop();
    }
}
