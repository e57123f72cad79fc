//! A heading that is more than one level below the one before it.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::Format;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "skipped-level",
    family: "structure",
    severity: Some(Severity::Warning),
    summary: "a heading is more than one level below the heading before it",
    doc: include_str!("skipped_level.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    if cx.file.format == Format::Html {
        return; // Its outline is the work of a program.
    }
    if ["changelog", "changes", "history"].contains(&cx.file.path.stem().to_lowercase().as_str()) {
        return;
    }
    for pair in cx.file.doc.headings.windows(2) {
        let [before, heading] = pair else { continue };
        if heading.level <= before.level + 1
            || super::is_caption(cx, heading)
            || super::is_quoted(cx, heading)
        {
            continue;
        }
        let message =
            format!("this heading goes from level {} to level {}", before.level, heading.level);
        let wanted = usize::from(before.level) + 1;
        let data = Data(vec![
            ("level", Datum::Number(heading.level.into())),
            ("expected", Datum::Number(wanted as u64)),
        ]);
        let mut finding = Finding::new(super::trimmed(cx, heading.span), message)
            .label(format!("level {wanted} is skipped"))
            .help(format!("make it `{}`", "#".repeat(wanted)))
            .data(data);
        let start = heading.span.range().start;
        let marks = cx.slice(heading.span).bytes().take_while(|&byte| byte == b'#').count();
        if marks == usize::from(heading.level) {
            let span = Span::new(start, start + marks);
            let order = "Raise the heading to the next level";
            let fix = Fix::replace(Safety::Unsafe, order, cx.id, span, "#".repeat(wanted));
            finding = finding.fix(fix.changes_content());
        }
        out.push(finding);
    }
}
