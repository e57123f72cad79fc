//! What pages tell of how they are published, where no configuration does.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::profiles::scraped::is_scraped;
use super::{Sites, without_number};
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
    /// What other links name without an extension and with more than one segment: `guide/setup`.
    loose: Vec<String>,
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
        let (rooted, loose) = addresses(text);
        Some(Self { path: path.clone(), scraped, rooted, loose, built: built(path, text) })
    }
}

/// The paths that `text` links to without an extension: those from the root, and others with several segments.
fn addresses(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut rooted, mut loose) = (Vec::new(), Vec::new());
    for at in memchr::memmem::find_iter(text.as_bytes(), "](") {
        let rest = &text[at + 2..];
        let is_end = |c: u8| b")#? \"\n{<>.%:".contains(&c);
        let Some(end) = rest.bytes().take(LONGEST).position(is_end) else { continue };
        if b".%:".contains(&rest.as_bytes()[end]) {
            continue;
        }
        let path = rest[..end].trim_end_matches('/');
        match path.strip_prefix('/') {
            Some(path) if path.starts_with('/') || path.is_empty() => {}
            Some(path) => rooted.push(path.to_owned()),
            None if path.contains('/') => loose.push(path.to_owned()),
            None => {}
        }
    }
    (rooted, loose)
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
    /// These sites and what `pages`, which none of them publishes, tell of themselves. The pages are in the folders `folders`.
    #[must_use]
    pub fn told_by(self, pages: &[Told], folders: &BTreeSet<RelPath>) -> Self {
        let is_bare = self.is_bare();
        let markdown: Vec<bool> = pages.iter().filter_map(|told| told.scraped).collect();
        let scraped = markdown.iter().filter(|scraped| **scraped).count();
        if is_bare && scraped > 0 && 2 * scraped >= markdown.len() {
            return self.scraped(folders.iter().filter(|folder| is_host(folder)));
        }
        let rooted: HashSet<&str> =
            pages.iter().flat_map(|told| &told.rooted).map(|link| &**link).collect();
        let is_there = |link: &&str| RelPath::new(link).is_some_and(|path| folders.contains(&path));
        let rooted = rooted.into_iter().filter(|link| !is_there(link)).collect();
        if let Some(folder) = served(pages, &rooted, &|_, _| true) {
            return self.served_from(folder, false);
        }
        let (links, is_inside) = (loose(pages, folders), |folder: &str, link: &str| {
            let first = link.split('/').next().unwrap_or_default();
            RelPath::new(folder).is_some_and(|folder| folders.contains(&folder.child(first)))
        });
        if let Some(folder) = served(pages, &links, &is_inside) {
            return self.served_from(folder, true);
        }
        if is_bare && are_built(pages, folders) {
            return self.served_from(RelPath::root(), false);
        }
        self
    }
}

/// Links without an extension that name nothing where they stand.
fn loose<'a>(pages: &'a [Told], folders: &BTreeSet<RelPath>) -> HashSet<&'a str> {
    if pages.iter().map(|told| told.loose.len()).sum::<usize>() < FEWEST {
        return HashSet::new();
    }
    let stems: HashSet<RelPath> =
        pages.iter().map(|told| told.path.parent().child(told.path.stem())).collect();
    let is_lost = |told: &Told, link: &str| {
        let there = told.path.parent().join(link);
        there.is_none_or(|there| !stems.contains(&there) && !folders.contains(&there))
    };
    let links = pages.iter().flat_map(|told| told.loose.iter().map(move |link| (told, &**link)));
    links.filter(|(told, link)| is_lost(told, link)).map(|(_, link)| link).collect()
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

/// Do most relative links to HTML name pages that are here? What is in other folders, a program makes.
fn are_built(pages: &[Told], folders: &BTreeSet<RelPath>) -> bool {
    let is_here = |link: &&RelPath| folders.contains(&link.parent());
    let links: HashSet<&RelPath> =
        pages.iter().flat_map(|told| &told.built).filter(is_here).collect();
    let is_named = |told: &&Told| {
        let stem = told.path.parent().child(told.path.stem());
        links.contains(&stem)
    };
    let found = pages.iter().filter(is_named).count();
    found >= FEWEST && 2 * found >= links.len()
}

/// `1.guide/02.setup` as `guide/setup`.
fn without_numbers(path: &str) -> Cow<'_, str> {
    let is_numbered = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
    if !path.split('/').any(is_numbered) {
        return Cow::Borrowed(path);
    }
    let names: Vec<&str> = path.split('/').map(without_number).collect();
    Cow::Owned(names.join("/"))
}

/// The folder whose pages are at the addresses that most of `links` name, of those that `may_be` in it.
fn served(
    pages: &[Told],
    links: &HashSet<&str>,
    may_be: &dyn Fn(&str, &str) -> bool,
) -> Option<RelPath> {
    if links.len() < FEWEST {
        return None;
    }
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for path in pages.iter().map(|told| told.path.as_str()) {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let stem =
            ["/index", "/README"].iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem);
        // Every folder around the page may be the root of the site, and addresses may leave out numbers.
        let starts = [0].into_iter().chain(stem.match_indices('/').map(|(at, _)| at + 1));
        let names = |start: &usize| {
            let rest = &stem[*start..];
            links.contains(rest) || links.contains(&*without_numbers(rest))
        };
        for start in starts.filter(names) {
            *found.entry(stem[..start].trim_end_matches('/')).or_default() += 1;
        }
    }
    let (folder, count) = found.into_iter().max_by_key(|(_, count)| *count)?;
    let all = links.iter().filter(|link| may_be(folder, link)).count();
    (count >= FEWEST && 2 * count >= all).then(|| RelPath::new(folder)).flatten()
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
        let text = "[a](/a/b#c) [b](/c.md) [c](//host/x) [d](/d/ \"T\") [e](/) [f](e) [g](/{x}) [h](/g?h) [i](j/k#l) [j](../k) [m](https://n/o)";
        let (rooted, loose) = addresses(text);
        assert_eq!(
            (rooted, loose),
            (["a/b", "d", "g"].map(str::to_owned).into(), vec!["j/k".to_owned()])
        );
    }

    #[test]
    fn links_to_html_are_found_in_time_that_grows_with_the_page() {
        let path = RelPath::new("d/a.md").unwrap();
        let text =
            "[a](b.html) [c](../e.html#f) [g](/h.html) [i](https://j/k.html) l.html [é](é.html)";
        let found: Vec<String> = built(&path, text).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["d/b", "e"]);
        assert!(built(&path, &"x.html ".repeat(30_000)).is_empty());
        assert!(addresses(&"](/".repeat(30_000)).0.is_empty());
    }
}
