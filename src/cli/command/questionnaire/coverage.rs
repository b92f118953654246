//! `waarborg questionnaire coverage`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::super::{Faults, Outcome};
use crate::catalogue::{Coverage, Trace, TraceKind};
use crate::cli::arguments::{self, CoverageFormat};
use crate::cli::{Exit, Session, output};
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::text::Text;
use crate::dossier::exchange::guard;

/// The name of the JSON format.
const FORMAT: &str = "waarborg-coverage/1";

pub(super) fn run(session: &Session, options: &arguments::Coverage) -> Outcome {
    let coverage = Coverage::load(&session.catalogue)?;
    let all = if options.cross_map {
        coverage.subjects
    } else {
        coverage.rows
    };
    let traces = chosen(session, &all, &options.rows)?;
    let page = Page {
        session,
        traces: &traces,
        cross_map: options.cross_map,
    };
    let text = match options.format {
        CoverageFormat::Csv => page.csv()?,
        CoverageFormat::Json => page.json()?,
        CoverageFormat::Md => page.markdown(),
        CoverageFormat::Text => page.text(),
    };
    output::deliver(&text, options.output.as_deref())?;
    Ok(Exit::Done)
}

/// The rows of these names, or that begin so: `S0` is all of `S0-01` to the end of that seed.
fn chosen<'t>(
    session: &Session,
    all: &'t [Trace],
    wanted: &[String],
) -> Result<Vec<&'t Trace>, Faults> {
    let named = |trace: &Trace, name: &str| {
        let (row, name) = (trace.row.to_lowercase(), name.to_lowercase());
        row == name
            || row
                .strip_prefix(&name)
                .is_some_and(|rest| rest.starts_with('-'))
    };
    for name in wanted {
        if !all.iter().any(|trace| named(trace, name)) {
            let shown: String = name.chars().take(80).collect();
            let words = |lang| {
                let text = session.catalogue.phrases.get("cli.coverage.none", lang);
                text.to_owned()
            };
            let message = Text::new(
                words(crate::domain::text::Lang::Nl),
                words(crate::domain::text::Lang::En),
            );
            let mut fault = Diagnostic::new(format!("`{shown}`"), message);
            fault.hint = nearest(name, all.iter().map(|trace| trace.row.as_str())).map(|near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            });
            return Err(fault.into());
        }
    }
    let picked = |trace: &&Trace| wanted.is_empty() || wanted.iter().any(|name| named(trace, name));
    Ok(all.iter().filter(picked).collect())
}

struct Page<'a> {
    session: &'a Session,
    traces: &'a [&'a Trace],
    cross_map: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    rows: Vec<Entry<'a>>,
    totals: BTreeMap<&'static str, usize>,
    seeds: BTreeMap<&'a str, BTreeMap<&'static str, usize>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    row: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a Text>,
    by: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    kind: TraceKind,
    #[serde(rename = "where")]
    at: &'a str,
    exists: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a Text>,
}

impl<'a> Page<'a> {
    fn word(&self, key: &str) -> String {
        self.session.say(key, &[])
    }

    fn kind(&self, kind: TraceKind) -> String {
        self.word(&format!("coverage.kind.{}", kind.as_str()))
    }

    fn title(&self) -> String {
        self.word(if self.cross_map {
            "coverage.title-map"
        } else {
            "coverage.title"
        })
    }

    /// What stands where a trace points, with the reason; loud when nothing does.
    fn what(&self, trace: &Trace) -> String {
        let lang = self.session.lang;
        let Some(title) = &trace.title else {
            return self.word("coverage.lost");
        };
        let title = title.in_lang(lang);
        match &trace.reason {
            Some(reason) if title.is_empty() || title == trace.at => {
                reason.in_lang(lang).to_owned()
            }
            Some(reason) => format!("{title} — {}", reason.in_lang(lang)),
            None => title.to_owned(),
        }
    }

    /// The rows, each with what answers it.
    fn rows(&self) -> Vec<(&'a str, Vec<&'a Trace>)> {
        let mut rows: Vec<(&str, Vec<&Trace>)> = Vec::new();
        for trace in self.traces {
            match rows.last_mut() {
                Some((row, traces)) if *row == trace.row => traces.push(trace),
                _ => rows.push((&trace.row, vec![trace])),
            }
        }
        rows
    }

    /// How often each kind answers a row, for each seed.
    fn seeds(&self) -> BTreeMap<&'a str, BTreeMap<TraceKind, usize>> {
        let mut seeds: BTreeMap<&str, BTreeMap<TraceKind, usize>> = BTreeMap::new();
        for trace in self.traces {
            let seed = trace.row.split('-').next().unwrap_or_default();
            *seeds
                .entry(seed)
                .or_default()
                .entry(trace.kind)
                .or_default() += 1;
        }
        seeds
    }

    fn totals(&self) -> String {
        let open: BTreeSet<&str> = self
            .traces
            .iter()
            .filter(|trace| trace.kind == TraceKind::Planned)
            .map(|trace| trace.row.as_str())
            .collect();
        let lost = self.traces.iter().filter(|trace| trace.title.is_none());
        let counts = [
            (
                "rows",
                self.session.count("coverage.rows", self.rows().len(), &[]),
            ),
            (
                "links",
                self.session.count("coverage.links", self.traces.len(), &[]),
            ),
            ("open", open.len().to_string()),
            ("lost", lost.count().to_string()),
        ];
        let params: Vec<(&str, &str)> = counts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        self.session.say("coverage.totals", &params)
    }

    /// The table of seeds and kinds, one line of cells each, the heads first and the totals last.
    fn counts(&self) -> Vec<Vec<String>> {
        let seeds = self.seeds();
        let mut heads = vec![self.word(if self.cross_map {
            "coverage.column.theme"
        } else {
            "coverage.column.seed"
        })];
        heads.extend(TraceKind::ALL.map(|kind| self.kind(kind)));
        let cell = |count: Option<&usize>| count.map_or_else(|| "–".to_owned(), usize::to_string);
        let mut lines = vec![heads];
        for (seed, counts) in &seeds {
            let mut line = vec![(*seed).to_owned()];
            line.extend(TraceKind::ALL.map(|kind| cell(counts.get(&kind))));
            lines.push(line);
        }
        let mut last = vec![self.word("coverage.column.total")];
        last.extend(TraceKind::ALL.map(|kind| {
            let sum: usize = seeds.values().filter_map(|counts| counts.get(&kind)).sum();
            sum.to_string()
        }));
        lines.push(last);
        lines
    }

    fn text(&self) -> String {
        let mut page = format!("{}\n\n", self.title());
        for (row, traces) in self.rows() {
            let subject = traces.first().and_then(|trace| trace.subject.as_ref());
            let subject = subject.map_or("", |text| text.in_lang(self.session.lang));
            let _ = writeln!(page, "{}", format!("{row}  {subject}").trim_end());
            for trace in traces {
                let (kind, what) = (self.kind(trace.kind), self.what(trace));
                let _ = writeln!(page, "  {kind:<16} {}\n  {:<16} {what}", trace.at, "");
            }
        }
        page.push('\n');
        let lines = self.counts();
        for line in &lines {
            for (index, cell) in line.iter().enumerate() {
                let width = lines.iter().filter_map(|line| line.get(index));
                let width = width.map(|cell| cell.chars().count()).max().unwrap_or(0);
                let _ = if index == 0 {
                    write!(page, "{cell:<width$}")
                } else {
                    write!(page, "  {cell:>width$}")
                };
            }
            page.push('\n');
        }
        let _ = write!(page, "\n{}\n", self.totals());
        page
    }

    fn markdown(&self) -> String {
        let escape = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|");
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| escape(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = |count: usize| format!("|{}\n", "---|".repeat(count));
        let mut page = format!("# {}\n\n{}\n\n", self.title(), self.totals());
        for (index, line) in self.counts().iter().enumerate() {
            page.push_str(&row(line));
            if index == 0 {
                page.push_str(&rule(line.len()));
            }
        }
        let heads =
            ["row", "kind", "at", "title"].map(|key| self.word(&format!("coverage.column.{key}")));
        let _ = write!(page, "\n{}{}", row(&heads), rule(heads.len()));
        for trace in self.traces {
            let at = format!("`{}`", trace.at);
            page.push_str(&row(&[
                trace.row.clone(),
                self.kind(trace.kind),
                at,
                self.what(trace),
            ]));
        }
        page
    }

    fn csv(&self) -> Result<String, Faults> {
        let ours = |error: &dyn std::fmt::Display| Faults::Ours(error.to_string());
        let mut writer = csv::Writer::from_writer(Vec::new());
        let lang = self.session.lang;
        let put = |writer: &mut csv::Writer<Vec<u8>>, cells: [&str; 6]| {
            writer.write_record(cells).map_err(|error| ours(&error))
        };
        let heads = [
            "row",
            "subject",
            "implemented_by",
            "where",
            "title",
            "reason",
        ];
        put(&mut writer, heads)?;
        for trace in self.traces {
            let text = |text: &'a Option<Text>| text.as_ref().map_or("", |text| text.in_lang(lang));
            let title = match &trace.title {
                Some(title) => title.in_lang(lang).to_owned(),
                None => self.word("coverage.lost"),
            };
            put(
                &mut writer,
                [
                    &guard(&trace.row),
                    &guard(text(&trace.subject)),
                    trace.kind.as_str(),
                    &guard(&trace.at),
                    &guard(&title),
                    &guard(text(&trace.reason)),
                ],
            )?;
        }
        let bytes = writer.into_inner().map_err(|error| ours(&error))?;
        String::from_utf8(bytes).map_err(|error| ours(&error))
    }

    fn json(&self) -> Result<String, Faults> {
        let link = |trace: &&'a Trace| Link {
            kind: trace.kind,
            at: &trace.at,
            exists: trace.title.is_some(),
            title: trace.title.as_ref().filter(|title| !title.en.is_empty()),
            reason: trace.reason.as_ref(),
        };
        let rows = self.rows().into_iter().map(|(row, traces)| Entry {
            row,
            subject: traces.first().and_then(|trace| trace.subject.as_ref()),
            by: traces.iter().map(link).collect(),
        });
        let mut totals = BTreeMap::new();
        for trace in self.traces {
            *totals.entry(trace.kind.as_str()).or_default() += 1;
        }
        let seeds = self.seeds().into_iter().map(|(seed, counts)| {
            let counts = counts
                .into_iter()
                .map(|(kind, count)| (kind.as_str(), count));
            (seed, counts.collect())
        });
        let document = Document {
            format: FORMAT,
            rows: rows.collect(),
            totals,
            seeds: seeds.collect(),
        };
        let text = serde_json::to_string_pretty(&document);
        let mut text = text.map_err(|error| Faults::Ours(error.to_string()))?;
        text.push('\n');
        Ok(text)
    }
}
