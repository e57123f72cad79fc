//! One destination, looked for at every place that it may mean.

use std::sync::Arc;

use super::candidates::{self, Candidate, Target, target_of};
use super::{
    Asked, Page, Resolution, Status, Want, damage, fragment, is_page, made, numbered, reference,
    routes,
};
use crate::base::path::{Kind, RelPath};
use crate::base::url::{self, UrlKey};
use crate::corpus::{BY_NAME, DepKey, Lookup};
use crate::doc::Format;
use crate::site::{Changes, Known, Lookups, Names, Serve, is_below};

/// So many folders may lie above a site on its host: a product, its language, its version.
const DEEPEST: usize = 4;

pub(super) fn external(destination: &str, page: &Page<'_>, asked: &mut Asked) -> Resolution {
    // What is public at the site's own address is in this corpus.
    if let Some(own) = page.site.own_path(destination) {
        let parts = url::split(own);
        let found = path(&parts, false, page, asked);
        if matches!(found.status, Status::Ok | Status::MissingAnchor) {
            return found;
        }
    }
    if let Some(own) = page.site.checkout.path_of(destination) {
        return from_root(&url::split(&own), page, asked);
    }
    let key = UrlKey::new(destination);
    if let Some(key) = &key {
        asked.key(&DepKey::Url(key.clone()));
    }
    Resolution { url: key, ..Resolution::of(Status::External) }
}

/// The file at a path from the corpus root, however its site publishes it.
fn from_root(parts: &url::Parts<'_>, page: &Page<'_>, asked: &mut Asked) -> Resolution {
    let Some(path) = RelPath::root().join(url::decode(parts.path).trim_start_matches('/')) else {
        return Resolution::of(Status::Unresolved);
    };
    let target = Some(path.text());
    let candidates =
        [Candidate { path, why: "the file in the repository", folder: true, by_address: false }];
    let asked_before = asked.wants.len();
    let found = present(&candidates, parts, page, asked);
    let unlisted = awaits_listing(&asked.wants[asked_before..], &candidates);
    let unknown = unlisted || is_closed(&candidates, page);
    let status = if unknown { Status::Unresolved } else { Status::Missing };
    found.unwrap_or(Resolution { target, ..Resolution::of(status) })
}

pub(super) fn path(
    parts: &url::Parts<'_>,
    raw: bool,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Resolution {
    // Most links lead to a file by its path: no other place need be thought of.
    if let Some(path) = candidates::plain(parts.path, raw, page)
        && page.snapshot.tree.lookup(&path) == Lookup::Found(Kind::File)
        && !page.site.leaves_out(&path)
        && !(page.site.ways.changes == Changes::Nothing && is_page(&path))
    {
        let path = page.snapshot.shared(&path);
        asked.key(&DepKey::Path(path.clone()));
        return on_page(&path, &path, parts, page, asked);
    }
    // Copies of pages are called by their whole address.
    if page.site.ways.mirrored
        && let Some(query) = parts.query
    {
        let whole = format!("{}%3F{query}", parts.path);
        let found = path(&url::Parts { path: &whole, query: None, ..*parts }, raw, page, asked);
        if found.found.is_some() {
            return found;
        }
    }
    let nowhere = |written: &str, status| Resolution {
        target: Some(written.into()),
        ..Resolution::of(status)
    };
    if page.site.ways.changes > Changes::All
        && !page.forwarded
        && let Some(found) = unserved(parts, page, asked)
    {
        return found;
    }
    let (candidates, address) = match target_of(parts.path, raw, page) {
        Target::Within { candidates, address } => (candidates, address),
        Target::Above(written) => {
            // Above a site there are the other sites of its host, but no host keeps one that deep.
            let near = written.split('/').take_while(|name| *name == "..").count() <= DEEPEST;
            let other = candidates::is_forge_page(&written)
                || page.site.ways.shared_host && near
                || page.starts_anywhere();
            return nowhere(&written, if other { Status::Unresolved } else { Status::Escapes });
        }
        Target::Unnameable(written) => return nowhere(&written, Status::Missing),
    };
    let asked_before = asked.wants.len();
    if let Some(found) = present(&candidates, parts, page, asked) {
        return found;
    }
    if let Some(found) = address.as_deref().and_then(|address| claimed(address, parts, page, asked))
    {
        return found;
    }
    let detour = routes::forwarded(&candidates, address.as_deref(), parts, page, asked);
    if let Some(found) = detour {
        return found;
    }
    let unlisted = awaits_listing(&asked.wants[asked_before..], &candidates);
    let target = Some(candidates[0].path.text());
    if unlisted || is_closed(&candidates, page) {
        return Resolution { target, ..Resolution::of(Status::Unresolved) };
    }
    if let Some(found) = other_spelling(&candidates, parts, page, asked) {
        return found;
    }
    if let Some(found) = looked_up(parts, page, asked) {
        return found;
    }
    if let Some(found) = labelled(parts, page, asked) {
        return found;
    }
    if let Some(path) = numbered::find(&candidates, parts.path, page, asked) {
        return Resolution { target, ..on_page(&path, &path, parts, page, asked) };
    }
    let status = routes::absent(&candidates, address.as_deref(), parts.path, page, asked);
    Resolution { target, ..Resolution::of(status) }
}

/// A destination that means a page and is no address of it, on a site that leaves such links as they are: the path of a
/// source, or a path from the root of the host without that of the site.
fn unserved(parts: &url::Parts<'_>, page: &Page<'_>, asked: &mut Asked) -> Option<Resolution> {
    let (written, changes) = (parts.path, page.site.ways.changes);
    let is_source = |path: &RelPath| damage::is_source(path.extension());
    if written.starts_with('/') {
        let site = page.site;
        let lacks_base = !site.base.is_empty() && site.without_base(written) == written;
        let stays = changes >= Changes::Relative
            && RelPath::new(written).is_some_and(|path| is_source(&path));
        if !lacks_base && !stays {
            return None;
        }
        let based = if lacks_base { format!("{}{written}", site.base) } else { written.to_owned() };
        let served = Page { forwarded: true, ..*page };
        let there = path(&url::Parts { path: &based, ..*parts }, false, &served, asked);
        // Without the base it may be another site of the host.
        let meant = matches!(there.status, Status::Ok | Status::MissingAnchor);
        let status = if meant { Status::Missing } else { Status::Unresolved };
        return Some(Resolution { target: Some(written.into()), ..Resolution::of(status) });
    }
    let plain = candidates::plain(written, true, page).filter(|_| changes == Changes::Nothing);
    let target = plain.filter(is_source)?;
    asked.key(&DepKey::Path(target.clone()));
    Some(Resolution { target: Some(target.text()), ..Resolution::of(Status::Missing) })
}

/// The page that a generator finds by what is no address of it.
fn looked_up(parts: &url::Parts<'_>, page: &Page<'_>, asked: &mut Asked) -> Option<Resolution> {
    let found = match page.site.ways.lookups {
        Lookups::No => None,
        _ => reference::find(parts, None, page, asked),
    }?;
    let unsure = page.site.ways.lookups == Lookups::Maybe || found.damage.is_some();
    let status = if unsure { Status::Unresolved } else { found.status };
    Some(Resolution { status, damage: None, ..found })
}

/// The page with the place that other pages may name, wherever they are: a label of `MyST`.
fn labelled(parts: &url::Parts<'_>, page: &Page<'_>, asked: &mut Asked) -> Option<Resolution> {
    let site = page.site;
    if site.ways.programs.destinations != Known::Anything || parts.fragment.is_some() {
        return None;
    }
    let name = url::decode(parts.path);
    asked.key(&DepKey::Route(format!("{BY_NAME}{name}").into()));
    asked.wants.extend(site.docs.iter().cloned().map(Want::Pages));
    let mut known = page.snapshot.named(&name).filter(|path| site.holds(path));
    known.next().map(|path| on_page(path, path, parts, page, asked))
}

/// Is one of the candidates in a folder whose names are among `wants`?
fn awaits_listing(wants: &[Want], candidates: &[Candidate]) -> bool {
    wants.iter().any(|want| {
        matches!(want, Want::Listing(dir) if candidates.iter().any(|c| is_below(&c.path, dir)))
    })
}

/// The first candidate that is there.
pub(super) fn present(
    candidates: &[Candidate],
    parts: &url::Parts<'_>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<Resolution> {
    for candidate in candidates {
        let path = page.snapshot.shared(&candidate.path);
        asked.key(&DepKey::Path(path.clone()));
        match page.snapshot.tree.lookup(&path) {
            // What the generator leaves out has no address.
            Lookup::Found(Kind::File) if page.site.leaves_out(&path) => {}
            Lookup::Found(Kind::File) if has_moved(candidate, &path, page, asked) => {}
            Lookup::Found(Kind::File) => return Some(on_page(&path, &path, parts, page, asked)),
            Lookup::Found(Kind::Dir) => {
                let found = in_folder(candidate, parts, page, asked);
                if found.is_some() {
                    return found;
                }
            }
            Lookup::Unlisted(dir) => asked.want(Want::Listing(dir)),
            Lookup::Found(_) | Lookup::Missing | Lookup::Closed => {}
        }
    }
    None
}

/// Does the page at `path` say that it is served elsewhere than at the address that led to it?
fn has_moved(candidate: &Candidate, path: &RelPath, page: &Page<'_>, asked: &mut Asked) -> bool {
    if !candidate.by_address || !is_page(path) {
        return false;
    }
    asked.key(&DepKey::Exports(path.clone()));
    if let Some((_, target)) = page.snapshot.page(path) {
        return target.served.at.is_some();
    }
    asked.want(Want::Page(path.clone()));
    false
}

/// Is one of the candidates where nobody may look? Packages share files of built sites by symbolic links that lead out of
/// them; in a repository such a link is one that only works on one machine.
fn is_closed(candidates: &[Candidate], page: &Page<'_>) -> bool {
    let is_built = made::is_built(page.site) && page.file.format == Format::Html;
    candidates.iter().any(|candidate| match page.snapshot.tree.lookup(&candidate.path) {
        Lookup::Closed => true,
        Lookup::Found(Kind::Outside) => is_built,
        _ => false,
    })
}

/// The page that says of itself that it is at `address`.
fn claimed(
    address: &str,
    parts: &url::Parts<'_>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<Resolution> {
    if !page.site.has_claims() {
        return None;
    }
    let inner = page.site.without_base(address);
    let holds = |path: &RelPath| page.site.holds(path);
    let plain = inner.strip_suffix(".html").filter(|_| page.site.ways.html);
    let own = [Some(inner), plain].into_iter().flatten().map(str::to_owned);
    let addresses = own.chain(page.site.main_addresses(inner));
    let mut claims = addresses.filter_map(|address| {
        asked.key(&DepKey::Route(Arc::from(address.as_str())));
        page.snapshot.route(&address, &holds)
    });
    let (path, own) = claims.next()?;
    let found = on_page(path, path, parts, page, asked);
    let detour = (!own).then(|| page.snapshot.page(path)).flatten().and_then(|(_, target)| {
        target.served.at.as_deref().map(str::to_owned).or_else(|| page.site.address(path))
    });
    let detour = detour.map(|to| routes::with_slash(&format!("{}{to}", page.site.base), parts));
    Some(Resolution { detour: detour.map(String::into_boxed_str), ..found })
}

/// A path that is not there may be there in another case or normal form.
pub(super) fn other_spelling(
    candidates: &[Candidate],
    parts: &url::Parts<'_>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<Resolution> {
    let ways = &page.site.ways;
    for candidate in candidates {
        let mut seen = Vec::new();
        let answer = page.snapshot.tree.lookup_folded(&candidate.path, &mut seen);
        for dir in seen {
            asked.key(&DepKey::Dir(dir));
        }
        match answer {
            Ok(spelling) if spelling != candidate.path => {
                let target = Some(candidate.path.text());
                let lowers = matches!(ways.names, Names::Slugs(_));
                if !ways.ignore_case && !lowers {
                    let found = Some(spelling);
                    return Some(Resolution { target, found, ..Resolution::of(Status::WrongCase) });
                }
                let candidate = Candidate { path: spelling.clone(), ..candidate.clone() };
                let found = match page.snapshot.tree.lookup(&spelling) {
                    Lookup::Found(Kind::Dir) => in_folder(&candidate, parts, page, asked),
                    _ => Some(on_page(&spelling, &spelling, parts, page, asked)),
                };
                if let Some(found) = found {
                    let respelled = ways.ignore_case && found.status == Status::Ok;
                    return Some(Resolution { target, respelled, ..found });
                }
            }
            Err(Lookup::Unlisted(dir)) => asked.want(Want::Listing(dir)),
            _ => {}
        }
    }
    None
}

/// A folder stands for its README or index page; without one it is a list of files, where the candidate allows that.
fn in_folder(
    candidate: &Candidate,
    parts: &url::Parts<'_>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<Resolution> {
    let (dir, tree) = (&candidate.path, &page.snapshot.tree);
    let listed = tree.is_listed(dir);
    if !listed {
        asked.want(Want::Listing(dir.clone()));
    }
    asked.key(&DepKey::Dir(dir.clone()));
    let index = candidates::index_page(dir, page.site, tree);
    if let Some(index) = index.filter(|index| !has_moved(candidate, index, page, asked)) {
        return Some(on_page(dir, &index, parts, page, asked));
    }
    let generated = listed && routes::has_generated_index(dir, tree);
    if listed && !candidate.folder && !generated {
        return None;
    }
    let anchor = parts.fragment.is_some_and(|fragment| !fragment.is_empty());
    let plain = page.site.ways.serve == Serve::Files;
    let status = match anchor && listed && plain && !generated {
        true if tree.names(dir).is_none() => Status::Unresolved,
        true => Status::MissingAnchor,
        false => Status::Ok,
    };
    let (target, found) = (Some(dir.text()), Some(dir.clone()));
    Some(Resolution { target, found, ..Resolution::of(status) })
}

/// `found` exists: is its anchor there too? `named` is the path that the link names.
pub(super) fn on_page(
    named: &RelPath,
    found: &RelPath,
    parts: &url::Parts<'_>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Resolution {
    let status = match parts.fragment.filter(|fragment| !fragment.is_empty()) {
        None => Status::Ok,
        Some(fragment) => fragment::status(fragment, found, page, asked),
    };
    Resolution {
        target: Some(named.text()),
        found: Some(found.clone()),
        page: page.snapshot.page(found).map(|(id, _)| id),
        ..Resolution::of(status)
    }
}
