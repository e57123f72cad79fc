//! From paths on the command line to an engine that knows all it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::Corpus;
use super::configuration::configuration;
use super::error::CliError;
use super::sites::{self, Names, OnDisk};
use super::{Environment, note};
use crate::base::date::Date;
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::config::{Config, FILE_NAME};
use crate::doc::Format;
use crate::engine::settings::Settings;
use crate::engine::{Change, Dirty, Engine};
use crate::report::Standpoint;
use crate::resolve::Want;
use crate::site;
use crate::sys::{self, git, list, read, walk};

/// A corpus that was read.
pub(super) struct Session {
    pub(super) root: PathBuf,
    pub(super) config: Config,
    pub(super) engine: Engine,
    /// The page that came from standard input.
    pub(super) stdin: Option<(RelPath, Vec<u8>)>,
    /// Folders of the sources that the checked pages were built from.
    pub(super) sources: Vec<RelPath>,
    /// Every folder that git does not ignore has been listed.
    whole: bool,
    /// Git was asked which files had other names.
    remembered: bool,
    /// What was asked for already, so that an unanswerable question is asked once.
    asked: BTreeSet<Want>,
}

/// Paths from the command line, found.
struct Found {
    /// Folders, absolute.
    folders: Vec<PathBuf>,
    /// Files, absolute.
    files: Vec<PathBuf>,
    /// Folders of sources, absolute.
    sources: Vec<PathBuf>,
    /// Read standard input.
    stdin: bool,
}

impl Session {
    /// Find, read and resolve. `sources` are folders that the pages were built from. `adjust` may change the settings before
    /// anything is read.
    pub(super) fn open(
        corpus: &Corpus,
        sources: &[PathBuf],
        env: &mut Environment<'_>,
        adjust: impl FnOnce(&mut Config) -> Result<(), CliError>,
    ) -> Result<Self, CliError> {
        let found = find(corpus, sources, env)?;
        let root = root(corpus, &found, env)?;
        let config = configuration(corpus, &root, &[], env)?;
        let mut session = Self {
            engine: Engine::new(Settings::default()),
            sources: Vec::new(),
            whole: found.folders.contains(&root),
            root,
            config,
            stdin: None,
            remembered: false,
            asked: BTreeSet::new(),
        };
        session.load(corpus, &found, env, adjust)?;
        Ok(session)
    }

    /// Read the pages and list the folders around them.
    fn load(
        &mut self,
        corpus: &Corpus,
        found: &Found,
        env: &mut Environment<'_>,
        adjust: impl FnOnce(&mut Config) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let root = &self.root;
        let exclude = &self.config.exclude;
        let is_page = |path: &RelPath| {
            Format::of_extension(path.extension()).is_some() && !exclude.is_match(path)
        };
        let (mut pages, mut dirs, mut closed) = (Vec::new(), Vec::new(), Vec::new());
        let mut sources: Vec<RelPath> = Vec::new();
        for folder in &found.folders {
            let walked = walk::pages(root, folder, &is_page);
            pages.extend(walked.pages);
            dirs.extend(walked.dirs);
            closed.extend(walked.closed);
            for trouble in walked.trouble {
                note(env, &trouble);
            }
        }
        for file in &found.files {
            let path = self.relative(file)?;
            if Format::of_extension(path.extension()).is_some() {
                pages.push(path);
            } else {
                note(env, &format!("{path} is not checked: its extension is not that of a page"));
            }
        }
        for folder in &found.sources {
            let walked = walk::pages(root, folder, &|path| {
                is_page(path) && Format::of_extension(path.extension()) != Some(Format::Html)
            });
            self.sources.extend(sys::relative(root, folder));
            sources.extend(walked.pages);
            dirs.extend(walked.dirs);
        }
        let unreadable = |(path, why)| Change::Unreadable { path, why, checked: true };
        let mut changes: Vec<Change> = closed.into_iter().map(unreadable).collect();
        if found.stdin {
            let path = self.relative(
                &env.cwd.join(corpus.stdin_path.as_deref().unwrap_or(Path::new("stdin.md"))),
            )?;
            let page = read::stream(env.stdin);
            changes.push(match page {
                Ok(bytes) => {
                    self.stdin = Some((path.clone(), bytes.clone()));
                    Change::Page { path: path.clone(), bytes, checked: true }
                }
                Err(why) => Change::Unreadable { path: path.clone(), why, checked: true },
            });
            dirs.push(path.parent());
            pages.retain(|page| *page != path);
        }
        if pages.is_empty() && changes.is_empty() && found.files.is_empty() {
            let places: Vec<String> =
                found.folders.iter().map(|place| format!("`{}`", place.display())).collect();
            return Err(CliError::NoPages(places.join(", ")));
        }
        // The order in which pages come does not matter to the engine, but no page may come twice.
        pages.sort_unstable();
        pages.dedup();
        dirs.extend(pages.iter().map(RelPath::parent));
        dirs.sort_unstable();
        dirs.dedup();
        let above: Vec<RelPath> = dirs.iter().flat_map(ancestors).collect();
        dirs.extend(above);
        dirs.sort_unstable();
        dirs.dedup();
        let listed = dirs.into_par_iter().map(|dir| {
            let names = list::folder(root, &dir);
            (dir, names)
        });
        let listed: BTreeMap<RelPath, Names> = listed.collect();
        let nested = configured(&listed);
        if !nested.is_empty() {
            self.config = configuration(corpus, root, &nested, env)?;
            let exclude = &self.config.exclude;
            let named: BTreeSet<RelPath> =
                found.files.iter().filter_map(|file| sys::relative(root, file)).collect();
            pages.retain(|page| named.contains(page) || !exclude.is_match(page));
        }
        adjust(&mut self.config)?;
        self.config.settings.today = Some(Date::from_unix(env.now));
        let mut tops: Vec<RelPath> =
            found.folders.iter().filter_map(|folder| sys::relative(root, folder)).collect();
        tops.extend(found.files.iter().filter_map(|file| sys::relative(root, file)));
        tops.push(RelPath::root());
        let disk = OnDisk { root, listed: &listed };
        let mut sites = sites::find(&disk, &pages, &tops, &self.config);
        let read: Vec<Change> =
            pages.into_par_iter().map(|path| read_page(root, path, true)).collect();
        if sites.is_bare() && self.config.profile.is_none() && are_scraped(&read) {
            sites = sites.scraped();
        }
        self.config.settings.sites = sites;
        say_unread(&self.config, env);
        self.engine = Engine::new(self.config.settings.clone());
        let listings = listed.into_par_iter().map(|(dir, names)| Change::Listing(dir, names));
        let unchecked = sources.into_par_iter().map(|path| read_page(root, path, false));
        // Folders come first, so that a page from standard input is in one that is known.
        let mut all: Vec<Change> = listings.chain(unchecked).chain(read).collect();
        all.append(&mut changes);
        let dirty = self.engine.apply(all);
        self.settle(dirty);
        Ok(())
    }

    /// Answer the engine's questions until it has none left. Returns the pages whose findings may differ.
    pub(super) fn settle(&mut self, mut dirty: Dirty) -> BTreeSet<FileId> {
        let mut touched = BTreeSet::new();
        loop {
            touched.extend(dirty.pages);
            let fresh: Vec<Want> =
                dirty.wants.into_iter().filter(|want| self.asked.insert(want.clone())).collect();
            if fresh.is_empty() {
                return touched;
            }
            let (root, view) = (&self.root, self.engine.view());
            let unread = |path: &RelPath| view.snapshot().page(path).is_none();
            let answers = fresh.into_par_iter().flat_map_iter(|want| match want {
                Want::Listing(dir) => {
                    let names = list::folder(root, &dir);
                    vec![Change::Listing(dir, names)]
                }
                Want::Page(path) => vec![read_page(root, path, false)],
                Want::Lines(path) => {
                    let count = read::count_lines(&sys::absolute(root, &path));
                    vec![Change::Lines(path, count)]
                }
                Want::Pages(dir) => {
                    let is_page = |path: &RelPath| {
                        Format::of_extension(path.extension()).is_some() && unread(path)
                    };
                    let walked = walk::pages(root, &sys::absolute(root, &dir), &is_page);
                    walked.pages.into_iter().map(|path| read_page(root, path, false)).collect()
                }
            });
            let answers = answers.collect();
            dirty = self.engine.apply(answers);
        }
    }

    /// List every folder below the root that git does not ignore: suggestions are looked for everywhere.
    pub(super) fn list_everything(&mut self) {
        if std::mem::replace(&mut self.whole, true) {
            return;
        }
        let walked = walk::pages(&self.root, &self.root, &|_| false);
        let view = self.engine.view();
        let unknown = walked.dirs.into_iter().filter(|dir| !view.snapshot().tree().is_listed(dir));
        let wants = unknown.map(Want::Listing).collect();
        self.settle(Dirty { pages: Vec::new(), wants });
    }

    /// Ask git which files had other names: a missing one may be among them.
    pub(super) fn remember_names(&mut self) {
        if !std::mem::replace(&mut self.remembered, true) && git::work_tree(&self.root).is_some() {
            let mut renames = git::renames(&self.root);
            // Of several files that had a name, the latest counts.
            renames.reverse();
            self.engine.apply(vec![Change::Renames(renames)]);
        }
    }

    /// Where the user is, as seen from the pages.
    pub(super) fn standpoint(&self, env: &Environment<'_>) -> Standpoint {
        let cwd = env.cwd.canonicalize().unwrap_or_else(|_| env.cwd.clone());
        match (sys::relative(&self.root, &cwd), sys::relative(&cwd, &self.root)) {
            (Some(folder), _) => Standpoint::Within(folder),
            (None, Some(way)) => Standpoint::Above(format!("{way}/")),
            (None, None) => Standpoint::Root,
        }
    }

    fn relative(&self, path: &Path) -> Result<RelPath, CliError> {
        sys::relative(&self.root, path).ok_or_else(|| CliError::OutsideRoot {
            path: path.display().to_string(),
            root: self.root.display().to_string(),
        })
    }
}

/// Say what the configurations of generators keep to themselves, unless the user has said it.
fn say_unread(config: &Config, env: &mut Environment<'_>) {
    if config.site.url.is_some() || !config.site.routes.is_empty() {
        return;
    }
    for unread in config.settings.sites.all().iter().filter_map(|site| site.unread.as_ref()) {
        let (keys, instead) = (unread.keys.join("`, `"), unread.instead().join(", "));
        let what = format!("{}: only the program knows `{keys}`", unread.file);
        note(
            env,
            &format!("{what}; where that matters, say it in guidepost.toml: [site] {instead}"),
        );
    }
}

/// Have half of the Markdown pages or more the damage of converters?
fn are_scraped(pages: &[Change]) -> bool {
    let scraped = |change: &Change| {
        let Change::Page { path, bytes, .. } = change else { return None };
        let markdown = Format::of_extension(path.extension()) == Some(Format::Markdown);
        markdown.then(|| std::str::from_utf8(bytes).is_ok_and(site::is_scraped))
    };
    let told: Vec<bool> = pages.par_iter().filter_map(scraped).collect();
    let scraped = told.iter().filter(|scraped| **scraped).count();
    scraped > 0 && 2 * scraped >= told.len()
}

fn read_page(root: &Path, path: RelPath, checked: bool) -> Change {
    match read::file(&sys::absolute(root, &path)) {
        Ok(bytes) => Change::Page { path, bytes, checked },
        Err(why) => Change::Unreadable { path, why, checked },
    }
}

/// The folders that hold `dir`, up to the root.
fn ancestors(dir: &RelPath) -> Vec<RelPath> {
    std::iter::successors(Some(dir.clone()), |dir| (!dir.is_root()).then(|| dir.parent()))
        .skip(1)
        .collect()
}

fn find(
    corpus: &Corpus,
    sources: &[PathBuf],
    env: &mut Environment<'_>,
) -> Result<Found, CliError> {
    let mut paths = corpus.paths.clone();
    if let Some(list) = &corpus.files_from {
        let bytes =
            read::named(&env.cwd.join(list)).map_err(|why| CliError::unreadable(list, why))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        paths.extend(text.lines().filter(|line| !line.is_empty()).map(PathBuf::from));
        if paths.is_empty() {
            return Err(CliError::NoPages(format!("`{}`, which names no path", list.display())));
        }
    }
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let mut found =
        Found { folders: Vec::new(), files: Vec::new(), sources: Vec::new(), stdin: false };
    for path in sources {
        let absolute = env.cwd.join(path).canonicalize();
        found.sources.push(absolute.map_err(|_| CliError::NoSuchPath(path.display().to_string()))?);
    }
    for path in paths {
        if path.as_os_str() == "-" {
            found.stdin = true;
            continue;
        }
        let given = env.cwd.join(&path);
        let absolute =
            given.canonicalize().map_err(|_| CliError::NoSuchPath(path.display().to_string()))?;
        if absolute.is_dir() { found.folders.push(absolute) } else { found.files.push(absolute) }
    }
    Ok(found)
}

fn root(corpus: &Corpus, found: &Found, env: &Environment<'_>) -> Result<PathBuf, CliError> {
    if let Some(root) = &corpus.root {
        let absolute = env.cwd.join(root).canonicalize();
        return absolute.map_err(|_| CliError::NoSuchPath(root.display().to_string()));
    }
    let cwd = || env.cwd.canonicalize().unwrap_or_else(|_| env.cwd.clone());
    let parents = found.files.iter().filter_map(|file| file.parent());
    let folders = found.folders.iter().chain(&found.sources).map(PathBuf::as_path).chain(parents);
    let common = folders.map(Path::to_path_buf).reduce(|a, b| {
        a.ancestors()
            .find(|parent| b.starts_with(parent))
            .map_or_else(PathBuf::new, Path::to_path_buf)
    });
    Ok(walk::corpus_root(&common.unwrap_or_else(cwd), FILE_NAME, &site::MARKS))
}

/// The folders below the root that have a configuration of their own.
fn configured(listed: &BTreeMap<RelPath, Names>) -> Vec<RelPath> {
    let has_one = |names: &Names| names.iter().flatten().any(|(name, _)| **name == *FILE_NAME);
    let nested = listed.iter().filter(|(dir, names)| !dir.is_root() && has_one(names));
    nested.map(|(dir, _)| dir.clone()).collect()
}

/// The root of the corpus and its configuration, without reading pages.
pub(super) fn without_pages(
    corpus: &Corpus,
    env: &mut Environment<'_>,
) -> Result<(PathBuf, Config), CliError> {
    let found = find(corpus, &[], env)?;
    let root = root(corpus, &found, env)?;
    let config = configuration(corpus, &root, &[], env)?;
    Ok((root, config))
}
