//! The whole pipeline through the library: plan, observe, judge, claims, score, verdict, report.

mod demo;
mod editions;
mod formats;
mod mail_hosts;
mod offline;
mod public_suffixes;
mod seal;
mod since;
mod spf_suite;
mod unsealed;

use std::sync::Arc;

use tempfile::TempDir;
use waarborg::assess::{Lookout, clock};
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY, load_geo};
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::dossier::{self, Folder};
use waarborg::probe::{EmbeddedGeo, GeoSources, Network, RouteTable, Settings};
use waarborg::report::{
    Papers, Resources, View, render_html, render_json, render_markdown, render_text,
};

fn catalogue() -> Catalogue {
    Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data")
}

/// A dossier on disk.
fn folder(catalogue: &Catalogue, files: &[(String, Vec<u8>)]) -> (TempDir, Folder) {
    let root = tempfile::tempdir().expect("a folder");
    dossier::init(root.path(), files).expect("written");
    let folder = dossier::read(
        root.path(),
        &catalogue.packs,
        &catalogue.kinds,
        &catalogue.areas,
    )
    .unwrap_or_else(|faults| {
        panic!(
            "{}",
            faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        )
    });
    (root, folder)
}

fn lookout(catalogue: &Catalogue, settings: Settings, routes: Option<&str>) -> Lookout {
    let tables = load_geo(&catalogue.files).expect("the shipped tables");
    let embedded = EmbeddedGeo {
        cloud_regions: tables.cloud_regions,
        edge_networks: tables.edge_networks,
        country: tables.country,
        networks: tables.networks,
        lists: tables.regions.sources,
        regions: tables.regions.regions,
        edges: tables.edges.edges,
        databases: tables.databases.databases,
        operators: tables.operators.operators,
        holders: tables.holders,
    };
    let mut sources = GeoSources::new(embedded, Vec::new()).expect("the shipped tables");
    if let Some(routes) = routes {
        let table = RouteTable::read("routes.json", routes.as_bytes()).expect("a list");
        sources = sources.with_routes(table);
    }
    let settings = Settings {
        dkim_selectors: catalogue.policy.dkim_selectors.all(),
        ..settings
    };
    Lookout {
        network: Network::new(settings, Arc::new(sources), clock::now).expect("a network"),
        data: tables.data,
    }
}

/// Every rendering in a language: name and text.
fn renderings(
    assessment: &Assessment,
    catalogue: &Catalogue,
    lang: Lang,
) -> [(&'static str, String); 4] {
    let text = |path: &str| catalogue.text(path);
    let (html, markdown, css, map) = (
        text("reports/report.html.hbs"),
        text("reports/report.md.hbs"),
        text("reports/report.css"),
        text("geo/map/map.json"),
    );
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
    let view = View::new(assessment, &resources, lang);
    [
        ("html", render_html(&view, &resources).expect("HTML")),
        ("json", render_json(assessment).expect("JSON")),
        ("md", render_markdown(&view, &resources).expect("Markdown")),
        ("text", render_text(&view, 100, false)),
    ]
}
