//! The Markdown report (`CommonMark` with tables).

use super::{ReportError, Resources, View, template};

/// The report as Markdown. No value can become markup: everything that Markdown could read as such is escaped.
pub fn render_markdown(view: &View, resources: &Resources) -> Result<String, ReportError> {
    let page = serde_json::to_value(view).map_err(ReportError::Json)?;
    let text = template::fill("report.md", resources.markdown, escape, page)?;
    Ok(squeeze(&text))
}

/// One value, for any place in a line: within a table, a heading, a list item or a paragraph.
pub(super) fn escape(text: &str) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let mut out = String::with_capacity(line.len() + 16);
    // A space at an end may part the value from what stands beside it.
    if text.starts_with(' ') {
        out.push(' ');
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let special = match c {
            // Marks, and what would turn an address into a link by itself.
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '#' | '!'
            | '@' => true,
            ':' => line.get(at..).is_some_and(|rest| rest.starts_with("://")),
            // What could begin a list, a rule or an underlined heading.
            '-' | '+' | '=' => at == 0,
            '.' | ')' => {
                let after = line.get(at + 1..).unwrap_or_default();
                let numbers = at == digits && digits > 0 && !after.starts_with(|c: char| c != ' ');
                numbers || (c == '.' && ends_with_www(&line, at))
            }
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
    if text.ends_with(' ') {
        out.push(' ');
    }
    out
}

fn ends_with_www(line: &str, at: usize) -> bool {
    line.get(..at)
        .and_then(|before| before.get(before.len().checked_sub(3)?..))
        .is_some_and(|word| word.eq_ignore_ascii_case("www"))
}

/// Never more than one empty line: templates may leave several where a chapter is absent.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines() {
        let line = line.trim_end();
        if !(line.is_empty() && empty) {
            out.push_str(line);
            out.push('\n');
        }
        empty = line.is_empty();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_become_markup() {
        for (value, escaped) in [
            ("# a", "\\# a"),
            ("- a", "\\- a"),
            ("---", "\\---"),
            ("===", "\\==="),
            ("12. a", "12\\. a"),
            ("1) a", "1\\) a"),
            ("1.", "1\\."),
            ("1.5", "1.5"),
            ("a-b 2.3", "a-b 2.3"),
            ("| a | b |", "\\| a \\| b \\|"),
            ("[x](javascript:1)", "\\[x\\](javascript:1)"),
            ("<b>&lt;", "\\<b\\>\\&lt;"),
            ("`a` *b* _c_ ~~d~~", "\\`a\\` \\*b\\* \\_c\\_ \\~\\~d\\~\\~"),
            ("see https://evil.example", "see https\\://evil.example"),
            ("www.evil.example", "www\\.evil.example"),
            ("a\n\n# b", "a · \\# b"),
            ("    code", " code"),
            (" - a ", " \\- a "),
            ("\\", "\\\\"),
            ("a@b.nl", "a\\@b.nl"),
        ] {
            assert_eq!(escape(value), escaped);
        }
    }

    #[test]
    fn squeezes_empty_lines() {
        assert_eq!(squeeze("\n\na  \n\n\n\nb\n\n"), "a\n\nb\n");
    }
}
