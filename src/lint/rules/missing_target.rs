//! A link to a file that is not there.

use crate::base::diag::Severity;
use crate::lint::link::{data, is_malformed, shown, uses};
use crate::lint::{FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "missing-target",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a link, image or definition leads to a file that does not exist",
    doc: include_str!("missing_target.md"),
    check,
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let missing = resolution.status == Status::Missing && resolution.damage.is_none();
        if !missing || is_malformed(link, resolution) {
            continue;
        }
        let target = resolution.target.as_deref().unwrap_or_default();
        let finding = Finding::new(link.dest, format!("`{}` does not exist", shown(target)))
            .label("no such file")
            .data(data(cx, link, resolution))
            .cause(format!("missing-target {target}"))
            .places(uses(cx, link));
        out.push(finding);
    }
}
