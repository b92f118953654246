//! Faults of input, shown with the line they stand on.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::output;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Lang;

/// The most faults that are shown; the rest is counted.
const SHOWN: usize = 20;

/// Shows faults on standard error.
pub(super) fn show(faults: &[Diagnostic], lang: Lang, colour: bool) {
    for fault in faults.iter().take(SHOWN) {
        output::note(&render(fault, lang, colour));
    }
    if faults.len() > SHOWN {
        let rest = faults.len() - SHOWN;
        output::note(&match (lang, rest) {
            (Lang::En, 1) => "… and one more fault".to_owned(),
            (Lang::En, _) => format!("… and {rest} more faults"),
            (Lang::Nl, 1) => "… en nog één fout".to_owned(),
            (Lang::Nl, _) => format!("… en nog {rest} fouten"),
        });
    }
}

/// One fault: file, line and column, the line itself with a caret, and advice.
fn render(fault: &Diagnostic, lang: Lang, colour: bool) -> String {
    render_as(fault, true, lang, colour)
}

/// One fault or warning.
pub(super) fn render_as(fault: &Diagnostic, is_error: bool, lang: Lang, colour: bool) -> String {
    let error = match (is_error, lang) {
        (true, Lang::En) => "error",
        (true, Lang::Nl) => "fout",
        (false, Lang::En) => "warning",
        (false, Lang::Nl) => "waarschuwing",
    };
    let advice = match lang {
        Lang::En => "help",
        Lang::Nl => "advies",
    };
    let message = output::plain(fault.message.in_lang(lang));
    let hint = fault
        .hint
        .as_ref()
        .map(|hint| output::plain(hint.in_lang(lang)));
    let snippet = fault
        .source
        .as_deref()
        .zip(fault.span.clone())
        .filter(|(source, span)| span.end <= source.len());
    let Some((source, span)) = snippet else {
        let head = format!("{error}: {}: {message}", output::plain(&fault.file));
        return hint.map_or_else(
            || head.clone(),
            |hint| format!("{head}\n  = {advice}: {hint}"),
        );
    };
    let visible = output::plain_lines(source);
    let same = visible.len() == source.len();
    let text: &str = if same { &visible } else { "" };
    if text.is_empty() {
        // A source with control characters cannot be shown as it is; the place is told in words.
        let (line, column) = fault.position().unwrap_or((1, 1));
        let head = format!(
            "{error}: {}:{line}:{column}: {message}",
            output::plain(&fault.file)
        );
        return hint.map_or_else(
            || head.clone(),
            |hint| format!("{head}\n  = {advice}: {hint}"),
        );
    }
    let path = output::plain(&fault.file);
    let mut group = if is_error {
        Level::ERROR
    } else {
        Level::WARNING
    }
    .with_name(error)
    .primary_title(&message)
    .element(
        Snippet::source(text)
            .path(&path)
            .annotation(AnnotationKind::Primary.span(span)),
    );
    if let Some(hint) = &hint {
        group = group.element(Level::HELP.with_name(advice).message(hint));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}
