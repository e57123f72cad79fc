//! The findings, page by page: the line, the place in it, what to write instead.

use std::io::{self, Write};

use super::Cx;
use super::text::{Prose, Text};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::edit::Edit;
use crate::base::path::RelPath;
use crate::base::secret::covered;
use crate::base::url::UrlKey;
use crate::report::source::around;
use crate::report::tally::{self, Counts};

/// Columns of a line that are shown.
const WIDTH: usize = 240;
/// Edits of one fix, and further places of one finding, that are shown.
const MOST: usize = 6;
/// Up to so many findings all pages stand open.
const OPEN: usize = 60;
/// More findings than these are left as text where the script runs, which makes them elements when somebody looks: of ten
/// thousand, the elements held up the browser for two seconds.
const MANY: usize = 500;

pub(super) fn section(cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = cx.report.diagnostics;
    writeln!(out, "<section id=\"findings\" tabindex=\"-1\"><h2>Findings</h2>")?;
    if all.is_empty() {
        return writeln!(out, "<p class=\"none\">Nothing to report.</p></section>");
    }
    write!(out, "{CONTROLS}<div id=\"list\">")?;
    let open = if all.len() <= OPEN { " open" } else { "" };
    for (nth, page) in all.chunk_by(|a, b| a.file == b.file).enumerate() {
        let mut counts = Counts::default();
        for found in page {
            counts.add(found.severity);
        }
        let id = page[0].file;
        let folder = cx.places.file(id).and_then(|file| part_of(cx, &file.path));
        let (path, owner) = (cx.path(id), cx.owner(id));
        write!(out, "\n<details id=\"p{nth}\" class=\"g\"{open} data-path=\"{}\"", Text(&path))?;
        if let Some(folder) = folder {
            write!(out, " data-folder=\"{}\"", Text(&folder))?;
        }
        if !owner.is_empty() {
            write!(out, " data-owner=\"{}\"", Text(owner))?;
        }
        write!(out, "><summary><h3>{}</h3>{}</summary>", Text(&path), Badges(counts))?;
        let [start, end] = if all.len() > MANY { ["<noscript>", "</noscript>"] } else { [""; 2] };
        write!(out, "{start}")?;
        for found in page {
            finding(found, cx, out)?;
        }
        write!(out, "{end}</details>")?;
    }
    writeln!(out, "\n</div></section>")
}

/// The part of the overview by folder that the page `path` is in.
fn part_of(cx: &Cx<'_>, path: &RelPath) -> Option<String> {
    let folder = path.parent();
    let holds = |part: &&tally::Folder| {
        if part.whole { crate::site::is_below(path, &part.path) } else { folder == part.path }
    };
    let mut parts: Vec<_> = cx.folders.iter().filter(holds).collect();
    parts.sort_by_key(|part| part.path.segments().count());
    parts.last().map(|part| cx.folder_name(part))
}

/// How many findings of each severity, in words too, so that nobody needs to see colours.
pub(super) struct Badges(pub(super) Counts);

impl std::fmt::Display for Badges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts { errors, warnings, infos } = self.0;
        let kinds = [(errors, "error"), (warnings, "warning"), (infos, "info")];
        for (count, name) in kinds.into_iter().filter(|(count, _)| *count > 0) {
            let plural = if count == 1 { "" } else { "s" };
            write!(f, " <span class=\"n {name}\">{count} {name}{plural}</span>")?;
        }
        Ok(())
    }
}

/// One finding. Attributes name what the script groups and filters by, where that is not to be read off the text.
fn finding(found: &Diagnostic, cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (severity, rule, id) = (found.severity.name(), found.rule, Text(&found.fingerprint));
    let at = cx.places.line_col(found.file, found.span.start);
    write!(out, "\n<article id=\"f-{id}\" class=\"{severity}\" data-rule=\"{rule}\"")?;
    if let Some(row) = found.cause.as_deref().and_then(|cause| cx.cause_rows.get(cause)) {
        write!(out, " data-cause=\"{row}\"")?;
    }
    let host = tally::host(found);
    if let Some(host) = &host {
        write!(out, " data-host=\"{}\"", Text(host))?;
    }
    write!(
        out,
        "><h4><a class=\"at\" href=\"#f-{id}\">{}:{}</a> <b>{severity}</b> <span class=\"rule\">{rule}</span> ",
        at.line, at.column
    )?;
    let new = if cx.is_new(found) { " <em class=\"new\">new</em>" } else { "" };
    write!(out, "{}{new}</h4>", Prose(&found.message))?;
    let [before, marked, after] = around(found.file, found.span, WIDTH, &cx.places);
    if !(before.trim().is_empty() && marked.trim().is_empty() && after.trim().is_empty()) {
        let mark = if marked.is_empty() {
            String::new()
        } else {
            format!("<mark>{}</mark>", Text(&marked))
        };
        write!(out, "<pre>{}{mark}{}</pre>", Text(&before), Text(&after))?;
    }
    if let Some(help) = &found.help {
        write!(out, "<p>{}</p>", Prose(help))?;
    }
    fix(found, cx, out)?;
    places(found, cx, out)?;
    if host.is_some() {
        outside(found, out)?;
    }
    write!(out, "</article>")
}

/// The edits that repair it, or would be suggested.
fn fix(found: &Diagnostic, cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(fix) = &found.fix else { return Ok(()) };
    write!(out, "<div class=\"fix\"><p>{} ({} fix)</p>", Prose(&fix.title), fix.safety.name())?;
    for edit in fix.edits.iter().take(MOST) {
        let Edit { file, span, replacement } = edit;
        let text = cx.places.file(*file).map_or("", |file| &file.text);
        let [old, new] = [&text[span.range()], replacement].map(cut);
        let at = cx.places.line_col(*file, span.start);
        let path = if *file == found.file { String::new() } else { cx.path(*file) + ":" };
        write!(out, "<pre><span class=\"at\">{}{}:{}</span> ", Text(&path), at.line, at.column)?;
        if !old.is_empty() {
            write!(out, "<del>{}</del> ", Text(&old))?;
        }
        if new.is_empty() {
            write!(out, "<i>(nothing)</i></pre>")?;
        } else {
            write!(out, "<ins>{}</ins></pre>", Text(&new))?;
        }
    }
    more(fix.edits.len(), "edits", out)?;
    write!(out, "</div>")
}

fn cut(text: &str) -> String {
    let text = &*covered(text);
    let mut kept: String = text.chars().take(WIDTH).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

fn places(found: &Diagnostic, cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    if found.places.is_empty() {
        return Ok(());
    }
    write!(out, "<ul>")?;
    for place in found.places.iter().take(MOST) {
        let (at, path) = (cx.places.line_col(place.file, place.span.start), cx.path(place.file));
        let (line, column) = (at.line, at.column);
        write!(out, "<li>{}:{line}:{column} {}</li>", Text(&path), Text(&place.note))?;
    }
    write!(out, "</ul>")?;
    more(found.places.len(), "places", out)
}

fn more(all: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    if all > MOST { write!(out, "<p>and {} more {what}</p>", all - MOST) } else { Ok(()) }
}

/// A way to see for oneself what is there: addresses of the web alone are links.
fn outside(found: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let named = ["destination", "target"].into_iter().filter_map(|key| found.data.text(key));
    let Some(url) = named.into_iter().find_map(UrlKey::new) else { return Ok(()) };
    let url = Text(url.as_str());
    write!(
        out,
        "<p><a href=\"{url}\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">{url}</a></p>"
    )
}

/// What the script fills and shows.
const CONTROLS: &str = "<form id=\"controls\" role=\"search\" aria-label=\"Findings\" hidden>\
<label class=\"wide\">Search <input id=\"q\" type=\"search\" autocomplete=\"off\" placeholder=\"path, text, rule …\"></label>\
<label>Severity <select id=\"severity\"></select></label>\
<label>Rule <select id=\"rule\"></select></label>\
<label>Folder <select id=\"folder\"></select></label>\
<label>Owner <select id=\"owner\"></select></label>\
<label>Host <select id=\"host\"></select></label>\
<label>Only <select id=\"only\"></select></label>\
<label>Group by <select id=\"by\"></select></label>\
<label>Sort <select id=\"sort\"></select></label>\
<span class=\"buttons\"><button type=\"button\" id=\"open\">Open all</button> \
<button type=\"button\" id=\"close\">Close all</button> <button type=\"button\" id=\"reset\">Reset</button></span>\
<p id=\"status\" role=\"status\" aria-live=\"polite\"></p>\
<p class=\"keys\">Keys: <kbd>/</kbd> search, <kbd>j</kbd> and <kbd>k</kbd> next and previous finding.</p></form>";

/// The word for each severity in headings.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Info => "Infos",
    }
}
