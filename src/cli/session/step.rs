//! The same session at another moment.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::named::hashed;
use super::{Scope, Seen, Session, is_page, read_page, sites};
use rayon::prelude::*;

use crate::base::ids::FileId;
use crate::base::path::{Kind, RelPath};
use crate::engine::Change;
use crate::site;
use crate::sys::files::{self, Files};

impl Session {
    /// The same pages as they are in `files`, judged in the same way.
    pub(in crate::cli) fn again(&self, files: Arc<dyn Files>) -> Self {
        let mut session = self.empty(files);
        let walked = session.walk();
        session.load(walked, Vec::new(), None);
        session
    }

    /// Let the files be those of `files`, from which they differ in `paths` at most, some of which are only `linked` to others.
    /// Returns the pages whose findings may differ.
    pub(in crate::cli) fn step(
        &mut self,
        files: &Arc<dyn Files>,
        paths: &BTreeSet<RelPath>,
        linked: &BTreeSet<RelPath>,
    ) -> BTreeSet<FileId> {
        self.files = Arc::clone(files);
        let view = self.engine.view();
        let snapshot = view.snapshot();
        let around: BTreeSet<RelPath> = paths.iter().flat_map(files::parents).collect();
        let is_touched = |dir: &RelPath| {
            around.contains(dir)
                || paths.contains(dir)
                || files::parents(dir).any(|at| paths.contains(&at))
        };
        let listed = snapshot.tree().listed();
        let mut changes: Vec<Change> = listed
            .into_iter()
            .filter(|dir| is_touched(dir))
            .map(|dir| {
                let is_there = files.kind(dir) == Some(Kind::Dir);
                let names = if is_there { files.names(dir) } else { Some(Vec::new()) };
                Change::Listing(dir.clone(), names)
            })
            .collect();
        for path in paths {
            let is_file = files.kind(path) == Some(Kind::File);
            let is_linked = linked.contains(path);
            if is_file && is_page(path) && !(is_linked && snapshot.page(path).is_none()) {
                let checked = self.is_meant(path) && !is_linked;
                changes.push(read_page(&**files, path.clone(), checked));
            } else if snapshot.page(path).is_some() {
                changes.push(Change::Gone(path.clone()));
            } else if snapshot.lines(path).is_some() {
                changes.push(Change::Lines(path.clone(), files.count_lines(path)));
            }
        }
        let dirty = self.engine.apply(changes);
        self.settle(dirty)
    }

    /// Is `path` a page that is to be checked, if it exists?
    pub(in crate::cli) fn is_meant(&self, path: &RelPath) -> bool {
        let Scope { folders, files, .. } = &self.scope;
        let in_folder = || folders.iter().any(|folder| site::is_below(path, folder));
        is_page(path)
            && (files.contains(path) || in_folder() && !self.config.exclude.is_match(path))
    }

    /// Was the corpus published in the same way when its files were `before`, which differ in `paths`?
    pub(in crate::cli) fn is_published_as(
        &self,
        before: &Arc<dyn Files>,
        paths: &BTreeSet<RelPath>,
    ) -> bool {
        let is_there = |files: &dyn Files, path| files.kind(path).is_some();
        let same_names =
            || paths.iter().all(|path| is_there(&*self.files, path) == is_there(&**before, path));
        if self.publishing.iter().all(|path| !paths.contains(path)) && same_names() {
            return true;
        }
        let other = self.empty(Arc::clone(before));
        let walked = other.walk();
        let seen = Seen::new(&**before, &walked.listed);
        let sites = sites::find(&seen, &self.root, &walked.pages, &self.scope.tops(), &self.config);
        // Sites are full of names and patterns, and made of nothing else than what this shows.
        hashed(&sites) == hashed(&self.sites)
    }

    /// Read what was left unread.
    pub(in crate::cli) fn read_rest(&mut self) {
        self.read(&self.unread.clone());
    }

    /// Read the pages `paths`, as far as they are not known. One that was left unread is to be checked, even if it was read
    /// since because others link to it.
    pub(in crate::cli) fn read(&mut self, paths: &BTreeSet<RelPath>) {
        let (files, view) = (&*self.files, self.engine.view());
        let read = paths.par_iter().filter_map(|path| {
            let unread = self.unread.contains(path);
            let known = view.snapshot().page(path).is_some();
            (unread || !known).then(|| read_page(files, path.clone(), unread))
        });
        let read = read.collect();
        let dirty = self.engine.apply(read);
        self.unread.retain(|path| !paths.contains(path));
        self.settle(dirty);
    }

    /// Were pages left unread?
    pub(in crate::cli) fn is_partly_read(&self) -> bool {
        !self.unread.is_empty()
    }

    /// The pages that are to be checked, read or not.
    pub(in crate::cli) fn pages(&self) -> Vec<RelPath> {
        let view = self.engine.view();
        let read = view.snapshot().pages().into_iter().filter(|(_, page)| page.checked);
        read.map(|(_, page)| page.path.clone()).chain(self.unread.iter().cloned()).collect()
    }
}
