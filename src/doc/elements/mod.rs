//! The elements of HTML that concern a page, as the tokenizer comes by them.
//!
//! A page of documentation is mostly text, and tags and attributes that nobody follows. So what is not kept is not copied,
//! and tags as everybody writes them are read without a state machine (`plain`). All that is written otherwise is left to
//! html5gum, which the HTML specification's own tests hold to its word (`tokens`): to the end of the page, where it cannot be
//! told where it ends.

mod plain;
mod tokens;

use std::ops::Range;

use html5gum::Tokenizer;
use smallvec::SmallVec;

use super::AnchorKind;
use super::html::{Event, is_code_element};
use super::srcset::candidates;
use crate::base::span::Span;
use crate::base::url;

/// Ids beyond this many in one page are not kept.
const MOST_IDS: usize = 50_000;

/// Tell what the HTML in `html`, which starts at byte `base` of its page, says.
pub(super) fn read(html: &str, base: usize, tell: impl FnMut(Event)) {
    let mut reader = Reader::new(html, base, tell);
    let rest = reader.plain();
    reader.tokens(rest..html.len());
}

/// The tag that is being read.
#[derive(Debug, Default)]
struct Tag {
    name: Vec<u8>,
    is_end: bool,
    /// Where it starts in the HTML.
    start: usize,
    /// What it says, until it is whole.
    pending: Vec<Event>,
    /// It says where the page is public, or names a host to connect to: nothing that a reader follows.
    unfollowed: bool,
    /// It sends readers to another page, if it says to which: `<meta http-equiv="refresh">`.
    refreshes: bool,
    /// What is in its `content` for that, and where.
    refresh: Option<(Box<str>, Range<usize>)>,
}

/// The attribute that is being read.
#[derive(Debug, Default)]
struct Attribute {
    name: Vec<u8>,
    /// Where its name ends in the HTML.
    name_end: usize,
    /// It concerns the page: its value is kept.
    kept: bool,
    value: Vec<u8>,
    /// Where the value stands in the HTML.
    place: Range<usize>,
}

struct Reader<'a, F> {
    html: &'a str,
    base: usize,
    tell: F,
    /// How far the tokenizer has read.
    position: usize,
    tag: Tag,
    attribute: Attribute,
    /// The name of the last start tag: its end tag alone ends a script.
    last_start: Vec<u8>,
    /// Text of a heading.
    text: Vec<u8>,
    /// There was text that is not of a heading.
    content: bool,
    /// That was told already, and no heading has begun or ended since.
    content_told: bool,
    in_heading: bool,
    ids: usize,
    /// The outermost element that is open and holds code, and where it starts.
    code: Option<(SmallVec<[u8; 8]>, usize)>,
}

impl<'a, F: FnMut(Event)> Reader<'a, F> {
    fn new(html: &'a str, base: usize, tell: F) -> Self {
        Reader {
            html,
            base,
            tell,
            position: 0,
            tag: Tag::default(),
            attribute: Attribute::default(),
            last_start: Vec::new(),
            text: Vec::new(),
            content: false,
            content_told: false,
            in_heading: false,
            ids: 0,
            code: None,
        }
    }

    /// Read this part of the HTML, which begins outside of tags, by the book.
    fn tokens(&mut self, part: Range<usize>) {
        self.position = part.start;
        let html = &self.html[part];
        let Ok(()) = Tokenizer::new_with_emitter(html, self).finish();
    }

    /// Tell of the text before this place.
    fn flush_text(&mut self) {
        if std::mem::take(&mut self.content) && !self.content_told {
            self.content_told = true;
            (self.tell)(Event::Content);
        }
        if !self.text.is_empty() {
            (self.tell)(Event::Text(String::from_utf8_lossy(&self.text).into_owned()));
            self.text.clear();
        }
    }

    /// Begin to read a tag.
    fn begin(&mut self, is_end: bool) {
        self.tag.name.clear();
        self.tag.is_end = is_end;
        self.tag.pending.clear();
        self.tag.unfollowed = false;
        self.tag.refreshes = false;
        self.tag.refresh = None;
        self.attribute.name.clear();
        self.attribute.value.clear();
    }

    /// A start tag has been read.
    fn start_tag(&mut self) {
        let whole = Span::new(self.base + self.tag.start, self.base + self.position);
        if self.code.is_none() && is_code_element(&self.tag.name) {
            let name = SmallVec::from_slice(&self.tag.name);
            self.code = Some((name, self.base + self.tag.start));
        }
        let level = heading_level(&self.tag.name);
        if let Some(level) = level {
            self.in_heading = true;
            self.content_told = false;
            (self.tell)(Event::HeadingStart { level, at: self.base + self.tag.start });
        }
        if self.tag.unfollowed {
            self.tag.pending.clear();
        }
        if let Some((url, place)) = self.tag.refresh.take().filter(|_| self.tag.refreshes) {
            self.link(&place, &url);
            // A script may send them on to the anchor that they ask for.
            self.tag.pending.push(Event::Open);
        }
        // Most tags say nothing.
        if !self.tag.pending.is_empty() {
            for mut event in self.tag.pending.drain(..) {
                match &mut event {
                    Event::Link { element, .. } => *element = whole,
                    Event::Anchor { .. } => self.ids += 1,
                    _ => {}
                }
                (self.tell)(event);
            }
        }
        let bare = matches!(self.tag.name.as_slice(), b"a" | b"br" | b"div" | b"span" | b"p");
        self.content |= !bare && level.is_none();
    }

    /// An end tag has been read.
    fn end_tag(&mut self) {
        let end = self.base + self.position;
        if let Some((_, start)) = self.code.take_if(|(open, _)| **open == *self.tag.name) {
            (self.tell)(Event::Code(Span::new(start, end)));
        }
        if heading_level(&self.tag.name).is_some() {
            self.in_heading = false;
            self.content_told = false;
            (self.tell)(Event::HeadingEnd { end });
        }
    }

    /// A tag has been read.
    fn end_of_tag(&mut self) {
        self.flush_text();
        if self.tag.is_end {
            self.end_tag();
        } else {
            self.start_tag();
        }
    }

    /// There is text, with its entities decoded.
    fn text(&mut self, text: &[u8]) {
        if self.in_heading {
            self.text.extend_from_slice(text);
        } else if !self.content && !self.content_told {
            self.content = text.iter().any(|byte| !byte.is_ascii_whitespace());
        }
    }

    /// Does the attribute `name` of the tag concern the page?
    fn is_kept(&self, name: &[u8]) -> bool {
        !self.tag.is_end
            && (matches!(name, b"id" | b"name" | b"href" | b"srcset" | b"rel")
                || is_destination(&self.tag.name, name)
                || self.tag.name == b"meta" && matches!(name, b"http-equiv" | b"content"))
    }

    /// Take in an attribute that [is kept](Self::is_kept), whose value stands at `place` in the HTML.
    fn keep(&mut self, name: &[u8], value: &str, place: Range<usize>) {
        match name {
            b"rel" if self.tag.name == b"link" => {
                // <https://html.spec.whatwg.org/multipage/links.html#linkTypes>
                let unfollowed = ["canonical", "preconnect", "dns-prefetch"];
                self.tag.unfollowed = value
                    .split_ascii_whitespace()
                    .any(|rel| unfollowed.iter().any(|known| rel.eq_ignore_ascii_case(known)));
            }
            b"id" => self.anchor(AnchorKind::Id, &place, value),
            b"name" if self.tag.name == b"a" => self.anchor(AnchorKind::Name, &place, value),
            b"href" if self.tag.name == b"base" => {
                self.tag.pending.push(Event::Base(value.trim().into()));
            }
            b"srcset" if matches!(self.tag.name.as_slice(), b"img" | b"source") => {
                self.srcset(value, &place);
            }
            b"http-equiv" => self.tag.refreshes = value.eq_ignore_ascii_case("refresh"),
            b"content" => {
                self.tag.refresh = url::refresh(value).map(|url| {
                    // With entities in it, its place is that of the whole.
                    let at = value.rfind(url).filter(|_| value.len() == place.len());
                    let at = at.map(|at| place.start + at..place.start + at + url.len());
                    (url.into(), at.unwrap_or(place))
                });
            }
            name if is_destination(&self.tag.name, name) => self.link(&place, value.trim()),
            _ => {}
        }
    }

    fn anchor(&mut self, kind: AnchorKind, place: &Range<usize>, id: &str) {
        if self.ids >= MOST_IDS {
            self.tag.pending.push(Event::Open);
        } else if !id.is_empty() {
            let span = Span::new(self.base + place.start, self.base + place.end);
            self.tag.pending.push(Event::Anchor { kind, span, id: id.into() });
        }
    }

    fn link(&mut self, place: &Range<usize>, url: &str) {
        let written = &self.html[place.clone()];
        let start = place.end - written.trim_start().len();
        let end = start.max(place.start + written.trim_end().len());
        let dest = Span::new(self.base + start, self.base + end);
        // The tag ends somewhere behind.
        self.tag.pending.push(Event::Link { element: dest, dest, url: url.into() });
    }

    /// The candidates of a `srcset`: addresses with a size behind them, between commas.
    fn srcset(&mut self, value: &str, place: &Range<usize>) {
        if place.len() != value.len() {
            return; // With entities in it, the places are not certain.
        }
        for part in candidates(value) {
            let start = place.start + part.start;
            self.link(&(start..start + part.len()), &value[part]);
        }
    }
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
