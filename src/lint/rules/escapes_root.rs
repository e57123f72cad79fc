//! A link that climbs out of the corpus.

use crate::base::diag::Severity;
use crate::lint::link::{data, is_undamaged, places, seen};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "escapes-root",
    family: "links",
    severity: Some(Severity::Error),
    summary: "the path of a link climbs out of the corpus root",
    doc: include_str!("escapes_root.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        if resolution.status != Status::Escapes || !is_undamaged(resolution) {
            continue;
        }
        let finding = Finding::new(link.dest, seen(cx, resolution, "this path climbs out of the corpus"))
            .label("leads above the root")
            .help("what lies there is not published with these pages. If it is part of them, name their common folder with `--root`")
            .data(data(cx, link, resolution))
            .cause(format!("escapes-root {}", resolution.target.as_deref().unwrap_or_default()))
            .places(places(cx, link, resolution));
        out.push(finding);
    }
}
