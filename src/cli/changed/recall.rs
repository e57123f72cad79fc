//! Finding the pages that a change concerns without reading the others: what each had asked for is kept between runs.
//!
//! What is kept may always be lost. Without it every page is read, and the answer is the same.

use std::collections::BTreeSet;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
use crate::sys::git;

/// Where facts are kept, if they may be.
pub(super) struct Recall {
    folder: Option<PathBuf>,
    access: Access,
    /// What is known of the pages as they are with the change.
    facts: Option<Facts>,
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
    Recall { folder, access, facts: None }
}

impl Recall {
    fn place(&self, session: &Session) -> Option<PathBuf> {
        let mut hasher = FxHasher::default();
        hasher.write(session.root.as_os_str().as_encoded_bytes());
        let name = format!("{FACTS}{:016x}-{}", hasher.finish(), session.scope_name());
        store::place(self.folder.as_deref()?, &name, self.access).ok()
    }

    fn load(&self, session: &Session) -> Option<Facts> {
        let bytes = fs::read(self.place(session)?).ok()?;
        Facts::from_bytes(&bytes, &key(session))
    }

    fn save(&self, session: &Session, facts: &Facts) -> Option<()> {
        let place = self.place(session)?;
        let beside = place.with_extension(format!("{}.tmp", std::process::id()));
        let written = fs::write(&beside, facts.to_bytes(&key(session)));
        if written.and_then(|()| fs::rename(&beside, &place)).is_err() {
            fs::remove_file(&beside).ok();
        }
        store::keep_latest(self.folder.as_deref()?, FACTS, MOST);
        Some(())
    }
}

/// All that facts depend on beside the files: the program, and how it reads and publishes them.
fn key(session: &Session) -> String {
    let program = std::env::current_exe().and_then(|program| program.metadata());
    let program = program.and_then(|found| Ok((found.len(), found.modified()?)));
    format!("{} {program:?} {}", env!("CARGO_PKG_VERSION"), session.settings_name())
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
        } else {
            session.read_rest();
            self.keep(session);
        }
    }

    /// Keep what is known of `session`, whose files are those with the change.
    pub(super) fn keep(&mut self, session: &Session) {
        if self.recall.folder.is_none() || self.recall.access == Access::Read {
            return;
        }
        let rest = self.recall.facts.take().unwrap_or_default();
        let facts = session.engine.facts(|path| self.blob(path), rest, &session.unread);
        self.recall.save(session, &facts);
        self.recall.facts = Some(facts);
    }

    /// The name of the content that `path` has with the change, where git tells.
    fn blob(&self, path: &RelPath) -> Blob {
        match self.on_disk {
            true if self.differs.contains(path) => None,
            true => self.base.blob(path),
            false => self.after.blob(path),
        }
    }

    /// Know again what an earlier run has kept. Pages that are not as they were then are read, and those that asked for
    /// something which is not.
    fn wake(&mut self, session: &mut Session) -> bool {
        let Some(mut facts) = self.recall.load(session) else { return false };
        let files = &*self.after;
        let mut marks = Marks::default();
        let folders: Vec<RelPath> = facts.folders().cloned().collect();
        for folder in folders {
            let is_there = files.kind(&folder) == Some(Kind::Dir);
            let names = if is_there { files.names(&folder) } else { Some(Vec::new()) };
            facts.list(&folder, names, &mut marks);
        }
        let is_there = |path: &RelPath| files.kind(path) == Some(Kind::File);
        let mut fresh: BTreeSet<RelPath> =
            facts.compare(|path| self.blob(path), is_there, &mut marks).into_iter().collect();
        fresh.extend(session.pages().into_iter().filter(|path| !facts.knows(path)));
        session.read(&fresh);
        let view = session.engine.view();
        for (_, page) in fresh.iter().filter_map(|path| view.snapshot().page(path)) {
            facts.read(page, &mut marks);
        }
        self.recall.facts = Some(facts);
        self.read_marked(session, &marks);
        if !fresh.is_empty() {
            self.keep(session);
        }
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
            if was != is {
                let folder = path.parent();
                // Which page tells of names that are alike depends on all that there are.
                let twins = after.snapshot().tree().twins(&folder);
                if twins.iter().flatten().any(|name| *name == path.file_name()) {
                    return None;
                }
                marks.key(&DepKey::Dir(folder));
                marks.key(&DepKey::Dir(path.clone()));
                marks.key(&DepKey::Path(path.clone()));
            } else if is == Some(Kind::File)
                && old.count_lines(&path) > self.after.count_lines(&path)
            {
                marks.key(&DepKey::Lines(path.clone()));
            }
            let page = |view: &View| view.snapshot().page(&path).map(|(_, page)| Arc::clone(page));
            match (page(before), page(after)) {
                (Some(was), Some(is)) if is.keeps(&was) => {}
                (was, is) => {
                    for page in was.iter().chain(&is) {
                        marks.page(page);
                    }
                    if let Some(is) = is {
                        marks.address(&is, &session.config.settings);
                    }
                }
            }
        }
        Some(marks)
    }
}
