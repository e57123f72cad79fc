//! JSON Lines: an object for each page that was checked, in path order, and a last one for the whole.
//!
//! What stands in them is what stands in the JSON report, page by page, so that a reader may begin before the end and
//! reports of several runs can be put behind each other.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{self, DiagnosticOut, SummaryOut, ToolOut};
use super::{Places, Report};

#[derive(Serialize)]
struct PageOut<'a> {
    path: String,
    diagnostics: Vec<DiagnosticOut<'a>>,
}

#[derive(Serialize)]
struct EndOut<'a> {
    schema: u32,
    tool: ToolOut,
    summary: SummaryOut<'a>,
}

/// Write every page and the summary.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let mut rest = report.diagnostics;
    let mut pages: Vec<_> = report.view.snapshot().pages();
    pages.retain(|(_, page)| page.checked);
    for (id, _) in pages {
        let here = rest.iter().take_while(|found| found.file == id).count();
        let (found, later) = rest.split_at(here);
        rest = later;
        let diagnostics = found.iter().map(|found| json::diagnostic(found, &places)).collect();
        json::put(&PageOut { path: json::path(id, &places).0, diagnostics }, out)?;
    }
    let (schema, tool) = (json::SCHEMA, json::TOOL);
    json::put(&EndOut { schema, tool, summary: json::summary(report) }, out)
}
