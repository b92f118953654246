//! What `portfolio.toml` says, held against what can be done.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use url::Host;

use super::address::{address, is_address, is_line, read_link};
use super::secret::Origin;
use super::written;
use super::{
    FORMAT, Mail, Occasions, Plan, PortfolioSettings, Secret, Security, Shape, Way, Webhook,
};
use crate::domain::diagnostic::{Diagnostic, locate};
use crate::domain::text::Text;

/// Runs after which an undelivered notice is left to a person, when the settings do not say.
const GIVE_UP_AFTER: u32 = 20;
/// The most addresses of one mail.
const MOST: usize = 50;
/// What the settings mean when they do not say.
const USUAL: Occasions = Occasions {
    change: true,
    due: true,
    always: false,
};

/// Collects faults, each at its key.
struct Faults<'a> {
    shown: &'a str,
    source: &'a Arc<str>,
    found: Vec<Diagnostic>,
}

impl Faults<'_> {
    fn add(&mut self, path: &[&str], nl: impl Into<String>, en: impl Into<String>) {
        // A key that is not there is shown at its table.
        let span = (1..=path.len())
            .rev()
            .find_map(|length| locate(self.source, path.get(..length)?));
        let fault = Diagnostic::new(self.shown, Text::new(nl, en)).at(self.source, span);
        self.found.push(fault);
    }
}

pub(super) fn check(
    root: &Path,
    shown: &str,
    source: &Arc<str>,
    file: written::File,
) -> Result<PortfolioSettings, Vec<Diagnostic>> {
    let mut faults = Faults {
        shown,
        source,
        found: Vec::new(),
    };
    if file.format != FORMAT {
        faults.add(&["format"], "het formaat is 1", "the format is 1");
    }
    let name = file.name.unwrap_or_else(|| folder_name(root));
    if !is_line(&name, 100) {
        faults.add(
            &["name"],
            "vul een naam in van hoogstens 100 tekens, op één regel",
            "give a name of at most 100 characters, on one line",
        );
    }
    let notify = file.notify;
    let give_up_after = notify.give_up_after.unwrap_or(GIVE_UP_AFTER);
    if !(1..=1_000).contains(&give_up_after) {
        faults.add(
            &["notify", "give_up_after"],
            "verwacht 1 tot en met 1000 runs",
            "expected 1 to 1000 runs",
        );
    }
    let link = notify.link.as_deref().and_then(|text| {
        let link = read_link(text);
        if link.is_none() {
            faults.add(
                &["notify", "link"],
                "verwacht een adres dat met https:// of http:// begint",
                "expected an address that starts with https:// or http://",
            );
        }
        link
    });
    let usual = notify.when.unwrap_or(USUAL);
    let mut plans = Vec::new();
    for (number, mail) in notify.mail.into_iter().enumerate() {
        plans.extend(check_mail(mail, number, usual, &mut faults));
    }
    for (number, webhook) in notify.webhook.into_iter().enumerate() {
        plans.extend(check_webhook(webhook, number, usual, &mut faults));
    }
    for (number, files) in notify.files.into_iter().enumerate() {
        let table = table("files", number);
        if !is_line(&files.folder, 1_000) {
            let [a, b, c] = &table;
            faults.add(&[a, b, c, "folder"], "noem een map", "name a folder");
        }
        plans.push(Plan {
            name: format!("files {}", files.folder),
            when: files.when.unwrap_or(usual),
            table,
            secret: None,
            url: None,
            ca: None,
            way: Way::Files(root.join(&files.folder)),
        });
    }
    let mut seen = BTreeSet::new();
    for plan in &plans {
        if !seen.insert(&plan.name) {
            let [a, b, c] = &plan.table;
            let name = &plan.name;
            faults.add(
                &[a, b, c],
                format!("`{name}` staat er twee keer"),
                format!("`{name}` stands here twice"),
            );
        }
    }
    if !faults.found.is_empty() {
        return Err(faults.found);
    }
    Ok(PortfolioSettings {
        name,
        language: file.language,
        give_up_after,
        link,
        root: root.to_path_buf(),
        source: Arc::clone(source),
        plans,
    })
}

fn check_mail(
    mail: written::Mail,
    number: usize,
    usual: Occasions,
    faults: &mut Faults<'_>,
) -> Vec<Plan> {
    let table = table("mail", number);
    let [a, b, c] = &table;
    let place = |key| [a.as_str(), b.as_str(), c.as_str(), key];
    let bare = mail.server.trim_start_matches('[').trim_end_matches(']');
    if Host::parse(&mail.server).is_err() && bare.parse::<std::net::IpAddr>().is_err() {
        faults.add(
            &place("server"),
            "dit is geen naam of adres van een server",
            "this is no name or address of a server",
        );
    }
    if mail.port == Some(0) {
        faults.add(
            &place("port"),
            "verwacht 1 tot en met 65535",
            "expected 1 to 65535",
        );
    }
    if mail.security == Security::None && mail.ca.is_some() {
        faults.add(
            &place("ca"),
            "zonder TLS worden geen certificaten gelezen",
            "without TLS no certificates are read",
        );
    }
    if !is_address(&mail.from) {
        faults.add(
            &place("from"),
            "verwacht een mailadres, zoals waarborg <waarborg@example.nl>",
            "expected a mail address, such as waarborg <waarborg@example.nl>",
        );
    }
    if mail.to.is_empty() || mail.to.len() > MOST || !mail.to.iter().all(|to| is_address(to)) {
        faults.add(
            &place("to"),
            format!("verwacht 1 tot en met {MOST} mailadressen"),
            format!("expected 1 to {MOST} mail addresses"),
        );
        return Vec::new();
    }
    let secret = origin(
        faults,
        &table,
        [
            ("password_env", mail.password_env),
            ("password_file", mail.password_file),
        ],
    );
    if mail.username.is_some() != secret.is_some() {
        faults.add(
            &place("username"),
            "een gebruikersnaam en een wachtwoord (password_env of password_file) horen bij elkaar",
            "a user name and a password (password_env or password_file) belong together",
        );
    }
    let port = mail.port.unwrap_or(match mail.security {
        Security::None => 25,
        Security::Starttls => 587,
        Security::Tls => 465,
    });
    let plan = |to: &String| Plan {
        name: format!("mail {to}"),
        when: mail.when.unwrap_or(usual),
        table: table.clone(),
        secret: secret.clone(),
        url: None,
        ca: mail.ca.clone(),
        way: Way::Mail(Mail {
            server: bare.to_owned(),
            port,
            security: mail.security,
            from: mail.from.clone(),
            all: mail.to.clone(),
            to: to.clone(),
            login: mail.username.clone().map(|name| (name, Secret::new(""))),
            attach_report: mail.attach_report,
            anchors: Vec::new(),
            allow_private: mail.allow_private,
        }),
    };
    mail.to.iter().map(plan).collect()
}

fn check_webhook(
    webhook: written::Webhook,
    number: usize,
    usual: Occasions,
    faults: &mut Faults<'_>,
) -> Option<Plan> {
    let table = table("webhook", number);
    let [a, b, c] = &table;
    let place = |key| [a.as_str(), b.as_str(), c.as_str(), key];
    if !is_line(&webhook.name, 60) {
        faults.add(
            &place("name"),
            "vul een naam in van hoogstens 60 tekens, op één regel",
            "give a name of at most 60 characters, on one line",
        );
    }
    let secret = origin(
        faults,
        &table,
        [
            ("secret_env", webhook.secret_env),
            ("secret_file", webhook.secret_file),
        ],
    );
    match (webhook.shape, &secret) {
        (Shape::Cloudevents, None) => faults.add(
            &[a, b, c],
            "noem een geheim om te ondertekenen (secret_env of secret_file)",
            "name a secret to sign with (secret_env or secret_file)",
        ),
        (Shape::Slack | Shape::Teams, Some((key, _))) => faults.add(
            &place(key),
            "deze vorm wordt niet ondertekend: het adres zelf is het geheim",
            "this form is not signed: the address itself is the secret",
        ),
        _ => {}
    }
    let elsewhere = origin(
        faults,
        &table,
        [("url_env", webhook.url_env), ("url_file", webhook.url_file)],
    );
    let shown = match (&webhook.url, &elsewhere) {
        (Some(url), None) => match address(url, webhook.allow_private) {
            Ok(shown) => shown,
            Err(message) => {
                faults.add(&place("url"), message.nl, message.en);
                return None;
            }
        },
        (None, Some(_)) => String::new(),
        _ => {
            faults.add(
                &[a, b, c],
                "noem één adres: url, url_env of url_file",
                "name one address: url, url_env or url_file",
            );
            return None;
        }
    };
    Some(Plan {
        name: format!("webhook {}", webhook.name),
        when: webhook.when.unwrap_or(usual),
        secret,
        url: elsewhere,
        ca: webhook.ca,
        way: Way::Webhook(Webhook {
            url: Secret::new(webhook.url.unwrap_or_default()),
            shown,
            shape: webhook.shape,
            secret: None,
            anchors: Vec::new(),
            allow_private: webhook.allow_private,
        }),
        table,
    })
}

/// The one place of a secret out of two that may be named.
fn origin(
    faults: &mut Faults<'_>,
    table: &[String; 3],
    [(env_key, env), (file_key, file)]: [(&'static str, Option<String>); 2],
) -> Option<(&'static str, Origin)> {
    let [a, b, c] = table;
    match (env, file) {
        (None, None) => None,
        (Some(name), None) => {
            let fine = !name.is_empty() && !name.contains(['=', '\0']);
            if !fine {
                faults.add(
                    &[a, b, c, env_key],
                    "dit is geen naam van een omgevingsvariabele",
                    "this is no name of an environment variable",
                );
            }
            Some((env_key, Origin::Environment(name)))
        }
        (None, Some(path)) => Some((file_key, Origin::File(path))),
        (Some(_), Some(path)) => {
            faults.add(
                &[a, b, c, file_key],
                format!("kies {env_key} of {file_key}, niet allebei"),
                format!("choose {env_key} or {file_key}, not both"),
            );
            Some((file_key, Origin::File(path)))
        }
    }
}

fn table(kind: &str, number: usize) -> [String; 3] {
    ["notify".to_owned(), kind.to_owned(), number.to_string()]
}

fn folder_name(root: &Path) -> String {
    let real = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    real.file_name().map_or_else(
        || "portfolio".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}
