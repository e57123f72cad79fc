//! A page that readers do not come to.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diag::Severity;
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::corpus::File;
use crate::doc::Format;
use crate::lint::whole::{ByPage, Whole};
use crate::lint::{Check, Finding, RuleDef};
use crate::site::{Serve, Site, is_below};

pub(super) static META: RuleDef = RuleDef {
    name: "orphan-page",
    family: "corpus",
    severity: None,
    summary: "no link leads to a page from where readers start",
    doc: include_str!("orphan_page.md"),
    check: Check::Whole(check),
};

/// Generators whose readers come to a page by links alone, where no navigation is written down. Others show all pages beside
/// each of them.
const BY_LINKS: [&str; 7] =
    ["github", "gitlab", "bitbucket", "azure-devops", "html", "scraped", "mdbook"];

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    let pages: BTreeMap<FileId, &File> = whole.checked().collect();
    let shown = Shown::by(whole, &pages);
    let starts: BTreeSet<FileId> =
        starts(whole, &pages).chain(shown.pages.iter().copied()).collect();
    // Where nobody knows where readers start, nobody knows what they do not come to.
    let known: BTreeSet<&RelPath> =
        starts.iter().map(|id| &whole.sites.of(&pages[id].path).home).collect();
    let mut reached = starts.clone();
    let mut next: Vec<FileId> = starts.into_iter().collect();
    while let Some(id) = next.pop() {
        for to in linked(whole, id) {
            if pages.contains_key(&to) && reached.insert(to) {
                next.push(to);
            }
        }
    }
    for (id, file) in pages {
        let site = whole.sites.of(&file.path);
        if reached.contains(&id)
            || !(BY_LINKS.contains(&site.profile) || shown.judges(site, file))
            || !known.contains(&site.home)
            || !whole.covers(&site.home)
            || whole.snapshot.readers(&file.path).next().is_some()
            || super::is_test_data(&file.path)
            || is_held_back(file)
            // On a forge it is the frame of an application, or an example: nobody reads it there.
            || file.format == Format::Html && site.profile != "html"
        {
            continue;
        }
        let finding = Finding::new(Span::default(), "no link leads here from where readers start")
            .label("readers do not come here")
            .severity(Severity::Info)
            .help("link to it from a page that they read, or remove it");
        told.push(id, finding);
    }
}

/// The pages to which the links of the page `id` lead.
fn linked<'a>(whole: &'a Whole<'_>, id: FileId) -> impl Iterator<Item = FileId> + 'a {
    let links = whole.pages.resolved(id).into_iter().flat_map(|resolved| &*resolved.links);
    links.filter_map(|link| Some(whole.snapshot.page(link.found.as_ref()?)?.0))
}

/// What navigation shows.
struct Shown<'a> {
    /// The pages that it names.
    pages: BTreeSet<FileId>,
    /// Folders of which it shows all.
    folders: Vec<RelPath>,
    /// The last parts of what it names in ways that were not understood: pages that are called so may be meant.
    names: BTreeSet<String>,
    /// Files that say what it shows, and that were not read, or not understood.
    unread: BTreeSet<&'a RelPath>,
}

impl<'a> Shown<'a> {
    fn by(whole: &Whole<'a>, pages: &BTreeMap<FileId, &File>) -> Self {
        let (mut shown, mut names) = (BTreeSet::new(), BTreeSet::new());
        let (mut folders, mut unread): (Vec<RelPath>, BTreeSet<&RelPath>) = Default::default();
        for site in whole.sites.all() {
            folders.extend(site.navigation.iter().flat_map(|shown| shown.folders.iter().cloned()));
            let tables = site.tables.iter().map(|(file, _)| file);
            let is_empty = |file: &&RelPath| {
                whole.snapshot.page(file).is_none_or(|(_, table)| table.doc.links.is_empty())
            };
            unread.extend(tables.clone().filter(is_empty));
            for (id, table) in tables.filter_map(|file| whole.snapshot.page(file)) {
                shown.extend(linked(whole, id).filter(|to| pages.contains_key(to)));
                let links =
                    whole.pages.resolved(id).into_iter().flat_map(|resolved| &*resolved.links);
                let open = links.zip(&table.doc.links).filter(|(to, _)| to.found.is_none());
                names.extend(open.filter_map(|(_, link)| last_part(&link.url)));
            }
        }
        for file in pages.values() {
            let folder = file.path.parent();
            folders.extend(file.doc.shown.iter().filter_map(|pattern| folder.join(pattern)));
        }
        Self { pages: shown, folders, names, unread }
    }

    /// Does a navigation that was read to its end leave out the page?
    fn judges(&self, site: &Site, file: &File) -> bool {
        let path = &file.path;
        let own = site
            .navigation
            .iter()
            .any(|shown| is_below(path, &shown.of) && !self.unread.contains(&shown.file));
        let id = || file.metadata().value["id"].as_str();
        own && !self.folders.iter().any(|folder| is_below(path, folder))
            && !last_part(path.as_str()).is_some_and(|name| self.names.contains(&name))
            && !id().is_some_and(|id| self.names.contains(id))
    }
}

/// `c` of `/a/01-b/02-c.md`.
fn last_part(path: &str) -> Option<String> {
    let path = path.split(['#', '?']).next().unwrap_or_default().trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = stem
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches(['-', '_', '.', ' ']);
    let plain = if plain.is_empty() { stem } else { plain };
    (!plain.is_empty()).then(|| plain.to_lowercase())
}

/// Does the page say itself, or by its name, that readers are not to come to it?
fn is_held_back(file: &File) -> bool {
    let mut names = file.path.segments();
    let stem = file.path.stem();
    // `[name].md` is a page for each of what a program gives.
    names.any(|name| name.starts_with(['_', '['])) || matches!(stem, "404" | "search") || {
        let value = &file.metadata().value;
        ["draft", "unlisted", "orphan", "hidden"].iter().any(|key| value[*key] == true)
            || value["published"] == false
    }
}

/// The pages that readers come to without a link.
fn starts<'a>(
    whole: &'a Whole<'_>,
    pages: &'a BTreeMap<FileId, &File>,
) -> impl Iterator<Item = FileId> + 'a {
    let mut shallowest: BTreeMap<&RelPath, usize> = BTreeMap::new();
    let depth = |file: &File| file.path.segments().count();
    let index = |site: &Site, file: &File| site.is_index(&file.path) || is_listing(site, file);
    for file in pages.values() {
        let site = whole.sites.of(&file.path);
        if index(site, file) {
            let least = shallowest.entry(&site.home).or_insert(usize::MAX);
            *least = (*least).min(depth(file));
        }
    }
    let starts = pages.iter().filter(move |(_, file)| {
        let site = whole.sites.of(&file.path);
        // A forge shows the page that stands for a folder to whoever opens it, and knows pages by their names.
        let forge = site.ways.serve == Serve::Files && file.format != Format::Html;
        let stem = file.path.stem();
        let loud = stem.len() > 3 && !stem.contains(|c: char| c.is_lowercase());
        if forge && site.profile != "mdbook" {
            site.is_index(&file.path) || loud || file.path.as_str().starts_with(".github/")
        } else {
            index(site, file) && shallowest.get(&site.home) == Some(&depth(file))
        }
    });
    starts.map(|(id, _)| *id)
}

/// Is it a list of pages that the generator shows beside each of them?
fn is_listing(site: &Site, file: &File) -> bool {
    match site.profile {
        "mdbook" => file.path.file_name() == "SUMMARY.md",
        "docfx" => file.path.file_name().eq_ignore_ascii_case("toc.md"),
        _ => false,
    }
}
