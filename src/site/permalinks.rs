//! Addresses that a configuration makes of patterns: Hugo's <https://gohugo.io/configuration/permalinks/>.

use serde_json::Value;

use super::served::slugged;
use super::{Names, Site, clean};
use crate::base::path::RelPath;

/// Where the pages of a section are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalink {
    /// The folder of the content that is the section.
    pub section: String,
    /// `/:year/:slug/`.
    pub pattern: String,
    /// It is about the pages that stand for a section.
    pub lists: bool,
}

impl Permalink {
    /// Do paths and titles alone tell the addresses?
    pub(crate) fn is_plain(&self) -> bool {
        let known = ["section", "sections", "title"];
        let is_known = |token| known.contains(&token) || is_name(token) || is_slice(token);
        tokens(&self.pattern).all(is_known)
    }
}

/// What a pattern makes of a page.
pub(super) enum Placed {
    /// Nothing: no pattern is about it.
    Here,
    /// It is served there.
    At(String),
    /// It is served where only the generator knows.
    Unknown,
}

impl Site {
    /// Where the page `path`, by its path at `address`, is served as its front matter `meta` lets the patterns say.
    pub(super) fn placed(&self, path: &RelPath, address: &str, meta: &Value) -> Placed {
        // A page that has its folder to itself is no section.
        let is_list = self.is_index(path) && path.stem().starts_with('_');
        let (_, language) = self.language_of(path.stem());
        let language = language.map(|language| language.url.as_str());
        let mounts = self.mounts.iter().map(|mount| mount.url.as_str());
        let below =
            |url: &&str| address.strip_prefix(*url).is_some_and(|rest| rest.starts_with('/'));
        let root = language.or_else(|| mounts.filter(below).max_by_key(|url| url.len()));
        let root = root.unwrap_or_default();
        let inner = address.strip_prefix(root).unwrap_or(address);
        let mut sections: Vec<&str> = inner.split('/').skip(1).collect();
        let Some(name) = (if is_list { sections.last().copied() } else { sections.pop() }) else {
            return Placed::Here;
        };
        let first = sections.first().copied().unwrap_or_default();
        let mut fitting = self.permalinks.iter().filter(|permalink| permalink.lists == is_list);
        let found = fitting.find(|permalink| {
            let section = permalink.section.trim_matches('/');
            if section.is_empty() {
                sections.is_empty()
            } else {
                section.eq_ignore_ascii_case(first)
            }
        });
        let Some(Permalink { pattern, .. }) = found else { return Placed::Here };
        let mut out = pattern.clone();
        // The longest first: `:slug` is the beginning of `:slugorfilename`.
        let mut tokens: Vec<&str> = tokens(pattern).collect();
        tokens.sort_by_key(|token| std::cmp::Reverse(token.len()));
        for token in tokens {
            let Some(value) = self.value(token, name, &sections, meta) else {
                return Placed::Unknown;
            };
            out = out.replace(&format!(":{token}"), &value);
        }
        Placed::At(format!("{root}{}", clean(&out)))
    }

    /// What `:token` stands for in the address of a page called `name`.
    fn value(&self, token: &str, name: &str, sections: &[&str], meta: &Value) -> Option<String> {
        let written = |key: &str| meta[key].as_str().filter(|text| !text.is_empty());
        let slug = |text: &str| {
            let mut slug = text.to_owned();
            if let Names::Slugs(kept) = self.ways.names {
                slugged(&mut slug, kept);
            }
            slug.to_lowercase()
        };
        match token {
            "section" => Some((*sections.first()?).to_owned()),
            "sections" => Some(sections.join("/")),
            "title" => written("title").map(slug),
            "slug" => written("slug").or_else(|| written("title")).map(slug),
            "filename" | "contentbasename" => Some(name.to_owned()),
            _ if is_slice(token) => slice(token, sections),
            _ if is_name(token) => Some(written("slug").map_or_else(|| name.to_owned(), slug)),
            _ => {
                let range = match token {
                    "year" => 0..4,
                    "month" => 5..7,
                    "day" => 8..10,
                    _ => return None,
                };
                let part = date(&meta["date"])?.get(range)?;
                part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.to_owned())
            }
        }
    }
}

/// The text of a date, which TOML wraps.
fn date(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.as_object()?.values().next()?.as_str())
}

/// The names behind the colons of `pattern`, such as `slug` and `sections[1:]`.
fn tokens(pattern: &str) -> impl Iterator<Item = &str> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        rest = rest.split_once(':')?.1;
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let range = rest[name..].starts_with('[').then(|| rest.find(']')).flatten();
        let (token, behind) = rest.split_at(range.map_or(name, |end| end + 1));
        rest = behind;
        Some(token)
    })
}

/// Does this token stand for some of the sections?
fn is_slice(token: &str) -> bool {
    token.starts_with("sections[")
}

/// What `sections[0]`, `sections[last]` or `sections[1:last]` stands for.
fn slice(token: &str, sections: &[&str]) -> Option<String> {
    let inner = token.strip_prefix("sections[")?.strip_suffix(']')?;
    let index = |text: &str| match text {
        "last" => sections.len().checked_sub(1),
        text => text.parse::<usize>().ok(),
    };
    let (from, to) = match inner.split_once(':') {
        Some((from, to)) => (
            if from.is_empty() { 0 } else { index(from)? },
            if to.is_empty() { sections.len() } else { index(to)? },
        ),
        None => index(inner).map(|one| (one, one + 1))?,
    };
    let to = to.min(sections.len());
    Some(sections.get(from.min(to)..to)?.join("/"))
}

/// Is this token made of the name of the file, or of the slug?
fn is_name(token: &str) -> bool {
    ["slug", "filename", "contentbasename", "slugorfilename", "slugorcontentbasename"]
        .contains(&token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::data;
    use crate::site::Profile;

    #[test]
    fn patterns_move_the_pages_of_their_section() {
        let profile = Profile::named("hugo").unwrap();
        let mut site = (profile.assume)(profile, RelPath::root());
        let permalink = |section: &str, pattern: &str| Permalink {
            section: section.to_owned(),
            pattern: pattern.to_owned(),
            lists: false,
        };
        site.permalinks = vec![
            Permalink { lists: true, ..permalink("cut", "/:sections[1:]/") },
            permalink("posts", "/:year/:month/:slug/"),
            permalink("notes", "/n/:sections/:contentbasename/"),
            permalink("cut", "/:sections[1:]/:slugorfilename"),
            permalink("last", "/:sections[:last]/:sections[last]-:slugorfilename"),
            permalink("odd", "/:sections[1/:slug"),
        ];
        let at = |path: &str, meta: &str| {
            let path = RelPath::new(path).unwrap();
            let address = site.address(&path).unwrap();
            match site.placed(&path, &address, &data::yaml(meta).unwrap()) {
                Placed::Here => "here".to_owned(),
                Placed::At(at) => at,
                Placed::Unknown => "unknown".to_owned(),
            }
        };
        assert_eq!(
            at("content/posts/a.md", "date: 2024-03-01\ntitle: My Page!"),
            "/2024/03/my-page"
        );
        assert_eq!(at("content/posts/a/index.md", "date: 2024-03-01\nslug: b"), "/2024/03/b");
        assert_eq!(at("content/posts/a.md", "title: My Page!"), "unknown");
        assert_eq!(at("content/posts/_index.md", ""), "here");
        assert_eq!(at("content/notes/x/a.md", ""), "/n/notes/x/a");
        assert_eq!(at("content/cut/x/y/a.md", ""), "/x/y/a");
        assert_eq!(at("content/cut/a.md", "slug: B"), "/b");
        assert_eq!(at("content/cut/x/y/_index.md", ""), "/x/y");
        assert_eq!(at("content/cut/_index.md", ""), "");
        assert_eq!(at("content/last/x/a.md", ""), "/last/x-a");
        assert_eq!(at("content/odd/x/a.md", ""), "unknown");
        assert_eq!(at("content/other/a.md", ""), "here");
        assert!(site.permalinks[2].is_plain() && !site.permalinks[1].is_plain());
    }
}
