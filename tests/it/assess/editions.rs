//! The editions of the demonstration, word for word: its answers with their sentences, its gaps as open points.

use jiff::Timestamp;
use waarborg::assess::assess;
use waarborg::catalogue::load_annexes;
use waarborg::domain::text::Lang;
use waarborg::probe::Settings;
use waarborg::report::{
    Audience, Edition, Kit, Order, Papers, Resources, render_markdown_paper, write_paper,
};

use super::{catalogue, folder, lookout};
use crate::support::demo;

const MARKDOWN: &str = include_str!("../../../reports/edition.md.hbs");

#[tokio::test]
async fn the_demonstration_without_a_network() {
    let noon: Timestamp = "2026-11-22T12:00:00Z".parse().expect("a moment");
    let files = demo::files(noon).await;
    let catalogue = catalogue();
    let (_root, folder) = folder(&catalogue, &files);
    let settings = Settings {
        offline: true,
        ..Settings::default()
    };
    let lookout = lookout(&catalogue, settings, None);
    let assessment = assess(&folder, &catalogue, &lookout, noon, &|_| {})
        .await
        .expect("an assessment");
    let plan = load_annexes(&catalogue.files).expect("the plan");
    let packs = catalogue.all_packs();
    let kit = Kit {
        resources: Resources {
            phrases: &catalogue.phrases,
            areas: &catalogue.areas,
            norms: &catalogue.norms,
            map: "",
            html: "",
            markdown: "",
            css: "",
            papers: Papers::default(),
        },
        packs: &packs,
        plan: &plan,
    };
    for (name, audience, edition) in [
        ("contract", Some(Audience::Contract), Edition::Confidential),
        ("contract-public", Some(Audience::Contract), Edition::Public),
        ("provider", Some(Audience::Provider), Edition::Confidential),
        ("public", None, Edition::Public),
    ] {
        for lang in [Lang::En, Lang::Nl] {
            let order = Order {
                audience,
                edition,
                reply_by: None,
            };
            let paper = write_paper(&assessment, &kit, lang, order).expect("a paper");
            let text = render_markdown_paper(&paper, MARKDOWN).expect("Markdown");
            insta::assert_snapshot!(format!("demo-{name}-{lang}"), text);
        }
    }
}
