//! A heading that is none.

use crate::base::diag::Severity;
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "broken-heading",
    family: "structure",
    severity: Some(Severity::Warning),
    summary: "a line was meant as a heading and is shown as text",
    doc: include_str!("broken_heading.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for &line in &cx.file.doc.blocks.headings {
        let written = cx.slice(line);
        let marks = written.len() - written.trim_start_matches('#').len();
        // One mark may be that of a tag.
        let safety = if marks > 1 { Safety::Safe } else { Safety::Unsafe };
        let behind = Span::empty(line.range().start + marks);
        let fix = Fix::replace(safety, "Put a space behind the marks", cx.id, behind, " ");
        let finding =
            Finding::new(line, "this is no heading, for no space stands behind its marks")
                .label(format!("readers see the `{}`", &written[..marks]))
                .help(format!("write `{} {}`", &written[..marks], &written[marks..]))
                .fix(fix.changes_content());
        out.push(finding);
    }
}
