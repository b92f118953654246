//! What the page of an endpoint refers to, as its HTML says; no script was run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a page makes a browser fetch and send, read from its HTML as a browser reads it (WHATWG HTML). What scripts or
/// style sheets would add is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageFact {
    /// The URL of the page: the one of the last answer.
    pub url: String,
    /// What relative URLs are relative to, when the page says so (`<base href>`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// What is fetched, in the order of the page, each kind and URL once; at most 1,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<PageResource>,
    /// Where forms send to, each once; at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<PageForm>,
    /// What the page says in the place of header fields; at most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meta: Vec<PageMeta>,
    /// Code that stands in the page itself.
    #[serde(default)]
    pub inline: InlineCode,
    /// Fields for a password.
    #[serde(default)]
    pub password_fields: u32,
    /// True when there was more than was read: a longer page, more resources, deeper nesting.
    #[serde(default)]
    pub truncated: bool,
}

/// Something that the page makes a browser fetch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PageResource {
    /// What it is for.
    pub kind: ResourceKind,
    /// The absolute URL, `http` or `https`, without name, password and fragment; cut at 500 characters.
    pub url: String,
    /// The host of the URL, in lower case and ASCII form; an address of version 6 without brackets.
    pub host: String,
    /// The attribute `integrity` (W3C Subresource Integrity), as it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrity: Option<String>,
    /// The attribute `crossorigin`, as it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crossorigin: Option<String>,
    /// True when it stands in a `noscript` element: fetched by browsers that run no scripts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_script: bool,
}

impl PageResource {
    /// True when it is fetched over HTTP without TLS.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.url.starts_with("http://")
    }
}

/// What a resource of a page is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceKind {
    /// A connection made ahead, of which nothing is fetched yet (`preconnect`, `dns-prefetch`).
    Connection,
    /// A font.
    Font,
    /// Another page inside this one.
    Frame,
    /// An image or icon.
    Image,
    /// The manifest of a web application.
    Manifest,
    /// Sound, video or subtitles.
    Media,
    /// A plug-in, or a document in its place (`object`, `embed`).
    Object,
    /// Fetched ahead for something else (`preload`, `prefetch`).
    Other,
    /// A script, which may do all that the page may.
    Script,
    /// A style sheet.
    Style,
}

/// Where a form sends what was filled in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PageForm {
    /// The absolute URL, `http` or `https`; cut as for resources.
    pub action: String,
    /// The host of the URL.
    pub host: String,
    /// True when it is sent with POST; otherwise what was filled in stands in the URL.
    pub post: bool,
}

/// Something that a page says in the place of a header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageMeta {
    /// `content-security-policy`, `refresh` or `referrer`.
    pub name: String,
    /// What it says; cut at 8,192 characters.
    pub content: String,
}

/// Code that stands in a page itself, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct InlineCode {
    /// Scripts.
    pub scripts: u32,
    /// How many of these have a nonce.
    pub nonced: u32,
    /// Scripts in attributes (`onclick`) and in links (`javascript:`).
    pub handlers: u32,
    /// Style sheets and `style` attributes.
    pub styles: u32,
}
