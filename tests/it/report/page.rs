//! Reading a page of an endpoint back.

use waarborg::domain::assessment::Assessment;
use waarborg::domain::fact::{Certificate, ChainEntry, TlsFact};
use waarborg::domain::observation::{Fact, Reading};

/// The part of a page about one endpoint: from its name to the next name.
pub(super) fn part<'a>(text: &'a str, name: &str, mark: &str) -> &'a str {
    let start = text
        .find(&format!("{mark}{name}"))
        .unwrap_or_else(|| panic!("{name} has no page"));
    let rest = &text[start + mark.len()..];
    rest.split(mark).next().unwrap_or(rest)
}

/// Words only: tags, escapes and marks gone.
pub(super) fn words(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            '\\' => {}
            '*' | '|' | '?' | '✓' | '○' | '▼' | '✕' | '●' | '▲' => out.push(' '),
            _ if inside => {}
            c => out.push(c),
        }
    }
    let out = out.replace("&#x27;", "'").replace("&#x3D;", "=");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn change(
    assessment: &mut Assessment,
    subject: &str,
    mut with: impl FnMut(&mut TlsFact),
) {
    let mut changed = 0;
    for observation in &mut assessment.observations.0 {
        if !observation.subject.0.contains(subject) {
            continue;
        }
        if let Reading::Observed(fact) = &mut observation.reading
            && let Fact::Tls(tls) = fact.as_mut()
        {
            with(tls);
            changed += 1;
        }
    }
    assert!(changed > 0, "{subject} was not seen");
}

pub(super) fn leaf(tls: &mut TlsFact, with: impl FnOnce(&mut Certificate)) {
    let Some(ChainEntry::Parsed(leaf)) = tls.chain.first_mut() else {
        panic!("no certificate");
    };
    with(leaf);
}
