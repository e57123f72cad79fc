//! Markdown for places that show it: a comment on a change, the summary of a workflow.
//!
//! Text from pages must not become markup, mentions or references there: everything but letters, digits and a few marks
//! is written as a character reference, which Markdown never takes for syntax (`CommonMark`, section 2.5).

use std::fmt::Write as _;
use std::io::{self, Write};

use super::flat::{self, Flat};
use super::{Places, Report, figures, review, safe};

/// Where the text goes, as far as it matters.
pub(super) struct Target {
    /// Characters that fit.
    room: usize,
}

/// A comment: GitHub takes 65,536 characters.
pub(super) const COMMENT: Target = Target { room: 65_000 };
/// The summary of a step: GitHub takes 1 MiB
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits>).
pub(super) const STEP_SUMMARY: Target = Target { room: 1_000_000 };

/// Write a heading with the counts, and a table of the findings, worst first.
pub(super) fn write(report: &Report<'_>, target: &Target, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let mut text = format!("### guidepost: {}\n", figures::counts(report));
    if let Some(why) = report.incomplete {
        writeln!(text, "\n**Incomplete:** {}", prose(why)).ok();
    }
    for remark in review::remarks(report, |path| report.standpoint.seen_from_above(path)) {
        write!(text, "\n- {}\n", prose(&remark.sentence)).ok();
        for place in &remark.places {
            writeln!(text, "  - {}", code(&safe::line(place))).ok();
        }
    }
    let all = flat::worst_first(report, &places);
    if !all.is_empty() {
        text.push_str("\n| | Where | What |\n|---|---|---|\n");
    }
    let mut rows = all.iter().enumerate();
    for (nth, flat) in rows.by_ref() {
        let row = row(flat);
        // The last line needs room as well.
        if text.len() + row.len() + 100 > target.room {
            writeln!(text, "\n… and {} more, for which there is no room here.", all.len() - nth)
                .ok();
            break;
        }
        text.push_str(&row);
    }
    out.write_all(text.as_bytes())
}

fn row(flat: &Flat<'_>) -> String {
    let (severity, rule) = (flat.found.severity.name(), flat.found.rule);
    let place = format!("{}:{}", safe::path(&flat.path), flat.start.line);
    let help = flat.found.help.as_deref().map(|help| format!("<br>{}", prose(help)));
    let (what, help) = (prose(&flat.found.message), help.unwrap_or_default());
    format!("| {severity} | {} | **{rule}**: {what}{help} |\n", code(&place))
}

/// A sentence of ours: what stands between backticks is code.
fn prose(text: &str) -> String {
    let text = safe::line(text);
    let mut out = String::with_capacity(text.len());
    for (nth, piece) in text.split('`').enumerate() {
        if nth % 2 == 1 {
            out.push_str(&code(piece));
        } else {
            for c in piece.chars() {
                escape(c, &mut out);
                // GitHub finds mentions and references in what is rendered, so that a character reference alone does not
                // hide them.
                if matches!(c, '@' | '#') {
                    out.push_str("&#8205;");
                }
            }
        }
    }
    out
}

/// `text` to be copied: in code nobody looks for mentions.
fn code(text: &str) -> String {
    let mut out = "<code>".to_owned();
    for c in text.chars() {
        escape(c, &mut out);
    }
    out + "</code>"
}

fn escape(c: char, out: &mut String) {
    match c {
        ' ' | ',' | '.' | ';' | '?' | '-' | '/' | '%' | '\'' => out.push(c),
        c if c.is_ascii_punctuation() => {
            write!(out, "&#{};", u32::from(c)).ok();
        }
        c => out.push(c),
    }
}
