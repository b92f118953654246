//! From what the user names to what is looked at.

mod lead;
mod target;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::subject::Subject;
use crate::domain::text::Text;

pub use lead::lead;
pub use target::{Target, read_target};

/// The most endpoints of one dossier or scan.
pub const LIMIT: usize = 1_000;

/// A refusal of two endpoints on one host and port, of which only one would be looked at.
#[must_use]
pub fn twice(target: &str) -> Diagnostic {
    let shown: String = target
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    Diagnostic::new(
        format!("`{shown}`"),
        Text::new(
            "deze naam en poort staan er al; één regel per naam en poort",
            "this name and port stand here already; one row for each name and port",
        ),
    )
}

/// The subjects of a run: the endpoints, then their hosts, then the registered domains, each once and in order.
#[must_use]
pub fn subjects(targets: &[Target]) -> Vec<Subject> {
    let mut endpoints: Vec<Subject> = Vec::new();
    let mut hosts: Vec<Subject> = Vec::new();
    let mut domains: Vec<Subject> = Vec::new();
    let add = |list: &mut Vec<Subject>, subject: Subject| {
        if !list.iter().any(|there: &Subject| there.id == subject.id) {
            list.push(subject);
        }
    };
    for target in targets {
        add(&mut endpoints, target.subject());
        add(&mut hosts, Subject::host(target.host()));
        if let Some(domain) = registered_domain(target.host()) {
            add(&mut domains, Subject::domain(&domain));
        }
    }
    endpoints.extend(hosts);
    endpoints.extend(domains);
    endpoints
}

/// A refusal of more targets than one run looks at.
#[must_use]
pub fn too_many(found: usize) -> Diagnostic {
    Diagnostic::new(
        "endpoints",
        Text::new(
            format!("{found} adressen; hoogstens {LIMIT} in één keer"),
            format!("{found} targets; at most {LIMIT} at once"),
        ),
    )
}

fn registered_domain(host: &str) -> Option<String> {
    if host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    psl::domain_str(host).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_each_host_and_domain_once() {
        let targets: Vec<Target> = [
            "a.example.co.uk",
            "a.example.co.uk:8443",
            "b.example.co.uk",
            "192.0.2.1",
        ]
        .iter()
        .map(|t| read_target(t, None).expect(t))
        .collect();
        let ids: Vec<String> = subjects(&targets).into_iter().map(|s| s.id.0).collect();
        assert_eq!(
            ids,
            [
                "endpoint:a.example.co.uk:443",
                "endpoint:a.example.co.uk:8443",
                "endpoint:b.example.co.uk:443",
                "endpoint:192.0.2.1:443",
                "host:a.example.co.uk",
                "host:b.example.co.uk",
                "host:192.0.2.1",
                "domain:example.co.uk"
            ]
        );
    }
}
