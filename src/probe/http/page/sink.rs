//! What the tree builder of the HTML reader builds: no tree, but a note of what each element refers to.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};
use url::Url;

use super::element::Notes;
use crate::domain::fact::PageFact;

/// Elements that may stand within one another. Browsers stop at 512 as well.
const MAX_DEPTH: u32 = 512;
/// Elements of one page, those included that the reader opens again by itself.
const MAX_ELEMENTS: u32 = 200_000;

/// An element, a comment or the document: as much of it as is needed to know what its children are.
#[derive(Debug)]
pub(super) struct Node {
    name: QualName,
    /// The attributes, until the element gets its place.
    attributes: RefCell<Option<Vec<Attribute>>>,
    depth: Cell<u32>,
    /// True inside a template: nothing of it is fetched.
    inert: Cell<bool>,
    /// True inside `noscript`.
    without_script: Cell<bool>,
}

impl Node {
    fn new(name: QualName, attributes: Option<Vec<Attribute>>) -> Rc<Self> {
        Rc::new(Self {
            name,
            attributes: RefCell::new(attributes),
            depth: Cell::new(0),
            inert: Cell::new(false),
            without_script: Cell::new(false),
        })
    }

    /// The name of an element of HTML or SVG; of another kind it is not fetched from.
    pub(super) fn local(&self) -> &str {
        &self.name.local
    }
}

/// The receiver of the tree builder.
#[derive(Debug)]
pub(super) struct Sink {
    document: Rc<Node>,
    elements: Cell<u32>,
    too_deep: Cell<bool>,
    notes: RefCell<Notes>,
}

impl Sink {
    pub(super) fn new(url: &Url) -> Self {
        Self {
            document: nameless(),
            elements: Cell::new(0),
            too_deep: Cell::new(false),
            notes: RefCell::new(Notes::new(url)),
        }
    }

    /// True when nothing more should be read.
    pub(super) fn is_full(&self) -> bool {
        self.too_deep.get() || self.elements.get() > MAX_ELEMENTS || self.notes.borrow().is_full()
    }

    /// What was noted. `cut` says that not all was read.
    pub(super) fn take(&self, cut: bool) -> PageFact {
        let page = self.notes.borrow().page();
        PageFact {
            truncated: page.truncated || cut,
            ..page
        }
    }

    /// An element gets its place: now it is known where it stands.
    fn place(&self, parent: &Node, child: &NodeOrText<Rc<Node>>, below: bool) {
        let NodeOrText::AppendNode(child) = child else {
            return;
        };
        child.depth.set(parent.depth.get() + u32::from(below));
        child.inert.set(parent.inert.get());
        let noscript = below && parent.name.local == local_name!("noscript");
        child
            .without_script
            .set(parent.without_script.get() || noscript);
        if child.depth.get() > MAX_DEPTH {
            self.too_deep.set(true);
        }
        if let Some(attributes) = child.attributes.borrow_mut().take()
            && !child.inert.get()
        {
            let within = if below { parent.local() } else { "" };
            self.notes.borrow_mut().note(
                child.local(),
                &attributes,
                within,
                child.without_script.get(),
            );
        }
    }
}

fn nameless() -> Rc<Node> {
    Node::new(QualName::new(None, ns!(), local_name!("")), None)
}

impl TreeSink for Sink {
    type Handle = Rc<Node>;
    type Output = Self;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn get_document(&self) -> Rc<Node> {
        Rc::clone(&self.document)
    }

    fn elem_name<'a>(&'a self, target: &'a Rc<Node>) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> Rc<Node> {
        self.elements.set(self.elements.get().saturating_add(1));
        Node::new(name, Some(attributes))
    }

    fn create_comment(&self, _: StrTendril) -> Rc<Node> {
        nameless()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Rc<Node> {
        nameless()
    }

    fn append(&self, parent: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.place(parent, &child, true);
    }

    fn append_before_sibling(&self, sibling: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.place(sibling, &child, false);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Rc<Node>,
        _: &Rc<Node>,
        child: NodeOrText<Rc<Node>>,
    ) {
        self.place(element, &child, false);
    }

    fn get_template_contents(&self, target: &Rc<Node>) -> Rc<Node> {
        let contents = nameless();
        contents.inert.set(true);
        contents.depth.set(target.depth.get() + 1);
        contents
    }

    fn same_node(&self, x: &Rc<Node>, y: &Rc<Node>) -> bool {
        Rc::ptr_eq(x, y)
    }

    // A second `body` tag may bring handlers with it.
    fn add_attrs_if_missing(&self, target: &Rc<Node>, attributes: Vec<Attribute>) {
        if !target.inert.get() {
            self.notes
                .borrow_mut()
                .note(target.local(), &attributes, "", false);
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn remove_from_parent(&self, _: &Rc<Node>) {}
    fn reparent_children(&self, _: &Rc<Node>, _: &Rc<Node>) {}
}
