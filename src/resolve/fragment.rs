//! Is the anchor there?

use super::includes::MOST_INCLUDES;
use super::{Asked, Page, Status, Want, is_page, made};
use crate::base::path::{Kind, RelPath};
use crate::base::span::Span;
use crate::base::url;
use crate::corpus::{DepKey, File, Lookup, Snapshot};
use crate::doc::{Anchor, Dialect, Format};
use crate::site::Known;

/// The status of a link to the existing file `path` with this non-empty `fragment`.
pub(super) fn status(fragment: &str, path: &RelPath, from: &Page<'_>, asked: &mut Asked) -> Status {
    let snapshot = from.snapshot;
    if is_no_anchor(fragment) {
        return Status::Ok;
    }
    // `#lines-10` may be a heading of a page.
    let lines = lines(fragment).filter(|lines| !lines.plain || !is_page(path));
    if let Some(Lines { last, .. }) = lines {
        return if has_line(last, path, snapshot, asked) {
            Status::Ok
        } else {
            Status::MissingAnchor
        };
    }
    if !is_page(path) {
        // What a fragment of an image, a PDF or a program means is for its viewer to say.
        return Status::Ok;
    }
    asked.key(&DepKey::Exports(path.clone()));
    let Some((_, page)) = snapshot.page(path) else {
        asked.want(Want::Page(path.clone()));
        return Status::Ok;
    };
    if page.unreadable.is_some() || names_top(fragment) {
        return Status::Ok;
    }
    // What describes a field of an API has an anchor of its name.
    if page.dialect.titles && fragment.starts_with("param-") {
        return Status::Unresolved;
    }
    let decoded = url::decode(fragment);
    let shown_as_readme = decoded == "readme"
        && (path.stem().eq_ignore_ascii_case("readme") || from.site.checkout.is_boxed());
    let unprefixed = decoded.strip_prefix("user-content-");
    let ids = [&*decoded, fragment, unprefixed.unwrap_or(fragment)];
    // Most fragments are written as the id is.
    let ids = if unprefixed.is_none() && decoded == fragment { &ids[..1] } else { &ids };
    let here = |page: &File| ids.iter().any(|id| page.export(id).is_some());
    let is_it =
        |anchor: &Anchor, held: Span| ids.contains(&&*anchor.id) && held.contains(anchor.span);
    // A part may belong to no site: who includes it renders it.
    let within = |part: &File, held: Span| {
        part.doc.anchors.iter().any(|anchor| anchor.kind.is_there() && is_it(anchor, held))
            || part.dialect.name != page.dialect.name
                && part.anchors_in(page.dialect).iter().any(|anchor| is_it(anchor, held))
    };
    // Who follows the link from another site sees the page as that one renders it.
    let there = || {
        from.file.dialect.name != page.dialect.name
            && page.anchors_in(from.file.dialect).iter().any(|anchor| ids.contains(&&*anchor.id))
    };
    // Nobody knows how the generator treats what is no letter, or from where it counts.
    let guessed = || {
        let others = ["vitepress", "mintlify"].iter().filter(|_| from.site.ways.either);
        others
            .filter_map(|name| Dialect::named(name))
            .any(|other| page.anchors_in(other).iter().any(|anchor| ids.contains(&&*anchor.id)))
    };
    if shown_as_readme || here(page) || are_lines(&decoded, page) || there() || guessed() {
        return Status::Ok;
    }
    let included = included(page, &within, from, asked);
    // `!!!include(x.md)!!!` is for a plugin of `VuePress`.
    let has_plugin = || page.format != Format::Html && page.text.contains("!!!include(");
    let is_open = included == Included::Unknown || page.doc.generated || has_plugin();
    // A program wrote it, which makes no typing errors, and perhaps very many ids to compare.
    let is_built = page.format == Format::Html;
    let is_here = page.path == from.file.path;
    if included == Included::Has {
        Status::Ok
    } else if from.site.ways.programs.anchors && is_marked(&decoded, page)
        // Other parts of the page may have it.
        || is_here && made::is_fragment(from)
    {
        Status::Unresolved
    } else if from.site.ways.programs.destinations == Known::Anything
        && is_here
        && !is_near(&decoded, page)
    {
        // On such a site `#x` may be defined by another page.
        Status::Unresolved
    } else if is_open && (is_built || names_program(&decoded, from) || !is_near(&decoded, page)) {
        Status::Unresolved
    } else {
        Status::MissingAnchor
    }
}

/// Are these several lines of a source that `page` shows with a number at each: `10-20`? A script marks them, in pages of rustdoc.
fn are_lines(fragment: &str, page: &File) -> bool {
    let is_line = |id: &str| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) && page.export(id).is_some()
    };
    let lines = fragment.split_once('-').filter(|_| page.format == Format::Html);
    lines.is_some_and(|(first, last)| is_line(first) && is_line(last))
}

/// May the fragment be the name of something that programs of the site document: `package.Class`? Such names are much alike.
fn names_program(fragment: &str, from: &Page<'_>) -> bool {
    fragment.contains('.') && from.site.ways.programs.labels == Known::Anything
}

/// Is an anchor of the page almost the wanted one? Then a typing error is likelier than that a component makes it.
fn is_near(fragment: &str, page: &File) -> bool {
    // What a tag adds to a heading, nobody knows.
    let is_begun = |anchor: &Anchor| {
        let heading = anchor.heading.and_then(|row| page.doc.headings.get(row as usize));
        let has_tag = heading.is_some_and(|heading| page.text[heading.span.range()].contains("{{"));
        has_tag && anchor.id.starts_with(fragment)
    };
    if page.doc.anchors.iter().any(is_begun) {
        return false;
    }
    super::headings::anchors(fragment, page).first().is_some_and(|(_, id)| {
        let longest = id.chars().count().max(fragment.chars().count());
        strsim::levenshtein(id, fragment) * 4 <= longest
    })
}

/// Whether what a page includes has an anchor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Included {
    Has,
    Lacks,
    /// Something of it is not here, or brings more from elsewhere.
    Unknown,
}

/// Does a file that `page` includes, or one that it includes in turn, have the anchor in the part that is included?
fn included(
    page: &File,
    has: &dyn Fn(&File, Span) -> bool,
    from: &Page<'_>,
    asked: &mut Asked,
) -> Included {
    let snapshot = from.snapshot;
    let whole = |page: &File| Span::new(0, page.text.len());
    let mut level = vec![(page, whole(page))];
    let mut is_open = false;
    for _ in 0..MOST_INCLUDES {
        let mut next = Vec::new();
        let includes = level.iter().flat_map(|(page, held)| {
            let own = page.doc.includes.iter().filter(|include| held.contains(include.span));
            own.map(move |include| (*page, include))
        });
        for (holder, include) in includes {
            let mut is_there = false;
            for path in from.site.included(&holder.path, include) {
                asked.key(&DepKey::Exports(path.clone()));
                asked.key(&DepKey::Path(path.clone()));
                if let Some((_, part)) = snapshot.page(&path) {
                    // Where it is cut, only the generator may know.
                    let held = include.part.of(&part.text);
                    is_open |= held.is_none() || part.doc.generated;
                    let held = held.unwrap_or_else(|| whole(part));
                    if has(part, held) {
                        return Included::Has;
                    }
                    next.push((&**part, held));
                }
                is_there |= match snapshot.tree.lookup(&path) {
                    Lookup::Found(Kind::File) => {
                        // What is no page is read by nobody here.
                        is_open |= !is_page(&path);
                        if snapshot.page(&path).is_none() && is_page(&path) {
                            asked.want(Want::Page(path));
                        }
                        true
                    }
                    Lookup::Unlisted(dir) => {
                        asked.want(Want::Listing(dir));
                        true
                    }
                    _ => false,
                };
            }
            is_open |= !is_there;
        }
        if next.is_empty() {
            break;
        }
        level = next;
    }
    if is_open { Included::Unknown } else { Included::Lacks }
}

/// Does `page` say somewhere in a mark what `fragment` ends with, so that a program may make an anchor of it: `r[items.fn]`
/// or `number="3-1"` for `#r-items.fn` and `#listing-3-1`?
fn is_marked(fragment: &str, page: &File) -> bool {
    let text = page.text.as_bytes();
    let rest = fragment.split_once('-').map(|(_, rest)| (rest, true));
    [Some((fragment, false)), rest].into_iter().flatten().filter(|(name, _)| name.len() > 1).any(
        |(name, is_rest)| {
            memchr::memmem::find_iter(text, name.as_bytes()).any(|at| {
                let before = at.checked_sub(1).and_then(|at| text.get(at));
                match (before, text.get(at + name.len())) {
                    (Some(b'"'), Some(b'"')) | (Some(b'{'), Some(b'}')) => true,
                    (Some(b'['), Some(b']')) => is_rest,
                    _ => false,
                }
            })
        },
    )
}

/// Fragments that name no anchor by design: routes of client-side programs, text fragments, media times.
fn is_no_anchor(fragment: &str) -> bool {
    // `#fn:1` and `#fnref:1` are footnotes, `#tab/x` is one of several tabs, `#__x` and `#_top` what
    // Material and Starlight make of their own.
    let made = ["/", "!", ":~:", "t=", "fn:", "fnref:", "tab/", "__", "_top"];
    made.iter().any(|start| fragment.starts_with(start))
}

/// `#top` leads to the top of any page (HTML Living Standard, "Navigating to a fragment").
fn names_top(fragment: &str) -> bool {
    fragment.eq_ignore_ascii_case("top")
}

/// Lines of a file that a fragment asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lines {
    last: u32,
    /// It reads like the name of a heading.
    plain: bool,
}

/// What `L10`, `L10-L20` and `L10C3-L20C7` ask for on GitHub, `L10-20` on GitLab, `lines-10` and `lines-10:20` on Bitbucket.
fn lines(fragment: &str) -> Option<Lines> {
    if let Some(range) = fragment.strip_prefix("lines-") {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        let last = first.parse::<u32>().ok()?.max(last.parse().ok()?);
        return Some(Lines { last, plain: !range.contains(':') });
    }
    let line = |part: &str| {
        let (line, column) = part.split_once('C').unwrap_or((part, "1"));
        column.parse::<u32>().ok()?;
        line.parse::<u32>().ok()
    };
    let (first, last) = fragment.strip_prefix('L').map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        (first, last.strip_prefix('L').unwrap_or(last))
    })?;
    Some(Lines { last: line(first)?.max(line(last)?), plain: false })
}

fn has_line(last: u32, path: &RelPath, snapshot: &Snapshot, asked: &mut Asked) -> bool {
    asked.key(&DepKey::Lines(path.clone()));
    match snapshot.lines(path) {
        Some(Some(count)) => last <= count.max(1),
        Some(None) => true,
        None => {
            asked.want(Want::Lines(path.clone()));
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_anchors() {
        let last = |fragment| lines(fragment).map(|lines| lines.last);
        assert_eq!(last("L10"), Some(10));
        for fragment in ["L10-L20", "L10-20", "L10C1-L20C3", "lines-10:20", "lines-20"] {
            assert_eq!(last(fragment), Some(20), "{fragment}");
        }
        for fragment in [
            "Lines",
            "L",
            "L1-2-3",
            "l10",
            "L10-end",
            "L10C",
            "L10C1-L20C",
            "L10Cx",
            "lines-",
            "lines-1:x",
        ] {
            assert_eq!(last(fragment), None, "{fragment}");
        }
    }
}
