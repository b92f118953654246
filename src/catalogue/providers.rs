//! Reading the tables of parties: companies, signatures, operators and domains of third parties.

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::late::{Late, stated_version};
use super::tables::Reader;
use crate::domain::day::Day;
use crate::domain::diagnostic::{Diagnostic, locate};
use crate::domain::geo::{Operator, OperatorFile};
use crate::domain::party::{
    Company, CompanyFile, PartyTable, ProviderHead, RowFault, Signature, SignatureFile, Sourced,
    TableRows, ThirdParty,
};
use crate::domain::text::Text;

const OPERATORS: &str = "providers/operators.toml";
const THIRD_PARTIES: &str = "providers/third-parties.csv";

impl Reader {
    /// The table of parties, read now when a user has files of their own, so that faults are told; when it is needed when
    /// it is ours alone.
    pub(super) fn parties(&mut self) -> Option<Late<Arc<PartyTable>>> {
        if self.files.is_overlaid() {
            return self.read_parties().map(Late::ready);
        }
        let heads = ["providers/companies", "providers/signatures"];
        let paths: Vec<String> = heads
            .iter()
            .flat_map(|head| self.files.tables(head))
            .collect();
        for path in paths {
            if let Some(source) = self.source(&path) {
                self.note(&path, stated_version(&source));
            }
        }
        self.note(OPERATORS, None);
        self.note(THIRD_PARTIES, None);
        let files = self.files.clone();
        // What ships is read by a test: there are no faults to tell here.
        Some(Late::new(|| {
            Self::new(files).read_parties().unwrap_or_default()
        }))
    }

    /// The table of parties: every file `providers/companies*.toml` and `providers/signatures*.toml`, the operators and the
    /// domains of third parties. Nothing when a row is wrong; each such row is among the faults.
    fn read_parties(&mut self) -> Option<Arc<PartyTable>> {
        let before = self.faults.len();
        let rows = TableRows {
            companies: self.rows("providers/companies", "company", |file: CompanyFile| {
                (file.head, file.rows)
            }),
            signatures: self.rows(
                "providers/signatures",
                "signature",
                |file: SignatureFile| (file.head, file.rows),
            ),
            operators: self.operators(),
            third_parties: self.third_parties(),
        };
        if self.faults.len() > before {
            return None;
        }
        match PartyTable::new(rows) {
            Ok(table) => Some(Arc::new(table)),
            Err(faults) => {
                for fault in faults {
                    let fault = self.place(fault);
                    self.faults.push(fault);
                }
                None
            }
        }
    }

    /// The rows of all files of one kind. A row that was checked after its file is a slip.
    fn rows<F: DeserializeOwned, T: Dated>(
        &mut self,
        prefix: &str,
        table: &'static str,
        take: impl Fn(F) -> (ProviderHead, Vec<T>),
    ) -> Vec<Sourced<T>> {
        let mut all = Vec::new();
        for path in self.files.tables(prefix) {
            let Some((head, rows)) = self.table::<F>(&path, |_| None).map(&take) else {
                continue;
            };
            self.state(&path, &head.version);
            let name: Arc<str> = path.as_str().into();
            for (index, row) in rows.into_iter().enumerate() {
                if row.checked_on() > head.verified_on {
                    let fault = self.place(RowFault {
                        file: Arc::clone(&name),
                        table,
                        index,
                        key: "checked_on",
                        message: Text::new(
                            format!(
                                "later dan `verified_on` van dit bestand ({})",
                                head.verified_on
                            ),
                            format!(
                                "later than `verified_on` of this file ({})",
                                head.verified_on
                            ),
                        ),
                        hint: None,
                    });
                    self.faults.push(fault);
                }
                all.push(Sourced {
                    file: Arc::clone(&name),
                    index,
                    row,
                });
            }
        }
        all
    }

    fn operators(&mut self) -> Vec<Sourced<Operator>> {
        let file = self.table::<OperatorFile>(OPERATORS, |_| None);
        let name: Arc<str> = OPERATORS.into();
        file.into_iter()
            .flat_map(|file| file.operators)
            .enumerate()
            .map(|(index, row)| Sourced {
                file: Arc::clone(&name),
                index,
                row,
            })
            .collect()
    }

    fn third_parties(&mut self) -> Vec<ThirdParty> {
        let Some(source) = self.source(THIRD_PARTIES) else {
            return Vec::new();
        };
        self.note(THIRD_PARTIES, None);
        ThirdParty::read_all(&source).unwrap_or_else(|faults| {
            for (number, what) in faults {
                let fault = Diagnostic::new(self.files.shown(THIRD_PARTIES), Text::same(what))
                    .at(&source, line(&source, number));
                self.faults.push(fault);
            }
            Vec::new()
        })
    }

    /// A fault at its row.
    fn place(&self, fault: RowFault) -> Diagnostic {
        let shown = Diagnostic::new(self.files.shown(&fault.file), fault.message);
        let shown = match fault.hint {
            Some(hint) => shown.with_hint(hint),
            None => shown,
        };
        let Ok(source) = self.files.source(&fault.file) else {
            return shown;
        };
        let span = if fault.table == "line" {
            line(&source, fault.index)
        } else {
            let index = fault.index.to_string();
            locate(&source, &[fault.table, &index, fault.key])
                .or_else(|| locate(&source, &[fault.table, &index]))
        };
        shown.at(&source, span)
    }
}

/// The bytes of a line, counted from 1.
fn line(source: &str, number: usize) -> Option<Range<usize>> {
    let start = source
        .split_inclusive('\n')
        .take(number.checked_sub(1)?)
        .map(str::len)
        .sum();
    let length = source.get(start..)?.lines().next()?.len();
    Some(start..start + length)
}

/// A row that says when it was last checked.
trait Dated {
    fn checked_on(&self) -> Day;
}

impl Dated for Company {
    fn checked_on(&self) -> Day {
        self.checked_on
    }
}

impl Dated for Signature {
    fn checked_on(&self) -> Day {
        self.checked_on
    }
}
