//! What `dossier.toml` says, key by key.

use std::collections::BTreeMap;

use serde_json::Value;

use super::StatedChange;
use crate::domain::dossier::Dossier;

/// The longest value that is shown, in characters.
const LONGEST: usize = 200;

/// Keys that say something else, in the order of their names. The language of the reports is no matter of the assessment.
pub(super) fn changes(then: Option<&Dossier>, now: Option<&Dossier>) -> Vec<StatedChange> {
    if then == now {
        return Vec::new();
    }
    let (old, new) = (leaves(then), leaves(now));
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .filter(|key| *key != "language")
        .filter_map(|key| {
            let (then, now) = (old.get(key).cloned(), new.get(key).cloned());
            (then != now).then(|| StatedChange {
                key: key.clone(),
                then,
                now,
            })
        })
        .collect()
}

fn leaves(dossier: Option<&Dossier>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Some(Ok(value)) = dossier.map(serde_json::to_value) {
        walk(&value, String::new(), &mut found);
    }
    found
}

fn walk(value: &Value, path: String, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                walk(inner, below(name), found);
            }
        }
        // A list of words is one value; a list of tables is many.
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (number, inner) in items.iter().enumerate() {
                walk(inner, below(&number.to_string()), found);
            }
        }
        Value::Array(items) => {
            let words: Vec<String> = items.iter().map(plain).collect();
            found.insert(path, shortened(&words.join(", ")));
        }
        Value::Null => {}
        single => {
            found.insert(path, shortened(&plain(single)));
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}
