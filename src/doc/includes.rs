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
    /// The whole file, not some lines or a part of it.
    pub whole: bool,
    /// Where the relative links of the file start.
    pub base: LinkBase,
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
            } else if let Some((path, whole)) = path(whole.trim(), directive) {
                // Options on the next line ask for a part, or for other links.
                let plain = !text[inside + length..].trim_start().starts_with(':');
                let whole = whole && (*directive != MYST || plain);
                found.push(Include { span, path: path.into(), whole, base: directive.base });
            }
        }
    }
    found.sort_unstable_by_key(|include| include.span);
    found
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
        if let Some((path, whole)) =
            path(written, &SNIPPETS).filter(|_| !written.starts_with([';', '#']))
        {
            includes.push(Include { span, path: path.into(), whole, base: SNIPPETS.base });
        }
    }
    at
}

/// The path in the middle of a directive, and whether the whole file is meant.
fn path<'a>(inside: &'a str, directive: &Directive) -> Option<(&'a str, bool)> {
    let mut rest = inside;
    if *directive == IMPORT {
        let path = rest.split_once(" from ")?.1.trim_start_matches(['"', '\'']);
        let path = path.split(['"', '\'']).next()?;
        return Format::of_extension(path.rsplit_once('.')?.1).map(|_| (path, true));
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
    let whole = path.len() == written.trim_end().len() && !arguments.contains('=');
    (!path.is_empty() && !path.contains('\n')).then_some((path, whole))
}

#[cfg(test)]
mod tests {
    use super::LinkBase::{Address, File, Page};
    use super::*;

    #[test]
    fn every_generator_has_its_own() {
        let all = [MKDOCS, MDBOOK, DOCFX_INCLUDES, VITEPRESS_INCLUDES, MDX, MYST_INCLUDES].concat();
        let text = "{!docs/a.md!}\n--8<-- \"b.md\"\n{% include-markdown '../c.md' start=1 %}\n\
            {{#include d.md:x}}\n[!INCLUDE [t](e.md)]\n<!--@include: ./f.md{1,}-->\n<!-- no -->\n\
            import G from './_g.mdx'\nimport x from 'y'\n\
            --8<--\nh.md\n; no.md\ni.md:part\n--8<--\n{% include 'j.md' %}\n\
            ```{include} l.md\n```\n```{include} m.md\n:start-line: 2\n```\n--8<-- \"k.md:2:5\"";
        let found = find(text, &all);
        let paths: Vec<(&str, bool, LinkBase)> =
            found.iter().map(|include| (&*include.path, include.whole, include.base)).collect();
        assert_eq!(
            paths,
            [
                ("docs/a.md", true, Page),
                ("b.md", true, Page),
                ("../c.md", false, File),
                ("d.md", false, Page),
                ("e.md", true, File),
                ("./f.md", false, Page),
                ("./_g.mdx", true, Address),
                ("h.md", true, Page),
                ("i.md", false, Page),
                ("j.md", true, Page),
                ("l.md", true, Page),
                ("m.md", false, Page),
                ("k.md", false, Page)
            ]
        );
        assert_eq!(&text[found[0].span.range()], "{!docs/a.md!}");
    }
}
