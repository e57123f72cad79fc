//! GitLab's Code Quality report: a JSON array
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::io::{self, Write};

use serde::Serialize;

use super::{Places, Report, flat};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Write every finding.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let issues = flat::all(report, &places).map(|flat| Issue {
        description: flat.text(),
        check_name: flat.found.rule,
        fingerprint: &flat.found.fingerprint,
        severity: flat::word(flat.found.severity, ["major", "minor", "info"]),
        location: Location {
            lines: Lines { begin: flat.start.line, end: flat.end.line },
            path: flat.path,
        },
    });
    serde_json::to_writer(&mut *out, &issues.collect::<Vec<_>>())?;
    out.write_all(b"\n")
}
