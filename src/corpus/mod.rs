//! All that is known of a corpus at one moment: its pages, its tree, and what was seen outside.
//!
//! A [`Snapshot`] is immutable for whoever reads it; only the engine makes a new one.

mod exports;
mod tree;

use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHasher};

pub use exports::Export;
pub(crate) use exports::Exports;
pub use tree::{Lookup, Tree};

use crate::base::history::History;
use crate::base::ids::FileId;
use crate::base::path::{Kind, RelPath};
use crate::base::span::Span;
use crate::base::url::UrlKey;
use crate::doc::{Dialect, Document, Format, Metadata};

/// How a page is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8; each byte that is none stands as `?` in the text.
    #[default]
    Utf8,
    /// UTF-16 with a byte order mark, either byte order.
    Utf16,
}

/// A page that was read.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: RelPath,
    /// What it is.
    pub format: Format,
    /// Its text; offsets in it are offsets in the file unless the encoding says otherwise.
    pub text: Box<str>,
    /// How the file stores it.
    pub encoding: Encoding,
    /// What of it is not UTF-8.
    pub invalid: Invalid,
    /// What it says.
    pub doc: Document,
    /// How it is rendered.
    pub dialect: &'static Dialect,
    /// Where its site serves it, as far as the page itself says so.
    pub served: Served,
    /// Files that may be parts of it, so that their links start here.
    pub(crate) parts: Box<[RelPath]>,
    /// What others may link to in it.
    pub(crate) exports: Exports,
    /// Is it to be checked, or was it only read because a checked page links to it?
    pub checked: bool,
    /// Why it could not be read, in which case it has no text.
    pub unreadable: Option<Unreadable>,
    /// What its metadata block says, once somebody has asked.
    pub(crate) metadata: OnceLock<Metadata>,
}

impl File {
    /// What its metadata block says. Read when it is asked for first: most pages are never asked.
    pub fn metadata(&self) -> &Metadata {
        let read = || Metadata::read(&self.text, self.doc.front_matter.as_ref());
        self.metadata.get_or_init(read)
    }

    /// Under what others may look for it, apart from its path: the addresses that it claims, and the files that it may include.
    pub(crate) fn offers(&self) -> impl Iterator<Item = DepKey> {
        let routes = self.served.claims().map(|route| DepKey::Route(Arc::from(&**route)));
        routes.chain(self.parts.iter().cloned().map(DepKey::Readers))
    }

    /// Is it to be checked, and a page that somebody reads? A table of redirects is none.
    pub fn is_checked_page(&self) -> bool {
        self.checked && !matches!(self.format, Format::Redirects(_))
    }
}

/// Bytes that are not UTF-8, in a page that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invalid {
    /// The charset that the page seems to be in, if all of the bytes make sense in it.
    pub charset: Option<&'static str>,
    /// Each line that has some.
    pub lines: Vec<InvalidLine>,
}

/// One line with bytes that are not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidLine {
    /// From the first of these bytes to the last, or all of the line where a charset needs that.
    pub span: Span,
    /// The first of them.
    pub bytes: Vec<u8>,
    /// What stands in the span by the charset.
    pub text: Option<Box<str>>,
}

/// Addresses that a page claims, without its site's base and a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Served {
    /// Its own, if that is not the one its path gives it.
    pub at: Option<Box<str>>,
    /// Its own ends with a slash where the site lets it, so that its relative links start there.
    pub folder: bool,
    /// Only the generator knows where it is served.
    pub unknown: bool,
    /// Others that lead to it.
    pub also: Vec<Box<str>>,
    /// The names by which other pages may refer to it, or to a place in it, wherever they are, behind [`BY_NAME`].
    pub names: Vec<Box<str>>,
}

/// In front of names among addresses: no address starts like it.
pub const BY_NAME: &str = "name ";

impl Served {
    /// Everything under which the page may be looked for.
    fn claims(&self) -> impl Iterator<Item = &Box<str>> {
        self.at.iter().chain(&self.also).chain(&self.names)
    }
}

/// Why a page has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// A sentence fragment that fits behind "cannot be read: ".
    pub why: String,
    /// It is guidepost's own fault.
    pub bug: bool,
}

/// What a fact was derived from. When that changes, the fact is derived again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DepKey {
    /// Whether this path exists, and as what. Asked whether it was there or not.
    Path(RelPath),
    /// The names in this folder.
    Dir(RelPath),
    /// What this page exports.
    Exports(RelPath),
    /// Which page claims this address.
    Route(Arc<str>),
    /// Which pages include this file.
    Readers(RelPath),
    /// How many lines this file has.
    Lines(RelPath),
    /// What was seen of this address.
    Url(UrlKey),
}

impl DepKey {
    /// What is kept of it.
    pub(crate) fn mark(&self) -> Mark {
        let mut hasher = FxHasher::default();
        self.hash(&mut hasher);
        let kind = match self {
            Self::Route(_) => Mark::ROUTE,
            Self::Readers(_) => Mark::READERS,
            _ => 0,
        };
        Mark(hasher.finish() & !Mark::KIND | kind)
    }
}

/// A [`DepKey`] as a hash: pages ask for hundreds. Two that fall together cost one page more to look at. The same for the
/// same program on the same kind of machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(pub(crate) u64);

impl Mark {
    const KIND: u64 = 3;
    const ROUTE: u64 = 1;
    const READERS: u64 = 2;

    /// Is it a [`DepKey::Route`]?
    pub(crate) fn is_route(self) -> bool {
        self.0 & Self::KIND == Self::ROUTE
    }

    /// Is it something that any page may offer, see [`File::offers`]?
    pub(crate) fn is_offer(self) -> bool {
        self.0 & Self::KIND != 0
    }
}

/// What the change under review does to links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edited {
    /// Pages that it adds or changes.
    pub pages: BTreeSet<RelPath>,
    /// Destinations that stood in changed pages before.
    pub before: HashSet<Box<str>>,
}

/// A corpus at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub(crate) files: Vec<Option<Arc<File>>>,
    pub(crate) by_path: FxHashMap<RelPath, FileId>,
    pub(crate) tree: Tree,
    /// Pages by the addresses that they claim.
    pub(crate) routes: FxHashMap<Box<str>, BTreeSet<RelPath>>,
    /// Pages by the files that may be parts of them.
    pub(crate) readers: FxHashMap<RelPath, BTreeSet<RelPath>>,
    /// New names of files that history knows under others.
    pub(crate) renames: FxHashMap<RelPath, RelPath>,
    /// What pages were before, the latest first, of those that anybody asked for.
    pub(crate) past: FxHashMap<RelPath, Arc<[Document]>>,
    /// Line counts of files that are no pages, for `#L10`; `None` when one cannot be read.
    pub(crate) lines: FxHashMap<RelPath, Option<u32>>,
    pub(crate) observed: FxHashMap<UrlKey, Arc<History>>,
    pub(crate) edited: Option<Arc<Edited>>,
    /// What the change under review wrote, by page.
    pub(crate) written: FxHashMap<RelPath, Vec<Span>>,
}

impl Snapshot {
    /// The page `id`, if it still exists.
    pub fn file(&self, id: FileId) -> Option<&Arc<File>> {
        self.files.get(id.index())?.as_ref()
    }

    /// The page at `path`.
    pub fn page(&self, path: &RelPath) -> Option<(FileId, &Arc<File>)> {
        let id = *self.by_path.get(path)?;
        Some((id, self.file(id)?))
    }

    /// `path` as the page there has it: whoever keeps that keeps no text of its own. On Python's documentation, where most links
    /// lead to pages, that saves a tenth of the memory.
    pub(crate) fn shared(&self, path: &RelPath) -> RelPath {
        self.page(path).map_or_else(|| path.clone(), |(_, page)| page.path.clone())
    }

    /// Every page with its id, sorted by path.
    pub fn pages(&self) -> Vec<(FileId, &Arc<File>)> {
        let with_id = |(index, file): (usize, _)| (FileId::from_index(index), file);
        let known = self.files.iter().enumerate().map(with_id);
        let mut pages: Vec<_> = known.filter_map(|(id, file)| Some((id, file.as_ref()?))).collect();
        pages.sort_unstable_by(|a, b| a.1.path.cmp(&b.1.path));
        pages
    }

    /// The files and folders that are known.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The page that claims the address `route`, in a folder that `holds` accepts; the first of several. The flag says
    /// whether the address is its own, and not one that forwards to it.
    pub fn route(&self, route: &str, holds: &dyn Fn(&RelPath) -> bool) -> Option<(&RelPath, bool)> {
        let claims = self.routes.get(route)?.iter().filter(|path| holds(path));
        let own = |path: &RelPath| {
            self.page(path).is_some_and(|(_, page)| page.served.at.as_deref() == Some(route))
        };
        let mut claims: Vec<(&RelPath, bool)> = claims.map(|path| (path, own(path))).collect();
        claims.sort_by_key(|(_, own)| !own);
        claims.first().copied()
    }

    /// The pages that other pages may call `name`, sorted.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &RelPath> {
        self.routes.get(format!("{BY_NAME}{name}").as_str()).into_iter().flatten()
    }

    /// The pages that may include the file `path`, sorted.
    pub fn readers(&self, path: &RelPath) -> impl Iterator<Item = &RelPath> {
        self.readers.get(path).into_iter().flatten()
    }

    /// Take note of the addresses that `page` claims and of the files that it includes, or of their end.
    pub(crate) fn claim(&mut self, page: &File, valid: bool) -> Vec<DepKey> {
        for route in page.served.claims() {
            if valid {
                self.routes.entry(route.clone()).or_default().insert(page.path.clone());
            } else if let Some(claims) = self.routes.get_mut(route) {
                claims.remove(&page.path);
            }
        }
        for part in &page.parts {
            if valid {
                self.readers.entry(part.clone()).or_default().insert(page.path.clone());
            } else if let Some(readers) = self.readers.get_mut(part) {
                readers.remove(&page.path);
            }
        }
        page.offers().collect()
    }

    /// Where the file that was at `old` is now, as history tells, if it is still there.
    pub fn renamed(&self, old: &RelPath) -> Option<RelPath> {
        let mut at = old;
        // A file may have had its name before, so that the names of one go round in a circle.
        for _ in 0..=self.renames.len() {
            at = self.renames.get(at)?;
            if self.tree.lookup(at) == Lookup::Found(Kind::File) {
                return Some(at.clone());
            }
        }
        None
    }

    /// What `page` was before, the latest first, as history tells; `None` when nobody has asked.
    pub fn past(&self, page: &RelPath) -> Option<&[Document]> {
        self.past.get(page).map(|versions| &**versions)
    }

    /// What was seen of `url`, if anyone has asked it.
    pub fn observed(&self, url: &UrlKey) -> Option<&History> {
        self.observed.get(url).map(|seen| &**seen)
    }

    /// Does the change under review add the link to `destination`, or edit it, in `page`? Never where none is known.
    pub fn adds(&self, page: &RelPath, destination: &str) -> bool {
        let adds = |edited: &Arc<Edited>| {
            edited.pages.contains(page) && !edited.before.contains(destination)
        };
        self.edited.as_ref().is_some_and(adds)
    }

    /// Does the change under review write something in the lines that `span` of `page` fills? Never where none is known.
    pub fn writes(&self, page: &File, span: Span) -> bool {
        let start = page.text[..span.range().start].rfind('\n').map_or(0, |end| end + 1);
        let rest = &page.text[span.range().end..];
        let line = Span::new(start, span.range().end + rest.find('\n').unwrap_or(rest.len()));
        let written = self.written.get(&page.path).map_or(&[][..], Vec::as_slice);
        written.iter().any(|new| new.start <= line.end && line.start < new.end.max(new.start + 1))
    }

    /// How many lines `path` has: the outer `None` when nobody has counted, the inner one when it cannot
    /// be read.
    pub fn lines(&self, path: &RelPath) -> Option<Option<u32>> {
        self.lines.get(path).copied()
    }
}
