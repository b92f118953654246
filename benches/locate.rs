//! How fast addresses are located. Run: `cargo bench --bench locate`.
//!
//! Every iteration takes 100,000 public addresses: half of them networks that cloud providers publish (the most work:
//! region, edge, country, network, registry), half of them spread evenly over IPv4.
//!
//! - `look_up`: the library, one thread: all evidence about each address, including what it costs to throw it away.
//!   Wanted: at least 500,000 a second.
//! - `look_up_and_judge`: the same with the rung of the ladder and the legal area. Here `locate` spends its time.
//! - `bare_country`, `bare_four`: the peer, `maxminddb` alone: one field of the one country database, and one field and
//!   the matched network of each of the four shipped tables. What stands between `bare_four` and `look_up` is ours: the
//!   registry table, the texts, the operator, the evidence with its sources.
//! - `command`: the built program, `waarborg locate -`, 100,000 lines in and out, start included. Wanted: within a second.
//!
//! `items` is addresses. The ratios at the end are measured in turns in the same run.

#[path = "support/geo.rs"]
mod geo;
#[path = "support/ratio.rs"]
mod ratio;

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{Seek as _, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use maxminddb::{PathElement, Reader, WithinOptions};
use waarborg::catalogue::Catalogue;
use waarborg::domain::day::Day;
use waarborg::domain::fact::address_scope;
use waarborg::probe::GeoSources;

const ADDRESSES: usize = 100_000;
const ROUNDS: usize = 31;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(geo::catalogue);
static SOURCES: LazyLock<GeoSources> = LazyLock::new(|| geo::sources(geo::tables(&CATALOGUE)));
static BARE: LazyLock<Bare> = LazyLock::new(Bare::open);
static TARGETS: LazyLock<Vec<IpAddr>> = LazyLock::new(addresses);

fn main() {
    divan::main();
    let (ours, peer) = (("look_up", all_evidence), ("bare_four", all_tables));
    ratio::compare(ROUNDS, ours, peer);
    let (ours, peer) = (("look_up", all_evidence), ("bare_country", one_field));
    ratio::compare(ROUNDS, ours, peer);
}

/// The four shipped tables and the field that each holds.
struct Bare([(Reader<&'static [u8]>, &'static str); 4]);

impl Bare {
    fn open() -> Self {
        let tables = geo::tables(&CATALOGUE);
        let open = |bytes| Reader::from_source(bytes).expect("a shipped table");
        Self([
            (open(tables.country), "country_code"),
            (open(tables.cloud_regions), "region"),
            (open(tables.edge_networks), "edge"),
            (open(tables.networks), "asn"),
        ])
    }
}

/// Half published by cloud providers, half spread over IPv4; the same ones in every run.
fn addresses() -> Vec<IpAddr> {
    let (regions, _) = &BARE.0[1];
    let published: Vec<IpAddr> = regions
        .networks(WithinOptions::default())
        .expect("the region table")
        .map(|row| row.and_then(|row| row.network()).expect("a row").ip())
        .map(|address| address.to_canonical())
        .collect();
    // Steps of the golden ratio visit the whole space evenly.
    let spread = (1u32..)
        .map(|n| IpAddr::from(Ipv4Addr::from_bits(n.wrapping_mul(0x9e37_79b9))))
        .filter(|address| address_scope(*address) == "public");
    published
        .into_iter()
        .cycle()
        .zip(spread)
        .flat_map(|(published, spread)| [published, spread])
        .take(ADDRESSES)
        .collect()
}

fn all_evidence() {
    for address in TARGETS.iter() {
        black_box(SOURCES.look_up(black_box(*address))).expect("readable tables");
    }
}

fn one_field() {
    let (reader, field) = &BARE.0[0];
    for address in TARGETS.iter() {
        let found = reader
            .lookup(black_box(*address))
            .expect("a readable table");
        black_box(found.decode_path::<&str>(&[PathElement::Key(field)])).expect("a field");
    }
}

fn all_tables() {
    for address in TARGETS.iter() {
        let [(country, field), numbers @ ..] = &BARE.0;
        let found = country
            .lookup(black_box(*address))
            .expect("a readable table");
        black_box(found.decode_path::<&str>(&[PathElement::Key(field)])).expect("a field");
        black_box(found.network()).expect("a network");
        for (reader, field) in numbers {
            let found = reader
                .lookup(black_box(*address))
                .expect("a readable table");
            let number = found.decode_path::<u32>(&[PathElement::Key(field)]);
            if black_box(number).expect("a field").is_some() {
                black_box(found.network()).expect("a network");
            }
        }
    }
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn look_up(bencher: Bencher) {
    measure(bencher, all_evidence);
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn look_up_and_judge(bencher: Bencher) {
    let on: Day = "2026-11-22".parse().expect("a day");
    measure(bencher, || {
        for address in TARGETS.iter() {
            let fact = SOURCES
                .look_up(black_box(*address))
                .expect("readable tables");
            black_box(CATALOGUE.areas.judge(&fact, on));
        }
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn bare_country(bencher: Bencher) {
    measure(bencher, one_field);
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn bare_four(bencher: Bencher) {
    measure(bencher, all_tables);
}

/// Everything is opened before the clock starts.
fn measure(bencher: Bencher, run: impl Fn() + Sync) {
    LazyLock::force(&SOURCES);
    LazyLock::force(&TARGETS);
    bencher.counter(ItemsCount::new(TARGETS.len())).bench(run);
}

#[divan::bench(args = ["text", "jsonl"], sample_count = 10, sample_size = 1)]
fn command(bencher: Bencher, format: &str) {
    let mut lines = String::new();
    for address in TARGETS.iter() {
        writeln!(lines, "{address}").expect("a String");
    }
    let input = || {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(lines.as_bytes()).expect("written");
        file.rewind().expect("at its start");
        file
    };
    bencher
        .counter(ItemsCount::new(TARGETS.len()))
        .with_inputs(input)
        .bench_values(|input| {
            let status = Command::new(env!("CARGO_BIN_EXE_waarborg"))
                .args(["locate", "-", "--format", format])
                .stdin(input)
                .stdout(Stdio::null())
                .status()
                .expect("the built program");
            assert!(status.success(), "{status}");
        });
}
