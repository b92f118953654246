//! The rules for packs: each fires where the fault is, and a good pack is left alone.

use std::collections::{BTreeMap, BTreeSet};

use waarborg::domain::id::KnockOutId;
use waarborg::domain::pack::KnockOut;
use waarborg::questionnaire::{Lint, LintLevel, ParsedPack, Vocabulary, lint};

use super::{PACK, knock_outs, parsed};

/// What the law on notices says in these tests, first and later.
fn notifiable() -> &'static [Vec<String>; 2] {
    static LISTS: std::sync::LazyLock<[Vec<String>; 2]> = std::sync::LazyLock::new(|| {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        [list(&["risk", "high"]), list(&["high"])]
    });
    &LISTS
}

fn vocabulary(knock_outs: &BTreeMap<KnockOutId, KnockOut>) -> Vocabulary<'_> {
    Vocabulary {
        checks: BTreeSet::from(["hosting-location", "tls-versions"]),
        kinds: BTreeSet::from(["agreement", "iso27001", "pentest", "policy"]),
        knock_outs,
        topics: BTreeSet::from([
            "contract",
            "governance",
            "incident",
            "location",
            "security",
            "sub-processors",
            "transport",
        ]),
        rules: BTreeSet::from(["endpoints-in-eea"]),
        periods: BTreeSet::from(["notice"]),
        notifiable: notifiable().iter().map(Vec::as_slice).collect(),
        norms: BTreeMap::from([("gdpr", BTreeSet::from(["28(3)", "44"]))]),
    }
}

pub(super) fn lints(packs: &[&ParsedPack]) -> Vec<Lint> {
    lint(packs, &vocabulary(&knock_outs()))
}

/// Lints the pack with one piece of text replaced.
pub(super) fn with(old: &str, new: &str) -> Vec<Lint> {
    assert!(PACK.contains(old), "`{old}` is in the pack");
    lints(&[&parsed("basis.toml", &PACK.replacen(old, new, 1))])
}

/// The one lint of that rule, as `line:column message`.
#[track_caller]
pub(super) fn one(lints: &[Lint], rule: &str) -> String {
    let shown: Vec<String> = lints
        .iter()
        .filter(|lint| lint.rule == rule)
        .map(|lint| lint.diagnostic.to_string())
        .collect();
    let [only] = shown.as_slice() else {
        panic!("one `{rule}` expected: {lints:#?}");
    };
    only.trim_start_matches("basis.toml:").to_owned()
}

/// Where a text stands in the changed pack.
fn place(old: &str, new: &str, at: &str) -> String {
    let text = PACK.replacen(old, new, 1);
    let from = PACK.find(old).expect(old);
    let before = &text[..from + new.find(at).expect(at)];
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{}:{column}:", before.matches('\n').count() + 1)
}

/// The rule fires at that part of the replacement; an empty part stands for a place elsewhere.
#[track_caller]
pub(super) fn fires(rule: &str, old: &str, new: &str, at: &str, words: &str) {
    let found = one(&with(old, new), rule);
    let place = place(old, new, at);
    assert!(
        at.is_empty() || found.starts_with(&place),
        "{found} at {place}"
    );
    assert!(found.contains(words), "{found}");
}

#[test]
fn a_good_pack_is_left_alone() {
    assert_eq!(lints(&[&parsed("basis.toml", PACK)]), []);
}

#[test]
fn unknown_names_are_pointed_at_with_the_nearest() {
    fires(
        "unknown-section",
        "section = \"rest\"",
        "section = \"rset\"",
        "\"rset\"",
        "did you mean `rest`?",
    );
    fires(
        "unknown-topic",
        "topic = \"incident\"",
        "topic = \"incidents\"",
        "\"incidents\"",
        "did you mean `incident`?",
    );
    fires(
        "unknown-check",
        "\"tls-versions\"",
        "\"tls-version\"",
        "\"tls-version\"",
        "did you mean `tls-versions`?",
    );
    fires(
        "unknown-kind",
        "[\"pentest\"]",
        "[\"pentests\"]",
        "\"pentests\"",
        "did you mean `pentest`?",
    );
    fires(
        "unknown-claim",
        "\"endpoints-in-eea\"",
        "\"endpoint-in-eea\"",
        "\"endpoint-in-eea\"",
        "did you mean",
    );
    fires(
        "unknown-norm",
        "\"gdpr:28(3)\"",
        "\"gdrp:28(3)\"",
        "\"gdrp",
        "did you mean `gdpr`?",
    );
    fires(
        "unknown-norm",
        "\"gdpr:44\"",
        "\"gdpr:45\"",
        "\"gdpr:45",
        "provision `45` does not exist",
    );
    fires(
        "unknown-norm",
        "\"gdpr:44\"",
        "\"art. 44\"",
        "\"art",
        "not a reference such as",
    );
    fires(
        "unknown-knock-out",
        "knock_out = \"transfer\"",
        "knock_out = \"transfers\"",
        "\"transfers\"",
        "did you mean `transfer`?",
    );
    fires(
        "unknown-question",
        "answers[\"sec.iso\"]",
        "answers[\"sec.iso7\"]",
        "\"sec.iso7\"",
        "did you mean `sec.iso`?",
    );
}

#[test]
fn the_build_of_a_pack_is_checked() {
    fires(
        "bad-version",
        "version = \"1.2.0\"",
        "version = \"1.2\"",
        "\"1.2\"",
        "such as 1.0.0",
    );
    fires(
        "duplicate-id",
        "id = \"tls.only\"",
        "id = \"inc.hours\"",
        "\"inc.hours\"",
        "occurs before",
    );
    fires(
        "duplicate-id",
        "{ id = \"bcr\",",
        "{ id = \"scc\",",
        "\"scc\"",
        "occurs before",
    );
    fires(
        "unused-section",
        "section = \"contract\"",
        "section = \"rest\"",
        "",
        "`contract`",
    );
    fires(
        "missing-choices",
        "type = \"number\"",
        "type = \"choice\"",
        "\"choice\"",
        "needs choices",
    );
    fires(
        "missing-columns",
        "type = \"number\"",
        "type = \"table\"",
        "\"table\"",
        "needs columns",
    );
    fires(
        "stray-list",
        "type = \"multi\"",
        "type = \"text\"",
        "",
        "has no choices",
    );
    fires(
        "value-range",
        "value = 30",
        "value = 130",
        "130",
        "100 at most",
    );
    fires(
        "missing-fix",
        "value = 30\nfix = { nl = \"Vraag partijen in de EER.\", en = \"Ask for parties in the EEA.\" }",
        "value = 30",
        "30",
        "(`fix`)",
    );
    fires(
        "stray-unless",
        "knock_out = \"transfer\"\n",
        "",
        "",
        "no knock-out to except from",
    );
    let twice = parsed("basis.toml", PACK);
    let again = parsed("again.toml", PACK);
    let count = lints(&[&twice, &again])
        .iter()
        .filter(|l| l.rule == "duplicate-id")
        .count();
    assert_eq!(count, 10, "the pack and its nine questions");
}

#[test]
fn a_legal_knock_out_names_its_basis() {
    let mut without = knock_outs();
    for knock_out in without.values_mut() {
        knock_out.basis.clear();
    }
    let lints = lint(&[&parsed("basis.toml", PACK)], &vocabulary(&without));
    let rules: Vec<&str> = lints.iter().map(|lint| lint.rule).collect();
    assert_eq!(rules, ["no-basis", "no-basis"]);
}

#[test]
fn words_are_looked_at_in_both_languages() {
    fires(
        "empty-text",
        "en = \"The law demands it.\"",
        "en = \" \"",
        "\" \"",
        "(`en`)",
    );
    fires(
        "same-text",
        "en = \"The law demands it.\"",
        "en = \"De wet eist het.\"",
        "\"De",
        "are the same",
    );
    fires(
        "double-negative",
        "nl = \"Is de overeenkomst getekend?\"",
        "nl = \"Is er geen overeenkomst die niet is getekend?\"",
        "\"Is",
        "geen, niet",
    );
    let lints = with(
        "severity = \"critical\"\n\n[[question.option]]\nif = 'value.exists",
        "severity = \"major\"\n\n[[question.option]]\nif = 'value.exists",
    );
    assert!(one(&lints, "averted-by-lesser").contains("`xfer.tool` is not critical"));
    assert!(lints.iter().all(|lint| lint.level == LintLevel::Warning));
}

#[test]
fn what_cannot_be_seen_has_no_place_in_a_text() {
    for hidden in ["\\u001b[31m", "\\u202e"] {
        let lints = with(
            "\"Om mee te testen.\"",
            &format!("\"Om{hidden} mee te testen.\""),
        );
        let told = one(&lints, "hidden-character");
        assert!(told.contains("cannot be seen"), "{told}");
    }
}
