//! A merge that nobody finished.

use crate::base::diag::{Place, Severity};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "conflict-marker",
    family: "hygiene",
    severity: Some(Severity::Error),
    summary: "a merge conflict was committed",
    doc: include_str!("conflict_marker.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for conflict in cx.conflicts() {
        let note = "the conflict ends here".into();
        let finding = Finding::new(conflict.opening, "this merge conflict was never resolved")
            .label("readers see both sides and the markers")
            .help("keep one side, or both, and remove the lines with the markers")
            .places(vec![Place { file: cx.id, span: conflict.closing, note }]);
        out.push(finding);
    }
}
