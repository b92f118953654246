//! The demonstration as benches need it: written to disk, looked at, laid out.

#![allow(
    dead_code,
    clippy::all,
    clippy::pedantic,
    unused_imports,
    reason = "each bench uses a part of it, and some of it is shared with the tests"
)]

#[path = "../../tests/it/support/demo.rs"]
mod case;

use std::path::Path;
use std::sync::Arc;

pub(crate) use case::{case, files, settings};
use waarborg::assess::{Lookout, clock};
use waarborg::catalogue::Catalogue;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::dossier::{self, Folder};
use waarborg::probe::{Network, Settings};
use waarborg::report::{Papers, Resources, View};

use crate::geo;

/// Writes the dossier as `waarborg demo` does; its servers stop at once.
pub(crate) async fn write(folder: &Path) {
    let files = files(clock::now()).await;
    dossier::init(folder, &files).expect("a dossier");
}

/// Reads a dossier.
pub(crate) fn read(folder: &Path, catalogue: &Catalogue) -> Folder {
    dossier::read(folder, &catalogue.packs, &catalogue.kinds, &catalogue.areas).expect("a dossier")
}

/// The network of a run.
pub(crate) fn lookout(catalogue: &Catalogue, settings: Settings) -> Lookout {
    let tables = geo::tables(catalogue);
    let data = tables.data.clone();
    let sources = Arc::new(geo::sources(tables));
    Lookout {
        network: Network::new(settings, sources, clock::now).expect("a network"),
        data,
    }
}

/// A network that is not used: every look of the plan, not made.
pub(crate) fn offline() -> Settings {
    Settings {
        offline: true,
        ..Settings::default()
    }
}

/// What reports are laid out from.
pub(crate) fn with_view<T>(
    assessment: &Assessment,
    catalogue: &Catalogue,
    lang: Lang,
    use_it: impl FnOnce(&View, &Resources) -> T,
) -> T {
    let text = |path: &str| catalogue.text(path);
    let (html, markdown) = (
        text("reports/report.html.hbs"),
        text("reports/report.md.hbs"),
    );
    let (css, map) = (text("reports/report.css"), text("geo/map/map.json"));
    let [report, look, drawn] =
        ["report.typ", "paper.typ", "map.svg.hbs"].map(|name| text(&format!("reports/{name}")));
    let resources = Resources {
        phrases: &catalogue.phrases,
        areas: &catalogue.areas,
        norms: &catalogue.norms,
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
    use_it(&View::new(assessment, &resources, lang), &resources)
}
