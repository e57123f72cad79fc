//! A link to an anchor that depends on the order of equal headings.

use crate::base::diag::Severity;
use crate::lint::link::{data, shown, uses};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "ambiguous-anchor",
    family: "anchors",
    severity: Some(Severity::Warning),
    summary: "a linked anchor belongs to one of several headings with the same text",
    doc: include_str!("ambiguous_anchor.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let (Status::Ok, Some(page), Some(fragment)) =
            (resolution.status, resolution.page, &resolution.fragment)
        else {
            continue;
        };
        let Some(file) = cx.snapshot.file(page).filter(|file| file.has_numbered()) else {
            continue;
        };
        let Some(export) = file.export(fragment) else { continue };
        if !export.numbered && !export.shared {
            continue;
        }
        let page = if page == cx.id { "this page" } else { shown(file.path.as_str()) };
        let which = if export.numbered { "one of the later" } else { "the first" };
        let message =
            format!("`#{fragment}` is {which} of several headings with the same text in {page}");
        let finding = Finding::new(link.dest, message)
            .label("moves when a heading is added or reordered")
            .help("give the headings different texts, or put `<a id=\"…\"></a>` into the one that is meant")
            .data(data(cx, link, resolution))
            .cause(format!("ambiguous-anchor {}#{fragment}", file.path))
            .places(uses(cx, link));
        // The first of them is mostly the one that is meant, and keeps its anchor.
        out.push(if export.numbered { finding } else { finding.severity(Severity::Info) });
    }
}
