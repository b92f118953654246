//! Domains that pages fetch from, and whose they are: `data/providers/third-parties.csv`, made from third-party-web.

use super::signature::PartyRole;

/// A domain of a third party on pages; stands for itself and for every name below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThirdParty {
    /// Name of the company or product.
    pub entity: String,
    /// What it is for.
    pub kind: ThirdPartyKind,
    /// The domain, in lower case.
    pub domain: String,
}

/// The categories of third-party-web.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThirdPartyKind {
    /// `ad`
    Advertising,
    /// `analytics`
    Analytics,
    /// `cdn`
    Cdn,
    /// `consent-provider`
    Consent,
    /// `content`
    Content,
    /// `customer-success`
    CustomerSuccess,
    /// `hosting`
    Hosting,
    /// `marketing`
    Marketing,
    /// `other`
    Other,
    /// `social`
    Social,
    /// `tag-manager`
    TagManager,
    /// `utility`
    Utility,
    /// `video`
    Video,
}

impl ThirdPartyKind {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "ad" => Self::Advertising,
            "analytics" => Self::Analytics,
            "cdn" => Self::Cdn,
            "consent-provider" => Self::Consent,
            "content" => Self::Content,
            "customer-success" => Self::CustomerSuccess,
            "hosting" => Self::Hosting,
            "marketing" => Self::Marketing,
            "other" => Self::Other,
            "social" => Self::Social,
            "tag-manager" => Self::TagManager,
            "utility" => Self::Utility,
            "video" => Self::Video,
            _ => return None,
        })
    }

    /// What the party does, in the terms of signatures.
    #[must_use]
    pub const fn role(self) -> PartyRole {
        match self {
            Self::Advertising => PartyRole::Advertising,
            Self::Analytics => PartyRole::Analytics,
            Self::Cdn => PartyRole::Cdn,
            Self::Consent => PartyRole::Consent,
            Self::Content => PartyRole::Content,
            Self::CustomerSuccess => PartyRole::Support,
            Self::Hosting => PartyRole::Hosting,
            Self::Marketing => PartyRole::Marketing,
            Self::Other => PartyRole::Other,
            Self::Social => PartyRole::Social,
            Self::TagManager => PartyRole::TagManagement,
            Self::Utility => PartyRole::Utility,
            Self::Video => PartyRole::Video,
        }
    }
}

impl ThirdParty {
    /// Reads the file: a header, then `entity,category,domain`; an entity with a comma or a quote is quoted (RFC 4180).
    ///
    /// # Errors
    /// The number of each line (from 1) that cannot be read, and what is wrong with it.
    pub fn read_all(text: &str) -> Result<Vec<Self>, Vec<(usize, &'static str)>> {
        let mut lines = text.lines().enumerate();
        match lines.next() {
            Some((_, "entity,category,domain")) => {}
            _ => return Err(vec![(1, "expected the header `entity,category,domain`")]),
        }
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            match Self::read(line) {
                Ok(row) => rows.push(row),
                Err(what) => faults.push((number + 1, what)),
            }
        }
        if faults.is_empty() {
            Ok(rows)
        } else {
            Err(faults)
        }
    }

    fn read(line: &str) -> Result<Self, &'static str> {
        // The last two fields hold no comma; the first may.
        let mut fields = line.rsplitn(3, ',');
        let (Some(domain), Some(kind), Some(entity)) =
            (fields.next(), fields.next(), fields.next())
        else {
            return Err("expected three fields");
        };
        let entity = unquote(entity).ok_or("unbalanced quotes")?;
        if entity.is_empty() {
            return Err("the entity has no name");
        }
        Ok(Self {
            entity,
            kind: ThirdPartyKind::read(kind).ok_or("unknown category")?,
            domain: domain.to_owned(),
        })
    }
}

fn unquote(field: &str) -> Option<String> {
    let Some(rest) = field.strip_prefix('"') else {
        return (!field.contains(['"', ','])).then(|| field.to_owned());
    };
    let inner = rest.strip_suffix('"')?;
    (!inner.replace("\"\"", "").contains('"')).then(|| inner.replace("\"\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rows_and_names_the_lines_that_are_none() {
        let rows = ThirdParty::read_all(
            "entity,category,domain\nOne,ad,one.example\n\"Two, Inc. \"\"2\"\"\",tag-manager,two.example\n",
        )
        .expect("two rows");
        assert_eq!(rows[1].entity, "Two, Inc. \"2\"");
        assert_eq!(rows[1].kind.role(), PartyRole::TagManagement);
        assert_eq!(rows[0].domain, "one.example");
        let lines = |text: &str| {
            ThirdParty::read_all(text)
                .expect_err(text)
                .into_iter()
                .map(|(line, _)| line)
                .collect::<Vec<_>>()
        };
        assert_eq!(lines("name,category,domain\n"), [1]);
        assert_eq!(
            lines(
                "entity,category,domain\na,ad,x.example\nb,x.example\n\"c,ad,x\nd,adds,x\n,ad,x\na,b,ad,x\n"
            ),
            [3, 4, 5, 6, 7]
        );
    }
}
