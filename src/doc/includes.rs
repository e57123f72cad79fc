//! Directives that make another file part of the page.
//!
//! They work on text before it is Markdown, so they are found in text, too.

use super::Format;
use crate::base::span::Span;

/// A place where a file becomes part of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// The whole directive.
    pub span: Span,
    /// The path as written.
    pub path: Box<str>,
    /// How much of the file.
    pub part: Part,
    /// Where the relative links of the file start.
    pub base: LinkBase,
}

/// How much of a file is included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// From this line to that one, counted from 1.
    Lines(u32, u32),
    /// What stands between two marks of this name.
    Section(Box<str>),
    /// What stands behind the first text and in front of the second; an empty one is the start or the end of the file.
    Between(Box<str>, Box<str>),
    /// What only the generator finds.
    Unknown,
}

/// What opens and closes a section of a file, in front of its name and behind it.
const SECTIONS: [[&str; 3]; 3] =
    [["[start:", "[end:", "]"], ["ANCHOR: ", "ANCHOR_END: ", ""], ["#region ", "#endregion ", ""]];

impl Part {
    /// What it is of `text`, the file, as far as that is known.
    pub(crate) fn of(&self, text: &str) -> Option<Span> {
        match self {
            Self::Whole => Some(Span::new(0, text.len())),
            Self::Lines(first, last) => {
                let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
                let starts: Vec<usize> = [0].into_iter().chain(ends).collect();
                let start = *starts.get(first.checked_sub(1)? as usize)?;
                let end = starts.get(*last as usize).copied().unwrap_or(text.len());
                (start < end).then(|| Span::new(start, end))
            }
            Self::Section(name) => SECTIONS.iter().find_map(|[open, close, behind]| {
                let start = mark(text, &format!("{open}{name}{behind}"))?;
                let length = mark(&text[start..], &format!("{close}{name}{behind}"));
                Some(Span::new(start, length.map_or(text.len(), |length| start + length)))
            }),
            Self::Between(after, before) => {
                let start = text.find(&**after)? + after.len();
                let length =
                    if before.is_empty() { None } else { Some(text[start..].find(&**before)?) };
                Some(Span::new(start, length.map_or(text.len(), |length| start + length)))
            }
            Self::Unknown => None,
        }
    }

    /// What `spec`, behind the path in `directive`, asks for.
    fn read(spec: &str, directive: &Directive) -> Self {
        let number = |text: &str, default| match text.trim() {
            "" => Some(default),
            text => text.parse::<u32>().ok(),
        };
        let lines = |first: &str, last: &str| {
            let lines = number(first, 1).zip(number(last, u32::MAX));
            lines.map_or(Self::Unknown, |(first, last)| Self::Lines(first, last))
        };
        let section = |name: &str| {
            let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
            if is_name && !name.is_empty() { Self::Section(name.into()) } else { Self::Unknown }
        };
        if spec.is_empty() {
            return Self::Whole;
        }
        if let Some(range) = spec.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return range.split_once(',').map_or(Self::Unknown, |(first, last)| lines(first, last));
        }
        if let Some(name) = spec.strip_prefix('#') {
            return section(name);
        }
        match spec.strip_prefix(':').map(|spec| spec.split_once(':').ok_or(spec)) {
            Some(Ok((first, last))) => lines(first, last),
            // A single number is a line in mdBook, and where to start elsewhere.
            Some(Err(one)) if one.parse::<u32>().is_ok() => {
                lines(one, if *directive == BOOK { one } else { "" })
            }
            Some(Err(name)) => section(name),
            None => Self::Unknown,
        }
    }
}

/// Where `mark` stands in `text` as a whole word.
fn mark(text: &str, mark: &str) -> Option<usize> {
    let follows = |at: &usize| {
        let next = text[at + mark.len()..].chars().next();
        mark.ends_with(']') || !next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    memchr::memmem::find_iter(text.as_bytes(), mark).find(follows)
}

/// Where the relative links of an included file start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkBase {
    /// At the page that includes it: its text is copied.
    Page,
    /// At the file: the generator rewrites them.
    File,
    /// Paths of files at the file, addresses at the page.
    Address,
}

impl Include {
    /// Is it one in code as well? Imports are code themselves, and `MyST` writes its directives as fences.
    pub(super) fn counts_in_code(&self, text: &str) -> bool {
        self.base == LinkBase::Address || text[self.span.range()].starts_with(MYST.open)
    }
}

/// How a directive is written, and what becomes of the links in the file that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Directive {
    pub(crate) open: &'static str,
    /// Words between the opening and the path.
    pub(crate) skip: &'static [&'static str],
    pub(crate) close: &'static str,
    pub(crate) base: LinkBase,
}

/// `{!path!}`: markdown-include.
const MARKDOWN_INCLUDE: Directive =
    Directive { open: "{!", skip: &[], close: "!}", base: LinkBase::Page };
/// `--8<-- "path"`: pymdownx.snippets.
const SNIPPETS: Directive =
    Directive { open: "--8<--", skip: &[], close: "\n", base: LinkBase::Page };
/// `{% include-markdown "path" %}`: mkdocs-include-markdown-plugin, which rewrites links unless it is told not to.
const INCLUDE_MARKDOWN: Directive =
    Directive { open: "{%", skip: &["include-markdown"], close: "%}", base: LinkBase::File };
/// `{% include "path" %}`: the same plugin, for text of any kind.
const INCLUDE_TEXT: Directive =
    Directive { open: "{%", skip: &["include "], close: "%}", base: LinkBase::Page };
/// `{% include "path" %}`: `GitBook`.
const REUSED: Directive =
    Directive { open: "{%", skip: &["include "], close: "%}", base: LinkBase::File };
/// `{{#include path:anchor}}`: mdBook.
const BOOK: Directive = Directive {
    open: "{{#",
    skip: &["include", "rustdoc_include", "playground"],
    close: "}}",
    base: LinkBase::Page,
};
/// `[!INCLUDE [title](path)]`: `DocFX`.
const DOCFX: Directive =
    Directive { open: "[!INCLUDE", skip: &[], close: ")", base: LinkBase::File };
/// `<!--@include: path-->`: `VitePress`, which copies text (its issue 3741).
const VITEPRESS: Directive =
    Directive { open: "<!--", skip: &["@include:"], close: "-->", base: LinkBase::Page };

/// `{include} path` at the start of a fence: `MyST`.
const MYST: Directive =
    Directive { open: "{include}", skip: &[], close: "\n", base: LinkBase::Page };

/// The directives of `MkDocs` and its plugins.
pub(crate) const MKDOCS: &[Directive] =
    &[MARKDOWN_INCLUDE, SNIPPETS, INCLUDE_MARKDOWN, INCLUDE_TEXT];
/// The directives of `GitBook`.
pub(crate) const GITBOOK: &[Directive] = &[REUSED];
/// The directives of mdBook.
pub(crate) const MDBOOK: &[Directive] = &[BOOK];
/// The directives of `DocFX`.
pub(crate) const DOCFX_INCLUDES: &[Directive] = &[DOCFX];
/// The directives of `VitePress`.
pub(crate) const VITEPRESS_INCLUDES: &[Directive] = &[VITEPRESS];

/// The directives of `MyST`.
pub(crate) const MYST_INCLUDES: &[Directive] = &[MYST];

/// `import Part from './_part.mdx'`: MDX.
const IMPORT: Directive =
    Directive { open: "import ", skip: &[], close: "\n", base: LinkBase::Address };
/// The directives of MDX.
pub(crate) const MDX: &[Directive] = &[IMPORT];

/// What `text` includes, in code and elsewhere.
pub(super) fn find(text: &str, directives: &[Directive]) -> Vec<Include> {
    let mut found = Vec::new();
    for directive in directives {
        // Behind the mark that ends a block.
        let mut done = 0;
        for at in memchr::memmem::find_iter(text.as_bytes(), directive.open) {
            if at < done {
                continue;
            }
            let inside = at + directive.open.len();
            let close = text[inside..].find(directive.close);
            // The last line may have no end.
            let end = if directive.close == "\n" { Some(text.len() - inside) } else { None };
            let Some(length) = close.or(end) else { continue };
            let whole = &text[inside..inside + length];
            let span = Span::new(at, inside + length + directive.close.trim_end().len());
            if *directive == SNIPPETS && whole.trim().is_empty() {
                done = listed(text, inside + length, &mut found);
            } else if let Some((path, part)) = path(whole.trim(), directive) {
                let options = &text[inside + length..];
                let part = if *directive == MYST { optional(part, options) } else { part };
                found.push(Include { span, path: path.into(), part, base: directive.base });
            }
        }
    }
    found.sort_unstable_by_key(|include| include.span);
    found
}

/// What the options on the lines at the start of `text` leave of `part`, or [`Part::Unknown`] where they change links too.
fn optional(part: Part, text: &str) -> Part {
    let lines = text.trim_start_matches(['\r', '\n']).lines().map(str::trim);
    let options = lines.map_while(|line| line.strip_prefix(':')?.split_once(':'));
    let options: Vec<(&str, &str)> = options.map(|(key, value)| (key, value.trim())).collect();
    let value =
        |key: &str| options.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
    let number = |key: &str| value(key).map(str::parse::<u32>);
    // Docutils counts from 0, and leaves the last one out.
    let (start, end) = (number("start-line"), number("end-line"));
    let (after, before) = (value("start-after"), value("end-before"));
    let range = value("lines").map(|lines| lines.split_once('-').unwrap_or((lines, lines)));
    let moving = |key: &str| key.starts_with("relative-") || matches!(key, "literal" | "code");
    match (start, end, after.or(before), range) {
        _ if options.iter().any(|(key, _)| moving(key)) => Part::Unknown,
        (None, None, None, None) => part,
        (None, None, Some(_), None) => {
            let mark = |text: Option<&str>| text.unwrap_or_default().into();
            Part::Between(mark(after), mark(before))
        }
        (None, None, None, Some((first, last))) => {
            let lines = first.trim().parse().ok().zip(last.trim().parse().ok());
            lines.map_or(Part::Unknown, |(first, last)| Part::Lines(first, last))
        }
        (start, end, None, None) => match (start.unwrap_or(Ok(0)), end.unwrap_or(Ok(u32::MAX))) {
            (Ok(start), Ok(end)) => Part::Lines(start.saturating_add(1), end),
            _ => Part::Unknown,
        },
        _ => Part::Unknown,
    }
}

/// The lines of a block of snippets, which starts at byte `at`: a path each, up to the next mark. Returns where that ends.
fn listed(text: &str, at: usize, found: &mut Vec<Include>) -> usize {
    let mut start = at;
    let mut includes = Vec::new();
    for line in text[at..].split_inclusive('\n') {
        let (span, written) = (Span::new(start, start + line.trim_end().len()), line.trim());
        start += line.len();
        if written.starts_with(SNIPPETS.open) {
            found.append(&mut includes);
            return start;
        }
        // A semicolon turns a line off.
        if let Some((path, part)) =
            path(written, &SNIPPETS).filter(|_| !written.starts_with([';', '#']))
        {
            includes.push(Include { span, path: path.into(), part, base: SNIPPETS.base });
        }
    }
    at
}

/// The path in the middle of a directive, and how much of the file is meant.
fn path<'a>(inside: &'a str, directive: &Directive) -> Option<(&'a str, Part)> {
    let mut rest = inside;
    if *directive == IMPORT {
        let path = rest.split_once(" from ")?.1.trim_start_matches(['"', '\'']);
        let path = path.split(['"', '\'']).next()?;
        return Format::of_extension(path.rsplit_once('.')?.1).map(|_| (path, Part::Whole));
    }
    if !directive.skip.is_empty() {
        rest = directive.skip.iter().find_map(|word| rest.strip_prefix(word))?.trim_start();
    }
    // `[title](path`
    if let Some((_, path)) = rest.split_once("](") {
        rest = path;
    }
    let quoted = rest.strip_prefix(['"', '\'']).and_then(|rest| rest.split(['"', '\'']).next());
    let arguments = quoted.map_or("", |quoted| rest[quoted.len() + 1..].trim_matches(['"', '\'']));
    let written = quoted.unwrap_or(rest);
    let path = written.split([' ', ':', '{', '#', '?', '!']).next().unwrap_or_default();
    let spec = written[path.len()..].trim();
    let part = if arguments.contains('=') { Part::Unknown } else { Part::read(spec, directive) };
    (!path.is_empty() && !path.contains('\n')).then_some((path, part))
}

#[cfg(test)]
mod tests {
    use super::LinkBase::{Address, File, Page};
    use super::Part::{Between, Lines, Section, Unknown, Whole};
    use super::*;

    #[test]
    fn every_generator_has_its_own() {
        let all = [MKDOCS, MDBOOK, DOCFX_INCLUDES, VITEPRESS_INCLUDES, MDX, MYST_INCLUDES].concat();
        let text = "{!docs/a.md!}\n--8<-- \"b.md\"\n{% include-markdown '../c.md' start=1 %}\n\
            {{#include d.md:x}}\n[!INCLUDE [t](e.md)]\n<!--@include: ./f.md{1,}-->\n<!-- no -->\n\
            import G from './_g.mdx'\nimport x from 'y'\n\
            --8<--\nh.md\n; no.md\ni.md:part\n--8<--\n{% include 'j.md' %}\n\
            ```{include} l.md\n```\n```{include} m.md\n:start-line: 2\n```\n--8<-- \"k.md:2:5\"\n\
            ```{include} n.md\n:lines: 3-5\n:tag: x\n```\n```{include} o.md\n:relative-docs: ..\n```\n\
            ```{include} p.md\n:end-line: -2\n```\n```{include} q.md\n:start-after: <!-- a -->\n```\n";
        let found = find(text, &all);
        let paths: Vec<(&str, Part, LinkBase)> = found
            .iter()
            .map(|include| (&*include.path, include.part.clone(), include.base))
            .collect();
        let section = |name: &str| Section(name.into());
        assert_eq!(
            paths,
            [
                ("docs/a.md", Whole, Page),
                ("b.md", Whole, Page),
                ("../c.md", Unknown, File),
                ("d.md", section("x"), Page),
                ("e.md", Whole, File),
                ("./f.md", Lines(1, u32::MAX), Page),
                ("./_g.mdx", Whole, Address),
                ("h.md", Whole, Page),
                ("i.md", section("part"), Page),
                ("j.md", Whole, Page),
                ("l.md", Whole, Page),
                ("m.md", Lines(3, u32::MAX), Page),
                ("k.md", Lines(2, 5), Page),
                ("n.md", Lines(3, 5), Page),
                ("o.md", Unknown, Page),
                ("p.md", Unknown, Page),
                ("q.md", Between("<!-- a -->".into(), "".into()), Page),
            ]
        );
        assert_eq!(&text[found[0].span.range()], "{!docs/a.md!}");
    }

    #[test]
    fn parts_of_files() {
        let text = "a\n<!-- ANCHOR: x -->\nb\n<!-- ANCHOR_END: x -->\n--8<-- [start:y]\nc\n";
        let taken = |part: Part| part.of(text).map(|span| &text[span.range()]);
        assert_eq!(taken(Lines(1, 1)), Some("a\n"));
        assert_eq!(taken(Lines(3, 3)), Some("b\n"));
        assert_eq!(taken(Lines(6, u32::MAX)), Some("c\n"));
        assert_eq!(taken(Lines(0, 3)), None);
        assert_eq!(taken(Lines(9, 12)), None);
        assert_eq!(taken(Section("x".into())), Some("ANCHOR: x -->\nb\n<!-- "));
        assert_eq!(taken(Section("y".into())), Some("[start:y]\nc\n"));
        assert_eq!(taken(Section("z".into())), None);
        assert_eq!(taken(Between("start:y]\n".into(), "".into())), Some("c\n"));
        assert_eq!(taken(Between("".into(), "\n<!--".into())), Some("a"));
        assert_eq!(taken(Between("a".into(), "none".into())), None);
    }
}
