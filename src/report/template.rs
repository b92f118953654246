//! Filling in a template, strictly: a name that the view does not have is an error with a place.

use handlebars::{Context, EscapeFn, Handlebars};
use serde_json::Value;

use super::ReportError;

/// Fills `source` with `data`; every value goes through `escape`.
pub(super) fn fill<E>(
    name: &str,
    source: &str,
    escape: E,
    data: Value,
) -> Result<String, ReportError>
where
    E: Fn(&str) -> String + Send + Sync + 'static,
{
    let escape: EscapeFn = std::sync::Arc::new(escape);
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(move |text| escape(text));
    registry
        .register_template_string(name, source)
        .map_err(|error| ReportError::unreadable(name, &error))?;
    registry
        .render_with_context(name, &Context::from(data))
        .map_err(|error| ReportError::unfilled(name, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_a_template_is_broken() {
        let data = serde_json::json!({"a": 1});
        for (source, at) in [("x\n {{#if a}}", 2), ("x\n\n  {{missing}}", 3)] {
            let error =
                fill("report.html", source, str::to_owned, data.clone()).expect_err("broken");
            let ReportError::Template {
                name,
                line,
                column,
                reason,
            } = error
            else {
                panic!("another error");
            };
            assert_eq!(
                (name.as_str(), line),
                ("report.html", at),
                "{source:?} {reason}"
            );
            assert!(column > 0 && !reason.is_empty(), "{source:?}");
        }
    }
}
