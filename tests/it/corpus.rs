//! Corpora in memory, and findings drawn under the text that they point at.

use std::collections::{BTreeMap, BTreeSet};

use guidepost::base::diag::{Datum, Diagnostic, Severity};
use guidepost::base::edit::Safety;
use guidepost::base::ids::FileId;
use guidepost::base::observation::{Hop, Observation, Outcome};
use guidepost::base::path::{Kind, RelPath};
use guidepost::base::url::UrlKey;
use guidepost::config::{self, Config, ConfigError, FileText};
use guidepost::doc::Format;
use guidepost::engine::settings::Settings;
use guidepost::engine::{Advice, Change, Dirty, Engine, View};
use guidepost::fix::{Fixed, Rewritten, Workspace, fix};
use guidepost::lint::rule;
use guidepost::resolve::Want;
use guidepost::site::{Checkout, Disk, Sites, Told, is_below};

/// Pages and other files by path.
pub(crate) type Files = BTreeMap<String, String>;

/// A corpus, read and resolved.
pub(crate) struct Corpus {
    pub(crate) files: Files,
    pub(crate) engine: Engine,
}

/// Split `fixture` at lines `//- path`. Lines of carets are no part of the files; they are returned by path, each with the line
/// (from 1), the columns (from 1) and the text behind the carets.
pub(crate) fn split(fixture: &str) -> (Files, BTreeMap<String, Vec<Mark>>) {
    let (mut files, mut marks) = (Files::new(), BTreeMap::new());
    let mut path = "page.md".to_owned();
    for line in fixture.trim_start_matches('\n').split_inclusive('\n') {
        if let Some(next) = line.strip_prefix("//- ") {
            next.trim_end().clone_into(&mut path);
            files.entry(path.clone()).or_default();
            continue;
        }
        let text: &mut String = files.entry(path.clone()).or_default();
        match mark(line, text.lines().count()) {
            Some(mark) => marks.entry(path.clone()).or_insert_with(Vec::new).push(mark),
            None => text.push_str(line),
        }
    }
    (files, marks)
}

/// What is expected in one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// `rule`, or `rule: a part of its message`; empty where only the place counts.
    pub(crate) text: String,
}

/// A line of blanks, carets and what they say. One line may mark several places.
pub(crate) fn marks(line: &str, above: usize) -> Vec<Mark> {
    let drawn: Vec<char> = line.trim_end().chars().take_while(|c| matches!(c, ' ' | '^')).collect();
    let mut found: Vec<Mark> = Vec::new();
    for (column, _) in drawn.iter().enumerate().filter(|(_, c)| **c == '^') {
        match found.last_mut().filter(|last| last.to == column + 1) {
            Some(last) => last.to += 1,
            None => found.push(Mark {
                line: above,
                from: column + 1,
                to: column + 2,
                text: String::new(),
            }),
        }
    }
    if let Some(last) = found.last_mut() {
        last.text = line.trim_end().chars().skip(drawn.len()).collect();
    }
    found
}

fn mark(line: &str, above: usize) -> Option<Mark> {
    marks(line, above).into_iter().next()
}

impl Corpus {
    /// Read `files`; a `guidepost.toml` among them is the configuration.
    pub(crate) fn new(files: Files) -> Self {
        let config = config(&files).unwrap_or_else(|error| panic!("{error:?}"));
        let sites = sites(&files, &config);
        Self::with(files, Settings { sites, ..config.settings })
    }

    pub(crate) fn with(files: Files, settings: Settings) -> Self {
        let mut corpus = Self { engine: Engine::new(settings), files };
        let tables: Vec<RelPath> =
            corpus.engine.view().settings().sites.tables().cloned().collect();
        let tables = tables.into_iter().map(|path| Change::Page {
            bytes: corpus.files[path.as_str()].clone().into_bytes(),
            path,
            checked: true,
        });
        let tables: Vec<Change> = tables.collect();
        let changes = listings(&corpus.files).into_iter().chain(pages(&corpus.files));
        let changes = changes.chain(tables).collect();
        let dirty = corpus.engine.apply(changes);
        corpus.settle(dirty);
        corpus
    }

    /// Answer the engine's questions from the files. Returns the pages whose findings may differ.
    pub(crate) fn settle(&mut self, mut dirty: Dirty) -> BTreeSet<FileId> {
        let (mut asked, mut touched) = (BTreeSet::new(), BTreeSet::new());
        loop {
            touched.extend(dirty.pages);
            let fresh: Vec<Want> =
                dirty.wants.into_iter().filter(|want| asked.insert(want.clone())).collect();
            if fresh.is_empty() {
                return touched;
            }
            let changes = fresh.into_iter().filter_map(|want| match want {
                Want::Listing(dir) => Some(Change::Listing(dir, Some(Vec::new()))),
                // Every page has been read.
                Want::Pages(_) => None,
                Want::Page(path) => {
                    Some(Change::Unreadable { path, why: "not here".to_owned(), checked: false })
                }
                Want::Lines(path) => {
                    let text = self.files.get(path.as_str());
                    let count = text.map(|text| u32::try_from(text.lines().count()).unwrap());
                    Some(Change::Lines(path, count))
                }
            });
            dirty = self.engine.apply(changes.collect());
        }
    }

    /// Tell the engine what a server said: `URL STATUS URL STATUS …`, a line each.
    pub(crate) fn observe(&mut self, lines: &str) {
        let changes = lines.lines().filter(|line| !line.trim().is_empty()).map(observed);
        self.engine.apply(changes.collect());
    }

    /// All findings with their suggestions, sorted.
    pub(crate) fn check(&self) -> (View, Vec<Diagnostic>) {
        let view = self.engine.view();
        let pages = view.snapshot().pages();
        let mut found: Vec<Diagnostic> = pages.iter().flat_map(|(id, _)| view.check(*id)).collect();
        let advice = Advice::new(&view);
        for diagnostic in &mut found {
            advice.complete(diagnostic);
        }
        (view, found)
    }
}

impl Workspace for Corpus {
    fn view(&self) -> View {
        self.engine.view()
    }

    fn change(&mut self, changes: Vec<Change>) -> Vec<FileId> {
        let dirty = self.engine.apply(changes);
        self.settle(dirty).into_iter().collect()
    }

    fn advise(&mut self, found: &mut [Diagnostic]) {
        let view = self.engine.view();
        let advice = Advice::new(&view);
        for diagnostic in found {
            advice.complete(diagnostic);
        }
    }

    fn bytes(&mut self, path: &RelPath) -> Result<Vec<u8>, String> {
        Ok(self.files[path.as_str()].clone().into_bytes())
    }

    fn write(&mut self, page: &Rewritten) -> Result<(), String> {
        let text = String::from_utf8(page.after.clone()).unwrap();
        self.files.insert(page.path.to_string(), text);
        Ok(())
    }
}

impl Corpus {
    /// Apply every fix, or only the safe ones.
    pub(crate) fn fix(&mut self, most: Safety) -> Fixed {
        let (_, found) = self.check();
        fix(self, found, Vec::new(), most)
    }
}

fn observed(line: &str) -> Change {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut pairs = words.chunks(2).map(|pair| (pair[0].to_owned(), pair[1].parse().unwrap()));
    let (last_url, status) = pairs.next_back().unwrap();
    let hops = pairs.map(|(url, status)| Hop { url, status }).collect();
    let observation = Observation::new(&last_url, Outcome::Answered(status), 0);
    let observation = Observation { hops, ..observation };
    Change::Observed(UrlKey::new(words[0]).unwrap(), Box::new(observation.into()))
}

pub(crate) fn listings(files: &Files) -> Vec<Change> {
    let mut dirs: BTreeMap<RelPath, BTreeMap<Box<str>, Kind>> = BTreeMap::new();
    dirs.entry(RelPath::root()).or_default();
    for path in files.keys() {
        let mut at = RelPath::new(path).unwrap();
        let mut kind = Kind::File;
        while !at.is_root() {
            let parent = at.parent();
            dirs.entry(parent.clone()).or_default().insert(at.file_name().into(), kind);
            (at, kind) = (parent, Kind::Dir);
        }
    }
    dirs.into_iter()
        .map(|(dir, names)| Change::Listing(dir, Some(names.into_iter().collect())))
        .collect()
}

pub(crate) fn pages(files: &Files) -> Vec<Change> {
    let paths = files.iter().map(|(path, text)| (RelPath::new(path).unwrap(), text));
    let pages = paths.filter(|(path, _)| Format::of_extension(path.extension()).is_some());
    pages
        .map(|(path, text)| Change::Page { path, bytes: text.clone().into_bytes(), checked: true })
        .collect()
}

/// Where each finding is, as a [`Mark`] whose text is `rule: message`.
pub(crate) fn places(view: &View, found: &[Diagnostic]) -> BTreeMap<String, Vec<Mark>> {
    let places = guidepost::report::Places::new(view);
    let mut marks: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    for diagnostic in found {
        let (start, end) = (
            places.line_col(diagnostic.file, diagnostic.span.start),
            places.line_col(diagnostic.file, diagnostic.span.end),
        );
        let path = places.file(diagnostic.file).unwrap().path.to_string();
        marks.entry(path).or_default().push(Mark {
            line: start.line as usize,
            from: start.column as usize,
            to: end.column as usize,
            text: format!("{}: {}", diagnostic.rule, diagnostic.message),
        });
    }
    marks
}

/// What the configurations among `files` say.
pub(crate) fn config(files: &Files) -> Result<Config, Box<ConfigError>> {
    let mut texts: Vec<FileText> = Vec::new();
    for (path, text) in files {
        let path = RelPath::new(path).unwrap();
        if path.file_name() == config::FILE_NAME {
            let (name, folder, text) = (path.to_string(), path.parent(), text.clone());
            texts.push(FileText { name, folder, text });
        }
    }
    texts.sort_by_key(|file| file.folder.segments().count());
    config::load_all(texts, &|path| files.get(path.as_str()).cloned())
}

/// Files in memory, as profiles see them.
struct InMemory<'a>(&'a Files);

impl Disk for InMemory<'_> {
    fn names(&self, dir: &RelPath) -> Vec<String> {
        let paths = self.0.keys().map(|path| RelPath::new(path).unwrap());
        let below = paths.filter(|path| path != dir && is_below(path, dir));
        let names = below.map(|path| path.relative_to(dir).split('/').next().unwrap().to_owned());
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn read(&self, path: &RelPath) -> Option<String> {
        self.0.get(path.as_str()).cloned()
    }
}

/// The sites that are recognised in `files`.
pub(crate) fn sites(files: &Files, config: &Config) -> Sites {
    let mut dirs = BTreeSet::new();
    for path in files.keys() {
        let mut dir = RelPath::new(path).unwrap().parent();
        while !dir.is_root() && dirs.insert(dir.clone()) {
            dir = dir.parent();
        }
    }
    dirs.insert(RelPath::root());
    let dirs: Vec<RelPath> = dirs.into_iter().collect();
    let is_markdown = |path: &RelPath| {
        Format::of_extension(path.extension()).is_some_and(|format| format != Format::Html)
    };
    let has_markdown = |dir: &RelPath| {
        let paths = files.keys().map(|path| RelPath::new(path).unwrap());
        paths.into_iter().any(|path| is_markdown(&path) && is_below(&path, dir))
    };
    let repo = config.site.repo.as_deref().unwrap_or_default();
    let checkout = Checkout::new(repo, &[], &RelPath::root());
    let sites = config.sites(&InMemory(files), &dirs, &[RelPath::root()], &has_markdown, &checkout);
    if config.profile.is_some() {
        return sites;
    }
    let told = files.iter().filter_map(|(path, text)| {
        let path = RelPath::new(path)?;
        sites.may_tell(&path).then(|| Told::of(&path, text)).flatten()
    });
    let told: Vec<Told> = told.collect();
    sites.told_by(&told, &dirs.into_iter().collect())
}

/// Check `fixture`: exactly the findings that are drawn in it.
pub(crate) fn check(fixture: &str) {
    check_from(Severity::Info, fixture);
}

/// Check `fixture`: exactly the findings that are drawn in it, those that only inform left out.
pub(crate) fn check_broken(fixture: &str) {
    check_from(Severity::Warning, fixture);
}

/// Fixtures are about where links lead: how their pages are written otherwise, the page of each rule is about.
fn is_about_links(found: &Diagnostic) -> bool {
    let family = rule(found.rule).unwrap().family;
    !["structure", "accessibility", "hygiene", "front-matter"].contains(&family)
}

fn check_from(least: Severity, fixture: &str) {
    let (files, expected) = split(fixture);
    let corpus = Corpus::new(files);
    let (view, mut found) = corpus.check();
    found.retain(|found| found.severity >= least && is_about_links(found));
    let actual = places(&view, &found);
    let every: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    for path in every {
        let (expected, actual) = (
            expected.get(path).cloned().unwrap_or_default(),
            actual.get(path).cloned().unwrap_or_default(),
        );
        let same =
            expected.len() == actual.len() && expected.iter().zip(&actual).all(|(e, a)| fits(e, a));
        assert!(same, "{path}:\nexpected {expected:#?}\nfound {actual:#?}");
    }
}

/// Is `actual` what `expected` draws: the same place, the rule, and the words of the message if there are any?
fn fits(expected: &Mark, actual: &Mark) -> bool {
    let place = (expected.line, expected.from) == (actual.line, actual.from)
        && (expected.to == actual.to
            || expected.from == expected.to - 1 && actual.to == actual.from);
    let (rule, message) = expected.text.split_once(": ").unwrap_or((&expected.text, ""));
    let (actual_rule, actual_message) = actual.text.split_once(": ").unwrap();
    place && rule == actual_rule && actual_message.contains(message)
}

/// The suggestions of the only finding of `fixture`.
pub(crate) fn suggestions(fixture: &str) -> Vec<String> {
    let corpus = Corpus::new(split(fixture).0);
    let (_, mut found) = corpus.check();
    found.retain(is_about_links);
    assert_eq!(found.len(), 1, "{found:#?}");
    match found[0].data.get("suggestions") {
        Some(Datum::List(list)) => list.clone(),
        other => panic!("{other:?}"),
    }
}
