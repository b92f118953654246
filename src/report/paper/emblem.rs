//! The logo of a house on a Word document: always as PNG, which every program shows.

use docx_rs::XMLDocx;

use super::Paper;
use super::docx::edit;
use crate::report::{Logo, ReportError};

/// Where the image stands in the package.
pub(super) const PART: &str = "word/media/logo.png";
/// The largest height and width, in English Metric Units: 14 and 55 millimetres.
const ROOM: (u64, u64) = (14 * 36_000, 55 * 36_000);
/// How many dots an image of lines gets for its height: enough for print.
#[cfg(feature = "pdf")]
const DOTS: u16 = 560;
/// The most dots that it may have in its width.
#[cfg(feature = "pdf")]
const WIDEST: u32 = 16_384;

/// A logo that can be placed.
pub(super) struct Emblem {
    pub(super) png: Vec<u8>,
    /// Height and width in English Metric Units.
    size: (u64, u64),
}

impl Emblem {
    /// Reads a logo.
    ///
    /// # Errors
    /// [`ReportError::Template`] when it is no image of its kind, or this build cannot draw it.
    pub(super) fn new(logo: Logo) -> Result<Self, ReportError> {
        let broken = |reason: &str| ReportError::Template {
            name: format!("logo.{}", logo.extension),
            line: 1,
            column: 1,
            reason: reason.to_owned(),
        };
        let png = if logo.extension == "svg" {
            drawn(logo.bytes).map_err(|reason| broken(&reason))?
        } else {
            logo.bytes.to_vec()
        };
        let (width, height) = dots(&png).ok_or_else(|| broken("no PNG image"))?;
        let high = ROOM.0.min(ROOM.1 * height / width);
        Ok(Self {
            png,
            size: (high, high * width / height),
        })
    }

    /// Puts the image on top of the document.
    pub(super) fn place(&self, mut parts: XMLDocx, paper: &Paper) -> XMLDocx {
        let (high, wide) = self.size;
        let name = handlebars::html_escape(paper.author.as_str());
        let picture = format!(
            "<w:p><w:pPr><w:jc w:val=\"right\" /></w:pPr><w:r><w:drawing>\
             <wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{wide}\" cy=\"{high}\" />\
             <wp:docPr id=\"1\" name=\"logo\" descr=\"{name}\" />\
             <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:nvPicPr><pic:cNvPr id=\"1\" name=\"logo\" descr=\"{name}\" /><pic:cNvPicPr /></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"rIdLogo\" /><a:stretch><a:fillRect /></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\" /><a:ext cx=\"{wide}\" cy=\"{high}\" /></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst /></a:prstGeom></pic:spPr></pic:pic>\
             </a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        );
        parts.document = edit(&parts.document, |text| {
            let (before, after) = text.split_once("<w:body>")?;
            Some(format!("{before}<w:body>{picture}{after}"))
        });
        parts.document_rels = edit(&parts.document_rels, |text| {
            let inner = text.strip_suffix("</Relationships>")?;
            Some(format!(
                "{inner}<Relationship Id=\"rIdLogo\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/logo.png\" /></Relationships>"
            ))
        });
        parts
    }
}

/// Width and height out of the head of a PNG image (ISO 15948, 11.2.2), in dots; neither is nothing.
fn dots(png: &[u8]) -> Option<(u64, u64)> {
    let head = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(4..16)?;
    let sizes = head.strip_prefix(b"IHDR")?;
    let number = |at: usize| {
        let bytes: [u8; 4] = sizes.get(at..at + 4)?.try_into().ok()?;
        let number = u64::from(u32::from_be_bytes(bytes));
        (number > 0).then_some(number)
    };
    Some((number(0)?, number(4)?))
}

/// An image of lines as one of dots. It reads nothing but its own bytes.
#[cfg(feature = "pdf")]
fn drawn(svg: &[u8]) -> Result<Vec<u8>, String> {
    use resvg::tiny_skia::{Pixmap, Transform};
    use resvg::usvg::{ImageHrefResolver, Options, Tree};

    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_string: Box::new(|_, _| None),
            ..ImageHrefResolver::default()
        },
        ..Options::default()
    };
    let tree = Tree::from_data(svg, &options).map_err(|error| error.to_string())?;
    let scale = f32::from(DOTS) / tree.size().height();
    let size = tree.size().scale_by(scale).map(|size| size.to_int_size());
    let size = size
        .filter(|size| size.width() <= WIDEST)
        .ok_or_else(|| "it has no height, or is far wider than high".to_owned())?;
    let mut map = Pixmap::new(size.width(), size.height()).ok_or_else(|| "no size".to_owned())?;
    let scale = Transform::from_scale(scale, scale);
    resvg::render(&tree, scale, &mut map.as_mut());
    map.encode_png().map_err(|error| error.to_string())
}

/// Says that this build draws no lines.
#[cfg(not(feature = "pdf"))]
fn drawn(_: &[u8]) -> Result<Vec<u8>, String> {
    Err("this build of waarborg puts no SVG on a Word document: give logo.png".to_owned())
}
