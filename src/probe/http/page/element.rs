//! What one element makes a browser fetch or send (WHATWG HTML §4; SVG 2 §16).

use std::collections::BTreeSet;

use html5ever::Attribute;
use url::Url;

use crate::domain::fact::{
    InlineCode, PageFact, PageForm, PageMeta, PageResource, ResourceKind as Kind,
};
use crate::probe::target::plain;

const MAX_RESOURCES: usize = 1_000;
const MAX_FORMS: usize = 100;
const MAX_META: usize = 20;
const MAX_URL: usize = 500;
const MAX_CONTENT: usize = 8_192;
/// Pictures that one element offers to choose from.
const MAX_CANDIDATES: usize = 50;

/// What was noted so far.
#[derive(Debug)]
pub(super) struct Notes {
    page: PageFact,
    base: Url,
    /// True once the page has said what URLs are relative to: only the first time counts.
    based: bool,
    known: BTreeSet<PageResource>,
}

/// The attributes of an element by name, without those of other languages; `xlink:href` is the `href` of older SVG.
struct Attributes<'a>(&'a [Attribute]);

impl Attributes<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|a| a.name.ns.is_empty() && &*a.name.local == name)
            .map(|a| &*a.value)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name)
            .is_some_and(|v| v.trim().eq_ignore_ascii_case(value))
    }

    fn href(&self) -> Option<&str> {
        self.0
            .iter()
            .find(|a| &*a.name.local == "href")
            .map(|a| &*a.value)
    }
}

impl Notes {
    pub(super) fn new(url: &Url) -> Self {
        Self {
            page: PageFact {
                url: url.to_string(),
                base: None,
                resources: Vec::new(),
                forms: Vec::new(),
                meta: Vec::new(),
                inline: InlineCode::default(),
                password_fields: 0,
                truncated: false,
            },
            base: url.clone(),
            based: false,
            known: BTreeSet::new(),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.page.truncated
    }

    pub(super) fn page(&self) -> PageFact {
        self.page.clone()
    }

    /// Notes what an element refers to. `within` is the name of the element that it stands in.
    pub(super) fn note(
        &mut self,
        name: &str,
        attributes: &[Attribute],
        within: &str,
        without_script: bool,
    ) {
        let own = Attributes(attributes);
        self.count(name, &own);
        let mut found: Vec<(Kind, String)> = Vec::new();
        let mut add = |kind, url: Option<&str>| found.extend(url.map(|url| (kind, url.to_owned())));
        match name {
            "base" => self.set_base(&own),
            "meta" => self.note_meta(&own),
            "form" => self.note_form(&own, own.get("action")),
            "button" if own.get("formaction").is_some() => {
                self.note_form(&own, own.get("formaction"));
            }
            "input" => {
                if own.is("type", "image") {
                    add(Kind::Image, own.get("src"));
                }
                if own.is("type", "password") {
                    self.page.password_fields = self.page.password_fields.saturating_add(1);
                }
                if own.get("formaction").is_some() {
                    self.note_form(&own, own.get("formaction"));
                }
            }
            "script" if is_script(&own) => add(Kind::Script, own.get("src").or(own.href())),
            "link" => {
                let kind = own.get("rel").and_then(|rel| linked(rel, own.get("as")));
                if let Some(kind) = kind {
                    add(kind, own.get("href"));
                    if kind == Kind::Image {
                        own.get("imagesrcset")
                            .into_iter()
                            .flat_map(candidates)
                            .for_each(|url| add(kind, Some(url)));
                    }
                }
            }
            "img" | "source" => {
                let kind = if name == "img" || within == "picture" {
                    Kind::Image
                } else {
                    Kind::Media
                };
                add(kind, own.get("src"));
                own.get("srcset")
                    .into_iter()
                    .flat_map(candidates)
                    .for_each(|url| add(Kind::Image, Some(url)));
            }
            "iframe" | "frame" => add(Kind::Frame, own.get("src")),
            "embed" => add(Kind::Object, own.get("src")),
            "object" => add(Kind::Object, own.get("data")),
            "video" => {
                add(Kind::Media, own.get("src"));
                add(Kind::Image, own.get("poster"));
            }
            "audio" | "track" => add(Kind::Media, own.get("src")),
            "body" | "table" | "td" | "th" => add(Kind::Image, own.get("background")),
            "image" | "use" | "feImage" => add(Kind::Image, own.href()),
            _ => {}
        }
        for (kind, url) in found {
            self.note_resource(kind, &url, &own, without_script);
        }
    }

    /// Counts code that stands in the page itself.
    fn count(&mut self, name: &str, own: &Attributes<'_>) {
        let inline = &mut self.page.inline;
        let add = |count: &mut u32, more: usize| {
            *count = count.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        };
        if name == "script" && is_script(own) && own.get("src").or(own.href()).is_none() {
            add(&mut inline.scripts, 1);
            let nonce = own.get("nonce").is_some_and(|nonce| !nonce.is_empty());
            add(&mut inline.nonced, usize::from(nonce));
        }
        add(&mut inline.styles, usize::from(name == "style"));
        let handlers = own.0.iter().filter(|a| {
            let (name, value) = (&*a.name.local, &*a.value);
            let link = matches!(name, "href" | "action" | "formaction" | "src");
            name.len() > 2 && name.starts_with("on") || link && is_code(value)
        });
        add(&mut inline.handlers, handlers.count());
        add(&mut inline.styles, usize::from(own.get("style").is_some()));
    }

    fn set_base(&mut self, own: &Attributes<'_>) {
        let Some(href) = own.get("href").filter(|_| !self.based) else {
            return;
        };
        self.based = true;
        // HTML §4.2.3: what is no URL, or one that could run code, leaves the address of the page.
        if let Some((base, shown, _)) = resolve(&self.base, href) {
            self.base = base;
            self.page.base = Some(shown);
        }
    }

    fn note_meta(&mut self, own: &Attributes<'_>) {
        let name = ["content-security-policy", "refresh"]
            .into_iter()
            .find(|name| own.is("http-equiv", name))
            .or_else(|| own.is("name", "referrer").then_some("referrer"));
        if let (Some(name), Some(content)) = (name, own.get("content"))
            && self.page.meta.len() < MAX_META
        {
            self.page.meta.push(PageMeta {
                name: name.to_owned(),
                content: content
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(MAX_CONTENT)
                    .collect(),
            });
        }
    }

    fn note_form(&mut self, own: &Attributes<'_>, action: Option<&str>) {
        // HTML §4.10.21.3: without an action it is sent to the page itself, whatever the base is.
        let page = Url::parse(&self.page.url).ok();
        let resolved = match (action.map(str::trim), page) {
            (None | Some(""), Some(page)) => resolve(&page, ""),
            (Some(action), _) => resolve(&self.base, action),
            _ => None,
        };
        let Some((_, action, host)) = resolved else {
            return;
        };
        let form = PageForm {
            action,
            host,
            post: own.is("method", "post") || own.is("formmethod", "post"),
        };
        if self.page.forms.len() < MAX_FORMS && !self.page.forms.contains(&form) {
            self.page.forms.push(form);
        }
    }

    fn note_resource(&mut self, kind: Kind, url: &str, own: &Attributes<'_>, without_script: bool) {
        let Some((_, url, host)) = resolve(&self.base, url) else {
            return;
        };
        let kept = |name| {
            own.get(name)
                .map(|value| value.chars().take(MAX_URL).collect())
        };
        let resource = PageResource {
            kind,
            url,
            host,
            integrity: kept("integrity"),
            crossorigin: kept("crossorigin"),
            without_script,
        };
        if self.page.resources.len() >= MAX_RESOURCES {
            self.page.truncated |= !self.known.contains(&resource);
        } else if self.known.insert(resource.clone()) {
            self.page.resources.push(resource);
        }
    }
}

/// The absolute URL of the web that a reference stands for; how it is kept, and its host.
fn resolve(base: &Url, reference: &str) -> Option<(Url, String, String)> {
    let reference = reference.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_control());
    // Data in the page itself: long, and nothing is fetched.
    let scheme: String = reference.chars().take(5).collect();
    if scheme.eq_ignore_ascii_case("data:") {
        return None;
    }
    let mut url = base.join(reference).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = plain(url.host_str()?);
    url.set_fragment(None);
    // A URL with a host can always lose them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let shown = url.as_str().chars().take(MAX_URL).collect();
    Some((url, shown, host))
}

/// True for a script that is run: other types are data (HTML §4.12.1).
fn is_script(own: &Attributes<'_>) -> bool {
    let kind = own.get("type").map(str::trim).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let language = essence.rsplit('/').next().unwrap_or_default();
    essence.is_empty()
        || essence.eq_ignore_ascii_case("module")
        || [
            "javascript",
            "ecmascript",
            "x-javascript",
            "x-ecmascript",
            "jscript",
            "livescript",
        ]
        .iter()
        .any(|known| language.eq_ignore_ascii_case(known))
}

fn is_code(reference: &str) -> bool {
    let start: String = reference
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && !c.is_control())
        .take(11)
        .collect();
    start.eq_ignore_ascii_case("javascript:")
}

/// What a `link` fetches, by its relations; nothing for those that are only followed (HTML §4.6.7).
fn linked(rel: &str, destination: Option<&str>) -> Option<Kind> {
    let has = |name: &str| {
        rel.split_ascii_whitespace()
            .any(|r| r.eq_ignore_ascii_case(name))
    };
    let icons = [
        "icon",
        "apple-touch-icon",
        "apple-touch-icon-precomposed",
        "mask-icon",
    ];
    if has("stylesheet") {
        Some(Kind::Style)
    } else if has("modulepreload") {
        Some(Kind::Script)
    } else if icons.iter().any(|icon| has(icon)) {
        Some(Kind::Image)
    } else if has("manifest") {
        Some(Kind::Manifest)
    } else if has("preload") {
        Some(match destination.map(str::to_ascii_lowercase).as_deref() {
            Some("script" | "worker") => Kind::Script,
            Some("style") => Kind::Style,
            Some("font") => Kind::Font,
            Some("image") => Kind::Image,
            Some("audio" | "track" | "video") => Kind::Media,
            _ => Kind::Other,
        })
    } else if has("prefetch") || has("prerender") {
        Some(Kind::Other)
    } else if has("preconnect") || has("dns-prefetch") {
        Some(Kind::Connection)
    } else {
        None
    }
}

/// The URLs of a `srcset` (HTML §4.8.4.2.2).
fn candidates(srcset: &str) -> impl Iterator<Item = &str> {
    let mut rest = srcset;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (word, further) = rest.split_at(end);
        let url = word.trim_end_matches(',');
        rest = if url.len() < word.len() {
            further
        } else {
            // Descriptors run to a comma that stands outside brackets.
            let mut depth = 0_u32;
            let stop = further.find(|c| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                c == ',' && depth == 0
            });
            further
                .get(stop.unwrap_or(further.len())..)
                .unwrap_or_default()
        };
        Some(url)
    })
    .take(MAX_CANDIDATES)
}
