//! What git remembers of files: their names, and what was in them.

use std::collections::BTreeSet;

use super::Session;
use crate::base::diag::Diagnostic;
use crate::base::path::RelPath;
use crate::doc::Format;
use crate::engine::{Advice, Change};
use crate::sys::git;

/// The history of so many pages is looked at in one run.
const MOST_PAGES: usize = 20;

impl Session {
    /// Ask git which files had other names: a missing one may be among them.
    pub(in crate::cli) fn remember_names(&mut self) {
        if !std::mem::replace(&mut self.remembered, true) && git::work_tree(&self.root).is_some() {
            let mut renames = git::renames(&self.root);
            // Of several files that had a name, the latest counts.
            renames.reverse();
            self.engine.apply(vec![Change::Renames(renames)]);
        }
    }

    /// Ask git what was in the pages which lack the anchors that `diagnostics` are about: a heading may have been renamed.
    pub(in crate::cli) fn remember_pages(&mut self, diagnostics: &[Diagnostic]) {
        if git::work_tree(&self.root).is_none() {
            return;
        }
        let view = self.engine.view();
        let snapshot = view.snapshot();
        let lacking = diagnostics.iter().filter_map(|found| Advice::page_lacking(&view, found));
        // In HTML no anchor comes of a heading.
        let written = lacking.filter(|page| page.format != Format::Html).map(|page| &page.path);
        let unknown: BTreeSet<&RelPath> =
            written.filter(|path| snapshot.past(path).is_none()).collect();
        let left = MOST_PAGES.saturating_sub(snapshot.past.len());
        let unknown: Vec<RelPath> = unknown.into_iter().take(left).cloned().collect();
        if unknown.is_empty() {
            return;
        }
        let mut versions = git::versions(&self.root, &unknown);
        let past = unknown.into_iter().map(|path| {
            let versions = versions.remove(&path).unwrap_or_default();
            Change::Past(path, versions)
        });
        self.engine.apply(past.collect());
    }
}
