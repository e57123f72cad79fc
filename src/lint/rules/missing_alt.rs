//! An image that says nothing to whoever cannot see it.

use crate::base::diag::Severity;
use crate::lint::link::data;
use crate::lint::text::{Alt, images};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "missing-alt",
    family: "accessibility",
    severity: Some(Severity::Warning),
    summary: "an image has no alternative text",
    doc: include_str!("missing_alt.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, _) in images(cx).filter(|(_, alt)| *alt == Alt::Missing) {
        let row = cx.row(link);
        let finding = Finding::new(link.dest, "this image has no alternative text")
            .label("who cannot see it learns nothing")
            .help("say what it shows; write `<img alt=\"\" …>` if it only decorates")
            .data(row.map(|row| data(cx, link, &cx.resolutions[row])).unwrap_or_default());
        out.push(finding);
    }
}
