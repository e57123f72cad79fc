//! A link to a heading or id that its page does not have.

use crate::base::diag::Severity;
use crate::lint::link::{data, shown, uses};
use crate::lint::{FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "missing-anchor",
    family: "anchors",
    severity: Some(Severity::Error),
    summary: "the fragment of a link names no heading, id or line of its target",
    doc: include_str!("missing_anchor.md"),
    check,
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        if resolution.status != Status::MissingAnchor {
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
        let finding = Finding::new(link.dest, message)
            .label(label)
            .data(data(cx, link, resolution))
            .cause(format!("missing-anchor {target}#{fragment}"))
            .places(uses(cx, link));
        out.push(finding);
    }
}
