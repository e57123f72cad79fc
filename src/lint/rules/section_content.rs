//! A section that does not hold what its page type says.

use crate::base::diag::Severity;
use crate::lint::sections::Fault;
use crate::lint::{Check, FileCx, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "section-content",
    family: "sections",
    severity: Some(Severity::Warning),
    summary: "a section lacks what the page's type says it holds, or has what it must not have",
    doc: include_str!("section_content.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (typed, problem) in super::section_problems(cx, Fault::Contents) {
        out.push(super::section_finding(cx, typed, problem));
    }
}
