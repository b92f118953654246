//! Whether two names mean the same party: legal forms, case and punctuation make no difference.

/// The legal forms that say nothing about who it is, as they are spelled without dots, spaces and case.
const FORMS: [&str; 52] = [
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "asbl",
    "bv",
    "bvba",
    "corp",
    "corporation",
    "cv",
    "doo",
    "ehf",
    "gmbh",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "kgaa",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "mbh",
    "nv",
    "oo",
    "oy",
    "oyj",
    "pbc",
    "plc",
    "pte",
    "pty",
    "rl",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "se",
    "sl",
    "slu",
    "snc",
    "spa",
    "spolka",
    "spzoo",
    "srl",
    "sro",
    "sà",
    "sàrl",
    "uab",
    "vof",
    "vzw",
];
/// Words behind a name that say where a company is or what kind it is, and not which.
const ADDITIONS: [&str; 36] = [
    "and",
    "belgium",
    "benelux",
    "cloud",
    "co",
    "company",
    "denmark",
    "deutschland",
    "emea",
    "europe",
    "finland",
    "france",
    "germany",
    "group",
    "groep",
    "holding",
    "holdings",
    "hosting",
    "international",
    "ireland",
    "labs",
    "nederland",
    "netherlands",
    "nordics",
    "norway",
    "online",
    "operations",
    "services",
    "software",
    "solutions",
    "sweden",
    "systems",
    "technologies",
    "technology",
    "uk",
    "usa",
];
/// What stands between two names of one party.
const BETWEEN: [&str; 6] = [
    " d/b/a ",
    " dba ",
    " handelend onder de naam ",
    " h.o.d.n. ",
    " t/a ",
    " trading as ",
];
/// Names shorter than this, in letters, only match names that are equal.
const SHORTEST: usize = 3;
/// The longest name that is read, in characters.
const LONGEST: usize = 300;

/// A name taken apart: its words, without legal forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    words: Vec<String>,
    joined: String,
}

impl Name {
    /// Every name in a text of the provider: "Stripe Payments Europe (Stripe)" has two.
    pub(super) fn read(text: &str) -> Vec<Self> {
        alternatives(text)
            .iter()
            .flat_map(|part| part.split(['(', ')']))
            .filter_map(Self::of)
            .collect()
    }

    /// The names in a row of a table: there, what stands between brackets is a remark, such as "(Ireland)".
    pub(super) fn of_row(text: &str) -> Vec<Self> {
        alternatives(text)
            .iter()
            .filter_map(|part| Self::of(&without_brackets(part)))
            .collect()
    }

    fn of(text: &str) -> Option<Self> {
        let dotless: String = text.chars().filter(|c| !".'’".contains(*c)).collect();
        let mut words: Vec<String> = Vec::new();
        let mut letters = false;
        for word in dotless
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
        {
            let single = word.chars().count() == 1;
            match words.last_mut() {
                // "B V" and "A/S" are spelled with one letter a word.
                Some(last) if single && letters => last.push_str(word),
                _ => words.push(word.to_owned()),
            }
            letters = single;
        }
        let essential: Vec<String> = words
            .iter()
            .filter(|word| !FORMS.contains(&word.as_str()))
            .cloned()
            .collect();
        let words = if essential.is_empty() {
            words
        } else {
            essential
        };
        let joined = words.concat();
        (!joined.is_empty()).then_some(Self { words, joined })
    }

    /// True when both mean one party: the same words, or one name begins with all words of the other ("Hetzner" and
    /// "Hetzner Online"), or holds two or more of its words in a row.
    pub(super) fn means(&self, other: &Self) -> bool {
        if self.joined == other.joined {
            return true;
        }
        let (short, long) = if self.words.len() <= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        if short.joined.chars().count() < SHORTEST {
            return false;
        }
        long.words.starts_with(&short.words)
            || short.words.len() > 1
                && long
                    .words
                    .windows(short.words.len())
                    .any(|part| part == short.words)
    }

    /// True when both are surely one party: the same words, or more of them that only say where or of what kind ("Acme",
    /// "Acme Software Nederland").
    pub(super) fn is_surely(&self, other: &Self) -> bool {
        let (short, long) = if self.words.len() <= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        self.joined == other.joined
            || long
                .words
                .strip_prefix(short.words.as_slice())
                .is_some_and(|rest| rest.iter().all(|word| ADDITIONS.contains(&word.as_str())))
    }

    /// True when the label of a domain is this name, or its beginning: `mailshield-us` and "Mailshield".
    pub(super) fn is_label(&self, label: &str) -> bool {
        let label: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
        let (short, long) = if label.len() < self.joined.len() {
            (label.as_str(), self.joined.as_str())
        } else {
            (self.joined.as_str(), label.as_str())
        };
        long == short || short.chars().count() > SHORTEST && long.starts_with(short)
    }

    /// How many letters the name has: the longer of two that fit is the better.
    pub(super) fn letters(&self) -> usize {
        self.joined.chars().count()
    }

    /// The name in one word, for equality.
    pub(super) fn key(&self) -> &str {
        &self.joined
    }
}

/// The names that stand beside each other in a text, in lower case.
fn alternatives(text: &str) -> Vec<String> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut parts = vec![text.to_lowercase()];
    for between in BETWEEN {
        parts = parts
            .iter()
            .flat_map(|part| part.split(between))
            .map(str::to_owned)
            .collect();
    }
    parts
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect()
}

/// What stays of a name without case, punctuation and legal form: two names with the same key are one party. A name of
/// which nothing stays is its own key.
#[must_use]
pub fn party_key(name: &str) -> String {
    Name::read(name)
        .first()
        .map_or_else(|| name.trim().to_lowercase(), |name| name.joined.clone())
}

/// True when two names mean the same party; each may hold several, as in "Rocket Science Group (Mailchimp)".
#[must_use]
pub fn same_party(a: &str, b: &str) -> bool {
    let others = Name::read(b);
    Name::read(a)
        .iter()
        .any(|name| others.iter().any(|other| name.means(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_additions_make_no_difference_and_chance_likenesses_do() {
        for (a, b) in [
            ("Hetzner Online GmbH", "Hetzner"),
            ("TransIP B.V.", "transip"),
            ("Trans IP B V", "TransIP"),
            ("Amazon Web Services EMEA SARL", "Amazon Web Services, Inc."),
            ("Amazon Web Services EMEA S.à r.l.", "Amazon Web Services"),
            ("The Rocket Science Group LLC d/b/a Mailchimp", "Mailchimp"),
            ("Intuit Inc. (Mailchimp)", "Mailchimp"),
            ("Amazon.com, Inc.", "Amazon.com"),
            ("Visma Software A/S", "Visma Software AS"),
            ("Klarna Bank AB (publ)", "Klarna"),
        ] {
            assert!(same_party(a, b) && same_party(b, a), "{a} / {b}");
        }
        for (a, b) in [
            ("Box", "Black Box Hosting"),
            ("Meta", "Metabase"),
            ("AS", "SAS"),
            ("", ""),
            ("B.V.", ""),
            ("Microsoft", "GitHub"),
            ("One", "Oneforma"),
        ] {
            assert!(!same_party(a, b), "{a} / {b}");
        }
        let row = |text| {
            Name::of_row(text)
                .iter()
                .map(|n| n.key().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(row("Acme (Ireland) Ltd d/b/a Beta"), ["acme", "beta"]);
        assert_eq!(row("(nothing"), [""; 0]);
        assert!(!same_party(&"(".repeat(10_000), &")".repeat(10_000)));
    }

    #[test]
    fn additions_leave_no_doubt_and_other_words_do() {
        let sure = |a: &str, b: &str| {
            let others = Name::read(b);
            Name::read(a)
                .iter()
                .any(|name| others.iter().any(|other| name.is_surely(other)))
        };
        assert!(
            sure("Hetzner Online GmbH", "Hetzner")
                && sure("Visma", "Visma Software Nederland B.V.")
        );
        assert!(!sure("True", "True Partners B.V.") && !sure("Exact", "Inexact"));
    }

    #[test]
    fn labels_of_domains_are_names() {
        let is = |name: &str, label: &str| Name::read(name).iter().any(|n| n.is_label(label));
        assert!(is("MailShield US, Inc.", "mailshield-us"));
        assert!(is("MailShield", "mailshield-us"));
        assert!(is("Edge-Net B.V.", "edge-net"));
        assert!(!is("Box", "boxes-of-others"));
        assert!(!is("Another", "mailshield"));
    }
}
