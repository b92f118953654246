//! Files of answers: what is read, and what is pointed at.

use std::sync::Arc;

use waarborg::domain::answer::{AnswerSet, AnswerValue, Cell, Source};
use waarborg::questionnaire::parse_answers;

use super::{PACK, day, list, parsed, word};

fn read(source: &str) -> Result<AnswerSet, Vec<String>> {
    let pack = parsed("basis.toml", PACK);
    parse_answers("answers.toml", &Arc::from(source), &[&pack])
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

const HEAD: &str = "pack = 'basis'\nversion = '1.0.0'\n";

fn value(id: &str, value: &str) -> Option<AnswerValue> {
    let set = read(&format!("{HEAD}[answers.'{id}']\nvalue = {value}\n")).expect(value);
    set.answers.get(id).and_then(|answer| answer.value.clone())
}

fn fault(id: &str, value: &str) -> String {
    read(&format!("{HEAD}[answers.'{id}']\nvalue = {value}\n"))
        .expect_err(value)
        .join("\n")
}

#[test]
fn every_type_has_one_way_of_writing() {
    for yes in ["true", "'yes'", "'Ja'", "'TRUE'"] {
        assert_eq!(
            value("agr.signed", yes),
            Some(AnswerValue::Flag(true)),
            "{yes}"
        );
    }
    for no in ["false", "'nee'", "'No'"] {
        assert_eq!(
            value("agr.signed", no),
            Some(AnswerValue::Flag(false)),
            "{no}"
        );
    }
    assert_eq!(
        value("loc.storage", "['nl', 'UK', 'NL']"),
        Some(list(&["NL", "GB"]))
    );
    assert_eq!(value("loc.storage", "'de'"), Some(list(&["DE"])));
    assert_eq!(
        value("loc.storage", "[]"),
        None,
        "naming no country says nothing"
    );
    assert_eq!(
        value("xfer.tool", "[]"),
        Some(list(&[])),
        "choosing none is an answer"
    );
    assert_eq!(value("sec.iso", "' other '"), Some(word("other")));
    assert_eq!(value("sec.iso", "''"), None, "an empty text is no answer");
    let date = Some(AnswerValue::Day(day("2026-02-28")));
    assert_eq!(value("sec.test", "2026-02-28"), date);
    assert_eq!(value("sec.test", "'2026-02-28'"), date);
    assert_eq!(value("inc.hours", "0"), Some(AnswerValue::Number(0)));
    assert_eq!(
        value("gov.policy", "'policy-2026'"),
        Some(word("policy-2026"))
    );
    assert_eq!(value("sub.list", "[]"), Some(AnswerValue::Rows(vec![])));
    let rows = value(
        "sub.list",
        "[{ name = 'X', country = 'us', since = 2026-01-01 }, { name = ' ' }]",
    );
    let Some(AnswerValue::Rows(rows)) = rows else {
        panic!("rows")
    };
    assert_eq!(rows[0]["country"], Cell::Text("US".to_owned()));
    assert_eq!(rows[0]["since"], Cell::Day(day("2026-01-01")));
    assert!(rows[1].is_empty(), "an empty cell is not filled in");
}

#[test]
fn what_does_not_fit_is_pointed_at() {
    for (id, value, place, words) in [
        (
            "agr.signed",
            "1",
            "4:9",
            "expected yes or no, found a number",
        ),
        (
            "agr.signed",
            "'maybe'",
            "4:9",
            "`maybe` is neither yes nor no",
        ),
        (
            "loc.storage",
            "['NL', 'Duitsland']",
            "4:16",
            "`Duitsland` is not a country",
        ),
        (
            "loc.storage",
            "['EU']",
            "4:10",
            "name the countries themselves",
        ),
        (
            "xfer.tool",
            "['scc', 'bcrs']",
            "4:17",
            "did you mean `bcr` (",
        ),
        ("sec.iso", "'gold'", "4:9", "choose from: `in-scope` ("),
        ("inc.hours", "-1", "4:9", "below zero"),
        ("inc.hours", "1.5", "4:9", "expected a text, a whole number"),
        (
            "inc.hours",
            "'24'",
            "4:9",
            "expected a whole number, found a text",
        ),
        (
            "sec.test",
            "2026-01-01T10:00:00Z",
            "4:9",
            "not a day such as 2026-01-31",
        ),
        (
            "sec.test",
            "'gisteren'",
            "4:9",
            "not a day such as 2026-01-31",
        ),
        (
            "gov.policy",
            "'My Policy.pdf'",
            "4:9",
            "not the id of a document",
        ),
        (
            "sub.list",
            "[{ nmae = 'X' }]",
            "4:19",
            "did you mean `name`?",
        ),
        (
            "sub.list",
            "[{ country = 'X' }]",
            "4:22",
            "`X` is not a country",
        ),
        ("sub.list", "[{ name = [1] }]", "4:19", "expected a text"),
        (
            "loc.storage",
            "['NL', 1]",
            "4:10",
            "only texts or only rows",
        ),
    ] {
        let found = fault(id, value);
        assert!(
            found.starts_with(&format!("answers.toml:{place}:")),
            "{value}: {found}"
        );
        assert!(found.contains(words), "{value}: {found}");
    }
    assert!(fault("gov.policy", &format!("'{}'", "a".repeat(70_000))).contains("64 KiB"));
    let many = format!("[{}]", "{ name = 'x' }, ".repeat(1_001));
    assert!(fault("sub.list", &many).contains("more than 1000"));
}

#[test]
fn all_faults_come_at_once_in_order() {
    let faults = read(&format!(
        "{HEAD}[answers.'agr.singed']\nvalue = true\n[answers.'agr.signed']\nvalue = 3\n[answers.'inc.hours']\nvalue = -3\n"
    ))
    .expect_err("faults");
    let starts: Vec<&str> = faults.iter().filter_map(|fault| fault.get(..15)).collect();
    assert_eq!(
        starts,
        ["answers.toml:3:", "answers.toml:6:", "answers.toml:8:"]
    );
    assert!(
        faults[0].contains("did you mean `agr.signed`?"),
        "{}",
        faults[0]
    );
}

#[test]
fn the_pack_and_its_meaning_must_match() {
    let fault = |text: &str| read(text).expect_err(text).join("");
    assert!(
        fault("pack = 'bassis'\nversion = '1.0.0'\n")
            .contains("1:8: unknown questionnaire `bassis` (did you mean `basis`?)")
    );
    assert!(
        fault("pack = 'basis'\nversion = '2.0.0'\n")
            .contains("2:11: these answers belong to version 2.0.0")
    );
    assert!(fault("pack = 'basis'\nversion = 'new'\n").contains("not a version"));
    assert!(
        read("pack = 'basis'\nversion = '1.9.7'\n").is_ok(),
        "new questions leave old answers alone"
    );
    assert!(
        fault("pack = 'basis'\nversion = '1.0.0'\nanswer = 1\n")
            .contains("unknown key `answer` (did you mean `answers`?)")
    );
    assert!(fault("pack = ").contains("answers.toml:1:"));
}

#[test]
fn provenance_and_review_are_kept() {
    let set = read(&format!(
        "{HEAD}[answers.'sec.iso']\nvalue = 'none'\ncomment = 'soon'\nby = 'Supplier desk'\nat = 2026-11-01\n\
         source = {{ carried-from = 2025-11-01 }}\nevidence = ['iso-1']\n\
         review = {{ decision = 'confirmed', by = 'Privacy desk', at = 2026-11-02, reason = 'asked' }}\n"
    ))
    .expect("answers");
    let answer = &set.answers["sec.iso"];
    assert_eq!(answer.source, Some(Source::CarriedFrom(day("2025-11-01"))));
    assert_eq!(answer.comment.as_deref(), Some("soon"));
    assert_eq!(answer.evidence.len(), 1);
    assert!(answer.review.is_some());
}

#[test]
fn decisions_are_signed_or_refused() {
    let refused = |source: &str| read(source).expect_err("a fault")[0].clone();
    let with = |rest: &str| format!("{HEAD}[answers.'sec.iso']\nvalue = 'none'\n{rest}\n");
    let accepted = |owner: &str, until: &str, risk: u32| {
        with(&format!(
            "acceptance = {{ owner = '{owner}', reason = 'small', at = 2026-06-01, until = {until}, risk = {risk} }}"
        ))
    };
    let set = read(&accepted("Director", "2026-12-31", 3_400)).expect("answers");
    let taken = set.answers["sec.iso"]
        .acceptance
        .as_ref()
        .expect("an acceptance");
    assert_eq!((taken.owner.as_str(), taken.risk), ("Director", 3_400));
    assert!(refused(&accepted(" ", "2026-12-31", 3_400)).contains("must not be empty"));
    assert!(refused(&accepted("Director", "2026-06-01", 3_400)).contains("ends after the day"));
    assert!(
        refused(&accepted("Director", "2026-12-31", 10_001)).contains("at most 10000 basis points")
    );
    let review =
        with("review = { decision = 'rejected', by = 'Desk', at = 2026-06-01, reason = '' }");
    assert!(refused(&review).contains("must not be empty"));
    let unknown = with(
        "acceptance = { owner = 'D', reason = 'r', at = 2026-06-01, untill = 2026-12-31, risk = 1 }",
    );
    assert!(refused(&unknown).contains("did you mean `until`?"));
}
