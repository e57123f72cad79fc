//! The blocks of a page, for comments that are about the next one.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::base::span::Span;
use crate::doc::{Document, Format, LinkKind};

/// A block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    span: Span,
    /// It is made of words and what stands among them.
    inline: bool,
}

/// The blocks of the page, in the order of their starts, outer ones first.
pub(super) fn of(text: &str, format: Format, document: &Document) -> Vec<Block> {
    if format == Format::Html {
        return paragraphs(text);
    }
    let start = document.front_matter.as_ref().map_or(0, |block| block.span.range().end);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    let mut blocks: Vec<Block> = Parser::new_ext(&text[start..], options)
        .into_offset_iter()
        .filter_map(|(event, range)| {
            let Event::Start(tag) = event else { return None };
            let inline = matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell);
            let block = inline
                || matches!(
                    tag,
                    Tag::BlockQuote(_)
                        | Tag::CodeBlock(_)
                        | Tag::HtmlBlock
                        | Tag::List(_)
                        | Tag::FootnoteDefinition(_)
                        | Tag::Table(_)
                );
            let span = Span::new(range.start + start, range.end + start);
            (block && !is_comment(&text[span.range()])).then_some(Block { span, inline })
        })
        .collect();
    blocks.extend(definitions(text, document));
    blocks.sort_by_key(|block| (block.span.start, std::cmp::Reverse(block.span.end)));
    blocks
}

/// The definitions, of which the parser tells nothing; those below each other are one block.
fn definitions(text: &str, document: &Document) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let definitions = document.links.iter().filter(|link| link.kind == LinkKind::Definition);
    let mut spans: Vec<Span> =
        definitions.chain(&document.duplicates).map(|link| link.span).collect();
    spans.sort_unstable();
    for span in spans {
        let last = blocks.last_mut().filter(|last| last.span.end <= span.start);
        let below = last.filter(|last| {
            let between = &text[last.span.range().end..span.range().start];
            matches!(between.trim_matches([' ', '>']), "" | "\n" | "\r\n")
        });
        match below {
            Some(last) => last.span.end = span.end,
            None => blocks.push(Block { span, inline: false }),
        }
    }
    blocks
}

/// Is `text` one comment and nothing else?
fn is_comment(text: &str) -> bool {
    let text = text.trim();
    let is = |open: &str, close: &str| {
        text.starts_with(open) && text.find(close).is_some_and(|at| at + close.len() == text.len())
    };
    is("<!--", "-->") || is("{/*", "*/}")
}

/// What a comment at `span` is about: the rest of the text that it stands in, or else the block behind it.
pub(super) fn at(blocks: &[Block], span: Span) -> Span {
    let before = &blocks[..blocks.partition_point(|block| block.span.start <= span.start)];
    let around = before.iter().rfind(|block| block.inline);
    if let Some(block) = around.filter(|block| block.span.contains(span)) {
        return Span { start: span.start, end: block.span.end };
    }
    let below = blocks.partition_point(|block| block.span.start < span.end);
    blocks.get(below).map_or(span, |block| Span { start: span.start, end: block.span.end })
}

/// The runs of lines that are not blank: HTML has no other blocks that a comment could be in front of.
fn paragraphs(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let blank = line.trim().is_empty();
        // A comment in a line of its own is no part of what is below it.
        let comment = is_comment(line);
        match blocks.last_mut().filter(|_| open) {
            Some(block) if !blank => block.span.end = Span::new(at, end).end,
            _ if !blank && !comment => {
                blocks.push(Block { span: Span::new(at, end), inline: false });
            }
            _ => {}
        }
        (open, at) = (!blank && !comment, end);
    }
    blocks
}
