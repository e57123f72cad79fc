//! What a report comes to: figures, and what to run next.

use std::io::{self, Write};

use super::human::{Style, wrapped};
use super::{External, Repairs, Report, UNVERIFIED, hosts, plural, review};
use crate::base::diag::Diagnostic;
use crate::base::edit::Safety;

/// From this many findings on, nobody repairs them before the next commit.
const MANY: usize = 200;

/// What to run next.
fn next(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.diagnostics.is_empty() {
        return Ok(());
    }
    let (safe, risky) = (fixable(report, Safety::Safe), fixable(report, Safety::Unsafe));
    let repairs = match (safe, risky) {
        (0, 0) => None,
        (0, risky) => Some(format!("{risky} with `--unsafe-fixes`")),
        (safe, 0) => Some(format!("{safe} of them")),
        (safe, risky) => Some(format!("{safe} of them, and {risky} more with `--unsafe-fixes`")),
    };
    let mut lines = Vec::new();
    if let Some(repairs) = repairs.filter(|_| report.repairs.is_none()) {
        lines.push(format!(
            "`guidepost check --fix` repairs {repairs}; `--diff` shows what that changes."
        ));
    }
    // What could not be verified fails nobody.
    let known = report.diagnostics.iter().filter(|found| found.rule != UNVERIFIED).count();
    if known >= MANY && report.baselined() == 0 {
        lines.push(
            "`guidepost baseline create` takes these for known, so that only new ones fail."
                .to_owned(),
        );
    }
    lines.push("`guidepost explain RULE` says more about a rule.".to_owned());
    writeln!(out)?;
    lines.iter().try_for_each(|line| writeln!(out, "{}", wrapped(line, style.width)))
}

/// How many findings have a fix of this safety.
fn fixable(report: &Report<'_>, safety: Safety) -> usize {
    let fixes = report.diagnostics.iter().filter_map(|found| found.fix.as_ref());
    fixes.filter(|fix| fix.safety == safety).count()
}

/// Write what there is in numbers.
pub(crate) fn summary(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let counts = report.summary();
    for (rule, count) in report.by_rule() {
        writeln!(out, "{count:>7}  {rule}")?;
    }
    next(report, style, out)?;
    writeln!(out, "{}", self::counts(report))?;
    if report.baselined() > 0 {
        let known = plural(report.baselined(), "finding is", "findings are");
        writeln!(out, "{known} in the baseline and not shown")?;
    }
    if report.earlier() > 0 {
        let known = plural(report.earlier(), "finding was", "findings were");
        writeln!(out, "{known} there before the change and not shown")?;
    }
    for remark in review::remarks(report, |path| report.standpoint.shown(path)) {
        let end = if remark.places.is_empty() { "" } else { ":" };
        writeln!(out, "{}{end}", remark.sentence)?;
        remark.places.iter().try_for_each(|place| writeln!(out, "  {place}"))?;
    }
    if let Some(Repairs { count, written, risky }) = report.repairs {
        let (fixed, left) =
            if written { ("fixed", "remain") } else { ("would fix", "would remain") };
        let left = if report.diagnostics.len() == 1 && written { "remains" } else { left };
        let would = if written { "repairs" } else { "would repair" };
        let more = match fixable(report, Safety::Unsafe) {
            0 => String::new(),
            _ if risky => String::new(),
            all if all == report.diagnostics.len() => format!(", which `--unsafe-fixes` {would}"),
            some => format!(", {some} of which `--unsafe-fixes` {would}"),
        };
        writeln!(out, "{fixed} {count}; {} {left}{more}", report.diagnostics.len())?;
    }
    if counts.unverified > 0 && !style.verbose {
        let many = plural(counts.unverified, "external link", "external links");
        let kinds = report.unverified().into_iter();
        let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{count} {kind}")).collect();
        let kinds = kinds.join(", ");
        writeln!(out, "{many} could not be verified ({kinds}); `-v` lists them with the reason")?;
    }
    external(report, style, out)?;
    if let Some(why) = report.incomplete {
        writeln!(out, "INCOMPLETE: {why}")?;
    }
    Ok(())
}

/// What was checked and how much was found: `2 pages with 11 links: 1 error`.
pub(super) fn counts(report: &Report<'_>) -> String {
    let counts = report.summary();
    let links = plural(report.links, "link", "links");
    let checked = match (report.since, report.files) {
        (None, pages) => format!("{} with {links}", plural(pages, "page", "pages")),
        // It may have removed some.
        (Some(_), 0) => "no page is new or edited".to_owned(),
        (Some(_), pages) => {
            format!("{} with {links}", plural(pages, "changed page", "changed pages"))
        }
    };
    let mut parts: Vec<String> = Vec::new();
    for (count, one, many) in [
        (counts.errors, "error", "errors"),
        (counts.warnings, "warning", "warnings"),
        (counts.infos, "info", "infos"),
    ] {
        if count > 0 {
            parts.push(plural(count, one, many));
        }
    }
    let found = if parts.is_empty() { "nothing to report".to_owned() } else { parts.join(", ") };
    format!("{checked}: {found}{}", elsewhere(report))
}

/// How much of what a change breaks is in pages that it does not touch.
fn elsewhere(report: &Report<'_>) -> String {
    let snapshot = report.view.snapshot();
    let Some(edited) = snapshot.edited.as_ref().filter(|_| report.since.is_some()) else {
        return String::new();
    };
    let is_other = |found: &&Diagnostic| {
        snapshot.file(found.file).is_some_and(|file| !edited.pages.contains(&file.path))
    };
    match (report.diagnostics.iter().filter(is_other).count(), report.diagnostics.len()) {
        (0, _) => String::new(),
        (all, found) if all == found => ", in pages that the change does not touch".to_owned(),
        (some, _) => format!(", {some} of them in pages that the change does not touch"),
    }
}

/// How external addresses were asked.
fn external(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let External { asked, remembered, failed_before, left_out, hosts: _ } = report.external;
    if let Some(left_out) = left_out.filter(|left_out| *left_out > 0) {
        let many = plural(left_out, "external address", "external addresses");
        writeln!(out, "{many} left out: the change touches no link to them")?;
    }
    if style.verbose && asked + remembered > 0 {
        let many = plural(*asked, "external address", "external addresses");
        writeln!(out, "{many} asked, {remembered} known from before")?;
    }
    // Whoever has put a page right runs again, and wants to see it.
    let is_dead =
        |found: &Diagnostic| matches!(found.data.text("kind"), Some("dead" | "unconfirmed"));
    if *failed_before > 0 && report.diagnostics.iter().any(is_dead) {
        let many = plural(*failed_before, "dead address is", "dead addresses are");
        writeln!(out, "{many} known from before; `--no-cache` asks again")?;
    }
    if report.host_stats { hosts::write(report, out) } else { Ok(()) }
}
