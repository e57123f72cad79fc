//! A heading's permalink that was taken for text.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::{self, AnchorKind, Format, LinkKind};
use crate::lint::link::data;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::site::Known;

pub(super) static META: RuleDef = RuleDef {
    name: "scraped-permalink",
    family: "anchors",
    severity: Some(Severity::Warning),
    summary: "a heading carries the self-link or the id of the page that it was copied from",
    doc: include_str!("scraped_permalink.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        if !doc::is_permalink(&cx.file.text, link) {
            continue;
        }
        let id = link.url.trim_start_matches('#');
        let start = cx.file.text[..link.span.range().start].trim_end_matches([' ', '\t']).len();
        let span = Span::new(start, link.span.range().end);
        let safety =
            if keeps_anchor(cx, link.heading, span, id) { Safety::Safe } else { Safety::Unsafe };
        let mut data = data(cx, link, resolution);
        data.set("anchor", Datum::Text(id.to_owned()));
        let finding = Finding::new(
            link.span,
            "this heading carries the permalink of the page it was copied from",
        )
        .label("an empty link to the heading itself")
        .help("remove it: the renderer makes permalinks of its own")
        .data(data)
        .cause(format!("scraped-permalink {}", cx.file.path))
        .fix(Fix::replace(safety, "Remove the permalink", cx.id, span, "").changes_content());
        out.push(finding);
    }
    let site = cx.sites.of(&cx.file.path);
    let profile = site.profile;
    // What an unknown generator makes of braces, only it knows.
    if profile != "site" {
        attributes(cx, out);
    }
    // Where programs of the project read the pages, braces may be theirs.
    let is_plain = site.ways.programs.labels == Known::Nothing;
    if SHOWING.contains(&profile) && is_plain && cx.file.format == Format::Markdown {
        leftovers(cx, out);
    }
}

/// Renderers to which braces behind words are words, whatever plugins they have.
const SHOWING: [&str; 5] = ["github", "hugo", "mdbook", "scraped", "starlight"];

/// What pandoc writes for spans and their attributes, and readers then see: `[]{#id}`, `[text]{.mark}` and, behind links and
/// images, `{width="3in"}`.
fn leftovers(cx: &FileCx<'_>, out: &mut Findings) {
    let page = &cx.file.doc;
    if cx.file.dialect.name == "pandoc" {
        return;
    }
    for open in memchr::memmem::find_iter(cx.file.text.as_bytes(), b"]{") {
        let Some(found) = bracketed(cx, open) else { continue };
        let in_heading = |anchor: &&doc::Anchor| anchor.span.contains(found.0);
        let braces = page.anchors.iter().filter(|anchor| anchor.kind == AnchorKind::Braces);
        if page.is_code(found.0) || braces.clone().any(|anchor| in_heading(&anchor)) {
            continue;
        }
        out.push(leftover(cx, found));
    }
    for link in page.links.iter().filter(|link| LINKS.contains(&link.kind)) {
        let end = link.span.range().end;
        let Some(inside) = braces(&cx.file.text[end..]) else { continue };
        let span = Span::new(end, end + inside.len() + 2);
        if is_attributes(inside) && !page.is_code(span) {
            out.push(leftover(cx, (span, Safety::Unsafe, String::new())));
        }
    }
}

/// Links that Markdown writes with brackets.
const LINKS: [LinkKind; 3] = [LinkKind::Link, LinkKind::Image, LinkKind::Reference];

fn leftover(cx: &FileCx<'_>, (span, safety, text): (Span, Safety, String)) -> Finding {
    let order = "Remove what is no attribute here";
    Finding::new(span, "readers see these braces, which are no attributes here")
        .label("text to this renderer")
        .help("remove them, or name the dialect that knows them: `dialect = \"pandoc\"`")
        .cause(format!("scraped-permalink {{}} {}", cx.file.path))
        .fix(Fix::replace(safety, order, cx.id, span, text).changes_content())
}

/// The span `[text]{…}` whose `]{` is at byte `close`, and what is left of it.
fn bracketed(cx: &FileCx<'_>, close: usize) -> Option<(Span, Safety, String)> {
    let text = &cx.file.text;
    let line = text[..close].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let open = line
        + text[line..close].rfind(['[', ']']).filter(|at| text[line + at..].starts_with('['))?;
    let inside = braces(&text[close + 1..])?;
    let span = Span::new(open, close + inside.len() + 3);
    let words = &text[open + 1..close];
    let (id, rest) = match inside.strip_prefix('#') {
        Some(rest) => rest.split_once(' ').unwrap_or((rest, "")),
        None => ("", inside),
    };
    let is_id = !id.is_empty()
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    let is_sound = rest.is_empty() || is_attributes(rest);
    let escaped = text[..open].ends_with(['\\', '!', ']']);
    if escaped || !is_sound || inside.starts_with('#') && !is_id || !is_id && !rest.starts_with('.')
    {
        return None;
    }
    let anchor = if is_id { format!("<a id=\"{id}\"></a>") } else { String::new() };
    Some((span, Safety::Safe, format!("{anchor}{words}")))
}

/// What stands between the braces that `text` starts with, in one line.
fn braces(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?;
    let end = inside.find(['}', '{', '\n', '\r'])?;
    inside[end..].starts_with('}').then(|| &inside[..end])
}

/// Is this a list of attributes: `.class`, `#id` and `key="value"`?
fn is_attributes(list: &str) -> bool {
    let mut rest = list.trim();
    let mut count = 0;
    while !rest.is_empty() {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#');
        let (name, value) = rest.split_at(rest.find(|c| !is_name(c)).unwrap_or(rest.len()));
        let behind = match value.strip_prefix('=') {
            Some(value) if name.starts_with(char::is_alphabetic) => match value.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').map(|(_, behind)| behind),
                None => Some(value.find(' ').map_or("", |end| &value[end..])),
            },
            None if name.starts_with(['.', '#']) && name.len() > 1 => Some(value),
            _ => None,
        };
        let Some(behind) = behind.filter(|it| it.is_empty() || it.starts_with(' ')) else {
            return false;
        };
        rest = behind.trim_start();
        count += 1;
    }
    count > 0
}

/// `{#x}` behind a heading, which its renderer shows to readers.
fn attributes(cx: &FileCx<'_>, out: &mut Findings) {
    let page = &cx.file.doc;
    for anchor in page.anchors.iter().filter(|anchor| anchor.kind == AnchorKind::Braces) {
        let heading = anchor.heading.and_then(|row| page.headings.get(row as usize));
        let Some(heading) = heading else { continue };
        let written = cx.slice(heading.span);
        let (Some(open), Some(close)) = (written.rfind("{#"), written.rfind('}')) else { continue };
        let start = heading.span.range().start;
        // `[]{#x}` is what pandoc makes of a bookmark.
        let open = open - if written[..open].ends_with("[]") { 2 } else { 0 };
        let span = Span::new(start + open, start + close + 1);
        let removed = Span::new(start + written[..open].trim_end().len(), start + close + 1);
        let (safety, text) = if keeps_anchor(cx, anchor.heading, removed, &anchor.id) {
            (Safety::Safe, String::new())
        } else {
            (Safety::Unsafe, format!(" <a id=\"{}\"></a>", anchor.id))
        };
        let order = "Remove the braces";
        let finding = Finding::new(span, "readers see this id, which is no attribute here")
            .label("text to this renderer")
            .help("remove it, or name the dialect that knows it: `dialect = \"pandoc\"`")
            .data(Data(vec![("anchor", Datum::Text(anchor.id.to_string()))]))
            .cause(format!("scraped-permalink {{}} {}", cx.file.path))
            .fix(Fix::replace(safety, order, cx.id, removed, text).changes_content());
        out.push(finding);
    }
}

/// Does the heading in row `heading` have the anchor `id` once `removed` is gone?
fn keeps_anchor(cx: &FileCx<'_>, heading: Option<u32>, removed: Span, id: &str) -> bool {
    let page = &cx.file.doc;
    let is_own = |kind| !matches!(kind, AnchorKind::Permalink | AnchorKind::Braces);
    let own = |anchor: &&doc::Anchor| anchor.heading == heading && is_own(anchor.kind);
    if page.anchors.iter().filter(own).any(|anchor| *anchor.id == *id) {
        return true;
    }
    let Some(heading) = heading.and_then(|row| page.headings.get(row as usize)) else {
        return false;
    };
    let (before, after) =
        (Span { end: removed.start, ..heading.span }, Span { start: removed.end, ..heading.span });
    let without = format!("{}{}", cx.slice(before), cx.slice(after));
    let alone = doc::parse(&without, cx.file.format, cx.file.dialect);
    alone.anchors.iter().any(|anchor| anchor.kind == AnchorKind::Heading && *anchor.id == *id)
}
