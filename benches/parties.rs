//! How fast parties are recognised. Run: `cargo bench --bench parties`.
//!
//! - `tables`: reading every shipped table, those of parties among them, and indexing them: once a run.
//! - `recognise`: from the stored observations of 1,000 domains (one website with a page of 40 resources, mail, name
//!   servers, 12 TXT records and two addresses each; 9,000 observations) to their parties. Wanted: under a tenth of `judge`.
//! - `judge`: everything that judging these 1,000 domains takes, every check included.
//! - `names`: 100,000 look-ups of names in a table of 4,000 ends, half of which are there.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use waarborg::assess::{self, Sighting};
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::day::Day;
use waarborg::domain::fact::{
    DnsFact, DnsRecord, DnsValue, HttpFact, HttpHop, InlineCode, PageFact, PageResource,
    ResourceKind,
};
use waarborg::domain::method::NetworkNote;
use waarborg::domain::observation::{Fact, Observation, Observations, Probe, Reading};
use waarborg::domain::party::{Parties, SuffixTable};
use waarborg::domain::subject::{Subject, SubjectId};

const DOMAINS: usize = 1_000;
const RESOURCES: usize = 40;
const MOMENT: &str = "2026-11-22T10:00:00Z";

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(load);
static SIGHTING: LazyLock<Sighting> = LazyLock::new(sighting);

fn main() {
    divan::main();
}

fn load() -> Catalogue {
    Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data")
}

/// What a run over all domains would have stored, with names of the world that the tables know and names that they do not.
fn sighting() -> Sighting {
    let mut subjects = Vec::new();
    let mut seen: Vec<(Probe, SubjectId, Fact)> = Vec::new();
    for number in 0..DOMAINS {
        let name = format!("domain-{number}.nl");
        let host = Subject::host(&format!("www.{name}"));
        let endpoint = Subject::endpoint(&host.name, 443, "/", None);
        let domain = Subject::domain(&name);
        let dns = |kind: &str, about: &str, chain: &[String], values: Vec<DnsValue>| {
            Fact::Dns(DnsFact {
                name: about.to_owned(),
                record_type: kind.to_owned(),
                cname_chain: chain.to_vec(),
                records: values
                    .into_iter()
                    .map(|value| DnsRecord { value, ttl: 300 })
                    .collect(),
                truncated: false,
                resolver: "system".to_owned(),
                dnssec: None,
                missing: None,
            })
        };
        let chain = [format!("d{number}.cloudfront.net")];
        let address = || vec![DnsValue::A(Ipv4Addr::new(192, 0, 2, 1))];
        let mx = |preference| DnsValue::Mx {
            preference,
            exchange: match number % 3 {
                0 => format!("domain-{number}-nl.mail.protection.outlook.com"),
                1 => "aspmx.l.google.com".to_owned(),
                _ => format!("mx{preference}.mailhoster-{}.nl", number % 50),
            },
        };
        let texts = (0..12).map(|text| {
            DnsValue::Txt(match text {
                0 => "v=spf1 include:spf.protection.outlook.com include:_spf.google.com include:spf.mandrillapp.com -all".to_owned(),
                1 => format!("google-site-verification=token-{number}"),
                2 => format!("MS=ms{number}"),
                _ => format!("something-{text}-verification={number}"),
            })
        });
        seen.extend([
            (
                Probe::DnsA,
                host.id.clone(),
                dns("A", &host.name, &chain, address()),
            ),
            (
                Probe::DnsAaaa,
                host.id.clone(),
                dns("AAAA", &host.name, &chain, Vec::new()),
            ),
            (
                Probe::DnsMx,
                domain.id.clone(),
                dns("MX", &name, &[], vec![mx(10), mx(20)]),
            ),
            (
                Probe::DnsNs,
                domain.id.clone(),
                dns(
                    "NS",
                    &name,
                    &[],
                    (1..4)
                        .map(|ns| DnsValue::Ns(format!("ns{ns}.transip.nl")))
                        .collect(),
                ),
            ),
            (
                Probe::DnsTxt,
                domain.id.clone(),
                dns("TXT", &name, &[], texts.collect()),
            ),
            (Probe::Https, endpoint.id.clone(), page(&host.name)),
        ]);
        subjects.extend([endpoint, host, domain]);
    }
    let observations = seen
        .into_iter()
        .enumerate()
        .map(|(number, (probe, subject, fact))| Observation {
            id: format!("o{}", number + 1),
            probe,
            subject,
            at: MOMENT.parse().expect("a moment"),
            took_ms: 1,
            reading: Reading::Observed(Box::new(fact)),
        })
        .collect();
    Sighting {
        subjects,
        observations: Observations(observations),
        network: NetworkNote::default(),
        data: Vec::new(),
    }
}

fn page(host: &str) -> Fact {
    let hosts = [
        "www.googletagmanager.com",
        "fonts.gstatic.com",
        "static.hotjar.com",
        "cdn.unknown-party.nl",
    ];
    let resources = (0..RESOURCES)
        .map(|number| {
            let from = match number % 5 {
                4 => host,
                place => hosts[place],
            };
            PageResource {
                kind: ResourceKind::Script,
                url: format!("https://{from}/script-{number}.js"),
                host: from.to_owned(),
                integrity: None,
                crossorigin: None,
                without_script: false,
            }
        })
        .collect();
    let url = format!("https://{host}/");
    let policy = "default-src 'self'; script-src 'self' https://*.googletagmanager.com https://static.hotjar.com; connect-src https://*.google-analytics.com";
    Fact::Http(HttpFact {
        hops: vec![HttpHop {
            url: url.clone(),
            address: "192.0.2.1:443".parse().expect("an address"),
            status: 200,
            version: "HTTP/2".to_owned(),
            headers: vec![("content-security-policy".to_owned(), policy.to_owned())],
            origin: None,
        }],
        stopped: None,
        halt: None,
        body_bytes: 10_000,
        body_truncated: false,
        text: None,
        page: Some(PageFact {
            url,
            base: None,
            resources,
            forms: Vec::new(),
            meta: Vec::new(),
            inline: InlineCode::default(),
            password_fields: 0,
            truncated: false,
        }),
    })
}

#[divan::bench(sample_count = 20)]
fn tables(bencher: Bencher) {
    bencher.bench(load);
}

#[divan::bench(sample_count = 20)]
fn recognise(bencher: Bencher) {
    let (catalogue, sighting) = (&*CATALOGUE, &*SIGHTING);
    let on = Day::of(MOMENT.parse().expect("a moment"));
    bencher.bench(|| {
        let parties = Parties::of(
            &sighting.subjects,
            &sighting.observations,
            &catalogue.parties,
            Some(&[]),
            &catalogue.areas,
            on,
        );
        assert!(parties.list().len() > 5);
        parties
    });
}

#[divan::bench(sample_count = 10)]
fn judge(bencher: Bencher) {
    let (catalogue, sighting) = (&*CATALOGUE, &*SIGHTING);
    let moment = MOMENT.parse().expect("a moment");
    bencher
        .with_inputs(|| sighting.clone())
        .bench_values(|sighting| assess::judge(None, sighting, catalogue, moment));
}

#[divan::bench(sample_count = 20)]
fn names(bencher: Bencher) {
    let mut table = SuffixTable::default();
    for number in 0..4_000_usize {
        table.insert(&format!("party-{number}.example"), number);
    }
    let asked: Vec<String> = (0..100_000)
        .map(|number| format!("a.host-{number}.below.party-{}.example", number % 8_000))
        .collect();
    bencher.bench(|| {
        asked
            .iter()
            .filter(|name| black_box(table.find(name)).is_some())
            .count()
    });
}
