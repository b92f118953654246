//! What changed since an earlier assessment: a chapter of a report, and a page of its own.

mod cause;
mod page;
mod sheet;
mod table;

use serde::Serialize;

use super::Resources;
use super::plain::Plain;
use super::scribe::{Badge, Row, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::delta::{Delta, Standpoint};
use crate::domain::text::Lang;
use crate::domain::verdict::Advice;

pub use page::{
    delta_schema, render_delta_html, render_delta_json, render_delta_markdown, render_delta_text,
};
use table::Sheet;
pub(super) use table::text;

/// What changed, worded in one language.
#[derive(Debug, Clone, Serialize)]
pub struct DeltaView {
    pub(super) lang: &'static str,
    /// The title of a page of its own.
    pub(super) title: Plain,
    /// The heading of a chapter.
    pub(super) heading: Plain,
    /// Which assessments are compared.
    pub(super) intro: Plain,
    /// Said when nothing changed.
    pub(super) nothing: Option<Plain>,
    /// Figures then and now.
    pub(super) figures: Option<Sheet>,
    /// The verdict of now, for colour; absent in a scan.
    pub(super) advice: Option<Badge>,
    /// What moved the risk.
    pub(super) causes: Option<Sheet>,
    /// Why there are no causes, or how to read them.
    pub(super) causes_note: Option<Plain>,
    /// Everything else, worst news first.
    pub(super) sheets: Vec<Sheet>,
    /// Said when lists were shortened.
    pub(super) left_out: Option<Plain>,
    /// Who and what it is about.
    pub(super) rows: Vec<Row>,
    pub(super) footer: Plain,
}

impl DeltaView {
    /// Words a difference; `now` is the newer assessment.
    #[must_use]
    pub fn new(delta: &Delta, now: &Assessment, resources: &Resources, lang: Lang) -> Self {
        let scribe = Scribe::new(now, resources, lang);
        let (then_at, now_at) = (
            scribe.moment(delta.then.as_of),
            scribe.moment(delta.now.as_of),
        );
        let params = [("then", then_at.as_str()), ("now", now_at.as_str())];
        let empty = delta.is_empty();
        let (causes, causes_note) = if empty {
            (None, None)
        } else {
            cause::causes(delta, &scribe)
        };
        Self {
            lang: lang.tag(),
            title: title(now, &scribe),
            heading: scribe.word("since.heading"),
            intro: scribe.fill("since.intro", &params),
            nothing: empty.then(|| scribe.word("since.nothing")),
            figures: (!empty).then(|| figures(delta, &scribe)).flatten(),
            advice: delta.now.advice.map(|advice| advised(advice, &scribe)),
            causes,
            causes_note,
            sheets: sheet::all(delta, &scribe),
            left_out: (delta.left_out > 0)
                .then(|| scribe.fill("since.left-out", &[("n", &delta.left_out.to_string())])),
            rows: parties(now, &scribe),
            footer: scribe.word("footer"),
        }
    }
}

fn title(now: &Assessment, scribe: &Scribe) -> Plain {
    match &now.dossier {
        Some(dossier) => scribe.fill(
            "since.title",
            &[
                ("service", &dossier.service.name),
                ("vendor", &dossier.vendor.name),
            ],
        ),
        None => scribe.word("since.title-scan"),
    }
}

fn parties(now: &Assessment, scribe: &Scribe) -> Vec<Row> {
    let Some(dossier) = &now.dossier else {
        return Vec::new();
    };
    vec![
        scribe.row("cover.controller", &dossier.controller.name),
        scribe.row("cover.vendor", &dossier.vendor.name),
        scribe.row("cover.service", &dossier.service.name),
    ]
}

/// Advice, risk and coverage, then and now; nothing without a score on either side.
fn figures(delta: &Delta, scribe: &Scribe) -> Option<Sheet> {
    type Tell = fn(&Standpoint, &Scribe) -> Option<Plain>;
    let tellers: [(&str, Tell); 4] = [
        ("since.figure.advice", |point, scribe| {
            let badge = advised(point.advice?, scribe);
            Some(format!("{} {}", badge.sign, badge.word).into())
        }),
        ("since.figure.residual", |point, scribe| {
            let (best, worst) = (point.residual_best?, point.residual?);
            Some(format!("{} – {}", scribe.points(best), scribe.points(worst)).into())
        }),
        ("since.figure.level", |point, scribe| {
            let badge = scribe.level(point.level?);
            Some(format!("{} {}", badge.sign, badge.word).into())
        }),
        ("since.figure.coverage", |point, scribe| {
            Some(scribe.share(point.coverage?))
        }),
    ];
    let head = ["since.figure.what", "since.then", "since.now"].map(|key| scribe.word(key));
    let rows: Vec<Vec<Plain>> = tellers
        .into_iter()
        .filter_map(|(key, tell)| {
            let (then, now) = (tell(&delta.then, scribe), tell(&delta.now, scribe));
            if then.is_none() && now.is_none() {
                return None;
            }
            let or_none = |value: Option<Plain>| value.unwrap_or_else(|| "–".into());
            Some(vec![scribe.word(key), or_none(then), or_none(now)])
        })
        .collect();
    Sheet::new(
        "figures",
        scribe.word("since.figure.title"),
        None,
        &head,
        rows,
    )
}

fn advised(advice: Advice, scribe: &Scribe) -> Badge {
    let (code, sign) = match advice {
        Advice::NoGo => ("no-go", "✕"),
        Advice::Hold => ("hold", "?"),
        Advice::GoWithConditions => ("go-with-conditions", "◐"),
        Advice::Go => ("go", "✓"),
    };
    scribe.badge("advice", code, sign)
}
