//! What a judgement rests on, in the language of the reader: words of ours in both, those of a library or system marked.

use waarborg::check::CHECKS;
use waarborg::domain::fact::{Halt, HaltKind};
use waarborg::domain::finding::EvidenceItem;
use waarborg::domain::observation::{Fact, Failure, FailureReason, Observation, Reading};
use waarborg::domain::text::Lang;

use super::{Case, cases, catalogue, judge_case};

fn all_evidence(mut look: impl FnMut(&str, &Case, &EvidenceItem)) {
    let catalogue = catalogue();
    for check in CHECKS {
        for (name, case) in cases(check.id) {
            let findings = judge_case(&case, &catalogue);
            for finding in findings.iter().filter(|finding| finding.check == check.id) {
                for item in &finding.evidence {
                    look(&format!("{}/{name}", check.id), &case, item);
                }
            }
        }
    }
}

#[test]
fn what_a_library_said_of_a_failure_is_marked_as_such() {
    let mut marked = 0;
    all_evidence(|name, case, item| {
        let observation = case.observations.0.iter().find(|o| o.id == item.id);
        let Some(failure) = observation.and_then(Observation::failure) else {
            return;
        };
        if failure.detail.is_empty() || !item.quote.contains(&failure.detail) {
            return;
        }
        let (nl, en) = (item.in_lang(Lang::Nl), item.in_lang(Lang::En));
        assert!(
            nl.contains(&format!("(technische melding: {})", failure.detail)),
            "{name}: {nl}"
        );
        assert!(
            en.contains(&format!("(technical message: {})", failure.detail)),
            "{name}: {en}"
        );
        marked += 1;
    });
    assert!(marked > 50, "{marked}");
}

#[test]
fn words_of_ours_are_there_in_both_languages_and_filled_in() {
    let mut told = 0;
    all_evidence(|name, _, item| {
        let Some(words) = &item.told else {
            return;
        };
        assert_eq!(words.en, item.quote, "{name}");
        assert_ne!(words.nl, words.en, "{name}");
        for text in [&words.nl, &words.en] {
            let open = [
                "{detail}",
                "{failure}",
                "{url}",
                "{count}",
                "{bits}",
                "quote.",
            ];
            assert!(!open.iter().any(|gap| text.contains(gap)), "{name}: {text}");
        }
        told += 1;
    });
    assert!(told > 200, "{told}");
}

/// Replaces why redirects were followed no further, and judges again.
fn halted(halt: Option<&Halt>) -> EvidenceItem {
    let (_, mut case) = cases("web-content-security-policy")
        .into_iter()
        .find(|(name, _)| name == "not-observed-loop")
        .expect("the case of a loop");
    for observation in &mut case.observations.0 {
        if let Reading::Observed(fact) = &mut observation.reading
            && let Fact::Http(http) = fact.as_mut()
        {
            http.halt = halt.cloned();
        }
    }
    let findings = judge_case(&case, &catalogue());
    let finding = findings
        .into_iter()
        .find(|finding| finding.check == "web-content-security-policy")
        .expect("a finding");
    finding.evidence.into_iter().next().expect("evidence")
}

#[test]
fn why_redirects_were_not_followed_is_told_in_both_languages() {
    let halt = |kind, failure| {
        Some(Halt {
            kind,
            url: "https://portal.example.nl/".to_owned(),
            failure,
        })
    };
    let circle = halted(halt(HaltKind::Circle, None).as_ref());
    assert_eq!(
        circle.in_lang(Lang::Nl),
        "de doorverwijzingen draaien in een kring, bij https://portal.example.nl/"
    );
    assert_eq!(
        circle.in_lang(Lang::En),
        "the redirects go round in circles, at https://portal.example.nl/"
    );
    let refused = Failure::new(FailureReason::Refused, "os error 111");
    let unreached = halted(halt(HaltKind::Unreached, Some(refused)).as_ref());
    assert!(
        unreached
            .in_lang(Lang::Nl)
            .ends_with("de server weigerde de verbinding (technische melding: os error 111)"),
        "{unreached:?}"
    );
    // An assessment from before has the words of the program alone.
    let before = halted(None);
    assert!(
        before
            .in_lang(Lang::Nl)
            .starts_with("technische melding: the redirects go round"),
        "{before:?}"
    );
}
