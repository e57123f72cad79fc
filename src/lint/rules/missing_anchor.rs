//! A link to a heading or id that its page does not have.

use std::collections::HashMap;

use crate::base::diag::Severity;
use crate::base::path::RelPath;
use crate::doc::{Anchor, Link, LinkKind};
use crate::lint::link::{data, places, seen, shown};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "missing-anchor",
    family: "anchors",
    severity: Some(Severity::Error),
    summary: "the fragment of a link names no heading, id or line of its target",
    doc: include_str!("missing_anchor.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    elsewhere(cx, out);
    for (link, resolution) in cx.destinations() {
        if resolution.status != Status::MissingAnchor || is_nothing(cx, link) {
            continue;
        }
        let fragment = resolution.fragment.as_deref().unwrap_or_default();
        let found = resolution.found.as_ref();
        let here = found == Some(&cx.file.path);
        let target = found.map_or("", |path| path.as_str());
        let lines = found.and_then(|path| cx.snapshot.lines(path)).flatten();
        let page = if here { "this page".to_owned() } else { format!("`{}`", shown(target)) };
        let (message, label) = match lines {
            Some(count) => (format!("{page} has {count} lines, no `{fragment}`"), "no such line"),
            None => (format!("{page} has no anchor `{fragment}`"), "no such heading or id"),
        };
        let finding = Finding::new(link.dest, seen(cx, resolution, &message))
            .label(label)
            .data(data(cx, link, resolution))
            .cause(format!("missing-anchor {target}#{fragment}"))
            .places(places(cx, link, resolution));
        out.push(finding);
    }
}

/// Is it `[](#x)` in a paragraph? Nobody can see or follow it, which is said, and where it leads is no matter.
fn is_nothing(cx: &FileCx<'_>, link: &Link) -> bool {
    link.kind == LinkKind::Link
        && link.heading.is_none()
        && link.url.starts_with('#')
        && cx.slice(link.label).trim().is_empty()
}

/// Anchors that are there as the page's own site renders it, and not in another place where it is read.
fn elsewhere(cx: &FileCx<'_>, out: &mut Findings) {
    let mut rendered: HashMap<(&RelPath, &str), Vec<Anchor>> = HashMap::new();
    for (link, resolution) in cx.destinations().filter(|_| !cx.dialects.is_empty()) {
        let fragment = resolution.fragment.as_deref().filter(|fragment| !fragment.is_empty());
        let page = resolution.page.and_then(|id| cx.snapshot.file(id));
        let (Some(fragment), Some(page)) = (fragment, page) else { continue };
        let Some(here) = page.doc.anchors.iter().find(|anchor| *anchor.id == *fragment) else {
            continue;
        };
        for dialect in cx.dialects.iter().filter(|dialect| dialect.name != page.dialect.name) {
            let there = rendered
                .entry((&page.path, dialect.name))
                .or_insert_with(|| page.anchors_in(dialect));
            if there.iter().any(|anchor| anchor.id == here.id) {
                continue;
            }
            let same =
                |anchor: &&Anchor| anchor.heading.is_some() && anchor.heading == here.heading;
            let (own, other) = (page.dialect.renderer, dialect.renderer);
            let message = match there.iter().find(same) {
                Some(anchor) => format!(
                    "this heading is `#{fragment}` as {own} renders it and `#{}` as {other} does",
                    anchor.id
                ),
                None => {
                    format!("as {other} renders it, `{}` has no anchor `{fragment}`", page.path)
                }
            };
            let help =
                "give the heading an id of its own, such as `<a id=\"…\"></a>` in front of it";
            let finding = Finding::new(link.dest, message)
                .label("works in one place only")
                .help(help)
                .data(data(cx, link, resolution))
                .cause(format!("missing-anchor {} {}#{fragment}", dialect.name, page.path))
                .places(places(cx, link, resolution));
            out.push(finding);
        }
    }
}
