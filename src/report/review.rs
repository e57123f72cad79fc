//! What whoever reviews a change wants to know of how it was judged.

use super::{Places, Report, plural, safe};
use crate::base::path::RelPath;

/// Places of a sentence that are listed.
const MOST: usize = 10;

/// A sentence, and the places that it speaks of.
pub(super) struct Remark {
    /// Without a mark at its end; what stands between backticks is code.
    pub(super) sentence: String,
    /// Each as `path:line rule`; the last may say how many more there are.
    pub(super) places: Vec<String>,
}

/// What there is to say of `report`, with its paths as `shown` writes them.
pub(super) fn remarks(
    report: &Report<'_>,
    shown: impl Fn(&RelPath) -> String,
) -> impl Iterator<Item = Remark> {
    let from = report.config_from.map(|from| Remark {
        sentence: format!("configuration and baseline are those of `{}`", safe::line(from)),
        places: Vec::new(),
    });
    hidden(report, shown).into_iter().chain(from)
}

/// What the change suppresses.
fn hidden(report: &Report<'_>, shown: impl Fn(&RelPath) -> String) -> Option<Remark> {
    if report.hidden.is_empty() {
        return None;
    }
    let many = plural(report.hidden.len(), "finding is", "findings are");
    let table = Places::new(report.view);
    let place = |found: &crate::base::diag::Diagnostic| {
        let path = table.file(found.file).map(|file| shown(&file.path));
        let line = table.line_col(found.file, found.span.start).line;
        format!("{}:{line} {}", path.unwrap_or_default(), found.rule)
    };
    let mut places: Vec<String> = report.hidden.iter().take(MOST).map(place).collect();
    if report.hidden.len() > MOST {
        places.push(format!("and {} more", report.hidden.len() - MOST));
    }
    let sentence = format!("{many} suppressed by comments that the change adds");
    Some(Remark { sentence, places })
}
