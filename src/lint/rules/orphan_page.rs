//! A page that readers do not come to.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::corpus::File;
use crate::doc::Format;
use crate::lint::whole::{ByPage, Whole};
use crate::lint::{Check, Finding, RuleDef};
use crate::site::{Serve, Site};

pub(super) static META: RuleDef = RuleDef {
    name: "orphan-page",
    family: "corpus",
    severity: None,
    summary: "no link leads to a page from where readers start",
    doc: include_str!("orphan_page.md"),
    check: Check::Whole(check),
};

/// Generators whose readers come to a page by links alone. Others make a navigation of all pages, or of a configuration that
/// names them.
const BY_LINKS: [&str; 7] =
    ["github", "gitlab", "bitbucket", "azure-devops", "html", "scraped", "mdbook"];

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    let pages: BTreeMap<FileId, &File> = whole.checked().collect();
    let starts: BTreeSet<FileId> = starts(whole, &pages);
    // Where nobody knows where readers start, nobody knows what they do not come to.
    let known: BTreeSet<&RelPath> =
        starts.iter().map(|id| &whole.sites.of(&pages[id].path).home).collect();
    let mut reached = starts.clone();
    let mut next: Vec<FileId> = starts.into_iter().collect();
    while let Some(id) = next.pop() {
        let links = whole.pages.resolved(id).into_iter().flat_map(|resolved| &*resolved.links);
        let linked = links.filter_map(|link| whole.snapshot.page(link.found.as_ref()?));
        for (to, _) in linked {
            if pages.contains_key(&to) && reached.insert(to) {
                next.push(to);
            }
        }
    }
    for (id, file) in pages {
        let site = whole.sites.of(&file.path);
        if reached.contains(&id)
            || !BY_LINKS.contains(&site.profile)
            || !known.contains(&site.home)
            || !whole.covers(&site.home)
            || whole.snapshot.readers(&file.path).next().is_some()
            || super::is_test_data(&file.path)
            // On a forge it is the frame of an application, or an example: nobody reads it there.
            || file.format == Format::Html && site.profile != "html"
        {
            continue;
        }
        let finding = Finding::new(Span::default(), "no link leads here from where readers start")
            .label("readers do not come here")
            .help("link to it from a page that they read, or remove it");
        told.push(id, finding);
    }
}

/// The pages that readers come to without a link.
fn starts(whole: &Whole<'_>, pages: &BTreeMap<FileId, &File>) -> BTreeSet<FileId> {
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
    let starts = pages.iter().filter(|(_, file)| {
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
    starts.map(|(id, _)| *id).collect()
}

/// Is it the list of all pages that mdBook shows beside each of them?
fn is_listing(site: &Site, file: &File) -> bool {
    site.profile == "mdbook" && file.path.file_name() == "SUMMARY.md"
}
