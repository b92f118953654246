//! For the terminal.

use super::super::breach::wrapped;
use super::view::{ClauseView, Group, Place, Row};

pub(super) fn render(view: &ClauseView, width: usize) -> String {
    let mut out = wrapped(view.title.as_str(), "", width);
    out.push_str(&wrapped(view.caution.as_str(), "", width));
    out.push('\n');
    for file in &view.files {
        out.push_str(&wrapped(
            &format!("{}: {}", file.file, file.about),
            "",
            width,
        ));
        if let Some(warning) = &file.warning {
            out.push_str(&wrapped(warning.as_str(), "  ! ", width));
        }
    }
    for group in &view.groups {
        out.push('\n');
        head(group, &mut out, width);
        for row in &group.clauses {
            out.push('\n');
            clause(view, row, &mut out, width);
        }
    }
    out
}

fn head(group: &Group, out: &mut String, width: usize) {
    let title = group.title.as_str();
    out.push_str(&wrapped(title, "", width));
    out.push_str(&"─".repeat(title.chars().count().min(width)));
    out.push('\n');
    let counts: Vec<String> = group
        .counts
        .iter()
        .map(|count| format!("{} {}: {}", count.sign, count.word, count.n))
        .collect();
    out.push_str(&wrapped(&counts.join("   "), "", width));
}

fn clause(view: &ClauseView, row: &Row, out: &mut String, width: usize) {
    let line = format!("{} {} {} ({})", row.sign, row.id, row.title, row.provision);
    out.push_str(&wrapped(&format!("{line}: {}", row.word), "", width));
    for note in &row.notes {
        out.push_str(&wrapped(note.as_str(), "    ! ", width));
    }
    if row.passages.is_empty() {
        out.push_str(&wrapped(row.wants.as_str(), "    ", width));
    }
    for place in &row.passages {
        passage(view, place, out, width);
    }
    if let Some(ask) = &row.ask {
        let label = &view.words["ask"];
        out.push_str(&wrapped(&format!("→ {label}: {ask}"), "    ", width));
    }
}

fn passage(view: &ClauseView, place: &Place, out: &mut String, width: usize) {
    let above = place
        .heading
        .as_ref()
        .map_or_else(String::new, |heading| format!(" · {heading}"));
    out.push_str(&wrapped(
        &format!("{}{above}", place.whereabouts),
        "    ",
        width,
    ));
    out.push_str(&wrapped(place.text.as_str(), "      | ", width));
    let why = &view.words["why"];
    out.push_str(&wrapped(&format!("{why}: {}", place.why), "      ", width));
    for number in &place.figures {
        out.push_str(&wrapped(number.told.as_str(), "      ", width));
    }
}
