//! How fast reports are made, and how much memory that takes. Run: `cargo bench --bench report`.
//!
//! - `three`: HTML, Markdown and JSON of the demo. Wanted: 50 ms.
//! - `paper`: the PDF of the demo, cold: nothing is remembered from the one before. Wanted: 1.5 s.
//! - `page_2000` and `paper_2000`: HTML and PDF of an assessment with 2,000 findings. Wanted: 1 s, and 10 s within 500 MB.
//!
//! "max alloc" under each is the most memory that was in use at once, in the middle column of bytes. There is no peer to
//! compare with: the report is our own.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/geo.rs"]
mod geo;

use std::sync::LazyLock;

use divan::{AllocProfiler, Bencher, black_box};
use tokio::runtime::Runtime;
use waarborg::assess::{self, clock};
use waarborg::catalogue::Catalogue;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::report::{Resources, View, render_html, render_json, render_markdown, render_pdf};

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(geo::catalogue);
static DEMO: LazyLock<Assessment> = LazyLock::new(assess_demo);
static LARGE: LazyLock<Assessment> = LazyLock::new(|| {
    let mut large = DEMO.clone();
    let findings = std::mem::take(&mut large.findings);
    large.findings = findings.into_iter().cycle().take(2_000).collect();
    large
});

fn main() {
    LazyLock::force(&LARGE);
    divan::main();
}

/// The demo without a network: every answer is there, and every look was not made.
fn assess_demo() -> Assessment {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dossier");
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(demo::write(&path));
    let dossier = demo::read(&path, &CATALOGUE);
    let lookout = demo::lookout(&CATALOGUE, demo::offline());
    let targets = assess::targets(&dossier).expect("targets");
    let sighting = runtime.block_on(assess::look(&targets, &lookout, &|_| {}));
    assess::judge(Some(&dossier), sighting, &CATALOGUE, clock::this_second())
}

fn with_view<T>(assessment: &Assessment, use_it: impl FnOnce(&View, &Resources) -> T) -> T {
    demo::with_view(assessment, &CATALOGUE, Lang::Nl, use_it)
}

fn page(assessment: &Assessment) -> String {
    with_view(assessment, |view, resources| {
        render_html(view, resources).expect("HTML")
    })
}

fn paper_of(assessment: &Assessment) -> Vec<u8> {
    let json = render_json(assessment).expect("JSON");
    with_view(assessment, |view, resources| {
        render_pdf(view, assessment, Some(&json), resources).expect("a PDF")
    })
}

#[divan::bench(sample_count = 30)]
fn three(bencher: Bencher) {
    bencher.bench(|| {
        with_view(black_box(&DEMO), |view, resources| {
            [
                render_json(&DEMO).expect("JSON"),
                render_html(view, resources).expect("HTML"),
                render_markdown(view, resources).expect("Markdown"),
            ]
        })
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn paper(bencher: Bencher) {
    bencher.bench(|| paper_of(black_box(&DEMO)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn page_2000(bencher: Bencher) {
    bencher.bench(|| page(black_box(&LARGE)));
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn paper_2000(bencher: Bencher) {
    bencher.bench(|| paper_of(black_box(&LARGE)));
}
