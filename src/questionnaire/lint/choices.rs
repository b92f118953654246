//! Fixed words in conditions: each must be one that the thing compared with can hold.

use std::ops::Range;

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue};

use super::{Desk, Remark, Step};
use crate::domain::country::Country;
use crate::domain::pack::{Question, QuestionKind};
use crate::questionnaire::expression::{ACCESS, Domain, Expression, Places, Root};

/// What a name can hold.
#[derive(Clone)]
enum Words<'a> {
    Countries,
    These(Vec<&'a str>),
}

/// A name with what it can hold.
#[derive(Clone)]
struct Source<'a> {
    words: Words<'a>,
    many: bool,
}

/// A word that can never be held.
struct Odd<'a> {
    found: &'a str,
    span: Option<Range<usize>>,
    words: Words<'a>,
}

pub(super) fn check(
    desk: &mut Desk,
    place: &[Step],
    text: &str,
    read: &Expression,
    own: Option<&Question>,
) {
    let mut reader = Reader {
        questions: &|id| desk.house.questions.get(id).copied(),
        own,
        places: &read.places,
        locals: Vec::new(),
        odd: Vec::new(),
    };
    reader.node(&read.tree);
    for odd in reader.odd {
        let found = odd.found;
        let remark = Remark::error(
            "unknown-choice",
            format!("`{found}` kan hier nooit staan"),
            format!("`{found}` can never be found here"),
        );
        let remark = match odd.words {
            Words::Countries => remark.hint(
                "schrijf een land als code van twee hoofdletters, zoals NL",
                "write a country as a code of two capitals such as NL",
            ),
            Words::These(words) => remark.nearest(found, words.into_iter()),
        };
        desk.say_inside(place, text, odd.span, remark);
    }
}

struct Reader<'a, 'q> {
    questions: &'q dyn Fn(&str) -> Option<&'a Question>,
    own: Option<&'a Question>,
    places: &'a Places,
    locals: Vec<(&'a str, Option<Source<'a>>)>,
    odd: Vec<Odd<'a>>,
}

impl<'a> Reader<'a, '_> {
    fn node(&mut self, node: &'a IdedExpr) {
        match &node.expr {
            Expr::Call(call) => {
                if let (None, [left, right]) = (&call.target, call.args.as_slice()) {
                    match call.func_name.as_str() {
                        "_==_" | "_!=_" => {
                            self.compare(left, right);
                            self.compare(right, left);
                        }
                        "@in" => self.contained(left, right),
                        _ => {}
                    }
                }
                for part in call.target.as_deref().into_iter().chain(&call.args) {
                    self.node(part);
                }
            }
            Expr::Comprehension(inner) => {
                self.node(&inner.iter_range);
                let each = self.source(&inner.iter_range).filter(|source| source.many);
                let each = each.map(|source| Source {
                    many: false,
                    ..source
                });
                self.locals.push((&inner.iter_var, each));
                self.node(&inner.loop_step);
                self.locals.pop();
            }
            Expr::Select(select) => self.node(&select.operand),
            Expr::List(list) => list.elements.iter().for_each(|element| self.node(element)),
            _ => {}
        }
    }

    fn compare(&mut self, name: &'a IdedExpr, literal: &'a IdedExpr) {
        if let Some(source) = self.source(name).filter(|source| !source.many) {
            self.word(&source, literal);
        }
    }

    fn contained(&mut self, left: &'a IdedExpr, right: &'a IdedExpr) {
        if let Some(source) = self.source(right).filter(|source| source.many) {
            self.word(&source, left);
        }
        if let (Some(source), Expr::List(list)) = (self.source(left), &right.expr)
            && !source.many
        {
            for element in &list.elements {
                self.word(&source, element);
            }
        }
    }

    fn word(&mut self, source: &Source<'a>, literal: &'a IdedExpr) {
        let Expr::Literal(LiteralValue::String(word)) = &literal.expr else {
            return;
        };
        let found = word.inner();
        let possible = match &source.words {
            // An empty word stands for a country that the dossier does not name.
            Words::Countries => {
                found.is_empty()
                    || Country::of_place(found).is_some_and(|country| country.code() == found)
            }
            Words::These(words) => words.contains(&found),
        };
        if !possible {
            self.odd.push(Odd {
                found,
                span: self.places.of(literal),
                words: source.words.clone(),
            });
        }
    }

    /// What a node can hold, when that is a closed set of words.
    fn source(&self, node: &'a IdedExpr) -> Option<Source<'a>> {
        match &node.expr {
            Expr::Ident(name) => match self.locals.iter().rev().find(|(local, _)| local == name) {
                Some((_, source)) => source.clone(),
                None if name == Root::Value.name() => of_question(self.own?),
                None => None,
            },
            Expr::Call(call) if call.func_name == "_[_]" => {
                let [container, index] = call.args.as_slice() else {
                    return None;
                };
                let Expr::Literal(LiteralValue::String(key)) = &index.expr else {
                    return None;
                };
                self.field(container, key.inner())
            }
            Expr::Select(select) => self.field(&select.operand, &select.field),
            // A filtered list holds what the list holds.
            Expr::Comprehension(inner) => {
                let filtered = matches!(inner.accu_init.expr, Expr::List(_));
                self.source(&inner.iter_range)
                    .filter(|source| filtered && source.many)
            }
            _ => None,
        }
    }

    fn field(&self, container: &IdedExpr, name: &str) -> Option<Source<'a>> {
        let Expr::Ident(root) = &container.expr else {
            return None;
        };
        if root == Root::Answers.name() {
            return of_question((self.questions)(name)?);
        }
        let field = ACCESS
            .iter()
            .find(|field| field.root.name() == root && field.name == name)?;
        let (words, many) = match field.domain {
            Domain::Country => (Words::Countries, false),
            Domain::Flag => return None,
            Domain::Many(words) => (Words::These(words.to_vec()), true),
            Domain::One(words) => (Words::These(words.to_vec()), false),
        };
        Some(Source { words, many })
    }
}

fn of_question(question: &Question) -> Option<Source<'_>> {
    let ids = || Words::These(question.choices.iter().map(|c| c.id.as_str()).collect());
    let (words, many) = match question.kind {
        QuestionKind::Choice => (ids(), false),
        QuestionKind::Multi => (ids(), true),
        QuestionKind::Countries => (Words::Countries, true),
        _ => return None,
    };
    Some(Source { words, many })
}
