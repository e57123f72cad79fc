//! A heading's permalink that was taken for text.

use crate::base::diag::{Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::{self, AnchorKind, Link};
use crate::lint::link::data;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "scraped-permalink",
    family: "anchors",
    severity: Some(Severity::Warning),
    summary: "a heading carries the empty self-link of the page that it was copied from",
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
        let safety = if keeps_anchor(cx, link, span, id) { Safety::Safe } else { Safety::Unsafe };
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
}

/// Does the heading that `link` stands in have the anchor `id` once `removed` is gone?
fn keeps_anchor(cx: &FileCx<'_>, link: &Link, removed: Span, id: &str) -> bool {
    let page = &cx.file.doc;
    let own = |anchor: &&doc::Anchor| {
        anchor.heading == link.heading && anchor.kind != AnchorKind::Permalink
    };
    if page.anchors.iter().filter(own).any(|anchor| *anchor.id == *id) {
        return true;
    }
    let Some(heading) = link.heading.and_then(|row| page.headings.get(row as usize)) else {
        return false;
    };
    let (before, after) =
        (Span { end: removed.start, ..heading.span }, Span { start: removed.end, ..heading.span });
    let without = format!("{}{}", cx.slice(before), cx.slice(after));
    let alone = doc::parse(&without, cx.file.format, cx.file.dialect);
    alone.anchors.iter().any(|anchor| anchor.kind == AnchorKind::Heading && *anchor.id == *id)
}
