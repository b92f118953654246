//! Countries by their ISO 3166-1 alpha-2 code.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A country or territory code. Whether the code is assigned is for the areas table to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Country([u8; 2]);

/// Codes that databases carry but that name no place (EU, AP, anonymous proxy, satellite …).
const NOT_A_PLACE: [&str; 11] = [
    "A1", "A2", "AN", "AP", "EU", "O1", "T1", "XX", "YY", "ZZ", "XZ",
];

/// The codes that are assigned (ISO 3166-1, with XK for Kosovo).
const ASSIGNED: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB \
    BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX \
    CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS \
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA \
    LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE \
    NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY \
    UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

impl Country {
    /// True when the code is that of a country or territory.
    #[must_use]
    pub fn is_assigned(&self) -> bool {
        ASSIGNED.split(' ').any(|code| code == self.code())
    }

    /// The code as text.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// The country that a database row names, if the code is a place at all.
    #[must_use]
    pub fn of_place(code: &str) -> Option<Self> {
        if NOT_A_PLACE.contains(&code) {
            None
        } else {
            code.parse().ok()
        }
    }
}

impl FromStr for Country {
    type Err = String;

    /// Reads two letters, either case; `UK` and `EL` are read as the ISO codes `GB` and `GR`.
    fn from_str(text: &str) -> Result<Self, String> {
        let [a, b] = *text.as_bytes() else {
            return Err(format!(
                "`{}` is not a two-letter country code such as NL",
                text.chars().take(40).collect::<String>()
            ));
        };
        if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic()) {
            return Err(format!(
                "`{text}` is not a two-letter country code such as NL"
            ));
        }
        Ok(match [a.to_ascii_uppercase(), b.to_ascii_uppercase()] {
            [b'U', b'K'] => Self(*b"GB"),
            [b'E', b'L'] => Self(*b"GR"),
            code => Self(code),
        })
    }
}

impl TryFrom<String> for Country {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_aliases_and_refuses_what_is_no_code() {
        assert_eq!(
            "uk".parse::<Country>().map(|c| c.to_string()),
            Ok("GB".to_owned())
        );
        assert_eq!(
            "EL".parse::<Country>().map(|c| c.to_string()),
            Ok("GR".to_owned())
        );
        for bad in ["", "N", "NLD", "4A", "é"] {
            assert!(bad.parse::<Country>().is_err(), "{bad}");
        }
        assert_eq!(Country::of_place("EU"), None);
        assert!(Country::of_place("NL").is_some());
    }
}
