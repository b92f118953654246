//! Filling in the dossier, so that the demonstration never goes stale.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::DemoError;
use crate::domain::day::Day;

/// Fills in the dates of every text, and then the digests of what came out. Files that are not text stay as they are.
pub(super) fn fill(
    files: Vec<(String, Vec<u8>)>,
    today: Day,
) -> Result<Vec<(String, Vec<u8>)>, DemoError> {
    let dated = each(files, |mark| date(mark, today).or_else(|| keep(mark)))?;
    let digests: BTreeMap<String, String> = dated
        .iter()
        .map(|(path, content)| (path.clone(), digest(content)))
        .collect();
    each(dated, |mark| {
        digests.get(mark.strip_prefix("sha256 ")?.trim()).cloned()
    })
}

/// Replaces every `{{mark}}` of every text; a mark without a value is an error.
fn each(
    files: Vec<(String, Vec<u8>)>,
    value: impl Fn(&str) -> Option<String>,
) -> Result<Vec<(String, Vec<u8>)>, DemoError> {
    files
        .into_iter()
        .map(|(path, content)| {
            let text = match String::from_utf8(content) {
                Ok(text) => text,
                Err(e) => return Ok((path, e.into_bytes())),
            };
            match replace(&text, &value) {
                Ok(filled) => Ok((path, filled.into_bytes())),
                Err(mark) => Err(DemoError::Mark { file: path, mark }),
            }
        })
        .collect()
}

fn replace(text: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((mark, tail)) = after.split_once("}}") else {
            return Err(after.chars().take(40).collect());
        };
        out.push_str(&value(mark).ok_or_else(|| mark.chars().take(40).collect::<String>())?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn date(mark: &str, today: Day) -> Option<String> {
    let offset = mark.strip_prefix("today")?;
    let days = if offset.is_empty() {
        0
    } else if offset.starts_with(['+', '-']) {
        offset.parse().ok()?
    } else {
        return None;
    };
    Some(today.plus_days(days).to_string())
}

/// A digest has to wait until all dates are in.
fn keep(mark: &str) -> Option<String> {
    mark.starts_with("sha256 ")
        .then(|| format!("{{{{{mark}}}}}"))
}

fn digest(content: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(content) {
        // Writing to a String does not fail.
        write!(hex, "{byte:02x}").ok();
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(files: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect();
        let today = "2028-03-01".parse().expect("test day");
        fill(files, today).map_err(|e| e.to_string()).map(|files| {
            files
                .into_iter()
                .map(|(path, content)| (path, String::from_utf8(content).expect("text")))
                .collect()
        })
    }

    #[test]
    fn dates_come_first_and_digests_are_of_the_result() {
        let files = filled(&[
            ("list.toml", "sha256 = \"{{sha256 e/a.txt}}\""),
            ("e/a.txt", "{{today}} {{today-1}} {{today+31}}"),
        ]);
        // printf '2028-03-01 2028-02-29 2028-04-01' | sha256sum
        let expected = "095159dc8f9bf833c020747ad7c55c8b190b5a2bddcdebbae5d1b400ceff0031";
        assert_eq!(
            files,
            Ok(vec![
                ("list.toml".to_owned(), format!("sha256 = \"{expected}\"")),
                (
                    "e/a.txt".to_owned(),
                    "2028-03-01 2028-02-29 2028-04-01".to_owned()
                ),
            ])
        );
    }

    #[test]
    fn a_mark_without_a_value_is_an_error_that_names_it() {
        for (text, mark) in [
            ("{{yesterday}}", "yesterday"),
            ("{{today30}}", "today30"),
            ("{{today-}}", "today-"),
            ("{{sha256 nowhere.txt}}", "sha256 nowhere.txt"),
            ("{{today", "today"),
        ] {
            let error = filled(&[("a.toml", text)]).expect_err(text);
            assert_eq!(error, format!("fill in `{{{{{mark}}}}}` in a.toml"));
        }
    }

    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        let bytes = vec![0xff, b'{', b'{', 0];
        let files = vec![("a.pdf".to_owned(), bytes.clone())];
        let out = fill(files, "2028-03-01".parse().expect("test day")).expect("left alone");
        assert_eq!(out, [("a.pdf".to_owned(), bytes)]);
    }
}
