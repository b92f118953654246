//! The fonts that are in the program. Nothing is taken from the machine: a report looks the same everywhere.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// What Typst knows of the fonts, and the fonts in the same order.
pub(super) struct Shelf {
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
}

/// Families in the order in which a letter is looked for.
pub(super) const FAMILIES: [&str; 6] = [
    "Noto Sans",
    "Noto Sans Hebrew",
    "Noto Sans Arabic",
    "Noto Sans Symbols2",
    "Noto Sans Symbols",
    "Noto Emoji",
];

/// Signs of mathematics. In running text it is asked first, for the letters of its own ranges alone: those are in
/// `frame.typ`, and no other letter is in the file.
pub(super) const SIGNS: &str = "Noto Sans Math";

/// Letters of one width, for names and digests.
pub(super) const MONO: &str = "Noto Sans Mono";

static FILES: [&[u8]; 11] = [
    include_bytes!("../../../reports/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../reports/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansMono-Regular.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansHebrew-Bold.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansSymbols2-Regular.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansSymbols-Regular.ttf"),
    include_bytes!("../../../reports/fonts/NotoSansMath-Regular.ttf"),
    include_bytes!("../../../reports/fonts/NotoEmoji-Regular.ttf"),
];

pub(super) static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES
        .iter()
        .flat_map(|file| Font::iter(Bytes::new(*file)))
        .collect();
    Shelf {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

impl Shelf {
    /// Whether one family has all of these letters, in every weight, so that they can stand on one another.
    pub(super) fn has(&self, letters: &[char]) -> bool {
        FAMILIES.iter().chain([&SIGNS]).any(|family| {
            let mut fonts = self
                .fonts
                .iter()
                .map(Font::info)
                .filter(|info| info.family == *family);
            fonts.all(|info| {
                letters
                    .iter()
                    .all(|letter| info.coverage.contains(u32::from(*letter)))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_is_there_under_its_name() {
        for family in FAMILIES.iter().chain([&MONO, &SIGNS]) {
            let known = SHELF.book.contains_family(&family.to_lowercase());
            assert!(known, "{family}");
        }
    }
}
