//! The lines that a finding stands in, cut to what fits the screen, for miette.
//!
//! miette's own sources are read from their first byte for every label, and give whole lines, raw. An
//! [`Excerpt`] holds only the part of each line that is worth showing, already harmless, and knows which line and
//! column of the page it is.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Places, safe};
use crate::base::ids::FileId;
use crate::base::secret::covered;
use crate::base::span::Span;

/// Pieces of lines of one page.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    /// The pieces, each ending in a line feed.
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    /// Where the piece starts in `text`, and where its line feed stands.
    start: usize,
    end: usize,
    /// The line of the page, from 0.
    line: usize,
    /// The column of the place itself, from 0.
    column: usize,
    /// The place itself in `text`.
    label: (usize, usize),
    /// How many columns the piece and its label may take.
    width: usize,
}

/// What miette draws left of a line, besides the digits of its number.
const GUTTER: usize = 4;
/// What it draws between the middle of a place and the label.
const HOOK: usize = 4;

impl Excerpt {
    /// The pieces of the page `file`, which people know as `name`, around `spans`, each with the columns of its label,
    /// for a screen of `screen` columns.
    pub(super) fn new(
        name: String,
        file: FileId,
        spans: &[(Span, usize)],
        screen: usize,
        places: &Places<'_>,
    ) -> Self {
        let mut excerpt = Self { name, text: String::new(), pieces: Vec::new() };
        for &(span, label) in spans {
            excerpt.push(file, span, label, screen, places);
        }
        excerpt
    }

    fn push(&mut self, file: FileId, span: Span, label: usize, screen: usize, places: &Places<'_>) {
        let (line, column, whole) = line_of(file, span, places);
        let width = screen.saturating_sub((line + 1).to_string().len() + GUTTER).max(20);
        let [before, marked, after] = cut(&whole, width, label);

        let start = self.text.len();
        self.text.push_str(&before);
        let label = (self.text.len(), marked.len());
        self.text.push_str(&marked);
        self.text.push_str(&after);
        let end = self.text.len();
        self.text.push('\n');
        self.pieces.push(Piece { start, end, line, column, label, width });
    }

    /// Where the place of row `row` stands in this source, for a label.
    pub(super) fn label(&self, row: usize) -> (usize, usize) {
        self.pieces[row].label
    }

    /// How many columns are left for a label that hangs from the middle of the place of row `row`.
    pub(super) fn room(&self, row: usize) -> usize {
        let Piece { start, label, width, .. } = &self.pieces[row];
        let middle = columns(&self.text[*start..label.0])
            + columns(&self.text[label.0..label.0 + label.1]) / 2;
        width.saturating_sub(middle + HOOK)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (from, to) = (span.offset(), span.offset() + span.len());
        let row = self.pieces.partition_point(|piece| piece.start <= from).checked_sub(1);
        let piece = row.and_then(|row| self.pieces.get(row)).filter(|piece| to <= piece.end);
        // Two places in different pieces are two snippets, even where their lines are neighbours.
        let piece = piece.ok_or(MietteError::OutOfBounds)?;
        // Without context, miette asks for line and column of the place for its header.
        let column = if context_lines_before == 0 { piece.column } else { 0 };
        let data = &self.text.as_bytes()[piece.start..=piece.end];
        let whole = SourceSpan::from((piece.start, data.len()));
        let name = self.name.clone();
        Ok(Box::new(MietteSpanContents::new_named(name, data, whole, piece.line, column, 1)))
    }
}

/// The line that `span` starts in: its number and the column, both from 0, and the line, harmless: what stands before the
/// place, the place itself, what stands behind it.
fn line_of(file: FileId, span: Span, places: &Places<'_>) -> (usize, usize, [String; 3]) {
    let text = places.file(file).map_or("", |file| &file.text);
    let lines = places.lines(file);
    let line = lines.line(span.range().start, text);
    let (whole, line_start) = (lines.text(line, text), lines.start(line, text));
    let whole = &*covered(whole);
    let from = (span.range().start - line_start).min(whole.len());
    let to = (span.range().end - line_start).min(whole.len()).max(from);
    let parts = [&whole[..from], &whole[from..to], &whole[to..]].map(safe::line);
    (line, whole[..from].chars().count(), parts)
}

/// The parts of a line, cut to `width` columns. The place itself comes first, with a little of what stands before it, then
/// what stands behind it. Before it stands what fits, but no more than lets a label of `label` columns below stay on one
/// line.
fn cut([before, marked, after]: &[String; 3], width: usize, label: usize) -> [String; 3] {
    let (before, after) = (before.trim_start(), after.trim_end());
    let kept = keep_start(marked, width - columns(before).min(3));
    let after = if kept == *marked { after } else { "" };
    let marked = kept;
    let room = width.saturating_sub(columns(&marked));
    let least = room.saturating_sub(columns(after).min(1)).min(width / 4);
    let beside_label = width.saturating_sub(columns(&marked) / 2 + HOOK + label);
    let most = room.saturating_sub(columns(after)).min(beside_label);
    let before = keep_end(before, most.max(least));
    let after = keep_start(after, room.saturating_sub(columns(&before)));
    [before, marked, after]
}

/// The line that `span` starts in, in `width` columns and harmless: what stands before the place, the place itself, what
/// stands behind it.
pub(super) fn around(file: FileId, span: Span, width: usize, places: &Places<'_>) -> [String; 3] {
    cut(&line_of(file, span, places).2, width, 0)
}

/// The width of `text` on a screen.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The start of `text` that fits `room` columns, with an ellipsis where something is cut.
pub(super) fn keep_start(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = text.chars().take_while(|&c| {
        used += width(c);
        used <= room
    });
    let mut kept: String = fits.collect();
    kept.push('…');
    kept
}

/// The end of `text` that fits `room` columns.
fn keep_end(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = text.chars().rev().take_while(|&c| {
        used += width(c);
        used <= room
    });
    let kept: Vec<char> = fits.collect();
    std::iter::once('…').chain(kept.into_iter().rev()).collect()
}
