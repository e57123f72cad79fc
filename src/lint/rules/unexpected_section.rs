//! A section that a page of its type must not have.

use crate::base::diag::Severity;
use crate::lint::sections::Fault;
use crate::lint::{Check, FileCx, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "unexpected-section",
    family: "sections",
    severity: Some(Severity::Warning),
    summary: "a page has a section that its type forbids or does not list",
    doc: include_str!("unexpected_section.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (typed, problem) in super::section_problems(cx, Fault::Unexpected) {
        out.push(super::section_finding(cx, typed, problem).label("not expected here"));
    }
}
