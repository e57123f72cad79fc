//! The state of a corpus under changes: what came in, what it touches, what is to be said.
//!
//! Everything from outside is a [`Change`]. [`Engine::apply`] takes in changes and tells which pages
//! have to be checked again; a [`View`] is what a check reads, and stays as it is while the engine goes on.
//! A check of a whole corpus is the case in which every page is new.

mod advice;
mod census;
mod decode;
mod deps;
mod facts;
mod fingerprint;
mod load;
pub mod settings;
mod sources;
mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::history::History;
use crate::base::ids::FileId;
use crate::base::path::{Kind, RelPath};
use crate::base::span::Span;
use crate::base::url::UrlKey;
use crate::corpus::{DepKey, Edited, File, Lookup, Mark, Snapshot};
use crate::doc::Document;
use crate::resolve::{Resolved, Want, resolve_page};
use census::Counts;
use deps::Deps;
use settings::{Groups, Settings};

pub use advice::Advice;
pub use facts::{Blob, Facts, Marks};
pub use sources::trace;
pub use view::{Checked, View};

/// Something that came from outside.
#[derive(Debug, Clone)]
pub enum Change {
    /// A page is there, with these bytes.
    Page {
        /// Where.
        path: RelPath,
        /// What is in it.
        bytes: Vec<u8>,
        /// Is it to be checked, or only linked to?
        checked: bool,
    },
    /// A page is there and cannot be read.
    Unreadable {
        /// Where.
        path: RelPath,
        /// Why: a sentence fragment.
        why: String,
        /// Is it to be checked, or only linked to?
        checked: bool,
    },
    /// A page is no longer there.
    Gone(RelPath),
    /// The names in a folder; `None` when nobody may read them. None at all for a folder that is gone.
    Listing(RelPath, Option<Vec<(Box<str>, Kind)>>),
    /// How many lines a file has that is no page; `None` when it cannot be read.
    Lines(RelPath, Option<u32>),
    /// What history tells of files that have other names now: old and new name.
    Renames(Vec<(RelPath, RelPath)>),
    /// What a page was before, the latest first, as history tells.
    Past(RelPath, Vec<Vec<u8>>),
    /// What was seen of an address.
    Observed(UrlKey, Box<History>),
    /// What the change under review does to links.
    Edited(Edited),
    /// What the change under review writes in pages: the lines that it adds to them as they are now, or changes.
    Written(Vec<(RelPath, Vec<Span>)>),
}

/// What one round of changes touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dirty {
    /// Pages whose findings may differ from before, sorted by path; those that are gone are not here.
    pub pages: Vec<FileId>,
    /// What is not known and would change the findings, sorted.
    pub wants: Vec<Want>,
}

/// Where the links of every page lead, by page; none for a page that is gone.
#[derive(Clone, Default)]
struct Leads(Vec<Option<Arc<Resolved>>>);

/// The engine.
pub struct Engine {
    settings: Arc<Settings>,
    groups: Arc<Groups>,
    snapshot: Arc<Snapshot>,
    resolved: Arc<Leads>,
    counts: Counts,
    deps: Deps,
}

impl Engine {
    /// An engine that knows nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings: Arc::new(settings),
            groups: Arc::default(),
            snapshot: Arc::default(),
            resolved: Arc::default(),
            counts: Counts::new(),
            deps: Deps::default(),
        }
    }

    /// What is known now.
    pub fn view(&self) -> View {
        View::new(
            Arc::clone(&self.snapshot),
            Arc::clone(&self.settings),
            Arc::clone(&self.groups),
            Arc::clone(&self.resolved),
            self.counts.clone(),
        )
    }

    /// Take in `changes`, of which later ones win.
    pub fn apply(&mut self, changes: Vec<Change>) -> Dirty {
        let settings = &*self.settings;
        let loaded: Vec<Loaded> =
            changes.into_par_iter().map(|change| Loaded::new(change, settings)).collect();
        let snapshot = Arc::make_mut(&mut self.snapshot);
        let mut touched = Touched::default();
        for change in loaded {
            touched.take(change, snapshot);
        }
        let Touched { pages: mut relink, keys, judged } = touched;
        // What was seen of addresses is no business of rules that look at all pages.
        let recount = !relink.is_empty() || !keys.is_empty();
        relink.extend(keys.iter().flat_map(|key| self.deps.dependents(key)));
        let mut dirty = relink.clone();
        dirty.extend(judged.iter().flat_map(|key| self.deps.dependents(key)));
        drop(keys);
        self.relink(&relink);
        if recount {
            let before = std::mem::replace(&mut self.counts, Counts::new());
            dirty.extend(before.renewed(&self.view()));
        }

        let snapshot = &self.snapshot;
        let mut pages: Vec<FileId> =
            dirty.into_iter().filter(|&id| snapshot.file(id).is_some()).collect();
        pages.sort_unstable_by_key(|&id| snapshot.file(id).map(|file| &file.path));
        let asked = pages.iter().filter_map(|id| self.resolved.0[id.index()].as_deref());
        let wants: BTreeSet<Want> =
            asked.flat_map(|resolved| resolved.asked.wants.iter().cloned()).collect();
        Dirty { pages, wants: wants.into_iter().collect() }
    }

    /// Resolve the links of `pages` again.
    fn relink(&mut self, pages: &BTreeSet<FileId>) {
        let (snapshot, sites) = (&*self.snapshot, &self.settings.sites);
        let pages: Vec<FileId> = pages.iter().copied().collect();
        let fresh: Vec<Option<(Arc<Resolved>, Vec<Mark>)>> = pages
            .par_iter()
            .map(|&id| {
                let file = snapshot.file(id)?;
                // A page that is only linked to has no links of interest.
                let mut fresh = if file.checked {
                    resolve_page(file, snapshot, sites)
                } else {
                    Resolved::default()
                };
                let keys = std::mem::take(&mut fresh.asked.keys);
                Some((Arc::new(fresh), keys))
            })
            .collect();
        let resolved = &mut Arc::make_mut(&mut self.resolved).0;
        resolved.resize(snapshot.files.len(), None);
        for (id, fresh) in pages.into_iter().zip(fresh) {
            let (fresh, keys) = fresh.unzip();
            self.deps.set(id, keys.unwrap_or_default());
            resolved[id.index()] = fresh;
        }
    }
}

/// A change whose expensive part is done.
enum Loaded {
    /// Made where it stays: the thread that takes it in copies nothing.
    File(Arc<File>),
    Past(RelPath, Vec<Document>),
    Other(Change),
}

impl Loaded {
    fn new(change: Change, settings: &Settings) -> Self {
        match change {
            Change::Page { path, bytes, checked } => {
                Self::File(Arc::new(load::page(path, bytes, checked, settings)))
            }
            Change::Unreadable { path, why, checked } => {
                Self::File(Arc::new(load::unreadable(path, why, checked)))
            }
            Change::Past(path, versions) => {
                let page = |bytes| load::page(path.clone(), bytes, false, settings).doc;
                let versions = versions.into_iter().map(page).collect();
                Self::Past(path, versions)
            }
            other => Self::Other(other),
        }
    }
}

/// What a round of changes touched, as it is taken in.
#[derive(Default)]
struct Touched {
    pages: BTreeSet<FileId>,
    /// Whoever asked for these has to resolve its links again.
    keys: BTreeSet<DepKey>,
    /// Whoever asked for these has to be judged again.
    judged: BTreeSet<DepKey>,
}

impl Touched {
    fn take(&mut self, change: Loaded, snapshot: &mut Snapshot) {
        match change {
            Loaded::File(file) => self.page(file, snapshot),
            Loaded::Other(Change::Gone(path)) => self.gone(&path, snapshot),
            Loaded::Other(Change::Listing(dir, entries)) => {
                if let Some(changed) = snapshot.tree.list(&dir, entries) {
                    self.keys.extend(changed.into_iter().map(DepKey::Path));
                    self.keys.insert(DepKey::Dir(dir));
                }
            }
            Loaded::Other(Change::Lines(path, count)) => {
                snapshot.lines.insert(path.clone(), count);
                self.keys.insert(DepKey::Lines(path));
            }
            Loaded::Other(Change::Edited(edited)) => {
                let touched = snapshot.edited.replace(Arc::new(edited));
                let pages = touched.iter().chain(&snapshot.edited).flat_map(|edited| &edited.pages);
                let ids = pages.filter_map(|path| snapshot.by_path.get(path));
                self.pages.extend(ids);
            }
            Loaded::Other(Change::Written(written)) => {
                let touched = std::mem::take(&mut snapshot.written);
                snapshot.written = written.into_iter().collect();
                let pages = touched.into_keys().chain(snapshot.written.keys().cloned());
                self.pages.extend(pages.filter_map(|path| snapshot.by_path.get(&path)));
            }
            Loaded::Other(Change::Observed(url, history)) => {
                snapshot.observed.insert(url.clone(), Arc::from(history));
                self.judged.insert(DepKey::Url(url));
            }
            // Only suggestions ask for names that were: no finding changes.
            Loaded::Other(Change::Renames(renames)) => snapshot.renames.extend(renames),
            Loaded::Past(path, versions) => _ = snapshot.past.insert(path, versions.into()),
            Loaded::Other(Change::Page { .. } | Change::Unreadable { .. } | Change::Past(..)) => {}
        }
    }

    fn page(&mut self, file: Arc<File>, snapshot: &mut Snapshot) {
        let path = file.path.clone();
        let next = FileId::from_index(snapshot.files.len());
        let id = *snapshot.by_path.entry(path.clone()).or_insert(next);
        if id == next {
            snapshot.files.push(None);
        }
        // Nobody has to look again when only prose changed.
        let same = snapshot.file(id).is_some_and(|old| {
            old.exports().eq(file.exports())
                && old.unreadable == file.unreadable
                && old.doc.includes == file.doc.includes
                && old.doc.generated == file.doc.generated
                && old.checked == file.checked
                && old.served == file.served
        });
        let claims = |old: &Arc<File>| old.served != file.served || old.parts != file.parts;
        if let Some(old) = snapshot.file(id).cloned().filter(claims) {
            self.keys.extend(snapshot.claim(&old, false));
        }
        self.keys.extend(snapshot.claim(&file, true));
        if !same {
            self.keys.insert(DepKey::Exports(path.clone()));
        }
        if snapshot.lines.remove(&path).is_some() {
            self.keys.insert(DepKey::Lines(path.clone()));
        }
        // What a listing calls a pipe stays one, although somebody tried to read it.
        if !matches!(snapshot.tree.lookup(&path), Lookup::Found(_)) {
            self.exists(&path, Some(Kind::File), snapshot);
        }
        snapshot.files[id.index()] = Some(file);
        self.pages.insert(id);
    }

    fn gone(&mut self, path: &RelPath, snapshot: &mut Snapshot) {
        self.exists(path, None, snapshot);
        if let Some(&id) = snapshot.by_path.get(path) {
            if let Some(old) = snapshot.files[id.index()].take() {
                self.keys.extend(snapshot.claim(&old, false));
            }
            self.keys.insert(DepKey::Exports(path.clone()));
            self.pages.insert(id);
        }
        if snapshot.lines.remove(path).is_some() {
            self.keys.insert(DepKey::Lines(path.clone()));
        }
    }

    fn exists(&mut self, path: &RelPath, kind: Option<Kind>, snapshot: &mut Snapshot) {
        if snapshot.tree.set(path, kind) {
            self.keys.insert(DepKey::Path(path.clone()));
            self.keys.insert(DepKey::Dir(path.parent()));
        }
    }
}
