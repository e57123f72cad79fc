//! How folders are published: which destinations resolve there, and which anchors their pages have.
//!
//! A [`Site`] is one published folder as data, compiled once from the generator's own configuration by its
//! [`Profile`]. What belongs to no recognised site is read as GitHub shows it. To add a generator, write a file in
//! `profiles/` and its line in [`PROFILES`].

mod address;
mod checkout;
mod ignored;
mod labels;
mod look;
mod options;
mod parts;
mod permalinks;
pub mod profiles;
mod redirects;
mod served;
mod sites;
mod told;
mod unread;
mod ways;

use std::collections::BTreeSet;

pub use checkout::{Checkout, Forge};
pub use ignored::Ignored;
pub use labels::Labels;
pub use look::{Disk, Look, MARKS};
pub use options::Options;
pub use permalinks::Permalink;
pub use profiles::PROFILES;
pub use redirects::Redirects;
pub(crate) use served::without_number;
pub use sites::{Sites, recognise};
pub use told::Told;
pub use unread::Unread;
pub use ways::{
    Changes, FILES, Keys, Known, Lookups, NO_KEYS, NO_PROGRAMS, Names, Pages, Programs, Serve, Ways,
};

use crate::base::path::RelPath;
use crate::doc::redirects::Table;
use crate::doc::{DIALECTS, Dialect, Format};

/// A folder whose content is served below a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where: `/docs`; empty for the root.
    pub url: String,
    /// What.
    pub folder: RelPath,
    /// It holds pages, not only files to be served as they are.
    pub pages: bool,
}

/// A language in which some pages are, by the name of their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Between the stem and the extension: `de`.
    pub name: String,
    /// Where its pages are served: `/de`; empty for the root.
    pub url: String,
    /// A page that it has not is shown in the main language.
    pub falls_back: bool,
}

/// What readers see beside the pages of a folder, as far as it can be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Navigation {
    /// The file that names what it shows.
    pub file: RelPath,
    /// The folder whose pages it is for.
    pub of: RelPath,
    /// Folders of which it shows every page.
    pub folders: Vec<RelPath>,
}

/// One published folder.
#[derive(Debug, Clone)]
pub struct Site {
    /// The name of its profile.
    pub profile: &'static str,
    /// Where its configuration is.
    pub home: RelPath,
    /// The folders whose pages it publishes.
    pub docs: Vec<RelPath>,
    /// How its pages are rendered.
    pub dialect: &'static Dialect,
    /// How its links work.
    pub ways: Ways,
    /// What is served where. The longest path that fits counts, and among equals the first that has the file.
    pub mounts: Vec<Mount>,
    /// The path below which everything is served: `/guides`; empty for the root of the host.
    pub base: String,
    /// Beginnings of destinations that stand for a folder: `@site/`, `~/`.
    pub prefixes: Vec<(String, RelPath)>,
    /// Addresses that lead to others.
    pub redirects: Redirects,
    /// Addresses that show what is at others.
    pub shown: Redirects,
    /// The files that say so, or name pages in a navigation, and how each is written.
    pub tables: Vec<(RelPath, Table)>,
    /// What readers see beside the pages, if somebody wrote that down.
    pub navigation: Vec<Navigation>,
    /// Pages that are served elsewhere than their path says: old address to new one.
    pub rewrites: Redirects,
    /// Patterns of addresses, by section.
    pub permalinks: Vec<Permalink>,
    /// Languages that the name of a file may say: `a.de.md`.
    pub languages: Vec<Language>,
    /// Folders of pages in one language, and where that is served: `/de`, or nothing for the root.
    pub homes: Vec<(RelPath, String)>,
    /// Addresses at and below which the generator makes pages of its own.
    pub made: Vec<String>,
    /// Addresses at which the generator makes a list of pages.
    pub lists: Vec<String>,
    /// Further content may come from other repositories when the site is built.
    pub imports: bool,
    /// The text of all programs that may make pages, where it is known which those are.
    pub makers: Option<String>,
    /// What its navigation takes from other repositories, by title.
    pub brought: Vec<String>,
    /// Folders whose content comes from elsewhere when the site is built.
    pub elsewhere: Vec<RelPath>,
    /// What is left out of version control, so that its build makes it.
    pub ignored: Ignored,
    /// Folders whose files are parts of other pages, so that nobody knows where their links start.
    pub parts: Vec<RelPath>,
    /// Folders in which directives that include files look for them, beside the usual ones.
    pub snippets: Vec<RelPath>,
    /// Labels of references that pages need not define.
    pub labels: Labels,
    /// Addresses at which the site is public, with scheme and host, without a slash at the end.
    pub own: Vec<String>,
    /// Folders of the generators around what no site publishes, whose pages have addresses in `.html`.
    pub around: Vec<RelPath>,
    /// Folders whose pages have addresses that end with a slash, whatever the others.
    pub slashed: Vec<RelPath>,
    /// The only pages that it publishes, where it has a list of them.
    pub listed: Option<BTreeSet<RelPath>>,
    /// Where its sources are public.
    pub checkout: Checkout,
    /// What the user says of it.
    pub options: Options,
    /// What its configuration says in a way that only the generator can follow.
    pub unread: Option<Unread>,
}

impl Site {
    /// A site of `profile` whose configuration is in `home` and which publishes `docs`.
    pub fn new(profile: &'static Profile, home: RelPath, docs: RelPath) -> Self {
        Self {
            profile: profile.name,
            docs: vec![docs],
            dialect: Dialect::named(profile.dialect).unwrap_or(&DIALECTS[0]),
            ways: profile.ways.clone(),
            mounts: Vec::new(),
            base: String::new(),
            prefixes: Vec::new(),
            redirects: Redirects::default(),
            shown: Redirects::default(),
            tables: Vec::new(),
            navigation: Vec::new(),
            rewrites: Redirects::default(),
            permalinks: Vec::new(),
            languages: Vec::new(),
            homes: Vec::new(),
            made: Vec::new(),
            lists: Vec::new(),
            imports: false,
            makers: None,
            brought: Vec::new(),
            elsewhere: Vec::new(),
            ignored: Ignored::default(),
            parts: Vec::new(),
            snippets: Vec::new(),
            labels: Labels::default(),
            own: Vec::new(),
            around: Vec::new(),
            slashed: Vec::new(),
            listed: None,
            checkout: Checkout::default(),
            options: Options::default(),
            unread: None,
            home,
        }
    }

    /// Serve `folder` at `url`, if it is a place in the corpus.
    pub(crate) fn mount(&mut self, url: &str, folder: Option<RelPath>, pages: bool) {
        let url = clean(url);
        if let Some(folder) = folder {
            self.mounts.push(Mount { url, folder, pages });
        }
    }

    /// Does the page stand for its folder?
    pub fn is_index(&self, path: &RelPath) -> bool {
        let (own, _) = self.language_of(path.stem());
        self.index_stems().any(|stem| own.eq_ignore_ascii_case(stem))
    }

    /// The stem of a file without its language, and that.
    pub fn language_of<'a>(&self, stem: &'a str) -> (&'a str, Option<&Language>) {
        let Some((rest, name)) = stem.rsplit_once('.') else { return (stem, None) };
        let language = self.languages.iter().find(|language| language.name == name);
        if language.is_some() { (rest, language) } else { (stem, None) }
    }

    /// May pages be served elsewhere than their path says?
    pub fn has_claims(&self) -> bool {
        self.ways.keys != NO_KEYS || self.ways.names != Names::Same || !self.rewrites.is_empty()
    }

    /// Is `path` part of other pages?
    pub fn is_part(&self, path: &RelPath) -> bool {
        self.parts.iter().any(|part| is_below(path, part))
    }

    /// Stems of the pages that stand for their folder, best first.
    pub fn index_stems(&self) -> impl Iterator<Item = &str> + Clone {
        let own = self.options.index_files.iter().map(String::as_str);
        own.chain(self.ways.index.iter().copied())
    }

    /// Extensions that an address of a page leaves out.
    pub fn extensions(&self) -> impl Iterator<Item = &str> + Clone {
        let own = self.options.extensions.iter().map(String::as_str);
        own.chain(self.ways.extensions.iter().copied())
    }

    /// Is the page `path`, if it is one of this site's, left out of what is published?
    pub fn leaves_out(&self, path: &RelPath) -> bool {
        let page = Format::of_extension(path.extension()).is_some();
        page && self.holds(path)
            && self.listed.as_ref().is_some_and(|listed| !listed.contains(path))
    }

    /// Does a page of this site live at `path`?
    pub fn holds(&self, path: &RelPath) -> bool {
        self.docs.iter().any(|docs| is_below(path, docs))
    }
}

/// `/a//b/` as `/a/b`; nothing for the root.
pub(crate) fn clean(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 1);
    for segment in path.split('/').filter(|segment| !matches!(*segment, "" | ".")) {
        out.push('/');
        out.push_str(segment);
    }
    out
}

/// Is `path` the folder `folder`, or in it?
pub fn is_below(path: &RelPath, folder: &RelPath) -> bool {
    let rest = path.as_str().strip_prefix(folder.as_str());
    rest.is_some_and(|rest| folder.is_root() || rest.is_empty() || rest.starts_with('/'))
}

/// One way of publishing.
#[derive(Debug)]
pub struct Profile {
    /// Its name in the configuration.
    pub name: &'static str,
    /// What it is for, a few words.
    pub summary: &'static str,
    /// The dialect of its pages, unless its configuration says otherwise.
    pub dialect: &'static str,
    /// How its links work, unless its configuration says otherwise.
    pub ways: Ways,
    /// Recognise it by the files in a folder.
    pub(crate) recognise: fn(&'static Profile, &Look<'_>) -> Option<Site>,
    /// The site that a folder is when a user says so and there is no configuration to be read.
    pub(crate) assume: fn(&'static Profile, RelPath) -> Site,
}

impl Profile {
    /// The profile called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        PROFILES.iter().copied().find(|profile| profile.name == name)
    }

    /// The site that `look`'s folder is when the user says that it is of this profile.
    pub fn site(&'static self, look: &Look<'_>) -> Site {
        (self.recognise)(self, look).unwrap_or_else(|| (self.assume)(self, look.dir.clone()))
    }
}
