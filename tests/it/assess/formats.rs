//! Assessments that earlier versions wrote keep loading, keep being shown and can be judged again.
//!
//! One file in `formats/` for each change of what is stored; they are never edited. The last one of a release is the form
//! of that release. They are of the fictional case, with one observation of each kind and one finding of each check.

use std::path::Path;

use waarborg::assess::rejudge;
use waarborg::domain::assessment::{Assessment, FORMAT};
use waarborg::domain::text::Lang;

use super::{catalogue, renderings};

#[test]
fn every_format_of_the_past_loads_and_is_judged_again() {
    let catalogue = catalogue();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/assess/formats");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(files.len() >= 2);
    for path in files {
        let name = path.display();
        let text = std::fs::read_to_string(&path).expect("a file");
        let stored: Assessment =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(stored.format, FORMAT, "{name}");
        assert!(
            stored.observations.0.len() > 10 && stored.findings.len() > 20,
            "{name}"
        );
        for lang in [Lang::Nl, Lang::En] {
            for (format, page) in renderings(&stored, &catalogue, lang) {
                assert!(page.contains("PrivComp"), "{name} as {format}, {lang}");
            }
        }
        // What was written is a subset of what is written now: nothing is lost by reading and writing.
        let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        drop_empty(&mut value);
        let again = serde_json::to_value(&stored).expect("JSON");
        assert_eq!(lost(&value, &again, ""), None, "{name}");
        let rejudged = rejudge(&stored, &catalogue, stored.as_of);
        assert_eq!(rejudged.left_out, [], "{name}");
        let (score, verdict) = (&rejudged.assessment.score, &rejudged.assessment.verdict);
        assert!(score.is_some() && verdict.is_some(), "{name}");
    }
}

/// An empty list is as good as absent, and is not always written.
fn drop_empty(value: &mut serde_json::Value) {
    use serde_json::Value::{Array, Object};
    match value {
        Object(map) => {
            map.retain(|_, value| !matches!(value, Array(list) if list.is_empty()));
            map.values_mut().for_each(drop_empty);
        }
        Array(list) => list.iter_mut().for_each(drop_empty),
        _ => {}
    }
}

/// The first place where `then` has something that `now` has not, or has otherwise.
fn lost(then: &serde_json::Value, now: &serde_json::Value, at: &str) -> Option<String> {
    use serde_json::Value::{Array, Object};
    match (then, now) {
        (Object(then), Object(now)) => then.iter().find_map(|(key, value)| {
            let at = format!("{at}/{key}");
            match now.get(key) {
                Some(other) => lost(value, other, &at),
                None => Some(at),
            }
        }),
        (Array(then), Array(now)) if then.len() == now.len() => then
            .iter()
            .zip(now)
            .enumerate()
            .find_map(|(n, (one, other))| lost(one, other, &format!("{at}/{n}"))),
        _ if then == now => None,
        _ => Some(at.to_owned()),
    }
}
