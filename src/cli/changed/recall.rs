//! Finding the pages that a change concerns without reading the others: what each had asked for is kept between runs.
//!
//! What is kept may always be lost. Without it every page is read, and the answer is the same.

use std::collections::BTreeSet;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rustc_hash::FxHasher;

use super::Plan;
use crate::base::diag::Diagnostic;
use crate::base::path::{Kind, RelPath};
use crate::cli::Environment;
use crate::cli::args::Check;
use crate::cli::session::Session;
use crate::corpus::DepKey;
use crate::engine::{Blob, Facts, Marks, View};
use crate::net::store::{self, Access};
use crate::sys::files::{self, Files};
use crate::sys::{self, git};

/// Where facts are kept, if they may be.
pub(super) struct Recall {
    folder: Option<PathBuf>,
    access: Access,
    /// When the run started, in seconds since 1970.
    now: u64,
    /// What is known of the pages as they are with the change.
    facts: Option<Facts>,
    /// It is not what was kept.
    pub(super) is_news: bool,
}

/// The version of what is kept stands in the name, and that of the program in the file: versions do not meet.
pub(in crate::cli) const FACTS: &str = "facts-1-";

/// So many corpora are remembered: a user has few, and a machine that checks out each change anew never finds one again.
const MOST: usize = 50;

/// Where facts are kept in this run.
pub(super) fn of(check: &Check, root: &Path, env: &Environment<'_>) -> Recall {
    let folder =
        env.cache.clone().filter(|folder| !check.corpus.no_cache && !git::is_shipped(folder, root));
    // A change from a stranger may be all there is to see: what it says is not for others.
    let access = if env.pull_request { Access::Read } else { Access::Write };
    Recall { folder, access, now: env.now, facts: None, is_news: false }
}

impl Recall {
    fn place(&self, key: &str) -> Option<PathBuf> {
        let mut hasher = FxHasher::default();
        hasher.write(key.as_bytes());
        let name = format!("{FACTS}{:016x}", hasher.finish());
        store::place(self.folder.as_deref()?, &name, self.access).ok()
    }

    fn load(&self, key: &str) -> Option<Facts> {
        Facts::from_bytes(&fs::read(self.place(key)?).ok()?, key)
    }

    fn save(&self, key: &str, facts: &Facts) -> Option<()> {
        let place = self.place(key)?;
        let beside = place.with_extension(format!("{}.tmp", std::process::id()));
        let written = fs::write(&beside, facts.to_bytes(key));
        if written.and_then(|()| fs::rename(&beside, &place)).is_err() {
            fs::remove_file(&beside).ok();
        }
        store::keep_latest(self.folder.as_deref()?, FACTS, MOST);
        Some(())
    }
}

impl Plan {
    /// Read what the change between the two views concerns; false where every page has to be read for that.
    pub(super) fn read_concerned(
        &mut self,
        session: &mut Session,
        (after, before): (&View, &View),
        old: &dyn Files,
    ) -> bool {
        let Some(marks) = self.marks(session, (after, before), old) else { return false };
        self.wake(session) && {
            self.read_marked(session, &marks);
            true
        }
    }

    /// Read the pages whose titles links of `found` may mean: they are among the suggestions.
    pub(super) fn read_titled(&mut self, session: &mut Session, found: &[Diagnostic]) {
        let view = session.engine.view();
        let mut marks = Marks::default();
        let missing = found.iter().filter(|found| found.rule == "missing-target");
        let mut missing = missing.filter_map(|found| {
            let page = view.snapshot().file(found.file)?;
            let link = page.doc.links.iter().find(|link| link.dest == found.span)?;
            Some(&page.text[link.label.range()])
        });
        let Some(first) = missing.next().filter(|_| session.is_partly_read()) else { return };
        [first].into_iter().chain(missing).for_each(|text| marks.title(text));
        if self.recall.facts.is_some() || self.wake(session) {
            self.read_marked(session, &marks);
            while self.read_offering(session, &session.engine.sought()) {}
        } else {
            session.read_rest();
            self.recall.is_news = true;
        }
        self.keep(session);
    }

    /// Read the pages that may have a part in what was `sought`: others are resolved through them. False when all were read.
    pub(super) fn read_offering(&self, session: &mut Session, sought: &Marks) -> bool {
        let facts = self.recall.facts.iter();
        let offering = facts.flat_map(|facts| facts.offering(sought));
        let unread = offering.filter(|path| session.unread.contains(*path)).cloned();
        let unread: BTreeSet<RelPath> = unread.collect();
        session.read(&unread);
        !unread.is_empty()
    }

    /// Keep what is known of `session`, whose files are those with the change, if it is not known already.
    pub(super) fn keep(&mut self, session: &Session) {
        let may = self.recall.folder.is_some() && self.recall.access == Access::Write;
        if !may || !std::mem::take(&mut self.recall.is_news) {
            return;
        }
        let rest = self.recall.facts.take().unwrap_or_default();
        let facts = session.engine.facts(|path| self.blob(session, path), rest, &session.unread);
        self.recall.save(&self.key(session), &facts);
        self.recall.facts = Some(facts);
    }

    /// All that facts depend on beside the files: the program, and which files it reads and how it publishes them.
    fn key(&self, session: &Session) -> String {
        let program = std::env::current_exe().and_then(|program| program.metadata());
        let size = program.map_or(0, |found| found.len());
        let (root, on_disk) = (session.root.display(), self.on_disk);
        let (scope, settings) = (session.scope_name(), session.settings_name());
        format!("{} {size} {root} {on_disk} {scope} {settings}", env!("CARGO_PKG_VERSION"))
    }

    /// The name of the content that `path` has with the change. On the disk that is not the name that git has: filters may
    /// make something else of one content, and not all files of a sparse checkout are git's.
    fn blob(&self, session: &Session, path: &RelPath) -> Blob {
        if !self.on_disk {
            return self.after.blob(path);
        }
        let metadata = sys::absolute(&session.root, path).symlink_metadata().ok()?;
        let written = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        // What is written in the second in which the run started may be written once more without a trace.
        let settled = metadata.is_file() && written.as_secs() < self.recall.now;
        settled.then(|| format!("{} {}", metadata.len(), written.as_nanos()).into())
    }

    /// Know again what an earlier run has kept. Pages that are not as they were then are read, and those that asked for
    /// something which is not.
    fn wake(&mut self, session: &mut Session) -> bool {
        let Some(mut facts) = self.recall.load(&self.key(session)) else { return false };
        let files = &*self.after;
        let mut marks = Marks::default();
        let folders: Vec<RelPath> = facts.folders().cloned().collect();
        for folder in folders {
            let is_there = files.kind(&folder) == Some(Kind::Dir);
            let names = if is_there { files.names(&folder) } else { Some(Vec::new()) };
            facts.list(&folder, names, &mut marks);
        }
        let is_there = |path: &RelPath| files.kind(path) == Some(Kind::File);
        let mut fresh: BTreeSet<RelPath> = facts
            .compare(|path| self.blob(session, path), is_there, &mut marks)
            .into_iter()
            .collect();
        fresh.extend(session.pages().into_iter().filter(|path| !facts.knows(path)));
        session.read(&fresh);
        let view = session.engine.view();
        for (_, page) in fresh.iter().filter_map(|path| view.snapshot().page(path)) {
            facts.read(page, &mut marks);
        }
        self.recall.facts = Some(facts);
        self.recall.is_news |= !marks.is_empty() || !fresh.is_empty();
        self.read_marked(session, &marks);
        true
    }

    fn read_marked(&self, session: &mut Session, marks: &Marks) {
        if let Some(facts) = &self.recall.facts {
            session.read(&facts.concerned(marks).cloned().collect());
        }
    }

    /// What the change does to what links may ask for; `None` where that is not all that pages may depend on.
    fn marks(
        &self,
        session: &Session,
        (after, before): (&View, &View),
        old: &dyn Files,
    ) -> Option<Marks> {
        let mut marks = Marks::default();
        let places = self
            .differs
            .iter()
            .flat_map(|path| [path.clone()].into_iter().chain(files::parents(path)));
        let is_folder = |path| [old.kind(path), self.after.kind(path)].contains(&Some(Kind::Dir));
        if self.differs.iter().any(is_folder) {
            // What git has there is a link or another repository: all that is below may differ.
            return None;
        }
        for path in places.collect::<BTreeSet<_>>() {
            let (was, is) = (old.kind(&path), self.after.kind(&path));
            let folder = path.parent();
            // Which page tells of names that are alike depends on all that there are.
            let twins = after.snapshot().tree().twins(&folder);
            if twins.iter().flatten().any(|name| *name == path.file_name()) {
                return None;
            }
            if was != is {
                marks.key(&DepKey::Dir(folder));
                marks.key(&DepKey::Dir(path.clone()));
                marks.key(&DepKey::Path(path.clone()));
            } else if is == Some(Kind::File)
                && old.count_lines(&path) > self.after.count_lines(&path)
            {
                marks.key(&DepKey::Lines(path.clone()));
            }
            if self.linked.contains(&path) {
                marks.key(&DepKey::Exports(path.clone()));
            }
            let page = |view: &View| view.snapshot().page(&path).map(|(_, page)| Arc::clone(page));
            match (page(before), page(after)) {
                (Some(was), Some(is)) if is.keeps(&was) => {}
                (was, is) => {
                    for page in was.iter().chain(&is) {
                        marks.page(page);
                    }
                }
            }
            if let Some(is) = page(after) {
                marks.address(&is, &session.config.settings);
            }
        }
        Some(marks)
    }
}
