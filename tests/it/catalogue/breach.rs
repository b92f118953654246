//! The papers of a breach: what they ask is in the questionnaire, and what the questionnaire asks is used.

use std::collections::BTreeSet;

use waarborg::catalogue::load_breach;
use waarborg::domain::deadline::Length;
use waarborg::domain::decision::Paper;
use waarborg::domain::id::QuestionId;
use waarborg::domain::pack::QuestionKind;

use super::catalogue;

#[test]
fn the_papers_ask_what_the_questionnaire_knows() {
    let catalogue = catalogue();
    let papers = load_breach(&catalogue.files).expect("the papers");
    let pack = &catalogue
        .pack("breach-notification")
        .expect("the pack")
        .pack;
    let known: BTreeSet<&str> = pack.questions.iter().map(|q| q.id.as_str()).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for form in &papers.forms {
        for field in form.sections.iter().flat_map(|section| &section.fields) {
            assert!(
                !field.nl.is_empty() && !field.en.is_empty(),
                "{}",
                form.form.id
            );
            used.extend(field.answers.iter().map(QuestionId::as_str));
        }
    }
    for field in &papers.register.fields {
        used.extend(field.answers.iter().map(QuestionId::as_str));
    }
    for paragraph in &papers.letter.paragraphs {
        let mut names: BTreeSet<String> =
            paragraph.answers.iter().map(ToString::to_string).collect();
        names.insert("controller".to_owned());
        let (nl, en) = paragraph.text.placeholders();
        assert_eq!(nl, en, "both languages fill in the same");
        assert!(nl.iter().all(|name| names.contains(name)), "{nl:?}");
        used.extend(paragraph.answers.iter().map(QuestionId::as_str));
        for rule in &paragraph.rules {
            assert!(pack.rules.iter().any(|known| known.id == *rule), "{rule}");
        }
    }
    let strange: Vec<&&str> = used.difference(&known).collect();
    assert!(strange.is_empty(), "{strange:?}");
    // What no paper holds decides.
    for id in known.difference(&used).filter(|id| **id != "breach.id") {
        let decides = pack.rules.iter().any(|rule| rule.condition.contains(id))
            || pack
                .questions
                .iter()
                .any(|q| q.when.as_ref().is_some_and(|when| when.contains(id)));
        assert!(decides, "{id} is asked for nothing");
    }
}

#[test]
fn every_channel_leads_to_a_form_and_every_authority_to_a_channel() {
    let catalogue = catalogue();
    let papers = load_breach(&catalogue.files).expect("the papers");
    let pack = &catalogue
        .pack("breach-notification")
        .expect("the pack")
        .pack;
    for channel in &catalogue.deadlines.channels {
        assert!(papers.form(&channel.form).is_some(), "{}", channel.form);
        assert!(channel.url.starts_with("https://"));
    }
    let question = pack
        .questions
        .iter()
        .find(|q| q.id.as_str() == "breach.authority")
        .expect("the question");
    assert_eq!(question.kind, QuestionKind::Choice);
    let today = "2026-11-22".parse().expect("a day");
    for choice in question
        .choices
        .iter()
        .filter(|choice| choice.id != "other")
    {
        let channel = catalogue.deadlines.channel(&choice.id, today);
        assert!(channel.is_some(), "{}", choice.id);
    }
    for form in ["ap-2021", "processor-notice"] {
        assert!(papers.form(form).is_some(), "{form} is there by name");
    }
    let asks = |paper: Paper| pack.rules.iter().any(|rule| rule.papers.contains(&paper));
    assert!(
        [Paper::Form, Paper::Letter, Paper::Notice, Paper::Register]
            .into_iter()
            .all(asks)
    );
}

#[test]
fn the_law_of_today_is_the_one_in_force() {
    let catalogue = catalogue();
    let today = "2026-11-22".parse().expect("a day");
    let notice = catalogue.deadlines.period("authority-notice", today);
    let length = notice.and_then(waarborg::domain::deadline::Period::length);
    assert_eq!(length, Some(Length::Hours(72)));
    let degrees = catalogue.deadlines.notifiable(today);
    let pack = &catalogue
        .pack("breach-notification")
        .expect("the pack")
        .pack;
    let risk = pack
        .questions
        .iter()
        .find(|q| q.id.as_str() == "breach.risk")
        .expect("the question");
    assert!(!degrees.iter().any(|degree| degree == "unlikely"));
    for degree in degrees {
        assert!(
            risk.choices.iter().any(|choice| choice.id == *degree),
            "{degree}"
        );
    }
    // The question about the delay is asked from the length that is law.
    let asked = pack
        .questions
        .iter()
        .find(|q| q.id.as_str() == "breach.delay-reason")
        .and_then(|q| q.when.clone())
        .expect("a condition");
    assert!(asked.ends_with("> 72"), "{asked}");
}
