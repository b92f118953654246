//! How the cells of the workbook look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// How cells look.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) head: Format,
    pub(super) fixed: Format,
    pub(super) strong: Format,
    pub(super) open: Format,
    pub(super) day: Format,
    pub(super) idle: Format,
    pub(super) hidden: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let text = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00C8_CDD3));
        let open = text
            .clone()
            .set_unlocked()
            .set_background_color(Color::RGB(0x00FF_FBE6));
        Self {
            title: Format::new().set_bold().set_font_size(14.0),
            head: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0x001F_3A5F))
                .set_font_color(Color::White),
            strong: text.clone().set_bold(),
            day: open.clone().set_num_format("yyyy-mm-dd"),
            // Text, so that 1-2 does not become a day on the way.
            open: open.set_num_format("@"),
            idle: text
                .clone()
                .set_font_color(Color::RGB(0x0059_6270))
                .set_background_color(Color::RGB(0x00EC_EEF0)),
            fixed: text,
            hidden: Format::new().set_font_color(Color::RGB(0x0080_8080)),
        }
    }
}
