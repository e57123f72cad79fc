//! From paths on the command line to an engine that knows all it needs.

mod named;
mod past;
mod scope;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::date::Date;
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::cli::args::Corpus;
use crate::cli::configuration::{configuration, say_unread};
use crate::cli::error::CliError;
use crate::cli::sites::{self, Seen};
use crate::cli::{Environment, note};
use crate::config::{Config, FILE_NAME};
use crate::doc::Format;
use crate::engine::settings::Settings;
use crate::engine::{Change, Dirty, Engine};
use crate::report::Standpoint;
use crate::resolve::Want;
use crate::site::{Sites, Told, is_below};
use crate::sys::files::{self, Disk, Files, Names};
use crate::sys::{self, read};
pub(in crate::cli) use scope::root;
use scope::{Scope, below, find, root_of};

/// A corpus that was read.
pub(in crate::cli) struct Session {
    pub(in crate::cli) root: PathBuf,
    /// Its files.
    pub(in crate::cli) files: Arc<dyn Files>,
    /// Those that its configuration is among.
    pub(in crate::cli) settings: Arc<dyn Files>,
    pub(in crate::cli) config: Config,
    pub(in crate::cli) engine: Engine,
    /// The page that came from standard input.
    pub(in crate::cli) stdin: Option<(RelPath, Vec<u8>)>,
    /// Folders of the sources that the checked pages were built from.
    pub(in crate::cli) sources: Vec<RelPath>,
    /// What the user named.
    scope: Scope,
    /// Pages of the scope that were not read, because `only` some were.
    pub(in crate::cli) unread: BTreeSet<RelPath>,
    /// Repositories of their own among the folders of the scope, which were not entered.
    pub(in crate::cli) apart: BTreeSet<RelPath>,
    /// How the corpus is published, as the files of its generators say.
    sites: Sites,
    /// Those files.
    publishing: BTreeSet<RelPath>,
    /// Every folder that git does not ignore has been listed.
    whole: bool,
    /// Git was asked which files had other names.
    remembered: bool,
    /// What was asked for already, so that an unanswerable question is asked once.
    asked: BTreeSet<Want>,
}

/// Chooses among pages.
pub(in crate::cli) type Choice<'a> = &'a dyn Fn(&[RelPath]) -> BTreeSet<RelPath>;

/// What a session reads.
pub(in crate::cli) struct Reading<'a> {
    /// The files.
    pub(in crate::cli) files: Arc<dyn Files>,
    /// Those that the configuration is among.
    pub(in crate::cli) config: Arc<dyn Files>,
    /// Which of the pages are to be read at first.
    pub(in crate::cli) only: Option<Choice<'a>>,
}

/// What there is to read.
#[derive(Default)]
struct Walked {
    pages: Vec<RelPath>,
    sources: Vec<RelPath>,
    listed: BTreeMap<RelPath, Names>,
    closed: Vec<(RelPath, String)>,
    apart: BTreeSet<RelPath>,
    trouble: Vec<String>,
}

impl Session {
    /// Find, read and resolve what is on the disk. `sources` are folders that the pages were built from. `adjust` may change
    /// the settings before anything is read.
    pub(in crate::cli) fn open(
        corpus: &Corpus,
        sources: &[PathBuf],
        env: &mut Environment<'_>,
        adjust: impl FnOnce(&mut Config) -> Result<(), CliError>,
    ) -> Result<Self, CliError> {
        let root = root(corpus, sources, env)?;
        let files: Arc<dyn Files> = Arc::new(Disk::new(root));
        let reading = Reading { files: Arc::clone(&files), config: files, only: None };
        Self::open_on(reading, corpus, sources, env, adjust)
    }

    /// The same from wherever `reading` says.
    pub(in crate::cli) fn open_on(
        reading: Reading<'_>,
        corpus: &Corpus,
        sources: &[PathBuf],
        env: &mut Environment<'_>,
        adjust: impl FnOnce(&mut Config) -> Result<(), CliError>,
    ) -> Result<Self, CliError> {
        let found = find(corpus, sources, env)?;
        let root = root_of(corpus, &found, env)?;
        let config = configuration(corpus, &root, &*reading.config, &[], env)?;
        let scope = Scope::new(&found, &root)?;
        let Reading { files, config: settings, only } = reading;
        let here = Arc::ptr_eq(&files, &settings);
        let mut session = Self {
            engine: Engine::new(Settings::default()),
            sources: scope.sources.clone(),
            whole: scope.folders.contains(&RelPath::root()) && only.is_none(),
            scope,
            unread: BTreeSet::new(),
            apart: BTreeSet::new(),
            sites: Sites::default(),
            publishing: BTreeSet::new(),
            root,
            files,
            settings,
            config,
            stdin: None,
            remembered: false,
            asked: BTreeSet::new(),
        };
        let walked = session.walk();
        for trouble in &walked.trouble {
            note(env, trouble);
        }
        session.apart.clone_from(&walked.apart);
        for path in session.scope.files.iter().filter(|path| !is_page(path)) {
            note(env, &format!("{path} is not checked: its extension is not that of a page"));
        }
        let mut changes = Vec::new();
        if found.stdin {
            let path = corpus.stdin_path.as_deref().unwrap_or(Path::new("stdin.md"));
            let path = below(&session.root, &env.cwd.join(path))?;
            changes.push(match read::stream(env.stdin) {
                Ok(bytes) => {
                    session.stdin = Some((path.clone(), bytes.clone()));
                    Change::Page { path, bytes, checked: true }
                }
                Err(why) => Change::Unreadable { path, why, checked: true },
            });
        }
        if walked.pages.is_empty()
            && walked.closed.is_empty()
            && changes.is_empty()
            && !session.scope.files.iter().any(is_page)
        {
            let places = found.folders.iter().chain(&found.files);
            let places: Vec<String> =
                places.map(|place| format!("`{}`", place.display())).collect();
            return Err(CliError::NoPages(places.join(", ")));
        }
        let nested = configured(&walked.listed, (!here).then_some(&*session.settings));
        if !nested.is_empty() {
            let Self { root, .. } = &session;
            session.config = configuration(corpus, root, &*session.settings, &nested, env)?;
        }
        adjust(&mut session.config)?;
        session.config.settings.today = Some(Date::from_unix(env.now));
        session.load(walked, changes, only);
        say_unread(&session.config, env);
        Ok(session)
    }

    /// The same session before anything is read, of `files`.
    fn empty(&self, files: Arc<dyn Files>) -> Self {
        Self {
            root: self.root.clone(),
            files,
            settings: Arc::clone(&self.settings),
            config: self.config.clone(),
            engine: Engine::new(Settings::default()),
            stdin: None,
            sources: self.sources.clone(),
            scope: self.scope.clone(),
            unread: BTreeSet::new(),
            apart: BTreeSet::new(),
            sites: Sites::default(),
            publishing: BTreeSet::new(),
            whole: self.scope.folders.contains(&RelPath::root()),
            remembered: false,
            asked: BTreeSet::new(),
        }
    }

    /// Find the pages of the scope and list the folders around them.
    fn walk(&self) -> Walked {
        let Scope { folders, files, sources } = &self.scope;
        let exclude = &self.config.exclude;
        let is_meant = |path: &RelPath| is_page(path) && !exclude.is_match(path);
        let mut walked = Walked::default();
        let mut dirs = Vec::new();
        for folder in folders {
            let found = self.files.pages(folder, &is_meant);
            walked.pages.extend(found.pages);
            dirs.extend(found.dirs);
            walked.closed.extend(found.closed);
            walked.apart.extend(found.apart);
            walked.trouble.extend(found.trouble);
        }
        walked.pages.extend(files.iter().filter(|path| is_page(path)).cloned());
        for folder in sources {
            let found = self.files.pages(folder, &|path| {
                is_meant(path) && Format::of_extension(path.extension()) != Some(Format::Html)
            });
            walked.sources.extend(found.pages);
            dirs.extend(found.dirs);
        }
        // The order in which pages come does not matter to the engine, but no page may come twice.
        walked.pages.sort_unstable();
        walked.pages.dedup();
        dirs.extend(walked.pages.iter().map(RelPath::parent));
        dirs.extend(self.stdin.iter().map(|(path, _)| path.parent()));
        dirs.sort_unstable();
        dirs.dedup();
        let above: Vec<RelPath> = dirs.iter().flat_map(files::parents).collect();
        dirs.extend(above);
        dirs.sort_unstable();
        dirs.dedup();
        let listed = dirs.into_par_iter().map(|dir| {
            let names = self.files.names(&dir);
            (dir, names)
        });
        walked.listed = listed.collect();
        walked
    }

    /// Read the pages, or `only` some of them.
    fn load(&mut self, walked: Walked, mut changes: Vec<Change>, only: Option<Choice<'_>>) {
        let Walked { mut pages, sources, listed, closed, .. } = walked;
        let exclude = &self.config.exclude;
        let named: BTreeSet<&RelPath> = self.scope.files.iter().collect();
        pages.retain(|page| named.contains(page) || !exclude.is_match(page));
        if let Some((stdin, _)) = &self.stdin {
            pages.retain(|page| page != stdin);
        }
        let seen = Seen::new(&*self.files, &listed);
        let mut sites = sites::find(&seen, &self.root, &pages, &self.scope.tops(), &self.config);
        self.publishing = seen.looked_at();
        self.sites = sites.clone();
        pages.extend(self.tables(&sites));
        let files = &*self.files;
        let chosen = only.map(|only| only(&pages));
        let by_choice = |path: &RelPath| chosen.as_ref().is_none_or(|chosen| chosen.contains(path));
        // Where no file tells how pages are published, they may do so themselves.
        let may_tell = |path: &RelPath| self.config.profile.is_none() && self.sites.may_tell(path);
        let mut read: Vec<Change> = pages
            .par_iter()
            .filter(|path| by_choice(path) || may_tell(path))
            .map(|path| read_page(files, path.clone(), true))
            .collect();
        let telling = read.par_iter().filter(|page| page_of(page).is_some_and(may_tell));
        let telling: Vec<Told> = telling.filter_map(told).collect();
        if !telling.is_empty() {
            sites = sites.told_by(&telling, &listed.keys().cloned().collect());
        }
        if chosen.is_some() {
            read.retain(|change| page_of(change).is_some_and(by_choice));
            self.unread = pages.into_iter().filter(|path| !by_choice(path)).collect();
        }
        self.config.settings.sites = sites;
        if chosen.is_none() {
            self.config.settings.covered.clone_from(&self.scope.folders);
        }
        self.engine = Engine::new(self.config.settings.clone());
        let listings = listed.into_par_iter().map(|(dir, names)| Change::Listing(dir, names));
        let unchecked = sources.into_par_iter().map(|path| read_page(files, path, false));
        // Folders come first, so that a page from standard input is in one that is known.
        let mut all: Vec<Change> = listings.chain(unchecked).chain(read).collect();
        all.extend(closed.into_iter().map(|(path, why)| Change::Unreadable {
            path,
            why,
            checked: true,
        }));
        all.append(&mut changes);
        let dirty = self.engine.apply(all);
        self.settle(dirty);
    }

    /// The files that say what `sites` forward, in the folders that are checked.
    fn tables(&self, sites: &Sites) -> BTreeSet<RelPath> {
        let Scope { folders, files, .. } = &self.scope;
        let is_checked = |table: &&RelPath| {
            folders.iter().chain(files).any(|top| is_below(table, top))
                && !self.config.exclude.is_match(table)
        };
        sites.tables().filter(is_checked).cloned().collect()
    }

    /// Answer the engine's questions until it has none left. Returns the pages whose findings may differ.
    pub(in crate::cli) fn settle(&mut self, mut dirty: Dirty) -> BTreeSet<FileId> {
        let mut touched = BTreeSet::new();
        loop {
            touched.extend(dirty.pages);
            let fresh: Vec<Want> =
                dirty.wants.into_iter().filter(|want| self.asked.insert(want.clone())).collect();
            if fresh.is_empty() {
                return touched;
            }
            let (files, view) = (&*self.files, self.engine.view());
            let unread = |path: &RelPath| view.snapshot().page(path).is_none();
            let answers = fresh.into_par_iter().flat_map_iter(|want| match want {
                Want::Listing(dir) => {
                    let names = files.names(&dir);
                    vec![Change::Listing(dir, names)]
                }
                Want::Page(path) => vec![read_page(files, path, false)],
                Want::Lines(path) => {
                    let count = files.count_lines(&path);
                    vec![Change::Lines(path, count)]
                }
                Want::Pages(dir) => {
                    let walked = files.pages(&dir, &|path| is_page(path) && unread(path));
                    walked.pages.into_iter().map(|path| read_page(files, path, false)).collect()
                }
            });
            let answers = answers.collect();
            dirty = self.engine.apply(answers);
        }
    }

    /// List every folder below the root that git does not ignore: suggestions are looked for everywhere.
    pub(in crate::cli) fn list_everything(&mut self) {
        if std::mem::replace(&mut self.whole, true) {
            return;
        }
        let walked = self.files.pages(&RelPath::root(), &|_| false);
        let view = self.engine.view();
        let unknown = walked.dirs.into_iter().filter(|dir| !view.snapshot().tree().is_listed(dir));
        let wants = unknown.map(Want::Listing).collect();
        self.settle(Dirty { pages: Vec::new(), wants });
    }

    /// Where the user is, as seen from the pages.
    pub(in crate::cli) fn standpoint(&self, env: &Environment<'_>) -> Standpoint {
        let cwd = env.cwd.canonicalize().unwrap_or_else(|_| env.cwd.clone());
        match (sys::relative(&self.root, &cwd), sys::relative(&cwd, &self.root)) {
            (Some(folder), _) => Standpoint::Within(folder),
            (None, Some(way)) => Standpoint::Above(format!("{way}/")),
            (None, None) => Standpoint::Root,
        }
    }
}

fn is_page(path: &RelPath) -> bool {
    Format::of_extension(path.extension()).is_some()
}

fn page_of(change: &Change) -> Option<&RelPath> {
    match change {
        Change::Page { path, .. } | Change::Unreadable { path, .. } => Some(path),
        _ => None,
    }
}

/// What a page tells of how it is published.
fn told(change: &Change) -> Option<Told> {
    let Change::Page { path, bytes, .. } = change else { return None };
    Told::of(path, std::str::from_utf8(bytes).ok()?)
}

fn read_page(files: &dyn Files, path: RelPath, checked: bool) -> Change {
    match files.read(&path) {
        Ok(bytes) => Change::Page { path, bytes, checked },
        Err(why) => Change::Unreadable { path, why, checked },
    }
}

/// The folders below the root that have a configuration of their own, here or in the files `elsewhere`.
fn configured(listed: &BTreeMap<RelPath, Names>, elsewhere: Option<&dyn Files>) -> Vec<RelPath> {
    let has_one = |(dir, names): &(&RelPath, &Names)| match elsewhere {
        None => names.iter().flatten().any(|(name, _)| **name == *FILE_NAME),
        Some(files) => files.kind(&dir.child(FILE_NAME)).is_some(),
    };
    let below = listed.iter().filter(|(dir, _)| !dir.is_root());
    below.filter(has_one).map(|(dir, _)| dir.clone()).collect()
}
