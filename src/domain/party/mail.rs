//! Parties that show in what a domain says about its mail.

use super::collect::{At, Collector, DKIM, SPF};
use super::text::spf_names;
use crate::domain::fact::MailFact;

impl Collector<'_> {
    /// Keys for signing that are an alias of someone's name, and senders below the provider's own names. What the senders
    /// of others lead to is their affair.
    pub(super) fn read_mail(&mut self, at: &At<'_>, fact: &MailFact) {
        if at.subject.role.is_some() {
            return;
        }
        match fact {
            // What a wildcard answers says nothing about a selector.
            MailFact::Dkim(dkim) if !dkim.wildcard => {
                for key in &dkim.keys {
                    self.read_chain(at, &key.record.name, &key.record.cname_chain, DKIM);
                }
            }
            MailFact::Spf(spf) => {
                for record in &spf.records {
                    if !self.is_own(&record.name) {
                        continue;
                    }
                    for text in &record.texts {
                        let quote = format!("{} TXT \"{text}\"", record.name);
                        for name in spf_names(text).into_iter().flatten() {
                            self.meet(at, SPF, name, &quote);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}
