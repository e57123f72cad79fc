//! MDX: what is JavaScript is blanked, byte for byte, and what is left is read as Markdown.
//!
//! The scanner is tolerant: ESM blocks, `{expressions}` and JSX tags become spaces (line endings
//! stay), so that every offset stays true; what does not parse as one of them is left as it is.
//! Literal `href`, `src` and `to` attributes are links, `id` (and an `a`'s `name`) anchors.

use super::{Anchor, AnchorKind, Dialect, Document, Link, LinkKind, markdown};
use crate::base::span::Span;

/// Read the MDX from byte `start` of `text` on.
pub(super) fn page(text: &str, start: usize, dialect: &Dialect) -> Document {
    let mut mask = Mask {
        text: text.as_bytes(),
        out: text.as_bytes().to_vec(),
        budget: 16 * text.len() + 65_536,
        comments_end: true,
        links: Vec::new(),
        anchors: Vec::new(),
        titles: Vec::new(),
        code: Vec::new(),
    };
    mask.run(start);
    let Ok(masked) = String::from_utf8(mask.out) else {
        return markdown::page(text, start, dialect, markdown::Indented::Code);
    };
    let mut document = markdown::page(&masked, start, dialect, markdown::Indented::Prose);
    for (tag, dest) in mask.links {
        let end = Span::empty(tag.range().end);
        let url = text[dest.range()].replace("&amp;", "&").into();
        let (kind, span, label, title) = (LinkKind::Html, tag, end, end);
        document.links.push(Link {
            kind,
            span,
            dest,
            label,
            title,
            url,
            definition: None,
            heading: None,
        });
    }
    let anchor = |kind, span, id| Anchor { id, kind, span, heading: None, unnumbered: 0 };
    let anchors = mask.anchors.into_iter();
    document.anchors.extend(anchors.map(|(kind, at)| anchor(kind, at, text[at.range()].into())));
    if dialect.titles {
        let id = |title: Span| (dialect.slugger.slug)(&text[title.range()]).into();
        let titles = mask.titles.into_iter();
        document.anchors.extend(titles.map(|at| anchor(AnchorKind::Id, at, id(at))));
    }
    document.code.extend(mask.code);
    document.anchors.sort_by_key(|anchor| anchor.span.start);
    document.sort_links();
    document
}

struct Mask<'a> {
    text: &'a [u8],
    out: Vec<u8>,
    /// Bytes that may still be looked at while trying to read JavaScript: keeps the pass linear.
    budget: usize,
    /// A comment that opens may have an end.
    comments_end: bool,
    links: Vec<(Span, Span)>,
    anchors: Vec<(AnchorKind, Span)>,
    /// Titles of components.
    titles: Vec<Span>,
    /// JavaScript.
    code: Vec<Span>,
}

impl Mask<'_> {
    fn run(&mut self, start: usize) {
        let mut at = start;
        let mut fence: Option<(u8, usize)> = None;
        let mut may_import = true;
        while at < self.text.len() {
            let end = self.line_end(at);
            let mark = fence_mark(&self.text[at..end]);
            match (fence, mark) {
                (Some((open, length)), Some((close, count, bare)))
                    if open == close && count >= length && bare =>
                {
                    fence = None;
                }
                (None, Some((open, count, _))) => fence = Some((open, count)),
                (None, None) if may_import && is_esm(&self.text[at..end]) => {
                    at = self.esm(at);
                    continue;
                }
                (None, None) => {
                    at = self.prose(at);
                    may_import =
                        self.text[..at].ends_with(b"\n\n") || self.text[..at].ends_with(b"\n\r\n");
                    continue;
                }
                (Some(_), _) => {}
            }
            may_import = false;
            at = end;
        }
    }

    /// One past the line ending of the line around `at`.
    fn line_end(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.text[at..]).map_or(self.text.len(), |n| at + n + 1)
    }

    fn blank(&mut self, from: usize, to: usize) {
        for byte in &mut self.out[from..to] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }

    /// Imports and exports reach to the next blank line outside their braces.
    fn esm(&mut self, start: usize) -> usize {
        let mut at = start;
        while at < self.text.len() {
            let end = self.line_end(at);
            if self.text[at..end].trim_ascii().is_empty() {
                break;
            }
            let open = self.text[at..end].iter().position(|&byte| byte == b'{').map(|n| at + n);
            let close = open.and_then(|open| self.balanced(open));
            at = close.filter(|&close| close > end).map_or(end, |close| self.line_end(close));
        }
        self.blank(start, at);
        self.code.push(Span::new(start, at));
        at
    }

    /// Blank what is JavaScript from `at` to the end of its line, or further where it goes on.
    fn prose(&mut self, start: usize) -> usize {
        let mut at = start;
        while at < self.text.len() {
            match self.text[at] {
                b'\n' => return at + 1,
                b'\\' => at += 2,
                b'`' => at = self.code(at),
                // `[a]({b})` is a link, whatever that means.
                b'{' if self.text[..at].ends_with(b"](") => at += 1,
                // `{#id}` and `{/* #id */}` are ids of headings.
                b'{' if ![&b"{#"[..], b"{/* #"]
                    .iter()
                    .any(|id| self.text[at..].starts_with(id)) =>
                {
                    match self.balanced(at) {
                        Some(end) => {
                            self.blank(at, end);
                            self.code.push(Span::new(at, end));
                            at = end;
                        }
                        None => at += 1,
                    }
                }
                b'<' => match self.markup(at) {
                    Some(end) => {
                        self.blank(at, end);
                        at = end;
                    }
                    None => at += 1,
                },
                _ => at += 1,
            }
        }
        self.text.len()
    }

    /// Step over the code span that the backticks at `at` open, or over them.
    fn code(&mut self, at: usize) -> usize {
        let length = ticks(&self.text[at..]);
        let mut next = at + length;
        while let Some(found) = memchr::memchr2(b'`', b'\n', &self.text[next..]) {
            next += found;
            if self.budget < found || self.text[next..].starts_with(b"\n\n") {
                break;
            }
            self.budget -= found;
            if self.text[next] == b'\n' {
                next += 1;
                continue;
            }
            let count = ticks(&self.text[next..]);
            next += count;
            if count == length {
                return next;
            }
        }
        at + length
    }

    /// One past the `}` of the `{` at `open`: strings, templates and comments of JavaScript count.
    fn balanced(&mut self, open: usize) -> Option<usize> {
        let mut nesting = vec![b'{'];
        let mut at = open + 1;
        while let (Some(&inner), Some(&byte)) = (nesting.last(), self.text.get(at)) {
            self.budget = self.budget.checked_sub(1)?;
            let rest = &self.text[at..];
            match (inner, byte) {
                (_, b'\\') => at += 1,
                (b'`', b'`') | (b'{', b'}') => {
                    nesting.pop();
                }
                (b'`', b'$') if rest.starts_with(b"${") => {
                    nesting.push(b'{');
                    at += 1;
                }
                (b'`', _) => {}
                (_, b'{' | b'`') => nesting.push(byte),
                (_, b'\'' | b'"') => at += quoted(rest, byte).unwrap_or(0),
                (_, b'/') if rest.starts_with(b"/*") => {
                    at += memchr::memmem::find(rest, b"*/")? + 1;
                }
                _ => {}
            }
            at += 1;
        }
        nesting.is_empty().then_some(at)
    }

    /// One past the tag or comment at `open`, whose attributes are noted.
    fn markup(&mut self, open: usize) -> Option<usize> {
        let rest = &self.text[open..];
        if rest.starts_with(b"<!--") {
            // Once there is no end to be found, there is none for any later comment either.
            let end = if self.comments_end { memchr::memmem::find(rest, b"-->") } else { None };
            self.comments_end = end.is_some();
            return end.map(|n| open + n + 3);
        }
        let closing = rest.get(1) == Some(&b'/');
        let mut at = open + 1 + usize::from(closing);
        let name_start = at;
        at += self.text[at..].iter().take_while(|&&byte| is_name(byte)).count();
        let name = &self.text[name_start..at];
        if name.first().is_some_and(|&first| !first.is_ascii_alphabetic() && first != b'_') {
            return None;
        }
        let element = name.to_vec();
        let (links, anchors, titles) = (self.links.len(), self.anchors.len(), self.titles.len());
        let end = self.attributes(at, &element);
        if let Some(end) = end {
            self.links[links..].iter_mut().for_each(|(tag, _)| *tag = Span::new(open, end));
        } else {
            self.links.truncate(links);
            self.anchors.truncate(anchors);
            self.titles.truncate(titles);
        }
        end
    }

    fn attributes(&mut self, start: usize, element: &[u8]) -> Option<usize> {
        let mut at = start;
        loop {
            at = self.skip_space(at)?;
            match self.text[at] {
                b'>' => return Some(at + 1),
                b'/' => at += 1,
                b'{' => at = self.balanced(at)?,
                byte if is_name(byte) => {
                    let name = at;
                    at += self.text[at..].iter().take_while(|&&byte| is_name(byte)).count();
                    let name = self.text[name..at].to_vec();
                    let equals = self.skip_space(at)?;
                    if self.text[equals] == b'=' {
                        let value = self.skip_space(equals + 1)?;
                        at = self.value(value, element, &name)?;
                    }
                }
                _ => return None,
            }
        }
    }

    /// One past the attribute value at `at`, which is noted if it is a link, an expression too, or a literal anchor.
    fn value(&mut self, at: usize, element: &[u8], name: &[u8]) -> Option<usize> {
        let quote = self.text[at];
        if quote == b'{' {
            let end = self.balanced(at)?;
            let inner = self.skip_space(at + 1)?;
            let literal = matches!(self.text[inner], b'"' | b'\'')
                .then(|| quoted(&self.text[inner..end], self.text[inner]))
                .flatten()
                .filter(|length| self.text[inner + length + 1..end - 1].trim_ascii().is_empty());
            if let Some(length) = literal {
                self.note(element, name, Span::new(inner + 1, inner + length));
            } else if LINKING.contains(&name) {
                self.note(element, name, Span::new(at, end));
            }
            return Some(end);
        }
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let length = memchr::memchr(quote, &self.text[at + 1..])?;
        self.budget = self.budget.checked_sub(length)?;
        self.note(element, name, Span::new(at + 1, at + 1 + length));
        Some(at + length + 2)
    }

    fn note(&mut self, element: &[u8], name: &[u8], span: Span) {
        match name {
            _ if LINKING.contains(&name) => self.links.push((span, span)),
            b"id" => self.anchors.push((AnchorKind::Id, span)),
            b"name" if element == b"a" => self.anchors.push((AnchorKind::Name, span)),
            b"title" if matches!(element, b"Step" | b"Tab" | b"Accordion") => {
                self.titles.push(span);
            }
            b"label" if element == b"Update" => self.titles.push(span),
            _ => {}
        }
    }

    fn skip_space(&mut self, at: usize) -> Option<usize> {
        let space =
            self.text.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.budget = self.budget.checked_sub(space + 1)?;
        (at + space < self.text.len()).then_some(at + space)
    }
}

/// Attributes that are links.
const LINKING: [&[u8]; 3] = [b"href", b"src", b"to"];

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'$' | b'@')
}

fn is_esm(line: &[u8]) -> bool {
    line.starts_with(b"import ") || line.starts_with(b"export ") || line.starts_with(b"import{")
}

fn ticks(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| byte == b'`').count()
}

/// The offset of the closing quote of the string at the start of `text`, on the same line.
fn quoted(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        match *text.get(at)? {
            b'\n' => return None,
            b'\\' => at += 2,
            byte if byte == quote => return Some(at),
            _ => at += 1,
        }
    }
}

/// The character and length of the fence that `line` is, and whether nothing follows it.
fn fence_mark(line: &[u8]) -> Option<(u8, usize, bool)> {
    let prefix = |byte: &u8| matches!(byte, b' ' | b'\t' | b'>');
    let line = &line[line.iter().take_while(|byte| prefix(byte)).count()..];
    let line = line.strip_prefix(b"- ").or(line.strip_prefix(b"* ")).unwrap_or(line);
    let mark = *line.first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let count = line.iter().take_while(|&&byte| byte == mark).count();
    let info = line[count..].trim_ascii();
    (count >= 3 && !(mark == b'`' && info.contains(&b'`'))).then_some((
        mark,
        count,
        info.is_empty(),
    ))
}
