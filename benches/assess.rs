//! How fast the demo dossier is assessed without a network. Run: `cargo bench --bench assess`.
//!
//! - `whole`: everything that `waarborg assess DIR --offline` does, through the library: read all shipped data and the
//!   dossier, note for every look that there was none, judge, score, and write three reports in memory. Wanted: 100 ms.
//! - `command`: the built program itself, start, the PDF (most of the time, see the bench `report`) and writing to disk
//!   included.
//! - the parts: `load_catalogue` (policies, norms, texts, packs), `open_tables` (location tables), `read_dossier`,
//!   `judge` (checks, answers, claims, score, verdict), and each report: `view` picks and words what the others lay out, so
//!   `html` and `markdown` contain it.
//!
//! There is no peer to compare with: no other program does this work offline.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/geo.rs"]
mod geo;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{LazyLock, OnceLock};

use divan::{Bencher, black_box};
use jiff::Timestamp;
use tokio::runtime::Runtime;
use waarborg::assess::{self, Sighting, clock};
use waarborg::catalogue::Catalogue;
use waarborg::domain::assessment::Assessment;
use waarborg::dossier::Folder;
use waarborg::report::{Resources, View, render_html, render_json, render_markdown};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(geo::catalogue);
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
static DEMO: OnceLock<PathBuf> = OnceLock::new();
static FOLDER: LazyLock<Folder> = LazyLock::new(|| read(&CATALOGUE));
static ASSESSMENT: LazyLock<Assessment> = LazyLock::new(|| {
    assess::judge(
        Some(&FOLDER),
        look(&FOLDER, &CATALOGUE),
        &CATALOGUE,
        moment(),
    )
});

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let dossier = DEMO.get_or_init(|| folder.path().join("dossier"));
    RUNTIME.block_on(demo::write(dossier));
    divan::main();
}

fn demo_path() -> &'static Path {
    DEMO.get().expect("written before anything runs")
}

fn moment() -> Timestamp {
    clock::this_second()
}

fn read(catalogue: &Catalogue) -> Folder {
    demo::read(demo_path(), catalogue)
}

/// Every look of the plan, not made.
fn look(folder: &Folder, catalogue: &Catalogue) -> Sighting {
    let lookout = demo::lookout(catalogue, demo::offline());
    let targets = assess::targets(folder).expect("targets");
    RUNTIME.block_on(assess::look(&targets, &lookout, &|_| {}))
}

/// The three reports that `assess` writes.
fn render(assessment: &Assessment, catalogue: &Catalogue) -> [String; 3] {
    with_view(assessment, catalogue, |view, resources| {
        [
            render_json(assessment).expect("JSON"),
            render_html(view, resources).expect("HTML"),
            render_markdown(view, resources).expect("Markdown"),
        ]
    })
}

fn with_view<T>(
    assessment: &Assessment,
    catalogue: &Catalogue,
    use_it: impl FnOnce(&View, &Resources) -> T,
) -> T {
    let language = FOLDER.dossier.language;
    demo::with_view(assessment, catalogue, language, use_it)
}

#[divan::bench(sample_count = 50)]
fn whole(bencher: Bencher) {
    LazyLock::force(&FOLDER);
    bencher.bench(|| {
        let catalogue = geo::catalogue();
        let folder = read(&catalogue);
        let sighting = look(&folder, &catalogue);
        let assessment = assess::judge(Some(&folder), sighting, &catalogue, moment());
        render(&assessment, &catalogue)
    });
}

#[divan::bench(sample_count = 30, sample_size = 1)]
fn command(bencher: Bencher) {
    // An assessment is never written over: every run gets a moment of its own.
    static RUNS: AtomicI64 = AtomicI64::new(0);
    LazyLock::force(&FOLDER);
    let as_of = || {
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_second(moment().as_second() + run).expect("a moment")
    };
    bencher.with_inputs(as_of).bench_values(|as_of| {
        let status = Command::new(env!("CARGO_BIN_EXE_waarborg"))
            .args(["assess", "--offline", "--quiet", "--as-of"])
            .arg(as_of.to_string())
            .arg(demo_path())
            .stdout(Stdio::null())
            .status()
            .expect("the built program");
        assert!(status.success(), "{status}");
    });
}

#[divan::bench]
fn load_catalogue() -> Catalogue {
    geo::catalogue()
}

#[divan::bench]
fn open_tables(bencher: Bencher) {
    LazyLock::force(&CATALOGUE);
    bencher.bench(|| geo::sources(geo::tables(&CATALOGUE)));
}

#[divan::bench]
fn read_dossier(bencher: Bencher) {
    LazyLock::force(&FOLDER);
    bencher.bench(|| read(&CATALOGUE));
}

#[divan::bench]
fn judge(bencher: Bencher) {
    let sighting = look(&FOLDER, &CATALOGUE);
    let as_of = moment();
    bencher
        .with_inputs(|| sighting.clone())
        .bench_values(|sighting| assess::judge(Some(&FOLDER), sighting, &CATALOGUE, as_of));
}

#[divan::bench(args = ["html", "json", "markdown", "view"])]
fn report(bencher: Bencher, format: &str) {
    let assessment = &*ASSESSMENT;
    bencher.bench(|| {
        if format == "json" {
            return render_json(black_box(assessment)).expect("JSON");
        }
        with_view(assessment, &CATALOGUE, |view, resources| match format {
            "html" => render_html(black_box(view), resources).expect("HTML"),
            "markdown" => render_markdown(black_box(view), resources).expect("Markdown"),
            _ => {
                black_box(view);
                String::new()
            }
        })
    });
}
