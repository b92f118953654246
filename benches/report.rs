//! How fast reports are made, and how much memory that takes. Run: `cargo bench --bench report`.
//!
//! - `three`: HTML, Markdown and JSON of the demo. Wanted: 50 ms.
//! - `paper`: the PDF of the demo, cold: nothing is remembered from the one before. Wanted: 1.5 s.
//! - `page_2000` and `paper_2000`: HTML and PDF of an assessment with 2,000 findings. Wanted: 1 s, and 10 s within 500 MB.
//!
//! "max alloc" under each is the most memory that was in use at once, in the middle column of bytes. There is no peer to
//! compare with: the report is our own.

#[path = "support/geo.rs"]
mod geo;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use divan::{AllocProfiler, Bencher, black_box};
use tokio::runtime::Runtime;
use waarborg::assess::{self, Lookout, clock};
use waarborg::catalogue::Catalogue;
use waarborg::demo;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::dossier;
use waarborg::probe::{Network, Settings};
use waarborg::report::{
    Papers, Resources, View, render_html, render_json, render_markdown, render_pdf,
};

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
    write_demo(&path, &runtime);
    let dossier = dossier::read(&path, &CATALOGUE.packs, &CATALOGUE.kinds, &CATALOGUE.areas)
        .expect("a dossier");
    let settings = Settings {
        offline: true,
        ..Settings::default()
    };
    let tables = geo::tables(&CATALOGUE);
    let data = tables.data.clone();
    let sources = Arc::new(geo::sources(tables));
    let lookout = Lookout {
        network: Network::new(settings, sources, clock::now).expect("a network"),
        data,
    };
    let targets = assess::targets(&dossier).expect("targets");
    let sighting = runtime.block_on(assess::look(&targets, &lookout, &|_| {}));
    assess::judge(Some(&dossier), sighting, &CATALOGUE, clock::this_second())
}

fn write_demo(path: &Path, runtime: &Runtime) {
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
    let case = runtime
        .block_on(demo::start(clock::now(), template))
        .expect("the case");
    dossier::init(path, &case.files).expect("a dossier");
}

fn with_view<T>(assessment: &Assessment, use_it: impl FnOnce(&View, &Resources) -> T) -> T {
    let text = |path: &str| CATALOGUE.text(path);
    let (html, markdown) = (
        text("reports/report.html.hbs"),
        text("reports/report.md.hbs"),
    );
    let (css, map) = (text("reports/report.css"), text("geo/map/map.json"));
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
    use_it(&View::new(assessment, &resources, Lang::Nl), &resources)
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
