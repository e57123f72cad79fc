//! Links, ids and headings of HTML: whole pages, and the pieces that stand in Markdown.
//!
//! A tokenizer is enough for that, and it never recurses: hostile nesting costs nothing.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span as HtmlSpan, Tokenizer};

use super::{Anchor, AnchorKind, Document, Heading, Link, LinkKind};
use crate::base::span::Span;

/// Ids beyond this many in one page are not kept.
const MOST_IDS: usize = 50_000;

/// Something in HTML that concerns the page. Spans are offsets in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// A destination in an attribute.
    Link { element: Span, dest: Span, url: String },
    /// The address that the page's relative links start from: `<base href>`.
    Base(String),
    /// An `id` or, on an `a`, a `name`.
    Anchor { kind: AnchorKind, span: Span, id: String },
    /// `<h1>` to `<h6>`.
    HeadingStart { level: u8, at: usize },
    /// Its end.
    HeadingEnd { end: usize },
    /// Text between tags. Only told inside a heading.
    Text(String),
    /// Something that a reader sees, other than the above.
    Content,
    /// An element whose text is code.
    Code(Span),
}

/// A whole page.
pub(super) fn page(text: &str) -> Document {
    let mut document = Document::default();
    let mut open: Option<(u8, usize, String)> = None;
    for event in events(text, 0) {
        match event {
            Event::Link { element, dest, url } => {
                document.links.push(Link {
                    kind: LinkKind::Html,
                    span: element,
                    dest,
                    label: Span::empty(element.range().end),
                    title: Span::empty(element.range().end),
                    url: url.into(),
                    definition: None,
                    heading: None,
                });
            }
            // The first one counts (HTML Living Standard, "the base element").
            Event::Base(url) => {
                document.base.get_or_insert(url.into());
            }
            Event::Anchor { kind, span, id } => {
                let id = id.into();
                document.anchors.push(Anchor { id, kind, span, heading: None, unnumbered: 0 });
            }
            Event::HeadingStart { level, at } => {
                close(open.replace((level, at, String::new())), at, &mut document);
            }
            Event::Text(part) => {
                if let Some((_, _, text)) = &mut open {
                    text.push_str(&part);
                }
            }
            Event::HeadingEnd { end } => close(open.take(), end, &mut document),
            Event::Content => {
                if let Some(heading) = document.headings.last_mut() {
                    heading.has_body = true;
                }
            }
            Event::Code(span) => document.code.push(span),
        }
    }
    document
}

/// The heading that is open, if one is, ends: at its end tag, or where the next one starts.
fn close(open: Option<(u8, usize, String)>, end: usize, document: &mut Document) {
    if let Some((level, start, text)) = open {
        let (span, text) = (Span::new(start, end), collapse(text).into());
        document.headings.push(Heading { level, span, text, has_body: false });
    }
}

/// What the HTML in `html`, which starts at byte `base` of its page, says.
pub(super) fn events(html: &str, base: usize) -> Vec<Event> {
    let mut reader = Reader {
        html,
        base,
        out: Vec::new(),
        tag: Tag::default(),
        in_heading: false,
        ids: 0,
        code: None,
    };
    let mut emitter =
        CallbackEmitter::<_, (), usize>::new(|event: CallbackEvent<'_>, span| -> Option<()> {
            reader.event(&event, span);
            None
        });
    emitter.naively_switch_states(true);
    for _ in Tokenizer::new_with_emitter(html, Silent(emitter)) {}
    reader.out
}

/// An emitter without what nobody asks for: looking for errors takes a sixth of the time, comments a copy each.
struct Silent<E>(E);

impl<E: Emitter> ForwardingEmitter for Silent<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn push_comment(&mut self, _: &[u8]) {}
}

/// Runs of white space become one space; none at the ends.
pub(super) fn collapse(text: impl Into<String> + AsRef<str>) -> String {
    // Most texts are collapsed already; bytes tell that faster than characters.
    let bytes = text.as_ref().as_bytes();
    let space = |byte: &u8| byte.is_ascii_whitespace() || !byte.is_ascii();
    let inner =
        |pair: &[u8]| matches!(pair[0], b'\t'..=b'\r') || !pair[0].is_ascii() || pair == b"  ";
    let edges = bytes.first().is_some_and(space) || bytes.last().is_some_and(space);
    if !edges && !bytes.windows(2).any(inner) {
        return text.into();
    }
    let text = text.as_ref();
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[derive(Debug, Default)]
struct Tag {
    name: Vec<u8>,
    start: usize,
    attribute: Vec<u8>,
    /// Where a value that is not written would stand.
    value_at: usize,
    /// The index of this tag's first event in the output.
    first: usize,
    /// It says where the page is public, or names a host to connect to: nothing that a reader follows.
    unfollowed: bool,
}

struct Reader<'a> {
    html: &'a str,
    base: usize,
    out: Vec<Event>,
    tag: Tag,
    in_heading: bool,
    ids: usize,
    /// The outermost element that is open and holds code, and where it starts.
    code: Option<(Vec<u8>, usize)>,
}

impl Reader<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>, span: HtmlSpan<usize>) {
        let (start, end) = (self.base + span.start, self.base + span.end);
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.name.clear();
                self.tag.name.extend_from_slice(name);
                self.tag.attribute.clear();
                (self.tag.start, self.tag.first) = (start, self.out.len());
                if self.code.is_none() && is_code_element(name) {
                    self.code = Some((name.to_vec(), start));
                }
                if let Some(level) = heading_level(name) {
                    self.in_heading = true;
                    self.out.push(Event::HeadingStart { level, at: start });
                }
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute(&[], Span::empty(self.tag.value_at));
                let wanted = matches!(&**name, b"id" | b"name" | b"href" | b"srcset" | b"rel")
                    || is_destination(&self.tag.name, name);
                if wanted {
                    self.tag.attribute.extend_from_slice(name);
                    self.tag.value_at = self.empty_value(span.end);
                }
            }
            CallbackEvent::AttributeValue { value } => {
                self.attribute(value, Span::new(start, end));
            }
            CallbackEvent::CloseStartTag { .. } => {
                self.attribute(&[], Span::empty(self.tag.value_at));
                if std::mem::take(&mut self.tag.unfollowed) {
                    self.out.truncate(self.tag.first);
                }
                let whole = Span::new(self.tag.start, end);
                for event in &mut self.out[self.tag.first..] {
                    if let Event::Link { element, .. } = event {
                        *element = whole;
                    }
                }
                if !matches!(self.tag.name.as_slice(), b"a" | b"br" | b"div" | b"span" | b"p")
                    && heading_level(&self.tag.name).is_none()
                {
                    self.out.push(Event::Content);
                }
            }
            CallbackEvent::EndTag { name } => {
                if let Some((_, from)) = self.code.take_if(|(open, _)| open.as_slice() == &**name) {
                    self.out.push(Event::Code(Span::new(from, end)));
                }
                if heading_level(name).is_some() {
                    self.in_heading = false;
                    self.out.push(Event::HeadingEnd { end });
                }
            }
            CallbackEvent::String { value } => {
                if self.in_heading {
                    self.out.push(Event::Text(String::from_utf8_lossy(value).into_owned()));
                } else if !value.trim_ascii().is_empty() {
                    self.out.push(Event::Content);
                }
            }
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
    }

    /// Where the value of an attribute whose name ends at `name_end` stands when it is empty:
    /// between the quotes of `href=""`, or behind the name.
    fn empty_value(&self, name_end: usize) -> usize {
        let rest = &self.html[name_end.min(self.html.len())..];
        let after_equals = rest.trim_start().strip_prefix('=').map(str::trim_start);
        let inside = after_equals.and_then(|value| value.strip_prefix(['"', '\'']));
        self.base + inside.map_or(name_end, |value| self.html.len() - value.len())
    }

    /// Take in the attribute whose value is now known. One without a value is told as an empty one.
    fn attribute(&mut self, value: &[u8], span: Span) {
        if self.tag.attribute.is_empty() {
            return;
        }
        let mut attribute = std::mem::take(&mut self.tag.attribute);
        let text = String::from_utf8_lossy(value);
        match attribute.as_slice() {
            b"rel" if self.tag.name == b"link" => {
                // <https://html.spec.whatwg.org/multipage/links.html#linkTypes>
                let unfollowed = ["canonical", "preconnect", "dns-prefetch"];
                self.tag.unfollowed = text
                    .split_ascii_whitespace()
                    .any(|rel| unfollowed.iter().any(|known| rel.eq_ignore_ascii_case(known)));
            }
            b"id" => self.anchor(AnchorKind::Id, span, &text),
            b"name" if self.tag.name == b"a" => self.anchor(AnchorKind::Name, span, &text),
            b"href" if self.tag.name == b"base" => {
                self.out.push(Event::Base(text.trim().to_owned()));
            }
            b"srcset" if matches!(self.tag.name.as_slice(), b"img" | b"source") => {
                self.srcset(&text, span);
            }
            name if is_destination(&self.tag.name, name) => self.link(span, text.trim()),
            _ => {}
        }
        attribute.clear();
        self.tag.attribute = attribute;
    }

    fn anchor(&mut self, kind: AnchorKind, span: Span, id: &str) {
        self.ids += 1;
        if !id.is_empty() && self.ids <= MOST_IDS {
            self.out.push(Event::Anchor { kind, span, id: id.to_owned() });
        }
    }

    fn link(&mut self, span: Span, url: &str) {
        let written = &self.html[span.start as usize - self.base..span.end as usize - self.base];
        let left = written.len() - written.trim_start().len();
        let right = written.len() - written.trim_end().len();
        let dest = Span::new(span.start as usize + left, (span.end as usize).saturating_sub(right));
        let element = Span::new(self.tag.start, span.range().end);
        self.out.push(Event::Link { element, dest, url: url.to_owned() });
    }

    /// The candidates of a `srcset`: addresses with a size behind them, between commas.
    fn srcset(&mut self, value: &str, span: Span) {
        let written = &self.html[span.start as usize - self.base..span.end as usize - self.base];
        if written.len() != value.len() {
            return; // With entities in it, the places are not certain.
        }
        for place in candidates(value) {
            let start = span.start as usize + place.start;
            self.link(Span::new(start, start + place.len()), &value[place]);
        }
    }
}

/// Where the addresses of a `srcset` stand (HTML Living Standard, "parse a srcset attribute"). A comma within an
/// address divides nothing, as in `data:`.
fn candidates(value: &str) -> Vec<Range<usize>> {
    let space = |c: char| c.is_ascii_whitespace();
    let mut places = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c| space(c) || c == ',');
        if rest.is_empty() {
            return places;
        }
        let start = value.len() - rest.len();
        let word = &rest[..rest.find(space).unwrap_or(rest.len())];
        let url = word.trim_end_matches(',');
        places.push(start..start + url.len());
        rest = &rest[word.len()..];
        if url.len() == word.len() {
            rest = behind_descriptors(rest);
        }
    }
}

/// `text` from the first comma outside of parentheses on.
fn behind_descriptors(text: &str) -> &str {
    let mut inside = false;
    let end = text.find(|c| {
        inside = c == '(' || inside && c != ')';
        c == ',' && !inside
    });
    &text[end.unwrap_or(text.len())..]
}

/// Does a tag whose text behind `<` or `</` starts like this hold code?
pub(super) fn is_code(tag: &str) -> bool {
    let name = tag.find(|c: char| !c.is_ascii_alphanumeric()).map_or(tag, |end| &tag[..end]);
    is_code_element(name.to_ascii_lowercase().as_bytes())
}

fn is_code_element(name: &[u8]) -> bool {
    matches!(name, b"code" | b"pre" | b"samp" | b"kbd" | b"tt" | b"script" | b"style")
}

fn heading_level(name: &[u8]) -> Option<u8> {
    match name {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Is `attribute` of `element` a link (HTML Living Standard, "Attributes")?
fn is_destination(element: &[u8], attribute: &[u8]) -> bool {
    match attribute {
        b"href" => matches!(element, b"a" | b"area" | b"link"),
        b"src" => matches!(
            element,
            b"img"
                | b"source"
                | b"video"
                | b"audio"
                | b"track"
                | b"embed"
                | b"iframe"
                | b"script"
                | b"input"
        ),
        b"poster" => element == b"video",
        b"data" => element == b"object",
        _ => false,
    }
}
