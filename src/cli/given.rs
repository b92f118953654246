//! Files of the user that say less as they grow older, and tables from after the day that is judged for.

use std::path::Path;

use super::Session;
use crate::assess::clock;
use crate::catalogue::last_written;
use crate::domain::day::Day;
use crate::domain::method::{DataFile, GivenFile, GivenKind, later_tables};
use crate::probe::RouteTable;

/// How old a list of route origins is.
pub(super) fn aged_routes(session: &Session, path: &Path, table: &RouteTable) -> Option<GivenFile> {
    let limit = session.catalogue.policy.dns.route_list_days;
    aged(GivenKind::RouteOrigins, path, table.dated(), limit)
}

/// How old a file of the user is: by what it says itself, else by when it was last written.
pub(super) fn aged(
    kind: GivenKind,
    path: &Path,
    dated: Option<Day>,
    limit: i64,
) -> Option<GivenFile> {
    let dated = dated.or_else(|| last_written(path).map(Day::of))?;
    Some(GivenFile {
        kind,
        name: path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        ),
        dated,
        days: dated.days_until(Day::of(clock::now())),
        limit,
    })
}

/// Says that a file of the user is old, when it is.
pub(super) fn tell_age(session: &Session, file: &GivenFile) {
    if file.is_old() {
        let values = file.values();
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let text = session.catalogue.phrases.fill(file.key(), &values);
        session.remark(text.in_lang(session.lang));
    }
}

/// Says that location tables are from after the day that is judged for, when they are.
pub(super) fn tell_later(session: &Session, data: &[DataFile], day: Day) {
    if let Some(dated) = later_tables(data, day) {
        let (dated, day) = (dated.to_string(), day.to_string());
        let values = [("dated", dated.as_str()), ("day", day.as_str())];
        let text = session
            .catalogue
            .phrases
            .fill("dated.later-tables", &values);
        session.remark(text.in_lang(session.lang));
    }
}
