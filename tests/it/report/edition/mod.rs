//! Editions: the same facts for one reader, every statement with where it comes from, and what is missing as open.

mod board;
mod document;
mod golden;
mod open;
#[cfg(feature = "pdf")]
mod pdf;
mod plan;
mod public;
mod shape;

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY, load_annexes};
use waarborg::domain::annex::AnnexPlan;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::report::{
    Audience, Edition, Kit, Order, Paper, PaperError, Papers, Resources, render_html_paper,
    render_markdown_paper, write_paper,
};

const HTML: &str = include_str!("../../../../reports/edition.html.hbs");
const MARKDOWN: &str = include_str!("../../../../reports/edition.md.hbs");
const CSS: &str = include_str!("../../../../reports/edition.css");

/// Every order there is, by a name.
const ORDERS: [(&str, Option<Audience>, Edition); 6] = [
    (
        "administrator",
        Some(Audience::Administrator),
        Edition::Confidential,
    ),
    ("board", Some(Audience::Board), Edition::Confidential),
    ("contract", Some(Audience::Contract), Edition::Confidential),
    ("contract-public", Some(Audience::Contract), Edition::Public),
    ("provider", Some(Audience::Provider), Edition::Confidential),
    ("public", None, Edition::Public),
];

/// The shipped data.
struct House {
    catalogue: Catalogue,
    plan: AnnexPlan,
}

impl House {
    fn new() -> Self {
        let catalogue = Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data");
        let plan = load_annexes(&catalogue.files).expect("the plan");
        Self { catalogue, plan }
    }

    fn write(
        &self,
        assessment: &Assessment,
        lang: Lang,
        audience: Option<Audience>,
        edition: Edition,
    ) -> Result<Paper, PaperError> {
        let packs = self.catalogue.all_packs();
        let resources = Resources {
            phrases: &self.catalogue.phrases,
            areas: &self.catalogue.areas,
            norms: &self.catalogue.norms,
            map: "",
            html: "",
            markdown: "",
            css: "",
            papers: Papers::default(),
        };
        let kit = Kit {
            resources,
            packs: &packs,
            plan: &self.plan,
        };
        let order = Order {
            audience,
            edition,
            reply_by: None,
        };
        write_paper(assessment, &kit, lang, order)
    }

    /// A paper that can be written.
    fn paper(&self, assessment: &Assessment, lang: Lang, name: &str) -> Paper {
        let (_, audience, edition) = ORDERS
            .into_iter()
            .find(|(order, ..)| *order == name)
            .expect("an order");
        self.write(assessment, lang, audience, edition)
            .expect("a paper")
    }
}

fn html(paper: &Paper) -> String {
    render_html_paper(paper, HTML, CSS, None).expect("HTML")
}

fn markdown(paper: &Paper) -> String {
    render_markdown_paper(paper, MARKDOWN).expect("Markdown")
}
