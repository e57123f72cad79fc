//! Figures alone: how much there is of what, and where.

use std::io::{self, Write};

use super::tally::{self, Counts, Folder, HostRow};
use super::{Report, figures, safe};

/// Hosts beyond this many are counted, not listed.
const MOST_HOSTS: usize = 25;

/// Write the counts.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", figures::counts(report))?;
    if let Some(why) = report.incomplete {
        writeln!(out, "INCOMPLETE: {}", safe::line(why))?;
    }
    let (all, baselined, earlier) = (report.suppressed.len(), report.baselined(), report.earlier());
    if all > 0 {
        let comments = all - baselined - earlier;
        writeln!(
            out,
            "not shown: {comments} suppressed by comments, {baselined} in the baseline, {earlier} from before the change"
        )?;
    }
    let rules = tally::by(report, |found| Some(found.rule));
    let rules = rules.iter().map(|(rule, counts)| ((*rule).to_owned(), *counts));
    table("by rule", rules, out)?;
    let folders = tally::by_folder(report).into_iter().map(|Folder { path, whole, counts }| {
        let name = report.standpoint.shown(&path);
        let name = name.trim_end_matches('/');
        (format!("{name}/{}", if whole { "**" } else { "" }), counts)
    });
    table("by folder", folders, out)?;
    hosts(&tally::by_host(report), out)
}

fn table(
    title: &str,
    rows: impl Iterator<Item = (String, Counts)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n findings   errors warnings    infos  {title}")?;
    for (name, counts) in rows {
        let Counts { errors, warnings, infos } = counts;
        writeln!(out, "{:>9} {errors:>8} {warnings:>8} {infos:>8}  {name}", counts.all())?;
    }
    Ok(())
}

fn hosts(rows: &[HostRow], out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n findings    links  by host")?;
    for HostRow { name, links, counts } in rows.iter().take(MOST_HOSTS) {
        writeln!(out, "{:>9} {links:>8}  {}", counts.all(), safe::line(name))?;
    }
    let rest = rows.get(MOST_HOSTS..).unwrap_or_default();
    if !rest.is_empty() {
        let findings: usize = rest.iter().map(|row| row.counts.all()).sum();
        let links: usize = rest.iter().map(|row| row.links).sum();
        writeln!(out, "{findings:>9} {links:>8}  {} more hosts", rest.len())?;
    }
    Ok(())
}
