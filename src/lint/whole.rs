//! Rules that look at all pages at once: what they find in one page depends on any other.
//!
//! The engine asks such a rule once for all pages, and never when it does not run anywhere. After a change it asks again
//! and compares, so that exactly the pages are judged anew of which something else is found.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::types::{Locales, Typed};
use super::{Finding, RuleDef};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::corpus::{File, Snapshot};
use crate::resolve::Resolved;
use crate::site::{Serve, Sites, is_below};

/// All pages, and all that a rule may know about them.
pub(crate) struct Whole<'a> {
    /// The corpus.
    pub(crate) snapshot: &'a Snapshot,
    /// How it is published.
    pub(crate) sites: &'a Sites,
    /// The languages of its pages.
    pub(crate) locales: &'a Locales,
    /// Folders of which every page was read.
    pub(crate) covered: &'a [RelPath],
    /// What is known of single pages.
    pub(crate) pages: &'a dyn Pages,
}

/// What is known of single pages.
pub(crate) trait Pages {
    /// Where the links of the page lead.
    fn resolved(&self, id: FileId) -> Option<&Resolved>;
    /// The types of the page.
    fn types(&self, file: &File) -> Vec<Typed>;
}

impl<'a> Whole<'a> {
    /// The pages that are to be checked, sorted by path.
    pub(crate) fn checked(&self) -> impl Iterator<Item = (FileId, &'a File)> {
        let snapshot: &'a Snapshot = self.snapshot;
        let pages = snapshot.pages().into_iter().map(|(id, file)| (id, &**file));
        pages.filter(|(_, file)| file.is_checked_page() && file.unreadable.is_none())
    }

    /// The page that speaks for `folder`: the one that stands for it, else its first, else that of a folder around it.
    pub(crate) fn nearest(&self, folder: &RelPath) -> Option<FileId> {
        let folders = std::iter::successors(Some(folder.clone()), |folder| {
            (!folder.is_root()).then(|| folder.parent())
        });
        folders.into_iter().find_map(|folder| {
            let names = self.snapshot.tree().unsorted(&folder).map(|(name, _)| name);
            let paths = names.map(|name| folder.child(name));
            let pages = paths.filter_map(|path| self.snapshot.page(&path));
            let pages =
                pages.filter(|(_, file)| file.is_checked_page() && file.unreadable.is_none());
            let first = |(_, file): &(FileId, &Arc<File>)| {
                (!self.sites.of(&file.path).is_index(&file.path), file.path.clone())
            };
            pages.min_by_key(first).map(|(id, _)| id)
        })
    }

    /// Was every page in `folder` read?
    pub(crate) fn covers(&self, folder: &RelPath) -> bool {
        self.covered.iter().any(|covered| is_below(folder, covered))
    }
}

/// An address on the site of this home and profile.
pub(crate) type Address<'a> = (String, &'a RelPath, &'a str);

/// Where the site of `file` serves it, if anybody knows.
pub(crate) fn address<'a>(file: &File, sites: &'a Sites) -> Option<Address<'a>> {
    let site = sites.of(&file.path);
    if site.ways.serve == Serve::Files || file.served.unknown || site.is_part(&file.path) {
        return None;
    }
    let own = file.served.at.as_deref().map(str::to_owned);
    let address = own.or_else(|| site.address(&file.path))?;
    Some((address.trim_end_matches('/').to_owned(), &site.home, site.profile))
}

/// What one rule finds, page by page.
#[derive(Debug, Default)]
pub(crate) struct ByPage(BTreeMap<FileId, Vec<Finding>>);

impl ByPage {
    /// Nothing.
    pub(crate) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Tell `finding` of the page `id`.
    pub(crate) fn push(&mut self, id: FileId, finding: Finding) {
        self.0.entry(id).or_default().push(finding);
    }

    /// What was found in the page `id`.
    pub(crate) fn of(&self, id: FileId) -> &[Finding] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The pages of which `other` tells something else.
    pub(crate) fn differing<'t>(&'t self, other: &'t Self) -> impl Iterator<Item = FileId> + 't {
        let pages = self.0.keys().chain(other.0.keys()).copied();
        pages.filter(move |&id| self.of(id) != other.of(id))
    }
}

/// What such rules found.
pub(crate) trait Census: Sync {
    /// What `rule` found; asked once.
    fn found(&self, rule: &RuleDef) -> &ByPage;
}
