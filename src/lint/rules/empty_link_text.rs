//! A link with nothing to click on.

use crate::base::diag::Severity;
use crate::doc::{Format, Link, LinkKind};
use crate::lint::link::data;
use crate::lint::text::{attribute, of_link};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::site::Known;

pub(super) static META: RuleDef = RuleDef {
    name: "empty-link-text",
    family: "accessibility",
    severity: Some(Severity::Error),
    summary: "a link has no text, so that nobody sees it",
    doc: include_str!("empty_link_text.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    // There `[](page.md)` shows the title of the page.
    let programs = cx.sites.of(&cx.file.path).ways.programs;
    let titled = programs.destinations == Known::Anything;
    for (row, link) in cx.file.doc.links.iter().enumerate() {
        // A heading's permalink has a rule of its own, and what leads nowhere too.
        let filled_in = titled && link.kind == LinkKind::Link;
        let concerned = link.heading.is_none()
            && !filled_in
            && !matches!(&*link.url, "" | "#")
            && !is_named(cx, link);
        let empty = concerned
            && of_link(cx, link).is_some_and(|text| {
                cx.slice(text)
                    .trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}')
                    .is_empty()
            });
        if empty {
            let finding = Finding::new(link.dest, "this link has no text")
                .label("nobody can see or follow it")
                .help("say where it leads, or remove it")
                .data(data(cx, link, &cx.resolutions[row]));
            out.push(finding);
        }
    }
}

/// Does an attribute name the link, or may a style sheet or script do so?
fn is_named(cx: &FileCx<'_>, link: &Link) -> bool {
    let names = ["aria-label", "aria-labelledby", "title", "class", "id", "name", "style"];
    let tag = cx.slice(link.span);
    link.kind == LinkKind::Html
        && (cx.file.format == Format::Html
            || names.iter().any(|name| attribute(tag, name).is_some()))
}
