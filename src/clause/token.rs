//! Words of a text: lower case, without accents, with their place.

/// A word, or the end of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Lower case, accents left out; `.` at the end of a sentence, `%` for the sign.
    pub(super) word: String,
    /// First byte in the text.
    pub(super) start: usize,
    /// The byte behind the last.
    pub(super) end: usize,
    /// True when a bracket opens right before it.
    pub(super) opened: bool,
    /// True when a comma stands between it and the word before.
    pub(super) parted: bool,
}

/// Words in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// The place of the first among the words.
    pub(super) first: usize,
    /// The place of the last.
    pub(super) last: usize,
}

impl Span {
    /// The words of the text itself, on one line.
    pub(super) fn words(self, text: &str, tokens: &[Token]) -> String {
        let (Some(first), Some(last)) = (tokens.get(self.first), tokens.get(self.last)) else {
            return String::new();
        };
        text.get(first.start..last.end)
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// True when the two have a word in common.
    pub(super) const fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// True when the other stands in it as a whole.
    pub(super) const fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

impl Token {
    /// True at the end of a sentence.
    pub(super) fn is_end(&self) -> bool {
        self.word == "."
    }
}

/// The words of a text. Hyphens part words: `sub-processor` is two, in patterns too.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut list: Vec<Token> = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let close = |open: &mut Option<(usize, String)>, end: usize, list: &mut Vec<Token>| {
        if let Some((start, word)) = open.take() {
            let opened = start
                .checked_sub(1)
                .and_then(|before| text.as_bytes().get(before))
                .is_some_and(|byte| matches!(*byte, b'(' | b'['));
            let parted = list.last().is_some_and(|last| {
                let gap = text.get(last.end..start).unwrap_or_default();
                gap.contains(',')
            });
            list.push(Token {
                word,
                start,
                end,
                opened,
                parted,
            });
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        // A combining accent belongs to the letter before it, and is left out.
        if ('\u{300}'..='\u{36f}').contains(&c) || c == '\u{ad}' {
            continue;
        }
        if c.is_alphanumeric() {
            let (_, word) = open.get_or_insert_with(|| (at, String::new()));
            fold(c, word);
            continue;
        }
        let next = chars.peek().map(|(_, c)| *c);
        // `1/2` is one word; `2016/679` and `24/7` are two.
        if c == '/'
            && let Some((_, word)) = &mut open
            && word.len() == 1
            && is_single_digit(text.get(at + 1..).unwrap_or_default())
            && word.bytes().all(|byte| byte.is_ascii_digit())
        {
            word.push('/');
            continue;
        }
        // `99.9` and `1.000` are one word.
        if matches!(c, '.' | ',')
            && next.is_some_and(|c| c.is_ascii_digit())
            && let Some((_, word)) = &mut open
            && word.ends_with(|c: char| c.is_ascii_digit())
        {
            word.push('.');
            continue;
        }
        close(&mut open, at, &mut list);
        let ends = match c {
            '.' | '!' | '?' => next.is_none_or(char::is_whitespace) && !abbreviated(&list),
            ';' => true,
            _ => false,
        };
        let word = match c {
            '%' => "%",
            _ if ends => ".",
            _ => continue,
        };
        list.push(Token {
            word: word.to_owned(),
            start: at,
            end: at + c.len_utf8(),
            opened: false,
            parted: false,
        });
    }
    close(&mut open, text.len(), &mut list);
    list
}

fn is_single_digit(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_digit())
        && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

/// True behind `art.`, `no.` and the like, and behind a number or a single letter: `5. Audit`, `a.`.
fn abbreviated(list: &[Token]) -> bool {
    list.last().is_some_and(|last| {
        let word = last.word.as_str();
        word.chars().count() == 1
            || matches!(
                word,
                "art" | "no" | "nr" | "resp" | "bv" | "incl" | "excl" | "par" | "lid"
            )
    })
}

/// Lower case without the accents of Dutch and English texts, and with ligatures of PDF files in letters.
fn fold(c: char, word: &mut String) {
    let plain = match c {
        'à' | 'á' | 'â' | 'ä' | 'À' | 'Á' | 'Â' | 'Ä' => "a",
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => "i",
        'ò' | 'ó' | 'ô' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Ö' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => "u",
        'ç' | 'Ç' => "c",
        'ñ' | 'Ñ' => "n",
        'ĳ' | 'Ĳ' => "ij",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        c => {
            if let Some(digit) = digit(c) {
                word.push(digit);
                return;
            }
            word.extend(c.to_lowercase());
            return;
        }
    };
    word.push_str(plain);
}

/// Digits of other scripts, and those as wide as a sign, as ours.
fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    [0x660, 0x6f0, 0x966, 0xff10]
        .into_iter()
        .find(|zero| (*zero..zero + 10).contains(&code))
        .and_then(|zero| char::from_digit(code - zero, 10))
}
