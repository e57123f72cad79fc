//! Lines that were meant to define a label, and define none.

use std::collections::HashMap;

use pulldown_cmark::Parser;
use unicase::UniCase;

use super::definitions::label_key;
use super::{Document, links};
use crate::base::span::Span;

/// A line that looks like a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meant {
    /// From its first bracket to its end.
    pub(crate) span: Span,
    /// What was to be its destination.
    pub(crate) dest: Span,
    /// Why it is none.
    pub(crate) fault: Fault,
}

/// Why a line is no definition (`CommonMark` 0.31, section 4.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Its destination holds a space.
    Space,
    /// A space stands in front of its colon.
    Colon,
    /// It continues what stands above: a paragraph, a table, HTML.
    Continues,
}

/// The lines of the page `text` that look like definitions, by their labels. A label has the line at fault, which may stand
/// above its own: what follows a line that is no definition is none either.
pub(crate) fn meant(text: &str, document: &Document) -> HashMap<UniCase<String>, Meant> {
    let mut found = HashMap::new();
    let mut above = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let read = self::line(text, start, line).filter(|(_, meant)| !document.is_code(meant.span));
        start += line.len();
        above = read.map(|(label, meant)| {
            let at_fault = above.filter(|_| meant.fault == Fault::Continues).unwrap_or(meant);
            found.entry(label_key(label)).or_insert(at_fault);
            at_fault
        });
    }
    found
}

/// The label that `line`, at byte `start` of `text`, was meant to define, and why it does not.
fn line<'a>(text: &'a str, start: usize, line: &'a str) -> Option<(&'a str, Meant)> {
    let content = line.trim_start_matches([' ', '\t', '>']);
    let (label, behind) = content.strip_prefix('[')?.split_once(']')?;
    let colon = behind.trim_start_matches(' ');
    let (spaces, behind) = (behind.len() - colon.len(), colon.strip_prefix(':')?);
    let dest = behind.split(" \"").next().unwrap_or_default().trim();
    if label.starts_with('^') || label.contains(['[', ']']) || dest.is_empty() {
        return None;
    }
    let defines = |line: &str| {
        let events = Parser::new(line).into_offset_iter();
        events.reference_definitions().iter().next().is_some()
    };
    let fault = if spaces > 0 {
        defines(&format!("[{label}]:{behind}")).then_some(Fault::Colon)?
    } else if defines(content) {
        Fault::Continues
    } else if defines(&content.replacen(dest, &format!("<{dest}>"), 1)) {
        Fault::Space
    } else {
        return None;
    };
    let span = Span::new(start + line.len() - content.len(), start + line.trim_end().len());
    Some((label, Meant { span, dest: links::span_in(text, dest)?, fault }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Dialect, Format, parse};

    #[test]
    fn the_line_at_fault_is_found() {
        let text = "[a][a] [b][b] [c][c] [d][d] [e][e] [f][f] [h][h]\n[a]: a.md\n[b]: b.md\n\n\
                    [c]: c 1.md \"C\"\n[d]: d.md\n\n> x\n> [e]: e.md\n\n`[f]: f.md`\n\n[g]: g.md\n\n[h] : h.md\n";
        let document = parse(text, Format::Markdown, Dialect::named("github").unwrap());
        let meant = meant(text, &document);
        let shown = |label: &str| {
            meant.get(&label_key(label)).map(|meant| (&text[meant.dest.range()], meant.fault))
        };
        assert_eq!(shown("A"), Some(("a.md", Fault::Continues)));
        assert_eq!(shown("b"), Some(("a.md", Fault::Continues)));
        assert_eq!(shown("c"), Some(("c 1.md", Fault::Space)));
        assert_eq!(shown("d"), Some(("c 1.md", Fault::Space)));
        assert_eq!(shown("e"), Some(("e.md", Fault::Continues)));
        assert_eq!(shown("f"), None, "code");
        assert_eq!(shown("h"), Some(("h.md", Fault::Colon)));
        assert_eq!(document.undefined.len(), 7);
    }
}
