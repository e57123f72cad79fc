//! What pages tell of how they are published, where no configuration does.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Sites;
use super::profiles::scraped::is_scraped;
use crate::base::path::RelPath;
use crate::doc::Format;

/// What one page tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    path: RelPath,
    /// It has the damage that converters do, or is of a kind that they do not make.
    scraped: Option<bool>,
    /// Where it links to from the root, without an extension: `guide/setup`.
    rooted: Vec<String>,
    /// The pages that relative links to HTML name, without the extension.
    built: Vec<RelPath>,
}

/// So many links have to be addresses of pages before anyone believes that a site serves them.
const FEWEST: usize = 5;

/// No link to a page is longer.
const LONGEST: usize = 300;

impl Told {
    /// What the page `path` tells, whose content is `text`; nothing if it is HTML.
    pub fn of(path: &RelPath, text: &str) -> Option<Self> {
        let format = Format::of_extension(path.extension())?;
        if format == Format::Html {
            return None;
        }
        let scraped = (format == Format::Markdown).then(|| is_scraped(text));
        Some(Self { path: path.clone(), scraped, rooted: rooted(text), built: built(path, text) })
    }
}

/// The paths from the root that `text` links to, without an extension.
fn rooted(text: &str) -> Vec<String> {
    let links = memchr::memmem::find_iter(text.as_bytes(), "](/").map(|at| &text[at + 3..]);
    let paths = links.filter_map(|rest| {
        let is_end = |c: u8| b")#? \"\n{<>".contains(&c);
        let end = rest.bytes().take(LONGEST).position(is_end)?;
        let path = rest[..end].trim_end_matches('/');
        (!path.is_empty() && !path.starts_with('/') && !path.contains(['.', '%'])).then_some(path)
    });
    paths.map(str::to_owned).collect()
}

/// The pages that relative links to HTML in `text`, the page `path`, name.
fn built(path: &RelPath, text: &str) -> Vec<RelPath> {
    let links = memchr::memmem::find_iter(text.as_bytes(), ".html").filter_map(|at| {
        let before = &text.as_bytes()[at.saturating_sub(LONGEST)..at];
        let length = before.len() - memchr::memmem::rfind(before, b"](")? - 2;
        let link = text.get(at - length..at)?;
        let ends = text[at + 5..].starts_with([')', '#']);
        let plain = link.bytes().all(|c| c.is_ascii_alphanumeric() || b"/._-".contains(&c));
        (ends && plain && !link.starts_with('/')).then(|| path.parent().join(link))?
    });
    links.collect()
}

impl Sites {
    /// These sites, none, as `pages` tell that they are published, which are in the folders `folders`.
    #[must_use]
    pub fn told_by(self, pages: &[Told], folders: &BTreeSet<RelPath>) -> Self {
        let markdown: Vec<bool> = pages.iter().filter_map(|told| told.scraped).collect();
        let scraped = markdown.iter().filter(|scraped| **scraped).count();
        if scraped > 0 && 2 * scraped >= markdown.len() {
            return self.scraped(folders.iter().filter(|folder| is_host(folder)));
        }
        match served(pages, folders) {
            Some(folder) => self.served_from(folder),
            None if are_built(pages) => self.served_from(RelPath::root()),
            None => self,
        }
    }
}

/// Is the folder called like a host: `docs.example.org`?
fn is_host(folder: &RelPath) -> bool {
    let labels: Vec<&str> = folder.file_name().split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    let top = labels
        .last()
        .is_some_and(|top| top.len() > 1 && top.bytes().all(|c| c.is_ascii_alphabetic()));
    labels.len() > 1 && top && labels.iter().all(is_label)
}

/// Do most relative links to HTML name pages that are here?
fn are_built(pages: &[Told]) -> bool {
    let links: HashSet<&RelPath> = pages.iter().flat_map(|told| &told.built).collect();
    let is_named = |told: &&Told| {
        let stem = told.path.parent().child(told.path.stem());
        links.contains(&stem)
    };
    let found = pages.iter().filter(is_named).count();
    found >= FEWEST && 2 * found >= links.len()
}

/// The folder whose pages are at the addresses that most of the links from the root name.
fn served(pages: &[Told], folders: &BTreeSet<RelPath>) -> Option<RelPath> {
    let is_there = |link: &&str| RelPath::new(link).is_some_and(|path| folders.contains(&path));
    let links: HashSet<&str> = pages
        .iter()
        .flat_map(|told| told.rooted.iter().map(String::as_str))
        .filter(|link| !is_there(link))
        .collect();
    if links.len() < FEWEST {
        return None;
    }
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for path in pages.iter().map(|told| told.path.as_str()) {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let stem =
            ["/index", "/README"].iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem);
        // Every folder around the page may be the root of the site.
        let starts = [0].into_iter().chain(stem.match_indices('/').map(|(at, _)| at + 1));
        for start in starts.filter(|&start| links.contains(&stem[start..])) {
            *found.entry(stem[..start].trim_end_matches('/')).or_default() += 1;
        }
    }
    let (folder, count) = found.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= FEWEST && 2 * count >= links.len()).then(|| RelPath::new(folder)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_names_of_their_own() {
        let is_host = |name: &str| is_host(&RelPath::new(name).unwrap());
        assert!(is_host("docs.example.org") && is_host("mirror/example.co"));
        assert!(!is_host("docs") && !is_host("v1.2") && !is_host("a..b") && !is_host("x.y z"));
    }

    #[test]
    fn addresses_from_the_root_are_found() {
        let text =
            "[a](/a/b#c) [b](/c.md) [c](//host/x) [d](/d/ \"T\") [e](/) [f](e) [g](/{x}) [h](/g?h)";
        assert_eq!(rooted(text), ["a/b", "d", "g"]);
    }

    #[test]
    fn links_to_html_are_found_in_time_that_grows_with_the_page() {
        let path = RelPath::new("d/a.md").unwrap();
        let text =
            "[a](b.html) [c](../e.html#f) [g](/h.html) [i](https://j/k.html) l.html [é](é.html)";
        let found: Vec<String> = built(&path, text).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["d/b", "e"]);
        assert!(built(&path, &"x.html ".repeat(30_000)).is_empty());
        assert!(rooted(&"](/".repeat(30_000)).is_empty());
    }
}
