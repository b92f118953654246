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

    /// Follows an event.
    pub(super) fn follow(&self, event: Event<'_>) {
        match event {
            Event::Planned { total } => {
                let target = if self.watched {
                    ProgressDrawTarget::stderr()
                } else {
                    ProgressDrawTarget::hidden()
                };
                let bar = ProgressBar::with_draw_target(Some(total as u64), target);
                if let Ok(style) =
                    ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {msg}")
                {
                    bar.set_style(style);
                }
                bar.set_prefix(self.label.clone());
                bar.enable_steady_tick(Duration::from_millis(200));
                let _ = self.bar.set(bar);
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
