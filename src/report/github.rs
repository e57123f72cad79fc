//! Workflow commands, which GitHub shows beside the lines of a change.
//!
//! Escaping follows `@actions/core`: `%`, CR and LF in data, `:` and `,` in properties as well
//! (<https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>).

use std::io::{self, Write};

use super::{Places, Report, flat, review, safe};

/// GitHub shows this many annotations of each severity for a step, and drops the others without a word
/// (<https://github.com/orgs/community/discussions/68471>).
const MOST: usize = 10;

/// Write the worst findings as annotations, and how many more there are.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let mut written = [0; 3];
    let mut left_out = 0;
    for flat in flat::worst_first(report, &places) {
        let count = &mut written[flat.found.severity as usize];
        *count += 1;
        if *count > MOST {
            left_out += 1;
            continue;
        }
        let command = flat::word(flat.found.severity, ["error", "warning", "notice"]);
        let (start, end) = (flat.start, flat.end);
        write!(out, "::{command} file={},line={}", property(&flat.path), start.line)?;
        // GitHub marks columns only within one line.
        if start.line == end.line {
            write!(out, ",col={},endColumn={}", start.column, end.column)?;
        } else {
            write!(out, ",endLine={}", end.line)?;
        }
        writeln!(out, ",title={}::{}", property(flat.found.rule), data(&flat.text()))?;
    }
    for remark in review::remarks(report, |path| report.standpoint.seen_from_above(path)) {
        let places = remark.places.join(", ");
        let colon = if places.is_empty() { "" } else { ": " };
        let text = format!("{}{colon}{places}", remark.sentence);
        writeln!(out, "::notice title=guidepost::{}", data(&text))?;
    }
    if left_out > 0 {
        writeln!(out, "guidepost: and {left_out} more, for which GitHub shows no annotation")?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    safe::text(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
