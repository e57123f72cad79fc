//! How much there is of what, before and now, and where to begin.

use std::io::{self, Write};

use super::Cx;
use super::findings::{Badges, word};
use super::text::{Prose, Text};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::path::RelPath;
use crate::lint::rule;
use crate::report::review::{self, Remark};
use crate::report::tally::{self, Counts};
use crate::report::{Earlier, Summary, plural};

/// Rows of a table that are shown at once; the others are behind a click.
const MOST_ROWS: usize = 15;
/// Places of one cause that are linked.
const MOST_PLACES: usize = 3;
/// Findings of an earlier report that are gone, as far as they are listed.
const MOST_GONE: usize = 200;
/// Further rows of a table: nobody reads more.
const MOST_ALL: usize = 1_000;

pub(super) fn head(cx: &Cx<'_>, name: &str, counts: &str, out: &mut dyn Write) -> io::Result<()> {
    let report = cx.report;
    writeln!(
        out,
        "<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header><h1>guidepost{}</h1>\
         <p class=\"lead\">{}</p>",
        Text(name),
        Text(counts)
    )?;
    if let Some(why) = report.incomplete {
        writeln!(out, "<p class=\"incomplete\"><b>Incomplete:</b> {}</p>", Text(why))?;
    }
    let Summary { errors, warnings, infos, unverified } = report.summary();
    write!(out, "<dl class=\"cards\">")?;
    let kinds = [(errors, Severity::Error), (warnings, Severity::Warning), (infos, Severity::Info)];
    for (count, severity) in kinds {
        let (name, class) = (word(severity), severity.name());
        write!(out, "<div class=\"{class}\"><dt>{name}</dt><dd>{count}")?;
        if let Some(earlier) = &report.context.earlier {
            write!(out, " <small>{}</small>", Change(earlier.count(severity), count))?;
        }
        write!(out, "</dd></div>")?;
    }
    let baselined = report.baselined();
    let fixable = report.diagnostics.iter().filter(|found| found.fix.is_some()).count();
    for (count, name) in [
        (fixable, "With a suggested edit"),
        (unverified, "Unverified"),
        (report.suppressed.len() - baselined - report.earlier(), "Suppressed"),
        (report.earlier(), "From before the change"),
        (baselined, "In the baseline"),
    ] {
        if count > 0 {
            write!(out, "<div><dt>{name}</dt><dd>{count}</dd></div>")?;
        }
    }
    writeln!(out, "</dl>")?;
    trend(cx, out)?;
    let shown = |path: &RelPath| report.standpoint.seen_from_above(path);
    for Remark { sentence, places } in review::remarks(report, shown) {
        write!(out, "<p>Of the change: {}</p>", Prose(&sentence))?;
        if !places.is_empty() {
            let items = places.iter().map(|place| format!("<li>{}</li>", Text(place)));
            writeln!(out, "<ul>{}</ul>", items.collect::<String>())?;
        }
    }
    write!(out, "</header>\n<nav aria-label=\"Sections\">")?;
    let (rules, owners) = (!report.diagnostics.is_empty(), !report.context.owners.is_empty());
    for (shown, id, name) in [
        (!cx.causes.is_empty(), "causes", "Causes"),
        (rules, "rules", "Rules"),
        (rules, "folders", "Folders"),
        (rules && owners, "owners", "Owners"),
        (rules, "pages", "Pages"),
        (true, "hosts", "Hosts"),
        (true, "links", "Links"),
        (true, "findings", "Findings"),
    ] {
        if shown {
            write!(out, "<a href=\"#{id}\">{name}</a> ")?;
        }
    }
    writeln!(out, "</nav>")
}

/// How a count has changed.
struct Change(usize, usize);

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (before, now) = (self.0, self.1);
        match now.cmp(&before) {
            std::cmp::Ordering::Equal => f.write_str("as before"),
            std::cmp::Ordering::Less => write!(f, "{} fewer than before", before - now),
            std::cmp::Ordering::Greater => write!(f, "{} more than before", now - before),
        }
    }
}

/// What has changed since an earlier report, if there is one.
fn trend(cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(earlier) = &cx.report.context.earlier else { return Ok(()) };
    let found = cx.report.diagnostics;
    let new = found.iter().filter(|found| !earlier.knows(found)).count();
    let gone = earlier.gone(found);
    writeln!(
        out,
        "<p>Since the earlier report: {new} new, {} gone, {} as before.</p>",
        gone.len(),
        found.len() - new
    )?;
    if gone.is_empty() {
        return Ok(());
    }
    write!(out, "<details><summary>{} gone</summary><ul>", gone.len())?;
    for before in gone.iter().take(MOST_GONE) {
        let (path, rule, message) = (&before.path, &before.rule, &before.message);
        let line = before.line();
        write!(out, "<li>{}:{line} {}: {}</li>", Text(path), Text(rule), Prose(message))?;
    }
    if gone.len() > MOST_GONE {
        write!(out, "<li>and {} more</li>", gone.len() - MOST_GONE)?;
    }
    writeln!(out, "</ul></details>")
}

pub(super) fn sections(cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !cx.report.diagnostics.is_empty() {
        causes(cx, out)?;
        rules(cx, out)?;
        let folders = cx.folders.iter().map(|folder| (cx.folder_name(folder), folder.counts));
        counted(&COUNTED[0], &folders.collect::<Vec<_>>(), out)?;
        if !cx.report.context.owners.is_empty() {
            let rows = tally::by(cx.report, |found| Some(cx.owner(found.file)));
            let name = |owner: &str| if owner.is_empty() { NOBODY } else { owner }.to_owned();
            let rows = rows.into_iter().map(|(owner, counts)| (name(owner), counts));
            counted(&COUNTED[1], &rows.collect::<Vec<_>>(), out)?;
        }
        let pages = tally::by(cx.report, |found| Some(cx.path(found.file)));
        counted(&COUNTED[2], &pages, out)?;
    }
    hosts(cx, out)
}

/// What stands for no owner.
const NOBODY: &str = "nobody";

/// A table of counts: its id, its title, and what the script filters by when a row is chosen.
struct Table {
    id: &'static str,
    title: &'static str,
    column: &'static str,
    filter: &'static str,
}

const COUNTED: [Table; 3] = [
    Table { id: "folders", title: "By folder", column: "Folder", filter: "folder" },
    Table { id: "owners", title: "By owner", column: "Owner", filter: "owner" },
    Table { id: "pages", title: "Pages with the most findings", column: "Page", filter: "q" },
];

/// Write rows, of which those beyond [`MOST_ROWS`] are behind a click. `head` is a row of headings.
pub(super) fn rows<T>(
    caption: &str,
    head: &str,
    all: &[T],
    out: &mut dyn Write,
    row: impl Fn(&T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let (shown, rest) = all.split_at(all.len().min(MOST_ROWS));
    let table = |rows: &[T], caption: &str, out: &mut dyn Write| -> io::Result<()> {
        write!(out, "<div class=\"scroll\"><table><caption>{caption}</caption>")?;
        write!(out, "<thead><tr>{head}</tr></thead><tbody>")?;
        for one in rows {
            write!(out, "<tr>")?;
            row(one, out)?;
            writeln!(out, "</tr>")?;
        }
        write!(out, "</tbody></table></div>")
    };
    table(shown, caption, out)?;
    if !rest.is_empty() {
        let listed = &rest[..rest.len().min(MOST_ALL)];
        write!(out, "<details><summary>{} more</summary>", rest.len())?;
        table(listed, &format!("{caption}, continued"), out)?;
        if listed.len() < rest.len() {
            write!(out, "<p>and {} that are not listed</p>", rest.len() - listed.len())?;
        }
        write!(out, "</details>")?;
    }
    Ok(())
}

fn counted(table: &Table, all: &[(String, Counts)], out: &mut dyn Write) -> io::Result<()> {
    let Table { id, title, column, filter } = table;
    let most = all.first().map_or(1, |(_, counts)| counts.all()).max(1);
    write!(out, "<section id=\"{id}\"><h2>{title}</h2>")?;
    let head = format!("<th scope=\"col\">{column}</th><th scope=\"col\">Findings</th><td></td>");
    rows(title, &head, all, out, |(name, counts), out| {
        let (name, all) = (Text(name), counts.all());
        write!(
            out,
            "<th scope=\"row\" data-{filter}=\"{name}\">{name}</th><td class=\"num\">{all}{}</td><td>{}</td>",
            bar(all, most),
            Badges(*counts)
        )
    })?;
    writeln!(out, "</section>")
}

/// A bar, for those who see it; the number beside it is for all.
fn bar(count: usize, most: usize) -> String {
    let length = (count * 100).div_ceil(most);
    format!(
        "<svg viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{length}\" height=\"6\"/></svg>"
    )
}

fn causes(cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    if cx.causes.is_empty() {
        return Ok(());
    }
    let several: usize = cx.causes.iter().map(Vec::len).sum();
    write!(
        out,
        "<section id=\"causes\"><h2>By cause</h2><p>{} have one of {}: repair these first.</p>",
        plural(several, "finding", "findings"),
        plural(cx.causes.len(), "common cause", "common causes")
    )?;
    let head =
        "<th scope=\"col\">Cause</th><th scope=\"col\">Findings</th><th scope=\"col\">Places</th>";
    rows("By cause", head, &cx.causes, out, |found, out| {
        let first = found[0];
        let row = first.cause.as_deref().and_then(|cause| cx.cause_rows.get(cause));
        write!(
            out,
            "<th scope=\"row\" id=\"c{}\"><span class=\"rule\">{}</span> {}{}</th><td class=\"num\">{}</td><td>",
            row.copied().unwrap_or_default(),
            first.rule,
            Prose(&first.message),
            Text(&within(cx, found)),
            found.len()
        )?;
        for place in found.iter().take(MOST_PLACES) {
            let line = cx.places.line_col(place.file, place.span.start).line;
            let (id, path) = (Text(&place.fingerprint), cx.path(place.file));
            write!(out, "<a href=\"#f-{id}\">{}:{line}</a> ", Text(&path))?;
        }
        if found.len() > MOST_PLACES {
            write!(out, "and {} more", found.len() - MOST_PLACES)?;
        }
        write!(out, "</td>")
    })?;
    writeln!(out, "</section>")
}

/// The page of `found` if all are in one: what is wrong may be the same in others.
fn within(cx: &Cx<'_>, found: &[&Diagnostic]) -> String {
    let only = found.iter().all(|other| other.file == found[0].file);
    if only { format!(" in {}", cx.path(found[0].file)) } else { String::new() }
}

fn rules(cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = tally::by(cx.report, |found| Some(found.rule));
    let most = all.first().map_or(1, |(_, counts)| counts.all()).max(1);
    let before = cx.report.context.earlier.as_ref().map(Earlier::by_rule);
    write!(out, "<section id=\"rules\"><h2>By rule</h2>")?;
    let earlier = if before.is_some() { "<th scope=\"col\">Before</th>" } else { "" };
    let head = format!(
        "<th scope=\"col\">Rule</th><th scope=\"col\">Findings</th>{earlier}<td></td><th scope=\"col\">What it finds</th>"
    );
    rows("By rule", &head, &all, out, |(name, counts), out| {
        let all = counts.all();
        write!(
            out,
            "<th scope=\"row\" data-rule=\"{name}\">{name}</th><td class=\"num\">{all}{}</td>",
            bar(all, most)
        )?;
        if let Some(before) = &before {
            write!(out, "<td class=\"num\">{}</td>", before.get(name).unwrap_or(&0))?;
        }
        let summary = rule(name).map_or("", |rule| rule.summary);
        write!(out, "<td>{}</td><td>{}</td>", Badges(*counts), Prose(summary))
    })?;
    writeln!(out, "</section>")
}

fn hosts(cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = tally::by_host(cx.report);
    write!(out, "<section id=\"hosts\"><h2>By host</h2>")?;
    if all.is_empty() {
        return writeln!(out, "<p class=\"none\">No page links to another host.</p></section>");
    }
    let head =
        "<th scope=\"col\">Host</th><th scope=\"col\">Links</th><th scope=\"col\">Findings</th>";
    rows("By host", head, &all, out, |row, out| {
        let (name, links, counts) = (Text(&row.name), row.links, row.counts);
        // Without findings there is nothing to choose.
        let filter =
            if counts.all() > 0 { format!(" data-host=\"{name}\"") } else { String::new() };
        write!(
            out,
            "<th scope=\"row\"{filter}>{name}</th><td class=\"num\">{links}</td><td>{}</td>",
            Badges(counts)
        )
    })?;
    writeln!(out, "</section>")
}
