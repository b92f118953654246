//! A folder of dossiers as the program writes them: heads as `init` has them, assessments as `assess` stores them.

use std::sync::LazyLock;

use serde_json::{Value, json};
use waarborg::domain::assessment::Assessment;
use waarborg::dossier::store;

use crate::cli::{Place, Ran};

/// The day of every test.
pub(super) const TODAY: &str = "2026-11-29";

/// A real assessment, made offline once, to start from.
static BASE: LazyLock<Value> = LazyLock::new(|| {
    let place = Place::with_dossier();
    let arguments = ["assess", "acme", "--offline", "--as-of", "2026-11-22"];
    place.run(arguments).ends(0);
    let text = serde_json::to_string(&place.assessment()).expect("JSON");
    serde_json::from_str(&text).expect("JSON")
});

/// What one assessment comes to.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// When, such as `2026-11-22T08:00:00Z`.
    pub(super) at: &'static str,
    /// The verdict as it is stored.
    pub(super) advice: &'static str,
    /// Residual risk in basis points: best case, conservative.
    pub(super) risk: (u32, u32),
    /// Coverage in basis points.
    pub(super) coverage: u32,
    /// Until when it holds.
    pub(super) valid_until: &'static str,
    /// Operators of networks with the country of their top.
    pub(super) networks: Vec<(&'static str, &'static str)>,
    /// Countries of addresses.
    pub(super) places: Vec<&'static str>,
    /// Sub-processors, and whether the provider named them.
    pub(super) parties: Vec<(&'static str, bool)>,
}

impl Run {
    pub(super) fn new(at: &'static str, advice: &'static str, risk: (u32, u32)) -> Self {
        Self {
            at,
            advice,
            risk,
            coverage: 8_000,
            valid_until: "2027-11-22",
            networks: Vec::new(),
            places: Vec::new(),
            parties: Vec::new(),
        }
    }

    /// The assessment that it stands for.
    pub(super) fn assessment(&self, vendor: &str) -> Assessment {
        let mut value = BASE.clone();
        value["as_of"] = json!(self.at);
        value["method"]["as_of"] = json!(self.at);
        value["dossier"]["vendor"]["name"] = json!(vendor);
        value["verdict"]["advice"] = json!(self.advice);
        value["verdict"]["valid_until"] = json!(self.valid_until);
        value["score"]["residual_best"] = json!(self.risk.0);
        value["score"]["residual"] = json!(self.risk.1);
        value["score"]["coverage"] = json!(self.coverage);
        let levels = ["low", "medium", "high", "very-high"];
        value["score"]["level"] = json!(levels[(self.risk.1 / 2_501) as usize]);
        value["findings"] = findings(&value["findings"]);
        value["locations"] = self.locations();
        value["parties"] = self
            .parties
            .iter()
            .map(|(name, declared)| {
                let row = json!({"part": "sub-processor", "name": name});
                let standing = if *declared {
                    "declared-and-seen"
                } else {
                    "seen-not-declared"
                };
                json!({
                    "name": name, "known_by": "catalogue", "standing": standing,
                    "declared": if *declared { vec![row] } else { vec![] },
                })
            })
            .collect();
        serde_json::from_value(value).expect("an assessment")
    }

    fn locations(&self) -> Value {
        let place = |country: Option<&&str>, network: Option<&(&str, &str)>| {
            let mut located = json!({
                "subject": "host:www.example.nl", "observation": "o1",
                "address": "192.0.2.1", "canonical": "192.0.2.1", "scope": "public",
                "delivery": {"class": "unknown"}, "claims": [],
                "verdict": {"status": "in_eea", "rung": "L3", "confidence": "medium"},
            });
            if let Some(country) = country {
                located["verdict"]["country"] = json!(country);
                located["verdict"]["area"] = json!("eu");
            }
            if let Some((name, country)) = network {
                located["control"] = json!({
                    "operator_name": name, "ultimate_parent": format!("{name} Holdings"),
                    "ultimate_parent_country": country,
                });
            }
            located
        };
        let places = self.places.iter().map(|country| place(Some(country), None));
        let networks = self
            .networks
            .iter()
            .map(|network| place(None, Some(network)));
        places.chain(networks).collect()
    }
}

/// A few findings, so that another check or question changes nothing here: one not answered, one that deviates, one in part.
fn findings(all: &Value) -> Value {
    let all = all.as_array().expect("findings");
    let asked = all
        .iter()
        .find(|finding| finding["check"] == "con.agreement");
    let asked = asked.expect("the question for an agreement");
    let like = |outcome: &str, severity: &str| {
        let mut finding = asked.clone();
        finding["check"] = json!("https-hsts");
        finding["outcome"] = json!(outcome);
        finding["severity"] = json!(severity);
        finding
    };
    json!([asked, like("deviates", "high"), like("partial", "low")])
}

/// A folder with a portfolio in `all`.
pub(super) struct Yard {
    pub(super) place: Place,
}

impl Yard {
    pub(super) fn empty() -> Self {
        let place = Place::new();
        std::fs::create_dir(place.at("all")).expect("a folder");
        Self { place }
    }

    /// A dossier below `all`; `criticality` may be empty.
    pub(super) fn dossier(&self, folder: &str, vendor: &str, criticality: &str, runs: &[Run]) {
        let criticality = if criticality.is_empty() {
            String::new()
        } else {
            format!("criticality = \"{criticality}\"\n")
        };
        let head = format!(
            "format = 1\npacks = [\"quick\"]\n[controller]\nname = \"PrivComp B.V.\"\ncountry = \"NL\"\n\
             [vendor]\nname = {}\ncountry = \"DE\"\n[service]\nname = \"Dienst {}\"\nmodel = \"saas\"\n\
             description = \"A fictional service.\"\n[intake]\ndata_kinds = [\"contact\"]\n{criticality}\
             [[sub_processor]]\nname = \"Rekenzaal Noord B.V.\"\ncountry = \"NL\"\ntask = \"Opslag\"\n",
            toml::Value::from(vendor),
            folder.rsplit('/').next().unwrap_or_default(),
        );
        self.place
            .write(&format!("all/{folder}/dossier.toml"), head);
        for run in runs {
            let assessment = run.assessment(vendor);
            let json = waarborg::report::render_json(&assessment).expect("JSON");
            let root = self.place.at(&format!("all/{folder}"));
            store(&root, assessment.as_of, &[("assessment.json", json)]).expect("stored");
        }
    }

    /// A registered document of a dossier.
    pub(super) fn document(&self, folder: &str, id: &str, expires: &str) {
        let text =
            format!("[[evidence]]\nid = \"{id}\"\nkind = \"iso27001-2022\"\nexpires = {expires}\n");
        let path = format!("all/{folder}/evidence/evidence.toml");
        let before = std::fs::read_to_string(self.place.at(&path)).unwrap_or_default();
        self.place.write(&path, before + &text);
    }

    /// Good, bad, never assessed, several of one provider, with a shared operator: what most tests look at.
    pub(super) fn full() -> Self {
        let yard = Self::empty();
        let shared = |run: Run| Run {
            networks: vec![("Nimbus", "US")],
            places: vec!["DE", "NL"],
            parties: vec![("Rekenzaal Noord", true), ("Meetlat Analytics", false)],
            ..run
        };
        yard.dossier(
            "mail/berichtenbus",
            "Berichtenbus B.V.",
            "high",
            &[
                Run::new("2026-02-10T09:00:00Z", "hold", (3_000, 7_000)),
                shared(Run::new(
                    "2026-08-10T09:00:00Z",
                    "go-with-conditions",
                    (2_400, 4_100),
                )),
            ],
        );
        yard.document("mail/berichtenbus", "iso-certificate", "2026-12-15");
        yard.dossier(
            "kassa",
            "Kassa en Co. N.V.",
            "vital",
            &[shared(Run {
                coverage: 4_300,
                valid_until: "2026-12-20",
                ..Run::new("2026-10-01T09:00:00Z", "no-go", (5_100, 8_850))
            })],
        );
        yard.dossier(
            "roosters",
            "Berichtenbus",
            "low",
            &[Run {
                coverage: 9_600,
                places: vec!["NL"],
                ..Run::new("2025-11-01T09:00:00Z", "go", (1_200, 1_200))
            }],
        );
        yard.document("roosters", "iso-certificate", "2026-11-01");
        yard.dossier("nieuw", "Nieuwkomer S.A.", "", &[]);
        yard
    }

    pub(super) fn show(&self, options: &[&str]) -> Ran {
        let mut arguments = vec!["portfolio", "all", "--as-of", TODAY];
        arguments.extend(options);
        self.place.run(arguments)
    }
}
