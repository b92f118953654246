//! How fast evidence packs are made and checked. Run: `cargo bench --bench seal`.
//!
//! The pack is that of the demonstration, with its 146 observations, 575 findings and all data that judged.
//!
//! - `seal`: one pack in memory.
//! - `verify`: one pack: every digest, everything that follows from the assessment, and judging again.
//! - `verify_with_its_data`: the same with the data of the pack, read anew each time.
//! - `verify_thousand`: 1,000 packs, on all processors, as `waarborg verify *.zip` does. Wanted: under 30 s. As a test it
//!   is 20 packs.
//!
//! There is no peer to compare with: no other program judges again.

#[path = "support/geo.rs"]
mod geo;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use tokio::runtime::Runtime;
use waarborg::assess::{self, Judges, Lookout, clock, verify};
use waarborg::catalogue::Catalogue;
use waarborg::demo;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::dossier;
use waarborg::probe::{Network, Settings, read_dnssec_anchors};
use waarborg::report::seal::{Contents, Seal};
use waarborg::report::{Papers, Resources, View, render_html, render_json, render_markdown};

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(geo::catalogue()));
static ASSESSMENT: LazyLock<Assessment> =
    LazyLock::new(|| Runtime::new().expect("a runtime").block_on(assessed()));
static CONTENTS: LazyLock<Contents> = LazyLock::new(contents);
static PACK: LazyLock<Vec<u8>> = LazyLock::new(|| sealed(&CONTENTS));

fn main() {
    LazyLock::force(&PACK);
    divan::main();
}

/// The demonstration, looked at for real.
async fn assessed() -> Assessment {
    let files = &CATALOGUE.files;
    let template = files
        .below("demo/")
        .into_iter()
        .filter(|path| !path.starts_with("demo/init/"))
        .map(|path| {
            let content = files.bytes(&path).expect("an embedded file").into_owned();
            (path["demo/".len()..].to_owned(), content)
        })
        .collect();
    let case = demo::start(clock::now(), template).await.expect("the case");
    let root = tempfile::tempdir().expect("a folder");
    dossier::init(root.path(), &case.files).expect("a dossier");
    let folder = dossier::read(
        root.path(),
        &CATALOGUE.packs,
        &CATALOGUE.kinds,
        &CATALOGUE.areas,
    )
    .expect("a dossier");
    let settings = Settings {
        confined: true,
        connect_to: case.connect_to.clone(),
        dns: Some(case.dns),
        dnssec_anchors: read_dnssec_anchors(&case.zone_anchor).expect("anchors"),
        added_anchors: case.anchors.clone(),
        per_address: 50,
        rate: 500,
        dkim_selectors: CATALOGUE.policy.dkim_selectors.all(),
        ..Settings::default()
    };
    let tables = geo::tables(&CATALOGUE);
    let data = tables.data.clone();
    let sources = Arc::new(geo::sources(tables));
    let lookout = Lookout {
        network: Network::new(settings, sources, clock::now).expect("a network"),
        data,
    };
    let as_of = clock::this_second();
    assess::assess(&folder, &CATALOGUE, &lookout, as_of, &|_| {})
        .await
        .expect("an assessment")
}

fn contents() -> Contents {
    let text = |path: &str| CATALOGUE.text(path);
    let (html, markdown, css, map) = (
        text("reports/report.html.hbs"),
        text("reports/report.md.hbs"),
        text("reports/report.css"),
        text("geo/map/map.json"),
    );
    let [report, look, drawn] =
        ["report.typ", "paper.typ", "map.svg.hbs"].map(|name| text(&format!("reports/{name}")));
    let resources = Resources {
        phrases: &CATALOGUE.phrases,
        areas: &CATALOGUE.areas,
        norms: &CATALOGUE.norms,
        map: &map,
        html: &html,
        markdown: &markdown,
        css: &css,
        papers: Papers {
            report: &report,
            look: &look,
            map: &drawn,
            logo: None,
        },
    };
    let view = View::new(&ASSESSMENT, &resources, Lang::En);
    let html = render_html(&view, &resources).expect("HTML");
    let markdown = render_markdown(&view, &resources).expect("Markdown");
    Contents {
        json: render_json(&ASSESSMENT).expect("JSON").into_bytes(),
        reports: [
            ("report.html".to_owned(), html.into_bytes()),
            ("report.md".to_owned(), markdown.into_bytes()),
        ]
        .into(),
        data: CATALOGUE.judging_files().expect("files"),
        ..Contents::default()
    }
}

fn sealed(contents: &Contents) -> Vec<u8> {
    let seal = Seal::new(&ASSESSMENT, contents.clone()).expect("a seal");
    seal.into_bytes().expect("a pack")
}

fn check(judges: &Judges) {
    let verification = verify(black_box(&PACK), judges, None);
    assert_eq!(verification.faults, []);
}

#[divan::bench]
fn seal() -> Vec<u8> {
    sealed(&CONTENTS)
}

#[divan::bench(name = "verify")]
fn verify_one(bencher: Bencher) {
    let judges = Judges::new(Arc::clone(&CATALOGUE));
    bencher.bench(|| check(&judges));
}

#[divan::bench(sample_count = 20)]
fn verify_with_its_data(bencher: Bencher) {
    let other = Catalogue::load(None, "mozilla-intermediate").expect("the shipped data");
    let other = Arc::new(other);
    bencher.bench(|| check(&Judges::new(Arc::clone(&other))));
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn verify_thousand(bencher: Bencher) {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let wanted = if measured { 1_000 } else { 20 };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    bencher.bench(|| {
        let judges = Judges::new(Arc::clone(&CATALOGUE));
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while next.fetch_add(1, Ordering::Relaxed) < wanted {
                        check(&judges);
                    }
                });
            }
        });
    });
}
