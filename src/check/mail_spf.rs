//! Who may send mail under the domain, and whether receivers can work with what it says (RFC 7208).

use super::mail::{meant, quote, seen, spf};
use super::spf_tree::SpfTree;
use super::{Check, Context, Judgement};
use crate::domain::fact::SpfFact;
use crate::domain::finding::Confidence;
use crate::domain::mail::{Qualifier, SpfRecord};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "mail-spf",
    subject: SubjectKind::Domain,
    needs: &[Probe::MailSpf],
    reasons: &[
        "strict",
        "soft",
        "no-mail",
        "missing",
        "several",
        "syntax",
        "everybody",
        "too-wide",
        "wide",
        "neutral",
        "too-many-lookups",
        "too-many-hosts",
        "loop",
        "broken-include",
        "void-lookups",
        "reverse",
        "macros",
        "branch-unseen",
        "lookup-failed",
    ],
    judge,
};

/// Records of others that are shown.
const SHOWN: usize = 12;

fn judge(context: &Context<'_>) -> Judgement {
    let (observation, fact) = match seen(context, Probe::MailSpf, spf) {
        Ok(seen) => seen,
        Err(unseen) => return unseen,
    };
    let domain = context.subject.name.as_str();
    let Some(root) = fact.at(domain) else {
        return context.unseen("lookup-failed", Probe::MailSpf);
    };
    let texts = meant(root, SpfRecord::is_one);
    let judgement = match texts[..] {
        [] if root.truncated => Judgement::not_observed("branch-unseen")
            .with("domain", domain)
            .with_text(
                "failure",
                context.material.phrases.text("failure.too-large"),
            ),
        [] => Judgement::deviates("missing"),
        [_] => of_tree(context, fact),
        _ => Judgement::deviates("several").with("count", texts.len()),
    };
    let judgement = judgement.because(observation, quote(domain, &texts));
    // The records that it leads to, a few of them.
    let others = fact.records.iter().filter(|record| record.name != domain);
    others.take(SHOWN).fold(judgement, |judgement, record| {
        let texts = meant(record, SpfRecord::is_one);
        judgement.because(observation, quote(&record.name, &texts))
    })
}

fn of_tree(context: &Context<'_>, fact: &SpfFact) -> Judgement {
    let policy = &context.material.policy.mail;
    let domain = context.subject.name.as_str();
    let tree = SpfTree::of(domain, fact, policy);
    let counted = |judgement: Judgement| {
        judgement
            .with("lookups", tree.lookups)
            .with("limit", policy.spf_lookups)
    };
    if let Some(name) = &tree.everybody {
        Judgement::deviates("everybody").with("domain", name)
    } else if let Some((name, term)) = &tree.broken {
        Judgement::deviates("syntax")
            .with("domain", name)
            .with("term", term)
    } else if let Some(name) = &tree.circle {
        Judgement::deviates("loop").with("domain", name)
    } else if tree.lookups > policy.spf_lookups {
        counted(Judgement::deviates("too-many-lookups"))
    } else if let Some(name) = &tree.without {
        Judgement::deviates("broken-include").with("domain", name)
    } else if let Some(name) = &tree.crowded {
        Judgement::deviates("too-many-hosts")
            .with("domain", name)
            .with("limit", policy.spf_mail_hosts)
    } else if is_more(
        &tree,
        policy.spf_most_addresses,
        policy.spf_most_ip6_networks,
    ) {
        Judgement::deviates("too-wide").with_text("senders", count(&tree))
    } else if let Some(unseen) = unseen(context, &tree) {
        unseen
    } else {
        of_rest(context, &tree, fact)
    }
}

/// True when more may send than this many addresses of IPv4, or networks of IPv6.
fn is_more(tree: &SpfTree, addresses: u64, networks: u64) -> bool {
    tree.senders.ip4_addresses() > addresses || tree.senders.ip6_networks() > networks
}

/// How many may send, for a sentence.
fn count(tree: &SpfTree) -> Text {
    let (ip4, ip6) = (tree.senders.ip4_addresses(), tree.senders.ip6_networks());
    let (mut nl, mut en) = (
        format!("{} IPv4-adressen", grouped(ip4, '.')),
        format!("{} IPv4 addresses", grouped(ip4, ',')),
    );
    if ip6 > 0 {
        nl = format!(
            "{nl} en {} IPv6-netwerken van providers (/32)",
            grouped(ip6, '.')
        );
        en = format!(
            "{en} and {} IPv6 networks of providers (/32)",
            grouped(ip6, ',')
        );
    }
    Text::new(nl, en)
}

/// A number with its digits in threes.
fn grouped(number: u64, between: char) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(between);
        }
        out.push(digit);
    }
    out
}

/// What could not be followed leaves the rest open.
fn unseen(context: &Context<'_>, tree: &SpfTree) -> Option<Judgement> {
    if let Some((name, failure)) = &tree.unseen {
        let words = match failure {
            Some(failure) => context.words(failure),
            None => context.material.phrases.text("failure.no-observation"),
        };
        let judgement = Judgement::not_observed("branch-unseen");
        return Some(judgement.with("domain", name).with_text("failure", words));
    }
    let spec = tree.macros.as_ref()?;
    Some(Judgement::not_observed("macros").with("term", spec))
}

/// The record works: what it says about everybody else.
fn of_rest(context: &Context<'_>, tree: &SpfTree, fact: &SpfFact) -> Judgement {
    let policy = &context.material.policy.mail;
    let strict = match tree.rest {
        None | Some(Qualifier::Neutral | Qualifier::Pass) => {
            let sign = match tree.rest {
                Some(qualifier) => Text::same(format!("{}all", qualifier.sign())),
                None => Text::new("niets", "nothing"),
            };
            return Judgement::deviates("neutral").with_text("rest", sign);
        }
        Some(Qualifier::SoftFail) => "soft",
        Some(Qualifier::Fail) => "strict",
    };
    if tree.void > policy.spf_void_lookups {
        return Judgement::partial("void-lookups")
            .with("count", tree.void)
            .with("limit", policy.spf_void_lookups)
            .confident(Confidence::Medium);
    }
    if is_more(
        tree,
        policy.spf_many_addresses,
        policy.spf_many_ip6_networks,
    ) {
        return Judgement::partial("wide").with_text("senders", count(tree));
    }
    if let Some(name) = &tree.reverse {
        return Judgement::partial("reverse").with("domain", name);
    }
    let own = fact
        .at(&context.subject.name)
        .map(|root| meant(root, SpfRecord::is_one));
    let nobody = own
        .and_then(|texts| SpfRecord::read(texts.first()?).ok())
        .is_some_and(|record| record.lets_nobody_send());
    if nobody {
        return Judgement::conforms("no-mail");
    }
    Judgement::conforms(strict)
        .with("lookups", tree.lookups)
        .with("limit", policy.spf_lookups)
}
