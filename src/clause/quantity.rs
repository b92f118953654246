//! Numbers with what they count, in digits or written out, in Dutch and English.

use super::token::{Span, Token};
use crate::domain::clause::Unit;

/// A number and what it counts, with its place among the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity {
    /// In thousandths of the unit.
    pub(super) size: u64,
    /// The same number written again right behind it, when it is another: `72 (vierentwintig)`.
    pub(super) again: Option<u64>,
    /// What is counted.
    pub(super) unit: Unit,
    /// Its words.
    pub(super) span: Span,
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

/// A unit in thousandths.
const WHOLE: u64 = 1_000;
/// The highest number that is told apart.
const MOST: u64 = 1_000_000;

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
                at = quantity.span.last + 1;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

fn read(tokens: &[Token], first: usize) -> Option<Quantity> {
    let (mut size, mut next) = number(tokens, first)?;
    let mut again = None;
    // "seventy-two (72) hours": the same number again, or so it should be.
    if let Some((other, after)) = number(tokens, next)
        && (other == size || tokens[next].opened)
    {
        again = (other != size).then_some(other);
        next = after;
    }
    if let Some(after) = and_a_half(tokens, next) {
        size += WHOLE / 2;
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
    let (unit, size, again, last) = match tokens.get(next) {
        Some(token) if attached(&tokens[first].word).is_none() => {
            let (unit, times) = unit(&token.word)?;
            (unit, size * times, again.map(|size| size * times), next)
        }
        // "72h" holds its unit itself.
        _ => (attached(&tokens[first].word)?, size, None, first),
    };
    Some(Quantity {
        size,
        again,
        unit: match unit {
            Unit::Days if working => Unit::WorkingDays,
            unit => unit,
        },
        span: Span { first, last },
    })
}

/// "and a half", "en een half".
fn and_a_half(tokens: &[Token], at: usize) -> Option<usize> {
    let word = |at: usize| tokens.get(at).map(|token| token.word.as_str());
    let article = matches!(word(at + 1), Some("a" | "een" | "one"));
    let half = if article { at + 2 } else { at + 1 };
    let fits = matches!(word(at), Some("and" | "en"))
        && matches!(word(half), Some("half" | "halve" | "halves"));
    fits.then_some(half + 1)
}

/// The unit that is written onto a number: `72h`, `48u`.
fn attached(word: &str) -> Option<Unit> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if rest.len() == word.len() {
        return None;
    }
    match rest {
        "h" | "u" | "hrs" | "hr" | "uur" => Some(Unit::Hours),
        "d" => Some(Unit::Days),
        _ => None,
    }
}

/// What a word counts, and how many of it are in one: a quarter is three months.
fn unit(word: &str) -> Option<(Unit, u64)> {
    Some(match word {
        "uur" | "uren" | "hour" | "hours" | "hr" | "hrs" => (Unit::Hours, 1),
        "dag" | "dagen" | "day" | "days" | "kalenderdag" | "kalenderdagen" | "etmaal"
        | "etmalen" => (Unit::Days, 1),
        "werkdag" | "werkdagen" | "workday" | "workdays" => (Unit::WorkingDays, 1),
        "week" | "weken" | "weeks" => (Unit::Weeks, 1),
        "fortnight" | "fortnights" => (Unit::Weeks, 2),
        "maand" | "maanden" | "month" | "months" | "kalendermaand" | "kalendermaanden" => {
            (Unit::Months, 1)
        }
        "kwartaal" | "kwartalen" | "quarter" | "quarters" => (Unit::Months, 3),
        "jaar" | "jaren" | "year" | "years" => (Unit::Years, 1),
        "%" | "procent" | "percent" => (Unit::Percent, 1),
        _ => return None,
    })
}

/// A number that begins at a word, in thousandths, and the word behind it.
fn number(tokens: &[Token], at: usize) -> Option<(u64, usize)> {
    let token = tokens.get(at)?;
    let word = match attached(&token.word) {
        Some(_) => token.word.trim_end_matches(|c: char| c.is_alphabetic()),
        None => token.word.as_str(),
    };
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return grouped(tokens, at).or_else(|| digits(word).map(|size| (size, at + 1)));
    }
    let part = match word {
        "½" | "half" | "halve" => Some(WHOLE / 2),
        "¼" => Some(WHOLE / 4),
        "¾" => Some(WHOLE / 4 * 3),
        "anderhalf" | "anderhalve" => Some(WHOLE / 2 * 3),
        _ => None,
    };
    if let Some(size) = part {
        return Some((size, at + 1));
    }
    if matches!(word, "een" | "a" | "an") {
        // "a half", "een half".
        if let Some("half" | "halve") = tokens.get(at + 1).map(|token| token.word.as_str()) {
            return Some((WHOLE / 2, at + 2));
        }
        let before = at.checked_sub(1).and_then(|before| tokens.get(before))?;
        return COUNTED
            .contains(&before.word.as_str())
            .then_some((WHOLE, at + 1));
    }
    in_words(tokens, at).map(|(count, next)| (u64::from(count) * WHOLE, next))
}

/// Thousands in groups that a space parts: `1 000`.
fn grouped(tokens: &[Token], at: usize) -> Option<(u64, usize)> {
    let is_digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let first = tokens.get(at)?;
    if first.word.len() > 3 || !is_digits(&first.word) || first.word == "0" {
        return None;
    }
    let mut text = first.word.clone();
    let mut next = at + 1;
    while let Some(token) = tokens.get(next) {
        // One space of any kind lies between them: at most three bytes.
        let beside = token.start - tokens[next - 1].end <= 3 && !token.opened;
        if !beside || token.word.len() != 3 || !is_digits(&token.word) || text.len() > 6 {
            break;
        }
        text.push_str(&token.word);
        next += 1;
    }
    if next == at + 1 {
        return None;
    }
    Some((bounded(&text)? * WHOLE, next))
}

fn in_words(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let word = tokens.get(at)?.word.as_str();
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

/// A number in digits, in thousandths: `1.000` is a thousand, `99.9` and `1/2` have parts.
fn digits(word: &str) -> Option<u64> {
    if let Some((above, below)) = word.split_once('/') {
        let below = bounded(below).filter(|below| *below > 0)?;
        return Some(bounded(above)? * WHOLE / below);
    }
    if let Some(whole) = word.strip_suffix('½') {
        return Some(bounded(whole)? * WHOLE + WHOLE / 2);
    }
    let mut groups = word.split('.');
    let whole = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let thousands = whole.len() <= 3 && whole != "0" && rest.iter().all(|group| group.len() == 3);
    if thousands || rest.is_empty() {
        return Some(bounded(&format!("{whole}{}", rest.concat()))? * WHOLE);
    }
    let [part] = rest.as_slice() else {
        return None;
    };
    // What is finer than a thousandth counts as one more: no limit is met by rounding.
    let mut thousandths = 0;
    let mut place = 100;
    for digit in part.bytes().take(3) {
        thousandths += u64::from(digit.wrapping_sub(b'0').min(9)) * place;
        place /= 10;
    }
    let finer = part.bytes().skip(3).any(|digit| digit != b'0');
    Some(bounded(whole)? * WHOLE + thousandths + u64::from(finer))
}

/// A whole number in digits; a huge one is as good as a million.
fn bounded(digits: &str) -> Option<u64> {
    let sound = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| digits.parse().map_or(MOST, |count: u64| count.min(MOST)))
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
