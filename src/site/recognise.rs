//! Which folders are sites, by the files in them.

use super::{PROFILES, Site, Ways, is_below, profiles};
use crate::base::path::RelPath;

/// Files and folders that nothing but a generator of sites has: where one stands, a site starts.
pub const MARKS: [&str; 15] = [
    "mkdocs.yml",
    "mkdocs.yaml",
    "book.toml",
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    ".vitepress",
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.js",
    "hugo.toml",
    "hugo.yaml",
    "docfx.json",
    ".openpublishing.publish.config.json",
    "_config.yml",
];

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

/// What a profile may look at: names and small files.
pub trait Disk {
    /// The names in a folder, sorted; none when it is not there.
    fn names(&self, dir: &RelPath) -> Vec<String>;
    /// A file as text; `None` when it cannot be read.
    fn read(&self, path: &RelPath) -> Option<String>;
}

/// One folder, as profiles see it.
pub struct Look<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The folder.
    pub dir: &'a RelPath,
    /// The names in it, sorted.
    pub names: &'a [String],
    /// Are there Markdown pages in it, at whatever depth?
    pub has_markdown: bool,
    /// It was named by the user, or is the corpus root.
    pub is_top: bool,
}

impl Look<'_> {
    /// Is there an entry of this name?
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }

    /// The first of these names that is there.
    pub(crate) fn first<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.has(name))
    }

    /// The text of the file `name` in this folder, which may name others.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.disk.read(&self.dir.join(name)?)
    }

    /// Is there anything at `path`, from this folder?
    pub(crate) fn exists(&self, path: &str) -> bool {
        let Some(path) = self.dir.join(path) else { return false };
        path.is_root()
            || self.disk.names(&path.parent()).iter().any(|name| name == path.file_name())
    }
}

/// The sites that the folders `dirs` hold, outer ones first. `tops` are those that the user named.
pub fn recognise(
    disk: &dyn Disk,
    dirs: &[RelPath],
    tops: &[RelPath],
    has_markdown: &dyn Fn(&RelPath) -> bool,
) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for dir in dirs {
        let names = disk.names(dir);
        let is_top = tops.contains(dir);
        let look =
            Look { disk, dir, names: &names, has_markdown: is_top && has_markdown(dir), is_top };
        let found = PROFILES.iter().find_map(|profile| (profile.recognise)(profile, &look));
        // A configuration further out may have named this folder already.
        let known = |site: &Site| {
            let mut others = sites.iter().filter(|outer| outer.home != *dir);
            others.any(|outer| outer.profile == site.profile && outer.docs.contains(dir))
        };
        let found = found.filter(|site| !known(site));
        sites.extend(found);
    }
    // A site that no profile knows gives way to one that is known around or below it.
    let vague: Vec<bool> = sites.iter().map(|site| site.profile == profiles::site::NAME).collect();
    let mut row = 0;
    let known: Vec<RelPath> = sites
        .iter()
        .zip(&vague)
        .filter(|(_, vague)| !**vague)
        .map(|(site, _)| site.home.clone())
        .collect();
    sites.retain(|site| {
        let vague = vague[row];
        row += 1;
        !vague || !known.iter().any(|home| is_below(home, &site.home) || is_below(&site.home, home))
    });
    sites
}
