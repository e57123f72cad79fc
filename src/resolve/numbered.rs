//! Files whose names start with numbers that put them in order, on sites that serve them without: `1.guide/02.setup.md`
//! at `/guide/setup`.

use super::{Asked, Candidate, Page, Want, candidates, is_page};
use crate::base::path::{Kind, RelPath};
use crate::corpus::{DepKey, Lookup};
use crate::doc::PAGE_EXTENSIONS;
use crate::site::{Names, Serve, without_number};

/// The page that one of the candidates for `written` names without its numbers.
pub(super) fn find(
    candidates: &[Candidate],
    written: &str,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<RelPath> {
    let ways = &page.site.ways;
    let plain = ways.serve == Serve::Files && ways.names == Names::Same;
    if !plain || !is_address(written) {
        return None;
    }
    let found = candidates.iter().find_map(|candidate| below(&candidate.path, page, asked));
    found.or_else(|| beside(written, page, asked))
}

/// Is `dir` the address of a folder with pages whose own name, or that of one around it, has a number?
pub(super) fn is_folder(dir: &RelPath, page: &Page<'_>, asked: &mut Asked) -> bool {
    let ways = &page.site.ways;
    let plain = ways.serve == Serve::Files && ways.names == Names::Same;
    plain && ways.shared_host && below(dir, page, asked).is_some()
}

/// The page `written` in one of the folders with numbers around the page: their names may be no part of addresses.
fn beside(written: &str, page: &Page<'_>, asked: &mut Asked) -> Option<RelPath> {
    let own = page.file.path.parent();
    if written.contains('/') || without_number(own.file_name()) == own.file_name() {
        return None;
    }
    let around = own.parent();
    asked.key(&DepKey::Dir(around.clone()));
    let folders = page.snapshot.tree.entries(&around).into_iter();
    let mut folders =
        folders.filter(|(name, kind)| *kind == Kind::Dir && without_number(name) != *name);
    folders.find_map(|(name, _)| below(&around.child(name).child(written), page, asked))
}

/// Is `written` an address in a page that is itself one of several with numbers? They are made for a site, which may have
/// more than this repository holds.
pub(super) fn is_of_another_site(
    candidates: &[Candidate],
    written: &str,
    page: &Page<'_>,
    asked: &mut Asked,
) -> bool {
    let is_numbered = |name: &str| without_number(name) != name;
    let mut folders = candidates.iter().map(|candidate| candidate.path.parent());
    page.site.ways.serve == Serve::Files
        && is_address(written)
        && page.file.path.segments().any(is_numbered)
        // A folder that is here has no more pages than these.
        && folders.all(|folder| below(&folder, page, asked).is_none())
}

/// Does `written` end without an extension?
fn is_address(written: &str) -> bool {
    !written.rsplit('/').next().unwrap_or_default().contains('.')
}

fn below(path: &RelPath, page: &Page<'_>, asked: &mut Asked) -> Option<RelPath> {
    let tree = &page.snapshot.tree;
    let mut at = RelPath::root();
    let mut any = false;
    let mut names = path.segments().peekable();
    while let Some(name) = names.next() {
        if !tree.is_listed(&at) {
            if tree.lookup(&at) == Lookup::Found(Kind::Dir) {
                asked.want(Want::Listing(at));
            }
            return None;
        }
        asked.key(&DepKey::Dir(at.clone()));
        let kind = |name: &str| tree.lookup(&at.child(name));
        if names.peek().is_none() {
            let is_meant = |file: &str| {
                let path = at.child(file);
                is_page(&path)
                    && without_number(path.stem()) == name
                    && kind(file) == Lookup::Found(Kind::File)
            };
            let mut numbered = tree.numbered(&at).iter().map(|file| &**file);
            if let Some(file) =
                numbered.find(|file| is_meant(file) && (any || without_number(file) != *file))
            {
                return Some(at.child(file));
            }
            // A page without a number in a folder with one.
            let mut plain = PAGE_EXTENSIONS.iter().map(|extension| format!("{name}.{extension}"));
            if let Some(file) = plain.find(|file| any && is_meant(file)) {
                return Some(at.child(&file));
            }
        }
        let called =
            |dir: &&str| without_number(dir) == name && kind(dir) == Lookup::Found(Kind::Dir);
        let dir = if kind(name) == Lookup::Found(Kind::Dir) {
            name
        } else {
            any = true;
            tree.numbered(&at).iter().map(|dir| &**dir).find(called)?
        };
        at = at.child(dir);
    }
    if !any {
        return None;
    }
    if !tree.is_listed(&at) {
        asked.want(Want::Listing(at.clone()));
        return Some(at);
    }
    let index = candidates::index_page(&at, page.site, tree);
    index.or_else(|| Some(at).filter(|at| tree.unsorted(at).next().is_some()))
}
