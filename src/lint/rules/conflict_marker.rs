//! A merge that nobody finished.

use crate::base::diag::{Place, Severity};
use crate::base::span::Span;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "conflict-marker",
    family: "hygiene",
    severity: Some(Severity::Error),
    summary: "a merge conflict was committed",
    doc: include_str!("conflict_marker.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let text = &*cx.file.text;
    let mut at = 0;
    while let Some(start) = line_with(text, at, "<<<<<<< ") {
        at = start + 1;
        let opening = line(text, start);
        if cx.file.doc.is_hidden(opening) {
            continue;
        }
        let Some(end) = line_with(text, start, ">>>>>>> ") else { break };
        let closing = line(text, end);
        let place = Place { file: cx.id, span: closing, note: "the conflict ends here".into() };
        let finding = Finding::new(opening, "this merge conflict was never resolved")
            .label("readers see both sides and the markers")
            .help("keep one side, or both, and remove the lines with the markers")
            .places(vec![place]);
        out.push(finding);
        at = end;
    }
}

/// The next line from byte `from` of `text` on that starts with `marker`.
fn line_with(text: &str, from: usize, marker: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let finder = memchr::memmem::Finder::new(marker);
    finder
        .find_iter(&bytes[from..])
        .map(|found| from + found)
        .find(|&at| at == 0 || matches!(bytes[at - 1], b'\n' | b'\r'))
}

/// The line that starts at byte `start`, without its ending.
fn line(text: &str, start: usize) -> Span {
    let rest = &text[start..];
    Span::new(start, start + rest.find(['\n', '\r']).unwrap_or(rest.len()))
}
