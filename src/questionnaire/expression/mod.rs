//! Conditions of packs: a small, total part of CEL that always ends and never fails loudly.

mod engine;
mod names;
mod scan;
mod walk;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use cel::IdedExpr;
use cel::parser::Parser;

use crate::domain::text::Text;

pub(super) use engine::{Engine, Given, Inputs, Truth, cel_value};
pub(super) use names::{ACCESS, Domain, Root};

/// Where a condition stands, which decides what it may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// `when`: there is no answer yet.
    When,
    /// `if` and `knock_out_unless` of an option: the answer is `value`.
    Option,
    /// `if` of a rule in a decision table.
    Rule,
}

/// Why a condition cannot be used; the span counts bytes in the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: Text,
    pub(super) hint: Option<Text>,
    pub(super) span: Option<Range<usize>>,
}

impl Fault {
    fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            message: Text::new(nl, en),
            hint: None,
            span: None,
        }
    }

    fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }

    fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }
}

/// What a condition reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// Questions whose answers it reads, with the place in the condition.
    pub(super) answers: BTreeMap<String, Option<Range<usize>>>,
    /// Questions of which it asks whether they were answered.
    pub(super) presence: BTreeSet<String>,
    /// Variables at the root of a name.
    pub(super) roots: BTreeSet<Root>,
    /// Fields of `intake`, `service` and `vendor`.
    pub(super) fields: BTreeSet<(Root, &'static str)>,
}

/// A condition that was read and found bounded.
#[derive(Debug)]
pub(super) struct Expression {
    /// The syntax tree, macros expanded.
    pub(super) tree: IdedExpr,
    /// What it reads.
    pub(super) uses: Uses,
    /// Places of the tree's nodes, in bytes of the condition.
    pub(super) places: Places,
    /// Set when the condition is `true` or `false` and nothing else.
    pub(super) fixed: Option<bool>,
}

/// Places of nodes, by their number in the tree.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<u64, Range<usize>>);

impl Places {
    pub(super) fn of(&self, node: &IdedExpr) -> Option<Range<usize>> {
        self.0.get(&node.id).cloned()
    }
}

/// Reads a condition.
pub(super) fn compile(text: &str, slot: Slot) -> Result<Expression, Fault> {
    scan::scan(text)?;
    if let fixed @ Some(true | false) = text.trim().parse::<bool>().ok() {
        return Ok(Expression {
            tree: IdedExpr::default(),
            uses: Uses::default(),
            places: Places::default(),
            fixed,
        });
    }
    // The parser's error recovery holds `expect`s that odd input might reach; a condition that trips one is unreadable.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        Parser::new()
            .max_recursion_depth(48)
            .error_recovery_limit(4)
            .parse_with_source_info(text)
    }));
    let (tree, info) = match parsed {
        Ok(Ok(parsed)) => parsed,
        Ok(Err(errors)) => {
            let first = errors.errors.first();
            let fault = unreadable(first.map_or("", |error| &error.msg));
            return Err(
                match first.and_then(|error| byte_position(text, error.pos)) {
                    Some(at) => fault.at(at..(at + 1).min(text.len())),
                    None => fault,
                },
            );
        }
        Err(_) => {
            return Err(Fault::new(
                "de voorwaarde is niet te lezen",
                "the condition cannot be read",
            ));
        }
    };
    // Nodes are numbered from 1 without gaps.
    let places = Places(
        (1..)
            .map_while(|id| Some((id, info.offset_for(id)?)))
            .filter_map(|(id, (start, stop))| {
                let (start, stop) = (byte_of(text, start)?, byte_of(text, stop)?);
                let last = text.get(stop..)?.chars().next()?;
                Some((id, start..stop + last.len_utf8()))
            })
            .collect(),
    );
    let uses = walk::walk(&tree, &places, slot)?;
    Ok(Expression {
        tree,
        uses,
        places,
        fixed: None,
    })
}

/// The parser's words in ours: it names the text that it trips over between quotes.
fn unreadable(message: &str) -> Fault {
    match message.split('\'').nth(1) {
        Some("<EOF>") => Fault::new("de voorwaarde breekt af", "the condition breaks off"),
        Some(token) if !token.is_empty() => Fault::new(
            format!("de voorwaarde is niet te lezen vanaf `{token}`"),
            format!("the condition cannot be read from `{token}`"),
        ),
        _ => Fault::new(
            "de voorwaarde is niet te lezen",
            "the condition cannot be read",
        ),
    }
}

/// The byte at which the n-th character begins: the parser counts characters.
fn byte_of(text: &str, character: u32) -> Option<usize> {
    let wanted = usize::try_from(character).ok()?;
    if text.is_ascii() {
        return (wanted < text.len()).then_some(wanted);
    }
    text.char_indices().nth(wanted).map(|(at, _)| at)
}

/// The byte at a line and column, both counted from 1.
fn byte_position(text: &str, (line, column): (isize, isize)) -> Option<usize> {
    let line = usize::try_from(line).ok()?.checked_sub(1)?;
    let column = usize::try_from(column).ok()?.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..)?;
    rest.char_indices()
        .nth(column)
        .map(|(at, _)| start + at)
        .or_else(|| {
            text.len()
                .checked_sub(1)
                .filter(|at| text.is_char_boundary(*at))
        })
}

/// A condition as read, or why it could not be.
pub(super) type Compiled = Rc<Result<Expression, Fault>>;

/// Reads each distinct condition once.
#[derive(Debug, Default)]
pub(super) struct Compiler {
    known: RefCell<BTreeMap<(Slot, String), Compiled>>,
}

impl Compiler {
    pub(super) fn compile(&self, text: &str, slot: Slot) -> Compiled {
        let key = (slot, text.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let compiled = Rc::new(compile(text, slot));
        self.known.borrow_mut().insert(key, Rc::clone(&compiled));
        compiled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answer::AnswerValue;
    use crate::domain::location::Areas;

    fn fault(text: &str, slot: Slot) -> (String, Option<Range<usize>>) {
        let fault = compile(text, slot).expect_err(text);
        (fault.message.en, fault.span)
    }

    #[test]
    fn knows_what_a_condition_reads() {
        let read = compile(
            r#"value.all(c, c in EEA) && answers["xfer.mechanism"] == "scc" && intake.volume != "under-1000""#,
            Slot::Option,
        )
        .expect("readable");
        let answers: Vec<&str> = read.uses.answers.keys().map(String::as_str).collect();
        assert_eq!(answers, ["xfer.mechanism"]);
        assert!(read.uses.roots.contains(&Root::Eea));
        assert!(read.uses.fields.contains(&(Root::Intake, "volume")));
    }

    #[test]
    fn points_at_what_it_does_not_know() {
        let (message, span) = fault("true && valeu", Slot::Option);
        assert_eq!(message, "unknown name `valeu`");
        assert_eq!(span, Some(8..13));
        let (message, span) = fault("service.modle == 'saas'", Slot::When);
        assert_eq!(message, "`service` has no field `modle`");
        assert!(span.is_some());
    }

    #[test]
    fn refuses_what_could_run_long_or_read_by_accident() {
        for bad in [
            "value.all(a, value.all(b, value.all(c, true)))",
            "value.map(a, value).size() > 0",
            "value.all(value, value == 'x')",
            "value.all(EEA, EEA == 'x')",
            "value in answers",
            "answers[service.model] == true",
            "answers == answers",
            "value + 1 == 2",
            "value.matches('a+')",
            "[value, value].size() == 2",
            "value == 1.5",
            "value == b'x'",
            "value == 1u",
            "timestamp('2026-01-01T00:00:00Z') > value",
            "int",
            "null == value",
        ] {
            assert!(compile(bad, Slot::Option).is_err(), "{bad}");
        }
        assert!(
            compile("value == true", Slot::When).is_err(),
            "no value yet"
        );
    }

    #[test]
    fn survives_chains_that_nest_in_the_tree() {
        let engine = Engine::new(&Areas::default(), "2026-11-22".parse().expect("a day"));
        let value = cel_value(&AnswerValue::List(vec!["x".to_owned()]));
        let given = Given {
            inputs: &Inputs::default(),
            answers: &BTreeMap::new(),
            value: Some(&value),
        };
        for text in [
            "value".to_owned() + &".a".repeat(40),
            "1".to_owned() + &"<1".repeat(40),
            "true?true:true?true:true".to_owned(),
            "!".repeat(40) + "true",
            "value".to_owned() + &"[0".repeat(6) + &"]".repeat(6),
            "value".to_owned() + &"[0]".repeat(38),
            "[".repeat(6) + &"]".repeat(6),
            "((((((true))))))".to_owned(),
            "value.all(a, value.all(b, ((a == b))))".to_owned(),
        ] {
            if let Ok(condition) = compile(&text, Slot::Option) {
                engine.truth(&condition, &given);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in r#"(value|answers|all|has|exists|in|\(|\)|\[|\]|,|\.|==|!|\?|:|'|"|a|1| |&&|é|\\){0,14}"#) {
            let _ = compile(&text, Slot::Option);
        }

        #[test]
        fn no_bytes_make_reading_panic(text in ".{0,40}") {
            let _ = compile(&text, Slot::When);
        }
    }
}
