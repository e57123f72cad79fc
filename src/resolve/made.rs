//! What nobody wrote: pages and files that a build makes, as far as what is here tells.

use super::{Asked, Candidate, Page};
use crate::base::path::{Kind, RelPath};
use crate::corpus::{DepKey, Lookup};
use crate::doc::Format;
use crate::site::{Known, Serve, Site};

/// May a build make one of `candidates`, which are not there?
pub(super) fn may_be_built(candidates: &[Candidate], page: &Page<'_>, asked: &mut Asked) -> bool {
    let mut paths = candidates.iter().map(|candidate| &candidate.path);
    paths.any(|path| {
        page.site.ignored.holds(path)
            || has_model(path, page, asked)
            || is_bundle(path) && is_served_elsewhere(page, asked)
    })
}

/// May `written` be a label of a page that a build makes and that is called like it? `MyST` looks labels up before paths.
pub(super) fn may_define(written: &str, page: &Page<'_>) -> bool {
    let site = page.site;
    site.ways.programs.destinations == Known::Anything
        && !written.contains('/')
        && site.docs.iter().any(|docs| site.ignored.knows(written, docs))
}

/// Does something beside `path` tell that a program makes it: `x.md.in`, `x.template.md`, or `x-prefix.md`, to which the rest
/// is added?
fn has_model(path: &RelPath, page: &Page<'_>, asked: &mut Asked) -> bool {
    const BEHIND: [&str; 8] = ["in", "j2", "jinja", "jinja2", "tmpl", "tpl", "template", "erb"];
    const BEFORE: [&str; 5] = [".template", ".tmpl", ".in", "-prefix", "-suffix"];
    let (name, stem, extension) = (path.file_name(), path.stem(), path.extension());
    if extension.is_empty() {
        return false;
    }
    let folder = path.parent();
    asked.key(&DepKey::Dir(folder.clone()));
    // Names are put together in one place: most of what is absent has no model.
    let mut model = String::with_capacity(name.len() + 16);
    let mut is_there = |parts: [&str; 4]| {
        model.clear();
        model.extend(parts);
        page.snapshot.tree.has_file(&folder, &model)
    };
    BEHIND.iter().any(|end| is_there([name, ".", end, ""]))
        || BEFORE.iter().any(|end| is_there([stem, end, ".", extension]))
}

/// Is this a script or a style sheet, which are put together before a page is served?
fn is_bundle(path: &RelPath) -> bool {
    matches!(path.extension(), "js" | "mjs" | "css" | "map" | "wasm")
}

/// Is `page` HTML without a frame of its own that no generator puts into one, so that it is a part of others and nobody knows
/// where its links start?
pub(super) fn is_fragment(page: &Page<'_>) -> bool {
    const FRAMES: [&str; 5] = ["<!doctype", "<html", "<head", "<body", "<base"];
    let text = &page.file.text;
    let starts = |at: usize| {
        // In a comment of a template stands `<body>`, and `<header>` is no frame.
        let quoted = text[..at].ends_with('`');
        !quoted
            && FRAMES.iter().any(|frame| {
                let end = at + frame.len();
                let behind = text.as_bytes().get(end).is_none_or(|c| !c.is_ascii_alphanumeric());
                behind && text.get(at..end).is_some_and(|tag| tag.eq_ignore_ascii_case(frame))
            })
    };
    // What was built is served as it is, and pages of a generator have metadata.
    page.file.format == Format::Html
        && !is_built(page.site)
        && !text.starts_with("---")
        && !memchr::memchr_iter(b'<', text.as_bytes()).any(starts)
}

/// Is it a folder of built pages?
pub(super) fn is_built(site: &Site) -> bool {
    site.ways.serve == Serve::Files && !site.ways.lists
}

fn is_on_a_forge(site: &Site) -> bool {
    site.ways.serve == Serve::Files && site.ways.lists
}

/// Is `page` HTML that no site here publishes? Then nobody knows what it will find at the root of its host: it may be a
/// template, or the result of a test.
pub(super) fn is_served_elsewhere(page: &Page<'_>, asked: &mut Asked) -> bool {
    if page.file.format != Format::Html || !is_on_a_forge(page.site) {
        return false;
    }
    let home = RelPath::root().child("index.html");
    let found = page.snapshot.tree.lookup(&home) == Lookup::Found(Kind::File);
    asked.key(&DepKey::Path(home));
    !found
}

/// Files that generators make beside their pages.
const FEEDS: [&str; 13] = [
    "404.html",
    "404",
    "atom.xml",
    "feed.json",
    "feed.xml",
    "feed_rss_created.xml",
    "feed_rss_updated.xml",
    "index.xml",
    "llms.txt",
    "llms-full.txt",
    "robots.txt",
    "rss.xml",
    "sitemap.xml",
];

/// Is `address` one of the generator's own?
pub(super) fn is_at(address: &str, site: &Site) -> bool {
    let below = |made: &String| {
        let rest = address.strip_prefix(made.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let name = address.rsplit('/').next().unwrap_or_default();
    site.ways.serve != Serve::Files && FEEDS.contains(&name)
        || site.made.iter().any(below)
        || site.lists.iter().any(|list| list == address)
}
