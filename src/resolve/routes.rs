//! Addresses that no file name tells: what a site forwards, generates, or leaves to others.

use super::label::may_be_label;
use super::lookup::{external, path, present};
use super::{Asked, Candidate, Page, Resolution, Status, Want, dynamic, made, numbered};
use crate::base::path::{Kind, RelPath};
use crate::base::url::{self, Class};
use crate::corpus::{DepKey, Lookup, Tree};
use crate::doc::Format;
use crate::doc::redirects::Table;
use crate::site::{Pages, Redirects, Serve, Site, is_below};

/// Redirects that lead to redirects are followed this far.
const MOST_REDIRECTS: usize = 10;

/// Where the site forwards what is not there.
pub(super) fn forwarded(
    candidates: &[Candidate],
    address: Option<&str>,
    parts: &url::Parts<'_>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<Resolution> {
    let Site { redirects, shown, .. } = page.site;
    if redirects.is_empty() && shown.is_empty() || page.forwarded {
        return None;
    }
    let find = |table: &Redirects| {
        let by_address = address.and_then(|address| {
            let address = page.site.without_base(address);
            // Paths of sources become addresses, whether they are there or not.
            let served = || {
                page.site
                    .extensions()
                    .find_map(|known| address.strip_suffix(known)?.strip_suffix('.'))
            };
            let by_source = || {
                served()
                    .filter(|_| page.site.ways.html)
                    .and_then(|stem| table.find(&format!("{stem}.html")))
            };
            table.find(address).or_else(by_source)
        });
        by_address.or_else(|| {
            let mut files = candidates.iter().filter_map(|found| table.find_file(&found.path));
            files.next().map(str::to_owned)
        })
    };
    let Some(to) = find(redirects) else {
        return find(shown).map(|to| end(to, parts.fragment, false, page, asked).1);
    };
    let (to, found) = end(to, parts.fragment, false, page, asked);
    if matches!(found.status, Status::Missing) {
        // What was written is what is missing, and what may have another name now; the redirect is told where it stands.
        let written = candidates.first().map(|candidate| candidate.path.text());
        return Some(Resolution { target: written.or(found.target.clone()), ..found });
    }
    let detour = match (url::split(&to).fragment, parts.fragment) {
        (None, Some(fragment)) => format!("{to}#{fragment}"),
        _ => to,
    };
    Some(Resolution { detour: Some(detour.into()), ..found })
}

/// Where `to`, the target of a redirect in the table `page`, leads. One that is written `relative` is a page of the site.
pub(super) fn target(to: &str, relative: bool, page: &Page<'_>, asked: &mut Asked) -> Resolution {
    if url::split(to).class == Class::External {
        return external(to, page, asked);
    }
    let (_, found) = end(to.to_owned(), None, relative, page, asked);
    let fragment = url::split(to).fragment.map(|fragment| url::decode(fragment).into());
    Resolution { fragment, ..found }
}

/// Where `to`, which the navigation in the table `page` names, leads.
pub(super) fn named_in_navigation(
    to: &str,
    table: Table,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Resolution {
    let parts = url::split(to);
    if parts.class != Class::Path {
        return super::resolve_plain(to, false, page, asked);
    }
    let docs = page.site.navigation.iter().find(|shown| shown.file == page.file.path);
    let docs = docs.map(|shown| shown.of.clone()).or_else(|| page.site.docs.first().cloned());
    let docs = docs.unwrap_or_default();
    let (folder, extensions): (RelPath, &[&str]) = match table {
        Table::Mkdocs => (docs.clone(), &[""]),
        Table::Awesome => (page.file.path.parent(), &[""]),
        Table::Book => (page.file.path.parent(), &["", ".md", ".rst", ".ipynb", ".txt"]),
        Table::Sidebars => (docs.clone(), &[".md", ".mdx"]),
        Table::Astro => return target(&format!("{}{to}", page.site.base), false, page, asked),
        Table::Contents => return super::resolve_plain(to, false, page, asked),
        _ => return target(to, false, page, asked),
    };
    let rest = url::decode(parts.path).into_owned();
    let paths = extensions.iter().filter_map(|end| folder.join(&format!("{rest}{end}")));
    let candidate =
        |path| Candidate { path, why: "the source file", folder: true, by_address: false };
    let candidates: Vec<Candidate> = paths.map(candidate).collect();
    let target = candidates.first().map(|candidate| candidate.path.text());
    let asked_before = asked.wants.len();
    if let Some(found) = present(&candidates, &parts, page, asked) {
        return found;
    }
    let status = if table == Table::Sidebars {
        // Ids leave out numbers, and pages may say theirs themselves.
        let mounts = page.site.mounts.iter().filter(|mount| mount.folder == docs);
        let address = mounts.map(|mount| format!("{}{}/{rest}", page.site.base, mount.url)).next();
        let found = address.map(|address| self::target(&address, false, page, asked));
        if let Some(found) = found.filter(|found| found.found.is_some()) {
            return found;
        }
        Status::Unresolved
    } else if asked.wants.len() > asked_before
        // Nothing of it is here.
        || page.snapshot.tree.lookup(&docs) == Lookup::Missing
        || made::may_be_built(&candidates, page, asked)
        || is_made_apart(&candidates, page, asked)
        || candidates.iter().any(|one| page.site.elsewhere.iter().any(|f| is_below(&one.path, f)))
        || page.site.navigation.is_empty() && table == Table::Mkdocs
    {
        // Plugins of MkDocs that leave a navigation open may make pages, too.
        Status::Unresolved
    } else {
        Status::Missing
    };
    Resolution { target, ..Resolution::of(status) }
}

/// The last address on the way from `to`, and what is there. `fragment` is that of whoever was sent there; `ours`
/// says that it is a place on the site, and not elsewhere on the host.
fn end(
    to: String,
    fragment: Option<&str>,
    ours: bool,
    page: &Page<'_>,
    asked: &mut Asked,
) -> (String, Resolution) {
    let there = Page { forwarded: true, ..*page };
    let mut is_at = |to: &str| {
        let end = url::split(to);
        let fragment = end.fragment.or(fragment);
        let known = end.class == Class::Path && to.starts_with('/') && !to.contains([':', '*']);
        known.then(|| path(&url::Parts { fragment, ..end }, false, &there, asked))
    };
    let is_there = |found: &Option<Resolution>| {
        let status = found.as_ref().map(|found| found.status);
        matches!(status, Some(Status::Ok | Status::MissingAnchor))
    };
    let (mut at, mut found) = (to.clone(), is_at(&to));
    // What is there is served, whatever the patterns of redirects say.
    let mut steps = 0;
    while !is_there(&found) && url::split(&at).class == Class::Path {
        let next = page.site.redirects.find(page.site.without_base(url::split(&at).path));
        let Some(next) = next.filter(|next| *next != at) else { break };
        steps += 1;
        if steps > MOST_REDIRECTS {
            // They lead around.
            (found, at) = (is_at(&to), to);
            break;
        }
        found = is_at(&next);
        at = next;
    }
    if !is_there(&found)
        && let Some(inner) = page.site.shown.find(page.site.without_base(url::split(&at).path))
    {
        found = is_at(&inner);
    }
    let is_judged = |found: &Resolution| match found.status {
        Status::Ok | Status::MissingAnchor => true,
        // What lies elsewhere on the host is not ours to judge.
        Status::Missing => ours || !page.site.ways.shared_host,
        _ => false,
    };
    let found = found.filter(is_judged).unwrap_or_else(|| Resolution {
        target: Some(at.as_str().into()),
        ..Resolution::of(Status::Ok)
    });
    (at, found)
}

/// The source file `path`, from the root of the sources.
pub(super) fn source(path: &str, page: &Page<'_>, asked: &mut Asked) -> Resolution {
    let parts = url::split(path);
    let fragment = parts.fragment.map(|fragment| url::decode(fragment).into());
    let found =
        page.site.docs.iter().filter_map(|docs| docs.join(parts.path.trim_start_matches('/')));
    let candidate =
        |path| Candidate { path, why: "the source file", folder: false, by_address: false };
    let candidates: Vec<Candidate> = found.map(candidate).collect();
    let target = candidates.first().map(|candidate| candidate.path.text());
    let found = present(&candidates, &parts, page, asked);
    let found = found.unwrap_or(Resolution { target, ..Resolution::of(Status::Missing) });
    Resolution { fragment, ..found }
}

/// The address `to` with a slash at its end if the destination in `parts` had one, and its fragment.
pub(super) fn with_slash(to: &str, parts: &url::Parts<'_>) -> String {
    let slash = if parts.path.ends_with('/') && !to.ends_with('/') { "/" } else { "" };
    let fragment = parts.fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{to}{slash}{fragment}")
}

/// Nothing is known to be at any of `candidates`: is the link broken, or is that beyond what can be known?
pub(super) fn absent(
    candidates: &[Candidate],
    address: Option<&str>,
    written: &str,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Status {
    let (site, tree) = (page.site, &page.snapshot.tree);
    let ways = &site.ways;
    let from_root = written.starts_with('/');
    if !from_root && page.starts_anywhere() {
        return Status::Unresolved;
    }
    let is_elsewhere = |path: &RelPath| site.elsewhere.iter().any(|folder| is_below(path, folder));
    if candidates.iter().any(|candidate| is_elsewhere(&candidate.path)) {
        return Status::Unresolved;
    }
    let own = match address {
        Some(address) => site.without_base(address).to_owned(),
        None => format!("/{}", candidates[0].path.relative_to(&site.docs[0])),
    };
    if made::is_at(&own, site) {
        return Status::Unresolved;
    }
    // A label may be defined in any page, in ways that only the generator knows.
    if ways.programs.destinations.may_be(written)
        && (may_be_label(written, page) || made::may_define(written, page))
    {
        return Status::Unresolved;
    }
    // A page that nobody has read may claim the address.
    if site.has_claims() && address.is_some() {
        asked.wants.extend(site.docs.iter().cloned().map(Want::Pages));
    }
    // Most of what is absent leads to other sites of a shared host, so that is asked before the tree is.
    let elsewhere = ways.shared_host || ways.mirrored || made::is_served_elsewhere(page, asked);
    let is_apart = !has_neighbours(candidates, page, asked);
    if elsewhere && from_root && is_apart {
        return Status::Unresolved;
    }
    if made::may_be_built(candidates, page, asked) {
        return Status::Unresolved;
    }
    let is_site = ways.serve != Serve::Files || ways.shared_host;
    let mut paths = candidates.iter().map(|candidate| &candidate.path);
    if is_site && paths.any(|path| dynamic::may_be_made(path, tree, asked)) {
        return Status::Unresolved;
    }
    // What takes all addresses shows pages that are here, too: among those the link has its place.
    let is_root = |dir: &RelPath| site.mounts.iter().any(|mount| mount.folder == *dir);
    let is_taken = |candidate: &Candidate, asked: &mut Asked| {
        dynamic::taken_by(&candidate.path, tree, asked).is_some_and(|dir| !is_root(&dir))
    };
    if is_site && is_apart && candidates.iter().any(|candidate| is_taken(candidate, asked)) {
        return Status::Unresolved;
    }
    // What climbs above the site leads to another one of its host.
    if ways.shared_host && ways.serve != Serve::Files && address.is_none() {
        return Status::Unresolved;
    }
    // Pages that no generator of this repository publishes may be written for the site that it makes.
    let built = |home: &RelPath| {
        is_below(&page.file.path.parent(), home) && page.file.path.parent() != *home
    };
    // So may those beside several of them, which tell of all.
    let html = written.rsplit_once('.').is_some_and(|(_, end)| end == "html");
    let beside = || {
        let own = page.file.path.parent();
        site.around.iter().filter(|home| !home.is_root() && home.parent() == own).count() > 1
    };
    if html && (site.around.iter().any(built) || beside()) {
        return Status::Unresolved;
    }
    let may_be_generated = may_be_page(written)
        && match ways.programs.pages {
            Pages::Nowhere | Pages::Apart | Pages::Below => is_made_apart(candidates, page, asked),
            Pages::Anywhere => html,
            Pages::Library => html && (is_dotted(written) || is_apart && written.contains('/')),
        };
    if may_be_generated
        || is_apart && numbered::is_of_another_site(candidates, written, page, asked)
    {
        return Status::Unresolved;
    }
    Status::Missing
}

/// Does `written` end like a page, or like no file at all?
fn may_be_page(written: &str) -> bool {
    let name = written.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    !extension.starts_with(|c: char| c.is_ascii_alphabetic())
        || Format::of_extension(extension).is_some()
}

/// Has the name of the page `written` a dot: `class.Button.html`?
fn is_dotted(written: &str) -> bool {
    let name = written.rsplit('/').next().unwrap_or_default();
    name.trim_end_matches(".html").contains('.')
}

/// Do pages stand where one of the candidates would be? Then it would be one of this corpus, and its name is wrong. The
/// root of a site says nothing: every host has more there than one corpus holds.
fn has_neighbours(candidates: &[Candidate], page: &Page<'_>, asked: &mut Asked) -> bool {
    let roots =
        |dir: &RelPath| dir.is_root() || page.site.mounts.iter().any(|mount| mount.folder == *dir);
    candidates.iter().any(|candidate| {
        let dir = candidate.path.parent();
        let tree = &page.snapshot.tree;
        asked.key(&DepKey::Dir(dir.clone()));
        if numbered::is_folder(&dir, page, asked) {
            return true;
        }
        !roots(&dir)
            && tree.lookup(&dir) == Lookup::Found(Kind::Dir)
            && tree.unsorted(&dir).any(|(name, kind)| {
                let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
                kind == Kind::File && Format::of_extension(extension).is_some()
            })
    })
}

/// Would one of the candidates be where programs of the site make pages, if those are apart from others?
fn is_made_apart(candidates: &[Candidate], page: &Page<'_>, asked: &mut Asked) -> bool {
    let (site, tree) = (page.site, &page.snapshot.tree);
    let is_page = |name: &str| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        site.extensions().any(|known| known == extension)
    };
    let is_at_root = || {
        let mut dirs = candidates.iter().map(|candidate| candidate.path.parent());
        dirs.any(|dir| {
            site.docs.contains(&dir) && tree.unsorted(&dir).any(|(name, _)| is_page(name))
        })
    };
    match site.ways.programs.pages {
        Pages::Nowhere | Pages::Anywhere | Pages::Library => false,
        Pages::Apart => {
            let by_hand = || candidates.iter().all(|one| is_by_hand(&one.path, site));
            let is_known = has_neighbours(candidates, page, asked) || is_at_root() && by_hand();
            !is_known
        }
        Pages::Below => !has_neighbours(candidates, page, asked) && !is_at_root(),
    }
}

/// Would nobody but an author make the page `path`, at the root of `site`? Its programs do not speak of it, and it is none of
/// those that repositories have outside of their documentation, from where such programs take them.
fn is_by_hand(path: &RelPath, site: &Site) -> bool {
    const TAKEN: [&str; 14] = [
        "authors",
        "changelog",
        "changes",
        "codeofconduct",
        "contributing",
        "contributors",
        "history",
        "index",
        "license",
        "news",
        "readme",
        "releases",
        "security",
        "summary",
    ];
    let stem = path.stem();
    let plain: String = stem.chars().filter(|c| c.is_alphanumeric()).collect();
    let taken = TAKEN.contains(&plain.to_lowercase().as_str());
    !taken && site.makers.as_ref().is_some_and(|text| !text.contains(stem))
}

/// Does a file in `dir` ask the generator for an index page?
pub(super) fn has_generated_index(dir: &RelPath, tree: &Tree) -> bool {
    tree.unsorted(dir).any(|(name, _)| {
        let starts = ["_category_.", "index.", "page."];
        starts.iter().any(|start| name.starts_with(start)) || name == "toc.yml"
    })
}
