//! A heading's permalink that was taken for text.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::{self, AnchorKind};
use crate::lint::link::data;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

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
    // What an unknown generator makes of braces, only it knows.
    if cx.sites.of(&cx.file.path).profile != "site" {
        attributes(cx, out);
    }
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
