//! Dates that have not come yet.

use crate::assess::clock;
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::dossier::Folder;

/// Refuses answers and decisions that are dated after today: they would never grow old. A day's grace, for clocks
/// elsewhere in the world.
///
/// # Errors
/// One fault for each.
pub(super) fn refuse_future(folder: &Folder) -> Result<(), Vec<Diagnostic>> {
    let last = Day::of(clock::this_second()).plus_days(1);
    let mut faults = Vec::new();
    for set in &folder.answers {
        for (id, answer) in &set.answers {
            let dates = [
                ("at", answer.at),
                ("review.at", answer.review.as_ref().map(|review| review.at)),
            ];
            for (key, day) in dates {
                let Some(day) = day.filter(|day| *day > last) else {
                    continue;
                };
                let place = format!("answers/{}.toml: `{id}`, `{key}`", set.pack);
                let message = Text::new(
                    format!("{day} ligt in de toekomst: op die dag heeft nog niemand iets gezegd"),
                    format!("{day} lies in the future: nobody has said anything on that day yet"),
                );
                faults.push(Diagnostic::new(place, message).with_hint(Text::new(
                    "vul de dag in waarop het is gegeven",
                    "fill in the day on which it was given",
                )));
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}
