//! What a page holds besides links and headings, for whoever asks: paragraphs with their words, lists, code, tables.
//!
//! Only pages of a page type are asked, so this is a pass of its own over the parser's events and costs others nothing.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::{Dialect, Document, Format};

/// A piece of prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prose {
    /// Where it starts.
    pub start: usize,
    /// How many words it has.
    pub words: u64,
    /// It is a paragraph in no list, quote or table.
    pub paragraph: bool,
}

/// A list that stands in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// Where it starts.
    pub start: usize,
    /// Are its items numbered?
    pub ordered: bool,
    /// How many it has.
    pub items: u64,
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Where it starts.
    pub start: usize,
    /// Its language, in lower case; empty when it names none.
    pub lang: String,
}

/// What a page holds, each in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Prose; headings and code are none.
    pub prose: Vec<Prose>,
    /// Lists.
    pub lists: Vec<List>,
    /// Code blocks.
    pub code: Vec<Code>,
    /// Where tables start.
    pub tables: Vec<usize>,
}

/// What the page `text` holds, which was read as `document`.
pub fn contents(text: &str, format: Format, dialect: &Dialect, document: &Document) -> Contents {
    if format == Format::Html {
        return html(text, document);
    }
    let start = document.front_matter.as_ref().map_or(0, |block| block.span.range().end);
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(&text[start..], dialect.options()).into_offset_iter() {
        reader.event(event, range.start + start);
    }
    reader.flush(false);
    reader.out
}

#[derive(Default)]
struct Reader {
    out: Contents,
    /// The prose that is being read, and where it started.
    open: Option<(usize, String)>,
    /// How many lists are around.
    lists: usize,
    /// How many quotes, lists and tables are around.
    depth: usize,
    /// Within a heading or code, whose text is no prose.
    mute: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text, at),
            Event::SoftBreak | Event::HardBreak => self.text(" ", at),
            Event::Html(html) => self.text(&without_tags(&html), at),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. } => return,
            _ => self.flush(false),
        }
        match tag {
            Tag::Heading { .. } | Tag::MetadataBlock(_) => self.mute = true,
            Tag::CodeBlock(kind) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => &**info,
                    CodeBlockKind::Indented => "",
                };
                let lang = info.split([' ', ',', '{', '\t']).next().unwrap_or("").to_lowercase();
                self.out.code.push(Code { start: at, lang });
                self.mute = true;
            }
            Tag::List(first) => {
                self.lists += 1;
                if self.lists == 1 {
                    self.out.lists.push(List { start: at, ordered: first.is_some(), items: 0 });
                }
                self.depth += 1;
            }
            Tag::Item if self.lists == 1 => {
                if let Some(list) = self.out.lists.last_mut() {
                    list.items += 1;
                }
            }
            Tag::Table(_) => {
                self.out.tables.push(at);
                self.depth += 1;
            }
            Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => self.depth += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image => return,
            _ => self.flush(tag == TagEnd::Paragraph && self.depth == 0),
        }
        match tag {
            TagEnd::Heading(_) | TagEnd::MetadataBlock(_) | TagEnd::CodeBlock => self.mute = false,
            TagEnd::List(_) => {
                self.lists = self.lists.saturating_sub(1);
                self.depth = self.depth.saturating_sub(1);
            }
            TagEnd::Table | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => {
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if !self.mute {
            self.open.get_or_insert_with(|| (at, String::new())).1.push_str(text);
        }
    }

    /// The prose that was read so far is one piece.
    fn flush(&mut self, paragraph: bool) {
        if let Some((start, text)) = self.open.take() {
            let words = words(&text);
            if words > 0 {
                self.out.prose.push(Prose { start, words, paragraph });
            }
        }
    }
}

/// The prose between the headings of a page of HTML. Its lists, code and tables are not known.
fn html(text: &str, document: &Document) -> Contents {
    let ends = document.headings.iter().map(|heading| heading.span.range().end);
    let starts = document.headings.iter().map(|heading| heading.span.range().start);
    let pieces = std::iter::once(0).chain(ends).zip(starts.chain([text.len()]));
    let prose = pieces.filter(|(start, end)| start < end).map(|(start, end)| {
        let words = words(&without_tags(&text[start..end]));
        Prose { start, words, paragraph: true }
    });
    Contents { prose: prose.filter(|prose| prose.words > 0).collect(), ..Contents::default() }
}

/// What of HTML is text, near enough to count its words.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        out.push(' ');
        let close = if rest[open..].starts_with("<!--") { "-->" } else { ">" };
        rest = rest[open..].find(close).map_or("", |at| &rest[open + at + close.len()..]);
    }
    out + rest
}

/// How many words `text` has. Scripts without spaces between words count a word a character, as word processors do.
pub fn words(text: &str) -> u64 {
    let mut count = 0;
    let mut within = false;
    for c in text.chars() {
        if is_word_by_itself(c) {
            count += 1;
            within = false;
        } else if c.is_alphanumeric() {
            count += u64::from(!within);
            within = true;
        } else if !matches!(c, '\'' | '’' | '-' | '‑' | '_' | '.' | ',' | '\u{ad}') && !is_mark(c)
        {
            within = false;
        }
    }
    count
}

/// Han, kana and Bopomofo. Hangul has spaces; Thai and its neighbours count a word a run.
fn is_word_by_itself(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

/// Vowel signs and accents belong to the word around them.
fn is_mark(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    c.general_category_group() == GeneralCategoryGroup::Mark
}

#[cfg(test)]
mod tests {
    use super::super::{DIALECTS, parse};
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        let counts = [
            ("It's a well-known fact, v1.2.", 5),
            ("", 0),
            (" — … ", 0),
            ("これは日本語の文章です。", 11),
            ("안녕하세요 세계", 2),
            ("नमस्ते दुनिया", 2),
            ("Größe: 1 000 €", 3),
        ];
        for (text, count) in counts {
            assert_eq!(words(text), count, "{text}");
        }
    }

    #[test]
    fn what_a_page_holds_is_told_with_its_place() {
        let text = "---\na: b\n---\n# T\n\nOne *two*`three`.\n\n> quote\n\n1. a\n   - b\n   - c\n2. d\n\n```Sh x\ncode\n```\n\n| a |\n|---|\n| b |\n\n<p>html <b>text</b></p>\n";
        let document = parse(text, Format::Markdown, &DIALECTS[0]);
        let found = contents(text, Format::Markdown, &DIALECTS[0], &document);
        let prose: Vec<(&str, u64, bool)> = found
            .prose
            .iter()
            .map(|prose| (&text[prose.start..=prose.start], prose.words, prose.paragraph))
            .collect();
        assert_eq!(prose[0], ("O", 2, true));
        assert_eq!(prose[1], ("q", 1, false));
        assert_eq!(prose.last(), Some(&("<", 2, false)));
        let lists: Vec<(bool, u64)> =
            found.lists.iter().map(|list| (list.ordered, list.items)).collect();
        assert_eq!(lists, [(true, 2)]);
        assert_eq!((found.code[0].lang.as_str(), found.tables.len()), ("sh", 1));
    }
}
