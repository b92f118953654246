//! The cover, and what a reader must know before anything else.

use serde::Serialize;

use super::{Plain, Row, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::dossier::{Party, ServiceModel, Vendor};
use crate::domain::method::{Depth, later_tables};
use crate::domain::subject::SubjectKind;

/// Who, what and when.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cover {
    /// The parties and the service, or the targets of a scan.
    pub(crate) rows: Vec<Row>,
    /// The service in a sentence, as the buyer describes it.
    pub(crate) description: Plain,
}

/// Something that changes what the whole report is worth.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Notice {
    pub(crate) title: Plain,
    pub(crate) text: Plain,
}

/// The title of the report.
pub(super) fn title(assessment: &Assessment, scribe: &Scribe) -> Plain {
    match &assessment.dossier {
        Some(dossier) => scribe.fill(
            "cover.title",
            &[
                ("service", &dossier.service.name),
                ("vendor", &dossier.vendor.name),
            ],
        ),
        None => scribe.fill("cover.scan-title", &[("targets", &targets(assessment))]),
    }
}

fn targets(assessment: &Assessment) -> String {
    let mut names: Vec<String> = assessment
        .subjects
        .iter()
        .filter(|subject| subject.declared && subject.kind != SubjectKind::Vendor)
        .map(crate::domain::subject::Subject::shown)
        .collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    if more > 0 {
        names.push(format!("+{more}"));
    }
    names.join(", ")
}

impl Cover {
    pub(super) fn new(assessment: &Assessment, scribe: &Scribe) -> Self {
        let mut rows = Vec::new();
        let mut description = Plain::default();
        if let Some(dossier) = &assessment.dossier {
            rows.push(scribe.row("cover.controller", party(&dossier.controller, scribe)));
            rows.push(scribe.row("cover.vendor", vendor(&dossier.vendor, scribe)));
            let model = scribe.word(&format!("model.{}", model(dossier.service.model)));
            rows.push(scribe.row(
                "cover.service",
                format!("{} ({model})", dossier.service.name),
            ));
            description = dossier.service.description.as_str().into();
        }
        rows.push(scribe.row("cover.as-of", scribe.moment(assessment.as_of)));
        if let Some(verdict) = &assessment.verdict {
            rows.push(scribe.row("cover.valid-until", scribe.day(verdict.valid_until)));
        }
        Self { rows, description }
    }
}

fn party(party: &Party, scribe: &Scribe) -> String {
    with_country(&party.name, party.country, party.contact.as_deref(), scribe)
}

fn vendor(vendor: &Vendor, scribe: &Scribe) -> String {
    with_country(
        &vendor.name,
        vendor.country,
        vendor.contact.as_deref(),
        scribe,
    )
}

fn with_country(
    name: &str,
    country: Option<crate::domain::country::Country>,
    contact: Option<&str>,
    scribe: &Scribe,
) -> String {
    let mut text = name.to_owned();
    if let Some(country) = country {
        text = format!("{text}, {}", scribe.country(country));
    }
    match contact {
        Some(contact) => format!("{text} ({contact})"),
        None => text,
    }
}

const fn model(model: ServiceModel) -> &'static str {
    match model {
        ServiceModel::Hosting => "hosting",
        ServiceModel::Iaas => "iaas",
        ServiceModel::Managed => "managed",
        ServiceModel::Paas => "paas",
        ServiceModel::Saas => "saas",
    }
}

/// What a reader must know before anything else.
pub(super) fn notices(assessment: &Assessment, scribe: &Scribe) -> Vec<Notice> {
    let network = &assessment.method.network;
    let mut notices = Vec::new();
    let mut push = |name: &str, n: usize| {
        notices.push(Notice {
            title: scribe.word(&format!("notice.{name}.title")),
            text: scribe.fill(&format!("notice.{name}.text"), &[("n", &n.to_string())]),
        });
    };
    if network.offline {
        push("offline", 0);
    } else if assessment.observations.saw_nothing() {
        push("saw-nothing", 0);
    }
    if !network.offline && network.depth == Some(Depth::Light) {
        push("light", 0);
    }
    if !network.connect_to.is_empty() {
        push("redirected", network.connect_to.len());
    }
    if !network.added_anchors.is_empty() {
        push("anchors", network.added_anchors.len());
    }
    if network.allow_private {
        push("private", 0);
    }
    for file in network.given_files.iter().filter(|file| file.is_old()) {
        let values = file.values();
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        notices.push(Notice {
            title: scribe.word("notice.old-file.title"),
            text: scribe.told(file.key(), &values),
        });
    }
    let day = Day::of(assessment.as_of);
    if let Some(dated) = later_tables(&assessment.method.data, day) {
        let (dated, day) = (dated.to_string(), day.to_string());
        notices.push(Notice {
            title: scribe.word("notice.later-tables.title"),
            text: scribe.told("dated.later-tables", &[("dated", &dated), ("day", &day)]),
        });
    }
    notices
}
