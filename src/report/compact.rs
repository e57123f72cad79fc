//! Many findings: a line each, under their pages, and these under their folders.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use super::human::{Style, mark};
use super::source::{columns, keep_start};
use super::{Places, Report, plural, safe};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::ids::FileId;

/// Causes of one page that are listed, a screenful; the rest is counted.
const MOST_LINES: usize = 20;
/// Pages that are listed; the rest is counted by folder.
const MOST_PAGES: usize = 40;
/// Folders that are named with the findings in their pages that are not listed.
const MOST_FOLDERS: usize = 12;
/// From this many pages on they stand under their folders.
const MANY_PAGES: usize = 10;

/// Write `groups`, findings of one cause each, in the order of the first of each.
pub(super) fn write(
    groups: &[Vec<&Diagnostic>],
    report: &Report<'_>,
    style: &Style,
    places: &Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut pages: Vec<&[Vec<&Diagnostic>]> =
        groups.chunk_by(|a, b| a[0].file == b[0].file).collect();
    let listed = worst_first(&pages);
    let folder = |id: FileId| {
        let parent = places.file(id).map(|file| file.path.parent());
        parent.map_or(String::new(), |parent| report.standpoint.shown(&parent))
    };
    // Pages of a folder stand together, also where those of a folder in it come between them by their paths.
    let mut first: HashMap<String, usize> = HashMap::new();
    for (row, page) in pages.iter().enumerate() {
        first.entry(folder(page[0][0].file)).or_insert(row);
    }
    pages.sort_by_cached_key(|page| first.get(&folder(page[0][0].file)).copied());
    let mut rest: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for same_folder in pages.chunk_by(|a, b| folder(a[0][0].file) == folder(b[0][0].file)) {
        let name = folder(same_folder[0][0][0].file);
        let of = |pages: &[&[Vec<&Diagnostic>]]| -> usize {
            pages.iter().flat_map(|groups| groups.iter()).map(Vec::len).sum()
        };
        let shown: Vec<_> =
            same_folder.iter().filter(|page| listed.contains(&page[0][0].file)).copied().collect();
        let hidden = same_folder.len() - shown.len();
        if hidden > 0 {
            let (pages, findings) = rest.entry(name.clone()).or_default();
            *pages += hidden;
            *findings += of(same_folder) - of(&shown);
        }
        if pages.len() >= MANY_PAGES && !shown.is_empty() {
            let (findings, in_pages) = (of(same_folder), same_folder.len());
            let (findings, in_pages) =
                (plural(findings, "finding", "findings"), plural(in_pages, "page", "pages"));
            writeln!(out, "── {}/ ── {findings} in {in_pages}\n", name.trim_end_matches('/'))?;
        }
        for page in shown {
            self::page(page, report, style, places, out)?;
        }
    }
    others(rest, out)
}

/// The pages to list: those with the worst findings, and of these the first ones.
fn worst_first(pages: &[&[Vec<&Diagnostic>]]) -> BTreeSet<FileId> {
    let worst = |page: &[Vec<&Diagnostic>]| page.iter().map(|group| group[0].severity).max();
    let mut order: Vec<&&[Vec<&Diagnostic>]> = pages.iter().collect();
    order.sort_by_key(|page| std::cmp::Reverse(worst(page)));
    order.iter().take(MOST_PAGES).map(|page| page[0][0].file).collect()
}

fn page(
    groups: &[Vec<&Diagnostic>],
    report: &Report<'_>,
    style: &Style,
    places: &Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(file) = places.file(groups[0][0].file) else { return Ok(()) };
    writeln!(out, "{}", report.standpoint.shown(&file.path))?;
    for group in groups.iter().take(MOST_LINES) {
        writeln!(out, "{}", line(group, style, places))?;
    }
    let rest: usize = groups.iter().skip(MOST_LINES).map(Vec::len).sum();
    if rest > 0 {
        writeln!(out, "  … and {rest} more in this page")?;
    }
    writeln!(out)
}

/// `  × 12:17 missing-target: … [fix]`, cut to the width of the terminal if there is one.
fn line(group: &[&Diagnostic], style: &Style, places: &Places<'_>) -> String {
    let first = group[0];
    let sign = match first.severity {
        Severity::Error => '×',
        Severity::Warning => '⚠',
        Severity::Info => '☞',
    };
    let at = places.line_col(first.file, first.span.start);
    let mut text = format!("  {sign} {}:{} {}: {}", at.line, at.column, first.rule, first.message);
    // What a rule says of every finding is no news in a list; what was meant here is.
    let suggests = first.data.list("suggestions").is_some_and(|meant| !meant.is_empty());
    if let Some(help) = first.help.as_ref().filter(|_| suggests) {
        text.push_str("; ");
        text.push_str(help);
    }
    let mut end = String::new();
    if group.len() > 1 {
        end = format!(" (and {})", plural(group.len() - 1, "place more", "places more"));
    }
    end.push_str(&mark(group));
    let room = if style.screen { style.width.saturating_sub(columns(&end)) } else { usize::MAX };
    keep_start(&safe::line(&text), room) + &end
}

/// What is not listed, by folder, those with the most findings first.
fn others(rest: BTreeMap<String, (usize, usize)>, out: &mut dyn Write) -> io::Result<()> {
    let pages: usize = rest.values().map(|(pages, _)| pages).sum();
    let findings: usize = rest.values().map(|(_, findings)| findings).sum();
    if pages == 0 {
        return Ok(());
    }
    writeln!(out, "… and {} in {pages} more pages:", plural(findings, "finding", "findings"))?;
    let mut rest: Vec<_> = rest.into_iter().collect();
    rest.sort_by_key(|(_, (_, findings))| std::cmp::Reverse(*findings));
    for (folder, (pages, findings)) in rest.iter().take(MOST_FOLDERS) {
        let pages = plural(*pages, "page", "pages");
        writeln!(out, "{findings:>7}  {}/ ({pages})", folder.trim_end_matches('/'))?;
    }
    if rest.len() > MOST_FOLDERS {
        writeln!(out, "         and {} more folders", rest.len() - MOST_FOLDERS)?;
    }
    writeln!(out, "`-v` draws everything, `--format json` has it as data.\n")
}
