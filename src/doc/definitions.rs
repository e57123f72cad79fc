//! Reference definitions, the references that have none, and links that failed to be links.

use std::collections::hash_map::Entry;

use pulldown_cmark::{LinkType, Parser};
use rustc_hash::FxHashMap;
use unicase::UniCase;

use super::html::collapse;
use super::{Document, Link, LinkKind, links};
use crate::base::span::Span;

/// `[text][label]` whose label nobody defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndefinedReference {
    /// The whole construct.
    pub span: Span,
    /// The label as written.
    pub label: Span,
}

/// Text that was meant as an inline link and is none: `[text](my page.md)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedLink {
    /// All that was to be the link.
    pub span: Span,
    /// What was to be its text, between brackets; between parentheses where it is [`Failure::Reversed`].
    pub text: Span,
    /// What was to be its destination and title, without spaces around it.
    pub dest: Span,
    /// Why it is none.
    pub why: Failure,
}

/// Why something is no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Its destination holds a raw space, or its title stands between quotes that are none in Markdown.
    Written,
    /// The parentheses in its destination do not match.
    Unbalanced,
    /// No parenthesis stands behind its destination.
    Open,
    /// One of the parentheses around its destination is full-width.
    Wide,
    /// Brackets and parentheses are the wrong way round: `(text)[destination]`.
    Reversed,
    /// A space stands between its brackets and its parentheses: `[text] (destination)`.
    Apart,
    /// Backslashes stand before its brackets: `\\[text\\](destination)`.
    Escaped,
}

/// Definitions by label.
#[derive(Debug, Default)]
pub(super) struct Labels {
    rows: FxHashMap<UniCase<String>, u32>,
    /// Where each definition starts, and its destination; empty where the parser knows them itself.
    places: Vec<(u32, Box<str>)>,
}

impl Labels {
    /// The definitions among `links`, the links of the page `text` in any order. The first of each label counts.
    pub(super) fn of_page(links: &[Link], text: &str) -> Self {
        let mut definitions: Vec<&Link> =
            links.iter().filter(|link| link.kind == LinkKind::Definition).collect();
        definitions.sort_by_key(|link| link.span);
        let mut labels = Self::default();
        for link in definitions {
            let row = labels.places.len();
            let key = label_key(&text[link.label.range()]);
            if let Entry::Vacant(free) = labels.rows.entry(key) {
                free.insert(u32::try_from(row).expect("fewer definitions than bytes"));
                labels.places.push((link.span.start, link.url.clone()));
            }
        }
        labels
    }

    /// The place of the definition of `label` among all.
    pub(super) fn row(&self, label: &str) -> Option<u32> {
        if self.rows.is_empty() { None } else { self.rows.get(&label_key(label)).copied() }
    }

    /// The destination that the definition in place `row` gives.
    pub(super) fn url(&self, row: u32) -> Option<&str> {
        self.places.get(row as usize).map(|(_, url)| &**url)
    }

    /// Make duplicates of the definitions in `document` that are not the first of their label.
    pub(super) fn set_aside(&self, document: &mut Document) {
        let is_later = |link: &mut Link| {
            let place = |(start, _): &(u32, Box<str>)| start.cmp(&link.span.start);
            link.kind == LinkKind::Definition && self.places.binary_search_by(place).is_err()
        };
        document.duplicates.extend(document.links.extract_if(.., is_later));
        document.duplicates.sort_by_key(|link| link.span);
    }
}

/// The definitions of one text.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// In document order.
    pub(super) links: Vec<Link>,
    pub(super) labels: Labels,
}

impl Definitions {
    /// Take in the definitions that the parser found, in whatever order it keeps them.
    pub(super) fn new(mut links: Vec<Link>, text: &str) -> Self {
        links.sort_unstable_by_key(|link| link.span);
        let key = |link: &Link| label_key(&text[link.label.range()]);
        let rows = (0..).zip(&links).map(|(row, link)| (key(link), row)).collect();
        Self { links, labels: Labels { rows, places: Vec::new() } }
    }

    /// Definitions in `gap`, a part of the page that no event accounts for, other than those the
    /// parser told: it tells the first of each label only.
    pub(super) fn duplicates(&self, text: &str, gap: std::ops::Range<usize>, out: &mut Vec<Link>) {
        let slice = &text[gap.clone()];
        let is_definition = |at: usize| slice.as_bytes().get(at + 1) == Some(&b':');
        if !memchr::memchr_iter(b']', slice.as_bytes()).any(is_definition) {
            return;
        }
        let mut at = gap.start;
        let mut starts = Vec::new();
        for line in slice.split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
            if content.starts_with('[') {
                starts.push((at, at + line.len() - content.len()));
            }
            at += line.len();
        }
        for (row, &(_, start)) in starts.iter().enumerate() {
            let before = self.links.partition_point(|link| link.span.range().start <= start);
            if before > 0 && self.links[before - 1].span.range().end > start {
                continue;
            }
            // Each byte is read for one definition only.
            let end = starts.get(row + 1).map_or(gap.end, |&(line, _)| line);
            let events = Parser::new(&text[start..end]).into_offset_iter();
            let mut definitions = events.reference_definitions().iter();
            if let Some((_, definition)) = definitions.find(|(_, found)| found.span.start == 0) {
                let span = Span::new(start, start + definition.span.end);
                let known = links::span_in(text, &definition.dest);
                out.push(link(span, links::definition(text, span, known), &definition.dest));
            }
        }
    }
}

/// Bring the links of `document` into order, and name its definitions by their rows instead of their places among
/// the definitions.
pub(super) fn bind(document: &mut Document) {
    document.links.sort_by_key(|link| link.span.start);
    let rows = (0..).zip(&document.links);
    let rows: Vec<u32> =
        rows.filter(|(_, link)| link.kind == LinkKind::Definition).map(|(row, _)| row).collect();
    for link in &mut document.links {
        link.definition = link.definition.and_then(|place| rows.get(place as usize).copied());
    }
}

/// The definition that fills `span`.
pub(super) fn link(span: Span, parts: links::Parts, url: &str) -> Link {
    let links::Parts { label, dest, title } = parts;
    let kind = LinkKind::Definition;
    Link { kind, span, dest, label, title, url: url.into(), definition: None, heading: None }
}

/// What makes two labels the same: case and runs of white space do not count.
pub(crate) fn label_key(label: &str) -> UniCase<String> {
    UniCase::new(collapse(label))
}

/// Brackets in `span` that the parser could not make a link of.
pub(super) enum Broken {
    /// `[text][label]` or `[label][]`.
    Undefined(UndefinedReference),
    /// `[text](almost a destination)`.
    Failed(FailedLink),
}

/// Why the brackets in `span` are no link, if they were meant as one.
pub(super) fn broken(text: &str, link_type: LinkType, span: Span) -> Option<Broken> {
    let written = &text[span.range()];
    let (start, end) = (span.range().start, span.range().end);
    let label = match link_type {
        LinkType::Shortcut => return failed(text, span).map(Broken::Failed),
        LinkType::Reference => Span::new(start + written.rfind('[')? + 1, end - 1),
        _ => Span::new(start + written.find('[')? + 1, start + written.rfind(']')?),
    };
    // `[text]\[label]`: the parser reads the second pair although its bracket is escaped.
    if link_type == LinkType::Reference && text[..label.range().start].ends_with("\\[") {
        return None;
    }
    // The parser leaves the empty brackets of `[label][]` out of the range.
    let tail =
        if link_type == LinkType::Collapsed && text[end..].starts_with("[]") { 2 } else { 0 };
    let span = Span::new(start, end + tail);
    Some(Broken::Undefined(UndefinedReference { span, label }))
}

/// What is longer than this between parentheses is prose, and the bound keeps the search linear.
const LONGEST_FAILED: usize = 1000;

/// `[text](dest)` or `(text)[dest]` around the brackets in `span`, where `dest` is almost a destination.
fn failed(text: &str, span: Span) -> Option<FailedLink> {
    let brackets = span.range();
    let behind = &text[brackets.end..];
    if let Some(inside) = behind.strip_prefix(" (") {
        return apart(text, span, inside);
    }
    let open = behind.chars().next().filter(|open| matches!(open, '(' | '（'));
    let Some(open) = open else { return reversed(text, span) };
    let inside = &behind[open.len_utf8()..];
    let inside = &inside[..inside.floor_char_boundary(LONGEST_FAILED)];
    let line = &inside[..inside.find(['\n', '\r']).unwrap_or(inside.len())];
    let open_end = unclosed(inside).filter(|_| open == '(');
    let (close, why) = match open_end {
        Some(end) => (end, Failure::Open),
        None => closing(line, open)?,
    };
    let written = &line[..close];
    let lead = written.len() - written.trim_start().len();
    let start = brackets.end + open.len_utf8();
    let label = brackets.start + usize::from(text[brackets.clone()].starts_with('!')) + 1;
    let behind = line[close..].chars().next().filter(|_| why != Failure::Open);
    Some(FailedLink {
        span: Span::new(brackets.start, start + close + behind.map_or(0, char::len_utf8)),
        text: Span::new(label, brackets.end - 1),
        dest: Span::new(start + lead, start + lead + written.trim().len()),
        why,
    })
}

/// Where in `line`, which follows the parenthesis `open`, the closing one stands, and what is wrong with that.
fn closing(line: &str, open: char) -> Option<(usize, Failure)> {
    if open == '（' {
        return Some((line.find(['）', ')'])?, Failure::Wide));
    }
    if let Some(close) = unmatched(line) {
        return Some((close, Failure::Written));
    }
    // A destination has no spaces: what follows one is prose, and has parentheses of its own.
    let word = &line[..line.find(char::is_whitespace).unwrap_or(line.len())];
    let wide = |within: &str| Some((within.find('）')?, Failure::Wide));
    let unbalanced = |within: &str| Some((within.rfind(')')?, Failure::Unbalanced));
    [word, line].into_iter().find_map(|within| unbalanced(within).or_else(|| wide(within)))
}

/// The first parenthesis that closes what was opened in front of `text`.
fn unmatched(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return true,
            b')' => depth -= 1,
            _ => {}
        }
        false
    })
}

/// Where the destination and its title end that `text` starts with, if it looks like an address or a path and nothing closes the
/// parenthesis in front of it: `[text](see a.md,\nand b.md)` only says something.
fn unclosed(text: &str) -> Option<usize> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '|' | '<' | '>' | '"' | '`');
    let word = &text[..text.find(ends).unwrap_or(text.len())];
    let behind = &text[word.len()..];
    let title = behind
        .strip_prefix(" \"")
        .and_then(|rest| rest.find(['"', '\n']).filter(|&end| rest[end..].starts_with('"')));
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '”', '’', '»']);
    let is_target = word.contains(['.', '/', '#']) && !word.contains(['(', ')', '）', '[', ']']);
    if !is_target {
        return None;
    }
    let blank = ["\n\n", "\n\r\n"].iter().filter_map(|blank| text.find(blank)).min();
    let paragraph = &text[..blank.unwrap_or(text.len())];
    let end = title.map_or(word.len(), |title| word.len() + title + 3);
    unmatched(paragraph).is_none().then_some(end)
}

/// `[text] (dest)`, where `dest` looks like an address or a path and `inside` starts with it. `[1] (…)` and `[x] (…)` are
/// a note and a task.
fn apart(text: &str, span: Span, inside: &str) -> Option<FailedLink> {
    let brackets = span.range();
    let label = brackets.start + usize::from(text[brackets.clone()].starts_with('!')) + 1;
    let label = Span::new(label, brackets.end - 1);
    let is_word = text[label.range()].chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
    let inside = &inside[..inside.floor_char_boundary(LONGEST_FAILED)];
    let word = &inside[..inside.find(char::is_whitespace).unwrap_or(inside.len())];
    let (close, _) = closing(word, '(').filter(|(_, why)| *why == Failure::Written)?;
    let dest = &word[..close];
    let is_target = dest.contains(['.', '/', '#']);
    let start = brackets.end + 2;
    (is_word && is_target).then(|| FailedLink {
        span: Span::new(brackets.start, start + close + 1),
        text: label,
        dest: Span::new(start, start + close),
        why: Failure::Apart,
    })
}

/// `(text)[dest]` around the brackets in `span`, where `dest` looks like an address or a path. `f(x)[i.j]` and a footnote,
/// `(text)[^1]`, do not.
fn reversed(text: &str, span: Span) -> Option<FailedLink> {
    let brackets = span.range();
    let dest = &text[brackets.start + 1..brackets.end - 1];
    let is_address = dest.starts_with("http://") || dest.starts_with("https://");
    let sound = !is_address && !dest.contains(['.', '/', '#'])
        || dest.contains(|c: char| c.is_whitespace() || matches!(c, '^' | '[' | ']' | '<' | '>'));
    let before = text[..brackets.start].strip_suffix(')').filter(|_| !sound)?;
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let from = before.ceil_char_boundary(line.max(before.len().saturating_sub(LONGEST_FAILED)));
    let open = from + before[from..].rfind(['(', ')', '[', ']'])?;
    let called = text[..open].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '`'));
    let other = text[..open].ends_with([']', '\\', '!']) || text[brackets.end..].starts_with('[');
    let written = &before[open + 1..];
    let meant = before[open..].starts_with('(') && !written.trim().is_empty();
    (meant && !other && (is_address || !called)).then(|| FailedLink {
        span: Span::new(open, brackets.end),
        text: Span::new(open + 1, before.len()),
        dest: Span::new(brackets.start + 1, brackets.end - 1),
        why: Failure::Reversed,
    })
}

/// The kind of a link that the parser calls `link_type`.
pub(super) fn kind(link_type: LinkType, image: bool) -> LinkKind {
    match link_type {
        _ if image => LinkKind::Image,
        LinkType::Autolink | LinkType::Email => LinkKind::Autolink,
        LinkType::WikiLink { .. } => LinkKind::WikiLink,
        LinkType::Reference
        | LinkType::ReferenceUnknown
        | LinkType::Collapsed
        | LinkType::CollapsedUnknown
        | LinkType::Shortcut
        | LinkType::ShortcutUnknown => LinkKind::Reference,
        LinkType::Inline => LinkKind::Link,
    }
}
