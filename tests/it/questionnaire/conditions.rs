//! The rules for conditions and options.

use super::linting::{fires, one, with};

#[test]
fn conditions_are_read_before_they_are_needed() {
    fires(
        "condition",
        "'value <= 24'",
        "'valeu <= 24'",
        "valeu",
        "did you mean `value`?",
    );
    fires(
        "condition",
        "service.model != \"hosting\"",
        "service.modle != \"hosting\"",
        ".modle",
        "did you mean `model`?",
    );
    fires(
        "condition",
        "service.model != \"hosting\"",
        "agr.signd",
        "agr",
        "did you mean `answers[\"agr.signed\"]`?",
    );
    fires(
        "condition",
        "'value <= 24'",
        "'value <= '",
        "",
        "breaks off",
    );
    fires(
        "condition",
        "service.model != \"hosting\"",
        "value != \"hosting\"",
        "value",
        "`when` does not know",
    );
    fires(
        "condition",
        "service.model != \"hosting\"",
        "\"sec.iso\" in answers",
        "in",
        "may not hide",
    );
    fires(
        "condition",
        "'value <= 24'",
        "'value + 1 <= 24'",
        "+",
        "has no place",
    );
    fires(
        "condition-type",
        "'value <= 24'",
        "'value.size() <= 24'",
        "'value",
        "does not suit the type of answer",
    );
    fires(
        "condition-type",
        "'value <= 24'",
        "'value'",
        "'value'",
        "does not come to yes or no",
    );
    fires(
        "condition-type",
        "r.country in EEA",
        "r.land in EEA",
        "",
        "column `land` does not exist",
    );
}

#[test]
fn words_that_can_never_be_found_are_caught() {
    fires(
        "unknown-choice",
        "value == \"other\"",
        "value == \"others\"",
        "\"others\"",
        "did you mean `other`?",
    );
    fires(
        "unknown-choice",
        "answers[\"sec.iso\"] == \"in-scope\"",
        "answers[\"sec.iso\"] == \"inscope\"",
        "\"inscope\"",
        "did you mean `in-scope`?",
    );
    fires(
        "unknown-choice",
        "value.exists(t, t in [\"scc\", \"bcr\"])'\nvalue = 100",
        "value.exists(t, t in [\"scc\", \"bcrs\"])'\nvalue = 100",
        "\"bcrs\"",
        "did you mean `bcr`?",
    );
    fires(
        "unknown-choice",
        "service.model != \"hosting\"",
        "service.model != \"sass\"",
        "\"sass\"",
        "did you mean `saas`?",
    );
    fires(
        "unknown-choice",
        "intake.volume == \"under-1000\"",
        "intake.volume == \"under-500\"",
        "\"under-500\"",
        "",
    );
    fires(
        "unknown-choice",
        "value.all(c, c in EEA)",
        "value.all(c, c == \"nl\")",
        "\"nl\"",
        "two capitals",
    );
}

#[test]
fn every_answer_falls_under_an_option() {
    fires(
        "uncovered",
        "value == \"none\"'",
        "value == \"other\"'",
        "",
        "no option covers the answer `none`",
    );
    let lints = with(
        "[[question.option]]\nif = 'true'\nvalue = 0\nknock_out = \"no-agreement\"\nfix = { nl = \"Teken haar.\", en = \"Sign it.\" }\n",
        "",
    );
    assert!(one(&lints, "uncovered").contains("the answer no"));
    let lints = with(
        "if = 'true'\nvalue = 30",
        "if = 'value.exists(r, !(r.country in EEA))'\nvalue = 30",
    );
    assert!(one(&lints, "uncovered").contains("if = 'true'"));
    fires(
        "unreachable",
        "if = 'value == \"in-scope\"'\nvalue = 100\n[[question.option]]\nif = 'value == \"other\"'\nvalue = 40\nfix = { nl = \"Vraag een ander bereik.\", en = \"Ask for another scope.\" }\n[[question.option]]\nif = 'value == \"none\"'",
        "if = 'value == \"in-scope\"'\nvalue = 100\n[[question.option]]\nif = 'true'\nvalue = 40\nfix = { nl = \"Vraag een ander bereik.\", en = \"Ask for another scope.\" }\n[[question.option]]\nif = 'value == \"none\"'",
        "'value == \"none\"'",
        "never chosen",
    );
    fires(
        "never-chosen",
        "value == \"other\"'",
        "value == \"in-scope\"'",
        "",
        "no answer falls under",
    );
    fires(
        "no-options",
        "[[question.option]]\nif = 'true'\nvalue = 100\n",
        "",
        "",
        "has no options",
    );
    fires(
        "empty-list",
        "value.exists(t, t in [\"scc\", \"bcr\"])'\nvalue = 100",
        "value.all(t, t in [\"scc\", \"bcr\"])'\nvalue = 100",
        "",
        "choosing nothing earns 100",
    );
}

#[test]
fn questions_are_asked_some_time_and_wait_for_nothing_in_circles() {
    fires(
        "never-asked",
        "'service.model != \"hosting\"'",
        "'service.model == \"saas\" && service.model == \"paas\"'",
        "'service",
        "is never true",
    );
    fires(
        "never-asked",
        "'service.model != \"hosting\"'",
        "'false'",
        "'false'",
        "is never true",
    );
    let old = "type = \"countries\"\n";
    let new = "type = \"countries\"\nwhen = 'answers[\"xfer.tool\"].size() > 0'\n";
    fires(
        "cycle",
        old,
        new,
        "'answers",
        "loc.storage → xfer.tool → loc.storage",
    );
    fires(
        "cycle",
        "type = \"number\"\n",
        "type = \"number\"\nwhen = 'answers[\"inc.hours\"] > 0'\n",
        "'answers",
        "inc.hours → inc.hours",
    );
}
