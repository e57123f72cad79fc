//! A section in the wrong place or at the wrong level.

use crate::base::diag::Severity;
use crate::lint::sections::Fault;
use crate::lint::{Check, FileCx, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "section-out-of-order",
    family: "sections",
    severity: Some(Severity::Warning),
    summary: "a section stands in another place or at another level than the page's type says",
    doc: include_str!("section_out_of_order.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (typed, problem) in super::section_problems(cx, Fault::Misplaced) {
        out.push(super::section_finding(cx, typed, problem));
    }
}
