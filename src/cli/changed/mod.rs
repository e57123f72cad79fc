//! What a change breaks: `--changed` and `--merge-tree`.
//!
//! A finding is the change's own if the files before it do not have it. Both states are known to one engine, which tells the
//! pages whose findings can differ; the others are not looked at, and not even read where the change takes nothing away
//! that they could ask for.
//!
//! No git command is used that looks at the work tree, for that may run programs which the repository names (filters).

mod judge;
mod recall;
mod similar;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(in crate::cli) use judge::{Judge, Judged};
use rayon::prelude::*;
pub(in crate::cli) use recall::FACTS;
use recall::Recall;

use crate::base::path::{Kind, RelPath};
use crate::base::span::Span;
use crate::base::url::{Class, split};
use crate::cli::args::Check;
use crate::cli::error::CliError;
use crate::cli::session::{Session, root};
use crate::cli::{Environment, note};
use crate::config::FILE_NAME;
use crate::corpus::Edited;
use crate::doc::Format;
use crate::engine::{Change, View};
use crate::sys::files::{Before, Disk, Files, Remembered, Stored};
use crate::sys::git::{self, Blobs, Entry, Held, Mode};
use crate::sys::{self, read};

/// A change that is to be judged.
pub(in crate::cli) struct Plan {
    /// The files with the change.
    pub(in crate::cli) after: Arc<dyn Files>,
    base: Arc<Stored>,
    /// Where the two differ, as far as git knows.
    differs: BTreeSet<RelPath>,
    /// Those of them that are other names, by which symbolic links lead to files.
    linked: BTreeSet<RelPath>,
    /// What is judged is the work tree, in which there may be pages that git does not know.
    on_disk: bool,
    /// What is judged is what is staged.
    staged: bool,
    /// What the change is told from, for people.
    pub(in crate::cli) since: String,
    recall: Recall,
}

/// The change that the command line asks for.
pub(in crate::cli) fn plan(
    check: &Check,
    env: &mut Environment<'_>,
) -> Result<Option<Plan>, CliError> {
    let told = |(why, help)| CliError::git(why, help);
    let cannot = |why| told((why, "check everything, without --changed".to_owned()));
    let (base, merge) = match (&check.changed, &check.merge_tree) {
        (_, Some(base)) => (base.clone(), true),
        (Some(base), None) => (base.clone(), false),
        (None, None) => return Ok(None),
    };
    if check.corpus.paths.iter().any(|path| path.as_os_str() == "-") {
        let why = "a page from standard input is no part of a change: leave out `-`";
        return Err(CliError::Usage(why.to_owned()));
    }
    let is_gone = |path: &&PathBuf| env.cwd.join(path).symlink_metadata().is_err();
    if let (Some(""), Some(path)) =
        (check.changed.as_deref(), check.corpus.paths.iter().find(is_gone))
    {
        let path = path.display();
        return Err(CliError::Usage(format!(
            "there is no `{path}`: what has changed since a commit or branch is asked for with `--changed={path}`"
        )));
    }
    let root = &root(&check.corpus, &check.sources, env)?;
    let said = |name: &str| (env.variable)(name).filter(|value| !value.is_empty());
    let by_pre_commit = said("PRE_COMMIT").is_some();
    let from = said("PRE_COMMIT_FROM_REF").filter(|_| by_pre_commit && base.is_empty());
    let base = from.clone().unwrap_or(base);
    let commit = match (merge, base.as_str()) {
        (true, _) => Some(git::merge_base(root, &base).and_then(|_| git::commit(root, &base))),
        (false, "") if git::has_head(root) => Some(git::commit(root, "HEAD")),
        // Before the first commit everything is new; outside of a work tree nobody can tell.
        (false, "") if git::work_tree(root).is_some() => None,
        (false, "") => Some(git::commit(root, "HEAD")),
        (false, _) => Some(git::merge_base(root, &base)),
    };
    let commit = commit.transpose().map_err(told)?;
    let since = match (&commit, base.as_str()) {
        (None, _) => "nothing".to_owned(),
        (_, "") => "the last commit".to_owned(),
        _ => format!("`{base}`"),
    };
    let recall = recall::of(check, root, env);
    let blobs = Arc::new(Blobs::new(root).map_err(cannot)?);
    let files = commit.map(|commit| git::files_at(root, &commit)).transpose().map_err(cannot)?;
    let base_files = Arc::new(Stored::new(files.unwrap_or_default(), Arc::clone(&blobs)));
    if merge {
        let tree = git::merged(root, &base).map_err(told)?;
        let after = git::files_at(root, &tree).map_err(cannot)?;
        return Ok(Some(Plan::stored(after, base_files, blobs, since, recall)));
    }
    let index_file = said("GIT_INDEX_FILE").map(|file| env.cwd.join(file));
    let index = git::index(root, index_file.as_deref()).map_err(cannot)?;
    let in_hook = index_file.is_some() || by_pre_commit && from.is_none();
    if in_hook {
        let after = index.into_iter().map(|(path, held)| (path, held.entry)).collect();
        let mut plan = Plan::stored(after, base_files, blobs, since, recall);
        plan.staged = true;
        // Nothing is staged where somebody runs the hook on all files. A commit names its index, and may hold no change.
        let on_all = index_file.is_none() && check.changed.as_deref() == Some("");
        return Ok(Some(plan).filter(|plan| !(on_all && plan.differs.is_empty())));
    }
    let linked = BTreeSet::new();
    let written = git::index_written(root, None);
    let differs = on_disk(root, &base_files, &index, written);
    let disk = Arc::new(Disk::new(root.clone()));
    let after: Arc<dyn Files> = Arc::new(Remembered::new(disk));
    let (on_disk, staged) = (true, false);
    Ok(Some(Plan { after, base: base_files, differs, linked, on_disk, staged, since, recall }))
}

impl Plan {
    /// The change to what git has as `after`.
    fn stored(
        after: BTreeMap<RelPath, Entry>,
        base: Arc<Stored>,
        blobs: Arc<Blobs>,
        since: String,
        recall: Recall,
    ) -> Self {
        let old = base.entries();
        let mut differs: BTreeSet<RelPath> =
            after.iter().filter(|(path, now)| old.get(*path) != Some(now)).map(path_of).collect();
        differs.extend(old.iter().filter(|(path, _)| !after.contains_key(*path)).map(path_of));
        let after = Arc::new(Stored::new(after, blobs));
        let after: Arc<dyn Files> = Arc::new(Remembered::new(after));
        let (linked, on_disk, staged) = (BTreeSet::new(), false, false);
        Self { after, base, differs, linked, on_disk, staged, since, recall }
    }

    /// May what is found be repaired where it is?
    pub(in crate::cli) fn is_writable(&self) -> bool {
        self.on_disk
    }

    /// Does the change add or edit a configuration of guidepost? In a folder below the root a new one counts once git knows it.
    pub(in crate::cli) fn configures(&self) -> bool {
        let own = RelPath::root().child(FILE_NAME);
        let is_new = || self.after.kind(&own).is_some() && !self.base.entries().contains_key(&own);
        self.differs.iter().any(|path| path.file_name() == FILE_NAME) || is_new()
    }

    /// Which of `pages` the change adds or edits.
    pub(in crate::cli) fn among(&self, pages: &[RelPath]) -> BTreeSet<RelPath> {
        pages.iter().filter(|path| self.is_own(path)).cloned().collect()
    }

    fn is_own(&self, path: &RelPath) -> bool {
        let untracked = || self.on_disk && !self.base.entries().contains_key(path);
        self.differs.contains(path) || untracked()
    }

    /// Look at what the change does to `session`, which holds the files with it; pages that it cannot concern are left
    /// unread if they are.
    pub(in crate::cli) fn judge(mut self, session: &mut Session) -> Judge {
        let paths: Vec<RelPath> = session.pages();
        let own = self.among(&paths);
        self.differs.extend(own.iter().cloned());
        self.linked = self.base.linked(&self.differs);
        self.differs.extend(self.linked.iter().cloned());
        let before =
            Before::new(Arc::clone(&self.after), Arc::clone(&self.base), self.differs.clone());
        let before: Arc<dyn Files> = Arc::new(Remembered::new(Arc::new(before)));
        let (view, touched) = if session.is_published_as(&before, &self.differs) {
            self.both(session, &before)
        } else {
            session.read_rest();
            self.recall.is_news = true;
            self.keep(session);
            let earlier = session.again(Arc::clone(&before)).engine.view();
            (earlier, session.pages().into_iter().collect())
        };
        let renames = self.renames(session, &*before);
        let former: HashMap<String, String> =
            renames.iter().map(|(old, new)| (new.to_string(), old.to_string())).collect();
        let written = written(&own, &session.engine.view(), &view, &former);
        session.engine.apply(vec![
            Change::Renames(renames),
            Change::Edited(edited(&own, &view, &self.differs)),
            Change::Written(written),
        ]);
        Judge { plan: self, before: view, own, touched, former }
    }

    /// What `session` was before, and the pages whose findings may differ.
    fn both(
        &mut self,
        session: &mut Session,
        before: &Arc<dyn Files>,
    ) -> (View, BTreeSet<RelPath>) {
        let after = session.engine.view();
        let mut ids = session.step(before, &self.differs, &self.linked);
        let mut view = session.engine.view();
        ids.extend(session.step(&self.after, &self.differs, &self.linked));
        let looks_at_all = session.config.settings.looks_at_all();
        let more =
            looks_at_all || self.is_joined(session) || self.takes_away(&after, &view, &**before);
        if session.is_partly_read() && more {
            if looks_at_all || !self.read_concerned(session, (&after, &view), &**before) {
                session.read_rest();
                self.recall.is_news = !looks_at_all;
            }
            loop {
                ids.extend(session.step(before, &self.differs, &self.linked));
                view = session.engine.view();
                let mut sought = session.engine.sought();
                ids.extend(session.step(&self.after, &self.differs, &self.linked));
                sought.extend(session.engine.sought());
                if !self.read_offering(session, &sought) {
                    break;
                }
            }
            self.keep(session);
        }
        let now = session.engine.view();
        let path = |id| now.snapshot().file(id).map(|file| file.path.clone());
        (view, ids.into_iter().filter_map(path).collect())
    }

    /// May where links in the pages of the change lead depend on pages that are unread: on those that include them, or that
    /// claim an address?
    fn is_joined(&self, session: &Session) -> bool {
        let sites = &session.config.settings.sites;
        let is_copied = |path: &RelPath| sites.copying(path).next().is_some();
        session.engine.seeks_address() || self.differs.iter().any(is_copied)
    }

    /// May there be a page, unchanged and unread, with a link that the change breaks? Only the paths that differ and what
    /// links may ask of them matter.
    fn takes_away(&self, after: &View, before: &View, old: &dyn Files) -> bool {
        let page = |view: &View, path: &RelPath| {
            view.snapshot().page(path).map(|(_, page)| Arc::clone(page))
        };
        self.differs.iter().any(|path| {
            if let (Some(was), Some(is)) = (page(before, path), page(after, path)) {
                return !is.keeps(&was);
            }
            match (old.kind(path), self.after.kind(path)) {
                (Some(Kind::File), Some(Kind::File)) => {
                    old.count_lines(path) > self.after.count_lines(path)
                }
                // A new file may stand where links led to another by a shorter name; what has an extension and is no page
                // is only found by all of its name.
                (None, Some(Kind::File)) => {
                    path.extension().is_empty() || Format::of_extension(path.extension()).is_some()
                }
                (None, None) => false,
                _ => true,
            }
        })
    }

    /// Pages that have other names after the change.
    fn renames(&self, session: &Session, before: &dyn Files) -> Vec<(RelPath, RelPath)> {
        let was = |path: &&RelPath| before.kind(path) == Some(Kind::File);
        let is = |path: &&RelPath| self.after.kind(path) == Some(Kind::File);
        let is_meant = |path: &RelPath| session.is_meant(path) && !self.linked.contains(path);
        let meant = || self.differs.iter().filter(|path| is_meant(path));
        let content = |files: &dyn Files, path: &RelPath| files.read(path).unwrap_or_default();
        let gone: Vec<_> = meant()
            .filter(|path| was(path) && !is(path))
            .map(|path| (path.clone(), content(before, path)))
            .collect();
        if gone.is_empty() {
            return Vec::new();
        }
        let new: Vec<_> = meant()
            .filter(|path| is(path) && !was(path))
            .map(|path| (path.clone(), content(&*self.after, path)))
            .collect();
        similar::pairs(&gone, &new)
    }
}

/// Say in CI, where everything is committed, that a gate which compares the work tree with the last commit sees nothing.
pub(in crate::cli) fn say_idle(check: &Check, judge: Option<&Judge>, env: &mut Environment<'_>) {
    let said = |name: &str| (env.variable)(name).is_some_and(|value| !value.is_empty());
    let named = check.changed.as_deref() != Some("") || said("PRE_COMMIT");
    let is_idle = judge.is_some_and(|judge| judge.own.is_empty() && judge.touched.is_empty());
    if is_idle && !named && said("CI") {
        let text = "nothing differs from the last commit: `--changed=BRANCH` names the branch that a change is for, such as origin/main";
        note(env, text);
    }
}

fn path_of((path, _): (&RelPath, &Entry)) -> RelPath {
    path.clone()
}

/// The files of the commit that is called `name`.
pub(in crate::cli) fn files_of(root: &Path, name: &str) -> Result<Arc<dyn Files>, CliError> {
    let told = |(why, help)| CliError::git(why, help);
    let cannot = |why| told((why, "check without --config-from".to_owned()));
    let commit = git::commit(root, name).map_err(told)?;
    let blobs = Arc::new(Blobs::new(root).map_err(cannot)?);
    Ok(Arc::new(Stored::new(git::files_at(root, &commit).map_err(cannot)?, blobs)))
}

/// Where the disk is not what `base` was. A file is not read where the index remembers it as it is on the disk: it was
/// `written` later than the file.
fn on_disk(
    root: &Path,
    base: &Stored,
    index: &BTreeMap<RelPath, Held>,
    written: Option<(i64, u32)>,
) -> BTreeSet<RelPath> {
    let differs = |path: &RelPath, entry: &Entry| {
        let held = index.get(path);
        if held.is_some_and(|held| held.skipped) {
            return false;
        }
        let place = sys::absolute(root, path);
        if entry.mode == Mode::Module {
            return !held.is_some_and(|held| held.entry.mode == Mode::Module) || !place.is_dir();
        }
        let Ok(metadata) = place.symlink_metadata() else { return true };
        if metadata.is_symlink() {
            let leads = std::fs::read_link(&place).map(PathBuf::into_os_string);
            let leads = leads.map(std::ffi::OsString::into_encoded_bytes).ok();
            return entry.mode != Mode::Link || leads != base.content(entry).ok();
        }
        if entry.mode != Mode::File || !metadata.is_file() {
            return true;
        }
        let same = held.filter(|held| held.entry.blob == entry.blob).and_then(|held| held.stat);
        if same.is_some_and(|stat| git::is_unchanged(stat, &metadata, written)) {
            return false;
        }
        read::file(&place).ok() != base.content(entry).ok()
    };
    let old = base.entries().par_iter().filter(|(path, entry)| differs(path, entry));
    let mut all: BTreeSet<RelPath> = old.map(path_of).collect();
    let new = index.keys().filter(|path| !base.entries().contains_key(*path));
    all.extend(new.filter(|path| sys::absolute(root, path).symlink_metadata().is_ok()).cloned());
    all
}

/// The lines of the pages `own`, as they are `after` the change, that they have not had before, under their `former` names.
fn written(
    own: &BTreeSet<RelPath>,
    after: &View,
    before: &View,
    former: &HashMap<String, String>,
) -> Vec<(RelPath, Vec<Span>)> {
    let lines = |path: &RelPath| {
        let (_, page) = after.snapshot().page(path)?;
        let old = former.get(path.as_str()).and_then(|old| RelPath::new(old));
        let old = before.snapshot().page(old.as_ref().unwrap_or(path));
        let old: HashSet<&str> = old.iter().flat_map(|(_, old)| old.text.lines()).collect();
        let mut at = 0;
        let lines = page.text.split_inclusive('\n').filter_map(|line| {
            let start = at;
            at += line.len();
            let known = old.contains(line.trim_end_matches(['\r', '\n']));
            (!known).then(|| Span::new(start, at))
        });
        Some((path.clone(), lines.collect()))
    };
    own.iter().filter_map(lines).collect()
}

/// What the change does to external links: those of its pages count, but for destinations that were there before.
fn edited(own: &BTreeSet<RelPath>, before: &View, differs: &BTreeSet<RelPath>) -> Edited {
    let pages = before.snapshot().pages().into_iter();
    let links = pages
        .filter(|(_, page)| differs.contains(&page.path))
        .flat_map(|(_, page)| page.doc.links.iter().map(|link| &*link.url));
    let external = links.filter(|url| split(url).class == Class::External);
    Edited { pages: own.clone(), before: external.map(Box::from).collect() }
}
