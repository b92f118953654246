//! The names that conditions may use.

use crate::domain::dossier::{Access, Criticality, DataKind, Exposure, LockIn, Regime, Volume};

/// A variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::questionnaire) enum Root {
    /// Countries with an adequacy decision.
    Adequate,
    /// Countries where adequacy depends on the recipient.
    AdequateConditional,
    /// Answers by question.
    Answers,
    /// Countries of the European Economic Area.
    Eea,
    /// What is at stake.
    Intake,
    /// Degrees of risk from which the authority is notified.
    Notifiable,
    /// What is bought.
    Service,
    /// The answer.
    Value,
    /// The provider.
    Vendor,
}

impl Root {
    pub(in crate::questionnaire) const ALL: [Self; 9] = [
        Self::Adequate,
        Self::AdequateConditional,
        Self::Answers,
        Self::Eea,
        Self::Intake,
        Self::Notifiable,
        Self::Service,
        Self::Value,
        Self::Vendor,
    ];

    pub(in crate::questionnaire) const fn name(self) -> &'static str {
        match self {
            Self::Adequate => "ADEQUATE",
            Self::AdequateConditional => "ADEQUATE_CONDITIONAL",
            Self::Answers => "answers",
            Self::Eea => "EEA",
            Self::Intake => "intake",
            Self::Notifiable => "NOTIFIABLE",
            Self::Service => "service",
            Self::Value => "value",
            Self::Vendor => "vendor",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|root| root.name() == name)
    }

    /// Lists that do not depend on answers.
    pub(super) const fn is_constant(self) -> bool {
        matches!(
            self,
            Self::Adequate | Self::AdequateConditional | Self::Eea | Self::Notifiable
        )
    }
}

/// What a field can hold.
#[derive(Debug, Clone, Copy)]
pub(in crate::questionnaire) enum Domain {
    /// A country code, or nothing.
    Country,
    /// Yes or no.
    Flag,
    /// Some of these.
    Many(&'static [&'static str]),
    /// One of these.
    One(&'static [&'static str]),
}

/// A field of `intake`, `service` or `vendor`.
#[derive(Debug)]
pub(in crate::questionnaire) struct Field {
    pub(in crate::questionnaire) root: Root,
    pub(in crate::questionnaire) name: &'static str,
    pub(in crate::questionnaire) domain: Domain,
}

macro_rules! names {
    ($kind:ty) => {{
        const NAMES: [&str; <$kind>::ALL.len()] = {
            let mut names = [""; <$kind>::ALL.len()];
            let mut i = 0;
            while i < names.len() {
                names[i] = <$kind>::ALL[i].as_str();
                i += 1;
            }
            names
        };
        &NAMES
    }};
}

/// Service models, as stored.
const MODELS: [&str; 5] = ["hosting", "iaas", "managed", "paas", "saas"];

/// Every field that a condition may read.
pub(in crate::questionnaire) static ACCESS: [Field; 11] = [
    field(Root::Intake, "access", Domain::One(names!(Access))),
    field(
        Root::Intake,
        "criticality",
        Domain::One(names!(Criticality)),
    ),
    field(Root::Intake, "data_kinds", Domain::Many(names!(DataKind))),
    field(Root::Intake, "dpia_required", Domain::Flag),
    field(Root::Intake, "lock_in", Domain::One(names!(LockIn))),
    field(Root::Intake, "regimes", Domain::Many(names!(Regime))),
    field(
        Root::Intake,
        "third_country_exposure",
        Domain::One(names!(Exposure)),
    ),
    field(Root::Intake, "volume", Domain::One(names!(Volume))),
    field(Root::Service, "model", Domain::One(&MODELS)),
    field(Root::Vendor, "country", Domain::Country),
    field(Root::Vendor, "parent_country", Domain::Country),
];

const fn field(root: Root, name: &'static str, domain: Domain) -> Field {
    Field { root, name, domain }
}

/// The field of that name.
pub(in crate::questionnaire) fn find(root: Root, name: &str) -> Option<&'static Field> {
    ACCESS
        .iter()
        .find(|field| field.root == root && field.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dossier::ServiceModel;

    #[test]
    fn service_models_are_the_stored_ones() {
        for name in MODELS {
            let json = format!("\"{name}\"");
            assert!(
                serde_json::from_str::<ServiceModel>(&json).is_ok(),
                "{name}"
            );
        }
    }
}
