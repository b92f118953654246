//! Progress of looking, on standard error, for people who watch.

use std::io::IsTerminal as _;
use std::sync::OnceLock;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Session;
use crate::probe::Event;

/// A bar that follows the probes; invisible when nobody watches.
#[derive(Debug)]
pub(super) struct Progress {
    bar: OnceLock<ProgressBar>,
    watched: bool,
    label: String,
}

impl Progress {
    pub(super) fn new(session: &Session) -> Self {
        let watched = !session.quiet && std::io::stderr().is_terminal();
        Self {
            bar: OnceLock::new(),
            watched,
            label: session.say("looking", &[]),
        }
    }

    /// A count without an end, for targets that come in one by one.
    pub(super) fn counting(session: &Session) -> Self {
        let progress = Self::new(session);
        progress.begin(None, "{prefix} {pos} {msg}");
        progress
    }

    /// One more target is done.
    pub(super) fn count(&self, name: &str) {
        if let Some(bar) = self.bar.get() {
            bar.set_message(name.to_owned());
            bar.inc(1);
        }
    }

    fn begin(&self, total: Option<u64>, template: &str) {
        let target = if self.watched {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(total, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(self.label.clone());
        bar.enable_steady_tick(Duration::from_millis(200));
        let _ = self.bar.set(bar);
    }

    /// Follows an event.
    pub(super) fn follow(&self, event: Event<'_>) {
        match event {
            Event::Planned { total } => {
                if let Some(bar) = self.bar.get() {
                    bar.set_length(total as u64);
                    return;
                }
                self.begin(Some(total as u64), "{prefix} {bar:30} {pos}/{len} {msg}");
            }
            Event::Started { subject } => {
                if let Some(bar) = self.bar.get() {
                    bar.set_message(subject.shown());
                }
            }
            Event::Finished { .. } => {
                if let Some(bar) = self.bar.get() {
                    bar.inc(1);
                }
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
