//! Walks the syntax tree of a condition: only what is known, bounded and readable by name gets through.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue, SelectExpr};

use super::names::{self, ACCESS, Root};
use super::{Fault, Places, Slot, Uses};
use crate::domain::diagnostic::nearest;
use crate::domain::text::Text;

/// Deepest tree that is evaluated: each level costs some 40 KiB of stack in an unoptimised build.
const MAX_DEPTH: usize = 24;
/// Loops inside one another; looking something up in an answered list counts as one.
const MAX_LOOPS: usize = 2;

/// Functions that packs may call, apart from the macros `has`, `all`, `exists`, `exists_one` and `filter`.
const FUNCTIONS: [&str; 7] = [
    "contains",
    "days_since",
    "days_until",
    "endsWith",
    "hours_between",
    "size",
    "startsWith",
];

/// Operators, by the names that the parser gives them.
const OPERATORS: [&str; 13] = [
    "!_", "-_", "@in", "_!=_", "_&&_", "_<=_", "_<_", "_==_", "_>=_", "_>_", "_?_:_", "_[_]",
    "_||_",
];

/// Part of what the macros expand to.
const LOOP_GUARD: &str = "@not_strictly_false";

pub(super) fn walk(tree: &IdedExpr, places: &Places, slot: Slot) -> Result<Uses, Fault> {
    let mut walk = Walk {
        places,
        slot,
        locals: Vec::new(),
        uses: Uses::default(),
    };
    walk.node(tree, 0)?;
    Ok(walk.uses)
}

struct Walk<'a> {
    places: &'a Places,
    slot: Slot,
    locals: Vec<&'a str>,
    uses: Uses,
}

impl<'a> Walk<'a> {
    fn node(&mut self, node: &'a IdedExpr, depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(self.fault(
                node,
                "de voorwaarde is te diep genest",
                "the condition is nested too deeply",
            ));
        }
        match &node.expr {
            Expr::Literal(
                LiteralValue::Boolean(_) | LiteralValue::Int(_) | LiteralValue::String(_),
            ) => Ok(()),
            Expr::Literal(_) => Err(self.fault(
                node,
                "alleen teksten, gehele getallen, true en false",
                "only texts, whole numbers, true and false",
            )),
            Expr::Ident(name) => self.name(node, name),
            Expr::Select(select) => self.select(node, select, depth),
            Expr::Call(call) => self.call(node, call, depth),
            Expr::Comprehension(inner) => self.comprehension(node, inner, depth),
            Expr::List(list) => {
                for element in &list.elements {
                    match &element.expr {
                        Expr::Literal(_) => self.node(element, depth + 1)?,
                        // The `filter` macro collects its own variable.
                        Expr::Ident(name) if self.locals.contains(&name.as_str()) => {}
                        _ => {
                            return Err(self.fault(
                                element,
                                "een lijst bevat hier alleen vaste waarden",
                                "a list holds only fixed values here",
                            ));
                        }
                    }
                }
                Ok(())
            }
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err(self.fault(
                node,
                "dit hoort niet in een voorwaarde",
                "this has no place in a condition",
            )),
        }
    }

    fn name(&mut self, node: &IdedExpr, name: &str) -> Result<(), Fault> {
        if name.starts_with('@') || self.locals.contains(&name) {
            return Ok(());
        }
        match Root::of(name) {
            Some(Root::Answers) => Err(self
                .fault(
                    node,
                    "`answers` wordt per vraag gelezen",
                    "`answers` is read question by question",
                )
                .hint(Text::new(
                    "schrijf `answers[\"vraag.id\"]`",
                    "write `answers[\"question.id\"]`",
                ))),
            Some(Root::Value) if self.slot == Slot::When => Err(self.fault(
                node,
                "`when` kent het antwoord op de eigen vraag niet",
                "`when` does not know the answer to its own question",
            )),
            Some(Root::Value) if self.slot == Slot::Rule => Err(self
                .fault(
                    node,
                    "een regel heeft geen eigen antwoord",
                    "a rule has no answer of its own",
                )
                .hint(Text::new(
                    "schrijf `answers[\"vraag.id\"]`",
                    "write `answers[\"question.id\"]`",
                ))),
            Some(Root::Notifiable) if self.slot != Slot::Rule => Err(self.fault(
                node,
                "`NOTIFIABLE` staat alleen in een regel van een beslistabel",
                "`NOTIFIABLE` has its place in a rule of a decision table only",
            )),
            Some(root) => {
                self.uses.roots.insert(root);
                Ok(())
            }
            None => {
                let fault = self.fault(
                    node,
                    &format!("onbekende naam `{name}`"),
                    &format!("unknown name `{name}`"),
                );
                let known = Root::ALL.iter().map(|root| root.name());
                Err(did_you_mean(
                    fault,
                    name,
                    known.chain(self.locals.iter().copied()),
                ))
            }
        }
    }

    fn select(
        &mut self,
        node: &'a IdedExpr,
        select: &'a SelectExpr,
        depth: usize,
    ) -> Result<(), Fault> {
        match self.root_of(&select.operand) {
            Some(Root::Answers) if select.test => self.presence(node, &select.field),
            Some(Root::Answers) => {
                self.answer(node, &select.field);
                Ok(())
            }
            Some(root @ (Root::Intake | Root::Service | Root::Vendor)) => {
                self.field(node, root, &select.field)
            }
            _ => self.node(&select.operand, depth + 1),
        }
    }

    fn call(&mut self, node: &'a IdedExpr, call: &'a CallExpr, depth: usize) -> Result<(), Fault> {
        let name = call.func_name.as_str();
        if name == "_[_]"
            && let [container, index] = call.args.as_slice()
            && let Some(root @ (Root::Answers | Root::Intake | Root::Service | Root::Vendor)) =
                self.root_of(container)
        {
            let Expr::Literal(LiteralValue::String(key)) = &index.expr else {
                return Err(self.fault(
                    index,
                    "tussen deze haken hoort een vaste naam",
                    "a fixed name belongs between these brackets",
                ));
            };
            if root == Root::Answers {
                self.answer(index, key.inner());
                return Ok(());
            }
            return self.field(index, root, key.inner());
        }
        if name == "@in"
            && let [key, container] = call.args.as_slice()
            && let Expr::Literal(LiteralValue::String(key)) = &key.expr
            && self.root_of(container) == Some(Root::Answers)
        {
            return self.presence(node, key.inner());
        }
        let collects = name == "_+_"
            && matches!(call.args.first(), Some(IdedExpr { expr: Expr::Ident(first), .. }) if first.starts_with('@'));
        if !(collects
            || OPERATORS.contains(&name)
            || name == LOOP_GUARD
            || FUNCTIONS.contains(&name))
        {
            let shown: String = name.chars().filter(|c| *c != '_').collect();
            let fault = self.fault(
                node,
                &format!("`{shown}` hoort niet in een voorwaarde"),
                &format!("`{shown}` has no place in a condition"),
            );
            return Err(did_you_mean(fault, name, FUNCTIONS.into_iter()));
        }
        if name == "@in"
            && self.locals.len() >= MAX_LOOPS
            && call.args.get(1).is_some_and(|list| self.may_be_long(list))
        {
            return Err(self.too_many_loops(node));
        }
        for part in call.target.as_deref().into_iter().chain(&call.args) {
            self.node(part, depth + 1)?;
        }
        Ok(())
    }

    fn comprehension(
        &mut self,
        node: &'a IdedExpr,
        inner: &'a ComprehensionExpr,
        depth: usize,
    ) -> Result<(), Fault> {
        let local = inner.iter_var.as_str();
        if Root::of(local).is_some() || self.locals.contains(&local) || inner.iter_var2.is_some() {
            return Err(self.fault(
                node,
                &format!("kies voor `{local}` een naam die nog niet bestaat"),
                &format!("choose a name for `{local}` that does not exist yet"),
            ));
        }
        if self.locals.len() >= MAX_LOOPS {
            return Err(self.too_many_loops(node));
        }
        self.node(&inner.iter_range, depth + 1)?;
        self.locals.push(local);
        for part in [
            &inner.accu_init,
            &inner.loop_cond,
            &inner.loop_step,
            &inner.result,
        ] {
            self.node(part, depth + 1)?;
        }
        self.locals.pop();
        Ok(())
    }

    /// The variable that a node names, unless a loop variable hides it.
    fn root_of(&self, node: &IdedExpr) -> Option<Root> {
        match &node.expr {
            Expr::Ident(name) if !self.locals.contains(&name.as_str()) => Root::of(name),
            _ => None,
        }
    }

    fn may_be_long(&self, list: &IdedExpr) -> bool {
        !matches!(list.expr, Expr::List(_)) && !self.root_of(list).is_some_and(Root::is_constant)
    }

    fn answer(&mut self, node: &IdedExpr, question: &str) {
        self.uses.roots.insert(Root::Answers);
        let place = self.places.of(node);
        self.uses
            .answers
            .entry(question.to_owned())
            .or_insert(place);
    }

    /// Whether a question was answered may shape a value, but never hide a question: silence would pay.
    fn presence(&mut self, node: &IdedExpr, question: &str) -> Result<(), Fault> {
        let refused = match self.slot {
            Slot::Option => None,
            Slot::Rule => Some((
                "of een vraag beantwoord is, beslist niets: zonder antwoord blijft de tabel open",
                "whether a question was answered decides nothing: without an answer the table stays open",
            )),
            Slot::When => Some((
                "of een vraag beantwoord is, mag geen andere vraag verbergen",
                "whether a question was answered may not hide another question",
            )),
        };
        if let Some((nl, en)) = refused {
            return Err(self.fault(node, nl, en));
        }
        self.answer(node, question);
        self.uses.presence.insert(question.to_owned());
        Ok(())
    }

    fn field(&mut self, node: &IdedExpr, root: Root, name: &str) -> Result<(), Fault> {
        if let Some(field) = names::find(root, name) {
            self.uses.roots.insert(root);
            self.uses.fields.insert((root, field.name));
            return Ok(());
        }
        let of = root.name();
        let fault = self.fault(
            node,
            &format!("`{of}` heeft geen veld `{name}`"),
            &format!("`{of}` has no field `{name}`"),
        );
        let known = ACCESS
            .iter()
            .filter(|field| field.root == root)
            .map(|field| field.name);
        Err(did_you_mean(fault, name, known))
    }

    fn too_many_loops(&self, node: &IdedExpr) -> Fault {
        self.fault(
            node,
            "te veel lijsten in elkaar: ten hoogste twee",
            "too many lists inside one another: two at most",
        )
    }

    fn fault(&self, node: &IdedExpr, nl: &str, en: &str) -> Fault {
        let fault = Fault::new(nl, en);
        match self.places.of(node) {
            Some(span) => fault.at(span),
            None => fault,
        }
    }
}

fn did_you_mean<'k>(fault: Fault, found: &str, known: impl Iterator<Item = &'k str>) -> Fault {
    match nearest(found, known) {
        Some(near) => fault.hint(Text::new(
            format!("bedoelde u `{near}`?"),
            format!("did you mean `{near}`?"),
        )),
        None => fault,
    }
}
