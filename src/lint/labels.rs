//! Whether anything uses a definition, and where its label stands without being a link.

use super::FileCx;
use crate::base::span::Span;
use crate::doc::definitions::label_key;

impl FileCx<'_> {
    /// Does anything use the definition in this row of the document's links? Templates put values of the metadata block
    /// into the text of the page, where the label that one names is a link.
    pub fn is_used(&self, row: usize) -> bool {
        let metadata = || self.file.doc.front_matter.map(|block| block.body);
        self.uses.contains_key(&row)
            || metadata().is_some_and(|block| self.names(block, self.label(row)).next().is_some())
    }

    /// Is the label of this definition, which nothing uses, written in HTML, where Markdown is not read?
    pub(crate) fn is_named_in_html(&self, row: usize) -> bool {
        let page = Span::new(0, self.file.text.len());
        let mut names = self.names(page, self.label(row));
        names.any(|name| !self.file.doc.is_code(name))
    }

    fn label(&self, row: usize) -> &str {
        self.slice(self.file.doc.links[row].label)
    }

    /// Places in `part` where brackets name the `label` of a definition, which is none of them.
    fn names(&self, part: Span, label: &str) -> impl Iterator<Item = Span> {
        let key = label_key(label);
        let text = self.slice(part);
        memchr::memchr_iter(b'[', text.as_bytes()).filter_map(move |open| {
            let inner = &text[open + 1..];
            let inner =
                &inner[..inner.find(['[', ']']).filter(|&end| inner[end..].starts_with(']'))?];
            let close = open + inner.len() + 2;
            let behind = &text[close..];
            // In front of brackets or a parenthesis it is the text of a link with another label.
            let is_text =
                behind.starts_with('(') || behind.starts_with('[') && !behind.starts_with("[]");
            let is_name = !is_text && !behind.starts_with(':') && label_key(inner) == key;
            let start = part.range().start;
            is_name.then(|| Span::new(start + open, start + close))
        })
    }
}
