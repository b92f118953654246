//! The curated tables of providers keep to what `data/providers/README.md` asks of a row.

use std::collections::{BTreeMap, BTreeSet};

use waarborg::domain::geo::OperatorFile;
use waarborg::domain::party::{Company, CompanyFile, Signature, SignatureFile};

use super::catalogue;

/// Owners that are no ordinary company.
const OWNER_KINDS: [&str; 6] = [
    "co-operative",
    "foundation",
    "government",
    "non-profit",
    "private-equity",
    "university",
];

fn companies() -> Vec<Company> {
    let source = catalogue().text("providers/companies.toml");
    let file: CompanyFile = toml::from_str(&source).expect("companies");
    file.rows
}

fn signatures() -> Vec<Signature> {
    let source = catalogue().text("providers/signatures.toml");
    let file: SignatureFile = toml::from_str(&source).expect("signatures");
    file.rows
}

/// Every name of a signature with the company that it stands for.
fn patterns(rows: &[Signature]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        for pattern in row.names().into_iter().flat_map(|(_, names)| names) {
            owners.entry(pattern).or_default().insert(&row.company);
        }
    }
    owners
}

#[test]
fn companies_are_sorted_and_what_is_said_of_their_owners_is_whole() {
    let companies = companies();
    assert!(companies.len() >= 180);
    assert!(companies.is_sorted_by(|a, b| a.id < b.id));
    for company in &companies {
        assert!(
            company
                .id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{company:?}"
        );
        assert!(company.source.starts_with("https://"), "{company:?}");
        assert!(
            company
                .owner_kind
                .as_deref()
                .is_none_or(|kind| OWNER_KINDS.contains(&kind)),
            "{company:?}"
        );
        let names = company.aliases.iter().chain([&company.name]);
        assert!(
            names.into_iter().all(|name| !name.contains(['(', ')'])),
            "{company:?}"
        );
    }
}

#[test]
fn signatures_are_sorted_and_many() {
    let rows = signatures();
    assert!(rows.len() >= 300);
    assert!(rows.is_sorted_by(|a, b| a.company <= b.company));
    let seen: BTreeSet<&str> = rows.iter().map(|row| row.company.as_str()).collect();
    assert!(seen.len() >= 150);
    let known: BTreeSet<String> = companies().into_iter().map(|company| company.id).collect();
    for row in &rows {
        assert!(known.contains(&row.company), "{row:?}");
        assert!(row.source.starts_with("https://"), "{row:?}");
        assert!(
            row.txt.iter().all(|token| *token == token.to_lowercase()),
            "{row:?}"
        );
    }
}

#[test]
fn a_name_stands_for_one_company_and_so_does_everything_below_it() {
    let rows = signatures();
    let owners = patterns(&rows);
    for (pattern, of) in &owners {
        assert_eq!(of.len(), 1, "{pattern}: {of:?}");
        assert!(
            psl::suffix(pattern.as_bytes()).is_none_or(|suffix| {
                suffix.typ() != Some(psl::Type::Icann) || suffix.as_bytes() != pattern.as_bytes()
            }),
            "{pattern} is a public suffix"
        );
        let mut rest = *pattern;
        while let Some((_, above)) = rest.split_once('.') {
            assert!(
                owners.get(above).is_none_or(|others| others == of),
                "{pattern} is below {above}"
            );
            rest = above;
        }
    }
}

#[test]
fn operators_name_a_company_with_the_same_owner() {
    let source = catalogue().text("providers/operators.toml");
    let file: OperatorFile = toml::from_str(&source).expect("operators");
    let companies: BTreeMap<String, Company> = companies()
        .into_iter()
        .map(|company| (company.id.clone(), company))
        .collect();
    let rows = signatures();
    let owners = patterns(&rows);
    let mut numbers = BTreeSet::new();
    for operator in &file.operators {
        let id = operator.company.as_deref().expect("a company");
        let company = companies.get(id).expect(id);
        assert_eq!(
            (&operator.ultimate_parent, &operator.owner_kind),
            (&company.ultimate_parent, &company.owner_kind),
            "{}",
            operator.id
        );
        for suffix in &operator.host_suffixes {
            assert!(
                owners.get(suffix.as_str()).is_none_or(|of| of.contains(id)),
                "{}: {suffix}",
                operator.id
            );
        }
        for number in &operator.asns {
            assert!(numbers.insert(number), "AS{number} twice");
        }
    }
}
