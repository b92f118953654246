//! Numbers as people read them. Whole-number arithmetic only.

use crate::domain::text::Lang;

pub use crate::domain::share::share;

/// A share of 10,000 in points of a hundred, exact.
pub(super) fn points(basis_points: u32, lang: Lang) -> String {
    format!(
        "{}{}{:02}",
        basis_points / 100,
        mark(lang),
        basis_points % 100
    )
}

const fn mark(lang: Lang) -> char {
    match lang {
        Lang::En => '.',
        Lang::Nl => ',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_have_one_decimal_and_never_overstate() {
        for (basis_points, shown) in [
            (0, "0,0%"),
            (1, "0,1%"),
            (3845, "38,5%"),
            (3844, "38,4%"),
            (9999, "99,9%"),
            (10_000, "100,0%"),
        ] {
            assert_eq!(share(basis_points, Lang::Nl), shown);
        }
        assert_eq!(share(50, Lang::En), "0.5%");
        assert_eq!(points(1205, Lang::Nl), "12,05");
    }
}
