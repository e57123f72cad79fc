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
    for problem in cx.section_problems().iter().filter(|problem| problem.fault == Fault::Unexpected)
    {
        out.push(super::section_finding(cx, problem).label("not expected here"));
    }
}
