//! The outbox, notice by notice.

use std::collections::BTreeSet;

use crate::assess::clock;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::notice::{DeliveryState, Notice, SetbackReason};
use crate::dossier::{Channel, Outbox};

use super::attempt::{self, Failed, attempt, knows_again};
use super::{TellReport, TellResult, Telling};

/// Sends what waits. With `all` also what was given up or is in doubt.
pub(super) async fn deliver(
    outbox: &Outbox,
    telling: &Telling<'_>,
    all: bool,
    report: &mut TellReport,
) {
    if !outbox.folder().exists() {
        return;
    }
    let lock = match outbox.lock() {
        Ok(lock) => lock,
        Err(fault) => {
            report.faults.push(fault);
            return;
        }
    };
    if let Err(fault) = round(outbox, telling, all, report).await {
        report.faults.push(fault);
    }
    drop(lock);
}

async fn round(
    outbox: &Outbox,
    telling: &Telling<'_>,
    all: bool,
    report: &mut TellReport,
) -> Result<(), Diagnostic> {
    let sent: BTreeSet<_> = outbox.sent()?.into_iter().map(|sent| sent.notice).collect();
    let (notices, faults) = outbox.notices()?;
    report.faults.extend(faults);
    // Receivers that could not be reached: the next notice for them waits for the next run.
    let mut down = BTreeSet::new();
    for mut notice in notices {
        // A run that was killed between the register and the removal.
        if sent.contains(&notice.id) {
            outbox.close(&notice, clock::now())?;
            continue;
        }
        for number in 0..notice.deliveries.len() {
            let round = Round {
                outbox,
                telling,
                all,
            };
            let result = round.one(&mut notice, number, &mut down).await?;
            report.results.extend(result);
        }
        let open = notice
            .deliveries
            .iter()
            .filter(|d| !matches!(d.state, DeliveryState::Sent { .. }))
            .count();
        report.left += open;
        if open == 0 {
            outbox.close(&notice, clock::now())?;
        }
    }
    Ok(())
}

struct Round<'a> {
    outbox: &'a Outbox,
    telling: &'a Telling<'a>,
    all: bool,
}

impl Round<'_> {
    /// One delivery. What is decided is on disk before this returns; a disk that refuses ends the round.
    async fn one(
        &self,
        notice: &mut Notice,
        number: usize,
        down: &mut BTreeSet<String>,
    ) -> Result<Option<TellResult>, Diagnostic> {
        let Some(delivery) = notice.deliveries.get(number) else {
            return Ok(None);
        };
        let to = delivery.to.clone();
        let channel = self.telling.channels.iter().find(|c| c.name == to);
        let wanted = match &delivery.state {
            DeliveryState::Sent { .. } => false,
            DeliveryState::Waiting { .. } => true,
            DeliveryState::Doubtful { .. } | DeliveryState::GivenUp { .. } => self.all,
            DeliveryState::Attempting { .. } => {
                if self.all || channel.is_some_and(knows_again) {
                    true
                } else {
                    let setback = attempt::setback(SetbackReason::CutOff, "");
                    return self
                        .settle(notice, number, DeliveryState::Doubtful { setback }, 0)
                        .map(Some);
                }
            }
        };
        if !wanted || down.contains(&to) {
            return Ok(None);
        }
        let Some(channel) = channel else {
            let setback = attempt::setback(SetbackReason::Unlisted, "");
            let state = DeliveryState::GivenUp { setback };
            return self.settle(notice, number, state, 0).map(Some);
        };
        // First on disk that it is being handed over: a run that is cut off leaves the doubt behind, not a second mail.
        let since = clock::now();
        self.write(notice, number, DeliveryState::Attempting { since }, 1)?;
        let state = self.hand_over(notice, number, channel, down).await;
        self.settle(notice, number, state, 0).map(Some)
    }

    async fn hand_over(
        &self,
        notice: &Notice,
        number: usize,
        channel: &Channel,
        down: &mut BTreeSet<String>,
    ) -> DeliveryState {
        let patience = &self.telling.patience;
        let failed = match attempt(notice, channel, self.outbox, patience).await {
            Ok(()) => return DeliveryState::Sent { at: clock::now() },
            Err(failed) => failed,
        };
        if !matches!(failed, Failed::Doubt(_)) {
            down.insert(channel.name.clone());
        }
        let tries = notice.deliveries.get(number).map_or(0, |d| d.tries);
        match failed.state() {
            DeliveryState::Waiting {
                setback: Some(setback),
            } if tries >= self.telling.settings.give_up_after => DeliveryState::GivenUp { setback },
            state => state,
        }
    }

    fn settle(
        &self,
        notice: &mut Notice,
        number: usize,
        state: DeliveryState,
        tries: u32,
    ) -> Result<TellResult, Diagnostic> {
        self.write(notice, number, state.clone(), tries)?;
        let delivery = notice.deliveries.get(number);
        Ok(TellResult {
            to: delivery.map(|d| d.to.clone()).unwrap_or_default(),
            tries: delivery.map_or(0, |d| d.tries),
            state,
        })
    }

    fn write(
        &self,
        notice: &mut Notice,
        number: usize,
        state: DeliveryState,
        tries: u32,
    ) -> Result<(), Diagnostic> {
        if let Some(delivery) = notice.deliveries.get_mut(number) {
            delivery.state = state;
            delivery.tries += tries;
        }
        self.outbox.update(notice)
    }
}
