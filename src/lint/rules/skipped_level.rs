//! A heading that is more than one level below the one before it.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Edit, Effect, Fix, Safety};
use crate::base::span::Span;
use crate::doc::{Format, Heading};
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
    let headings = &cx.file.doc.headings;
    for (row, pair) in headings.windows(2).enumerate() {
        let [before, heading] = pair else { continue };
        if heading.level <= before.level + 1
            || super::is_caption(cx, heading)
            || super::is_quoted(cx, heading)
            || cx.in_conflict(before.span)
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
        if let Some(edits) = raised(cx, &headings[row + 1..], heading.level - before.level - 1) {
            finding = finding.fix(Fix {
                safety: Safety::Unsafe,
                title: "Raise the heading, and those behind it that are no higher".to_owned(),
                edits,
                effect: Effect::Content,
            });
        }
        out.push(finding);
    }
}

/// The edits that raise the first of `headings` by `levels`, and with it what follows on its level or below it. `None` where one is
/// not written with `#`.
fn raised(cx: &FileCx<'_>, headings: &[Heading], levels: u8) -> Option<Vec<Edit>> {
    let first = headings.first()?.level;
    let run = headings.iter().take_while(|heading| heading.level >= first);
    let edits = run.map(|heading| {
        let start = heading.span.range().start;
        let marks = cx.slice(heading.span).bytes().take_while(|&byte| byte == b'#').count();
        let replacement = "#".repeat(usize::from(heading.level - levels));
        let edit = Edit { file: cx.id, span: Span::new(start, start + marks), replacement };
        (marks == usize::from(heading.level)).then_some(edit)
    });
    edits.collect()
}
