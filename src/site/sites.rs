//! The sites of a corpus, and which of them publishes a page.

use std::sync::Arc;

use super::{Checkout, Disk, Look, Options, PROFILES, Site, is_below, profiles};
use crate::base::path::RelPath;
use crate::doc::Dialect;
use crate::doc::redirects::Table;

/// The sites of a corpus.
#[derive(Debug, Clone)]
pub struct Sites {
    /// The sites, those of outer folders first.
    sites: Vec<Arc<Site>>,
}

impl Default for Sites {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Sites {
    /// These sites; the rest of the corpus is as its host shows it, unless one of them is the whole.
    pub fn new(sites: Vec<Site>) -> Self {
        Self::with_rest(sites, &Options::default(), &Checkout::default())
    }

    /// These sites; `options` speak of the rest of the corpus, all of which is at `checkout`.
    pub fn with_rest(mut sites: Vec<Site>, options: &Options, checkout: &Checkout) -> Self {
        let mut rest = profiles::forges::rest(checkout.forge());
        options.apply(&mut rest);
        rest.around =
            sites.iter().filter(|site| site.ways.html).map(|site| site.home.clone()).collect();
        for site in sites.iter_mut().chain([&mut rest]) {
            site.checkout = checkout.clone();
        }
        let mut all = vec![Arc::new(rest)];
        all.extend(sites.into_iter().map(Arc::new));
        Self { sites: all }
    }

    /// The site that publishes the page `path`: the one with the deepest folder around it. What a generator leaves out,
    /// nobody reads but on the forge.
    pub fn of(&self, path: &RelPath) -> &Arc<Site> {
        self.deepest(path, |site| !site.leaves_out(path) || site.is_part(path))
    }

    /// Of those sites that `is_meant` accepts the one with the deepest folder around `path`.
    fn deepest(&self, path: &RelPath, is_meant: impl Fn(&Site) -> bool) -> &Arc<Site> {
        // What the forge reads, no generator publishes.
        if path.segments().next().is_some_and(|first| first == ".github") {
            return &self.sites[0];
        }
        // Of two that publish one folder, the one whose configuration stands around it does so for its readers.
        let depth = |site: &Arc<Site>| {
            let around = site.docs.iter().filter(|docs| is_below(path, docs) && is_meant(site));
            let depths = around.map(|docs| (docs.as_str().len() + 1, is_below(docs, &site.home)));
            depths.max().unwrap_or_default()
        };
        // `max_by_key` takes the last of equals: what was found later is nearer to the page.
        self.sites.iter().max_by_key(|site| depth(site)).unwrap_or(&self.sites[0])
    }

    /// Is there no site at all?
    pub fn is_bare(&self) -> bool {
        self.sites.len() == 1
    }

    /// May the page `path` tell how it is published, as neither a site nor the user does?
    pub fn may_tell(&self, path: &RelPath) -> bool {
        self.sites[0].options.routes.is_empty() && Arc::ptr_eq(self.of(path), &self.sites[0])
    }

    /// Take the corpus for pages that a converter took from sites, those of each of `hosts` in a folder that is called so.
    #[must_use]
    pub(super) fn scraped<'a>(self, hosts: impl Iterator<Item = &'a RelPath>) -> Self {
        let Site { checkout, options, .. } = &*self.sites[0];
        let whole = profiles::scraped::whole();
        let sites = [whole].into_iter().chain(hosts.map(profiles::scraped::host)).collect();
        Self::with_rest(sites, options, checkout)
    }

    /// Take what no site publishes for one that serves the pages of `folder` from its root; its links may be `loose`, and start
    /// there without saying so.
    #[must_use]
    pub(super) fn served_from(mut self, folder: RelPath, loose: bool) -> Self {
        let Site { checkout, options, .. } = &*self.sites[0];
        let mut site = profiles::site::serving(&folder);
        site.ways.from_sources = loose;
        if self.is_bare() && !loose {
            return Self::with_rest(vec![site], options, checkout);
        }
        // What the site of a folder leaves out of it, no other one publishes.
        if !self.sites.iter().skip(1).any(|known| known.docs.contains(&folder)) {
            site.docs = vec![folder];
            site.checkout = checkout.clone();
            self.sites.push(Arc::new(site));
        }
        self
    }

    /// How the page `path` is rendered: a part of pages as they are.
    pub fn dialect_of(&self, path: &RelPath) -> &'static Dialect {
        let own = self.deepest(path, |_| true);
        let around = |site: &&Arc<Site>| site.snippets.iter().any(|folder| is_below(path, folder));
        let reader = self.sites.iter().filter(|_| Arc::ptr_eq(own, &self.sites[0])).find(around);
        reader.unwrap_or(own).dialect
    }

    /// The site that forwards what the file `path` says, and how that is written.
    pub fn table_in(&self, path: &RelPath) -> Option<(&Arc<Site>, Table)> {
        self.sites.iter().find_map(|site| {
            let row = site.tables.iter().find(|(file, _)| file == path);
            row.map(|(_, table)| (site, *table))
        })
    }

    /// The files that say what the sites forward.
    pub fn tables(&self) -> impl Iterator<Item = &RelPath> {
        self.sites.iter().flat_map(|site| site.tables.iter().map(|(file, _)| file))
    }

    /// The sites on which other pages may hold the text of the file `path`, links and all.
    pub fn copying(&self, path: &RelPath) -> impl Iterator<Item = &Arc<Site>> {
        let copying = self.sites.iter().filter(|site| site.dialect.copies());
        copying.filter(|site| is_below(path, &site.home))
    }

    /// Every site; the first is the rest of the corpus.
    pub fn all(&self) -> &[Arc<Site>] {
        &self.sites
    }
}

/// The sites that the folders `dirs` hold, outer ones first. `tops` are those that the user named; `checkout` says more surely
/// than any file where the repository is read.
pub fn recognise(
    disk: &dyn Disk,
    dirs: &[RelPath],
    tops: &[RelPath],
    has_markdown: &dyn Fn(&RelPath) -> bool,
    checkout: &Checkout,
) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for dir in dirs {
        let names = disk.names(dir);
        let is_top = tops.contains(dir);
        let has_markdown = is_top && has_markdown(dir);
        let look = Look { disk, dir, names: &names, has_markdown, is_top };
        let found = PROFILES.iter().find_map(|profile| (profile.recognise)(profile, &look));
        let is_wiki = found.is_none() && checkout.is_wiki() && dir.is_root();
        let found = found.or_else(|| is_wiki.then(profiles::wiki::whole));
        // A configuration further out may have named this folder already.
        let known = |site: &Site| {
            let mut others = sites.iter().filter(|outer| outer.home != *dir);
            others.any(|outer| outer.profile == site.profile && outer.docs.contains(dir))
        };
        let other = |site: &Site| checkout.forge().is_some() && profiles::forges::is_one(site);
        let found = found.filter(|site| !known(site) && !other(site));
        sites.extend(found);
    }
    // What a generator built is served where its site is.
    let places: Vec<_> =
        sites.iter().map(|s| (s.home.clone(), s.base.clone(), s.own.clone())).collect();
    let is_built = |site: &&mut Site| site.profile == profiles::html::PROFILE.name;
    for built in sites.iter_mut().filter(is_built) {
        let around =
            places.iter().filter(|(home, ..)| *home != built.home && is_below(&built.home, home));
        if let Some((_, base, own)) = around.max_by_key(|(home, ..)| home.as_str().len()) {
            (built.base, built.own) = (base.clone(), own.clone());
        }
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
