//! What an engine knows of pages, kept so that another need not read them to tell which of them a change concerns.
//!
//! Facts hold of one state of the files. What has changed since is told to them as [`Marks`]: a page that asked for nothing
//! that is marked would be resolved to the same, and asks for the same, now. Names of what was asked are kept as hashes: two
//! that fall together cost one page more to read.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};

use super::{Engine, Settings};
use crate::base::path::{Kind, RelPath};
use crate::corpus::{DepKey, File, Mark};
use crate::lint::whole::address;
use crate::resolve::suggest::title;

/// The names in a folder; `None` when nobody may read them.
type Names = Option<Vec<(Box<str>, Kind)>>;

/// The name of a file's content; `None` where nothing tells whether it is the same later.
pub type Blob = Option<Box<str>>;

/// What links may ask for and what has changed, as hashes.
#[derive(Debug, Clone, Default)]
pub struct Marks(FxHashSet<u64>);

impl Marks {
    /// Mark `key`.
    pub fn key(&mut self, key: &DepKey) {
        self.0.insert(key.mark().0);
    }

    /// Mark all that others may ask of `page`, apart from its path.
    pub fn page(&mut self, page: &File) {
        self.key(&DepKey::Exports(page.path.clone()));
        self.0.extend(offers(page));
    }

    /// Mark the place of `page` on its site, which no other may have.
    pub fn address(&mut self, page: &File, settings: &Settings) {
        self.0.extend(place(page, settings));
    }

    /// Mark pages of the title that `text` may be.
    pub fn title(&mut self, text: &str) {
        self.0.extend(titled(text));
    }

    /// Mark what `other` marks, too.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Is nothing marked?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn any(&self, hashes: &[u64]) -> bool {
        hashes.iter().any(|hash| self.0.contains(hash))
    }
}

/// What is known of one page.
#[derive(Debug, Clone, Default)]
struct Known {
    blob: Blob,
    /// What it exports.
    frame: u64,
    /// The addresses that it claims, and the files that it may include.
    offers: Vec<u64>,
    /// Its title, and its place on its site: nobody depends on them, but one may look for those that have them.
    names: Vec<u64>,
    /// What it asked for.
    asks: Vec<u64>,
}

/// What is known.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    folders: BTreeMap<RelPath, Names>,
    /// Files whose lines were counted.
    counted: BTreeMap<RelPath, Blob>,
    pages: BTreeMap<RelPath, Known>,
}

impl Facts {
    /// The folders whose names are known.
    pub fn folders(&self) -> impl Iterator<Item = &RelPath> {
        self.folders.keys()
    }

    /// The names in `folder` are these now.
    pub fn list(&mut self, folder: &RelPath, names: Names, marks: &mut Marks) {
        let known = self.folders.get(folder);
        if known == Some(&names) {
            return;
        }
        marks.key(&DepKey::Dir(folder.clone()));
        let old: BTreeSet<&(Box<str>, Kind)> = known.into_iter().flatten().flatten().collect();
        let new: BTreeSet<&(Box<str>, Kind)> = names.iter().flatten().collect();
        for (name, _) in old.symmetric_difference(&new) {
            marks.key(&DepKey::Path(folder.child(name)));
        }
        self.folders.insert(folder.clone(), names);
    }

    /// Compare the files that are known with what they are now, by their `blob`. Returns the pages that are not what they
    /// were, or of which nobody knows that; forgets those that are gone.
    pub fn compare(
        &mut self,
        blob: impl Fn(&RelPath) -> Blob,
        is_there: impl Fn(&RelPath) -> bool,
        marks: &mut Marks,
    ) -> Vec<RelPath> {
        let same = |path: &RelPath, old: &Blob| old.is_some() && blob(path) == *old;
        for (path, old) in &self.counted {
            if !same(path, old) {
                marks.key(&DepKey::Lines(path.clone()));
            }
        }
        let mut stale = Vec::new();
        self.pages.retain(|path, known| {
            if !is_there(path) {
                marks.key(&DepKey::Exports(path.clone()));
                marks.0.extend(&known.offers);
                return false;
            }
            if !same(path, &known.blob) {
                stale.push(path.clone());
            }
            true
        });
        stale
    }

    /// `page` is this now.
    pub fn read(&self, page: &File, marks: &mut Marks) {
        let Some(known) = self.pages.get(&page.path) else { return marks.page(page) };
        if known.frame != frame(page) {
            marks.key(&DepKey::Exports(page.path.clone()));
        }
        let now = offers(page);
        if known.offers != now {
            marks.0.extend(known.offers.iter().chain(&now));
        }
    }

    /// Is anything known of the page `path`?
    pub fn knows(&self, path: &RelPath) -> bool {
        self.pages.contains_key(path)
    }

    /// The pages that asked for something that is marked, or have a name that is.
    pub fn concerned<'a>(&'a self, marks: &'a Marks) -> impl Iterator<Item = &'a RelPath> {
        let concerns = |known: &Known| marks.any(&known.asks) || marks.any(&known.names);
        self.pages.iter().filter(move |(_, known)| concerns(known)).map(|(path, _)| path)
    }

    /// The pages that offer something that is marked.
    pub fn offering<'a>(&'a self, marks: &'a Marks) -> impl Iterator<Item = &'a RelPath> {
        self.pages.iter().filter(|(_, known)| marks.any(&known.offers)).map(|(path, _)| path)
    }

    /// As bytes, under a name for all that the facts depend on beside files.
    pub fn to_bytes(&self, key: &str) -> Vec<u8> {
        let mut hashes = Vec::new();
        let pages = self.pages.iter().map(|(path, known)| {
            let lists = [&known.offers, &known.names, &known.asks];
            hashes.extend(lists.into_iter().flatten());
            let counts = lists.map(Vec::len);
            Page { path: path.to_string(), blob: known.blob.clone(), frame: known.frame, counts }
        });
        let pages = pages.collect();
        let kinds = |names: &Names| {
            let names = names.as_ref()?.iter();
            Some(names.map(|(name, kind)| (name.clone(), row(*kind))).collect())
        };
        let folders = self.folders.iter().map(|(path, names)| (path.to_string(), kinds(names)));
        let counted = self.counted.iter().map(|(path, blob)| (path.to_string(), blob.clone()));
        let wire = Wire {
            key: key.to_owned(),
            folders: folders.collect(),
            counted: counted.collect(),
            pages,
        };
        let head = serde_json::to_vec(&wire).unwrap_or_default();
        let mut body = (head.len() as u64).to_le_bytes().to_vec();
        body.extend(head);
        body.extend(hashes.into_iter().flat_map(u64::to_le_bytes));
        let mut bytes = hash(&body).to_le_bytes().to_vec();
        bytes.extend(body);
        bytes
    }

    /// What [`Facts::to_bytes`] made under the same name; nothing when it is damaged.
    pub fn from_bytes(bytes: &[u8], key: &str) -> Option<Self> {
        let (sum, body) = bytes.split_first_chunk()?;
        if hash(&body) != u64::from_le_bytes(*sum) {
            return None;
        }
        let (length, rest) = body.split_first_chunk()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (head, tail) = rest.split_at_checked(length)?;
        let wire: Wire = serde_json::from_slice(head).ok()?;
        if wire.key != key {
            return None;
        }
        let mut hashes = tail.as_chunks().0.iter().map(|chunk| u64::from_le_bytes(*chunk));
        let mut facts = Self::default();
        for Page { path, blob, frame, counts } in wire.pages {
            let [offers, names, asks] = counts.map(|count| hashes.by_ref().take(count).collect());
            facts.pages.insert(RelPath::new(&path)?, Known { blob, frame, offers, names, asks });
        }
        for (path, names) in wire.folders {
            let entry = |(name, row): (Box<str>, usize)| Some((name, *KINDS.get(row)?));
            let names = match names {
                Some(names) => Some(names.into_iter().map(entry).collect::<Option<_>>()?),
                None => None,
            };
            facts.folders.insert(RelPath::new(&path)?, names);
        }
        for (path, blob) in wire.counted {
            facts.counted.insert(RelPath::new(&path)?, blob);
        }
        Some(facts)
    }
}

impl Engine {
    /// What the links of pages depend on that any page may offer: claims of addresses, and includes.
    pub fn sought(&self) -> Marks {
        Marks(self.deps.all().filter(|mark| mark.is_offer()).map(|mark| mark.0).collect())
    }

    /// Does a link lead to an address that any page may claim?
    pub fn seeks_address(&self) -> bool {
        self.deps.all().any(Mark::is_route)
    }

    /// What is known now, of files whose content `blob` names. Of pages that were not read to be checked it is what `rest`
    /// says.
    pub fn facts(
        &self,
        blob: impl Fn(&RelPath) -> Blob,
        rest: Facts,
        unread: &BTreeSet<RelPath>,
    ) -> Facts {
        let snapshot = &*self.snapshot;
        let mut facts = rest;
        for (id, page) in snapshot.pages() {
            if unread.contains(&page.path) {
                continue;
            }
            let asks = self.deps.of(id).iter().map(|mark| mark.0).collect();
            let h1 = page.doc.headings.iter().find(|heading| heading.level == 1);
            let mut names: Vec<u64> = h1.and_then(|h1| titled(&h1.text)).into_iter().collect();
            names.extend(place(page, &self.settings));
            let (blob, frame, offers) = (blob(&page.path), frame(page), offers(page));
            facts.pages.insert(page.path.clone(), Known { blob, frame, offers, names, asks });
        }
        for folder in snapshot.tree.listed() {
            facts.folders.insert(folder.clone(), snapshot.tree.names(folder));
        }
        facts.counted.extend(snapshot.lines.keys().map(|path| (path.clone(), blob(path))));
        facts
    }
}

/// What links from elsewhere may find in `page`.
fn frame(page: &File) -> u64 {
    let mut hasher = FxHasher::default();
    for export in page.exports() {
        (export.id, export.numbered, export.shared).hash(&mut hasher);
    }
    let rest = (&page.unreadable, &page.doc.includes, &page.doc.generated, &page.served);
    format!("{rest:?} {}", page.checked).hash(&mut hasher);
    hasher.finish()
}

fn offers(page: &File) -> Vec<u64> {
    let mut offers: Vec<u64> = page.offers().map(|key| key.mark().0).collect();
    offers.sort_unstable();
    offers
}

fn titled(text: &str) -> Option<u64> {
    title(text).map(|title| hash(&("title", title)))
}

fn place(page: &File, settings: &Settings) -> Option<u64> {
    address(page, &settings.sites).map(|address| hash(&("address", address)))
}

/// The same for the same program on the same kind of machine.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

const KINDS: [Kind; 5] = [Kind::File, Kind::Dir, Kind::Special, Kind::BadLink, Kind::Outside];

fn row(kind: Kind) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or_default()
}

/// Names with the rows of [`KINDS`].
type Entries = Vec<(Box<str>, usize)>;

/// The facts without their hashes, which stand behind in the same order.
#[derive(Serialize, Deserialize)]
struct Wire {
    key: String,
    folders: Vec<(String, Option<Entries>)>,
    counted: Vec<(String, Blob)>,
    pages: Vec<Page>,
}

#[derive(Serialize, Deserialize)]
struct Page {
    path: String,
    blob: Blob,
    frame: u64,
    /// How many of the hashes are what it offers, its names and what it asked for.
    counts: [usize; 3],
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Change;

    fn engine() -> Engine {
        let mut engine = Engine::new(Settings::default());
        let page = |path: &str, text: &str| Change::Page {
            path: RelPath::new(path).unwrap(),
            bytes: text.as_bytes().to_vec(),
            checked: true,
        };
        let names = ["a.md", "b \"c\".md"].map(|name| (name.into(), Kind::File));
        engine.apply(vec![
            Change::Listing(RelPath::root(), Some(names.into())),
            page("a.md", "# A\n\n[b](<b \"c\".md#part>) [x](x.md)\n"),
            page("b \"c\".md", "# B\n\n## Part\n"),
        ]);
        engine
    }

    fn concerned(facts: &Facts, key: &DepKey) -> Vec<String> {
        let mut marks = Marks::default();
        marks.key(key);
        facts.concerned(&marks).map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_kept_tells_who_asked() {
        let blob = |_: &RelPath| Some("blob".into());
        let facts = engine().facts(blob, Facts::default(), &BTreeSet::new());
        let bytes = facts.to_bytes("key");
        let kept = Facts::from_bytes(&bytes, "key").unwrap();
        let path = |path: &str| RelPath::new(path).unwrap();
        assert_eq!(concerned(&kept, &DepKey::Exports(path("b \"c\".md"))), ["a.md"]);
        assert_eq!(concerned(&kept, &DepKey::Path(path("x.md"))), ["a.md"]);
        assert_eq!(concerned(&kept, &DepKey::Exports(path("a.md"))), [""; 0]);
        assert_eq!(kept.to_bytes("key"), bytes);
    }

    #[test]
    fn what_is_damaged_or_of_another_program_is_not_believed() {
        let facts = engine().facts(|_| None, Facts::default(), &BTreeSet::new());
        let bytes = facts.to_bytes("key");
        assert!(Facts::from_bytes(&bytes, "other").is_none());
        for end in 0..bytes.len() {
            assert!(Facts::from_bytes(&bytes[..end], "key").is_none(), "cut at {end}");
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Facts::from_bytes(&damaged, "key").is_none(), "changed at {at}");
        }
    }
}
