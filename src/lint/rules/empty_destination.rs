//! A link that leads nowhere because nothing is written.

use crate::base::diag::Severity;
use crate::doc::LinkKind;
use crate::lint::link::{data, uses};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "empty-destination",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a link or image has no destination",
    doc: include_str!("empty_destination.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    // In the list of a book's pages, a chapter without one is a draft.
    let lists_pages = cx.sites.of(&cx.file.path).listed.is_some();
    if lists_pages && cx.file.path.file_name() == "SUMMARY.md" {
        return;
    }
    for (link, resolution) in cx.destinations() {
        let markdown = matches!(link.kind, LinkKind::Link | LinkKind::Image | LinkKind::Definition);
        if !markdown || !(matches!(&*link.url, "" | "#") || is_stub(&link.url)) {
            continue;
        }
        // `[](){#id}` is how autorefs and ExDoc want an anchor to be written.
        let behind = &cx.file.text[link.span.range().end..];
        let has_lists = cx.file.dialect.has_attribute_lists();
        if has_lists && link.label.range().is_empty() && behind.starts_with('{') {
            continue;
        }
        let what = if link.kind == LinkKind::Image { "image" } else { "link" };
        let (flaw, label) = match &*link.url {
            "#" => ("leads nowhere but to the top of this page", "no anchor is named"),
            "" => ("has no destination", "nothing is written here"),
            _ => ("leads nowhere: a script stood here, or nothing", "no page has this address"),
        };
        let finding = Finding::new(link.dest, format!("this {what} {flaw}"))
            .label(label)
            .help(format!("write where the {what} leads, or remove the brackets"))
            .data(data(cx, link, resolution))
            .places(uses(cx, link));
        out.push(finding);
    }
}

/// What scripts of a page have for a destination, and nobody else can follow: `javascript:void(0)`, `about:blank`.
fn is_stub(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme.trim());
    scheme.eq_ignore_ascii_case("javascript") || url.eq_ignore_ascii_case("about:blank")
}
