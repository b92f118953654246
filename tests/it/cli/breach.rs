//! `waarborg breach`: the decision and the clock.

mod moments;
mod papers;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Place, Ran};
use crate::support::words::raw_key;

/// Answers by question, as TOML values.
type Answers = BTreeMap<&'static str, &'static str>;

/// A breach of customer data with a high risk, known on a Friday afternoon.
fn high_risk() -> Answers {
    BTreeMap::from([
        ("breach.id", "'2026-03'"),
        ("breach.incident", "'yes'"),
        ("breach.personal", "'yes'"),
        ("breach.role", "'controller'"),
        ("breach.certain", "'yes'"),
        ("breach.risk", "'high'"),
        ("breach.risk-reason", "'Passwords in the clear.'"),
        ("breach.when", "'unknown'"),
        ("breach.discovered", "2026-11-20T15:05:00+01:00"),
        ("breach.aware-at", "2026-11-20T16:20:00+01:00"),
        ("breach.summary", "'A backup stood open to the internet.'"),
        ("breach.data", "['name', 'email', 'login']"),
        ("breach.special", "[]"),
        ("breach.people-min", "1200"),
        ("breach.people-max", "1500"),
        ("breach.harm", "['fraud', 'phishing']"),
        ("breach.measures-taken", "'The backup was closed.'"),
        ("breach.authority", "'ap'"),
        ("breach.report", "'first'"),
        ("breach.grounds", "['gdpr']"),
        ("breach.cross-border", "'no'"),
        ("breach.complete", "'follow-up'"),
        ("breach.ordered", "'no'"),
        ("breach.financial", "'no'"),
        ("breach.exception", "'none'"),
        ("breach.told", "'will'"),
        ("breach.told-on", "2026-11-24"),
        (
            "breach.plain",
            "'Someone could read your name and password.'",
        ),
        ("breach.advice", "'Change your password.'"),
        ("breach.more-information", "'privacy@buyer.example'"),
        ("breach.other-duties", "[]"),
    ])
}

/// A dossier in which a breach is kept.
fn place(answers: &Answers) -> Place {
    let place = Place::with_dossier();
    place.edit(
        "acme/dossier.toml",
        "packs = [\"quick\"]",
        "packs = [\"quick\", \"breach-notification\"]",
    );
    answer(&place, answers);
    place
}

fn answer(place: &Place, answers: &Answers) {
    let mut text = "pack = 'breach-notification'\nversion = '1.0.0'\n".to_owned();
    for (question, value) in answers {
        writeln!(text, "[answers.'{question}']\nvalue = {value}").expect("a text takes it");
    }
    place.write("acme/answers/breach-notification.toml", text);
}

/// Runs at a moment; Saturday noon unless another is given.
fn run(place: &Place, more: &[&str]) -> Ran {
    let mut arguments = vec!["breach", "acme"];
    if !more.contains(&"--as-of") {
        arguments.extend(["--as-of", "2026-11-21T12:00:00Z"]);
    }
    arguments.extend(more);
    let ran = place.run(arguments);
    assert_eq!(raw_key(&ran.out), None);
    ran
}

/// What was written below `breaches`.
fn written(place: &Place) -> Vec<String> {
    let files = place.tree().into_iter();
    files
        .filter_map(|path| Some(path.strip_prefix("acme/breaches/")?.to_owned()))
        .filter(|path| !path.is_empty() && !path.ends_with('/'))
        .collect()
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

const AT: &str = "2026-03/2026-11-21T120000Z";

#[test]
fn the_questionnaire_has_to_belong_to_the_dossier() {
    let place = Place::with_dossier();
    place.run(["breach", "acme"]).refused(&[
        "breach-notification",
        "put \"breach-notification\" in `packs`",
    ]);
}

#[test]
fn what_is_open_is_named_and_nothing_is_written() {
    let place = place(&BTreeMap::from([("breach.incident", "'yes'")]));
    let ran = run(&place, &[]).ends(4).blames(&[
        "waarborg interview acme --packs breach-notification",
        "Nothing was written",
    ]);
    says(
        &ran.out,
        &[
            "breach.personal",
            "Are personal data involved?",
            "breach.id",
        ],
    );
    assert_eq!(written(&place), Vec::<String>::new());

    let mut answers = high_risk();
    answers.remove("breach.exception");
    answer(&place, &answers);
    let ran = run(&place, &[]).ends(4);
    says(
        &ran.out,
        &[
            "What is settled already",
            "1. Notify the authority",
            "breach.exception",
        ],
    );
    assert_eq!(written(&place), Vec::<String>::new());
}

#[test]
fn the_clock_runs_through_the_weekend() {
    let place = place(&high_risk());
    let ran = run(&place, &[]).ends(0);
    says(
        &ran.out,
        &[
            "1. Notify the authority of the breach",
            "Start: 20 November 2026, 16:20 (UTC+01:00) = 20 November 2026, 15:20 UTC",
            "By: 23 November 2026, 17:00 (UTC+01:00) = 23 November 2026, 16:00 UTC (72 hours)",
            "52 hours and 0 minutes left.",
            "GDPR 33(1)",
            "2. Notify in parts",
            "3. Tell the people",
            "4. Put the breach in your register",
        ],
    );
    assert_eq!(
        written(&place),
        [
            "breach-notification.toml",
            "decision.en.txt",
            "decision.nl.txt",
            "form-ap-2021.en.txt",
            "form-ap-2021.nl.txt",
            "letter.en.txt",
            "letter.nl.txt",
        ]
        .map(|name| format!("{AT}/{name}"))
        .into_iter()
        .chain(["register.toml".to_owned()])
        .collect::<Vec<_>>()
    );
}

#[test]
fn late_is_said_and_asks_for_reasons() {
    let mut answers = high_risk();
    let place = place(&answers);
    let late = ["--as-of", "2026-11-23T19:30:00Z", "--dry-run"];
    let ran = run(&place, &late)
        .ends(0)
        .blames(&["no reason for the delay is given", "nothing was written"]);
    says(
        &ran.out,
        &["PASSED, 3 hours and 30 minutes ago. Notify all the same, and give the reasons"],
    );
    assert_eq!(written(&place), Vec::<String>::new());

    answers.insert("breach.notified-at", "2026-11-23T20:00:00+01:00");
    answers.insert("breach.delay-reason", "'The provider told us late.'");
    answer(&place, &answers);
    let ran = run(&place, &late[..2]).ends(0);
    says(&ran.out, &["Done, 3 hours and 0 minutes late."]);
    assert!(!ran.err.contains("no reason for the delay"), "{}", ran.err);
    let form = "acme/breaches/2026-03/2026-11-23T193000Z/form-ap-2021.en.txt";
    says(
        &place.read(form),
        &["Reason of the delay:\n    The provider told us late.\n"],
    );

    // In time, the question is not asked, and an answer that was given stays out.
    answers.insert("breach.notified-at", "2026-11-23T09:00:00+01:00");
    answer(&place, &answers);
    let ran = run(&place, &["--as-of", "2026-11-24T00:00:00Z"]).ends(0);
    says(&ran.out, &["Done, in time."]);
    let form = "acme/breaches/2026-03/2026-11-24T000000Z/form-ap-2021.en.txt";
    assert!(!place.read(form).contains("The provider told us late."));
}

#[test]
fn a_processor_warns_its_client_and_decides_nothing_else() {
    let mut answers = high_risk();
    answers.insert("breach.role", "'processor'");
    let place = place(&answers);
    let ran = run(&place, &[]).ends(0);
    says(
        &ran.out,
        &["1. You are the processor: warn your client", "GDPR 33(2)"],
    );
    assert!(!ran.out.contains("Notify the authority"), "{}", ran.out);
    let files = written(&place);
    assert!(
        files.contains(&format!("{AT}/processor-notice.en.txt")),
        "{files:?}"
    );
    assert!(
        !files
            .iter()
            .any(|file| file.contains("form-") || file.contains("letter"))
    );
    let notice = place.read(&format!("acme/breaches/{AT}/processor-notice.en.txt"));
    says(&notice, &["A backup stood open to the internet."]);
    // The judgement of the risk is the client's: what was answered to a question that is not asked stays out.
    assert!(!notice.contains("Passwords in the clear."));
    assert!(
        !place
            .read("acme/breaches/register.toml")
            .contains("Passwords in the clear.")
    );
}

#[test]
fn an_exception_spares_the_letter_and_a_public_notice_does_not() {
    let mut answers = high_risk();
    answers.insert("breach.exception", "'unreadable'");
    answers.insert("breach.told", "'no'");
    let place = place(&answers);
    let ran = run(&place, &[]).ends(0);
    says(
        &ran.out,
        &[
            "Telling is not needed: the data were unreadable",
            "GDPR 34(3)",
        ],
    );
    assert!(!written(&place).iter().any(|file| file.contains("letter")));

    for (exception, words, at) in [
        (
            "'risk-removed'",
            "the high risk was taken away",
            "2026-11-21T13:00:00Z",
        ),
        ("'weighty'", "weighty interests", "2026-11-21T14:00:00Z"),
        (
            "'disproportionate'",
            "Tell the people with a public notice",
            "2026-11-21T15:00:00Z",
        ),
    ] {
        answers.insert("breach.exception", exception);
        answer(&place, &answers);
        says(&run(&place, &["--as-of", at]).ends(0).out, &[words]);
    }
    let letters: Vec<String> = written(&place)
        .into_iter()
        .filter(|file| file.contains("letter"))
        .collect();
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(letters.iter().all(|file| file.contains("T150000Z")));

    // An order of the authority goes before every exception.
    answers.insert("breach.exception", "'unreadable'");
    answers.insert("breach.ordered", "'yes'");
    answer(&place, &answers);
    let ran = run(&place, &["--as-of", "2026-11-21T16:00:00Z"]).ends(0);
    says(&ran.out, &["the authority has ordered it", "GDPR 58(2)(e)"]);
}

#[test]
fn other_duties_have_clocks_of_their_own() {
    let mut answers = high_risk();
    answers.insert("breach.other-duties", "['nis2', 'dora', 'contract']");
    let place = place(&answers);
    let ran = run(&place, &["--dry-run"]).ends(0);
    says(
        &ran.out,
        &[
            "first send a warning",
            "By: 21 November 2026, 16:00 (UTC+01:00) = 21 November 2026, 15:00 UTC (24 hours)",
            "3 hours and 0 minutes left.",
            "DORA 19",
            "Warn those who must be told under your agreements",
        ],
    );
}

#[test]
fn a_dutch_dossier_is_answered_in_dutch() {
    let place = place(&high_risk());
    let ran = run(&place, &["--lang", "nl"]).ends(0);
    says(
        &ran.out,
        &[
            "Datalek 2026-03:",
            "Uiterlijk: 23 november 2026, 17:00 uur (UTC+01:00) = 23 november 2026, 16:00 uur UTC (72 uur)",
            "Nog 52 uur en 0 minuten.",
            "Grondslag: AVG 33(1)",
        ],
    );
    insta::assert_snapshot!("breach-nl", ran.out);
}
