//! A page with more than one title.

use crate::base::diag::{Place, Severity};
use crate::doc::Format;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "several-titles",
    family: "structure",
    severity: Some(Severity::Warning),
    summary: "a page has more than one first-level heading",
    doc: include_str!("several_titles.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    if cx.file.format == Format::Html {
        return; // Its outline is the work of a program.
    }
    if cx.file.path.stem().to_lowercase().starts_with("licen") {
        return;
    }
    let mut titles = cx
        .file
        .doc
        .headings
        .iter()
        .filter(|heading| heading.level == 1 && !super::is_caption(cx, heading))
        .filter(|heading| !cx.in_conflict(heading.span));
    let Some(first) = titles.next() else { return };
    // Raw HTML shows what a page is about, or is a box of its own.
    for title in titles.filter(|title| !cx.slice(title.span).starts_with('<')) {
        let place = Place {
            file: cx.id,
            span: super::trimmed(cx, first.span),
            note: "the first title".into(),
        };
        let finding = Finding::new(
            super::trimmed(cx, title.span),
            "this page has more than one title",
        )
        .label("another heading of the first level")
        .help(
            "make it `##`, and what is below it one level lower too; or make it a page of its own",
        )
        .cause(format!("several-titles {}", cx.file.path))
        .places(vec![place]);
        out.push(finding);
    }
}
