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

/// `text` with its tags blanked; `None` when it has none.
pub(super) fn blanked(text: &str, tags: Tags) -> Option<String> {
    let mut out = text.as_bytes().to_vec();
    let mut found = false;
    for (open, close) in tags.0 {
        let mut at = 0;
        while let Some(start) = memchr::memmem::find(&text.as_bytes()[at..], open.as_bytes()) {
            let inside = at + start + 2;
            let Some(length) = text[inside..].find(close) else { break };
            let end = inside + length + close.len() - 2;
            for byte in &mut out[inside..end] {
                let kept = byte.is_ascii_alphanumeric()
                    || matches!(byte, b'.' | b'/' | b'-' | b'\n' | b'\r');
                if byte.is_ascii() && !kept {
                    *byte = b'_';
                }
            }
            found = true;
            at = end;
        }
    }
    found.then(|| String::from_utf8(out).ok()).flatten()
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
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    #[test]
    fn a_tag_can_be_a_destination() {
        let hugo = Dialect::named("hugo").unwrap();
        let text = "[a]({{< ref \"b c.md#d\" >}}) and [e][]\n\n[e]: https://x/{{< param v >}}/y\n\n{{<tabs>}}\n# H\n";
        let document = parse(text, Format::Markdown, hugo);
        let urls: Vec<&str> = document.links.iter().map(|link| &*link.url).collect();
        let definition = "https://x/{{< param v >}}/y";
        assert_eq!(urls[0], "{{< ref \"b c.md#d\" >}}");
        assert_eq!(*urls.last().unwrap(), definition);
        assert_eq!(document.anchors.len(), 1);
    }
}
