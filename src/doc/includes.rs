//! Directives that make another file part of the page.
//!
//! They work on text before it is Markdown, so they are found in text, too.

use super::{Format, Include};
use crate::base::span::Span;

/// How a directive is written: how it opens, what stands in front of its path, and how it closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Directive {
    pub(crate) open: &'static str,
    /// Words between the opening and the path.
    pub(crate) skip: &'static [&'static str],
    pub(crate) close: &'static str,
}

/// `{!path!}`: markdown-include.
const MARKDOWN_INCLUDE: Directive = Directive { open: "{!", skip: &[], close: "!}" };
/// `--8<-- "path"`: pymdownx.snippets.
const SNIPPETS: Directive = Directive { open: "--8<--", skip: &[], close: "\n" };
/// `{% include-markdown "path" %}`: mkdocs-include-markdown-plugin.
const INCLUDE_MARKDOWN: Directive =
    Directive { open: "{%", skip: &["include-markdown", "include"], close: "%}" };
/// `{{#include path:anchor}}`: mdBook.
const BOOK: Directive =
    Directive { open: "{{#", skip: &["include", "rustdoc_include", "playground"], close: "}}" };
/// `[!INCLUDE [title](path)]`: `DocFX`.
const DOCFX: Directive = Directive { open: "[!INCLUDE", skip: &[], close: ")" };
/// `<!--@include: path-->`: `VitePress`.
const VITEPRESS: Directive = Directive { open: "<!--", skip: &["@include:"], close: "-->" };

/// The directives of `MkDocs` and its plugins.
pub(crate) const MKDOCS: &[Directive] = &[MARKDOWN_INCLUDE, SNIPPETS, INCLUDE_MARKDOWN];
/// The directives of mdBook.
pub(crate) const MDBOOK: &[Directive] = &[BOOK];
/// The directives of `DocFX`.
pub(crate) const DOCFX_INCLUDES: &[Directive] = &[DOCFX];
/// The directives of `VitePress`.
pub(crate) const VITEPRESS_INCLUDES: &[Directive] = &[VITEPRESS];

/// `import Part from './_part.mdx'`: MDX.
const IMPORT: Directive = Directive { open: "import ", skip: &[], close: "\n" };
/// The directives of MDX.
pub(crate) const MDX: &[Directive] = &[IMPORT];

/// What `text` includes.
pub(super) fn find(text: &str, directives: &[Directive]) -> Vec<Include> {
    let mut found = Vec::new();
    for directive in directives {
        for at in memchr::memmem::find_iter(text.as_bytes(), directive.open) {
            let inside = at + directive.open.len();
            let Some(length) = text[inside..].find(directive.close) else { continue };
            let whole = &text[inside..inside + length];
            let span = Span::new(at, inside + length + directive.close.trim_end().len());
            if let Some(path) = path(whole.trim(), directive) {
                found.push(Include { span, path: path.into() });
            }
        }
    }
    found.sort_unstable_by_key(|include| include.span);
    found
}

/// The path in the middle of a directive.
fn path<'a>(inside: &'a str, directive: &Directive) -> Option<&'a str> {
    let mut rest = inside;
    if *directive == IMPORT {
        let path = rest.split_once(" from ")?.1.trim_start_matches(['"', '\'']);
        let path = path.split(['"', '\'']).next()?;
        return Format::of_extension(path.rsplit_once('.')?.1).map(|_| path);
    }
    if !directive.skip.is_empty() {
        rest = directive.skip.iter().find_map(|word| rest.strip_prefix(word))?.trim_start();
    }
    // `[title](path`
    if let Some((_, path)) = rest.split_once("](") {
        rest = path;
    }
    let quoted = rest.strip_prefix(['"', '\'']).and_then(|rest| rest.split(['"', '\'']).next());
    let path = quoted.unwrap_or_else(|| rest.split([' ', ':', '{']).next().unwrap_or_default());
    let path = path.split(['#', '?']).next().unwrap_or_default();
    (!path.is_empty() && !path.contains('\n')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generator_has_its_own() {
        let all = [MKDOCS, MDBOOK, DOCFX_INCLUDES, VITEPRESS_INCLUDES, MDX].concat();
        let text = "{!docs/a.md!}\n--8<-- \"b.md\"\n{% include-markdown '../c.md' start=1 %}\n\
            {{#include d.md:x}}\n[!INCLUDE [t](e.md)]\n<!--@include: ./f.md{1,}-->\n<!-- no -->\n--8<--\nimport G from './_g.mdx'\nimport x from 'y'\n";
        let found = find(text, &all);
        let paths: Vec<&str> = found.iter().map(|include| &*include.path).collect();
        assert_eq!(paths, ["docs/a.md", "b.md", "../c.md", "d.md", "e.md", "./f.md", "./_g.mdx"]);
        assert_eq!(&text[found[0].span.range()], "{!docs/a.md!}");
    }
}
