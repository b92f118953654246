//! Moments that cannot be right, authorities without a form here, and folders of their own.

use super::{answer, high_risk, place, run, says, written};

#[test]
fn an_order_that_cannot_be_is_refused_before_anything_is_counted() {
    let mut answers = high_risk();
    answers.insert("breach.notified-at", "2026-11-20T09:00:00+01:00");
    let place = place(&answers);
    run(&place, &[]).refused(&[
        "breach.notified-at",
        "lies before `breach.aware-at`",
        "2026-11-20T16:20:00+01:00",
    ]);
    assert!(written(&place).is_empty());
    answers.remove("breach.notified-at");
    answers.insert("breach.aware-at", "2026-11-20T15:00:00+01:00");
    answer(&place, &answers);
    run(&place, &[]).refused(&["breach.aware-at", "lies before `breach.discovered`"]);
}

#[test]
fn a_start_in_the_future_is_refused_and_one_after_the_overview_is_told() {
    let mut answers = high_risk();
    answers.insert("breach.aware-at", "2999-10-23T16:20:00+02:00");
    let place = place(&answers);
    run(&place, &[]).refused(&["breach.aware-at", "lies in the future"]);
}

#[test]
fn another_authority_gets_no_form_of_the_dutch_one() {
    let mut answers = high_risk();
    answers.insert("breach.authority", "'other'");
    answers.insert("breach.other-duties", "['telecom']");
    let place = place(&answers);
    let ran = run(&place, &[]).ends(0);
    assert!(!ran.out.contains("form of the AP"), "{}", ran.out);
    for (lang, words) in [
        ("nl", "webformulier van de AP"),
        ("en", "web form of the AP"),
    ] {
        let form = place.read(&format!(
            "acme/breaches/{}/form-other.{lang}.txt",
            super::AT
        ));
        assert!(!form.replace('\n', " ").contains(words), "{form}");
        says(&form, &["AP"]);
    }
}

#[test]
fn a_belgian_breach_follows_belgian_law() {
    let mut answers = high_risk();
    answers.insert("breach.authority", "'gba'");
    answers.insert("breach.other-duties", "['nis2', 'telecom']");
    let place = place(&answers);
    let ran = run(&place, &[]).ends(0);
    let out: Vec<&str> = ran.out.split_whitespace().collect();
    says(&out.join(" "), &["Centre for Cybersecurity Belgium"]);
    for word in [
        "Dutch Cybersecurity Act",
        "Cbw",
        "form of the AP",
        "notify the AP",
    ] {
        assert!(!ran.out.contains(word), "{word} in:\n{}", ran.out);
    }
}

#[test]
fn breaches_whose_names_are_alike_keep_apart() {
    let mut answers = high_risk();
    answers.insert("breach.id", "'a/b'");
    let place = place(&answers);
    run(&place, &[]).ends(0);
    answers.insert("breach.id", "'a b'");
    answer(&place, &answers);
    run(&place, &["--as-of", "2026-11-21T13:00:00Z"]).ends(0);
    answers.insert("breach.id", "'a/b'");
    answer(&place, &answers);
    run(&place, &["--as-of", "2026-11-21T14:00:00Z"]).ends(0);
    let files = written(&place);
    let count = |folder: &str| files.iter().filter(|file| file.starts_with(folder)).count();
    assert!(
        count("a-b/2026-11-21T120000Z/") > 0 && count("a-b/2026-11-21T140000Z/") > 0,
        "{files:?}"
    );
    assert!(count("a-b-2/2026-11-21T130000Z/") > 0, "{files:?}");
    assert_eq!(count("a-b/2026-11-21T130000Z/"), 0, "{files:?}");
}
