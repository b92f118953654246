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

#[path = "support/demo.rs"]
mod demo;
#[path = "support/geo.rs"]
mod geo;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use tokio::runtime::Runtime;
use waarborg::assess::{self, Judges, clock, verify};
use waarborg::catalogue::Catalogue;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::dossier;
use waarborg::probe::Settings;
use waarborg::report::seal::{Contents, Seal};
use waarborg::report::{render_html, render_json, render_markdown};

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
    let case = demo::case(clock::now()).await;
    let root = tempfile::tempdir().expect("a folder");
    dossier::init(root.path(), &case.files).expect("a dossier");
    let folder = demo::read(root.path(), &CATALOGUE);
    let settings = Settings {
        dkim_selectors: CATALOGUE.policy.dkim_selectors.all(),
        ..demo::settings(&case)
    };
    let lookout = demo::lookout(&CATALOGUE, settings);
    let as_of = clock::this_second();
    assess::assess(&folder, &CATALOGUE, &lookout, as_of, &|_| {})
        .await
        .expect("an assessment")
}

fn contents() -> Contents {
    let (html, markdown) = demo::with_view(&ASSESSMENT, &CATALOGUE, Lang::En, |view, resources| {
        (
            render_html(view, resources).expect("HTML"),
            render_markdown(view, resources).expect("Markdown"),
        )
    });
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
