//! The report on paper: the same view as every other rendering.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Attachment, Meta, Paper, Papers, compose};
use crate::domain::assessment::Assessment;
use crate::domain::text::{Params, Text};
use crate::report::{ReportError, Resources, View, template};

/// The report as PDF. `attached` is the assessment as [`render_json`](crate::report::render_json) writes it; without it
/// nothing travels inside, for readers who may not have it.
pub(super) fn render(
    view: &View,
    assessment: &Assessment,
    attached: Option<&str>,
    resources: &Resources,
) -> Result<Vec<u8>, ReportError> {
    let papers = resources.papers;
    let mut data = serde_json::to_value(view).map_err(ReportError::Json)?;
    let mut files = vec![("paper.typ".to_owned(), papers.look.as_bytes().to_vec())];
    if let Some(Value::Array(maps)) = data.pointer_mut("/hosting/maps") {
        for map in maps {
            files.push(figure(map, papers)?);
        }
    }
    data["logo"] = papers.logo.is_some().into();
    if let Some(logo) = papers.logo {
        data["logo_kind"] = logo.extension.into();
        files.push((format!("logo.{}", logo.extension), logo.bytes.to_vec()));
    }
    let meta = meta(view, assessment);
    data["paper"] = json!({
        "foot": fill(view, "paper.foot", &about(view, assessment)),
        "author": meta.author,
        "attached": attached.is_some(),
    });
    let attachments = attached.map(|json| Attachment {
        name: "assessment.json".to_owned(),
        bytes: json.as_bytes().to_vec(),
        kind: "application/json",
        description: view.words.get("paper.attachment").to_string(),
    });
    compose(Paper {
        name: "report.typ",
        source: papers.report,
        files,
        data,
        attachments: attachments.into_iter().collect(),
        meta,
    })
}

fn meta(view: &View, assessment: &Assessment) -> Meta {
    let controller = assessment
        .dossier
        .as_ref()
        .map_or("waarborg", |dossier| dossier.controller.name.as_str());
    let about = about(view, assessment);
    Meta {
        title: shortened(view.title.as_str(), 180),
        author: crate::report::plain::Plain::new(controller).to_string(),
        description: fill(view, "paper.description", &about),
        lang: view.lang,
        as_of: assessment.as_of,
        ident: format!("waarborg report {} {}", view.lang, view.title),
        cut: view.words.get("paper.cut").to_string(),
    }
}

/// The vendor, or what was scanned, and the moment.
fn about(view: &View, assessment: &Assessment) -> [(&'static str, String); 2] {
    let about = match &assessment.dossier {
        Some(dossier) => format!("{}, {}", dossier.vendor.name, dossier.service.name),
        None => view.title.to_string(),
    };
    let moment = assessment.as_of.to_zoned(TimeZone::UTC);
    [
        ("about", shortened(&about, 64)),
        ("moment", moment.strftime("%Y-%m-%d %H:%M UTC").to_string()),
    ]
}

/// The beginning of a name: three hundred letters would fill the foot of every page, or the title of a window.
fn shortened(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    let start: String = name.chars().take(longest - 1).collect();
    format!("{start}…")
}

fn fill(view: &View, key: &str, values: &[(&'static str, String)]) -> String {
    let params: Params = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Text::same(value)))
        .collect();
    let words = view.words.get(key);
    crate::report::plain::Plain::new(Text::same(words.as_str()).fill(&params).en).to_string()
}

/// Takes a map out of the data as an image. What is said about it stays, and so do its labels: Typst sets those.
fn figure(map: &mut Value, papers: Papers) -> Result<(String, Vec<u8>), ReportError> {
    let drawn = map.take();
    let mut labels = Vec::new();
    for point in drawn["points"].as_array().into_iter().flatten() {
        for line in point["lines"].as_array().into_iter().flatten() {
            let mut label = line.clone();
            label["x"] = point["label_x"].clone();
            labels.push(label);
        }
    }
    let mut kept = json!({ "labels": labels });
    for field in ["description", "height", "name", "title", "width"] {
        kept[field] = drawn[field].clone();
    }
    *map = kept;
    let name = format!("map-{}.svg", drawn["name"].as_str().unwrap_or_default());
    let svg = template::fill("map.svg", papers.map, handlebars::html_escape, drawn)?;
    Ok((name, svg.into_bytes()))
}
