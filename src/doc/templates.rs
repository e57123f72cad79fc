//! Tags of template languages, which generators replace before they read Markdown.
//!
//! Within a tag everything that Markdown could take for syntax is blanked, byte for byte, so that a tag with spaces
//! in it can be a destination; what was written is put back into the links afterwards.

use super::Document;

/// How the tags of one language open and close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tags(pub(crate) &'static [(&'static str, &'static str)]);

/// None.
pub(crate) const NO_TAGS: Tags = Tags(&[]);
/// Hugo's shortcodes.
pub(crate) const SHORTCODES: Tags = Tags(&[("{{<", ">}}"), ("{{%", "%}}")]);
/// Liquid, which Jekyll uses.
pub(crate) const LIQUID: Tags = Tags(&[("{{", "}}"), ("{%", "%}")]);

/// Pairs of tags around what is shown as it is written, or not at all.
const VERBATIM: [&str; 7] =
    ["highlight", "code", "codeblock", "code-block", "sourcecode", "comment", "mermaid"];

/// `text` with its tags blanked, and code between them; `None` when it has none.
pub(super) fn blanked(text: &str, tags: Tags) -> Option<String> {
    // Few pages have any, and the others need no copy.
    let mut blanked: Option<Vec<u8>> = None;
    for (open, close) in tags.0 {
        let mut at = 0;
        let mut endless = Vec::new();
        while let Some(start) = memchr::memmem::find(&text.as_bytes()[at..], open.as_bytes()) {
            let inside = at + start + 2;
            let Some(length) = text[inside..].find(close) else { break };
            let end = inside + length + close.len() - 2;
            let out = blanked.get_or_insert_with(|| text.as_bytes().to_vec());
            for byte in &mut out[inside..end] {
                let kept = byte.is_ascii_alphanumeric()
                    || matches!(byte, b'.' | b'/' | b'-' | b'\n' | b'\r');
                if byte.is_ascii() && !kept {
                    *byte = b'_';
                }
            }
            at = end;
            let tag = name(text[inside..].trim_start_matches(['<', '%', '{']));
            let behind = inside + length + close.len();
            if endless.contains(&tag) || !VERBATIM.contains(&tag) {
                continue;
            }
            // What has no end here has none further down.
            let Some(ends) = end_of(tag, text, behind, open) else {
                endless.push(tag);
                continue;
            };
            let hidden = out[behind..ends].iter_mut();
            hidden.filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
            at = ends;
        }
    }
    String::from_utf8(blanked?).ok()
}

/// The name of the tag that `inside` starts with.
fn name(inside: &str) -> &str {
    let inside = inside.trim_start_matches(['-', ' ']);
    &inside[..inside
        .find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
        .unwrap_or(inside.len())]
}

/// Where the tag starts that ends what the one called `tag` started in front of `at`.
fn end_of(tag: &str, text: &str, at: usize, open: &str) -> Option<usize> {
    let mut ends = memchr::memmem::find_iter(&text.as_bytes()[at..], open.as_bytes());
    let is_end = |start: &usize| {
        let inside = text[at + start + open.len()..].trim_start_matches(['-', ' ']);
        let end = inside.strip_prefix("end").or_else(|| inside.strip_prefix('/'));
        end.is_some_and(|end| name(end) == tag)
    };
    ends.find(is_end).map(|start| at + start)
}

/// Put what `text` says into the destinations that were read from its blanked form.
pub(super) fn restore(document: &mut Document, text: &str) {
    let links = document.links.iter_mut().chain(&mut document.duplicates);
    for link in links.filter(|link| link.url.contains(['{', '%']) && link.definition.is_none()) {
        let written = &text[link.dest.range()];
        if written.contains("{{") || written.contains("{%") {
            link.url = written.into();
        }
    }
    // The use of a definition says what that one says.
    for row in 0..document.links.len() {
        let link = &document.links[row];
        let written = link.definition.and_then(|row| document.links.get(row as usize));
        if let Some(written) = written.filter(|_| link.url.contains(['{', '%'])) {
            document.links[row].url = written.url.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    #[test]
    fn code_between_tags_has_no_links() {
        let links = |dialect, text: &str| {
            let document = parse(text, Format::Markdown, Dialect::named(dialect).unwrap());
            document.links.iter().map(|link| link.url.to_string()).collect::<Vec<_>>()
        };
        let hugo = "{{< highlight html >}}\n<img src=\"é.png\"> [x](y)\n{{< /highlight >}}\n[a](b)\n{{< code >}}[c](d)";
        assert_eq!(links("hugo", hugo), ["b", "d"]);
        let jekyll = "{%- highlight js -%}\n[x](y)\n{% endhighlight %}\n[a](b)\n{% comment %}[c](d){% endcomment %} [e](f)\n";
        assert_eq!(links("jekyll", jekyll), ["b", "f"]);
        assert_eq!(links("jekyll", "{% raw %}\n[x](y)\n{% endraw %}\n"), ["y"]);
    }

    #[test]
    fn a_tag_can_be_a_destination() {
        let hugo = Dialect::named("hugo").unwrap();
        let text = "[a]({{< ref \"b c.md#d\" >}}) and [e][]\n\n[e]: https://x/{{< param v >}}/y\n\n{{<tabs>}}\n# H\n";
        let document = parse(text, Format::Markdown, hugo);
        let urls: Vec<&str> = document.links.iter().map(|link| &*link.url).collect();
        let definition = "https://x/{{< param v >}}/y";
        assert_eq!(urls[..2], ["{{< ref \"b c.md#d\" >}}", definition]);
        assert_eq!(*urls.last().unwrap(), definition);
        assert_eq!(document.anchors.len(), 1);
    }
}
