//! The score and verdict of the fictional case.

use waarborg::domain::pack::Strength;
use waarborg::domain::score::{
    Contribution, FactorValue, InherentRisk, RiskLevel, Score, StrengthShare, TopicScore,
};
use waarborg::domain::text::Text;
use waarborg::domain::verdict::{Advice, Fix, Improvement, Reason, ReasonRule, Verdict, Way};

/// A score whose contributions sum exactly.
pub(super) fn score() -> Score {
    let contributions = vec![
        contribution(
            "quick/con.agreement",
            "contract",
            Some(Strength::Documented),
            7000,
            905,
        ),
        contribution(
            "quick/inc.notice",
            "incident",
            Some(Strength::Asserted),
            2500,
            212,
        ),
        contribution("quick/exit.delete", "exit", None, 0, 0),
        contribution(
            "quick/loc.storage",
            "location",
            Some(Strength::Asserted),
            3500,
            288,
        ),
        contribution(
            "hosting-location",
            "location",
            Some(Strength::Observed),
            5000,
            401,
        ),
        contribution(
            "tls-versions",
            "transport",
            Some(Strength::Observed),
            10_000,
            777,
        ),
        contribution(
            "certificate-validity",
            "transport",
            Some(Strength::Observed),
            5000,
            334,
        ),
    ];
    let taken: u32 = contributions.iter().map(|c| c.points).sum();
    Score {
        method: "waarborg-score/1".to_owned(),
        inherent: InherentRisk {
            value: 6250,
            level: RiskLevel::High,
            factors: vec![
                factor(
                    "data_kinds",
                    ("Gevoeligheid van de gegevens", "Sensitivity of the data"),
                    6000,
                    6000,
                    true,
                ),
                factor(
                    "criticality",
                    ("Afhankelijkheid van de dienst", "Dependence on the service"),
                    2000,
                    7000,
                    true,
                ),
                factor(
                    "lock_in",
                    ("Moeite om over te stappen", "Effort to leave"),
                    1000,
                    10_000,
                    false,
                ),
            ],
            raised: true,
        },
        residual: 6250 - taken,
        residual_best: 2103,
        level: RiskLevel::Medium,
        credit: 5499,
        credit_best: 7800,
        coverage: 7725,
        confidence: 5610,
        trust: 7000,
        contradictions: 2,
        strengths: vec![
            StrengthShare {
                strength: Strength::Asserted,
                share: 2890,
            },
            StrengthShare {
                strength: Strength::Documented,
                share: 1800,
            },
            StrengthShare {
                strength: Strength::Observed,
                share: 3035,
            },
        ],
        topics: vec![
            topic(
                "contract",
                ("Verwerkersovereenkomst", "Processor agreement"),
                5200,
                8100,
                8000,
                5,
            ),
            topic(
                "location",
                ("Locatie en doorgifte", "Location and transfers"),
                3650,
                7050,
                6600,
                4,
            ),
            topic(
                "transport",
                ("Beveiligde verbindingen", "Protected connections"),
                7600,
                7600,
                10_000,
                12,
            ),
            topic(
                "incident",
                ("Datalekken en incidenten", "Breaches and incidents"),
                2500,
                5000,
                10_000,
                1,
            ),
            topic(
                "exit",
                ("Beëindiging en vertrek", "Ending and leaving"),
                0,
                10_000,
                0,
                2,
            ),
        ],
        contributions,
    }
}

fn contribution(
    item: &str,
    topic: &str,
    strength: Option<Strength>,
    credit: u32,
    points: u32,
) -> Contribution {
    Contribution {
        item: item.to_owned(),
        topic: topic.parse().expect("an id"),
        weight: 4,
        value: strength.map(|_| 10_000),
        strength,
        credit,
        points,
        potential: 950_u32.saturating_sub(points),
    }
}

fn factor(id: &str, title: (&str, &str), weight: u32, value: u32, answered: bool) -> FactorValue {
    FactorValue {
        id: id.to_owned(),
        title: Text::new(title.0, title.1),
        weight,
        value,
        answered,
    }
}

fn topic(
    id: &str,
    title: (&str, &str),
    credit: u32,
    credit_best: u32,
    coverage: u32,
    items: u32,
) -> TopicScore {
    TopicScore {
        topic: id.parse().expect("an id"),
        title: Text::new(title.0, title.1),
        weight: 3,
        credit,
        credit_best,
        coverage,
        items,
    }
}

/// A verdict with a reason of many kinds.
pub(super) fn verdict() -> Verdict {
    let reason =
        |rule, caps_at, item: &str, text: (&str, &str), remedy: Option<(&str, &str)>| Reason {
            rule,
            caps_at,
            item: item.to_owned(),
            text: Text::new(text.0, text.1),
            remedy: remedy.map(|(nl, en)| Text::new(nl, en)),
            refs: vec!["gdpr:44".to_owned()],
        };
    Verdict {
        advice: Advice::NoGo,
        reasons: vec![
            reason(
                ReasonRule::LegalKnockOut,
                Advice::NoGo,
                "quick/loc.storage",
                (
                    "Ondersteuning vanuit India zonder geldige grondslag voor doorgifte.",
                    "Support from India without a valid basis for transfer.",
                ),
                Some((
                    "Sluit modelcontractbepalingen en beoordeel het recht van het land, of beëindig de toegang van daaruit.",
                    "Conclude standard contractual clauses and assess the law of the country, or end access from there.",
                )),
            ),
            reason(
                ReasonRule::CriticalUnknown,
                Advice::Hold,
                "quick/exit.delete",
                (
                    "Onbekend of gegevens na afloop worden gewist.",
                    "Unknown whether data is deleted at the end.",
                ),
                Some(("Vraag de termijn op.", "Ask for the term.")),
            ),
            reason(
                ReasonRule::LowCoverage,
                Advice::Hold,
                "coverage",
                (
                    "De dekking van 77,2% ligt onder de grens van 80%.",
                    "The coverage of 77.2% is below the limit of 80%.",
                ),
                None,
            ),
            reason(
                ReasonRule::Contradiction,
                Advice::GoWithConditions,
                "quick/loc.endpoints",
                (
                    "Niet alle eindpunten wijzen op de EER, anders dan is gezegd.",
                    "Not all endpoints point to the EEA, contrary to what was said.",
                ),
                Some((
                    "Vraag om uitleg of verplaats het eindpunt.",
                    "Ask for an explanation or move the endpoint.",
                )),
            ),
            reason(
                ReasonRule::SevereDeviation,
                Advice::GoWithConditions,
                "certificate-validity@endpoint:backup.cloud-en-co.example:443",
                (
                    "Het certificaat van backup.cloud-en-co.example is verlopen.",
                    "The certificate of backup.cloud-en-co.example has expired.",
                ),
                Some(("Vernieuw het certificaat.", "Renew the certificate.")),
            ),
            reason(
                ReasonRule::HighResidual,
                Advice::GoWithConditions,
                "residual",
                (
                    "Het restrisico is gemiddeld.",
                    "The residual risk is medium.",
                ),
                None,
            ),
        ],
        improvements: vec![Improvement {
            item: "quick/exit.delete".to_owned(),
            title: Text::new(
                "Worden alle gegevens na afloop gewist of teruggegeven?",
                "Is all data deleted or returned at the end?",
            ),
            text: Text::new(
                "Laat wissen of teruggeven met een termijn opnemen, back-ups inbegrepen.",
                "Have deletion or return added with a term, backups included.",
            ),
            points: 950,
        }],
        ways: vec![Way {
            advice: Advice::Hold,
            fixes: vec![Fix {
                item: "quick/loc.storage".to_owned(),
                title: Text::new("Waar de gegevens staan", "Where the data are kept"),
                text: Text::new(
                    "Beëindig de toegang van buiten de EER.",
                    "End access from outside the EEA.",
                ),
            }],
            residual: 4_210,
        }],
        valid_until: "2027-11-22".parse().expect("a day"),
        acceptances: Vec::new(),
    }
}
