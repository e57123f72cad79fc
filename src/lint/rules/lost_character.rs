//! Characters that were replaced because nobody knew them.

use crate::base::diag::Severity;
use crate::base::span::Span;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "lost-character",
    family: "encoding",
    severity: Some(Severity::Error),
    summary: "a replacement character stands where another one was lost",
    doc: include_str!("lost_character.md"),
    check: Check::Plain(check),
};

/// U+FFFD, and what it looks like after it was itself read as another charset.
const LOST: [(&str, &str); 7] = [
    ("\u{fffd}", "U+FFFD"),
    ("ï¿½", "U+FFFD, read as Windows-1252"),
    ("ÔøΩ", "U+FFFD, read as Mac OS Roman"),
    ("пїЅ", "U+FFFD, read as Windows-1251"),
    ("ďż˝", "U+FFFD, read as Windows-1250"),
    ("∩┐╜", "U+FFFD, read as code page 437"),
    ("锟斤拷", "U+FFFD twice, read as GBK"),
];

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let text = &*cx.file.text;
    if text.is_ascii() {
        return;
    }
    for (lost, what) in LOST {
        let mut starts = memchr::memmem::find_iter(text.as_bytes(), lost).peekable();
        while let Some(start) = starts.next() {
            let mut end = start + lost.len();
            while starts.next_if_eq(&end).is_some() {
                end += lost.len();
            }
            let span = Span::new(start, end);
            // Who writes about the character shows it as code, or between quotes.
            if cx.file.doc.is_code(span) || is_quoted(&text[..start], &text[end..]) {
                continue;
            }
            let finding =
                Finding::new(span, format!("a character was lost: {what} is in its place"))
                    .label("nothing tells what stood here")
                    .help("write what was meant; an older version of the page may still have it")
                    .cause(format!("lost-character {} {what}", cx.file.path));
            out.push(finding);
        }
    }
}

fn is_quoted(before: &str, behind: &str) -> bool {
    before.ends_with(['"', '\'', '“', '‘', '(', '«'])
        && behind.starts_with(['"', '\'', '”', '’', ')', '»'])
}
