//! Does something make content that is not written in the page, and perhaps anchors?

use super::{Dialect, Document, Format, Heading};

/// May `text`, a page whose content starts at byte `start`, have anchors that nobody sees in it?
pub(super) fn is_open(
    text: &str,
    start: usize,
    format: Format,
    dialect: &Dialect,
    document: &Document,
) -> bool {
    let body = &text[start..];
    // What has nothing but metadata is a place for what the generator makes of it.
    if document.front_matter.is_some() && is_blank(body) {
        return true;
    }
    let is_frame = document.headings.iter().all(|heading| heading.level == 1);
    let brings = |at: usize| match body.as_bytes()[at] {
        b'<' if body[at..].starts_with("<!--") => dialect.is_python() && is_order(&body[at + 4..]),
        b'<' => {
            is_component(&body.as_bytes()[at..])
                && (is_frame || format == Format::Mdx && starts_line(body, at))
                && (is_frame || brings_content(name(&body[at + 1..])) && !is_known(body, at))
        }
        b'{' => {
            let next = body.as_bytes().get(at + 1);
            matches!(next, Some(b'{' | b'%')) && starts_line(body, at) && is_tag(&body[at..])
        }
        _ => starts_text(body, at) && documents(&body[at..], dialect),
    };
    // A component beside headings counts in MDX alone, so that most `<` need no look.
    let has_tags = is_frame || format == Format::Mdx || dialect.is_python();
    memchr::memchr_iter(b'{', body.as_bytes()).any(brings)
        || has_tags && memchr::memchr_iter(b'<', body.as_bytes()).any(brings)
        || dialect.is_python() && memchr::memmem::find_iter(body.as_bytes(), "::: ").any(brings)
        || dialect.targets && DIRECTIVES.iter().any(|open| starts_a_line(body, open))
        || document.headings.iter().any(|heading| has_tag(text, heading, document))
        || document.headings.iter().any(|heading| is_comment(text, heading))
}

/// Directives of `MyST` for what reStructuredText or a program has to say.
const DIRECTIVES: [&str; 4] = ["```{eval-rst}", "```{auto", ":::{auto", "```{click"];

/// Does a line of `text` start with `open`?
fn starts_a_line(text: &str, open: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), open).any(|at| starts_line(text, at))
}

/// Is there nothing but a comment in the heading, which a program reads?
fn is_comment(text: &str, heading: &Heading) -> bool {
    heading.text.is_empty() && text[heading.span.range()].contains("<!--")
}

/// `<!-- material/tags -->`, `<!-- md:option a.b -->`: what a plugin or a hook replaces.
fn is_order(comment: &str) -> bool {
    let word = comment.trim_start().split([' ', '\n']).next().unwrap_or_default();
    word.starts_with("material/")
        || word.split_once(':').is_some_and(|(space, name)| {
            !space.is_empty()
                && !name.is_empty()
                && word.bytes().all(|c| c.is_ascii_lowercase() || c == b':')
        })
}

/// Is there nothing in `body` but comments?
fn is_blank(body: &str) -> bool {
    let mut rest = body.trim_start();
    let comments = [("<!--", "-->"), ("{/*", "*/}")];
    let behind = |rest: &'_ str| {
        let comment = comments.iter().find_map(|(open, end)| Some((rest.strip_prefix(open)?, end)));
        comment.map(|(comment, end)| {
            rest.len() - comment.len()
                + comment.find(end).map_or(comment.len(), |at| at + end.len())
        })
    };
    while let Some(at) = behind(rest) {
        rest = rest[at..].trim_start();
    }
    rest.is_empty()
}

/// Does a tag that the generator replaces stand in the heading?
fn has_tag(text: &str, heading: &Heading, document: &Document) -> bool {
    let written = &text[heading.span.range()];
    written.contains('{')
        && ["{{", "{%"].iter().any(|open| {
            let at = written.find(open).map(|at| heading.span.range().start + at);
            at.is_some_and(|at| !document.code.iter().any(|code| code.range().contains(&at)))
        })
}

/// Does a line start at byte `at`, but for white space?
fn starts_line(text: &str, at: usize) -> bool {
    text[..at]
        .bytes()
        .rev()
        .find(|byte| !matches!(byte, b' ' | b'\t'))
        .is_none_or(|byte| byte == b'\n')
}

/// Does a line, or a heading, start at byte `at`?
fn starts_text(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '#']);
    before.is_empty() || before.ends_with('\n')
}

/// `<ApiIndex />` or `<ApiIndex></ApiIndex>`
fn is_component(tag: &[u8]) -> bool {
    // A tag with more attributes than fit here has its content written in them.
    const LONGEST: usize = 200;
    let tag = &tag[..tag.len().min(LONGEST)];
    let end = || memchr::memchr(b'>', tag);
    tag.get(1).is_some_and(|byte| byte.is_ascii_uppercase() || *byte == b'$')
        && end().is_some_and(|end| tag[end - 1] == b'/' || tag[end..].starts_with(b"></"))
}

/// Is the component at `at` a page that this one imports, so that what it brings is known?
fn is_known(text: &str, at: usize) -> bool {
    let import = format!("import {} from ", name(&text[at + 1..]));
    let line = text.find(&import).and_then(|at| text[at..].lines().next());
    line.is_some_and(|line| line.contains(".md"))
}

/// `{{< include "x" >}}`, `{% render x %}`: a tag, alone on its line, that brings what stands elsewhere? `{{#x}}` is one
/// of mdBook, which knows none but those that are read.
fn is_tag(tag: &str) -> bool {
    const KNOWN: [&str; 6] =
        ["include", "rustdoc_include", "playground", "playpen", "title", "shiftinclude"];
    if let Some(inside) = tag.strip_prefix("{{#") {
        return !KNOWN.contains(&name(inside)) && inside.starts_with(char::is_alphabetic);
    }
    let inside = ["{{<", "{{%", "{%"].iter().find_map(|open| tag.strip_prefix(open));
    inside.is_some_and(|inside| brings_content(name(inside.trim_start_matches(['-', ' ']))))
}

/// `::: package.Class`, as mkdocstrings reads it: the documentation of something in a program.
fn documents(line: &str, dialect: &Dialect) -> bool {
    let rest = line.strip_prefix("::: ").filter(|_| dialect.is_python());
    let rest = rest.and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
    !rest.is_empty() && !rest.contains([' ', '{'])
}

/// The name that `text` starts with.
fn name(text: &str) -> &str {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | ':');
    &text[..text.find(|c| !is_name(c)).unwrap_or(text.len())]
}

/// Is `name` one that authors give to what brings content from elsewhere?
fn brings_content(name: &str) -> bool {
    const PARTS: [&str; 12] = [
        "include",
        "render",
        "partial",
        "snippet",
        "readfile",
        "reus",
        "transclu",
        "shared",
        "reference",
        "schema",
        "openapi",
        "swagger",
    ];
    const WHOLE: [&str; 4] = ["api", "configuration", "content", "data"];
    let name = name.to_ascii_lowercase();
    WHOLE.contains(&&*name) || PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    fn is_open(dialect: &str, format: Format, text: &str) -> bool {
        parse(text, format, Dialect::named(dialect).unwrap()).generated
    }

    #[test]
    fn what_brings_content_leaves_the_anchors_open() {
        let open = |text: &str| is_open("github", Format::Mdx, text);
        assert!(open("# A\n\n<ApiIndex />\n"), "a frame");
        assert!(!open("# A\n\n## B\n\n<ApiIndex />\n"));
        assert!(open("## B\n\n<Render file=\"x\" />\n"));
        assert!(open("## B\n\n<$Partial path=\"x\" />\n"));
        assert!(!open("## B\n\nSee <Include /> in a line.\n"));
        assert!(!open("import Partial from './_x.mdx'\n\n## B\n\n<Partial />\n"));
        assert!(open("---\ntitle: x\n---\n"), "only metadata");
        assert!(open("---\ntitle: x\n---\n<!-- made -->\n"), "and a comment");
        assert!(open("---\nsource: x\n---\n\n{/* made of `x` */}\n"), "of either kind");
        assert!(!open("---\nsource: x\n---\n{/* made */} by hand\n"));
        assert!(!open(""));
    }

    #[test]
    fn tags_of_templates_leave_the_anchors_open() {
        let hugo = |text: &str| is_open("hugo", Format::Markdown, text);
        assert!(hugo("## {{% heading \"next\" %}}\n"));
        assert!(!hugo("## `{{% heading %}}`\n"));
        assert!(hugo("## A\n\n{{% include \"x.md\" %}}\n"));
        assert!(!hugo("## A\n\n{{< note >}}\nx\n{{< /note >}}\n"));
        let jekyll = |text: &str| is_open("jekyll", Format::Markdown, text);
        assert!(jekyll("## A\n\n{% include x.md %}\n"));
        assert!(!jekyll("## A\n\n{% if x %}\n"));
        assert!(is_open("mkdocs", Format::Markdown, "## A\n\n::: pkg.Class\n"));
        assert!(is_open("mkdocs", Format::Markdown, "# A\n\n## ::: pkg.Class\n"));
        assert!(is_open("mkdocs", Format::Markdown, "# Tags\n\n## A\n\n<!-- material/tags -->\n"));
        assert!(is_open("mkdocs", Format::Markdown, "# T\n\n## A\n\n<!-- md:option x.y -->\n"));
        assert!(!is_open("mkdocs", Format::Markdown, "# T\n\n## A\n\n<!-- TODO: x.y -->\n"));
        assert!(is_open("mdbook", Format::Markdown, "## A\n\n{{#literate x.go}}\n"));
        assert!(!is_open("mdbook", Format::Markdown, "## A\n\n{{#include x.md}}\n"));
        assert!(!is_open("vitepress", Format::Markdown, "## A\n\n::: tip\nx\n:::\n"));
        assert!(is_open("mkdocs", Format::Markdown, "## <!-- md:setting x -->\n"));
        assert!(is_open("sphinx", Format::Markdown, "## A\n\n```{eval-rst}\n.. click:: x\n```\n"));
    }
}
