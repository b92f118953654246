//! Lists of tags and values (RFC 6376 §3.2), the shape of all records but SPF.

/// The tags of a record in their order. Names are as written, values without the space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagList<'a>(Vec<(&'a str, &'a str)>);

impl<'a> TagList<'a> {
    /// Reads a list; nothing when a part of it is no tag or a tag comes twice, which makes the whole list invalid.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let mut tags: Vec<(&str, &str)> = Vec::new();
        let mut parts = text.split(';').peekable();
        while let Some(part) = parts.next() {
            if part.trim().is_empty() && parts.peek().is_none() {
                break;
            }
            let (name, value) = part.split_once('=')?;
            let (name, value) = (name.trim(), value.trim());
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
            let twice = tags.iter().any(|(known, _)| *known == name);
            if !starts || !name.chars().all(fits) || twice {
                return None;
            }
            tags.push((name, value));
        }
        Some(Self(tags))
    }

    /// The value of a tag.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    /// True when the first tag is this one, with this value.
    #[must_use]
    pub fn starts_with(&self, name: &str, value: &str) -> bool {
        self.0.first() == Some(&(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_with_space_around_them() {
        let tags = TagList::read("v=DKIM1; k = rsa ;p=AB =C;").expect("a list");
        assert!(tags.starts_with("v", "DKIM1"));
        assert_eq!(
            (tags.get("k"), tags.get("p"), tags.get("t")),
            (Some("rsa"), Some("AB =C"), None)
        );
    }

    #[test]
    fn one_bad_part_spoils_the_list() {
        for bad in ["v=1;v=2", "v=1;;p=x", "v", "=1", "1a=2", "v=1; p-q=2"] {
            assert_eq!(TagList::read(bad), None, "{bad}");
        }
    }
}
