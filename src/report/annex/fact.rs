//! What the dossier says, in words.

use super::super::edition::Desk;
use crate::domain::annex::AnnexFact;
use crate::domain::country::Country;
use crate::domain::dossier::{DataKind, ServiceModel};

/// Kinds of data that the law protects more than others (GDPR art. 9, 10 and 87; recital 38).
const SENSITIVE: [DataKind; 5] = [
    DataKind::Bsn,
    DataKind::Children,
    DataKind::Criminal,
    DataKind::Health,
    DataKind::Special,
];

/// What the dossier says; nothing when it does not.
pub(super) fn say(fact: AnnexFact, desk: &Desk) -> Option<String> {
    let (controller, vendor) = (&desk.dossier.controller, &desk.dossier.vendor);
    let (service, intake) = (&desk.dossier.service, &desk.dossier.intake);
    let country = |country: Option<Country>| country.map(|c| desk.scribe.country(c).to_string());
    let word = |group: &str, value: &str| {
        let key = format!("intake.{group}.{value}");
        desk.scribe.word(&key).to_string()
    };
    let kinds = |kinds: &mut dyn Iterator<Item = &DataKind>| -> String {
        let words: Vec<String> = kinds.map(|k| word("data-kind", k.as_str())).collect();
        words.join(", ")
    };
    let said = match fact {
        AnnexFact::Access => word("access", intake.access?.as_str()),
        AnnexFact::ControllerContact => controller.contact.clone()?,
        AnnexFact::ControllerCountry => country(controller.country)?,
        AnnexFact::ControllerName => controller.name.clone(),
        AnnexFact::DataKinds => kinds(&mut intake.data_kinds.as_ref()?.iter()),
        AnnexFact::DataSubjects => intake.data_subjects.join(", "),
        AnnexFact::Service => {
            let model = match service.model {
                ServiceModel::Hosting => "hosting",
                ServiceModel::Iaas => "iaas",
                ServiceModel::Managed => "managed",
                ServiceModel::Paas => "paas",
                ServiceModel::Saas => "saas",
            };
            let model = desk.scribe.word(&format!("model.{model}"));
            if service.description.trim().is_empty() {
                format!("{} ({model})", service.name)
            } else {
                format!("{} ({model}). {}", service.name, service.description)
            }
        }
        AnnexFact::SensitiveKinds => {
            let all = intake.data_kinds.as_ref()?;
            let found = kinds(&mut all.iter().filter(|kind| SENSITIVE.contains(kind)));
            match (all.is_empty(), found.is_empty()) {
                (true, _) => return None,
                (false, true) => desk.word("annex.no-sensitive").to_string(),
                (false, false) => found,
            }
        }
        AnnexFact::VendorContact => vendor.contact.clone()?,
        AnnexFact::VendorCountry => country(vendor.country)?,
        AnnexFact::VendorName => vendor.name.clone(),
        AnnexFact::VendorParent => match country(vendor.parent_country) {
            Some(country) => format!("{}, {country}", vendor.parent.as_ref()?),
            None => vendor.parent.clone()?,
        },
        AnnexFact::Volume => word("volume", intake.volume?.as_str()),
    };
    (!said.trim().is_empty()).then_some(said)
}
