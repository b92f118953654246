//! `waarborg locate ADDRESS… | -`

use std::fmt::Write as _;
use std::io::{BufRead, BufWriter, Write as _};
use std::net::IpAddr;

use serde::Serialize;

use super::Outcome;
use super::scan::{spelled, unread};
use crate::assess::clock;
use crate::cli::arguments::{Locate, LocateFormat};
use crate::cli::given::{aged_routes, tell_age, tell_later};
use crate::cli::lines::Lines;
use crate::cli::network::geo_sources;
use crate::cli::{Exit, Session, output, routes};
use crate::domain::day::Day;
use crate::domain::fact::HostingFact;
use crate::domain::location::{LocationStatus, LocationVerdict};
use crate::domain::observation::Failure;
use crate::probe::GeoSources;

/// The longest line that can be an address.
const LINE: u64 = 200;

/// One answer as a line of JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Located {
        input: &'a str,
        #[serde(flatten)]
        fact: &'a HostingFact,
        verdict: LocationVerdict,
        limits: [&'static str; 1],
    },
    Failed {
        input: &'a str,
        /// The line of standard input, counted from 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u64>,
        error: &'a str,
    },
}

/// What can go wrong between the lines in and the lines out.
enum Trouble {
    Reading(std::io::Error),
    Writing(std::io::Error),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Writing(error)
    }
}

struct Writer<'a> {
    session: &'a Session,
    sources: GeoSources,
    format: LocateFormat,
    on: Day,
    detailed: bool,
    refused: u64,
}

pub(super) fn run(session: &Session, options: &Locate) -> Outcome {
    let routes = options.vrps.as_deref().map(routes::read).transpose()?;
    if let (Some(path), Some((table, _))) = (&options.vrps, &routes)
        && let Some(file) = aged_routes(session, path, table)
    {
        tell_age(session, &file);
    }
    let (sources, data) = geo_sources(session, &options.geo, routes)?;
    let on = options.as_of.unwrap_or_else(|| Day::of(clock::now()));
    tell_later(session, &data, on);
    let from_input = options.addresses.iter().any(|a| a == "-");
    let mut writer = Writer {
        session,
        sources,
        format: options.format,
        on,
        detailed: !from_input && options.addresses.len() <= 5,
        refused: 0,
    };
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let told = writer
        .all(&options.addresses, &mut out)
        .and_then(|()| out.flush().map_err(Trouble::Writing));
    match told {
        Ok(()) => {}
        Err(Trouble::Reading(error)) => return Err(unread(&error).into()),
        Err(Trouble::Writing(error)) => output::unwritten(&error)?,
    }
    if writer.refused > 0 {
        session.remark(&session.say("locate-refused", &[("count", &writer.refused.to_string())]));
        return Ok(Exit::Input);
    }
    Ok(Exit::Done)
}

impl Writer<'_> {
    fn all(&mut self, addresses: &[String], out: &mut impl std::io::Write) -> Result<(), Trouble> {
        for address in addresses {
            if address == "-" {
                self.lines(std::io::stdin().lock(), out)?;
            } else {
                self.one(address, None, out)?;
            }
        }
        Ok(())
    }

    fn lines(&mut self, input: impl BufRead, out: &mut impl std::io::Write) -> Result<(), Trouble> {
        let mut lines = Lines::new(input, LINE);
        while let Some(line) = lines.next() {
            let line = line.map_err(Trouble::Reading)?;
            match spelled(&line) {
                "" => {}
                address => self.one(address, Some(lines.number()), out)?,
            }
        }
        Ok(())
    }

    /// `at`: the line of standard input that it stood on.
    fn one(
        &mut self,
        text: &str,
        at: Option<u64>,
        out: &mut impl std::io::Write,
    ) -> std::io::Result<()> {
        let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() else {
            let error = self.session.say("locate-no-address", &[]);
            return self.refuse(text, at, &error, out);
        };
        match self.sources.look_up(address) {
            Ok(fact) => self.tell(text, &fact, out),
            Err(Failure { detail, .. }) => self.refuse(text, at, &detail, out),
        }
    }

    fn refuse(
        &mut self,
        text: &str,
        at: Option<u64>,
        error: &str,
        out: &mut impl std::io::Write,
    ) -> std::io::Result<()> {
        self.refused += 1;
        let shown: String = output::plain(text).chars().take(80).collect();
        match self.format {
            LocateFormat::Jsonl => line(
                out,
                &Answer::Failed {
                    input: &shown,
                    line: at,
                    error,
                },
            ),
            LocateFormat::Text => match at {
                Some(at) => {
                    let place = self
                        .session
                        .say("locate-line", &[("line", &at.to_string())]);
                    writeln!(out, "{shown}\t{error} ({place})")
                }
                None => writeln!(out, "{shown}\t{error}"),
            },
        }
    }

    fn tell(
        &self,
        text: &str,
        fact: &HostingFact,
        out: &mut impl std::io::Write,
    ) -> std::io::Result<()> {
        let verdict = self.session.catalogue.areas.judge(fact, self.on);
        match self.format {
            LocateFormat::Jsonl => line(
                out,
                &Answer::Located {
                    input: text,
                    fact,
                    verdict,
                    limits: ["endpoint_only"],
                },
            ),
            LocateFormat::Text if self.detailed => {
                out.write_all(self.ladder(text, fact, verdict).as_bytes())
            }
            LocateFormat::Text => {
                let country = verdict
                    .country
                    .map_or_else(|| "—".to_owned(), |c| c.to_string());
                let status = self.word("status", &verdict.status);
                let confidence = self.word("confidence", &verdict.confidence);
                let operator = fact
                    .control
                    .as_ref()
                    .and_then(|c| c.operator_name.as_deref().or(c.holder.as_deref()))
                    .unwrap_or("—");
                writeln!(
                    out,
                    "{text}\t{status}\t{country}\t{:?}\t{confidence}\t{operator}",
                    verdict.rung
                )
            }
        }
    }

    fn word(&self, group: &str, value: &impl Serialize) -> &str {
        let name = serde_json::to_value(value)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default();
        let key = format!("cli.{group}.{name}");
        self.session
            .catalogue
            .phrases
            .0
            .get(&key)
            .map_or("", |text| text.in_lang(self.session.lang))
    }

    /// The whole ladder for a person.
    fn ladder(&self, text: &str, fact: &HostingFact, verdict: LocationVerdict) -> String {
        let (lang, phrases, areas) = (
            self.session.lang,
            &self.session.catalogue.phrases,
            &self.session.catalogue.areas,
        );
        let name =
            |country: crate::domain::country::Country| areas.name(country).in_lang(lang).to_owned();
        let mut page = format!("{text}\n");
        let place = verdict
            .country
            .map_or_else(String::new, |country| format!(" — {}", name(country)));
        let _ = writeln!(page, "  {}{place}", self.word("status", &verdict.status));
        let rung = phrases.text(&format!("rung.{:?}", verdict.rung).to_lowercase());
        let because = self.session.say("locate-because", &[]);
        let strength = match verdict.status {
            LocationStatus::NotDeterminable => String::new(),
            _ => format!(", {}", self.word("confidence", &verdict.confidence)),
        };
        let _ = writeln!(
            page,
            "  {because}: {} ({:?}{strength})",
            rung.in_lang(lang),
            verdict.rung
        );
        if &*fact.scope != "public" {
            let _ = writeln!(
                page,
                "  {}: {}",
                self.session.say("locate-scope", &[]),
                fact.scope
            );
        }
        if let Some(operator) = &fact.delivery.operator {
            let _ = writeln!(
                page,
                "  {}: {operator} ({})",
                self.session.say("locate-edge", &[]),
                fact.delivery.basis.join(", ")
            );
        }
        for claim in &fact.claims {
            let mut what = claim.source.to_string();
            for extra in [&claim.region, &claim.zone].into_iter().flatten() {
                let _ = write!(what, " {extra}");
            }
            let country = claim.country.map_or_else(|| "—".to_owned(), name);
            let kind = self.word("kind", &claim.kind);
            let dated = claim
                .dated
                .map_or_else(String::new, |day| format!(", {day}"));
            let network = claim
                .network
                .map_or_else(String::new, |network| format!(", {network}"));
            let _ = writeln!(page, "  · {kind}: {country} ({what}{network}{dated})");
        }
        if let Some(control) = &fact.control {
            let who = control
                .operator_name
                .as_deref()
                .or(control.holder.as_deref())
                .unwrap_or("—");
            let asn = control
                .asn
                .map_or_else(String::new, |asn| format!(" (AS{asn})"));
            let parent = control
                .ultimate_parent
                .as_deref()
                .map_or_else(String::new, |parent| {
                    let place = control
                        .ultimate_parent_country
                        .map_or_else(String::new, |country| format!(", {}", name(country)));
                    format!(
                        "; {}: {parent}{place}",
                        self.session.say("locate-parent", &[])
                    )
                });
            let _ = writeln!(
                page,
                "  {}: {who}{asn}{parent}",
                self.session.say("locate-operator", &[])
            );
        }
        let _ = writeln!(page, "  {}", self.session.say("locate-limits", &[]));
        page
    }
}

fn line(out: &mut impl std::io::Write, answer: &Answer<'_>) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")
}
