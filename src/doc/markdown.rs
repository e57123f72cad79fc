//! Markdown pages: parser events to a [`Document`].

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::definitions::{self, Broken, Definitions, Labels};
use super::heading::{OpenHeading, is_permalink};
use super::indented::{Dedented, opens_block};
use super::run::Run;
use super::slug::{Numbers, Piece};
use super::{Anchor, Dialect, Document, Link, LinkKind, links};
use super::{elements, formulas, html};
use crate::base::span::Span;

/// What text that is indented by four spaces is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Indented {
    /// Code, as in `CommonMark`.
    Code,
    /// Prose within JSX, as in MDX.
    Prose,
    /// Prose below the line that opens a block of Python-Markdown, code elsewhere.
    Blocks,
}

/// Read the Markdown from byte `start` of `text` on.
pub(super) fn page(text: &str, start: usize, dialect: &Dialect, indented: Indented) -> Document {
    let depth = if indented == Indented::Code { 0 } else { DEEPEST };
    let (mut document, carried) = read(text, start, dialect, Carried::default(), depth, None);
    if carried.nested && document.links.iter().any(|link| link.kind == LinkKind::Definition) {
        // A definition counts for the whole page, wherever it is indented: now that all are known, read again.
        let labels = Labels::of_page(&document.links, text);
        document = read(text, start, dialect, Carried::default(), depth, Some(&labels)).0;
        labels.set_aside(&mut document);
    }
    definitions::bind(&mut document);
    document.undefined.sort_unstable_by_key(|reference| reference.span);
    document.failed.sort_unstable_by_key(|failed| failed.span);
    document
}

/// How often indented prose may hold indented prose of its own.
const DEEPEST: usize = 16;

/// What reading a page has in common with reading its indented prose.
#[derive(Debug, Default)]
struct Carried {
    numbers: Numbers,
    /// The bytes that the uses of definitions took from the parser's budget.
    spent: usize,
    /// There was indented prose.
    nested: bool,
}

/// Read the Markdown from byte `start` of `text` on. The uses of definitions name these by their place among the
/// definitions: those of `labels` if there are any, else those of this text.
fn read<'a>(
    text: &'a str,
    start: usize,
    dialect: &'a Dialect,
    carried: Carried,
    depth: usize,
    labels: Option<&'a Labels>,
) -> (Document, Carried) {
    let mut broken = Vec::new();
    let callback = |link: BrokenLink<'_>| {
        if labels.is_some_and(|labels| labels.row(&link.reference).is_some()) {
            // The reader knows the destination.
            return Some((CowStr::Borrowed(""), CowStr::Borrowed("")));
        }
        broken.push((link.link_type, link.span));
        None
    };
    let parser =
        Parser::new_with_broken_link_callback(&text[start..], dialect.options(), Some(callback));
    let mut events = parser.into_offset_iter();
    let defined = events.reference_definitions().iter().map(|(_, definition)| {
        let span = shifted(&definition.span, start);
        let parts = links::definition(text, span, links::span_in(text, &definition.dest));
        definitions::link(span, parts, &definition.dest)
    });
    let definitions = Definitions::new(defined.collect(), text);
    let mut reader = Reader::new(text, start, dialect, definitions);
    (reader.carried, reader.depth, reader.labels) = (carried, depth, labels);
    for (event, range) in &mut events {
        reader.event(event, range.start + start..range.end + start);
    }
    drop(events);
    reader.gap(text.len());
    for (link_type, span) in broken {
        let span = shifted(&span, start);
        if formulas::hold(&reader.formulas, span) {
            continue;
        }
        match definitions::broken(text, link_type, span) {
            Some(Broken::Undefined(reference)) => reader.out.undefined.push(reference),
            Some(Broken::Failed(link)) => reader.out.failed.push(link),
            None => {}
        }
    }
    reader.finish()
}

fn shifted(range: &Range<usize>, by: usize) -> Span {
    Span::new(range.start + by, range.end + by)
}

/// A link or image whose end has not come yet.
struct OpenLink {
    /// Its row in the output; none within an image's description, where nothing is a link.
    row: Option<usize>,
    link_type: LinkType,
    image: bool,
    span: Span,
    /// Where its destination stands, if it is a slice of the page.
    dest: Option<Span>,
    /// Where the last piece of its label ended.
    label_end: usize,
    /// How many pieces the heading around it had.
    pieces: usize,
}

struct Reader<'a> {
    text: &'a str,
    dialect: &'a Dialect,
    out: Document,
    carried: Carried,
    definitions: Definitions,
    /// The definitions of the whole page, if they are not just those of this text.
    labels: Option<&'a Labels>,
    links: Vec<OpenLink>,
    heading: Option<OpenHeading<'a>>,
    /// Prose since the last event that was not prose.
    run: Run<'a>,
    in_code: bool,
    /// Mathematics, in the order of the text.
    formulas: Vec<Span>,
    /// How many columns the table has.
    columns: usize,
    /// Where the last table ended.
    table_end: usize,
    /// Where the `<code>` is that has no end yet.
    open_code: Option<usize>,
    /// How often indented code may still be read as prose.
    depth: usize,
    /// The lines of the indented code that is being read as prose.
    indented: Option<Vec<Range<usize>>>,
    /// Everything before this byte is accounted for by an event.
    cursor: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, cursor: usize, dialect: &'a Dialect, definitions: Definitions) -> Self {
        Self {
            text,
            dialect,
            definitions,
            cursor,
            out: Document::default(),
            carried: Carried::default(),
            labels: None,
            links: Vec::new(),
            heading: None,
            run: Run::new(text),
            in_code: false,
            formulas: Vec::new(),
            columns: 0,
            table_end: 0,
            open_code: None,
            depth: 0,
            indented: None,
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let container = matches!(
            &event,
            Event::Start(
                Tag::BlockQuote(_)
                    | Tag::List(_)
                    | Tag::Item
                    | Tag::FootnoteDefinition(_)
                    | Tag::DefinitionList
                    | Tag::DefinitionListDefinition
            )
        );
        // Behind the last block of a container, definitions may follow.
        self.gap(if matches!(event, Event::End(_)) { range.end } else { range.start });
        self.cursor = self.cursor.max(if container { range.start } else { range.end });
        if !self.run.is_empty() && !matches!(event, Event::Text(_)) {
            self.end_run();
        }
        if let Some(link) = self.links.last_mut()
            && range.end < link.span.range().end
        {
            link.label_end = link.label_end.max(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => {
                if let Some(lines) = &mut self.indented {
                    lines.push(range.clone());
                } else if !self.in_code {
                    self.prose(&text, &range);
                    self.body();
                    if self.links.is_empty() {
                        self.run.push(text, range.clone());
                    }
                }
            }
            Event::Code(code) => {
                self.out.code.push(range.into());
                self.piece(Piece::Code(code));
            }
            Event::SoftBreak | Event::HardBreak => self.piece(Piece::Break),
            Event::InlineHtml(tag) => {
                let heading_tag = tag.starts_with("<h") || tag.starts_with("</h");
                if heading_tag || memchr::memchr(b'=', tag.as_bytes()).is_some() {
                    self.html(range.clone());
                }
                self.code_tag(&tag, &range);
                self.piece(Piece::Tag(tag));
            }
            Event::Rule | Event::TaskListMarker(_) | Event::FootnoteReference(_) => self.body(),
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let inline = matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        );
        self.open_code.take_if(|_| !inline);
        if matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell | Tag::Item) {
            formulas::find(self.text, range.clone(), &mut self.formulas);
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.close_html_heading(range.start);
                self.heading = Some(OpenHeading::new(level as u8, range.start, false));
            }
            Tag::DefinitionListTitle => {
                self.body();
                self.heading = Some(OpenHeading::new(0, range.start, false));
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.body();
                if let CodeBlockKind::Fenced(language) = &kind {
                    let span = range.clone().into();
                    self.out.blocks.fence(self.text, span, !language.trim().is_empty());
                }
                let is_prose = self.depth > 0
                    && (!self.dialect.is_python() || opens_block(self.text, range.start));
                if kind == CodeBlockKind::Indented && is_prose {
                    self.indented = Some(Vec::new());
                } else {
                    self.out.code.push(range.into());
                }
            }
            Tag::HtmlBlock => self.html(range),
            Tag::Table(columns) => {
                self.body();
                self.columns = columns.len();
            }
            Tag::TableRow => {
                self.out.blocks.row(self.text, range.into(), self.columns, self.dialect);
            }
            Tag::Paragraph => {
                self.body();
                self.out.blocks.paragraph(self.text, range, self.table_end, self.dialect);
            }
            Tag::BlockQuote(_) | Tag::List(_) => self.body(),
            Tag::Link { link_type, dest_url, id, .. } => {
                self.open_link(link_type, false, &dest_url, &id, range);
            }
            Tag::Image { link_type, dest_url, id, .. } => {
                self.open_link(link_type, true, &dest_url, &id, range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(_) => self.close_heading(range.end),
            TagEnd::DefinitionListTitle => {
                let term = self.heading.take_if(|open| open.level == 0);
                let anchor = term.map(|open| open.close_term(range.end, self.dialect));
                self.out.anchors.extend(anchor.filter(|anchor| !anchor.id.is_empty()));
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                if let Some(lines) = self.indented.take() {
                    self.nested(&lines);
                }
            }
            TagEnd::Table => self.table_end = range.end,
            TagEnd::Link | TagEnd::Image => self.close_link(),
            _ => {}
        }
    }

    /// Text between `<code>` and `</code>` is code, whatever stands between them.
    fn code_tag(&mut self, tag: &str, range: &Range<usize>) {
        if let Some(end) = tag.strip_prefix("</") {
            if let Some(start) = self.open_code.take_if(|_| html::is_code(end)) {
                self.out.code.push(Span::new(start, range.end));
            }
        } else if html::is_code(&tag[1..]) {
            self.open_code.get_or_insert(range.start);
        }
    }

    /// The last heading has something under it.
    fn body(&mut self) {
        if self.heading.is_none()
            && let Some(heading) = self.out.headings.last_mut()
        {
            heading.has_body = true;
        }
    }

    /// Prose of a heading, if one is open.
    fn prose(&mut self, text: &CowStr<'a>, range: &Range<usize>) {
        if self.heading.is_some() {
            let source = &self.text[range.clone()];
            let entity = source.starts_with('&') && source != &**text;
            let text = text.clone();
            self.piece(if entity { Piece::Entity(source.into(), text) } else { Piece::Text(text) });
        }
    }

    fn piece(&mut self, piece: Piece<'a>) {
        let Some(heading) = &mut self.heading else { return };
        let in_image = self.links.iter().any(|link| link.image);
        heading.pieces.push(match piece {
            Piece::Text(text) | Piece::Code(text) | Piece::Entity(_, text) if in_image => {
                Piece::Alt(text)
            }
            piece => piece,
        });
    }

    /// Close a heading that `<h1>` opened: the next heading ends it where `</h1>` does not.
    fn close_html_heading(&mut self, end: usize) {
        if self.heading.as_ref().is_some_and(|heading| heading.html) {
            self.close_heading(end);
        }
    }

    fn close_heading(&mut self, end: usize) {
        let Some(row) = self.heading_row() else { return };
        if let Some(open) = self.heading.take() {
            let (numbers, anchors) = (&mut self.carried.numbers, &mut self.out.anchors);
            let heading = open.close(end, row, self.dialect, numbers, anchors);
            self.out.headings.push(heading);
        }
    }

    fn heading_row(&self) -> Option<u32> {
        self.heading
            .as_ref()
            .filter(|open| open.level > 0)
            .map(|_| u32::try_from(self.out.headings.len()).expect("fewer headings than bytes"))
    }

    fn open_link(
        &mut self,
        link_type: LinkType,
        image: bool,
        url: &CowStr<'a>,
        label: &str,
        range: Range<usize>,
    ) {
        let in_image = self.links.iter().any(|link| link.image);
        let span = Span::from(range);
        let reference = definitions::kind(link_type, false) == LinkKind::Reference;
        let (definition, address) = match link_type {
            LinkType::Email => (None, format!("mailto:{url}").into()),
            _ if reference => self.definition(label, url),
            _ => (None, Box::from(&**url)),
        };
        let is_link = !in_image && !formulas::hold(&self.formulas, span);
        let row = is_link.then_some(self.out.links.len());
        if row.is_some() {
            let unknown = Span::empty(span.range().end);
            let link = self.link(definitions::kind(link_type, image), span, unknown, address);
            self.out.links.push(Link { definition, ..link });
        }
        let pieces = self.heading.as_ref().map_or(0, |heading| heading.pieces.len());
        let label_end = span.range().start + if image { 2 } else { 1 };
        let dest = links::span_in(self.text, url);
        self.links.push(OpenLink { row, link_type, image, span, dest, label_end, pieces });
    }

    /// The definition of `label`, and the destination that it gives; the parser says `url`.
    fn definition(&mut self, label: &str, url: &str) -> (Option<u32>, Box<str>) {
        let Some(labels) = self.labels else {
            self.carried.spent += url.len();
            return (self.definitions.labels.row(label), url.into());
        };
        let row = labels.row(label);
        let url = row.and_then(|row| labels.url(row)).unwrap_or(url);
        // Here the parser copied nothing, and it is this reader who must keep to the budget.
        let left = self.budget().saturating_sub(self.carried.spent);
        self.carried.spent += url.len();
        (row, if url.len() <= left { url.into() } else { Box::default() })
    }

    /// The parser stops following references once it has copied this many bytes for them.
    fn budget(&self) -> usize {
        self.text.len().max(100_000)
    }

    fn close_link(&mut self) {
        let Some(open) = self.links.pop() else { return };
        let Some(row) = open.row else { return };
        let link = &mut self.out.links[row];
        let text_start = open.span.range().start + if open.image { 2 } else { 1 };
        match open.link_type {
            LinkType::Inline => {
                let parts =
                    links::inline(self.text, open.span, text_start, open.label_end, open.dest);
                (link.label, link.dest, link.title) = (parts.label, parts.dest, parts.title);
            }
            LinkType::Autolink | LinkType::Email => {
                link.dest = Span::new(text_start, open.span.range().end - 1);
                link.label = link.dest;
            }
            LinkType::WikiLink { has_pothole } => {
                let inside = Span::new(text_start + 1, open.span.range().end.saturating_sub(2));
                let length = if has_pothole { link.url.len() } else { inside.range().len() };
                link.dest = Span::new(inside.range().start, inside.range().start + length);
                link.label = Span::new(open.label_end.min(inside.range().end), inside.range().end);
            }
            _ => {
                (link.label, link.dest) =
                    links::reference(self.text, open.span, text_start, open.label_end);
            }
        }
        if let Some(heading) = &mut self.heading
            && is_permalink(self.text, link)
        {
            heading.permalink(link, open.pieces);
        }
    }

    /// Links, ids and headings of the HTML in `range`.
    fn html(&mut self, range: Range<usize>) {
        elements::read(&self.text[range.clone()], range.start, |event| self.element(event));
    }

    fn element(&mut self, event: html::Event) {
        match event {
            html::Event::Link { element, dest, url } => {
                self.body();
                let link = self.link(LinkKind::Html, element, dest, url);
                self.out.links.push(link);
            }
            html::Event::Anchor { kind, span, id } => {
                let heading = self.heading_row();
                self.out.anchors.push(Anchor { id, kind, span, heading, unnumbered: 0 });
            }
            html::Event::HeadingStart { level, at } => {
                self.close_html_heading(at);
                if self.heading.is_none() {
                    self.heading = Some(OpenHeading::new(level, at, true));
                }
            }
            html::Event::HeadingEnd { end } => self.close_html_heading(end),
            html::Event::Text(text) => self.piece(Piece::Text(text.into())),
            html::Event::Content => self.body(),
            html::Event::Code(span) => self.out.code.push(span),
            html::Event::Open => self.out.generated = true,
            // Renderers of Markdown let no page move its links.
            html::Event::Base(_) => {}
        }
    }

    /// The prose that has just ended may hold bare addresses.
    fn end_run(&mut self) {
        let mut run = std::mem::take(&mut self.run);
        run.drain(self.text, |span, url| {
            let link = Link { label: span, ..self.link(LinkKind::Autolink, span, span, url) };
            self.out.links.push(link);
        });
        self.run = run;
    }

    /// A link without label and title.
    fn link(&self, kind: LinkKind, span: Span, dest: Span, url: impl Into<Box<str>>) -> Link {
        let blank = Span::empty(span.range().end);
        let heading = self.heading_row();
        Link {
            kind,
            span,
            dest,
            label: blank,
            title: blank,
            url: url.into(),
            definition: None,
            heading,
        }
    }

    /// What lies between the last event and `to`. Nearly always that is a line end, and too short for a definition.
    #[inline]
    fn gap(&mut self, to: usize) {
        if self.cursor + "[a]:b".len() <= to {
            self.definitions.duplicates(self.text, self.cursor..to, &mut self.out.duplicates);
        }
    }

    /// Read the indented `lines` as a page of its own, without their common indentation.
    fn nested(&mut self, lines: &[Range<usize>]) {
        let dedented = Dedented::new(self.text, lines);
        let carried = std::mem::take(&mut self.carried);
        let depth = self.depth - 1;
        let (nested, carried) = read(&dedented.text, 0, self.dialect, carried, depth, self.labels);
        self.carried = Carried { nested: true, ..carried };
        dedented.add(nested, &mut self.out);
    }

    fn finish(self) -> (Document, Carried) {
        let cut = self.carried.spent >= self.budget();
        let mut out = self.out;
        out.links.extend(self.definitions.links);
        out.code.extend(self.formulas);
        out.references_cut |= cut;
        (out, self.carried)
    }
}
