//! Tables that are none: renderers show their bars as text.

use std::ops::Range;

use super::blocks::cells;
use crate::base::span::Span;

/// Lines that were meant as a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenTable {
    /// Its first row, without what quotes and lists put in front.
    pub head: Span,
    /// The columns of that row.
    pub columns: u32,
    /// The line below it where that was to divide it from the others.
    pub divider: Option<Divider>,
    /// The empty lines between it and a table right above, where it was to go on.
    pub gap: Option<Span>,
}

/// A line that was to divide the first row of a table from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Divider {
    /// The line.
    pub span: Span,
    /// Its columns.
    pub columns: u32,
    /// It is written as dividers are: of hyphens and colons.
    pub sound: bool,
}

impl BrokenTable {
    /// The same where `back` says that its places are.
    pub(super) fn moved(self, back: impl Fn(Span) -> Span + Copy) -> Self {
        let divider = self.divider.map(|of| Divider { span: back(of.span), ..of });
        Self { head: back(self.head), divider, gap: self.gap.map(back), ..self }
    }
}

/// The broken table in the paragraph in `range` of `text`, if it has one. A table stands in no paragraph; the last one in front
/// of this ended at byte `above`. Bars divide `in_code` as well, or do not.
pub(super) fn find(
    text: &str,
    range: Range<usize>,
    above: usize,
    in_code: bool,
) -> Option<BrokenTable> {
    memchr::memchr(b'|', &text.as_bytes()[range.clone()])?;
    let start = range.start;
    let lines: Vec<Span> = lines(text, range).collect();
    let first = lines.iter().position(|line| text[line.range()].starts_with('|'))?;
    let rows = &lines[first..];
    let count = |line: Span| u32::try_from(cells(&text[line.range()], in_code)).unwrap_or(u32::MAX);
    let head = rows[0];
    let columns = count(head);
    let broken = |divider, gap| Some(BrokenTable { head, columns, divider, gap });
    let second = rows.get(1).map(|second| (*second, &text[second.range()]));
    if let Some((span, written)) = second.filter(|(_, written)| is_divider(written)) {
        let sound = written.bytes().all(|byte| b"|-: \t".contains(&byte));
        let divider = Divider { span, columns: count(span), sound };
        // Where both have as many, it is none for another reason.
        return if sound && divider.columns == columns {
            None
        } else {
            broken(Some(divider), None)
        };
    }
    let are_rows =
        rows.iter().take(3).all(|row| is_row(&text[row.range()]) && count(*row) == columns);
    if columns < 2 || !are_rows {
        return None;
    }
    let gap = gap(text, above, start).filter(|_| first == 0);
    // A grid is another way to write tables, which some renderers know.
    let is_grid = lines.iter().any(|line| text[line.range()].starts_with('+'));
    if gap.is_some() || second.is_some() && !is_grid { broken(None, gap) } else { None }
}

/// What stands between the table that ends at byte `above` and the row at byte `start`, if that is empty lines alone.
fn gap(text: &str, above: usize, start: usize) -> Option<Span> {
    let end = text[..above].trim_end().len();
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    (end > 0 && end < line && text[end..line].trim().is_empty()).then(|| Span::new(end, line))
}

/// The lines in `range` of `text` without the marks of quotes and the spaces around them.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Span> {
    let mut start = range.start;
    text[range]
        .split(['\n', '\r'])
        .map(move |line| {
            let content = line.trim_start_matches([' ', '\t', '>']);
            let from = start + line.len() - content.len();
            start += line.len() + 1;
            Span::new(from, from + content.trim_end().len())
        })
        .filter(|line| !line.is_empty())
}

fn is_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// Is it a line of hyphens, or of what editors and people write in their place?
fn is_divider(line: &str) -> bool {
    let known = |c: char| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '=' | '_' | '–' | '—' | '+');
    let dash = |c: char| matches!(c, '-' | '=' | '_' | '–' | '—');
    line.contains('|')
        && line.chars().all(known)
        && line.split('|').all(|cell| cell.trim().is_empty() || cell.contains(dash))
        && line.contains(dash)
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    /// The first row of each table that is found, the columns of that, and those of the line below it.
    type Found = Vec<(String, u32, Option<(u32, bool)>)>;

    fn found(text: &str) -> Found {
        let document = parse(text, Format::Markdown, Dialect::named("github").unwrap());
        let tables = document.blocks.tables.iter();
        tables
            .map(|table| {
                let divider = table.divider.map(|divider| (divider.columns, divider.sound));
                (text[table.head.range()].to_owned(), table.columns, divider)
            })
            .collect()
    }

    #[test]
    fn what_was_meant_as_a_table_is_found() {
        let table = |columns, divider| vec![("| a | b |".to_owned(), columns, divider)];
        assert_eq!(found("| a | b |\n|---|\n| c | d |\n"), table(2, Some((1, true))));
        assert_eq!(found("| a | b |\n|---|---|---|\n"), table(2, Some((3, true))));
        assert_eq!(found("| a | b |\r\n| — | — |\r\n| c | d |\r\n"), table(2, Some((2, false))));
        assert_eq!(found("Here:\n| a | b |\n| c | d |\n"), table(2, None));
        assert_eq!(found("> | a | b |\n> | c | d |\n"), table(2, None));
        assert_eq!(found("|x|y|\n|-|-|\n|z|z|\n\n| a | b |\n"), table(2, None));
        assert_eq!(found("- x\n\n  | a | b |\n  | c | d |\n"), table(2, None));
    }

    #[test]
    fn other_bars_are_left_alone() {
        for text in [
            "| a | b |\n|---|---|\n| c | d |\n",
            "| a | b |\n|:-:|\t-|\n",
            "| a | b |\n\n| c | d |\n",
            "| A line that\n| goes on\n",
            "|a|\n|b|\n",
            "| a | b |\nand | more\n",
            "    | a | b |\n    | c | d |\n",
            "+---+---+\n| a | b |\n| c | d |\n+---+---+\n",
            "a | b\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
