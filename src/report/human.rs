//! For people: what is wrong, where, why, and what to write instead.
//!
//! Findings with one cause are one block with its places. miette draws the blocks; what they are
//! made of is decided here.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use textwrap::core::Word;
use textwrap::{WordSeparator, WordSplitter};

use super::compact;
pub(crate) use super::figures::summary;
use super::harmless::Harmless;
use super::source::{Excerpt, columns};
use super::{Places, Report, Standpoint, UNVERIFIED, safe};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::edit::Safety;
use crate::base::ids::FileId;
use crate::base::span::Span;

/// How to draw.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Is it shown on a terminal, where a line has an end?
    pub screen: bool,
    /// May colours be used?
    pub color: bool,
    /// Only findings, no summary.
    pub quiet: bool,
    /// Also what could not be verified, place by place.
    pub verbose: bool,
}

/// Blocks of one rule in one page beyond this many are counted, not drawn.
const MOST_BLOCKS: usize = 20;
/// Blocks of one rule that only inform, in all pages together: beyond this many they would bury what is broken.
const MOST_INFOS: usize = 10;
/// Places of one block that are drawn with their line.
const MOST_LINES: usize = 6;
/// Further places of one block that are named.
const MOST_NAMED: usize = 5;

/// Draw an error that kept a command from running.
pub fn error(error: &dyn miette::Diagnostic, style: &Style) -> String {
    let mut text = String::new();
    let error = Harmless::new(error);
    match handler(style).render_report(&mut text, &error) {
        Ok(()) => text,
        Err(_) => format!("{error}\n"),
    }
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let theme =
        if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    // One line of context tells the source apart from a question for a place: see `Excerpt`.
    // Paths are never broken at their slashes and hyphens.
    GraphicalReportHandler::new_themed(theme)
        .with_word_separator(WordSeparator::Custom(words))
        .with_break_words(false)
        .with_word_splitter(WordSplitter::NoHyphenation)
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(1)
}

/// The words of a line: what stands between backticks is to be copied and stays in one piece.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut quoted = false;
    let mut starts = vec![0];
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        if last == ' ' && c != ' ' && !quoted && at > 0 {
            starts.push(at);
        }
        quoted ^= c == '`';
        last = c;
    }
    starts.push(line.len());
    let words: Vec<Word<'_>> =
        starts.windows(2).map(|pair| Word::from(&line[pair[0]..pair[1]])).collect();
    Box::new(words.into_iter())
}

/// `text` on lines of `room` columns.
pub(super) fn wrapped(text: &str, room: usize) -> String {
    let options = textwrap::Options::new(room)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// Causes that are drawn with their lines; when there are more, each is a line, unless somebody wants to see more.
const MOST_DRAWN: usize = 40;

/// Write the report.
pub(super) fn write(report: &Report<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let mut infos: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups = groups(report.diagnostics);
    if !style.verbose {
        groups.retain(|group| {
            let first = group[0];
            let shown = infos.entry(first.rule).or_default();
            *shown += usize::from(first.severity == Severity::Info);
            first.rule != UNVERIFIED && *shown <= MOST_INFOS
        });
    }
    if groups.len() > MOST_DRAWN && !style.verbose {
        compact::write(&groups, report, style, &places, out)?;
    } else {
        draw(&groups, report, style, &places, out)?;
    }
    let infos = infos.into_iter().filter(|(rule, _)| *rule != UNVERIFIED);
    for (rule, count) in infos.filter(|(_, count)| *count > MOST_INFOS) {
        writeln!(
            out,
            "  … and {} more of `{rule}`, which only informs: `-v` shows them\n",
            count - MOST_INFOS
        )?;
    }
    if style.quiet { Ok(()) } else { summary(report, style, out) }
}

/// Draw each group with its lines.
fn draw(
    groups: &[Vec<&Diagnostic>],
    report: &Report<'_>,
    style: &Style,
    places: &Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let handler = handler(style);
    let mut drawn = 0;
    let mut last = ("", None);
    let mut hidden = 0;
    for group in groups {
        let first = group[0];
        if last != (first.rule, Some(first.file)) {
            more(out, hidden, last.0)?;
            (last, drawn, hidden) = ((first.rule, Some(first.file)), 0, 0);
        }
        drawn += 1;
        if drawn > MOST_BLOCKS {
            hidden += group.len();
            continue;
        }
        let block = Block::new(group, style, places, report.standpoint);
        let mut text = String::new();
        if handler.render_report(&mut text, &block).is_err() {
            text = format!("{block}\n");
        }
        out.write_all(text.as_bytes())?;
        out.write_all(block.rest.as_bytes())?;
        out.write_all(b"\n")?;
    }
    more(out, hidden, last.0)
}

/// ` [fix]` behind what `--fix` repairs, all of it or a part, and the same for unsafe fixes.
pub(super) fn mark(group: &[&Diagnostic]) -> String {
    let count = |safety| {
        let fixes = group.iter().filter_map(|found| found.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    };
    for (safety, name) in [(Safety::Safe, "fix"), (Safety::Unsafe, "unsafe fix")] {
        match count(safety) {
            0 => {}
            all if all == group.len() => return format!(" [{name}]"),
            some => return format!(" [{name} for {some} of {}]", group.len()),
        }
    }
    String::new()
}

fn more(out: &mut dyn Write, hidden: usize, rule: &str) -> io::Result<()> {
    if hidden == 0 {
        Ok(())
    } else {
        writeln!(out, "  … and {hidden} more `{rule}` in this page\n")
    }
}

/// Findings with one cause together, in the order of the first of each; those without a cause alone.
fn groups(diagnostics: &[Diagnostic]) -> Vec<Vec<&Diagnostic>> {
    let mut rows = std::collections::HashMap::new();
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    for diagnostic in diagnostics {
        let row =
            diagnostic.cause.as_deref().map(|cause| *rows.entry(cause).or_insert(groups.len()));
        match row.and_then(|row| groups.get_mut(row)) {
            Some(group) => group.push(diagnostic),
            None => groups.push(vec![diagnostic]),
        }
    }
    groups
}

/// One cause as miette draws it.
#[derive(Debug)]
struct Block {
    severity: Severity,
    message: String,
    help: Option<String>,
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
    /// What is written below: the places that are not drawn.
    rest: String,
}

impl Block {
    fn new(
        group: &[&Diagnostic],
        style: &Style,
        places: &Places<'_>,
        standpoint: &Standpoint,
    ) -> Self {
        let first = group[0];
        let mut drawn: Vec<(_, &str)> = Vec::new();
        let mut named = Vec::new();
        for (row, found) in group.iter().enumerate() {
            if found.file == first.file && row < MOST_LINES {
                drawn.push((found.span, &*found.label));
            } else {
                named.push((found.file, found.span));
            }
            for place in &found.places {
                // Findings with one cause may have a place in common.
                let is_drawn = drawn.iter().any(|(span, note)| {
                    (place.file, place.span, &*place.note) == (first.file, *span, *note)
                });
                if is_drawn {
                    continue;
                }
                if place.file == first.file && drawn.len() < MOST_LINES {
                    drawn.push((place.span, &*place.note));
                } else {
                    named.push((place.file, place.span));
                }
            }
        }
        drawn.sort_by_key(|(span, _)| *span);
        let texts: Vec<String> = drawn.iter().map(|(_, text)| safe::line(text)).collect();
        let spans = drawn.iter().zip(&texts).map(|((span, _), text)| (*span, columns(text)));
        let spans: Vec<_> = spans.collect();
        let shown = |id| places.file(id).map_or(String::new(), |file| standpoint.shown(&file.path));
        let excerpt = Excerpt::new(shown(first.file), first.file, &spans, style.width, places);
        let labels = (0..drawn.len()).map(|row| {
            let text = wrapped(&texts[row], excerpt.room(row).max(12));
            let (start, length) = excerpt.label(row);
            // What is said once need not be said again under every place.
            let again = row > 0 && drawn[row].1 == drawn[0].1;
            LabeledSpan::new((!again).then_some(text), start, length)
        });
        let labels = labels.collect();
        let message = format!("{}: {}{}", first.rule, safe::line(&first.message), mark(group));
        Self {
            severity: first.severity,
            message,
            help: help(group, places, &shown),
            labels,
            excerpt,
            rest: rest(&named, places, &shown),
        }
    }
}

/// The help of a group: one text where all agree, else that of each place with its line. What one of them knows
/// to suggest is no riddle for the others.
fn help(
    group: &[&Diagnostic],
    places: &Places<'_>,
    shown: &dyn Fn(FileId) -> String,
) -> Option<String> {
    let suggests =
        |found: &&&Diagnostic| found.data.list("suggestions").is_some_and(|list| !list.is_empty());
    let some_suggest = group.iter().any(|found| suggests(&found));
    let one_file = group.iter().all(|found| found.file == group[0].file);
    let mut texts: Vec<(String, String)> = Vec::new();
    for found in group.iter().filter(|found| !some_suggest || suggests(found)) {
        let Some(text) = found.help.as_deref().map(safe::line) else { continue };
        let line = places.line_col(found.file, found.span.start).line;
        let place =
            if one_file { format!("line {line}") } else { format!("{}:{line}", shown(found.file)) };
        if texts.iter().all(|(_, said)| *said != text) {
            texts.push((place, text));
        }
    }
    if let [(_, only)] = texts.as_slice() {
        return Some(only.clone());
    }
    let lines = texts.iter().take(MOST_LINES).map(|(place, text)| format!("{place}: {text}"));
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn rest(named: &[(FileId, Span)], places: &Places<'_>, shown: &dyn Fn(FileId) -> String) -> String {
    use fmt::Write;
    let mut text = String::new();
    for (file, span) in named.iter().take(MOST_NAMED) {
        let place = places.line_col(*file, span.start);
        writeln!(text, "        also {}:{}:{}", shown(*file), place.line, place.column).ok();
    }
    if named.len() > MOST_NAMED {
        writeln!(text, "        and {} more", named.len() - MOST_NAMED).ok();
    }
    text
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Block {}

impl miette::Diagnostic for Block {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
