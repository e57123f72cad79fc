//! Links of files that are parts of pages: they start where the page is, if the generator copies the text.

use super::{Asked, Page, Resolution, Status, Want, candidates};
use crate::base::path::{Kind, RelPath};
use crate::base::span::Span;
use crate::corpus::{DepKey, File, Lookup};
use crate::doc::LinkBase;
use crate::site::{Site, Sites};

/// Included files that include others are followed this far.
pub(super) const MOST_INCLUDES: usize = 8;
/// Links of a file that is part of more pages are looked at from so many of them.
const MOST_READERS: usize = 64;

/// A page that holds the file whose links are resolved, or a part of it.
pub(super) struct Reader<'a> {
    page: Page<'a>,
    held: Held,
}

/// What a page holds of a file.
#[derive(Clone, Copy)]
struct Held {
    /// The part of the file.
    span: Span,
    /// Where the links in it start.
    base: LinkBase,
}

/// The files that `page`, of `site`, may mean by what it includes.
pub(crate) fn parts(page: &File, site: &Site) -> Vec<RelPath> {
    page.doc.includes.iter().flat_map(|include| site.included(&page.path, include)).collect()
}

/// The pages that hold `part` or something of it, and are no parts themselves.
pub(super) fn readers<'a>(part: &Page<'a>, sites: &'a Sites, asked: &mut Asked) -> Vec<Reader<'a>> {
    let snapshot = part.snapshot;
    let mut found: Vec<Reader<'a>> = Vec::new();
    // Files, the directives in them that include what was looked at before, and what this holds of `part`.
    let mut level: Vec<(RelPath, Option<Span>, Option<Held>)> =
        vec![(part.file.path.clone(), None, None)];
    let mut seen = vec![part.file.path.clone()];
    for _ in 0..MOST_INCLUDES {
        let mut next = Vec::new();
        for (path, at, first) in level {
            asked.key(&DepKey::Readers(path.clone()));
            let Some((_, text)) = snapshot.page(&path) else { continue };
            let mut is_part = false;
            for reader in snapshot.readers(&path) {
                let Some((_, file)) = snapshot.page(reader) else { continue };
                let page = Page::new(file, snapshot, sites);
                let held: Vec<(Span, Held)> = held(&page, text, asked)
                    .into_iter()
                    .filter(|(_, held)| at.is_none_or(|at| held.span.contains(at)))
                    .collect();
                is_part |= !held.is_empty();
                if seen.contains(reader) || seen.len() >= MOST_READERS || held.is_empty() {
                    continue;
                }
                asked.key(&DepKey::Exports(reader.clone()));
                seen.push(reader.clone());
                let own = held
                    .into_iter()
                    .map(|(at, own)| (reader.clone(), Some(at), Some(first.unwrap_or(own))));
                next.extend(own);
            }
            if let Some(held) = first.filter(|_| !is_part) {
                found.push(Reader { page: Page::new(text, snapshot, sites), held });
            }
        }
        level = next;
    }
    found.truncate(MOST_READERS);
    found
}

/// Which of `readers` hold what is at `span`, a bit each.
pub(super) fn holding(readers: &[Reader<'_>], span: Span) -> u64 {
    let holds = |reader: &Reader<'_>| reader.held.span.contains(span);
    let bits = readers.iter().enumerate().filter(|(_, reader)| holds(reader));
    bits.fold(0, |all, (row, _)| all | 1 << row)
}

/// Ask for every page that may hold `part`.
pub(super) fn want_readers(part: &Page<'_>, sites: &Sites, asked: &mut Asked) {
    for site in sites.copying(&part.file.path) {
        asked.wants.extend(site.docs.iter().cloned().map(Want::Pages));
    }
}

/// What `page` holds of the file `part`, and of no other file of that name, each with its directive.
fn held(page: &Page<'_>, part: &File, asked: &mut Asked) -> Vec<(Span, Held)> {
    let mut held = Vec::new();
    let includes = page.file.doc.includes.iter();
    for include in includes.filter(|include| include.base != LinkBase::File) {
        let Some(span) = include.part.of(&part.text) else { continue };
        for path in page.site.included(&page.file.path, include) {
            if path == part.path {
                held.push((include.span, Held { span, base: include.base }));
                break;
            }
            asked.key(&DepKey::Path(path.clone()));
            match page.snapshot.tree.lookup(&path) {
                Lookup::Found(Kind::File) => break,
                Lookup::Unlisted(dir) => asked.want(Want::Listing(dir)),
                _ => {}
            }
        }
    }
    held
}

/// Where `destination`, in the file of `own`, leads from those of `readers` whose bit is in `holding`: the first way that
/// is wrong, if one is.
pub(super) fn resolve(
    destination: &str,
    raw: bool,
    own: &Page<'_>,
    readers: &[Reader<'_>],
    holding: u64,
    asked: &mut Asked,
) -> Resolution {
    let mut first = None;
    for (_, reader) in readers.iter().enumerate().filter(|(row, _)| holding >> row & 1 == 1) {
        if reader.held.base == LinkBase::Address
            && candidates::is_source(own.site, destination, raw)
        {
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
