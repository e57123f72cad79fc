//! A metadata block that no generator can read.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::span::Span;
use crate::doc::{Format, unclosed_front_matter};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "unreadable-front-matter",
    family: "front-matter",
    severity: Some(Severity::Error),
    summary: "the front matter of a page cannot be read",
    doc: include_str!("unreadable_front_matter.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let Some(block) = &cx.file.doc.front_matter else {
        let open = unclosed_front_matter(&cx.file.text).filter(|_| cx.file.format != Format::Html);
        let finding = |span| {
            Finding::new(span, "front matter starts here and ends nowhere")
                .label("nothing closes it")
                .help("write the same line behind its last key")
                .data(why("nothing closes it"))
        };
        out.0.extend(open.map(finding));
        return;
    };
    let metadata = cx.file.metadata();
    let Some(error) = &metadata.error else {
        if !metadata.value.is_object() {
            let body = cx.slice(block.body);
            let (blank, line) = first_line(body);
            let span = Span::new(
                block.body.range().start + blank,
                block.body.range().start + blank + line,
            );
            let finding = Finding::new(span, "front matter has no keys")
                .label("this is no key with a value")
                .help("write `key: value` lines between the fences; for a rule at the top write `***`")
                .data(why("it has no keys"));
            out.push(finding);
        }
        return;
    };
    let line = line_around(&cx.file.text, error.at);
    // What a generator fills in before it reads the block is no mistake, and the reader that DocFX uses takes what YAML
    // itself would not: `- %`.
    let docfx = cx.sites.of(&cx.file.path).profile == "docfx" && error.why.contains("`%'");
    if docfx || cx.slice(line).contains("{{") || cx.slice(line).contains("{%") {
        return;
    }
    let span = if error.at.is_empty() { line } else { error.at };
    let finding = Finding::new(span, format!("front matter cannot be read: {}", error.why))
        .label("its reader stopped here")
        .help(help(&error.why))
        .data(why(&error.why));
    out.push(finding);
}

/// What to do about the words of a reader, which say what it saw and not what the writer meant.
const HELP: [(&str, &str); 10] = [
    (
        "mapping values are not allowed",
        "put the value between quotes: a colon with a space behind it starts another value",
    ),
    ("twice", "keep one of them: which of two counts, each reader decides for itself"),
    ("quoted scalar, found unexpected end", "write a quote at the end of the value, too"),
    (
        "trailing content after",
        "a quote within the value ends it: write `''` for it between single quotes, and `\\\"` between double ones",
    ),
    (
        "unexpected character",
        "put the value between quotes: its first character means something else to YAML",
    ),
    ("unknown anchor", "put the value between quotes: `*` means something else to YAML"),
    ("flow sequence", "close the bracket, or put the value between quotes if that is text"),
    ("flow mapping", "close the brace, or put the value between quotes if that is text"),
    ("found a tab", "indent with spaces: to YAML a tab is no indentation"),
    (
        "sequence entries are not allowed",
        "put the value between quotes, or each item of the list on a line of its own",
    ),
];

fn help(why: &str) -> &'static str {
    let known = HELP.iter().find(|(words, _)| why.contains(words));
    known.map_or("generators stop at such a block, or leave all of it out", |(_, help)| help)
}

fn why(why: &str) -> Data {
    Data(vec![("why", Datum::Text(why.to_owned()))])
}

/// Where the first line of `body` starts that is not blank, and how long it is.
fn first_line(body: &str) -> (usize, usize) {
    let blank = body.len() - body.trim_start().len();
    (blank, body.trim_start().lines().next().map_or(0, |line| line.trim_end().len()))
}

/// The line that holds the start of `at`, or the one before where that line is empty; without blanks around it.
fn line_around(text: &str, at: Span) -> Span {
    let end_of = |start: usize| text[start..].find(['\n', '\r']).map_or(text.len(), |n| start + n);
    let before = text[..at.range().start].trim_end_matches([' ', '\t']);
    let at = if end_of(before.len()) == before.len() {
        before.trim_end().len()
    } else {
        at.range().start
    };
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |found| found + 1);
    let line = &text[start..end_of(start)];
    let indent = line.len() - line.trim_start().len();
    Span::new(start + indent, start + indent + line.trim().len())
}
