//! The map: countries that the evidence about addresses names. It marks countries, not buildings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Badge, Plain, Scribe, ladder};
use crate::domain::assessment::Located;
use crate::domain::country::Country;

/// Width of the column with labels, in map units.
const COLUMN: i32 = 330;
/// Height of one line of a label.
const LINE: i32 = 24;
/// Host names shown with a country.
const SHOWN: usize = 3;
/// Characters shown of a name: what fits the column.
const NAME: usize = 32;
/// What is shown above and below the outermost points, in map units.
const MARGIN: i32 = 170;
/// Coordinates beyond this are a fault of the map.
const FARTHEST: i32 = 100_000;
/// The least height of a map.
const LOWEST: i32 = 400;

/// The file.
#[derive(Deserialize)]
struct MapFile {
    source: String,
    views: BTreeMap<String, Projection>,
}

/// One view of the file.
#[derive(Deserialize)]
struct Projection {
    width: serde_json::Number,
    height: serde_json::Number,
    countries: BTreeMap<String, Outline>,
}

/// One country of the file.
#[derive(Deserialize)]
struct Outline {
    #[serde(default)]
    path: String,
    x: serde_json::Number,
    y: serde_json::Number,
}

/// One map, ready to be drawn.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MapView {
    /// `europe` or `world`.
    pub(crate) name: &'static str,
    pub(crate) title: Plain,
    /// For who cannot see the map.
    pub(crate) description: Plain,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) map_width: i32,
    pub(crate) map_height: i32,
    /// How far the map is moved up: what lies far from every point is cut off.
    pub(crate) shift: i32,
    /// The countries without hosts, as one path.
    pub(crate) land: Plain,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) points: Vec<Point>,
}

/// A country with hosts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Shape {
    pub(crate) status: &'static str,
    pub(crate) path: Plain,
}

/// A labelled point.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Point {
    pub(crate) status: Badge,
    pub(crate) x: i32,
    pub(crate) y: i32,
    /// Where the line from the point ends.
    pub(crate) line_x: i32,
    pub(crate) line_y: i32,
    pub(crate) label_x: i32,
    pub(crate) lines: Vec<Line>,
}

/// A line of a label.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) y: i32,
    pub(crate) text: Plain,
    pub(crate) strong: bool,
}

/// The hosts in one country.
struct Place {
    country: Country,
    status: Badge,
    hosts: Vec<Plain>,
}

/// The maps that the placed addresses call for, and who made them: Europe, and the world when a host is named outside it.
pub(super) fn draw(located: &[&Located], source: &str, scribe: &Scribe) -> (Vec<MapView>, Plain) {
    let places = places(located, scribe);
    let Ok(file) = serde_json::from_str::<MapFile>(source) else {
        return (Vec::new(), Plain::default());
    };
    if places.is_empty() {
        return (Vec::new(), Plain::default());
    }
    let knows = |name: &str, place: &Place| {
        file.views
            .get(name)
            .is_some_and(|view| view.countries.contains_key(place.country.code()))
    };
    let mut maps = Vec::new();
    // The world map leaves the labels of Europe to the map of Europe.
    let (near, far): (Vec<Place>, Vec<Place>) =
        places.into_iter().partition(|place| knows("europe", place));
    if !near.is_empty() {
        maps.extend(view("europe", &file, &near, scribe));
    }
    if far.iter().any(|place| knows("world", place)) {
        maps.extend(view("world", &file, &far, scribe));
    }
    (maps, file.source.into())
}

fn places(addresses: &[&Located], scribe: &Scribe) -> Vec<Place> {
    let mut places: BTreeMap<Country, Place> = BTreeMap::new();
    for located in addresses {
        let Some(country) = located.verdict.country else {
            continue;
        };
        let host = scribe.subject(&located.subject.0);
        let place = places.entry(country).or_insert_with(|| Place {
            country,
            status: ladder::status(located.verdict.status, scribe),
            hosts: Vec::new(),
        });
        if !place.hosts.contains(&host) {
            place.hosts.push(host);
        }
    }
    places.into_values().collect()
}

fn view(name: &'static str, file: &MapFile, places: &[Place], scribe: &Scribe) -> Option<MapView> {
    let projection = file.views.get(name)?;
    let (map_width, map_height) = (whole(&projection.width), whole(&projection.height));
    let mut shown: Vec<(&Place, &Outline)> = places
        .iter()
        .filter_map(|place| Some((place, projection.countries.get(place.country.code())?)))
        .collect();
    shown.sort_by_key(|(place, outline)| (whole(&outline.y), place.country));
    let land: Vec<&str> = projection
        .countries
        .iter()
        .filter(|(code, _)| shown.iter().all(|(place, _)| place.country.code() != *code))
        .map(|(_, outline)| outline.path.as_str())
        .collect();
    let listed: Vec<String> = shown
        .iter()
        .map(|(place, _)| {
            let hosts: Vec<&str> = place.hosts.iter().map(Plain::as_str).collect();
            format!(
                "{} ({}): {}",
                scribe.country(place.country),
                place.status.word,
                hosts.join(", ")
            )
        })
        .collect();
    let shapes = shown
        .iter()
        .filter(|(_, outline)| !outline.path.is_empty())
        .map(|(place, outline)| Shape {
            status: place.status.code,
            path: outline.path.as_str().into(),
        })
        .collect();
    let (top, map_height) = window(&shown, map_height);
    let points = label(&shown, map_width, (top, map_height), scribe);
    let lowest = points
        .iter()
        .filter_map(|point| point.lines.last())
        .map(|line| line.y + LINE)
        .max()
        .unwrap_or(0);
    Some(MapView {
        name,
        title: scribe.word(&format!("map.{name}")),
        description: format!("{}.", listed.join("; ")).into(),
        width: map_width + COLUMN,
        height: map_height.max(lowest),
        map_width,
        map_height,
        shift: -top,
        land: land.concat().into(),
        shapes,
        points,
    })
}

/// The part of the map that is shown: where it starts, and how high it is.
fn window(shown: &[(&Place, &Outline)], height: i32) -> (i32, i32) {
    let ys = || shown.iter().map(|(_, outline)| whole(&outline.y));
    let (Some(first), Some(last)) = (ys().min(), ys().max()) else {
        return (0, height);
    };
    let span = (last - first + 2 * MARGIN).max(LOWEST).min(height);
    let top = i32::midpoint(first, last) - span / 2;
    (top.clamp(0, (height - span).max(0)), span)
}

/// Labels in a column beside the map, from top to bottom as the points lie, none over another.
fn label(
    shown: &[(&Place, &Outline)],
    width: i32,
    (start, height): (i32, i32),
    scribe: &Scribe,
) -> Vec<Point> {
    let blocks: Vec<Vec<(Plain, bool)>> = shown.iter().map(|(p, _)| texts(p, scribe)).collect();
    let tall = |block: &Vec<(Plain, bool)>| i32::try_from(block.len()).unwrap_or(1) * LINE;
    let mut free = LINE;
    let mut tops = Vec::with_capacity(blocks.len());
    for ((_, outline), block) in shown.iter().zip(&blocks) {
        let top = free.max(whole(&outline.y) - start - tall(block) / 2);
        tops.push(top);
        free = top + tall(block) + LINE / 2;
    }
    // What ran out at the bottom moves up, as far as the labels above leave room.
    let mut limit = height - LINE / 2;
    for (top, block) in tops.iter_mut().zip(&blocks).rev() {
        *top = (*top).min(limit - tall(block)).max(LINE);
        limit = *top - LINE / 2;
    }
    let mut free = LINE;
    for (top, block) in tops.iter_mut().zip(&blocks) {
        *top = (*top).max(free);
        free = *top + tall(block) + LINE / 2;
    }
    shown
        .iter()
        .zip(blocks)
        .zip(tops)
        .map(|(((place, outline), block), top)| Point {
            status: place.status.clone(),
            x: whole(&outline.x),
            y: whole(&outline.y) - start,
            line_x: width + 14,
            line_y: top - LINE / 4,
            label_x: width + 24,
            lines: (0..)
                .zip(block)
                .map(|(at, (text, strong))| Line {
                    y: top + at * LINE,
                    text,
                    strong,
                })
                .collect(),
        })
        .collect()
}

fn texts(place: &Place, scribe: &Scribe) -> Vec<(Plain, bool)> {
    let country = shorten(scribe.country(place.country).as_str());
    let mut lines = vec![
        (format!("{} {country}", place.status.sign).into(), true),
        (
            scribe.word(&format!("map.place.{}", place.status.code)),
            false,
        ),
    ];
    for host in place.hosts.iter().take(SHOWN) {
        lines.push((shorten(host.as_str()), false));
    }
    let more = place.hosts.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push((scribe.count("map.more", more), false));
    }
    lines
}

fn shorten(name: &str) -> Plain {
    if name.chars().count() <= NAME {
        return name.into();
    }
    let start: String = name.chars().take(NAME - 1).collect();
    format!("{start}…").into()
}

/// The whole part of a coordinate, within any sensible map.
fn whole(number: &serde_json::Number) -> i32 {
    let text = number.to_string();
    let whole = text
        .split_once('.')
        .map_or(text.as_str(), |(whole, _)| whole);
    whole.parse().unwrap_or(0).clamp(-FARTHEST, FARTHEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_lose_their_fraction_and_long_names_their_tail() {
        for (text, value) in [
            ("12", 12),
            ("12.9", 12),
            ("-3.5", -3),
            ("1e9", FARTHEST),
            ("1e300", 0),
        ] {
            let number: serde_json::Number = serde_json::from_str(text).expect("a number");
            assert_eq!(whole(&number), value, "{text}");
        }
        assert_eq!(shorten("short.example").as_str(), "short.example");
        assert_eq!(shorten(&"é".repeat(50)).as_str().chars().count(), NAME);
    }
}
