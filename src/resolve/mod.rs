//! Where a link leads: a pure function of the link, the page it stands in, and the snapshot.
//!
//! Every path that was looked for is remembered, hit or miss, so that a file that appears later wakes
//! the links that had looked for it.

mod candidates;
mod damage;
mod fragment;
pub mod judge;
mod likeness;
pub mod suggest;

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::ids::FileId;
use crate::base::path::{Kind, RelPath};
use crate::base::url::{self, Class, UrlKey};
use crate::corpus::{DepKey, File, Lookup, Snapshot};
use crate::doc::Format;

pub use candidates::{Candidate, Target, target_of};
pub use damage::Damage;

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
}

/// What was looked at, and what was found wanting, while the links of one page were resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What the answers depend on.
    pub keys: Vec<DepKey>,
    /// What is not known yet.
    pub wants: Vec<Want>,
}

impl Asked {
    fn key(&mut self, key: DepKey) {
        self.keys.push(key);
    }

    fn want(&mut self, want: Want) {
        if let Want::Listing(dir) = &want {
            self.keys.push(DepKey::Dir(dir.clone()));
        }
        self.wants.push(want);
    }
}

/// Where everything in one page leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Row by row as the links of the document. The use of a definition leads where its definition does.
    pub links: Vec<Resolution>,
    /// Row by row as the failed links of the document: where they would lead, were they links.
    pub failed: Vec<Resolution>,
    /// What these answers depend on.
    pub asked: Asked,
}

/// Where everything in the page `file` leads.
pub fn resolve_page(file: &File, snapshot: &Snapshot) -> Resolved {
    let mut asked = Asked::default();
    let links = &file.doc.links;
    let mut resolutions: Vec<Resolution> = Vec::with_capacity(links.len());
    for link in links {
        // A definition may stand behind its use: the use is filled in below.
        let resolution = match link.definition {
            Some(_) => Resolution::of(Status::Ignored),
            None => match from_base(file.doc.base.as_deref(), &link.url) {
                Some(url) => resolve(&url, &file.path, snapshot, &mut asked),
                None => Resolution::of(Status::Unresolved),
            },
        };
        resolutions.push(resolution);
    }
    for (row, link) in links.iter().enumerate() {
        if let Some(definition) = link.definition {
            resolutions[row] = resolutions[definition as usize].clone();
        }
    }
    let failed = file.doc.failed.iter().map(|failed| {
        let written = &file.text[failed.dest.range()];
        resolve_plain(&without_title(written).replace(' ', "%20"), &file.path, snapshot, &mut asked)
    });
    let failed = failed.collect();
    asked.keys.sort_unstable();
    asked.keys.dedup();
    asked.wants.sort_unstable();
    asked.wants.dedup();
    Resolved { links: resolutions, failed, asked }
}

/// `destination` as it reads from the page's `<base>`. `None` when that lies on a server: only the server knows what is
/// there.
fn from_base<'a>(base: Option<&str>, destination: &'a str) -> Option<Cow<'a, str>> {
    let relative = url::split(destination).class == Class::Path && !destination.starts_with('/');
    match base.filter(|_| relative) {
        None => Some(Cow::Borrowed(destination)),
        Some(base) if base.starts_with('/') || url::split(base).class != Class::Path => None,
        Some(base) => {
            let folder = base.rfind('/').map_or("", |end| &base[..=end]);
            Some(Cow::Owned(format!("{folder}{destination}")))
        }
    }
}

/// What stands between parentheses, without the quoted title at its end, straight or curly.
pub fn without_title(written: &str) -> &str {
    let quoted = written.trim_end().strip_suffix(['"', '”', '\'']);
    let opened = quoted.and_then(|inside| inside.rfind(['"', '“', '\'']));
    match opened {
        Some(at) if written[..at].ends_with(' ') => written[..at].trim_end(),
        _ => written,
    }
}

/// Where `destination`, written in the page `from`, leads, and what happened to it if it leads nowhere.
pub fn resolve(
    destination: &str,
    from: &RelPath,
    snapshot: &Snapshot,
    asked: &mut Asked,
) -> Resolution {
    let mut resolution = resolve_plain(destination, from, snapshot, asked);
    if matches!(resolution.status, Status::Missing | Status::Escapes) {
        resolution.damage = damage::find(destination, from, snapshot, asked).map(Box::new);
    }
    resolution
}

/// Where `destination` leads as it stands.
fn resolve_plain(
    destination: &str,
    from: &RelPath,
    snapshot: &Snapshot,
    asked: &mut Asked,
) -> Resolution {
    if is_template(destination) {
        return Resolution::of(Status::Unresolved);
    }
    let parts = url::split(destination);
    let fragment = parts.fragment.map(|fragment| url::decode(fragment).into());
    let resolution = match parts.class {
        Class::Empty | Class::Other => Resolution::of(Status::Ignored),
        Class::Local => {
            Resolution { target: Some(destination.into()), ..Resolution::of(Status::Missing) }
        }
        Class::External => external(destination, asked),
        Class::SamePage => on_page(from, from, &parts, snapshot, asked),
        Class::Path if parts.path.is_empty() => on_page(from, from, &parts, snapshot, asked),
        Class::Path => path(from, &parts, snapshot, asked),
    };
    Resolution { fragment, ..resolution }
}

fn external(destination: &str, asked: &mut Asked) -> Resolution {
    let key = UrlKey::new(destination);
    if let Some(key) = &key {
        asked.key(DepKey::Url(key.clone()));
    }
    Resolution { url: key, ..Resolution::of(Status::External) }
}

fn path(
    from: &RelPath,
    parts: &url::Parts<'_>,
    snapshot: &Snapshot,
    asked: &mut Asked,
) -> Resolution {
    let target = target_of(parts.path, from);
    let candidates = match &target {
        Target::Within(candidates) => candidates,
        Target::Above(written) if candidates::is_forge_page(written) => {
            return Resolution {
                target: Some(written.as_str().into()),
                ..Resolution::of(Status::Unresolved)
            };
        }
        Target::Above(written) => {
            return Resolution {
                target: Some(written.as_str().into()),
                ..Resolution::of(Status::Escapes)
            };
        }
        Target::Unnameable(written) => {
            return Resolution {
                target: Some(written.as_str().into()),
                ..Resolution::of(Status::Missing)
            };
        }
    };
    let mut unknown = false;
    for candidate in candidates {
        asked.key(DepKey::Path(candidate.path.clone()));
        match snapshot.tree.lookup(&candidate.path) {
            Lookup::Found(Kind::File) => {
                return on_page(&candidate.path, &candidate.path, parts, snapshot, asked);
            }
            Lookup::Found(Kind::Dir) => return in_folder(&candidate.path, parts, snapshot, asked),
            Lookup::Found(Kind::Special | Kind::BadLink) | Lookup::Missing => {}
            Lookup::Closed => unknown = true,
            Lookup::Unlisted(dir) => {
                unknown = true;
                asked.want(Want::Listing(dir));
            }
        }
    }
    let target = Some(candidates[0].path.text());
    if unknown {
        return Resolution { target, ..Resolution::of(Status::Unresolved) };
    }
    let (status, found) = other_spelling(candidates, snapshot, asked);
    Resolution { target, found, ..Resolution::of(status) }
}

/// A path that is not there may be there in another case or normal form.
fn other_spelling(
    candidates: &[Candidate],
    snapshot: &Snapshot,
    asked: &mut Asked,
) -> (Status, Option<RelPath>) {
    for candidate in candidates {
        let mut seen = Vec::new();
        let answer = snapshot.tree.lookup_folded(&candidate.path, &mut seen);
        asked.keys.extend(seen.into_iter().map(DepKey::Dir));
        match answer {
            Ok(spelling) if spelling != candidate.path => {
                return (Status::WrongCase, Some(spelling));
            }
            Err(Lookup::Unlisted(dir)) => asked.want(Want::Listing(dir)),
            _ => {}
        }
    }
    (Status::Missing, None)
}

/// A folder stands for its README or index page; without one it is a list of files.
fn in_folder(
    dir: &RelPath,
    parts: &url::Parts<'_>,
    snapshot: &Snapshot,
    asked: &mut Asked,
) -> Resolution {
    let listed = snapshot.tree.is_listed(dir);
    if !listed {
        asked.want(Want::Listing(dir.clone()));
    }
    asked.key(DepKey::Dir(dir.clone()));
    if let Some(page) = candidates::index_page(dir, &snapshot.tree) {
        on_page(dir, &page, parts, snapshot, asked)
    } else {
        let anchor = parts.fragment.is_some_and(|fragment| !fragment.is_empty());
        let status = if anchor && listed { Status::MissingAnchor } else { Status::Ok };
        let (target, found) = (Some(dir.text()), Some(dir.clone()));
        Resolution { target, found, ..Resolution::of(status) }
    }
}

/// `found` exists: is its anchor there too? `named` is the path that the link names.
fn on_page(
    named: &RelPath,
    found: &RelPath,
    parts: &url::Parts<'_>,
    snapshot: &Snapshot,
    asked: &mut Asked,
) -> Resolution {
    let page = snapshot.page(found);
    let status = match parts.fragment.filter(|fragment| !fragment.is_empty()) {
        None => Status::Ok,
        Some(fragment) => fragment::status(fragment, found, snapshot, asked),
    };
    Resolution {
        status,
        target: Some(named.text()),
        found: Some(found.clone()),
        page: page.map(|(id, _)| id),
        ..Resolution::of(status)
    }
}

/// Is this a path to a file that is read as a page?
pub fn is_page(path: &RelPath) -> bool {
    Format::of_extension(path.extension()).is_some()
}

/// Does something in `destination` get its value only when the site is built?
fn is_template(destination: &str) -> bool {
    let may_be = memchr::memchr2(b'{', b'%', destination.as_bytes()).is_some();
    let marks = ["{{", "{%", "<%", "${"];
    may_be && (marks.iter().any(|mark| destination.contains(mark)) || has_variable(destination))
}

/// `%PUBLIC_URL%` and its like.
fn has_variable(destination: &str) -> bool {
    let mut parts = destination.split('%').skip(1);
    let is_name = |part: &str| {
        part.len() > 2
            && part.bytes().all(|c| c.is_ascii_uppercase() || c == b'_')
            && part.contains('_')
    };
    let last_is_open = destination.matches('%').count() == 1;
    !last_is_open && parts.any(is_name)
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
            damage: None,
        }
    }
}
