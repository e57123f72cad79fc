//! Images that directives of Microsoft Learn show: `:::image source="a.png":::`.

use memchr::memmem;

use super::links::span_in;
use super::{Dialect, Document, Link};

/// How such a directive starts.
const START: &str = ":::image ";

/// Add the images that directives show in `text` from byte `start` on, if `dialect` has any.
pub(super) fn add(text: &str, start: usize, dialect: &Dialect, document: &mut Document) {
    // Few pages have any, which their bytes tell faster than their lines.
    if dialect.name != "docfx" || memmem::find(text.as_bytes(), START.as_bytes()).is_none() {
        return;
    }
    let before = document.links.len();
    for place in text[start..].lines().flat_map(named).filter_map(|path| span_in(text, path)) {
        if !document.is_code(place) {
            document.links.push(Link::of_value(place, &text[place.range()]));
        }
    }
    if document.links.len() > before {
        document.sort_links();
    }
}

/// What `line` names: `:::image type="content" source="a.png" lightbox="b.png":::`
/// (<https://learn.microsoft.com/en-us/contribute/content/markdown-reference#images>).
fn named(line: &str) -> Vec<&str> {
    let Some(rest) = line.trim_start().strip_prefix(START) else { return Vec::new() };
    let value = |name: &str| {
        let (_, behind) = line[line.len() - rest.len() - 1..].split_once(name)?;
        behind.split('"').next().map(str::trim).filter(|value| !value.is_empty())
    };
    [" source=\"", " lightbox=\""].into_iter().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    #[test]
    fn directives_show_images() {
        let urls = |dialect: &str, text: &str| {
            let document = parse(text, Format::Markdown, Dialect::named(dialect).unwrap());
            document.links.iter().map(|link| link.url.to_string()).collect::<Vec<_>>()
        };
        let learn = "[x](y)\n\n  :::image type=\"content\" source=\"a.png\" alt-text=\"b\" lightbox=\"c.png\":::\n\n```\n:::image source=\"d\":::\n```\n\n:::image source=\"e.png\":::\n";
        assert_eq!(urls("docfx", learn), ["y", "a.png", "c.png", "e.png"]);
        assert_eq!(urls("github", learn), ["y"]);
    }
}
