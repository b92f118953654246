//! A look at an expression before the parser sees it, so that no text can make the parser recurse deeply.

use std::ops::Range;

use super::Fault;
use crate::domain::text::Text;

/// Longest expression, in bytes.
const MAX_LENGTH: usize = 2_000;
/// Deepest nesting of brackets: each level costs the parser some 100 KiB of stack in an unoptimised build.
const MAX_NESTING: usize = 6;
/// Most `?`, which nest as brackets do.
const MAX_CHOICES: usize = 2;
/// Longest chain of operators such as `a.b.c` or `a < b < c`: every link nests in the tree. Those that `&&`, `||`, a
/// comma or brackets part from each other are chains of their own.
const MAX_CHAIN: usize = 40;

/// Refuses what is too long, too deep, unbalanced, or written with syntax that packs have no use for.
pub(super) fn scan(text: &str) -> Result<(), Fault> {
    if text.len() > MAX_LENGTH {
        return Err(Fault::new(
            format!("de voorwaarde is langer dan {MAX_LENGTH} tekens"),
            format!("the condition is longer than {MAX_LENGTH} characters"),
        ));
    }
    if text.trim().is_empty() {
        return Err(Fault::new(
            "de voorwaarde is leeg",
            "the condition is empty",
        ));
    }
    Scanner {
        text,
        open: Vec::new(),
        choices: 0,
        chain: 0,
    }
    .run()
}

struct Scanner<'a> {
    text: &'a str,
    /// Open brackets, each with the chain that it interrupts.
    open: Vec<(char, usize, usize)>,
    choices: usize,
    chain: usize,
}

impl Scanner<'_> {
    fn run(mut self) -> Result<(), Fault> {
        let mut rest = self.text.char_indices().peekable();
        let mut before = ' ';
        while let Some((at, c)) = rest.next() {
            match c {
                '\'' | '"' => {
                    if before.is_ascii_alphanumeric() || before == '_' || before == c {
                        return Err(refused(at..at + 1, "deze schrijfwijze", "this notation"));
                    }
                    let mut closed = false;
                    while let Some((_, inner)) = rest.next() {
                        if inner == '\\' {
                            rest.next();
                        } else if inner == c {
                            closed = true;
                            break;
                        }
                    }
                    if !closed {
                        return Err(Fault::new(
                            "deze tekst wordt niet afgesloten",
                            "this text is not closed",
                        )
                        .at(at..self.text.len()));
                    }
                }
                '(' | '[' => self.open(c, at)?,
                ')' | ']' => self.close(c, at)?,
                '/' if before == '/' => {
                    return Err(refused(at - 1..at + 1, "commentaar", "a comment"));
                }
                '?' => {
                    self.choices += 1;
                    if self.choices > MAX_CHOICES {
                        return Err(too_complicated(at));
                    }
                    self.chain = 0;
                }
                '.' | '+' | '-' | '*' | '/' | '%' | '<' | '>' | '=' | '!' => {
                    self.count(at)?;
                }
                '&' | '|' | ',' | ':' => self.chain = 0,
                '_' | ' ' | '\n' | '\r' | '\t' => {}
                c if c.is_ascii_alphanumeric() => {
                    let begins = !(before.is_ascii_alphanumeric() || before == '_');
                    if begins
                        && self
                            .text
                            .get(at..)
                            .is_some_and(|rest| rest.starts_with("in "))
                    {
                        self.count(at)?;
                    }
                }
                _ => {
                    return Err(refused(
                        at..at + c.len_utf8(),
                        &format!("`{}`", c.escape_debug()),
                        &format!("`{}`", c.escape_debug()),
                    ));
                }
            }
            before = c;
        }
        match self.open.pop() {
            Some((c, at, _)) => Err(Fault::new(
                format!("`{c}` wordt niet gesloten"),
                format!("`{c}` is not closed"),
            )
            .at(at..at + 1)),
            None => Ok(()),
        }
    }

    fn open(&mut self, c: char, at: usize) -> Result<(), Fault> {
        self.count(at)?;
        self.open.push((c, at, self.chain));
        self.chain = 0;
        if self.open.len() > MAX_NESTING {
            return Err(Fault::new(
                format!("meer dan {MAX_NESTING} haakjes in elkaar"),
                format!("more than {MAX_NESTING} brackets inside one another"),
            )
            .at(at..at + 1));
        }
        Ok(())
    }

    fn close(&mut self, c: char, at: usize) -> Result<(), Fault> {
        let wanted = if c == ')' { '(' } else { '[' };
        match self.open.pop() {
            Some((open, _, chain)) if open == wanted => {
                self.chain = chain;
                Ok(())
            }
            _ => Err(Fault::new(
                format!("`{c}` sluit niets"),
                format!("`{c}` closes nothing"),
            )
            .at(at..at + 1)),
        }
    }

    fn count(&mut self, at: usize) -> Result<(), Fault> {
        self.chain += 1;
        if self.chain > MAX_CHAIN {
            return Err(too_complicated(at));
        }
        Ok(())
    }
}

fn too_complicated(at: usize) -> Fault {
    Fault::new(
        "de voorwaarde is te ingewikkeld",
        "the condition is too complicated",
    )
    .at(at..at + 1)
    .hint(Text::new(
        "verdeel haar over meer opties",
        "split it over more options",
    ))
}

fn refused(span: Range<usize>, nl: &str, en: &str) -> Fault {
    Fault::new(
        format!("{nl} hoort niet in een voorwaarde"),
        format!("{en} has no place in a condition"),
    )
    .at(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_nests_or_grows_too_far() {
        for bad in [
            "(".repeat(7) + &")".repeat(7),
            "true?true:true?true:true?true:true".to_owned(),
            "value == 1 ".repeat(31),
            "value".to_owned() + &"[0]".repeat(41),
            "a".repeat(2_001),
            "-".repeat(200) + "1",
            "1".to_owned() + &" < 1".repeat(130),
            "a".to_owned() + &" in a".repeat(130),
            "value == 'x".to_owned(),
            "value == r'x'".to_owned(),
            "'''x'''".to_owned(),
            "{'a': 1}".to_owned(),
            "true // really".to_owned(),
            "(value]".to_owned(),
            "value == é".to_owned(),
            "  ".to_owned(),
        ] {
            assert!(scan(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn leaves_ordinary_conditions_alone() {
        for good in [
            "true",
            "value.all(c, c in EEA || c in ADEQUATE)",
            r#"answers["xfer.mechanism"].exists(m, m in ["scc", "it's {odd} // but \" fine"])"#,
            "days_since(value) <= 365 && size(value) > 0",
            &[r#"answers["loc.storage"].exists(c, !(c in EEA))"#; 30].join(" || "),
        ] {
            assert_eq!(scan(good), Ok(()), "{good}");
        }
    }
}
