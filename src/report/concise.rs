//! One line a finding: `path:line:column: severity[rule] message`, as compilers write it.

use std::io::{self, Write};

use super::{Places, Report, safe};

/// Write a line for each finding.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    for found in report.diagnostics {
        let path = places.file(found.file).map(|file| report.standpoint.shown(&file.path));
        let place = places.line_col(found.file, found.span.start);
        let help = found.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        let (path, message) = (path.unwrap_or_default(), safe::line(&found.message));
        let (rule, severity, help) = (found.rule, found.severity.name(), safe::line(&help));
        writeln!(
            out,
            "{path}:{}:{}: {severity}[{rule}] {message}{help}",
            place.line, place.column
        )?;
    }
    Ok(())
}
