//! Comments that say what is not to be reported: our own, and those that users of other tools have already.
//!
//! What is known here is where they stand, what they name and which part of the page they cover. What the names mean, and
//! whether anything was suppressed, is for others to say.

mod blocks;
mod front_matter;

use serde_json::Value;

use super::blocks::Marks;
use super::{Document, Format};
use crate::base::data;
use crate::base::span::Span;

/// Whose comment it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Ours.
    Guidepost,
    /// markdown-link-check's: without names, about links.
    MarkdownLinkCheck,
    /// markdownlint's, with its names of rules.
    Markdownlint,
    /// rumdl's, with the same names.
    Rumdl,
    /// What users of lychee write: without names, about links.
    Lychee,
}

/// The tools, each with what its comments start with.
const TOOLS: [(&str, Tool); 5] = [
    ("guidepost-", Tool::Guidepost),
    ("markdown-link-check-", Tool::MarkdownLinkCheck),
    ("markdownlint-", Tool::Markdownlint),
    ("rumdl-", Tool::Rumdl),
    ("lychee-", Tool::Lychee),
];

/// A comment that says what is not to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Whose it is.
    pub tool: Tool,
    /// What it is called: `guidepost-ignore-line`.
    pub name: Box<str>,
    /// The comment, or the entry of the front matter.
    pub span: Span,
    /// The comment that ends its region, if one does.
    pub end: Option<Span>,
    /// What it covers: findings that start in it, or at its start. `None` when its name says nothing that is known.
    pub covers: Option<Span>,
    /// What it names, each with its place. None at all stands for everything.
    pub names: Vec<(Span, Box<str>)>,
    /// Why, as it says.
    pub reason: Option<Box<str>>,
    /// The last day on which it counts, as it says.
    pub until: Option<Box<str>>,
    /// It stands in the front matter.
    pub in_front_matter: bool,
}

/// Directives of a page beyond this many are not read: each finding is held against all of them.
const MOST: usize = 10_000;
/// Regions beyond this many that are open at once reach to the end of the page.
const MOST_OPEN: usize = 64;

/// All of the page, and what is found behind its last byte.
const WHOLE: Span = Span { start: 0, end: u32::MAX };

/// The part of a page that a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Block,
    Line,
    NextLine,
    Start,
    End,
    File,
}

/// What the rest of a comment's name means for `tool`; `None` when it means nothing that is known.
fn scope(tool: Tool, rest: &str) -> Option<Scope> {
    Some(match (tool, rest) {
        (Tool::Guidepost, "ignore") => Scope::Block,
        (Tool::Guidepost, "ignore-line")
        | (Tool::MarkdownLinkCheck | Tool::Markdownlint | Tool::Rumdl, "disable-line") => {
            Scope::Line
        }
        (Tool::MarkdownLinkCheck | Tool::Markdownlint | Tool::Rumdl, "disable-next-line") => {
            Scope::NextLine
        }
        (Tool::Guidepost | Tool::Lychee, "ignore-start")
        | (Tool::MarkdownLinkCheck | Tool::Markdownlint | Tool::Rumdl, "disable") => Scope::Start,
        (Tool::Guidepost | Tool::Lychee, "ignore-end")
        | (Tool::MarkdownLinkCheck | Tool::Markdownlint | Tool::Rumdl, "enable") => Scope::End,
        (Tool::Guidepost, "ignore-file") | (Tool::Markdownlint | Tool::Rumdl, "disable-file") => {
            Scope::File
        }
        _ => return None,
    })
}

/// The directives of the page `text`, in its order.
pub(super) fn find(
    text: &str,
    format: Format,
    marks: &Marks,
    document: &Document,
) -> Vec<Directive> {
    let mut found = front_matter::find(text, document);
    let mut regions = Vec::new();
    let mut blocks = None;
    for (span, inside) in comments(text, format, marks, document).into_iter().take(MOST) {
        let Some((scope, mut directive)) = read(text, span, inside) else { continue };
        directive.covers = match scope {
            Some(Scope::File) => Some(WHOLE),
            Some(Scope::Line) => Some(line(text, span.range().start)),
            Some(Scope::NextLine) => {
                let below = line(text, span.range().end).range().end;
                Some(Span { start: span.start, ..line(text, below) })
            }
            Some(Scope::Block) => {
                let blocks = blocks.get_or_insert_with(|| blocks::of(text, format, document));
                Some(blocks::at(blocks, span))
            }
            Some(Scope::Start) => {
                regions.push(found.len());
                if regions.len() > MOST_OPEN {
                    regions.remove(0);
                }
                Some(Span { start: span.start, ..WHOLE })
            }
            Some(Scope::End) if close(&mut found, &mut regions, &directive) => continue,
            Some(Scope::End) | None => None,
        };
        if directive.tool == Tool::Guidepost || directive.covers.is_some() {
            found.push(directive);
        }
    }
    found
}

/// End the regions that `end` names: of ours the last one, of others all with a name that it names. Was there one?
fn close(found: &mut Vec<Directive>, regions: &mut Vec<usize>, end: &Directive) -> bool {
    let ours = end.tool == Tool::Guidepost;
    let named = |name: &str| {
        end.names.is_empty() || end.names.iter().any(|(_, other)| other.eq_ignore_ascii_case(name))
    };
    let mut closed = false;
    for at in (0..regions.len()).rev() {
        let open = &mut found[regions[at]];
        let (gone, left): (Vec<_>, Vec<_>) =
            open.names.iter().cloned().partition(|(_, name)| ours || named(name));
        let meant = ours || end.names.is_empty() || !gone.is_empty();
        if open.tool != end.tool || !meant {
            continue;
        }
        closed = true;
        let covers = Some(Span { start: open.span.start, end: end.span.end });
        if left.is_empty() {
            (open.covers, open.end) = (covers, Some(end.span));
            regions.remove(at);
        } else {
            open.names = left;
            let part = Directive { names: gone, covers, ..open.clone() };
            found.push(part);
        }
        if ours {
            break;
        }
    }
    closed
}

/// Comments that may be directives, each with what is in it. Those in code are examples.
fn comments(text: &str, format: Format, marks: &Marks, document: &Document) -> Vec<(Span, Span)> {
    let mut kinds = vec![("<!--", "-->", &marks.comments)];
    if format == Format::Mdx {
        kinds.push(("{/*", "*/}", &marks.expressions));
    }
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for (open, close, places) in kinds {
        for &at in places {
            let inside = at + open.len();
            let rest = text[inside..].trim_start();
            if !TOOLS.iter().any(|(prefix, _)| rest.starts_with(prefix)) {
                continue;
            }
            let Some(length) = memchr::memmem::find(&bytes[inside..], close.as_bytes()) else {
                break;
            };
            let span = Span::new(at, inside + length + close.len());
            let around = document.code.partition_point(|code| code.end <= span.start);
            let is_example = document.code.get(around).is_some_and(|code| {
                // In MDX the comment is an expression, and so code itself.
                code.start < span.start || code.start == span.start && open == "<!--"
            });
            if !is_example {
                found.push((span, Span::new(inside, inside + length)));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The comment `span` with its text `inside`: which part of the page it is about, and what it says.
fn read(text: &str, span: Span, inside: Span) -> Option<(Option<Scope>, Directive)> {
    let (at, words) = trimmed(text, inside);
    let length = words.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(words.len());
    let (name, _) = words.split_at(length);
    let (prefix, tool) = TOOLS.into_iter().find(|(prefix, _)| name.starts_with(prefix))?;
    let rest = Span::new(at + length, inside.range().end);
    if matches!(tool, Tool::Markdownlint | Tool::Rumdl) && &name[prefix.len()..] == "configure-file"
    {
        let names = switched_off(&text[rest.range()]);
        let names: Vec<_> = names.into_iter().map(|name| (span, name)).collect();
        let directive = Directive { name: name.into(), names, ..Directive::new(tool, span) };
        // What it says of options is nothing that could be followed here.
        return (!directive.names.is_empty()).then_some((Some(Scope::File), directive));
    }
    let directive = said(text, rest, Directive { name: name.into(), ..Directive::new(tool, span) });
    Some((scope(tool, &name[prefix.len()..]), directive))
}

/// The rules that a configuration in a comment turns off.
fn switched_off(json: &str) -> Vec<Box<str>> {
    let Ok(Value::Object(rules)) = data::json(json) else { return Vec::new() };
    let off = rules.into_iter().filter(|(_, value)| *value == Value::Bool(false));
    off.map(|(name, _)| name.into_boxed_str()).collect()
}

impl Directive {
    fn new(tool: Tool, span: Span) -> Self {
        Self {
            tool,
            name: Box::default(),
            span,
            end: None,
            covers: None,
            names: Vec::new(),
            reason: None,
            until: None,
            in_front_matter: false,
        }
    }
}

/// `directive` with what stands in `rest`: `RULE, RULE -- reason until:2026-12-31`.
fn said(text: &str, rest: Span, mut directive: Directive) -> Directive {
    let mut reason: Vec<&str> = Vec::new();
    let mut is_reason = false;
    for (at, word) in words(text, rest) {
        if let Some(day) = word.strip_prefix("until:").filter(|_| directive.tool == Tool::Guidepost)
        {
            directive.until = Some(day.trim_end_matches(['.', ',']).into());
        } else if is_reason {
            reason.push(word);
        } else if matches!(word, "--" | "—" | "–" | "-") {
            is_reason = true;
        } else {
            let mut start = at;
            for name in word.split(',') {
                if !name.is_empty() {
                    directive.names.push((Span::new(start, start + name.len()), name.into()));
                }
                start += name.len() + 1;
            }
        }
    }
    directive.reason = (!reason.is_empty()).then(|| reason.join(" ").into());
    directive
}

/// The words in `span`, each with where it starts.
fn words(text: &str, span: Span) -> impl Iterator<Item = (usize, &str)> {
    let part = &text[span.range()];
    part.split_whitespace().map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// What is in `span` without blanks around it, and where that starts.
fn trimmed(text: &str, span: Span) -> (usize, &str) {
    let part = &text[span.range()];
    let start = span.range().start + part.len() - part.trim_start().len();
    (start, part.trim())
}

/// The line around byte `at`, with its line ending.
fn line(text: &str, at: usize) -> Span {
    let bytes = text.as_bytes();
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |end| end + 1);
    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(text.len(), |end| at + end + 1);
    let end =
        if text[..end].ends_with('\r') && text[end..].starts_with('\n') { end + 1 } else { end };
    Span::new(start, end)
}
