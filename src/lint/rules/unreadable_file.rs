//! A page that could not be checked.

use crate::base::diag::Severity;
use crate::base::span::Span;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "unreadable-file",
    family: "corpus",
    severity: Some(Severity::Error),
    summary: "a page cannot be read, is too large, or stopped guidepost by a bug",
    doc: include_str!("unreadable_file.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let Some(unreadable) = &cx.file.unreadable else { return };
    let help = if unreadable.bug {
        "this is a bug in guidepost: please report it with this page; everything else was checked"
    } else {
        "make it a readable page, or `exclude` it in guidepost.toml; everything else was checked"
    };
    let message = format!("this page was not checked: {}", unreadable.why);
    out.push(Finding::new(Span::default(), message).label("not checked").help(help));
}
