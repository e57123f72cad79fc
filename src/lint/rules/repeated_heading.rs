//! Two sections side by side with the same heading.

use std::collections::HashMap;

use crate::base::diag::{Place, Severity};
use crate::doc::{Format, Heading};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "repeated-heading",
    family: "structure",
    severity: Some(Severity::Warning),
    summary: "two sections of one parent have the same heading",
    doc: include_str!("repeated_heading.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    if cx.file.format == Format::Html {
        return; // Its outline is the work of a program.
    }
    // The headings that are open at this place, each with those that stand directly below it, by their text.
    let mut open: Vec<(u8, HashMap<&str, &Heading>)> = vec![(0, HashMap::new())];
    for heading in &cx.file.doc.headings {
        open.retain(|(level, _)| *level < heading.level);
        let siblings = open.last_mut().map(|(_, siblings)| siblings);
        let first = siblings.and_then(|siblings| match siblings.get(&*heading.text) {
            Some(first) => Some(*first),
            None => siblings.insert(&heading.text, heading),
        });
        open.push((heading.level, HashMap::new()));
        // Headings in HTML are often those of boxes, and a name of code is a caption.
        let counts = !heading.text.is_empty()
            && !cx.slice(heading.span).starts_with('<')
            && !super::is_caption(cx, heading);
        let Some(first) = first.filter(|_| counts) else { continue };
        let span = super::trimmed(cx, first.span);
        let place = Place { file: cx.id, span, note: "the first one".into() };
        let message = format!("another section here is called “{}”, too", heading.text);
        let finding = Finding::new(super::trimmed(cx, heading.span), message)
            .label("the same heading again")
            .help("say in the heading what tells the sections apart, or merge them")
            .cause(format!("repeated-heading {} {}", cx.file.path, heading.text))
            .places(vec![place]);
        out.push(finding);
    }
}
