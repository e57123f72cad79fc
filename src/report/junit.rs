//! `JUnit` XML: a suite for each page with findings, a case for each finding.
//!
//! There is no standard; this is what Jenkins, GitLab and GitHub's test reporters agree on
//! (<https://github.com/testmoapp/junitxml>). Errors and warnings are failures; what only informs is a skipped test,
//! so that it is seen and fails nothing.

use std::borrow::Cow;
use std::io::{self, Write};

use super::flat::{self, Flat};
use super::{Places, Report, plural};
use crate::base::diag::Severity;

/// Write a suite for each page with findings, or one case that passed.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let all: Vec<Flat<'_>> = flat::all(report, &places).collect();
    let pages: Vec<&[Flat<'_>]> = all.chunk_by(|a, b| a.found.file == b.found.file).collect();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let tests = all.len().max(1);
    writeln!(out, r#"<testsuites name="guidepost" {}>"#, counts(tests, &all))?;
    if pages.is_empty() {
        writeln!(out, r#"  <testsuite name="guidepost" {}>"#, counts(1, &[]))?;
        let pages = plural(report.files, "page", "pages");
        let name = format!("{pages} with {}", plural(report.links, "link", "links"));
        writeln!(out, r#"    <testcase classname="guidepost" name="{name}"/>"#)?;
        writeln!(out, "  </testsuite>")?;
    }
    for page in pages {
        let path = escape(&page[0].path);
        writeln!(out, r#"  <testsuite name="{path}" {}>"#, counts(page.len(), page))?;
        for flat in page {
            case(flat, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn counts(tests: usize, of: &[Flat<'_>]) -> String {
    let skipped = of.iter().filter(|flat| flat.found.severity == Severity::Info).count();
    let failures = of.len() - skipped;
    format!(r#"tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}" time="0""#)
}

fn case(flat: &Flat<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (path, line, column) = (escape(&flat.path), flat.start.line, flat.start.column);
    let (rule, severity) = (flat.found.rule, flat.found.severity.name());
    let message = escape(&flat.found.message);
    writeln!(
        out,
        r#"    <testcase classname="{path}" name="{rule} {line}:{column}" file="{path}" line="{line}" time="0">"#
    )?;
    if flat.found.severity == Severity::Info {
        writeln!(out, r#"      <skipped message="{message}"/>"#)?;
    } else {
        let text = escape(&flat.text()).into_owned();
        writeln!(
            out,
            r#"      <failure type="{severity}" message="{message}">{path}:{line}:{column}: {text}</failure>"#
        )?;
    }
    writeln!(out, "    </testcase>")
}

/// `text` for attributes and content. What XML 1.0 has no place for is replaced, not written as a reference, which
/// it has no place for either (<https://www.w3.org/TR/xml/#charsets>).
fn escape(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '<' | '>' | '&' | '"' | '\t' | '\n' | '\r') || !is_xml(c);
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c if is_xml(c) => out.push(c),
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
    Cow::Owned(out)
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
