//! What must never reach a reader: keys in place of words, and gaps that were not filled.

/// The groups of phrases; a key is `group.name`.
const GROUPS: [&str; 8] = [
    "claim",
    "cli",
    "failure",
    "place",
    "questionnaire",
    "report",
    "rung",
    "verdict",
];
/// Words of this shape that are no keys.
const FILES: [&str; 5] = [
    "report.html",
    "report.md",
    "report.css",
    "report.pdf",
    "report.typ",
];

/// The first word of a text that is the key of a phrase and not its words.
pub(crate) fn raw_key(text: &str) -> Option<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || ".-_".contains(c)))
        .map(|word| word.trim_end_matches('.'))
        .find(|word| {
            word.split_once('.').is_some_and(|(group, name)| {
                GROUPS.contains(&group)
                    && name.starts_with(|c: char| c.is_ascii_lowercase())
                    && !FILES.contains(word)
                    && !name.ends_with("toml")
            })
        })
}

/// The first `{name}` of a text.
pub(crate) fn gap(text: &str) -> Option<&str> {
    text.match_indices('{').find_map(|(at, _)| {
        let inner = text[at + 1..].split('}').next()?;
        let is_name = !inner.is_empty()
            && inner
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '_' || c == '-');
        is_name.then_some(inner)
    })
}

#[test]
fn keys_and_gaps_are_told_from_words() {
    assert_eq!(raw_key("see cli.explain.what."), Some("cli.explain.what"));
    assert_eq!(
        raw_key("<td>report.word.none</td>"),
        Some("report.word.none")
    );
    assert_eq!(
        raw_key("the claim. cli; report.html and e.g. https://x.example/report.odt?"),
        Some("report.odt")
    );
    assert_eq!(raw_key("a claim.Then report.md, verdict."), None);
    assert_eq!(gap("until {not_after}"), Some("not_after"));
    assert_eq!(gap("if (x) { y } and {}"), None);
    assert_eq!(gap("a { color: red }"), None);
}
