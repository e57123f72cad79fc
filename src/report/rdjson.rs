//! The diagnostic format of reviewdog
//! (<https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>). Its columns count bytes.

use std::io::{self, Write};

use serde::Serialize;

use super::{Places, Report, flat};
use crate::base::diag::Diagnostic;
use crate::base::ids::FileId;
use crate::base::span::Span;

#[derive(Serialize)]
struct Whole<'a> {
    source: Source,
    diagnostics: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Item<'a> {
    message: String,
    location: Location,
    severity: &'a str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

/// Write every finding, with its edits as suggestions.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let diagnostics = flat::all(report, &places).map(|flat| Item {
        message: flat.text(),
        severity: flat::word(flat.found.severity, ["ERROR", "WARNING", "INFO"]),
        code: Code { value: flat.found.rule },
        suggestions: suggestions(flat.found, &places),
        location: Location {
            range: range(flat.found.file, flat.found.span, &places),
            path: flat.path,
        },
    });
    let source = Source { name: env!("CARGO_PKG_NAME"), url: env!("CARGO_PKG_REPOSITORY") };
    let whole = Whole { source, diagnostics: diagnostics.collect() };
    serde_json::to_writer(&mut *out, &whole)?;
    out.write_all(b"\n")
}

/// The edits of a fix that stays in the page of its finding: a suggestion has no path of its own.
fn suggestions<'a>(found: &'a Diagnostic, places: &Places<'_>) -> Vec<Suggestion<'a>> {
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    let inside = edits.clone().all(|edit| edit.file == found.file);
    let edits = edits.filter(|_| inside);
    edits
        .map(|edit| Suggestion {
            range: range(edit.file, edit.span, places),
            text: &edit.replacement,
        })
        .collect()
}

fn range(file: FileId, span: Span, places: &Places<'_>) -> Range {
    let (lines, text) = (places.lines(file), places.file(file).map_or("", |file| &file.text));
    let position = |offset: usize| {
        let line = lines.line(offset, text);
        Position { line: line + 1, column: offset - lines.start(line, text) + 1 }
    };
    Range { start: position(span.range().start), end: position(span.range().end) }
}
