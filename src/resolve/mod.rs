//! Where a link leads: a pure function of the link, the page it stands in, and the snapshot.
//!
//! Every path that was looked for is remembered, hit or miss, so that a file that appears later wakes
//! the links that had looked for it.

pub mod accept;
pub mod anchor;
mod assets;
mod candidates;
mod damage;
mod dynamic;
mod fragment;
mod front_matter;
pub mod headings;
mod includes;
pub mod judge;
mod label;
mod landing;
mod likeness;
mod lookup;
mod made;
mod numbered;
mod reference;
mod routes;
pub mod suggest;
mod templates;
mod tried;
mod wanted;
mod write;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::url::{self, Class, UrlKey};
use crate::corpus::{DepKey, File, Mark, Snapshot};
use crate::doc::{Format, NAVIGATION};
use crate::site::{Serve, Site, Sites};

pub use candidates::{Candidate, Target, target_of};
pub use damage::{Damage, misspelt_address, misspelt_scheme};
pub(crate) use headings::says;
pub(crate) use includes::parts;
use lookup::{external, on_page, path};
use templates::Made;
pub(crate) use templates::is_template;
pub use tried::{Tried, tried};
pub use write::destination;

/// What is to be said of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It leads where it says.
    Ok,
    /// There is nothing at its path.
    Missing,
    /// Its page has no such anchor.
    MissingAnchor,
    /// Its path exists in another spelling: case, or Unicode normal form.
    WrongCase,
    /// Its path climbs out of the corpus root.
    Escapes,
    /// It leads to another host.
    External,
    /// It is no address of a page: `mailto:`, `tel:`, an empty destination.
    Ignored,
    /// Only the program that builds the site knows.
    Unresolved,
}

impl Status {
    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Missing => "missing",
            Self::MissingAnchor => "missing-anchor",
            Self::WrongCase => "wrong-case",
            Self::Escapes => "escapes",
            Self::External => "external",
            Self::Ignored => "ignored",
            Self::Unresolved => "unresolved",
        }
    }
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// What is to be said of it.
    pub status: Status,
    /// The path it names, decoded, relative to the root, whether it exists or not.
    pub target: Option<Arc<str>>,
    /// What is there: the file, or the page that stands for a folder. For
    /// [`Status::WrongCase`] the path in its true spelling.
    pub found: Option<RelPath>,
    /// The page that `found` is, if it was read.
    pub page: Option<FileId>,
    /// The fragment, decoded.
    pub fragment: Option<Box<str>>,
    /// The address, for an external link.
    pub url: Option<UrlKey>,
    /// What the site forwards it to, as a destination.
    pub detour: Option<Box<str>>,
    /// It is spelled in another case than its target, on a site that does not mind.
    pub respelled: bool,
    /// The page where it starts, if the file that it stands in is a part of that one.
    pub reader: Option<FileId>,
    /// What happened to a destination that leads nowhere, if its shape tells.
    pub damage: Option<Box<Damage>>,
}

/// Something that is not known yet and would change the answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Want {
    /// The names in this folder.
    Listing(RelPath),
    /// The anchors of this page.
    Page(RelPath),
    /// How many lines this file has.
    Lines(RelPath),
    /// Every page in this folder, whatever its depth: one of them may claim an address.
    Pages(RelPath),
}

/// What was looked at, and what was found wanting, while the links of one page were resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What the answers depend on.
    pub keys: Vec<Mark>,
    /// What is not known yet.
    pub wants: Vec<Want>,
}

impl Asked {
    fn key(&mut self, key: &DepKey) {
        self.keys.push(key.mark());
    }

    fn want(&mut self, want: Want) {
        if let Want::Listing(dir) = &want {
            self.key(&DepKey::Dir(dir.clone()));
        }
        self.wants.push(want);
    }
}

/// Where everything in one page leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Row by row as the links of the document. The use of a definition leads where its definition does. Links that say
    /// the same share what is known of them.
    pub links: Vec<Arc<Resolution>>,
    /// Row by row as the failed links of the document: where they would lead, were they links.
    pub failed: Vec<Resolution>,
    /// What these answers depend on.
    pub asked: Asked,
}

/// A page as its links see it.
pub struct Page<'a> {
    /// The page.
    pub file: &'a File,
    /// The site that publishes it.
    pub site: &'a Site,
    /// All that is known.
    pub snapshot: &'a Snapshot,
    /// Redirects were followed already.
    forwarded: bool,
}

impl<'a> Page<'a> {
    /// The page `file` of a corpus with these `sites`.
    pub fn new(file: &'a File, snapshot: &'a Snapshot, sites: &'a Sites) -> Self {
        let site = match file.format {
            Format::Redirects(_) => sites.table_in(&file.path).map(|(site, _)| site),
            _ => None,
        };
        let site = site.unwrap_or_else(|| sites.of(&file.path));
        Self { file, site, snapshot, forwarded: false }
    }

    /// Does nobody know where its relative links start?
    fn starts_anywhere(&self) -> bool {
        self.site.is_part(&self.file.path) || self.file.served.unknown || made::is_fragment(self)
    }

    /// The address from which its relative links start, without the site's base and a slash at the end.
    fn folder_address(&self) -> Option<String> {
        if self.starts_anywhere() {
            return None;
        }
        let own = self.file.served.at.as_deref().map(str::to_owned);
        let is_index = own.is_none() && self.site.is_index(&self.file.path);
        let mut address = own.or_else(|| self.site.address(&self.file.path))?;
        let ways = &self.site.ways;
        let is_folder = !ways.slashless && (is_index || self.file.served.folder);
        if ways.serve != Serve::Below && !is_folder {
            address.truncate(address.rfind('/').unwrap_or_default());
        }
        Some(address)
    }
}

/// Where everything in the page `file` leads.
pub fn resolve_page(file: &File, snapshot: &Snapshot, sites: &Sites) -> Resolved {
    let mut asked = Asked::default();
    let page = Page::new(file, snapshot, sites);
    let readers = includes::readers(&page, sites, &mut asked);
    let links = &file.doc.links;
    let mut resolutions: Vec<Arc<Resolution>> = Vec::with_capacity(links.len());
    let ignored = Arc::new(Resolution::of(Status::Ignored));
    // Pages of a site name the same places again and again: of the 170,000 links in Python's documentation 67,000 stand
    // further up on their page.
    let mut first: FxHashMap<(&str, bool, u64), usize> = FxHashMap::default();
    first.reserve(links.len());
    for (row, link) in links.iter().enumerate() {
        if let Format::Redirects(table) = file.format {
            let named = file.doc.front_matter_keys.get(row) == Some(&NAVIGATION);
            let relative = !file.text[link.dest.range()].starts_with('/');
            resolutions.push(Arc::new(if named {
                routes::named_in_navigation(&link.url, table, &page, &mut asked)
            } else {
                routes::target(&link.url, relative, &page, &mut asked)
            }));
            continue;
        }
        if let Some(key) = file.doc.front_matter_keys.get(row) {
            let resolution = front_matter::resolve(&link.url, key, &page, &mut asked);
            resolutions.push(Arc::new(resolution));
            continue;
        }
        // A definition may stand behind its use: the use is filled in below.
        if link.definition.is_some() {
            resolutions.push(Arc::clone(&ignored));
            continue;
        }
        let raw = link.is_raw(file.format);
        let holding = includes::holding(&readers, link.dest);
        let same = *first.entry((&link.url, raw, holding)).or_insert(row);
        // `href={expression}`
        let is_made = raw && file.format == Format::Mdx && link.url.starts_with('{');
        let resolution = match resolutions.get(same) {
            Some(known) => Arc::clone(known),
            None if is_made => Arc::new(Resolution::of(Status::Unresolved)),
            None => Arc::new(match from_base(file.doc.base.as_deref(), &link.url) {
                Some(url) if holding == 0 => resolve(&url, raw, &page, &mut asked),
                Some(url) => includes::resolve(&url, raw, &page, &readers, holding, &mut asked),
                None => Resolution::of(Status::Unresolved),
            }),
        };
        resolutions.push(resolution);
    }
    for (row, link) in links.iter().enumerate() {
        if let Some(definition) = link.definition {
            resolutions[row] = Arc::clone(&resolutions[definition as usize]);
        }
    }
    let failed = file.doc.failed.iter().map(|failed| {
        let written = &file.text[failed.dest.range()];
        let destination = without_title(written).replace(' ', "%20");
        resolve_plain(&destination, false, &page, &mut asked)
    });
    let failed = failed.collect();
    // A page that nobody has read may include this one, so that its links start there.
    let broken =
        |found: &Arc<Resolution>| matches!(found.status, Status::Missing | Status::Escapes);
    if readers.is_empty() && resolutions.iter().any(broken) {
        includes::want_readers(&page, sites, &mut asked);
    }
    asked.keys.sort_unstable();
    asked.keys.dedup();
    asked.keys.shrink_to_fit();
    asked.wants.sort_unstable();
    asked.wants.dedup();
    Resolved { links: resolutions, failed, asked }
}

/// `destination` as it reads from the page's `<base>`. `None` when that lies on a server: only the server knows what is
/// there.
fn from_base<'a>(base: Option<&str>, destination: &'a str) -> Option<Cow<'a, str>> {
    let relative = || url::split(destination).class == Class::Path && !destination.starts_with('/');
    match base.filter(|_| relative()) {
        None => Some(Cow::Borrowed(destination)),
        Some(base) if base.starts_with('/') || url::split(base).class != Class::Path => None,
        Some(base) => {
            let folder = base.rfind('/').map_or("", |end| &base[..=end]);
            Some(Cow::Owned(format!("{folder}{destination}")))
        }
    }
}

/// What stands between parentheses, without the quoted title at its end, straight or curly, and be it without an end.
pub fn without_title(written: &str) -> &str {
    let quoted = written.trim_end().strip_suffix(['"', '”', '\'']);
    let opened = quoted.and_then(|inside| inside.rfind(['"', '“', '\'']));
    match opened {
        Some(at) if written[..at].ends_with(' ') => written[..at].trim_end(),
        _ => match written.split_once(" \"") {
            Some((path, title)) if !title.contains('"') => path.trim_end(),
            _ => written,
        },
    }
}

/// Where `destination`, written in `page`, leads, and what happened to it if it leads nowhere.
fn resolve(destination: &str, raw: bool, page: &Page<'_>, asked: &mut Asked) -> Resolution {
    let mut resolution = resolve_plain(destination, raw, page, asked);
    if matches!(resolution.status, Status::Missing | Status::Escapes) {
        let found = damage::find(destination, page, asked).map(Box::new);
        resolution.damage = resolution.damage.or(found);
    }
    if resolution.damage.is_none() && !destination.is_ascii() {
        resolution.damage = damage::garbled(destination, page, asked).map(Box::new);
    }
    resolution
}

/// Where `destination` would lead if it stood in `page`.
pub(crate) fn lead(destination: &str, page: &Page<'_>) -> Resolution {
    resolve_plain(destination, false, page, &mut Asked::default())
}

/// Where `destination` leads as it stands.
fn resolve_plain(destination: &str, raw: bool, page: &Page<'_>, asked: &mut Asked) -> Resolution {
    let remapped = page.site.options.remapped(destination);
    let destination = remapped.as_deref().unwrap_or(destination);
    if let Some(path) = templates::behind_root(destination) {
        let found = routes::source(path, page, asked);
        let is_there = matches!(found.status, Status::Ok | Status::MissingAnchor);
        return if is_there { found } else { Resolution::of(Status::Unresolved) };
    }
    if is_template(destination) {
        if !page.file.dialect.has_templates() {
            return Resolution::of(Status::Unresolved);
        }
        return match templates::read(destination) {
            // The tags put the path of the site in front.
            Made::Plain(plain) => {
                resolve_plain(&format!("{}{plain}", page.site.base), raw, page, asked)
            }
            Made::Page { path, language } => reference::resolve(path, language, page, asked),
            Made::Source(path) => routes::source(&path, page, asked),
            Made::Unknown => Resolution::of(Status::Unresolved),
        };
    }
    let parts = url::split(plain_scheme(destination, page));
    let fragment = parts.fragment.map(|fragment| url::decode(fragment).into());
    let from = &page.file.path;
    let resolution = match parts.class {
        Class::Empty | Class::Other => Resolution::of(Status::Ignored),
        Class::Local => {
            Resolution { target: Some(destination.into()), ..Resolution::of(Status::Missing) }
        }
        Class::External => external(destination, page, asked),
        Class::SamePage => on_page(from, from, &parts, page, asked),
        Class::Path if parts.path.is_empty() => on_page(from, from, &parts, page, asked),
        Class::Path => path(&parts, raw, page, asked),
    };
    Resolution { fragment, ..resolution }
}

/// What stands behind `project:` and `path:`, which `MyST` has for what is no address.
fn plain_scheme<'a>(destination: &'a str, page: &Page<'_>) -> &'a str {
    let inside = ["project:", "path:"].iter().find_map(|scheme| destination.strip_prefix(scheme));
    inside.filter(|_| page.file.dialect.targets).unwrap_or(destination)
}

/// Is this a path to a file that is read as a page?
pub fn is_page(path: &RelPath) -> bool {
    Format::of_extension(path.extension()).is_some()
}

impl Resolution {
    fn of(status: Status) -> Self {
        Self {
            status,
            target: None,
            found: None,
            page: None,
            fragment: None,
            url: None,
            detour: None,
            respelled: false,
            reader: None,
            damage: None,
        }
    }
}
