//! Links of files that are parts of pages: they start where the page is, if the generator copies the text.

use super::{Asked, Page, Resolution, Status, Want, candidates};
use crate::base::path::{Kind, RelPath};
use crate::corpus::{DepKey, File, Lookup};
use crate::doc::LinkBase;
use crate::site::{Site, Sites, is_below};

/// Included files that include others are followed this far.
pub(super) const MOST_INCLUDES: usize = 8;
/// Links of a file that is part of more pages are looked at from so many of them.
const MOST_READERS: usize = 64;

/// A page that holds the file whose links are resolved.
pub(super) struct Reader<'a> {
    page: Page<'a>,
    base: LinkBase,
}

/// The files that `page`, of `site`, may mean by what it includes.
pub(crate) fn parts(page: &File, site: &Site) -> Vec<RelPath> {
    page.doc.includes.iter().flat_map(|include| site.included(&page.path, include)).collect()
}

/// The pages that hold all of `part`, and are no parts themselves.
pub(super) fn readers<'a>(part: &Page<'a>, sites: &'a Sites, asked: &mut Asked) -> Vec<Reader<'a>> {
    let snapshot = part.snapshot;
    let mut found: Vec<Reader<'a>> = Vec::new();
    let mut level = vec![(part.file.path.clone(), None)];
    let mut seen = vec![part.file.path.clone()];
    for _ in 0..MOST_INCLUDES {
        let mut next = Vec::new();
        for (path, base) in level {
            asked.key(DepKey::Readers(path.clone()));
            let mut is_part = false;
            for reader in snapshot.readers(&path) {
                let Some((_, file)) = snapshot.page(reader) else { continue };
                let page = Page::new(file, snapshot, sites);
                let Some(own) = holds(&page, &path, asked) else { continue };
                is_part = true;
                if !seen.contains(reader) && seen.len() < MOST_READERS {
                    asked.key(DepKey::Exports(reader.clone()));
                    seen.push(reader.clone());
                    next.push((reader.clone(), Some(base.unwrap_or(own))));
                }
            }
            let last = base.filter(|_| !is_part).zip(snapshot.page(&path));
            if let Some((base, (_, file))) = last {
                found.push(Reader { page: Page::new(file, snapshot, sites), base });
            }
        }
        level = next;
    }
    found
}

/// Ask for every page that may hold `part`.
pub(super) fn want_readers(part: &Page<'_>, sites: &Sites, asked: &mut Asked) {
    for site in sites.all() {
        if site.dialect.copies() && is_below(&part.file.path, &site.home) {
            asked.wants.extend(site.docs.iter().cloned().map(Want::Pages));
        }
    }
}

/// Where the links of `part` start if `page` includes it, and no other file of that name.
fn holds(page: &Page<'_>, part: &RelPath, asked: &mut Asked) -> Option<LinkBase> {
    let includes = page.file.doc.includes.iter().filter(|include| include.whole);
    for include in includes.filter(|include| include.base != LinkBase::File) {
        for path in page.site.included(&page.file.path, include) {
            if path == *part {
                return Some(include.base);
            }
            asked.key(DepKey::Path(path.clone()));
            match page.snapshot.tree.lookup(&path) {
                Lookup::Found(Kind::File) => break,
                Lookup::Unlisted(dir) => asked.want(Want::Listing(dir)),
                _ => {}
            }
        }
    }
    None
}

/// Where `destination`, in the file of `own`, leads from the pages that hold that one: the first way that is wrong, if
/// one is.
pub(super) fn resolve(
    destination: &str,
    raw: bool,
    own: &Page<'_>,
    readers: &[Reader<'_>],
    asked: &mut Asked,
) -> Resolution {
    let mut first = None;
    for reader in readers {
        if reader.base == LinkBase::Address && candidates::is_source(own.site, destination, raw) {
            return super::resolve(destination, raw, own, asked);
        }
        let found = super::resolve(destination, raw, &reader.page, asked);
        let wrong = matches!(
            found.status,
            Status::Missing | Status::MissingAnchor | Status::WrongCase | Status::Escapes
        );
        let id = own.snapshot.page(&reader.page.file.path).map(|(id, _)| id);
        if wrong {
            return Resolution { reader: id, ..found };
        }
        first.get_or_insert(found);
    }
    first.unwrap_or_else(|| Resolution::of(Status::Ignored))
}
