//! A finding as most formats need it: one place in one file, in lines and columns.

use super::{Places, Report};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::lines::LineCol;
use crate::base::path::name_to_bytes;

/// One finding.
pub(super) struct Flat<'a> {
    pub(super) found: &'a Diagnostic,
    /// The path of its page, from where CI systems look: the folder that the run started in, where that holds the
    /// corpus, else the root.
    pub(super) path: String,
    pub(super) start: LineCol,
    pub(super) end: LineCol,
}

impl<'a> Flat<'a> {
    pub(super) fn new(found: &'a Diagnostic, report: &Report<'_>, places: &Places<'_>) -> Self {
        let path =
            places.file(found.file).map(|file| report.standpoint.seen_from_above(&file.path));
        let path = path.unwrap_or_default();
        Self {
            found,
            path: String::from_utf8_lossy(&name_to_bytes(&path)).into_owned(),
            start: places.line_col(found.file, found.span.start),
            end: places.line_col(found.file, found.span.end),
        }
    }

    /// What is wrong and, in a second sentence, what to do.
    pub(super) fn text(&self) -> String {
        match &self.found.help {
            Some(help) => format!("{} ({help})", self.found.message),
            None => self.found.message.clone(),
        }
    }
}

/// Every finding, in the order of the report.
pub(super) fn all<'a>(report: &Report<'a>, places: &Places<'a>) -> impl Iterator<Item = Flat<'a>> {
    report.diagnostics.iter().map(|found| Flat::new(found, report, places))
}

/// The worst first, of these what stands in pages that the change under review touches, otherwise in the order of the
/// report: for formats that are cut.
pub(super) fn worst_first<'a>(report: &Report<'a>, places: &Places<'a>) -> Vec<Flat<'a>> {
    let mut all: Vec<Flat<'_>> = self::all(report, places).collect();
    let snapshot = report.view.snapshot();
    let is_touched = |found: &Diagnostic| {
        let (file, edited) = (snapshot.file(found.file), snapshot.edited.as_ref());
        file.zip(edited).is_some_and(|(file, edited)| edited.pages.contains(&file.path))
    };
    all.sort_by_key(|flat| std::cmp::Reverse((flat.found.severity, is_touched(flat.found))));
    all
}

/// The word that a format has for each severity.
pub(super) fn word(severity: Severity, [error, warning, info]: [&str; 3]) -> &str {
    match severity {
        Severity::Error => error,
        Severity::Warning => warning,
        Severity::Info => info,
    }
}
