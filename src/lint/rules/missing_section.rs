//! A page without a section that its type requires.

use std::borrow::Cow;

use crate::base::diag::{Place, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::lint::sections::{Fault, Problem};
use crate::lint::{Check, FileCx, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "missing-section",
    family: "sections",
    severity: Some(Severity::Error),
    summary: "a section that the page's type requires is absent or empty",
    doc: include_str!("missing_section.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (typed, problem) in super::section_problems(cx, Fault::Missing) {
        let mut finding = super::section_finding(cx, typed, problem);
        if problem.absent {
            finding = finding.label("it should follow here");
        }
        if let Some(span) = problem.nearest {
            let note = Cow::Borrowed("the nearest heading");
            let file = cx.id;
            finding = finding.places(vec![Place { file, span: super::trimmed(cx, span), note }]);
        }
        out.push(match &problem.skeleton {
            Some((at, heading)) => finding.fix(skeleton(cx, problem, *at, heading)),
            None => finding,
        });
    }
}

/// Insert the heading as a block of its own, with the line endings of the page, and a word to whoever has to write the
/// section: an empty one would be missing still.
fn skeleton(cx: &FileCx<'_>, problem: &Problem, at: usize, heading: &str) -> Fix {
    let newline = if cx.file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let before = &cx.file.text[..at];
    let lead = match (before.is_empty(), before.ends_with('\n')) {
        (true, _) => String::new(),
        (_, true)
            if before.trim_end_matches([' ', '\t']).ends_with("\n\n")
                || before.ends_with("\n\r\n") =>
        {
            String::new()
        }
        (_, true) => newline.to_owned(),
        (_, false) => newline.repeat(2),
    };
    let (paragraph, todo) =
        (newline.repeat(2), problem.help.as_deref().unwrap_or("write this section"));
    let tail = if at == cx.file.text.len() { newline.to_owned() } else { newline.repeat(2) };
    let order = format!("Add the heading of section `{}`", problem.section);
    Fix::replace(
        Safety::Unsafe,
        order,
        cx.id,
        Span::empty(at),
        format!("{lead}{heading}{paragraph}TODO: {todo}{tail}"),
    )
    .changes_content()
}
