//! The paths that a destination may mean, in the order in which they are tried.

use std::borrow::Cow;

use super::Page;
use crate::base::path::RelPath;
use crate::base::url;
use crate::corpus::Tree;
use crate::doc::{Format, PAGE_EXTENSIONS};
use crate::site::{Language, Serve, Site, is_below};

/// A path to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where to look.
    pub path: RelPath,
    /// Why there, for people.
    pub why: &'static str,
    /// A folder there is enough, with or without a page that stands for it.
    pub folder: bool,
    /// It is made from an address, so that a page that is served elsewhere does not count.
    pub by_address: bool,
}

/// Where the path of a destination points before anyone has looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into the corpus.
    Within {
        /// The paths to try, at least one.
        candidates: Vec<Candidate>,
        /// The address that it is on its site, without the site's base; pages may claim it.
        address: Option<String>,
    },
    /// Above its root; the path as it was reached, with its `..`.
    Above(String),
    /// Nowhere: a segment holds a character that no file name can hold.
    Unnameable(String),
}

/// No system opens a longer path.
const LONGEST: usize = 4096;

/// Where `path`, the path part of a destination in `page`, points. `raw` says that it stands in raw HTML.
///
/// It is split at `/` before its segments are decoded, each once. A name that is written on the disk as it is in
/// the destination, `%20` and all, is tried as well.
pub fn target_of(path: &str, raw: bool, page: &Page<'_>) -> Target {
    let written = if path.contains('%') {
        let segments: Vec<_> = path.split('/').map(url::decode).collect();
        if segments.iter().any(|segment| segment.contains(['/', '\0'])) {
            return Target::Unnameable(segments.join("/"));
        }
        Cow::Owned(segments.join("/"))
    } else {
        Cow::Borrowed(path)
    };
    if written.len() > LONGEST {
        return Target::Unnameable(written.into_owned());
    }
    let (_, language) = page.site.language_of(page.file.path.stem());
    let mut list = List { site: page.site, language, by_address: false, found: Vec::new() };
    let mut prefixed = None;
    for (prefix, folder) in &page.site.prefixes {
        if let Some(rest) = written.strip_prefix(prefix.as_str()) {
            list.source(folder, rest, rest);
            prefixed = prefixed.or(Some((folder, rest)));
        }
    }
    if let Some((folder, rest)) = prefixed {
        return list.target(None, folder, rest);
    }
    if written.starts_with('/') {
        let Some(address) = normal("", &written) else {
            return Target::Above(above(&RelPath::root(), &written));
        };
        if page.site.ways.from_sources && has_extension(&written) {
            list.at_sources(written.trim_start_matches('/'));
        }
        list.address(&address);
        if written != path
            && let Some(literal) = normal("", path)
        {
            list.address(&literal);
        }
        return list.target(Some(address), &RelPath::root(), &written);
    }
    let folder = page.file.path.parent();
    if is_source(page.site, &written, raw) {
        list.source(&folder, &written, path);
        if page.site.ways.from_sources && !written.starts_with('.') {
            list.at_sources(&written);
        }
    }
    let mut address = None;
    let is_index = page.site.is_index(&page.file.path);
    if page.site.ways.either && !is_index && !has_extension(&written) {
        // The page may be a folder of its address, from which `..` leads to where it is.
        list.source(&folder.child(page.file.path.stem()), &written, path);
    }
    if page.site.ways.serve != Serve::Files {
        let base = page.folder_address();
        address = base.and_then(|base| normal(&base, &written));
        if let Some(address) = &address {
            list.address(address);
        }
    } else if page.site.has_claims() {
        // Pages may say that they are there.
        address = page.folder_address().and_then(|base| normal(&base, &written));
    }
    list.target(address, &folder, &written)
}

/// The file that `path` most likely is: a relative path as it stands. The first candidate, without the others.
pub(super) fn plain(path: &str, raw: bool, page: &Page<'_>) -> Option<RelPath> {
    let site = page.site;
    let relative = !path.starts_with('/') && !path.contains('%') && path.len() <= LONGEST;
    let prefixed = || site.prefixes.iter().any(|(prefix, _)| path.starts_with(prefix.as_str()));
    if !relative || prefixed() || !site.languages.is_empty() || !is_source(site, path, raw) {
        return None;
    }
    page.file.path.beside(path)
}

/// `path` as an address, seen from the folder `base`. `None` when it climbs above the root.
fn normal(base: &str, path: &str) -> Option<String> {
    let mut out = base.to_owned();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => out.truncate(out.rfind('/')?),
            name => {
                out.push('/');
                out.push_str(name);
            }
        }
    }
    Some(out)
}

/// Candidates as they are collected.
struct List<'a> {
    site: &'a Site,
    by_address: bool,
    /// The language to look for first.
    language: Option<&'a Language>,
    found: Vec<Candidate>,
}

impl<'a> List<'a> {
    fn push(&mut self, path: Option<RelPath>, folder: bool, why: &'static str) {
        if let Some(path) = path
            && self.found.iter().all(|known| known.path != path)
        {
            let by_address = self.by_address;
            self.found.push(Candidate { path, why, folder, by_address });
        }
    }

    /// The file that `written` names, seen from the folder `base`; `literal` is the same before it was decoded.
    fn source(&mut self, base: &RelPath, written: &str, literal: &str) {
        let folder = self.site.ways.serve == Serve::Files && self.site.ways.lists;
        if let Some(path) = base.join(written) {
            self.translated(&path);
        }
        self.push(base.join(written), folder, "the path, decoded");
        if written != literal {
            self.push(base.join(literal), folder, "a file with this very name, not decoded");
        }
        if let Some(path) = base.join(written) {
            self.page(&path);
            self.fallback(&path);
        }
    }

    /// The same file in the folder behind that of `path`, where what is missing in one is shown from the other.
    fn fallback(&mut self, path: &RelPath) {
        let mounts = &self.site.mounts;
        let own = mounts.iter().filter(|mount| mount.pages && is_below(path, &mount.folder));
        let Some(own) = own.max_by_key(|mount| mount.folder.as_str().len()) else { return };
        let mounts = mounts.iter().skip_while(|mount| *mount != own).skip(1);
        for behind in mounts.filter(|mount| mount.pages && mount.url == own.url) {
            let path = behind.folder.join(&path.relative_to(&own.folder));
            self.push(path, false, "the page that is shown where there is no translation");
        }
    }

    /// The same from the root of the sources.
    fn at_sources(&mut self, path: &str) {
        // Hugo serves nothing from beside the content.
        let home = Some(&self.site.home).filter(|_| !self.site.ways.by_name);
        for folder in self.site.docs.iter().chain(home) {
            self.push(folder.join(path), false, "the path, from the root of the sources");
            if let Some(path) = folder.join(path).filter(|_| self.site.ways.bare_names) {
                self.page(&path);
            }
        }
    }

    /// The file `path` in the language that is looked for, if its name says it.
    fn translated(&mut self, path: &RelPath) {
        let Some(language) = self.language.filter(|_| !path.extension().is_empty()) else { return };
        let main = self.site.languages.iter().find(|main| main.url.is_empty());
        for language in [language].into_iter().chain(main.filter(|_| language.falls_back)) {
            let name = format!("{}.{}.{}", path.stem(), language.name, path.extension());
            self.push(Some(path.parent().child(&name)), false, "the page in this language");
        }
    }

    /// The page whose address is `path` without its extension.
    fn page(&mut self, path: &RelPath) {
        let ways = &self.site.ways;
        let extension = path.extension();
        let complete = Format::of_extension(extension).is_some_and(|format| format != Format::Html);
        let is_named = self.site.extensions().any(|known| known == extension);
        if path.is_root() || complete || is_named && !(ways.html && extension == "html") {
            return;
        }
        if let Some(stem) = path.as_str().strip_suffix(".html") {
            if let Some(folder) = stem
                .strip_suffix("index")
                .filter(|folder| folder.is_empty() || folder.ends_with('/'))
                && ways.serve != Serve::Files
            {
                let folder = RelPath::new(folder);
                self.push(folder.clone(), false, "the page of this folder");
                if let Some(page) = folder.filter(|_| ways.serve == Serve::Below) {
                    self.page(&page);
                }
            }
            if ways.html {
                for extension in self.site.extensions() {
                    let why = "the page that becomes this HTML file";
                    self.push(RelPath::new(&format!("{stem}.{extension}")), false, why);
                }
            }
        }
        for extension in self.site.extensions() {
            let file = path.parent().child(&format!("{}.{extension}", path.file_name()));
            self.translated(&file);
            if let Some(language) = self.language {
                for stem in self.site.index_stems() {
                    let index = format!("{stem}.{}.{extension}", language.name);
                    self.push(Some(path.child(&index)), false, "the page of this folder");
                }
            }
            if self.language.is_none_or(|language| language.url.is_empty() || language.falls_back) {
                self.push(Some(file), false, "the page of this address");
            }
        }
    }

    /// What the site serves at `address`, with or without its base in front.
    fn address(&mut self, address: &str) {
        self.by_address = self.site.has_claims();
        let base = &self.site.base;
        let inner = address
            .strip_prefix(base.as_str())
            .filter(|rest| !base.is_empty() && (rest.is_empty() || rest.starts_with('/')));
        if let Some(inner) = inner {
            self.in_languages(inner);
        }
        self.in_languages(address);
        self.by_address = false;
    }

    /// The same for the language that `address` is in.
    fn in_languages(&mut self, address: &str) {
        let below = |language: &&'a Language| {
            let rest = address.strip_prefix(language.url.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let site = self.site;
        let language =
            site.languages.iter().filter(below).max_by_key(|language| language.url.len());
        let before = std::mem::replace(&mut self.language, language);
        if let Some(language) = language.filter(|language| !language.url.is_empty()) {
            self.mounted(&address[language.url.len()..]);
            // A folder of the sources may be called like the language.
            self.language = None;
        }
        self.mounted(address);
        self.language = before;
    }

    fn mounted(&mut self, address: &str) {
        let mut mounts: Vec<_> = self.site.mounts.iter().collect();
        mounts.sort_by_key(|mount| std::cmp::Reverse(mount.url.len()));
        for mount in mounts {
            let rest = address.strip_prefix(mount.url.as_str());
            let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
                continue;
            };
            let Some(path) = mount.folder.join(rest) else { continue };
            // The page comes before the folder, which stands for its main language.
            if mount.pages && self.language.is_some() {
                self.page(&path);
            }
            let ways = &self.site.ways;
            let is_shallow = !ways.sections || !rest.trim_matches('/').contains('/');
            let lists = ways.lists && mount.pages && is_shallow;
            self.push(Some(path.clone()), lists, "what is served at this address");
            if mount.pages {
                self.page(&path);
            }
        }
    }

    fn target(mut self, address: Option<String>, base: &RelPath, written: &str) -> Target {
        if self.found.is_empty() {
            match base.join(written) {
                // An address that nothing is mounted at.
                Some(path) => self.push(Some(path), false, "the path, decoded"),
                None => return Target::Above(above(base, written)),
            }
        }
        Target::Within { candidates: self.found, address }
    }
}

/// Is `path`, relative, the path of a source file rather than an address?
pub(super) fn is_source(site: &Site, path: &str, raw: bool) -> bool {
    let ways = &site.ways;
    !(raw && ways.raw_html)
        && (ways.serve == Serve::Files || ways.bare_names || has_extension(path))
}

/// Does the last segment of `path` end like a file?
fn has_extension(path: &str) -> bool {
    // `MkDocs` takes `x.md/` for `x.md`.
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.len() <= 5
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.bytes().all(|c| c.is_ascii_alphanumeric())
}

/// `written` from the folder `base`, with the `..` that lead above the root kept.
fn above(base: &RelPath, written: &str) -> String {
    let mut segments: Vec<&str> = base.segments().collect();
    for segment in written.split('/') {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|&last| last != "..") => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    segments.join("/")
}

/// On GitHub, GitLab and the like a page of the repository is two levels below the project:
/// `../../issues` in its README leads to the project's issues.
pub(super) fn is_forge_page(above: &str) -> bool {
    const PAGES: [&str; 24] = [
        "actions",
        "blob",
        "branches",
        "commit",
        "commits",
        "compare",
        "contributors",
        "discussions",
        "fork",
        "graphs",
        "issues",
        "labels",
        "milestones",
        "network",
        "new",
        "packages",
        "projects",
        "pull",
        "pulls",
        "releases",
        "security",
        "stargazers",
        "tags",
        "wiki",
    ];
    let first = above.strip_prefix("../../").and_then(|rest| rest.split('/').next());
    first.is_some_and(|first| PAGES.contains(&first))
}

/// The page that stands for `dir`, as `site` has it.
pub(super) fn index_page(dir: &RelPath, site: &Site, tree: &Tree) -> Option<RelPath> {
    let own = site.extensions();
    let languages = site.languages.iter().map(|language| format!(".{}", language.name));
    let languages: Vec<String> = [String::new()].into_iter().chain(languages).collect();
    let mut files = languages.iter().flat_map(|language| {
        let own = own.clone();
        site.index_stems().flat_map(move |stem| {
            let extensions = own.clone().chain(PAGE_EXTENSIONS);
            extensions.map(move |extension| format!("{stem}{language}.{extension}"))
        })
    });
    files.find_map(|name| tree.file_named(dir, &name))
}
