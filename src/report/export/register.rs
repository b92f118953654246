//! Fields of the register of information under DORA (ITS 2024/2956), as far as the dossier knows them.
//!
//! One field a row. What is unknown stays empty and is listed as such; what follows from an answer that was given for
//! another purpose is marked "derived", so that a person checks it. Identification codes (LEI, EUID) are never guessed.

use serde::Deserialize;

use super::Export;
use super::csv::write;
use super::entry::line;
use crate::domain::answer::{AnswerValue, Decision};
use crate::domain::dossier::{Criticality, DataKind, Dossier, LockIn, ServiceModel};
use crate::domain::text::Text;
use crate::report::ReportError;

/// The file with the columns.
#[derive(Debug, Deserialize)]
struct Register {
    template: Vec<Template>,
}

#[derive(Debug, Deserialize)]
struct Template {
    id: String,
    columns: Vec<Column>,
}

#[derive(Debug, Deserialize)]
struct Column {
    code: String,
    name: Text,
}

/// What is known of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Field {
    value: String,
    /// Where it comes from, by the keys of the dossier or the question.
    from: String,
    /// True when it follows from something that was said for another purpose.
    derived: bool,
}

impl Field {
    fn known(value: impl AsRef<str>, from: &str) -> Self {
        Self {
            value: line(value.as_ref()),
            from: from.to_owned(),
            derived: false,
        }
    }

    fn derived(value: impl AsRef<str>, from: &str) -> Self {
        Self {
            derived: true,
            ..Self::known(value, from)
        }
    }
}

/// One row of a template: the party it is about, its place in the chain, and a country of storage.
#[derive(Debug, Clone, Default)]
struct Row {
    about: String,
    rank: Option<u32>,
    storage: Option<Field>,
}

pub(super) fn render(export: &Export<'_>) -> Result<Vec<u8>, ReportError> {
    let broken = |reason: String| ReportError::Export {
        format: "DORA",
        reason,
    };
    let Some(dossier) = &export.assessment().dossier else {
        return Err(broken(
            "a scan has no dossier, and only a dossier knows the parties and the service"
                .to_owned(),
        ));
    };
    let register: Register =
        toml::from_str(export.input.register).map_err(|error| broken(error.to_string()))?;
    let head = [
        "template", "row", "about", "column", "field", "value", "status", "from",
    ]
    .map(|key| match key {
        "about" => export.say("column.subject"),
        key => export.say(&format!("register.{key}")),
    });
    let mut rows = vec![head];
    for template in &register.template {
        for (number, row) in (1_u32..).zip(rows_of(export, dossier, &template.id)) {
            for column in &template.columns {
                let field = field(export, dossier, &template.id, &column.code, &row);
                let status = match (field.value.is_empty(), field.derived) {
                    (true, _) => "register.open",
                    (false, true) => "register.derived",
                    (false, false) => "register.known",
                };
                rows.push([
                    template.id.clone(),
                    number.to_string(),
                    row.about.clone(),
                    column.code.clone(),
                    column.name.in_lang(export.input.lang).to_owned(),
                    field.value,
                    export.say(status),
                    field.from,
                ]);
            }
        }
    }
    write(rows.into_iter())
}

/// The rows of a template: of the specific part one for each country of storage, of the chain one for each party.
fn rows_of(export: &Export<'_>, dossier: &Dossier, template: &str) -> Vec<Row> {
    let vendor = Row {
        about: line(&dossier.vendor.name),
        rank: Some(1),
        storage: None,
    };
    match template {
        "B_02.02" => {
            let places = storage(export);
            if places.is_empty() {
                vec![vendor]
            } else {
                places
                    .into_iter()
                    .map(|place| Row {
                        storage: Some(place),
                        ..vendor.clone()
                    })
                    .collect()
            }
        }
        "B_05.02" => std::iter::once(vendor)
            .chain(dossier.sub_processors.iter().map(|party| Row {
                about: line(&party.name),
                rank: Some(2),
                storage: None,
            }))
            .collect(),
        "B_06.01" => vec![Row {
            about: line(&dossier.service.name),
            ..Row::default()
        }],
        _ => vec![vendor],
    }
}

/// Countries in which data are kept, as answered.
fn storage(export: &Export<'_>) -> Vec<Field> {
    let mut places: Vec<Field> = Vec::new();
    for question in ["loc.storage", "loc.primary", "loc.replicas", "loc.backups"] {
        for country in countries(export, question) {
            if places.iter().all(|known| known.value != country) {
                places.push(Field::known(country, question));
            }
        }
    }
    places
}

fn countries(export: &Export<'_>, question: &str) -> Vec<String> {
    match answer(export, question) {
        Some(AnswerValue::List(list)) => list
            .iter()
            .filter(|text| text.len() == 2)
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}

/// What was answered to a question of whichever pack, unless a reviewer rejected it.
fn answer<'a>(export: &Export<'a>, question: &str) -> Option<&'a AnswerValue> {
    export
        .assessment()
        .answers
        .iter()
        .flat_map(|set| &set.answers)
        .filter(|(id, _)| id.as_str() == question)
        .filter(|(_, answer)| {
            !answer
                .review
                .as_ref()
                .is_some_and(|review| review.decision == Decision::Rejected)
        })
        .find_map(|(_, answer)| answer.value.as_ref())
}

fn choice<'a>(export: &Export<'a>, question: &str) -> Option<&'a str> {
    match answer(export, question)? {
        AnswerValue::Text(text) => Some(text),
        _ => None,
    }
}

fn field(export: &Export<'_>, dossier: &Dossier, template: &str, code: &str, row: &Row) -> Field {
    match (template, code) {
        ("B_02.02" | "B_07.01", "c0060" | "c0040") | ("B_05.02", "c0020")
            if is_service_type(template, code) && row.rank != Some(2) =>
        {
            service_type(dossier.service.model)
        }
        ("B_02.02", "c0140") => match &dossier.intake.data_kinds {
            Some(kinds) if !kinds.is_empty() => Field::derived("Yes", "intake.data_kinds"),
            _ => Field::default(),
        },
        ("B_02.02", "c0150") => row.storage.clone().unwrap_or_default(),
        ("B_02.02", "c0170") => sensitivity(dossier.intake.data_kinds.as_deref()),
        ("B_02.02", "c0180") => reliance(dossier.intake.criticality),
        ("B_05.01", "c0050") => Field::known(&dossier.vendor.name, "vendor.name"),
        ("B_05.01", "c0060") if dossier.vendor.name.is_ascii() => {
            Field::known(&dossier.vendor.name, "vendor.name")
        }
        ("B_05.01", "c0080") => match dossier.vendor.country {
            Some(country) => Field::derived(country.to_string(), "vendor.country"),
            None => Field::default(),
        },
        ("B_05.01", "c0110") => Field {
            // The name is known, the code is what the register asks for.
            from: dossier
                .vendor
                .parent
                .as_ref()
                .map_or_else(String::new, |name| format!("vendor.parent: {}", line(name))),
            ..Field::default()
        },
        ("B_05.02", "c0050") => match row.rank {
            Some(1) => Field::known("1", "vendor.name"),
            Some(rank) => Field::derived(rank.to_string(), "sub_processor"),
            None => Field::default(),
        },
        ("B_06.01", "c0050") => match choice(export, "dora.critical") {
            Some("yes") => Field::known("Yes", "dora.critical"),
            Some("no") => Field::known("No", "dora.critical"),
            _ => Field::default(),
        },
        ("B_07.01", "c0050") => substitutability(dossier.intake.lock_in),
        ("B_07.01", "c0080") => exit_plan(export),
        _ => Field::default(),
    }
}

fn is_service_type(template: &str, code: &str) -> bool {
    matches!(
        (template, code),
        ("B_02.02", "c0060") | ("B_07.01", "c0040") | ("B_05.02", "c0020")
    )
}

/// The kind of ICT service (annex III of the implementing regulation); of machines that are run for a customer the
/// dossier does not say which kind it is.
fn service_type(model: ServiceModel) -> Field {
    let code = match model {
        ServiceModel::Hosting => "S07",
        ServiceModel::Iaas => "S17",
        ServiceModel::Paas => "S18",
        ServiceModel::Saas => "S19",
        ServiceModel::Managed => return Field::default(),
    };
    Field::derived(code, "service.model")
}

fn sensitivity(kinds: Option<&[DataKind]>) -> Field {
    let Some(kinds) = kinds.filter(|kinds| !kinds.is_empty()) else {
        return Field::default();
    };
    let of = |kind: &DataKind| match kind {
        DataKind::Criminal | DataKind::Health | DataKind::Special => 2,
        DataKind::Behaviour | DataKind::Communication | DataKind::Contact => 0,
        _ => 1,
    };
    let value = match kinds.iter().map(of).max() {
        Some(2) => "High",
        Some(1) => "Medium",
        _ => "Low",
    };
    Field::derived(value, "intake.data_kinds")
}

fn reliance(criticality: Option<Criticality>) -> Field {
    let value = match criticality {
        Some(Criticality::Low) => "Not significant",
        Some(Criticality::Medium) => "Low reliance",
        Some(Criticality::High) => "Material reliance",
        Some(Criticality::Vital) => "Full reliance",
        None => return Field::default(),
    };
    Field::derived(value, "intake.criticality")
}

fn substitutability(lock_in: Option<LockIn>) -> Field {
    let value = match lock_in {
        Some(LockIn::Low) => "Easily substitutable",
        Some(LockIn::Medium) => "Medium complexity in terms of substitutability",
        Some(LockIn::High) => "Highly complex substitutability",
        None => return Field::default(),
    };
    Field::derived(value, "intake.lock_in")
}

fn exit_plan(export: &Export<'_>) -> Field {
    for question in ["dora.exit-plan", "exit.plan"] {
        match choice(export, question) {
            Some("tested" | "described") => return Field::derived("Yes", question),
            Some("outline" | "none") => return Field::derived("No", question),
            _ => {}
        }
    }
    Field::default()
}
