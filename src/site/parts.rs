//! Files that become parts of pages.

use super::Site;
use crate::base::path::RelPath;
use crate::doc::{Document, Include, LinkBase, Part};

impl Site {
    /// The files that `include`, in the page `page`, may mean, best first: seen from the page, from the folders that the
    /// configuration names, from its own, and from those of the pages.
    pub fn included(&self, page: &RelPath, include: &Include) -> Vec<RelPath> {
        let prefixed = |(prefix, folder): &(String, RelPath)| {
            folder.join(include.path.strip_prefix(prefix.as_str())?)
        };
        if let Some(path) = self.prefixes.iter().find_map(prefixed) {
            return vec![path];
        }
        let folders = [page.parent()].into_iter().chain(self.snippets.iter().cloned());
        let folders = folders.chain([self.home.clone()]).chain(self.docs.iter().cloned());
        let written = include.path.trim_start_matches('/');
        let mut found: Vec<RelPath> = Vec::new();
        for path in folders.filter_map(|folder| folder.join(written)) {
            if path != *page && !found.contains(&path) {
                found.push(path);
            }
        }
        found
    }

    /// The files that the page `page`, whose content is `document`, may hold, whole or in part, so that their links start there.
    pub fn parts(&self, page: &RelPath, document: &Document) -> Vec<RelPath> {
        let moving =
            |include: &&Include| include.part != Part::Unknown && include.base != LinkBase::File;
        let includes = document.includes.iter().filter(moving);
        let mut parts: Vec<RelPath> =
            includes.flat_map(|include| self.included(page, include)).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }
}
