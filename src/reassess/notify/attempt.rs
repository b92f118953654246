//! One notice to one receiver, with a few tries.

use std::time::Duration;

use crate::domain::notice::{DeliveryState, Notice, Setback, SetbackReason};
use crate::dossier::{Channel, Outbox, Secret, Shape, Way};

use super::{Patience, compose, mail, shape, webhook};

/// Characters of what a receiver said that are kept.
const DETAIL: usize = 200;

/// Why a try came to nothing, by what it leaves to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failed {
    /// Nothing was handed over; it may go better in a moment, or after the time that the receiver asks for.
    Soon(Setback, Option<Duration>),
    /// Nothing was handed over; someone has to mend something first.
    Later(Setback),
    /// Everything was handed over and no answer came.
    Doubt(Setback),
}

impl Failed {
    pub(super) fn soon(reason: SetbackReason, detail: &str) -> Self {
        Self::Soon(setback(reason, detail), None)
    }

    pub(super) fn later(reason: SetbackReason, detail: &str) -> Self {
        Self::Later(setback(reason, detail))
    }

    pub(super) fn doubt(reason: SetbackReason, detail: &str) -> Self {
        Self::Doubt(setback(reason, detail))
    }

    /// How far a delivery has come with this.
    pub(super) fn state(self) -> DeliveryState {
        match self {
            Self::Soon(setback, _) | Self::Later(setback) => DeliveryState::Waiting {
                setback: Some(setback),
            },
            Self::Doubt(setback) => DeliveryState::Doubtful { setback },
        }
    }

    /// Without the secret, should a receiver have repeated it.
    fn masked(mut self, secrets: &[Secret]) -> Self {
        let (Self::Soon(setback, _) | Self::Later(setback) | Self::Doubt(setback)) = &mut self;
        for secret in secrets {
            setback.detail = secret.masked(&setback.detail);
        }
        setback.detail = setback.detail.chars().take(DETAIL).collect();
        self
    }
}

/// A setback with the words of someone else, cleaned. They are cut to a length once secrets are out of them.
pub(super) fn setback(reason: SetbackReason, detail: &str) -> Setback {
    let mut words = String::new();
    for word in detail.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().filter(|c| !c.is_control()));
    }
    Setback {
        reason,
        detail: words,
    }
}

/// True when a receiver knows a notice again, so that it can be handed over a second time without harm.
pub(super) fn knows_again(channel: &Channel) -> bool {
    match &channel.way {
        Way::Mail(_) => false,
        Way::Webhook(webhook) => webhook.shape == Shape::Cloudevents,
        Way::Files(_) => true,
    }
}

/// What must not be shown of a channel.
fn secrets(channel: &Channel) -> Vec<Secret> {
    match &channel.way {
        Way::Mail(mail) => mail
            .login
            .as_ref()
            .map_or_else(Vec::new, |(name, password)| {
                // As the mechanism PLAIN sends it (RFC 4616).
                let plain = format!("\0{name}\0{}", password.reveal());
                vec![Secret::new(plain), password.clone()]
            }),
        Way::Webhook(webhook) => {
            let mut secrets = vec![webhook.url.clone()];
            if let Ok(url) = url::Url::parse(webhook.url.reveal()) {
                // A path of a single slash is no secret, and would mask every slash.
                secrets.extend(
                    [Some(url.path()), url.query()]
                        .into_iter()
                        .flatten()
                        .filter(|part| part.len() > 4)
                        .map(Secret::new),
                );
            }
            secrets.extend(webhook.secret.clone());
            secrets
        }
        Way::Files(_) => Vec::new(),
    }
}

/// Hands a notice to a receiver, and tries again in a moment where that may help.
pub(super) async fn attempt(
    notice: &Notice,
    channel: &Channel,
    outbox: &Outbox,
    patience: &Patience,
) -> Result<(), Failed> {
    let mut pauses = patience.pauses.iter();
    loop {
        let failed = match once(notice, channel, outbox, patience).await {
            Ok(()) => return Ok(()),
            Err(failed) => failed.masked(&secrets(channel)),
        };
        let Failed::Soon(_, asked) = &failed else {
            return Err(failed);
        };
        let Some(pause) = pauses.next() else {
            return Err(failed);
        };
        // A receiver that asks for more time than this gets it: at the next run.
        if asked.is_some_and(|asked| asked > patience.step) {
            return Err(failed);
        }
        tokio::time::sleep(asked.unwrap_or_default().max(jittered(*pause))).await;
    }
}

async fn once(
    notice: &Notice,
    channel: &Channel,
    outbox: &Outbox,
    patience: &Patience,
) -> Result<(), Failed> {
    match &channel.way {
        Way::Mail(mail) => {
            let message = compose::compose(notice, mail, outbox)?;
            mail::post(mail, &message, patience).await
        }
        Way::Webhook(webhook) => {
            let body = match webhook.shape {
                Shape::Cloudevents => shape::cloud_event(notice),
                Shape::Slack => shape::slack(&notice.letter),
                Shape::Teams => shape::teams(&notice.letter),
            };
            webhook::call(webhook, &notice.id, body, patience).await
        }
        Way::Files(folder) => {
            let day = notice.at.strftime("%Y-%m-%dT%H%M%SZ");
            let name = format!("{day}-{}", notice.id);
            let files = [
                ("html", notice.letter.html.clone().into_bytes()),
                ("json", shape::cloud_event(notice)),
                ("txt", notice.letter.text.clone().into_bytes()),
            ];
            Outbox::lay(folder, &name, &files)
                .map_err(|fault| Failed::later(SetbackReason::Disk, &fault.to_string()))
        }
    }
}

/// A pause, longer or shorter by up to a half, so that many runs do not come back at the same moment.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [128];
    // Without randomness the pause stays as it is.
    let _ = aws_lc_rs::rand::fill(&mut byte);
    pause / 2 + pause * u32::from(byte[0]) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_vary_within_bounds() {
        let pause = Duration::from_secs(8);
        for _ in 0..200 {
            let varied = jittered(pause);
            assert!((pause / 2..=pause * 3 / 2).contains(&varied), "{varied:?}");
        }
    }
}
