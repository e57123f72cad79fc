//! Directives in the front matter, for pages that may hold no comments.

use super::{Directive, Tool, WHOLE, said};
use crate::base::data;
use crate::base::span::Span;
use crate::doc::{Document, FrontMatterKind};

/// The key whose strings say what is not to be reported in the page.
const KEY: &str = "guidepost-ignore";

/// The directives of the block: each string is what a comment about the page would say.
pub(super) fn find(text: &str, document: &Document) -> Vec<Directive> {
    let Some(block) = &document.front_matter else { return Vec::new() };
    let body = &text[block.body.range()];
    let Some(key) = memchr::memmem::find(body.as_bytes(), KEY.as_bytes()) else {
        return Vec::new();
    };
    let value = match block.kind {
        FrontMatterKind::Yaml => data::yaml(body),
        FrontMatterKind::Toml => data::toml(body),
        FrontMatterKind::Json => data::json(body),
    };
    let value = value.ok().and_then(|mut value| value.get_mut(KEY).map(serde_json::Value::take));
    let start = block.body.range().start;
    let key = Span::new(start + key, start + key + KEY.len());
    let mut at = key.range().end;
    let entries = value.iter().flat_map(data::strings);
    let directive = |entry: &str| {
        let new = Directive {
            name: KEY.into(),
            covers: Some(WHOLE),
            in_front_matter: true,
            ..Directive::new(Tool::Guidepost, key)
        };
        if let Some(offset) = text[at..block.body.range().end].find(entry) {
            let span = Span::new(at + offset, at + offset + entry.len());
            at = span.range().end;
            return said(text, span, Directive { span, ..new });
        }
        // Escapes hide where it stands: it is then at its key.
        let mut directive = said(entry, Span::new(0, entry.len()), new);
        directive.names.iter_mut().for_each(|(span, _)| *span = key);
        directive
    };
    entries.map(directive).collect()
}
