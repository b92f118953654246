//! Numbers with what they count, in digits or written out, in Dutch and English.

use super::token::Token;
use crate::domain::clause::Unit;

/// A number and what it counts, with its place among the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) count: u32,
    pub(super) unit: Unit,
    /// The first word.
    pub(super) first: usize,
    /// The last word.
    pub(super) last: usize,
}

impl Quantity {
    /// The words of the text itself.
    pub(super) fn words(&self, text: &str, tokens: &[Token]) -> String {
        text.get(tokens[self.first].start..tokens[self.last].end)
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Words that may stand between a number and its unit, and make days of work of days when they say so.
const BETWEEN: [(&str, bool); 14] = [
    ("aaneengesloten", false),
    ("achtereenvolgende", false),
    ("business", true),
    ("calendar", false),
    ("clock", false),
    ("consecutive", false),
    ("full", false),
    ("hele", false),
    ("kalender", false),
    ("opeenvolgende", false),
    ("volle", false),
    ("volledige", false),
    ("werk", true),
    ("working", true),
];

/// Words before which `een`, `a` and `an` are a number and no article.
const COUNTED: [&str; 16] = [
    "binnen",
    "hoogstens",
    "least",
    "maximaal",
    "maximum",
    "minimaal",
    "minimum",
    "minste",
    "most",
    "of",
    "ten",
    "than",
    "uiterlijk",
    "van",
    "voor",
    "within",
];

/// Every number with a unit, in order.
pub(super) fn quantities(tokens: &[Token]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match read(tokens, at) {
            Some(quantity) => {
                at = quantity.last + 1;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

fn read(tokens: &[Token], first: usize) -> Option<Quantity> {
    let (count, mut next) = number(tokens, first)?;
    // "seventy-two (72) hours": the same number again.
    if let Some((again, after)) = number(tokens, next)
        && again == count
    {
        next = after;
    }
    let mut working = false;
    while let Some((_, work)) = tokens
        .get(next)
        .and_then(|token| BETWEEN.iter().find(|(word, _)| *word == token.word))
    {
        working |= work;
        next += 1;
    }
    let unit = match unit(&tokens.get(next)?.word)? {
        Unit::Days if working => Unit::WorkingDays,
        unit => unit,
    };
    Some(Quantity {
        count,
        unit,
        first,
        last: next,
    })
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "uur" | "uren" | "hour" | "hours" | "hrs" => Unit::Hours,
        "dag" | "dagen" | "day" | "days" | "kalenderdag" | "kalenderdagen" | "etmaal"
        | "etmalen" => Unit::Days,
        "werkdag" | "werkdagen" => Unit::WorkingDays,
        "week" | "weken" | "weeks" => Unit::Weeks,
        "maand" | "maanden" | "month" | "months" | "kalendermaand" | "kalendermaanden" => {
            Unit::Months
        }
        "jaar" | "jaren" | "year" | "years" => Unit::Years,
        "%" | "procent" | "percent" => Unit::Percent,
        _ => return None,
    })
}

/// A number that begins at a word, and the word behind it.
fn number(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let word = tokens.get(at)?.word.as_str();
    if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return digits(word).map(|count| (count, at + 1));
    }
    if matches!(word, "een" | "a" | "an") {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before))?;
        return COUNTED
            .contains(&before.word.as_str())
            .then_some((1, at + 1));
    }
    if let Some(count) = dutch(word) {
        return Some((count, at + 1));
    }
    let count = english(word)?;
    // "twenty four", "one hundred and twenty".
    let mut next = at + 1;
    let mut total = count;
    if tokens
        .get(next)
        .is_some_and(|token| token.word == "hundred")
    {
        total *= 100;
        next += 1;
        if tokens.get(next).is_some_and(|token| token.word == "and") {
            next += 1;
        }
        if let Some(rest) = tokens.get(next).and_then(|token| english(&token.word)) {
            total += rest;
            next += 1;
        }
    }
    if total % 100 >= 20
        && total.is_multiple_of(10)
        && let Some(ones) = tokens.get(next).and_then(|token| english(&token.word))
        && ones < 10
    {
        total += ones;
        next += 1;
    }
    Some((total, next))
}

/// A number in digits: `1.000` is a thousand, of `99.9` the whole counts.
fn digits(word: &str) -> Option<u32> {
    let (whole, rest) = word.split_once('.').unwrap_or((word, ""));
    let text = if rest.len() == 3 {
        format!("{whole}{rest}")
    } else {
        whole.to_owned()
    };
    text.parse().ok().filter(|count| *count <= 100_000)
}

const DUTCH_ONES: [(&str, u32); 20] = [
    ("nul", 0),
    ("twee", 2),
    ("drie", 3),
    ("vier", 4),
    ("vijf", 5),
    ("zes", 6),
    ("zeven", 7),
    ("acht", 8),
    ("negen", 9),
    ("tien", 10),
    ("elf", 11),
    ("twaalf", 12),
    ("dertien", 13),
    ("veertien", 14),
    ("vijftien", 15),
    ("zestien", 16),
    ("zeventien", 17),
    ("achttien", 18),
    ("negentien", 19),
    ("een", 1),
];
const DUTCH_TENS: [(&str, u32); 8] = [
    ("twintig", 20),
    ("dertig", 30),
    ("veertig", 40),
    ("vijftig", 50),
    ("zestig", 60),
    ("zeventig", 70),
    ("tachtig", 80),
    ("negentig", 90),
];

/// A Dutch number in one word, up to 999; accents are gone already: `tweeenzeventig`.
fn dutch(word: &str) -> Option<u32> {
    if let Some((hundreds, rest)) = word.split_once("honderd") {
        let hundreds = if hundreds.is_empty() {
            1
        } else {
            ones(hundreds)?
        };
        let rest = rest
            .strip_prefix("en")
            .filter(|r| !r.is_empty())
            .unwrap_or(rest);
        let rest = if rest.is_empty() {
            0
        } else {
            below_hundred(rest)?
        };
        return (hundreds < 10).then_some(hundreds * 100 + rest);
    }
    below_hundred(word)
}

fn below_hundred(word: &str) -> Option<u32> {
    if let Some(count) = ones(word) {
        return Some(count);
    }
    for (tens, count) in DUTCH_TENS {
        let Some(before) = word.strip_suffix(tens) else {
            continue;
        };
        if before.is_empty() {
            return Some(count);
        }
        let one = ones(before.strip_suffix("en")?)?;
        return (one < 10).then_some(count + one);
    }
    None
}

fn ones(word: &str) -> Option<u32> {
    DUTCH_ONES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, count)| *count)
}

fn english(word: &str) -> Option<u32> {
    Some(match word {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}
