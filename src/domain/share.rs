//! A share as people read it. Whole-number arithmetic only.

use super::text::{Lang, Text};

/// A share of 10,000 as a percentage with one decimal, rounded to the nearest. Only all is 100 and only nothing is 0.
/// Every text of a share comes from here, so that one number reads the same wherever it stands.
#[must_use]
pub fn share(basis_points: u32, lang: Lang) -> String {
    let tenths = match (basis_points, (basis_points + 5) / 10) {
        (1.., 0) => 1,
        (..10_000, 1000) => 999,
        (_, tenths) => tenths,
    };
    let mark = match lang {
        Lang::En => '.',
        Lang::Nl => ',',
    };
    format!("{}{mark}{}%", tenths / 10, tenths % 10)
}

/// The same in both languages.
#[must_use]
pub fn share_text(basis_points: u32) -> Text {
    Text::new(share(basis_points, Lang::Nl), share(basis_points, Lang::En))
}
